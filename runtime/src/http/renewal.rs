//! A value that expires and is replaced.
//!
//! In: futures that obtain the value. Out: the value, obtained once however many callers wait. This file must not know what
//! the value is.

use std::error::Error as StdError;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use super::joint::{Joint, Work};

/// Why the value could not be obtained. All waiting callers share it.
pub(super) type Failure = Arc<dyn StdError + Send + Sync>;

type Obtained<T> = Result<Arc<Issued<T>>, Failure>;

/// A value that was obtained.
pub(super) struct Issued<T> {
    pub(super) value: T,
    /// When it was obtained.
    pub(super) at: Duration,
    number: u64,
}

/// A value that expires and is replaced.
pub(super) struct Renewal<T>(Mutex<State<T>>);

struct State<T> {
    current: Option<Arc<Issued<T>>>,
    /// The callers keep the future alive: without them it ends.
    renewing: Weak<Joint<Obtained<T>>>,
}

impl<T: Send + Sync + 'static> Renewal<T> {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(State { current: None, renewing: Weak::new() })))
    }

    /// Returns the current value, unless it is the rejected one. Then it waits for the next one, which `obtain` obtains from
    /// the current one, if nobody does so yet. The last argument of `obtain` is the end of its work.
    pub(super) async fn get(
        self: &Arc<Self>,
        rejected: Option<&Issued<T>>,
        obtain: impl FnOnce(Option<Arc<Issued<T>>>, Finish<T>) -> Work<Obtained<T>>,
    ) -> Obtained<T> {
        let joint = {
            let mut state = self.state();
            match &state.current {
                Some(current) if rejected.is_none_or(|rejected| rejected.number < current.number) => {
                    return Ok(Arc::clone(current));
                }
                _ => {}
            }
            match state.renewing.upgrade().filter(|joint| !joint.is_over()) {
                Some(joint) => joint,
                None => {
                    let finish = Finish(Arc::clone(self));
                    let joint = Joint::new(obtain(state.current.clone(), finish));
                    state.renewing = Arc::downgrade(&joint);
                    joint
                }
            }
        };
        joint.wait().await.unwrap_or_else(|| Err(Arc::from(Box::from("the token source panicked"))))
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the work of obtaining a value.
pub(super) struct Finish<T>(Arc<Renewal<T>>);

impl<T: Send + Sync + 'static> Finish<T> {
    /// Makes a value the current one.
    pub(super) fn with(self, value: T, at: Duration) -> Arc<Issued<T>> {
        let mut state = self.0.state();
        let number = state.current.as_ref().map_or(0, |current| current.number + 1);
        let issued = Arc::new(Issued { value, at, number });
        state.current = Some(Arc::clone(&issued));
        issued
    }
}
