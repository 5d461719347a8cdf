//! Turns expected errors into results: no such object, and no change.
//!
//! In: a [`Call`]. Out: `None` or [`Conditional::NotModified`] in place of an error. This file must not know any operation.

use std::collections::BTreeMap;
use std::pin::Pin;

use http::header::IF_MODIFIED_SINCE;

use super::answer::{Answer, receive};
use super::call::Call;
use super::http_date::HttpDate;
use crate::error::Result;
use crate::json::value::Json;
use crate::slot::{Entity, Field};
use crate::values::{Base64, Binary, DateTime};

/// The future of [`Call::optional`] and [`Call::if_changed_since`].
pub type Outcome<T> = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

/// The result of a conditional call.
#[derive(Debug, Clone)]
pub enum Conditional<T> {
    /// The value has not changed since the date.
    NotModified,
    /// The value, with the headers of the response; [`Answer::last_modified`] is the date for the next call.
    Modified(Answer<T>),
}

impl<T> Conditional<T> {
    /// Returns the value if there was a change.
    #[must_use]
    pub fn modified(self) -> Option<T> {
        match self {
            Self::NotModified => None,
            Self::Modified(answer) => Some(answer.value),
        }
    }
}

/// The type of a response that [`Call::optional`] works with.
pub trait Present: Field + Default {
    /// The value if there is one: `T` for `Option<T>`, otherwise the type itself.
    type Value;

    /// Returns the value if there is one.
    fn present(self) -> Option<Self::Value>;
}

impl<T: Field + Default> Present for Option<T> {
    type Value = T;

    fn present(self) -> Self {
        self
    }
}

macro_rules! always_present {
    ($(($($parameter:ident: $bound:path)?) $type:ty;)*) => {$(
        impl$(<$parameter: $bound + Default>)? Present for $type {
            type Value = Self;

            fn present(self) -> Option<Self> {
                Some(self)
            }
        }
    )*};
}

always_present! {
    (T: Entity) T;
    (T: Field) Vec<T>;
    (T: Field) BTreeMap<String, T>;
    () ();
    () bool;
    () i32;
    () i64;
    () f64;
    () String;
    () Base64;
    () Binary;
    () DateTime;
    () Json;
    () serde_json::Value;
}

impl<T: Present + 'static, S> Call<T, S> {
    /// Sends the request and returns `None` if the object does not exist: if the API responds with status 404, `null`
    /// or an empty body. Every other error is returned, including a 404 that is not about the object, such as that of a
    /// proxy.
    pub fn optional(self) -> Outcome<Option<T::Value>> {
        let receiving = receive::<T>(self.draft);
        Box::pin(async move {
            match receiving.await {
                Ok(received) if received.is_absent(&T::default().slot()) => Ok(None),
                Ok(received) => Ok(received.value::<T>()?.present()),
                Err(error) if error.is_absent() => Ok(None),
                Err(error) => Err(error),
            }
        })
    }
}

impl<T: Field + Default + 'static, S> Call<T, S> {
    /// Sends the request and returns the value only if there have been changes since this date.
    ///
    /// Operations that do not support the condition always return the value.
    pub fn if_changed_since(mut self, date: impl Into<HttpDate>) -> Outcome<Conditional<T>> {
        self.draft.set_known_header(IF_MODIFIED_SINCE, date.into().as_str());
        let receiving = receive::<T>(self.draft);
        Box::pin(async move {
            match receiving.await {
                Ok(received) => Ok(Conditional::Modified(received.answer()?)),
                Err(error) if error.is_not_modified() => Ok(Conditional::NotModified),
                Err(error) => Err(error),
            }
        })
    }
}
