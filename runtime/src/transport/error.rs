//! The errors of sending a request.
//!
//! In: the kind of failure, and its cause. Out: [`TransportError`]. This file must not know what the request was for.

use std::error::Error as StdError;
use std::fmt;

use crate::secrets::Secrets;
use crate::shown::excerpt;

/// The reason why there is no response.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    unsent: bool,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The kind of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// There was no connection, so nothing was sent.
    Connect,
    /// The exchange timed out.
    Timeout,
    /// The response body is longer than allowed.
    BodyTooLarge,
    /// The stream of the request body failed, has another length than announced, or was read before.
    RequestBody,
    /// Anything else. The server may have received the request.
    Other,
}

impl TransportError {
    /// Creates an error without a cause.
    #[must_use]
    pub fn new(kind: TransportErrorKind) -> Self {
        Self { kind, unsent: kind == TransportErrorKind::Connect, source: None }
    }

    /// Creates an error with a cause.
    #[must_use]
    pub fn with_source(kind: TransportErrorKind, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { source: Some(source.into()), ..Self::new(kind) }
    }

    /// States that nothing was sent, for instance because connecting timed out.
    #[must_use]
    pub fn unsent(self) -> Self {
        Self { unsent: true, ..self }
    }

    /// States that an earlier attempt at the same exchange was sent.
    pub(crate) fn after_sending(self) -> Self {
        let kind = match self.kind {
            TransportErrorKind::Connect => TransportErrorKind::Other,
            kind => kind,
        };
        Self { kind, unsent: false, ..self }
    }

    /// Returns the kind of failure.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Returns whether the request was certainly not sent.
    #[must_use]
    pub fn is_unsent(&self) -> bool {
        self.unsent
    }

    /// Replaces causes that contain a secret by their texts without it.
    pub(crate) fn without(self, secrets: &Secrets) -> Self {
        let texts: Vec<String> = self.causes().map(ToString::to_string).collect();
        let text = texts.join(": ");
        if secrets.are_in(&text) || secrets.are_in(&format!("{:?}", self.source)) {
            return Self { source: Some(secrets.hide(&text).into()), ..self };
        }
        self
    }

    fn causes(&self) -> impl Iterator<Item = &(dyn StdError + 'static)> {
        std::iter::successors(self.source(), |&cause| cause.source())
    }
}

/// The kind and the first cause. Those between them only say which part of the transport they passed through.
impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Timeout if self.unsent => return f.write_str("connecting timed out"),
            TransportErrorKind::Timeout => return f.write_str("the request timed out"),
            TransportErrorKind::Connect => "no connection could be opened",
            TransportErrorKind::BodyTooLarge => "the response body is too large",
            TransportErrorKind::RequestBody => "the request body cannot be sent",
            TransportErrorKind::Other => "the request failed",
        })?;
        match self.causes().last().map(|cause| excerpt(&cause.to_string())) {
            Some(cause) if !cause.is_empty() => write!(f, ": {cause}"),
            _ => Ok(()),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
