//! The request behind a method: headers, extensions, credentials.
//!
//! In: the head of a request and its operation. Out: the information that a method can use in addition to its arguments. This file
//! must not know how arguments are read.

use std::fmt;

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{Extensions, HeaderMap, Uri};

use crate::operation::Operation;

/// The request that a method of a service answers: its operation, its headers, and what layers have added to it.
///
/// Authentication is the task of a layer around the router, or of the method; both can read the headers. A layer passes the user
/// to the method as an extension:
///
/// ```
/// # use superoffice_runtime::server::{Context, Problem};
/// #[derive(Clone)]
/// struct User(String);
///
/// fn user(context: &Context) -> Result<&User, Problem> {
///     context.extension().ok_or_else(|| Problem::unauthorized("sign in first"))
/// }
/// ```
pub struct Context {
    operation: &'static Operation,
    parts: Parts,
}

impl Context {
    pub(super) fn new(operation: &'static Operation, parts: Parts) -> Self {
        Self { operation, parts }
    }

    /// The operation.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The address of the request.
    #[must_use]
    pub fn uri(&self) -> &Uri {
        &self.parts.uri
    }

    /// All headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// The value of a header. `None` if it is absent or not text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.parts.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The header `Authorization`: a scheme, such as `Bearer`, and credentials.
    #[must_use]
    pub fn authorization(&self) -> Option<&str> {
        self.header("Authorization")
    }

    /// The header `X-XSRF-TOKEN`, which takes the place of `Authorization` in a browser session.
    #[must_use]
    pub fn xsrf_token(&self) -> Option<&str> {
        self.header("X-XSRF-TOKEN")
    }

    /// The header `SO-AppToken`, which identifies an application.
    #[must_use]
    pub fn app_token(&self) -> Option<&str> {
        self.header("SO-AppToken")
    }

    /// The language that the caller requests: `SO-Language`, which takes precedence, or `Accept-Language`.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.header("SO-Language").or_else(|| self.header("Accept-Language"))
    }

    /// The header `SO-Culture`: the culture of numbers and dates inside texts.
    #[must_use]
    pub fn culture(&self) -> Option<&str> {
        self.header("SO-Culture")
    }

    /// The header `SO-TimeZone`: the time zone of dates in the response.
    #[must_use]
    pub fn time_zone(&self) -> Option<&str> {
        self.header("SO-TimeZone")
    }

    /// All extensions that layers have added to the request.
    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        &self.parts.extensions
    }

    /// The extension of type `T`. `None` if no layer has added it.
    #[must_use]
    pub fn extension<T: Clone + Send + Sync + 'static>(&self) -> Option<&T> {
        self.parts.extensions.get()
    }

    /// Runs an extractor of axum that does not read the body.
    ///
    /// # Errors
    /// Returns the rejection of the extractor.
    pub async fn extract<T: FromRequestParts<()>>(&mut self) -> Result<T, T::Rejection> {
        T::from_request_parts(&mut self.parts, &()).await
    }
}

/// Leaves out the headers, which contain credentials.
impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").field("operation", &self.operation.uid).finish_non_exhaustive()
    }
}
