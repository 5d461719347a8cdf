//! The body of a response, from reqwest.
//!
//! In: a response whose body is not read. Out: [`Chunks`], which fail if none arrives for a time. This file must not know
//! requests.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use hyper::body::Body as _;
use tokio::runtime::Handle;
use tokio::time::Sleep;

use super::chunks::Chunks;
use super::error::{TransportError, TransportErrorKind};

/// Returns the pieces of a body. `failure` translates errors.
pub(super) fn chunks(
    response: reqwest::Response,
    length: Option<u64>,
    idle: Option<Duration>,
    failure: fn(reqwest::Error) -> TransportError,
) -> Chunks {
    let body = http::Response::from(response).into_body();
    Chunks::new(length, Incoming { body, idle, timer: None, runtime: Handle::current(), failure })
}

struct Incoming {
    body: reqwest::Body,
    idle: Option<Duration>,
    /// Runs while a chunk is awaited.
    timer: Option<Pin<Box<Sleep>>>,
    /// The runtime of the timer.
    runtime: Handle,
    failure: fn(reqwest::Error) -> TransportError,
}

impl Incoming {
    /// Whether no chunk has arrived for too long.
    fn poll_idle(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(idle) = self.idle else { return Poll::Pending };
        // A timer can only be created inside of its runtime.
        let _inside = self.runtime.enter();
        self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(idle))).as_mut().poll(context)
    }
}

impl Stream for Incoming {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match Pin::new(&mut self.body).poll_frame(context) {
                Poll::Pending => {
                    let idle = self.poll_idle(context);
                    return idle.map(|()| Some(Err(TransportError::new(TransportErrorKind::Timeout))));
                }
                Poll::Ready(frame) => {
                    self.timer = None;
                    match frame {
                        None => return Poll::Ready(None),
                        Some(Err(error)) => return Poll::Ready(Some(Err((self.failure)(error)))),
                        Some(Ok(frame)) => match frame.into_data() {
                            Ok(data) if !data.is_empty() => return Poll::Ready(Some(Ok(data))),
                            // Trailers.
                            _ => {}
                        },
                    }
                }
            }
        }
    }
}
