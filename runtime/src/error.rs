//! The errors of calls.
//!
//! In: a failure. Out: [`Error`], which callers can match on and can safely log: its text never shows a secret, a
//! URL or more than one line of a response body. This file must not know how to recover.

mod credentials;
mod predicates;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use http::header::HeaderMap;

use crate::json::value::Json;
use crate::json::{self, BYTE_ORDER_MARK, DecodeError};
use crate::media::MediaType;
use crate::operation::Operation;
use crate::secrets::Secrets;
use crate::shown::excerpt;
use crate::transport::{Response, TransportError, TransportErrorKind};

pub use self::credentials::CredentialsError;

/// The result of a call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The reason why a call failed. Its size is two machine words.
#[non_exhaustive]
pub enum Error {
    /// The status code of the response is not 2xx.
    Status(Box<StatusError>),
    /// The response body does not fit the documented type.
    Decode(Box<AnswerError>),
    /// There is no response.
    Transport(Box<ExchangeError>),
    /// The request timed out.
    Timeout(Box<ExchangeError>),
    /// The request is invalid, so it was not sent.
    Request(Box<RequestError>),
    /// The response body is longer than allowed.
    BodyTooLarge(Box<ExchangeError>),
    /// The [`TokenSource`](crate::TokenSource) of the connection failed.
    Credentials(Box<CredentialsError>),
}

/// A response with a status code other than 2xx.
#[non_exhaustive]
pub struct StatusError {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The first 64 KiB of the body.
    pub body: Bytes,
    /// The server's name for the error, such as `SoNotFoundException`.
    pub error_type: Option<String>,
    /// The server's message.
    pub message: Option<String>,
    /// The identifier of the operation's page in the documentation.
    pub uid: &'static str,
    /// How often the transport was asked to send the request.
    pub attempts: u32,
    shown: String,
}

/// A response body that does not fit its type.
#[non_exhaustive]
pub struct AnswerError {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The first 64 KiB of the body.
    pub body: Bytes,
    /// The identifier of the operation's page in the documentation.
    pub uid: &'static str,
    /// The value that does not fit, and its place.
    pub cause: DecodeError,
    shown: String,
    shown_cause: String,
}

/// A request without a response.
#[non_exhaustive]
pub struct ExchangeError {
    /// The identifier of the operation's page in the documentation.
    pub uid: &'static str,
    /// The error of the transport.
    pub cause: TransportError,
    /// The maximum length of a response body.
    pub body_limit: usize,
    /// How often the transport was asked to send the request.
    pub attempts: u32,
    /// The number of bytes of the response body that were received before, if it was a download.
    pub received: Option<u64>,
}

/// A request that cannot be sent.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RequestError {
    /// The identifier of the operation's page, if the operation is known.
    pub uid: Option<&'static str>,
    /// What is wrong.
    pub message: String,
}

/// The number of bytes of a body that an error keeps.
const KEPT: usize = 64 << 10;

impl RequestError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { uid: None, message: message.into() }
    }

    pub(crate) fn at(mut self, operation: &Operation) -> Self {
        self.uid = Some(operation.uid);
        self
    }
}

impl Error {
    pub(crate) fn from_transport(
        operation: &Operation,
        cause: TransportError,
        body_limit: usize,
        secrets: &Secrets,
    ) -> Self {
        let kind = cause.kind();
        let cause = cause.without(secrets);
        let error = Box::new(ExchangeError { uid: operation.uid, cause, body_limit, attempts: 1, received: None });
        match kind {
            TransportErrorKind::Timeout => Self::Timeout(error),
            TransportErrorKind::BodyTooLarge => Self::BodyTooLarge(error),
            _ => Self::Transport(error),
        }
    }

