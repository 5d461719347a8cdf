//! Responses that are not a success, in the shape of the server's errors.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, Response, StatusCode};
use serde_json::json;

/// The media type of every JSON body.
pub(crate) const JSON: &str = "application/json; charset=utf-8";

/// A response that is not a success.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) status: u16,
    pub(crate) message: String,
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Failure {
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), headers: Vec::new() }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The response. Statuses that cannot have a body have none.
    pub(crate) fn response(&self) -> Response<Bytes> {
        let kind = match self.status {
            400 => "ArgumentException",
            401 => "UnauthorizedAccessException",
            403 => "SoSentryException",
            404 => "SoNotFoundException",
            _ => "MockException",
        };
        let body = json!({
            "Error": true, "ErrorType": kind, "ErrorMessage": self.message, "ErrorSource": "superoffice-mock",
        });
        let mut response = response(self.status, Some((JSON, body.to_string().into())));
        for (name, value) in &self.headers {
            if let Ok(value) = HeaderValue::try_from(value) {
                response.headers_mut().append(*name, value);
            }
        }
        response
    }
}

/// A response with a status and a body with its media type.
pub(crate) fn response(status: u16, body: Option<(&str, Bytes)>) -> Response<Bytes> {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let empty = status.is_informational() || [204, 205, 304].contains(&status.as_u16());
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    match body.filter(|_| !empty) {
        Some((media, body)) => {
            if let Ok(media) = HeaderValue::try_from(media) {
                response.headers_mut().insert(CONTENT_TYPE, media);
            }
            response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
            *response.body_mut() = body;
        }
        None if !empty => {
            response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(0));
        }
        None => {}
    }
    response
}
