//! The body of a request, for hyper.
//!
//! In: a [`Body`]. Out: frames with its pieces, when the last one was taken, and why the body failed. This file must not know
//! requests.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream as _;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::Instant;

use super::body::{Body, Pieces};
use super::error::TransportError;

/// The length up to which bytes are passed on in one piece, so that reqwest can send them again over HTTP/2.
const SHORT: u64 = 64 << 10;

/// What is known about the sending of a body. Clones share it.
#[derive(Clone)]
pub(super) struct Upstream(Arc<Mutex<State>>);

struct State {
    /// When the last piece was taken, or the start.
    last: Instant,
    failure: Option<TransportError>,
}

impl Upstream {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(State { last: Instant::now(), failure: None })))
    }

    /// Returns a body for one attempt.
    pub(super) fn send(&self, body: &Body) -> reqwest::Body {
        match body.as_bytes() {
            Some(bytes) if body.len() <= SHORT && !body.is_watched() => reqwest::Body::from(bytes.clone()),
            _ => reqwest::Body::wrap(Outgoing {
                pieces: Mutex::new(body.pieces()),
                left: body.len(),
                upstream: self.clone(),
            }),
        }
    }

    /// Waits until no piece has been taken for this time. Never ends if there is no limit.
    pub(super) async fn stalled(&self, limit: Option<Duration>) {
        let Some(limit) = limit else { return std::future::pending().await };
        loop {
            let end = self.state().last + limit;
            if Instant::now() >= end {
                return;
            }
            tokio::time::sleep_until(end).await;
        }
    }

    /// Returns the reason why the body could not be sent.
    pub(super) fn failure(&self) -> Option<TransportError> {
        self.state().failure.take()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The frames of a body.
struct Outgoing {
    /// In a mutex, because reqwest shares bodies between threads. It is never locked.
    pieces: Mutex<Pieces>,
    left: u64,
    upstream: Upstream,
}

impl HttpBody for Outgoing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let this = self.get_mut();
        let pieces = this.pieces.get_mut().unwrap_or_else(PoisonError::into_inner);
        let piece = ready!(Pin::new(pieces).poll_next(context));
        let mut state = this.upstream.state();
        state.last = Instant::now();
        Poll::Ready(match piece {
            None => None,
            Some(Ok(piece)) => {
                this.left = this.left.saturating_sub(piece.len() as u64);
                Some(Ok(Frame::data(piece)))
            }
            Some(Err(error)) => {
                state.failure = Some(error);
                Some(Err(io::Error::other("the request body failed")))
            }
        })
    }

    /// The length is sent in the header `Content-Length`.
    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }
}
