//! The connections of a server.
//!
//! In: a listener and the mock. Out: responses on the wire, with the faults that affect a connection: delays, resets, and
//! bodies that are slow or cut off. Only this module and `server` know sockets.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{Sleep, sleep};

use crate::failure::Failure;
use crate::mock::{Answer, Damage, Mock};

/// The longest request body that is read.
const LONGEST: usize = 64 << 20;

/// Accepts connections. All of them are closed when this future is dropped.
pub(crate) async fn accept(listener: TcpListener, mock: Arc<Mock>) {
    let mut connections = JoinSet::new();
    loop {
        // An error of one connection, or reaching the limit of open files, does not affect the other connections.
        if let Ok((stream, _)) = listener.accept().await {
            connections.spawn(serve(stream, Arc::clone(&mock)));
        } else {
            sleep(Duration::from_millis(10)).await;
        }
        while connections.try_join_next().is_some() {}
    }
}

/// Answers the requests of a connection.
async fn serve(stream: TcpStream, mock: Arc<Mock>) {
    let _ = stream.set_nodelay(true);
    let reset = Arc::new(AtomicBool::new(false));
    let resets = Arc::clone(&reset);
    let service = service_fn(move |request: Request<Incoming>| {
        let (mock, reset) = (Arc::clone(&mock), Arc::clone(&resets));
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let answer = match Limited::new(body, LONGEST).collect().await {
                Ok(body) => mock.answer_or_forward(Request::from_parts(head, body.to_bytes())).await,
                Err(_) => Answer {
                    response: Failure::new(413, "the request body was cut off, or is longer than 64 MiB").response(),
                    delay: Duration::ZERO,
                    damage: Damage::None,
                },
            };
            if !answer.delay.is_zero() {
                sleep(answer.delay).await;
            }
            match answer.damage {
                Damage::Reset => {
                    reset.store(true, Ordering::Relaxed);
                    Err(Broken)
                }
                Damage::Cut => Ok(answer.response.map(Sent::half)),
                Damage::Slow(duration) => Ok(answer.response.map(|body| Sent::slow(body, duration))),
                Damage::None => Ok(answer.response.map(Sent::whole)),
            }
        })
    });
    let builder = http1::Builder::new();
    let mut connection = builder.serve_connection(TokioIo::new(stream), service);
    let ended = std::future::poll_fn(|context| connection.poll_without_shutdown(context)).await;
    let stream = connection.into_parts().io.into_inner();
    if ended.is_err() && reset.load(Ordering::Relaxed) {
        // A socket that does not linger is reset when it is closed.
        let _ = stream.set_zero_linger();
    }
}

/// The error of a connection that is reset.
#[derive(Debug)]
struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is broken by a rule for faults")
    }
}

impl std::error::Error for Broken {}

/// The number of parts of a body that is sent slowly.
const PARTS: u32 = 16;

/// The body of a response.
struct Sent {
    bytes: Bytes,
    /// The number of bytes that are announced and not sent, because the connection breaks before them.
    missing: u64,
    /// Whether the connection had time to send the other bytes before it breaks.
    flushed: bool,
    /// The size of a part, the time before each part, and the one that is being waited for.
    slow: Option<(usize, Duration, Pin<Box<Sleep>>)>,
}

impl Sent {
    fn whole(bytes: Bytes) -> Self {
        Self { bytes, missing: 0, flushed: true, slow: None }
    }

    fn half(mut bytes: Bytes) -> Self {
        let rest = bytes.split_off(bytes.len() / 2);
        Self { bytes, missing: rest.len() as u64, flushed: false, slow: None }
    }

    fn slow(bytes: Bytes, duration: Duration) -> Self {
        let size = bytes.len().div_ceil(PARTS as usize).max(1);
        let wait = duration / PARTS;
        Self { slow: Some((size, wait, Box::pin(sleep(wait)))), ..Self::whole(bytes) }
    }

    /// The next part, when it is time.
    fn part(&mut self, context: &mut Context<'_>) -> Poll<Bytes> {
        let Some((size, wait, next)) = &mut self.slow else { return Poll::Ready(std::mem::take(&mut self.bytes)) };
        ready!(next.as_mut().poll(context));
        next.set(sleep(*wait));
        let size = (*size).min(self.bytes.len());
        Poll::Ready(self.bytes.split_to(size))
    }
}

impl Body for Sent {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        if !self.bytes.is_empty() {
            return self.part(context).map(|bytes| Some(Ok(Frame::data(bytes))));
        }
        if !self.flushed {
            self.flushed = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready((self.missing > 0).then_some(Err(Broken)))
    }

    fn is_end_stream(&self) -> bool {
        self.missing == 0 && self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.missing + self.bytes.len() as u64)
    }
}
