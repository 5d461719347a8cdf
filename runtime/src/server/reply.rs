//! The responses of methods.
//!
//! In: a value of the documented type, or a finished response. Out: the response with its documented status code. This file must not
//! know requests.

use std::any::TypeId;
use std::fmt;
use std::future::{Future, Ready, ready};
use std::pin::Pin;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use super::problem::{JSON, Problem};
use crate::json;
use crate::operation::Operation;
use crate::slot::{Field, View};

/// The media type of bytes whose format is not known.
const BYTES: &str = "application/octet-stream";

/// A successful response: a value of the documented type, with the first documented success status unless another one is set.
///
/// A method without a response body replies with `()`. For any other response, such as 304 without a body, use [`Reply::raw`].
///
/// ```
/// use superoffice_runtime::server::Reply;
///
/// let reply: Reply<Vec<i32>> = vec![1, 2].into();
/// let created = Reply::new(17).with_status(http::StatusCode::CREATED);
/// ```
pub struct Reply<T>(Kind<T>);

enum Kind<T> {
    Value { value: T, status: Option<StatusCode>, headers: HeaderMap },
    Raw(Box<Response>),
    NotImplemented,
}

/// The result of a method: a reply with a value of type `T`, or the error of the service.
pub type Replied<T, E> = Result<Reply<T>, E>;

impl<T> Reply<T> {
    /// Creates a reply with a value.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self(Kind::Value { value, status: None, headers: HeaderMap::new() })
    }

    /// Creates a reply from a complete response, which is sent unchanged, such as a file as a stream or the response of another
    /// server.
    #[must_use]
    pub fn raw(response: impl IntoResponse) -> Self {
        Self(Kind::Raw(Box::new(response.into_response())))
    }

    /// Creates a reply with status 304: the object has not changed since the date or the version in the request.
    #[must_use]
    pub fn not_modified() -> Self {
        Self::raw(StatusCode::NOT_MODIFIED)
    }

    /// Creates the reply of a method that is not implemented: status 501 with the uid of the operation.
    #[must_use]
    pub fn not_implemented() -> Self {
        Self(Kind::NotImplemented)
    }

    /// Replaces the status code.
    #[must_use]
    pub fn with_status(mut self, code: StatusCode) -> Self {
        match &mut self.0 {
            Kind::Value { status, .. } => *status = Some(code),
            Kind::Raw(response) => *response.status_mut() = code,
            Kind::NotImplemented => {}
        }
        self
    }

    /// Sets a header, and replaces its previous values. Set `Content-Type` if the value is bytes, such as a file.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        match &mut self.0 {
            Kind::Value { headers, .. } => drop(headers.insert(name, value)),
            Kind::Raw(response) => drop(response.headers_mut().insert(name, value)),
            Kind::NotImplemented => {}
        }
        self
    }
}

impl<T> From<T> for Reply<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T> fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Value { .. } => "Reply(value)",
            Kind::Raw(_) => "Reply(raw)",
            Kind::NotImplemented => "Reply(not implemented)",
        })
    }
}

/// The default body of every generated method. It is a function, because thousands of `async` blocks take long to compile.
#[doc(hidden)]
pub fn not_implemented<T, E>() -> Ready<Replied<T, E>> {
    ready(Ok(Reply::not_implemented()))
}

/// A future that answers a request.
#[doc(hidden)]
pub type Answering<'a> = Pin<Box<dyn Future<Output = Response> + Send + 'a>>;

/// Makes the response of an operation from the future of its method.
///
/// The generated function that calls it is not `async`, because a future with an `.await` for each of hundreds of operations takes
/// long to compile.
#[doc(hidden)]
pub fn respond<'a, T, E, F>(operation: &'static Operation, method: F) -> Answering<'a>
where
    T: Field + 'static,
    E: IntoResponse,
    F: Future<Output = Replied<T, E>> + Send + 'a,
{
    Box::pin(async move { response(operation, method.await) })
}

fn response<T: Field + 'static, E: IntoResponse>(operation: &Operation, result: Replied<T, E>) -> Response {
    match result {
        Ok(Reply(Kind::Value { value, status, headers })) => {
            let value = (TypeId::of::<T>() != TypeId::of::<()>()).then_some(&value as &dyn Field);
            written(operation, value, status, headers)
        }
        Ok(Reply(Kind::Raw(response))) => *response,
        Ok(Reply(Kind::NotImplemented)) => unimplemented(operation).into_response(),
        Err(error) => error.into_response(),
    }
}

/// The problem of an operation that no method implements.
pub(super) fn unimplemented(operation: &Operation) -> Problem {
    Problem::new(StatusCode::NOT_IMPLEMENTED, format!("`{}` is not implemented", operation.uid))
}

/// Writes a value, or a response without a body.
fn written(
    operation: &Operation,
    value: Option<&dyn Field>,
    status: Option<StatusCode>,
    headers: HeaderMap,
) -> Response {
    let status = status.unwrap_or_else(|| success(operation, value.is_some()));
    let empty = status.is_informational() || [204, 205, 304].contains(&status.as_u16());
    let mut response = match value.filter(|_| !empty) {
        None => status.into_response(),
        Some(value) => {
            let (media, body) = match value.view() {
                View::Bytes(bytes) => (BYTES, Ok(bytes.to_vec())),
                _ => (JSON, json::to_vec(value)),
            };
            match body {
                Ok(body) => {
                    (status, [(CONTENT_TYPE, HeaderValue::from_static(media))], Body::from(body)).into_response()
                }
                Err(error) => {
                    let message = format!("the response of `{}` cannot be written: {error}", operation.uid);
                    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, message).into_response()
                }
            }
        }
    };
    response.headers_mut().extend(headers);
    response
}

/// The first documented success status.
fn success(operation: &Operation, has_body: bool) -> StatusCode {
    let documented = operation.statuses.iter().find(|status| (200..300).contains(*status));
    let usual = if has_body { StatusCode::OK } else { StatusCode::NO_CONTENT };
    documented.and_then(|status| StatusCode::from_u16(*status).ok()).unwrap_or(usual)
}
