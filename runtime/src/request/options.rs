//! Options of every call.
//!
//! In: the [`Draft`] of a call. Out: the same draft with headers, query parameters and timeouts. This file must not
//! know the type of a response.

use std::time::Duration;

use http::header::{ACCEPT, IF_MODIFIED_SINCE};

use super::draft::Draft;
use super::http_date::HttpDate;
use crate::argument::Argument;
use crate::http::{Retry, SO_CULTURE, SO_LANGUAGE, SO_TIME_ZONE};

/// Options of every call.
///
/// [`Call`](crate::Call) and the types of [`call_builder!`](crate::call_builder) implement it.
pub trait CallOptions: Sized {
    /// Returns the draft of the call.
    fn draft_mut(&mut self) -> &mut Draft;

    /// Requests texts in this language, such as `en`. `*` requests texts that contain all their languages.
    #[must_use]
    fn language(mut self, language: &str) -> Self {
        self.draft_mut().set_known_header(SO_LANGUAGE, language);
        self
    }

    /// Requests numbers and dates inside texts in the format of this culture, such as `en-US`. Requires a language too.
    #[must_use]
    fn culture(mut self, culture: &str) -> Self {
        self.draft_mut().set_known_header(SO_CULTURE, culture);
        self
    }

    /// Requests dates in this time zone, by the server's name for it, such as `NO`.
    #[must_use]
    fn time_zone(mut self, zone: &str) -> Self {
        self.draft_mut().set_known_header(SO_TIME_ZONE, zone);
        self
    }

    /// Sets a header, and replaces its earlier values and those of the connection.
    #[must_use]
    fn header(mut self, name: &str, value: &str) -> Self {
        self.draft_mut().set_header(name, value);
        self
    }

    /// Requests the response in this media type.
    #[must_use]
    fn accept(mut self, media_type: &str) -> Self {
        self.draft_mut().set_known_header(ACCEPT, media_type);
        self
    }

    /// Sets an undocumented query parameter.
    #[must_use]
    fn query(mut self, name: &str, value: &dyn Argument) -> Self {
        self.draft_mut().set_query(name, value);
        self
    }

    /// Sets the timeout of the whole exchange.
    #[must_use]
    fn timeout(mut self, timeout: Duration) -> Self {
        self.draft_mut().set_timeout(Some(timeout));
        self
    }

    /// Removes the timeout.
    #[must_use]
    fn no_timeout(mut self) -> Self {
        self.draft_mut().set_timeout(None);
        self
    }

    /// Sets the maximum length of the response body in bytes, instead of the limit of the connection. A download has no
    /// other limit.
    #[must_use]
    fn body_limit(mut self, bytes: usize) -> Self {
        self.draft_mut().set_body_limit(bytes);
        self
    }

    /// Sets when and how often the request is sent again, instead of the setting of the connection.
    #[must_use]
    fn retry(mut self, retry: Retry) -> Self {
        self.draft_mut().set_retry(retry);
        self
    }

    /// Requests a response only if there have been changes since this date. Otherwise the call fails with an error for
    /// which [`Error::is_not_modified`](crate::Error::is_not_modified) is true.
    #[must_use]
    fn if_modified_since(mut self, date: impl Into<HttpDate>) -> Self {
        self.draft_mut().set_known_header(IF_MODIFIED_SINCE, date.into().as_str());
        self
    }

    /// Performs the operation only if there have been no changes since this date. Otherwise the call fails with an
    /// error for which [`Error::is_precondition_failed`](crate::Error::is_precondition_failed) is true.
    ///
    /// Operations that do not support the condition ignore it. Therefore the call fails, and nothing is sent, if the
    /// documented status codes of the operation do not include 412. To send the condition anyway, set it with `header`.
    #[must_use]
    fn if_unmodified_since(mut self, date: impl Into<HttpDate>) -> Self {
        self.draft_mut().set_condition(date.into().as_str());
        self
    }
}

/// Makes the options usable without importing [`CallOptions`]. Used inside an `impl` of a type that implements it.
#[doc(hidden)]
#[macro_export]
macro_rules! inherent_options {
    () => {
        $crate::inherent_options! {
            language(language: &str);
            culture(culture: &str);
            time_zone(zone: &str);
            header(name: &str, value: &str);
            accept(media_type: &str);
            query(name: &str, value: &dyn $crate::Argument);
            timeout(timeout: std::time::Duration);
            no_timeout();
            body_limit(bytes: usize);
            retry(retry: $crate::Retry);
            if_modified_since(date: impl Into<$crate::HttpDate>);
            if_unmodified_since(date: impl Into<$crate::HttpDate>);
        }
    };
    ($($name:ident($($argument:ident: $type:ty),*);)*) => {$(
        #[doc = concat!("See `CallOptions::", stringify!($name), "`.")]
        pub fn $name(self, $($argument: $type),*) -> Self {
            $crate::CallOptions::$name(self, $($argument),*)
        }
    )*};
}
