//! How far an attempt to send a request got.
//!
//! In: the connector of reqwest, wrapped by a layer, and the future of an attempt. Out: whether the attempt used a connection
//! that was open already, and whether it ended before it had one. This file must not know requests.
//!
//! reqwest reports neither. It calls its connector while the future of the attempt is polled, so the layer finds the attempt
//! in a task-local. If another connection becomes free first, the future of the connector is moved to a separate task, in
//! which that task-local is not set.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tower_layer::Layer;
use tower_service::Service;

use super::error::TransportError;

tokio::task_local! {
    static ATTEMPT: Progress;
}

/// How far one attempt got. Clones share it.
#[derive(Clone, Default)]
pub(super) struct Progress(Arc<Steps>);

#[derive(Default)]
struct Steps {
    connecting: AtomicBool,
    abandoned: AtomicBool,
}

impl Progress {
    /// Runs an attempt.
    pub(super) fn watch<F: Future>(&self, attempt: F) -> impl Future<Output = F::Output> {
        ATTEMPT.scope(self.clone(), attempt)
    }

    /// Whether the attempt used a connection that was open already.
    pub(super) fn is_reused(&self) -> bool {
        !self.0.connecting.load(Ordering::Relaxed)
    }

    /// Adds to an error that nothing was sent, if the attempt ended while it waited for its connection.
    pub(super) fn qualify(&self, error: TransportError) -> TransportError {
        if self.0.abandoned.load(Ordering::Relaxed) { error.unsent() } else { error }
    }
}

/// Records what the connector does.
#[derive(Clone)]
pub(super) struct Observer;

impl<S> Layer<S> for Observer {
    type Service = Observed<S>;

    fn layer(&self, connector: S) -> Observed<S> {
        Observed(connector)
    }
}

/// A connector whose use is recorded.
#[derive(Clone)]
pub(super) struct Observed<S>(S);

impl<R, S: Service<R, Future: Send + 'static>> Service<R> for Observed<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, target: R) -> Self::Future {
        let _ = ATTEMPT.try_with(|attempt| attempt.0.connecting.store(true, Ordering::Relaxed));
        let connecting = self.0.call(target);
        Box::pin(async move {
            let unfinished = Unfinished;
            let result = connecting.await;
            std::mem::forget(unfinished);
            result
        })
    }
}

/// Dropped if connecting is given up, which counts only if it happens in the attempt itself.
struct Unfinished;

impl Drop for Unfinished {
    fn drop(&mut self) {
        let _ = ATTEMPT.try_with(|attempt| attempt.0.abandoned.store(true, Ordering::Relaxed));
    }
}
