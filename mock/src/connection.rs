//! The connections of a server.
//!
//! In: a listener and the mock. Out: responses on the wire, with the faults that concern a connection: delays, resets, and
//! bodies that are cut off. Only this module and `server` know sockets.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

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

use crate::failure::Failure;
use crate::mock::{Answer, Damage, Mock};

/// The longest request body that is read.
const LONGEST: usize = 64 << 20;

/// Accepts connections. All of them end with this future.
pub(crate) async fn accept(listener: TcpListener, mock: Arc<Mock>) {
    let mut connections = JoinSet::new();
    loop {
        // The failure of one connection, or of the limit of open files, does not concern the others.
        if let Ok((stream, _)) = listener.accept().await {
            connections.spawn(serve(stream, Arc::clone(&mock)));
        } else {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
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
                Ok(body) => mock.answer(Request::from_parts(head, body.to_bytes())),
                Err(_) => Answer {
                    response: Failure::new(413, "the request body was cut off, or is longer than 64 MiB").response(),
                    delay: std::time::Duration::ZERO,
                    damage: Damage::None,
                },
            };
            if !answer.delay.is_zero() {
                tokio::time::sleep(answer.delay).await;
            }
            match answer.damage {
                Damage::Reset => {
                    reset.store(true, Ordering::Relaxed);
                    Err(Broken)
                }
                Damage::Cut => Ok(answer.response.map(Sent::half)),
                Damage::None => Ok(answer.response.map(|body| Sent { bytes: Some(body), rest: 0, flushed: true })),
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

/// The body of a response. If `rest` is not 0, the connection breaks before that many bytes.
struct Sent {
    bytes: Option<Bytes>,
    rest: u64,
    /// Whether the connection had time to send the bytes before it breaks.
    flushed: bool,
}

impl Sent {
    fn half(mut body: Bytes) -> Self {
        let rest = body.split_off(body.len() / 2);
        Self { bytes: Some(body), rest: rest.len() as u64, flushed: false }
    }
}

impl Body for Sent {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        match self.bytes.take().filter(|bytes| !bytes.is_empty()) {
            Some(bytes) => Poll::Ready(Some(Ok(Frame::data(bytes)))),
            None if !self.flushed => {
                self.flushed = true;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            None if self.rest > 0 => Poll::Ready(Some(Err(Broken))),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.rest == 0 && self.bytes.as_ref().is_none_or(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest + self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}
