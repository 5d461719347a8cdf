//! What can go wrong with a call.
//!
//! In: whatever failed. Out: [`Error`], which a caller can match on and may log as it is: no text of it shows a
//! secret, an address or more than a line of what the server said. It must not know how to go on.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use http::header::HeaderMap;
use serde_json::Value;

use crate::Operation;
use crate::json::DecodeError;
use crate::transport::{Response, TransportError, TransportErrorKind};

/// Why a call failed. Two words long.
#[non_exhaustive]
pub enum Error {
    /// The server answered with something else than 2xx.
    Status(Box<StatusError>),
    /// The answer does not fit the documentation.
    Decode(Box<AnswerError>),
    /// There is no answer.
    Transport(Box<ExchangeError>),
    /// There is no answer yet, and the time is over.
    Timeout(Box<ExchangeError>),
    /// The request cannot be made: nothing was sent.
    Request(Box<RequestError>),
    /// The answer's body is longer than allowed.
    BodyTooLarge(Box<ExchangeError>),
}

/// An answer other than 2xx.
#[non_exhaustive]
pub struct StatusError {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The first 64 KiB of the body.
    pub body: Bytes,
    /// The server's name for the error, as `SoNotFoundException`.
    pub error_type: Option<String>,
    /// What the server says.
    pub message: Option<String>,
    /// The page of the operation.
    pub uid: &'static str,
    shown: String,
}

/// An answer that does not fit its type.
#[non_exhaustive]
pub struct AnswerError {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The first 64 KiB of the body.
    pub body: Bytes,
    /// The page of the operation.
    pub uid: &'static str,
    /// What does not fit, and where.
    pub cause: DecodeError,
    shown: String,
    shown_cause: String,
}

/// An exchange that came to no answer.
#[non_exhaustive]
pub struct ExchangeError {
    /// The page of the operation.
    pub uid: &'static str,
    /// What the transport says.
    pub cause: TransportError,
    /// How long a body may be.
    pub body_limit: usize,
}

/// A request that cannot be made.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RequestError {
    /// The page of the operation, if there is one yet.
    pub uid: Option<&'static str>,
    /// What is wrong.
    pub message: String,
}

/// How much of a body an error keeps.
const KEPT: usize = 64 << 10;

