//! The way to the server.
//!
//! In: a [`Request`] with everything decided. Out: a [`Response`], whatever its status, or a [`TransportError`]. It
//! must not know operations, entities or credentials as such: it carries headers.

mod memory;
#[cfg(feature = "reqwest")]
mod network;

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

pub use self::memory::MemoryTransport;
#[cfg(feature = "reqwest")]
pub use self::network::ReqwestTransport;
use crate::Method;

/// Sends requests.
///
/// A transport must not follow a redirect to another origin: the headers hold credentials.
pub trait Transport: Send + Sync {
    /// Sends one request. Dropping the future gives up on it.
    fn send(&self, request: Request) -> Sending<'_>;
}

/// The future of [`Transport::send`].
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<Response, TransportError>> + Send + 'a>>;

/// A request, ready to go.
///
/// Headers with secrets are marked sensitive, so `Debug` does not show them.
#[derive(Debug, Clone)]
pub struct Request {
    /// The verb.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, empty if there is none.
    pub body: Bytes,
    /// How long the whole exchange may take.
    pub timeout: Option<Duration>,
    /// How long an answer's body may be.
    pub body_limit: usize,
}

/// An answer.
#[derive(Debug, Clone, Default)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Response {
    /// An answer without a body.
    #[must_use]
    pub fn new(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// An answer with JSON.
    #[must_use]
    pub fn json(status: u16, body: impl Into<Bytes>) -> Self {
        Self::new(status).header(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8")).body(body)
    }

    /// The answer with this header too.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }

    /// The answer with this body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Whether the body is said to be JSON, or not said to be anything.
    #[must_use]
    pub fn is_json(&self) -> bool {
        match self.headers.get(CONTENT_TYPE) {
            None => true,
            Some(kind) => kind.as_bytes().to_ascii_lowercase().windows(4).any(|part| part == b"json"),
        }
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What kind of failure it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// There was no connection, so the request never left.
    Connect,
    /// It took too long.
    Timeout,
    /// The answer's body is longer than allowed.
    BodyTooLarge,
    /// Anything else; the server may have seen the request.
    Other,
}

impl TransportError {
    /// A failure without a cause.
    #[must_use]
    pub fn new(kind: TransportErrorKind) -> Self {
        Self { kind, source: None }
    }

    /// A failure with its cause.
    #[must_use]
    pub fn with_source(kind: TransportErrorKind, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind, source: Some(source.into()) }
    }

    /// What kind of failure it was.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "no connection",
            TransportErrorKind::Timeout => "timed out",
            TransportErrorKind::BodyTooLarge => "the body is too large",
            TransportErrorKind::Other => "the exchange failed",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
