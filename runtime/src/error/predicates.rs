//! Predicates for retrying a call that failed.
//!
//! In: an [`Error`]. Out: whether and when a retry can help. This file must not send anything.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::Error;
use super::credentials::CredentialsError;
use crate::operation::Operation;
use crate::retry_after::retry_after;
use crate::secrets::Secrets;
use crate::transport::TransportErrorKind;

impl Error {
    /// Creates the error of a [`TokenSource`](crate::TokenSource) that cannot obtain credentials. The text of `cause` must
    /// not contain secrets.
    #[must_use]
    pub fn credentials(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Credentials(Box::new(CredentialsError::new(Arc::from(cause.into()))))
    }

    /// Creates the error of a call that waited for a source.
    pub(crate) fn from_source(
        operation: &Operation,
        cause: Arc<dyn StdError + Send + Sync>,
        attempts: u32,
        secrets: &Secrets,
    ) -> Self {
        Self::Credentials(Box::new(CredentialsError::new(cause).at(operation, attempts, secrets)))
    }

    /// Creates the error of a source from a reason that others share.
    #[cfg(any(feature = "oauth", feature = "system-user"))]
    pub(crate) fn from_cause(cause: Arc<dyn StdError + Send + Sync>) -> Self {
        Self::Credentials(Box::new(CredentialsError::new(cause)))
    }

    /// Returns the reason why a source could not obtain credentials.
    pub(crate) fn into_cause(self) -> Arc<dyn StdError + Send + Sync> {
        match self {
            Self::Credentials(error) => error.into_cause(),
            error => Arc::new(error),
        }
    }

    /// Records the number of times that the transport was asked to send the request.
    pub(crate) fn after(mut self, attempts: u32) -> Self {
        match &mut self {
            Self::Status(error) => error.attempts = attempts,
            Self::Transport(error) | Self::Timeout(error) | Self::BodyTooLarge(error) => error.attempts = attempts,
            Self::Credentials(_) | Self::Decode(_) | Self::Request(_) => {}
        }
        self
    }

    /// Records the number of bytes of the response body that were received before.
    pub(crate) fn receiving(mut self, bytes: u64) -> Self {
        if let Self::Transport(error) | Self::Timeout(error) | Self::BodyTooLarge(error) = &mut self {
            error.received = Some(bytes);
        }
        self
    }

    /// Returns whether the same call may succeed later: the status code is 408, 429, 502, 503 or 504, the request timed
    /// out, or the connection failed. This does not mean that a retry is safe: unless [`Error::is_unsent`] is true or
    /// the status code is 429, the server may have performed the operation.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Status(error) => matches!(error.status, 408 | 429 | 502..=504),
            // The stream of the caller failed, and would fail again.
            Self::Transport(error) => error.cause.kind() != TransportErrorKind::RequestBody,
            Self::Timeout(_) => true,
            Self::Credentials(_) | Self::Decode(_) | Self::Request(_) | Self::BodyTooLarge(_) => false,
        }
    }

    /// Returns whether the status is 429 Too Many Requests.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(429)
    }

    /// Returns whether the status is 500 or higher.
    #[must_use]
    pub fn is_server_error(&self) -> bool {
        self.status().is_some_and(|status| status >= 500)
    }

    /// Returns how long the server asks the client to wait, from the header `Retry-After`, which contains a number of
    /// seconds or a date.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.headers().and_then(retry_after)
    }

    /// Returns the number of times that the transport was asked to send the request, which is 0 for an invalid request.
    /// `None` for a response body that does not fit its type.
    #[must_use]
    pub fn attempts(&self) -> Option<u32> {
        match self {
            Self::Status(error) => Some(error.attempts),
            Self::Transport(error) | Self::Timeout(error) | Self::BodyTooLarge(error) => Some(error.attempts),
            Self::Credentials(error) => Some(error.attempts),
            Self::Request(_) => Some(0),
            Self::Decode(_) => None,
        }
    }

    /// Writes the wait that the server asks for, and the number of attempts.
    pub(super) fn fmt_repeats(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(wait) = self.retry_after() {
            write!(f, " (retry after {} s)", wait.as_secs())?;
        }
        match self.attempts() {
            Some(attempts) if attempts > 1 => write!(f, " ({attempts} attempts)"),
            _ => Ok(()),
        }
    }
}