/// How many characters of a body are shown.
const SHOWN: usize = 200;

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
    pub(crate) fn from_transport(operation: &Operation, cause: TransportError, body_limit: usize) -> Self {
        let kind = cause.kind();
        let error = Box::new(ExchangeError { uid: operation.uid, cause, body_limit });
        match kind {
            TransportErrorKind::Timeout => Self::Timeout(error),
            TransportErrorKind::BodyTooLarge => Self::BodyTooLarge(error),
            TransportErrorKind::Connect | TransportErrorKind::Other => Self::Transport(error),
        }
    }

    pub(crate) fn from_status(operation: &Operation, response: Response, secrets: &[String]) -> Self {
        let said: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        let text = |names: &[&str]| {
            names.iter().filter_map(|name| said.get(name)?.as_str()).find(|text| !text.is_empty()).map(str::to_owned)
        };
        let message = text(&["ErrorMessage", "Message", "MessageDetail", "error_description", "title"]);
        let error_type = text(&["ErrorType", "error"]);
        let shown = match &message {
            Some(message) => excerpt(message, secrets),
            None => excerpt(&String::from_utf8_lossy(kept(&response.body).as_ref()), secrets),
        };
        Self::Status(Box::new(StatusError {
            status: response.status,
            headers: response.headers,
            body: kept(&response.body),
            error_type: error_type.map(|text| scrub(text, secrets)),
            message: message.map(|text| scrub(text, secrets)),
            uid: operation.uid,
            shown,
        }))
    }

    pub(crate) fn from_decode(
        operation: &Operation,
        response: Response,
        cause: DecodeError,
        secrets: &[String],
    ) -> Self {
        let body = kept(&response.body);
        Self::Decode(Box::new(AnswerError {
            status: response.status,
            headers: response.headers,
            shown: excerpt(&String::from_utf8_lossy(&body), secrets),
            shown_cause: excerpt(&cause.to_string(), secrets),
            body,
            uid: operation.uid,
            cause,
        }))
    }

    /// The status, if there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Status(error) => Some(error.status),
            Self::Decode(error) => Some(error.status),
            _ => None,
        }
    }

    /// The page of the operation.
    #[must_use]
    pub fn uid(&self) -> Option<&'static str> {
        match self {
            Self::Status(error) => Some(error.uid),
            Self::Decode(error) => Some(error.uid),
            Self::Transport(error) | Self::Timeout(error) | Self::BodyTooLarge(error) => Some(error.uid),
            Self::Request(error) => error.uid,
        }
    }

    /// The answer's headers, if there was one.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Status(error) => Some(&error.headers),
            Self::Decode(error) => Some(&error.headers),
            _ => None,
        }
    }

    /// The first 64 KiB of the answer's body, if there was one.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        match self {
            Self::Status(error) => Some(&error.body),
            Self::Decode(error) => Some(&error.body),
            _ => None,
        }
    }

    /// Where the answer does not fit, as in `Persons[3].Rank`.
    #[must_use]
    pub fn json_path(&self) -> Option<&str> {
        match self {
            Self::Decode(error) => Some(error.cause.path()),
            _ => None,
        }
    }

    /// What the server says is wrong.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        match self {
            Self::Status(error) => error.message.as_deref(),
            _ => None,
        }
    }

    /// The server's name for what is wrong, as `SoNotFoundException`.
    #[must_use]
    pub fn error_type(&self) -> Option<&str> {
        match self {
            Self::Status(error) => error.error_type.as_deref(),
            _ => None,
        }
    }

    /// 404: there is no such thing.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }

    /// 304: nothing changed since the date given.
    #[must_use]
    pub fn is_not_modified(&self) -> bool {
        self.status() == Some(304)
    }

    /// 401: the credentials are not accepted, or no longer.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(401)
    }

    /// 403: the credentials are good, but not for this.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.status() == Some(403)
    }

    /// 409 or 412: somebody else was faster.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(self.status(), Some(409 | 412))
    }

    /// Whether the time was over.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }

    /// Whether the request never left: it could not be made, or there was no connection.
    #[must_use]
    pub fn is_unsent(&self) -> bool {
        match self {
            Self::Request(_) => true,
            Self::Transport(error) => error.cause.kind() == TransportErrorKind::Connect,
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
                    write!(f, ", {}", excerpt(error_type, &[]))?;
                }
                if error.shown.is_empty() { Ok(()) } else { write!(f, ": {}", error.shown) }
            }
            Self::Decode(error) => {
                write!(f, "{}: the answer (status {}) does not fit: {}", error.uid, error.status, error.shown_cause)
            }
            Self::Transport(error) | Self::Timeout(error) => write!(f, "{}: {}", error.uid, error.cause),
            Self::BodyTooLarge(error) => {
                write!(f, "{}: the answer has more than {} bytes", error.uid, error.body_limit)
            }
            Self::Request(error) => match error.uid {
                Some(uid) => write!(f, "{uid}: {}", error.message),
                None => f.write_str(&error.message),
            },
        }
    }
}

/// As `Display`, with the beginning of the body where it helps; the whole body would end up in logs.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::Transport(error) => f.debug_tuple("Transport").field(error).finish(),
            Self::Timeout(error) => f.debug_tuple("Timeout").field(error).finish(),
            Self::BodyTooLarge(error) => f.debug_tuple("BodyTooLarge").field(error).finish(),
            Self::Request(error) => error.fmt(f),
        }
    }
}

impl fmt::Debug for StatusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatusError")
            .field("uid", &self.uid)
            .field("status", &self.status)
            .field("error_type", &self.error_type.as_deref().map(|text| excerpt(text, &[])))
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
        f.debug_struct("ExchangeError").field("uid", &self.uid).field("cause", &self.cause).finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Transport(error) | Self::Timeout(error) | Self::BodyTooLarge(error) => Some(&error.cause),
            // A decode error's own text may quote the answer; what may be shown of it is in this error's.
            _ => None,
        }
    }
}

fn kept(body: &Bytes) -> Bytes {
    body.slice(..body.len().min(KEPT))
}

fn scrub(mut text: String, secrets: &[String]) -> String {
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        if text.contains(secret.as_str()) {
            text = text.replace(secret.as_str(), "***");
        }
    }
    text
}

/// One short line without control characters, which could rewrite a terminal, and without secrets.
fn excerpt(text: &str, secrets: &[String]) -> String {
    let text = scrub(text.trim().to_owned(), secrets);
    let mut shown: String =
        text.chars().take(SHOWN).map(|c| if c.is_control() || is_invisible(c) { ' ' } else { c }).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// Characters that turn or hide what stands beside them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}
