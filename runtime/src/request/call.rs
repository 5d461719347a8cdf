//! A request that knows the type of its response.
//!
//! In: a [`Draft`]. Out: the value in the response body. This file must not know any operation. It adds only types, so
//! that little code is compiled for each of them.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::answer::{Answer, Received, Receiving, receive};
use super::draft::Draft;
use super::options::CallOptions;
use crate::error::Result;
use crate::slot::Field;
use crate::transport::Response;

/// Marks calls that can request only some properties of the response.
#[derive(Debug, Clone, Copy)]
pub enum Selectable {}

/// A call to an operation whose response is a `T`. Awaiting it sends the request.
#[must_use = "a call is not sent until it is awaited"]
pub struct Call<T, S = ()> {
    pub(super) draft: Draft,
    marker: PhantomData<fn() -> (T, S)>,
}

// Defined here, so that the file with `Draft` does not depend on calls.
impl Draft {
    /// Creates a call whose response is a `T`.
    #[inline]
    pub fn call<T, S>(self) -> Call<T, S> {
        Call { draft: self, marker: PhantomData }
    }
}

impl<T, S> CallOptions for Call<T, S> {
    fn draft_mut(&mut self) -> &mut Draft {
        &mut self.draft
    }
}

impl<T, S> Call<T, S> {
    crate::inherent_options!();
}

impl<T> Call<T, Selectable> {
    /// Requests only these properties, such as `["Name", "Contact/ContactId"]`. The others are absent or `null`.
    ///
    /// The result is a partial entity. Do not send it back with PUT, which replaces the whole entity. Send a
    /// [`Patch`](crate::Patch) instead.
    pub fn select<I: IntoIterator<Item: AsRef<str>>>(mut self, columns: I) -> Self {
        self.draft.set_select(columns);
        self
    }
}

impl<T, S> Call<T, S> {
    /// Returns the draft of the call, without the type of the response.
    pub fn into_draft(self) -> Draft {
        self.draft
    }
}

impl<T: Field + Default, S> Call<T, S> {
    /// Sends the request. Awaiting the call does the same.
    pub fn send(self) -> Pending<T> {
        Pending { inner: receive::<T>(self.draft), marker: PhantomData }
    }

    /// Sends the request and returns the response without reading its body.
    ///
    /// # Errors
    /// Returns an error if there is no response, or if its status code is not 2xx.
    pub async fn raw(self) -> Result<Response> {
        Ok(receive::<T>(self.draft).await?.into_response())
    }

    /// Sends the request and returns the value with the status code and the headers of the response.
    ///
    /// # Errors
    /// As for every call.
    pub async fn send_with_response(self) -> Result<Answer<T>> {
        receive::<T>(self.draft).await?.answer()
    }
}

impl<T: Field + Default, S> IntoFuture for Call<T, S> {
    type Output = Result<T>;
    type IntoFuture = Pending<T>;

    fn into_future(self) -> Pending<T> {
        self.send()
    }
}

impl<T, S> fmt::Debug for Call<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Call").field(&self.draft).finish()
    }
}

/// The future of a call.
#[must_use = "a future does nothing until it is awaited"]
pub struct Pending<T> {
    inner: Receiving,
    marker: PhantomData<fn() -> T>,
}

impl<T: Field + Default> Future for Pending<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        match self.inner.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(received) => Poll::Ready(received.and_then(Received::value)),
        }
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pending")
    }
}