    pub(crate) fn from_status(operation: &Operation, response: Response, secrets: &Secrets) -> Self {
        let body = kept(&response.body);
        let said: Json = json::from_slice(&response.body).unwrap_or_default();
        let members = said.members();
        let text = |names: &[&str]| {
            let values = names.iter().filter_map(|name| members.iter().find(|(known, _)| known == name));
            let mut texts = values.filter_map(|(_, value)| Json::of_valid(value).parse::<String>().ok());
            texts.find(|text| !text.is_empty()).map(|text| beginning(secrets.hide(&text)))
        };
        let message = text(&["ErrorMessage", "Message", "MessageDetail", "error_description", "title"]);
        let error_type = text(&["ErrorType", "error"]);
        let shown = match &message {
            Some(message) => excerpt(message),
            None => excerpt(&secrets.hide(&start_of(&body))),
        };
        Self::Status(Box::new(StatusError {
            status: response.status,
            headers: response.headers,
            body,
            error_type,
            message,
            uid: operation.uid,
            attempts: 1,
            shown,
        }))
    }

    pub(crate) fn from_decode(
        operation: &Operation,
        response: Response,
        cause: DecodeError,
        secrets: &Secrets,
    ) -> Self {
        let body = kept(&response.body);
        let cause = cause.map_text(|text| secrets.hide(text));
        Self::Decode(Box::new(AnswerError {
            status: response.status,
            headers: response.headers,
            shown: excerpt(&secrets.hide(&without_secrets(&body))),
            shown_cause: excerpt(&cause.to_string()),
            body,
            uid: operation.uid,
            cause,
        }))
    }

    /// The status code, if there was a response.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Status(error) => Some(error.status),
            Self::Decode(error) => Some(error.status),
            _ => None,
        }
    }

    /// The identifier of the operation's page in the documentation.
    #[must_use]
    pub fn uid(&self) -> Option<&'static str> {
        match self {
            Self::Status(error) => Some(error.uid),
            Self::Decode(error) => Some(error.uid),
            Self::Transport(error) | Self::Timeout(error) | Self::BodyTooLarge(error) => Some(error.uid),
            Self::Request(error) => error.uid,
            Self::Credentials(error) => error.uid,
        }
    }

    /// The headers of the response, if there was one.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Status(error) => Some(&error.headers),
            Self::Decode(error) => Some(&error.headers),
            _ => None,
        }
    }

    /// The first 64 KiB of the response body, if there was a response.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        match self {
            Self::Status(error) => Some(&error.body),
            Self::Decode(error) => Some(&error.body),
            _ => None,
        }
    }

    /// The place in the response body that does not fit its type, such as `Persons[3].Rank`.
    #[must_use]
    pub fn json_path(&self) -> Option<&str> {
        match self {
            Self::Decode(error) => Some(error.cause.path()),
            _ => None,
        }
    }

    /// The server's error message.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        match self {
            Self::Status(error) => error.message.as_deref(),
            _ => None,
        }
    }

    /// The server's name for the error, such as `SoNotFoundException`.
    #[must_use]
    pub fn error_type(&self) -> Option<&str> {
        match self {
            Self::Status(error) => error.error_type.as_deref(),
            _ => None,
        }
    }

    /// Returns whether the status is 404 Not Found.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }

    /// Returns whether the status is 304 Not Modified: nothing has changed since the given date.
    #[must_use]
    pub fn is_not_modified(&self) -> bool {
        self.status() == Some(304)
    }

    /// Returns whether the status is 401 Unauthorized: the credentials are wrong or have expired.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(401)
    }

    /// Returns whether the status is 403 Forbidden: the credentials are valid but do not allow this operation.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.status() == Some(403)
    }

    /// Returns whether the status is 409 Conflict: the request conflicts with the current data, for example because a
    /// [`Patch::test`](crate::Patch::test) failed.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.status() == Some(409)
    }

    /// Returns whether the status is 412 Precondition Failed: the data has changed since the date of
    /// `if_unmodified_since`.
    #[must_use]
    pub fn is_precondition_failed(&self) -> bool {
        self.status() == Some(412)
    }

    /// Whether the response says that the object does not exist: status 404 without a body, or with an error of the
    /// API. A web page does not say so, because it is from another server, nor does an error with `MessageDetail`,
    /// which means that the path is unknown.
    pub(crate) fn is_absent(&self) -> bool {
        let Self::Status(error) = self else { return false };
        if error.status != 404 || error.body.trim_ascii().is_empty() {
            return error.status == 404;
        }
        let said: Json = json::from_slice(&error.body).unwrap_or_default();
        let members = said.members();
        let has = |name: &str| members.iter().any(|(known, _)| known == name);
        !MediaType::of(&error.headers).is_page() && !members.is_empty() && (has("ErrorType") || !has("MessageDetail"))
    }

    /// Returns whether the request timed out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }

    /// Returns whether the request was certainly not sent: it was invalid, or no connection was opened.
    #[must_use]
    pub fn is_unsent(&self) -> bool {
        match self {
            Self::Request(_) => true,
            Self::Transport(error) | Self::Timeout(error) => error.cause.is_unsent(),
            Self::Credentials(error) => error.attempts == 0,
            _ => false,
        }
    }
}

