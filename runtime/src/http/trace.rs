//! Traces calls with the feature `tracing`.
//!
//! In: the start, the retries and the end of a call. Out: one span for each call, and events for its retries. This file
//! must not record a URL, a header, a body or the text of an error, because they can contain secrets and personal data.
//!
//! Without the feature everything here is empty.

use std::time::Duration;

#[cfg(feature = "tracing")]
use crate::error::Error;
use crate::error::Result;
use crate::operation::Operation;
use crate::transport::{Response, TransportError};

/// The span of a call.
pub(super) struct Span(#[cfg(feature = "tracing")] tracing::Span);

#[cfg(feature = "tracing")]
impl Span {
    pub(super) fn of(operation: &'static Operation) -> Self {
        Self(tracing::info_span!(
            "superoffice.call",
            uid = operation.uid,
            method = operation.method.as_str(),
            attempts = tracing::field::Empty,
            status = tracing::field::Empty,
            error = tracing::field::Empty,
            duration_ms = tracing::field::Empty,
        ))
    }

    /// Runs a future inside the span.
    pub(super) fn run<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        tracing::Instrument::instrument(future, self.0.clone())
    }

    pub(super) fn retry(&self, attempt: u32, wait: Duration, result: &Result<Response, TransportError>) {
        let wait_ms = millis(wait);
        match result {
            Ok(response) => {
                let status = response.status;
                tracing::warn!(parent: &self.0, attempt, status, wait_ms, "the request is sent again");
            }
            Err(error) => {
                let error = format!("{:?}", error.kind());
                tracing::warn!(parent: &self.0, attempt, error, wait_ms, "the request is sent again");
            }
        }
    }

    pub(super) fn refresh(&self, status: u16) {
        tracing::info!(parent: &self.0, status, "the credentials were rejected and are obtained again");
    }

    pub(super) fn end(&self, attempts: u32, duration: Duration, result: &Result<Response>) {
        self.0.record("attempts", attempts);
        self.0.record("duration_ms", millis(duration));
        match result {
            Ok(response) => drop(self.0.record("status", response.status)),
            Err(error) => {
                self.0.record("error", kind(error));
                if let Some(status) = error.status() {
                    self.0.record("status", status);
                }
            }
        }
    }
}

#[cfg(feature = "tracing")]
fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(feature = "tracing")]
fn kind(error: &Error) -> &'static str {
    match error {
        Error::Status(_) => "status",
        Error::Decode(_) => "decode",
        Error::Transport(_) => "transport",
        Error::Timeout(_) => "timeout",
        Error::Request(_) => "request",
        Error::BodyTooLarge(_) => "body too large",
        Error::Credentials(_) => "credentials",
    }
}

#[cfg(not(feature = "tracing"))]
#[allow(clippy::unused_self, reason = "the same methods as with the feature")]
impl Span {
    pub(super) fn of(_: &'static Operation) -> Self {
        Self()
    }

    pub(super) fn run<F: Future>(&self, future: F) -> F {
        future
    }

    pub(super) fn retry(&self, _: u32, _: Duration, _: &Result<Response, TransportError>) {}

    pub(super) fn refresh(&self, _: u16) {}

    pub(super) fn end(&self, _: u32, _: Duration, _: &Result<Response>) {}
}
