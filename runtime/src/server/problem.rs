//! Error responses in the format of the vendor's server.
//!
//! In: a status code and a message. Out: a response. This file must not know operations or the types of bodies.

use std::fmt;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue};

use crate::json::value::Json;

/// The media type of every JSON body.
pub(super) const JSON: &str = "application/json; charset=utf-8";

/// An error response in the format of the vendor's server, such as
/// `{"Error":true,"ErrorType":"SoNotFoundException","ErrorMessage":"there is no contact 17"}`.
///
/// A request that does not fit its operation is answered with a problem before any method is called. The response contains the
/// problem as an extension, so that a layer can write it in another format. A service can also use it as its error type.
///
/// ```
/// use superoffice_runtime::server::Problem;
///
/// let problem = Problem::not_found("there is no contact 17");
/// assert_eq!(problem.status(), 404);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    status: StatusCode,
    message: String,
}

impl Problem {
    /// Creates a problem. A status code that is not an error is replaced by 500.
    #[must_use]
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        let is_error = status.is_client_error() || status.is_server_error();
        let status = if is_error { status } else { StatusCode::INTERNAL_SERVER_ERROR };
        Self { status, message: message.into() }
    }

    /// Status 400: the request is not valid.
    #[must_use]
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// Status 401: the credentials are missing or not valid.
    #[must_use]
    pub fn unauthorized(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, message)
    }

    /// Status 403: the caller may not do this.
    #[must_use]
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, message)
    }

    /// Status 404: the object does not exist.
    #[must_use]
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// The status code.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The message.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The name that the vendor's server uses for errors with this status code.
    fn kind(&self) -> &'static str {
        match self.status.as_u16() {
            400 => "ArgumentException",
            401 => "UnauthorizedAccessException",
            403 => "SoSentryException",
            404 => "SoNotFoundException",
            501 => "NotImplementedException",
            _ => "SoException",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.status.as_u16(), self.message)
    }
}

impl std::error::Error for Problem {}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (kind, message) = (Json::from(self.kind()), Json::from(self.message.as_str()));
        let body = format!(
            r#"{{"Error":true,"ErrorType":{},"ErrorMessage":{},"ErrorSource":"superoffice-server"}}"#,
            kind.as_str(),
            message.as_str()
        );
        let mut response = (self.status, [(CONTENT_TYPE, HeaderValue::from_static(JSON))], body).into_response();
        response.extensions_mut().insert(self);
        response
    }
}
