//! Layers around a transport.
//!
//! In: a [`Request`]. Out: the response, after the layers have processed the request and the response. This file must
//! not know what a layer does.
//!
//! A layer is not a tower `Service`. A `Service` needs a mutable reference and a readiness check, so it would be cloned
//! for each request, and its future cannot borrow the transport. A layer here is a single method that needs neither.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::contract::{Request, Sending, Sleeping, Transport};

/// Code that runs around every attempt to send a request, for example for logging, metrics, additional headers or a
/// cache.
///
/// Layers see every attempt, with its credentials, and the operation in [`Request::operation`]. They must not log headers,
/// because these contain credentials; `Debug` of a [`Request`] hides them. The body of a download is not read yet when a layer
/// receives the response: it is in [`Response::stream`](super::Response::stream), and `body` is empty.
///
/// ```
/// use superoffice_runtime::Http;
/// use superoffice_runtime::transport::{Layer, MemoryTransport, Next, Request, Response, Sending};
///
/// /// Prints a line for each attempt.
/// struct Log;
///
/// impl Layer for Log {
///     fn send<'a>(&'a self, request: Request, next: Next<'a>) -> Sending<'a> {
///         Box::pin(async move {
///             let (operation, start) = (request.operation, next.now());
///             let result = next.send(request).await;
///             let status = result.as_ref().map(|response| response.status);
///             println!("{} {}: {status:?} in {:?}", operation.method, operation.path, next.now() - start);
///             result
///         })
///     }
/// }
///
/// let transport = MemoryTransport::queue([Response::json(200, "42")]);
/// let http = Http::builder("https://crm.example.com").transport(transport).layer(Log).build()?;
/// # Ok::<(), superoffice_runtime::Error>(())
/// ```
pub trait Layer: Send + Sync {
    /// Sends a request with [`Next::send`], or returns a response without sending it. Dropping the future cancels it.
    fn send<'a>(&'a self, request: Request, next: Next<'a>) -> Sending<'a>;
}

/// The layers inside a layer, and the transport.
#[derive(Clone, Copy)]
pub struct Next<'a> {
    layers: &'a [Arc<dyn Layer>],
    transport: &'a dyn Transport,
    /// Whether the body of the response is left unread.
    opens: bool,
}

impl<'a> Next<'a> {
    /// Sends a request.
    pub fn send(self, request: Request) -> Sending<'a> {
        match self.layers.split_first() {
            Some((layer, layers)) => layer.send(request, Self { layers, ..self }),
            None if self.opens => self.transport.open(request),
            None => self.transport.send(request),
        }
    }

    /// Waits; see [`Transport::sleep`].
    #[must_use]
    pub fn sleep(self, duration: Duration) -> Option<Sleeping<'a>> {
        self.transport.sleep(duration)
    }

    /// Returns the time on the clock of the transport; see [`Transport::now`].
    #[must_use]
    pub fn now(self) -> Duration {
        self.transport.now()
    }
}

impl fmt::Debug for Next<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").field("layers", &self.layers.len()).finish_non_exhaustive()
    }
}

/// A transport with layers around it. The first layer is the outermost.
pub(crate) struct Layered {
    layers: Vec<Arc<dyn Layer>>,
    transport: Arc<dyn Transport>,
}

impl Layered {
    /// Puts layers around a transport.
    pub(crate) fn around(transport: Arc<dyn Transport>, layers: Vec<Arc<dyn Layer>>) -> Arc<dyn Transport> {
        if layers.is_empty() { transport } else { Arc::new(Self { layers, transport }) }
    }

    fn first(&self, opens: bool) -> Next<'_> {
        Next { layers: &self.layers, transport: &*self.transport, opens }
    }
}

impl Transport for Layered {
    fn send(&self, request: Request) -> Sending<'_> {
        self.first(false).send(request)
    }

    fn open(&self, request: Request) -> Sending<'_> {
        self.first(true).send(request)
    }

    fn sleep(&self, duration: Duration) -> Option<Sleeping<'_>> {
        self.transport.sleep(duration)
    }

    fn deadline(&self, after: Duration) -> Option<Sleeping<'_>> {
        self.transport.deadline(after)
    }

    fn now(&self) -> Duration {
        self.transport.now()
    }
}
