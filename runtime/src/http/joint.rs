//! One future that many callers wait for.
//!
//! In: a future. Out: its result, for each caller that waits. This file must not know what the future does.
//!
//! No task is started: whichever waiting caller is polled also polls the future. A caller that is dropped wakes the others, so
//! that one of them continues, and when the last one is dropped, so is the future.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, TryLockError};
use std::task::{Context, Poll, Wake, Waker};

pub(crate) type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A future that many callers wait for.
pub(crate) struct Joint<T> {
    /// `None` after the future has ended.
    work: Mutex<Option<Work<T>>>,
    result: OnceLock<T>,
    waiting: Arc<Waiting>,
}

impl<T: Clone> Joint<T> {
    pub(crate) fn new(work: Work<T>) -> Arc<Self> {
        Arc::new(Self { work: Mutex::new(Some(work)), result: OnceLock::new(), waiting: Arc::default() })
    }

    /// Whether the future has ended, even by a panic.
    pub(crate) fn is_over(&self) -> bool {
        // If the future is being polled, it has not ended.
        self.result.get().is_some() || matches!(self.work.try_lock().as_deref(), Ok(None))
    }

    /// Waits for the result. `None` if the future panicked.
    pub(crate) fn wait(self: Arc<Self>) -> Caller<T> {
        Caller(self)
    }

    fn poll(&self, context: &Context<'_>) -> Poll<Option<T>> {
        if let Some(result) = self.result.get() {
            return Poll::Ready(Some(result.clone()));
        }
        self.waiting.add(context.waker());
        let mut work = match self.work.try_lock() {
            Ok(work) => work,
            Err(TryLockError::Poisoned(work)) => work.into_inner(),
            // Another caller polls the future. It wakes this one if there is progress.
            Err(TryLockError::WouldBlock) => return Poll::Pending,
        };
        // The future is put back only if it did not panic.
        let Some(mut running) = work.take() else { return Poll::Ready(self.result.get().cloned()) };
        let panicking = WakeAll(&self.waiting);
        let waker = Waker::from(Arc::clone(&self.waiting));
        match running.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Pending => {
                *work = Some(running);
                std::mem::forget(panicking);
                Poll::Pending
            }
            Poll::Ready(result) => {
                let _ = self.result.set(result.clone());
                Poll::Ready(Some(result))
            }
        }
    }
}

/// One of the callers.
pub(crate) struct Caller<T>(Arc<Joint<T>>);

impl<T: Clone> Future for Caller<T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        self.0.poll(context)
    }
}

impl<T> Drop for Caller<T> {
    fn drop(&mut self) {
        // The future may have woken this caller, which now cannot poll it, and may not wake the others again.
        self.0.waiting.wake_all();
    }
}

struct WakeAll<'a>(&'a Waiting);

impl Drop for WakeAll<'_> {
    fn drop(&mut self) {
        self.0.wake_all();
    }
}

/// The wakers of the callers. As a waker, it wakes all of them.
#[derive(Default)]
struct Waiting(Mutex<Vec<Waker>>);

impl Waiting {
    fn add(&self, waker: &Waker) {
        let mut wakers = self.wakers();
        if !wakers.iter().any(|known| known.will_wake(waker)) {
            wakers.push(waker.clone());
        }
    }

    fn wake_all(&self) {
        let wakers = std::mem::take(&mut *self.wakers());
        wakers.into_iter().for_each(Waker::wake);
    }

    fn wakers(&self) -> MutexGuard<'_, Vec<Waker>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Waiting {
    fn wake(self: Arc<Self>) {
        self.wake_all();
    }
}