impl From<RequestError> for Error {
    fn from(error: RequestError) -> Self {
        Self::Request(Box::new(error))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(error) => {
                write!(f, "{}: status {}", error.uid, error.status)?;
                if let Some(error_type) = &error.error_type {
                    write!(f, ", {}", excerpt(error_type))?;
                }
                self.fmt_repeats(f)?;
                if error.shown.is_empty() { Ok(()) } else { write!(f, ": {}", error.shown) }
            }
            Self::Decode(error) => {
                write!(
                    f,
                    "{}: the response (status {}) does not fit its type: {}",
                    error.uid, error.status, error.shown_cause
                )?;
                // A body that is not JSON has no place to show, but its start may say what it is.
                if error.cause.line() > 0 || error.shown.is_empty() { Ok(()) } else { write!(f, ": {}", error.shown) }
            }
            Self::Transport(error) | Self::Timeout(error) => {
                write!(f, "{}: {}", error.uid, error.cause)?;
                if let Some(received) = error.received {
                    write!(f, " (after {received} bytes of the response)")?;
                }
                self.fmt_repeats(f)
            }
            Self::BodyTooLarge(error) => {
                write!(f, "{}: the response has more than {} bytes", error.uid, error.body_limit)
            }
            Self::Request(error) => match error.uid {
                Some(uid) => write!(f, "{uid}: {}", error.message),
                None => f.write_str(&error.message),
            },
            Self::Credentials(error) => error.fmt(f),
        }
    }
}

/// Like `Display`, with at most the start of the body, because the whole body must not end up in logs.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::Transport(error) => f.debug_tuple("Transport").field(error).finish(),
            Self::Timeout(error) => f.debug_tuple("Timeout").field(error).finish(),
            Self::BodyTooLarge(error) => f.debug_tuple("BodyTooLarge").field(error).finish(),
            Self::Request(error) => error.fmt(f),
            Self::Credentials(error) => error.fmt(f),
        }
    }
}

impl fmt::Debug for StatusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatusError")
            .field("uid", &self.uid)
            .field("status", &self.status)
            .field("error_type", &self.error_type.as_deref().map(excerpt))
            .field("attempts", &self.attempts)
            .field("shown", &self.shown)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnswerError")
            .field("uid", &self.uid)
            .field("status", &self.status)
            .field("cause", &self.shown_cause)
            .field("body", &self.shown)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ExchangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExchangeError")
            .field("uid", &self.uid)
            .field("cause", &self.cause)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Transport(error) | Self::Timeout(error) | Self::BodyTooLarge(error) => Some(&error.cause),
            Self::Credentials(error) => error.cause(),
            // The text of this error contains that of a decode error.
            _ => None,
        }
    }
}

/// Returns a copy of the start of a body. A part of the body itself would keep all of it in memory.
fn kept(body: &Bytes) -> Bytes {
    Bytes::copy_from_slice(body.get(..KEPT).unwrap_or(body))
}

/// Returns a body as text. JSON is without the texts of properties that hold secrets.
fn without_secrets(body: &[u8]) -> String {
    let text = start_of(body);
    match Json::from_text(&text) {
        Ok(json) => format!("{json:?}"),
        Err(_) => text.into_owned(),
    }
}

/// Returns a body as text, without a byte order mark.
fn start_of(body: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body))
}

/// Returns the start of a text.
fn beginning(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(KEPT));
    text.shrink_to_fit();
    text
}
