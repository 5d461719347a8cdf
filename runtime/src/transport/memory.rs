//! A transport without a network, for tests of this crate and of its users.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Request, Response, Sending, Transport, TransportError, TransportErrorKind};

type Handler = Box<dyn FnMut(&Request) -> Result<Response, TransportError> + Send>;

/// Answers from a script, and remembers what it was asked.
///
/// Cloning it gives another handle to the same script and log.
#[derive(Clone)]
pub struct MemoryTransport(Arc<Mutex<Script>>);

struct Script {
    handler: Handler,
    requests: Vec<Request>,
}

impl MemoryTransport {
    /// Asks `handler` for each answer.
    pub fn new(handler: impl FnMut(&Request) -> Result<Response, TransportError> + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(Script { handler: Box::new(handler), requests: Vec::new() })))
    }

    /// Gives these answers in turn, then fails.
    pub fn queue(answers: impl IntoIterator<Item = Response>) -> Self {
        let mut answers: VecDeque<_> = answers.into_iter().collect();
        Self::new(move |_| {
            answers
                .pop_front()
                .ok_or_else(|| TransportError::with_source(TransportErrorKind::Other, "the script has no more answers"))
        })
    }

    /// What it was asked so far.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).requests.clone()
    }
}

impl Transport for MemoryTransport {
    fn send(&self, request: Request) -> Sending<'_> {
        let mut script = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let limit = request.body_limit;
        let answer = (script.handler)(&request).and_then(|answer| {
            if answer.body.len() > limit {
                return Err(TransportError::new(TransportErrorKind::BodyTooLarge));
            }
            Ok(answer)
        });
        script.requests.push(request);
        Box::pin(std::future::ready(answer))
    }
}

impl fmt::Debug for MemoryTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryTransport").finish_non_exhaustive()
    }
}
