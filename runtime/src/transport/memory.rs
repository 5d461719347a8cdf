//! A transport without a network, for the tests of this crate and of its users.
//!
//! In: responses, or a function that creates them. Out: these responses, and a log of the requests and waits.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::contract::{Request, Response, Sending, Sleeping, Transport};
use super::error::{TransportError, TransportErrorKind};
use super::waits::Waits;

type Handler = Box<dyn FnMut(&Request) -> Result<Response, TransportError> + Send>;

/// A transport that returns scripted responses and records the requests.
///
/// If the body of a request is a stream, it is read before the handler is called. A response can have a stream as its
/// body, see [`Response::chunks`]; calls that do not download read it to its end.
///
/// It does not really wait: each wait ends at once, is recorded, and advances the clock of the transport, which does
/// not advance otherwise.
///
/// A clone is another handle to the same script and log.
#[derive(Clone)]
pub struct MemoryTransport(Arc<Mutex<Script>>);

struct Script {
    handler: Handler,
    requests: Vec<Request>,
    waits: Waits,
}

impl MemoryTransport {
    /// Creates a transport that calls `handler` for each response.
    pub fn new(handler: impl FnMut(&Request) -> Result<Response, TransportError> + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(Script { handler: Box::new(handler), requests: Vec::new(), waits: Waits::default() })))
    }

    /// Creates a transport that returns these responses in order, then fails.
    pub fn queue(responses: impl IntoIterator<Item = Response>) -> Self {
        let mut responses: VecDeque<_> = responses.into_iter().collect();
        Self::new(move |_| {
            responses.pop_front().ok_or_else(|| {
                TransportError::with_source(TransportErrorKind::Other, "the script has no more responses")
            })
        })
    }

    /// Returns the requests recorded so far.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.script().requests.clone()
    }

    /// Returns the waits recorded so far: those before retries, and those of a rate limit.
    #[must_use]
    pub fn waits(&self) -> Vec<Duration> {
        self.script().waits.list()
    }

    /// Reads the body of the request, if it is a stream, and returns the next response.
    async fn answer(&self, request: Request) -> Result<Response, TransportError> {
        let request = request.collect().await?;
        let mut script = self.script();
        let response = (script.handler)(&request);
        script.requests.push(request);
        response
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for MemoryTransport {
    fn send(&self, request: Request) -> Sending<'_> {
        let limit = request.body_limit;
        Box::pin(async move { self.answer(request).await?.collect(limit).await })
    }

    fn open(&self, request: Request) -> Sending<'_> {
        Box::pin(self.answer(request))
    }

    fn sleep(&self, duration: Duration) -> Option<Sleeping<'_>> {
        Some(Box::pin(async move { self.script().waits.add(duration) }))
    }

    fn deadline(&self, _: Duration) -> Option<Sleeping<'_>> {
        None
    }

    fn now(&self) -> Duration {
        self.script().waits.now()
    }
}

impl fmt::Debug for MemoryTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryTransport").finish_non_exhaustive()
    }
}
