//! A value that expires and is replaced.
//!
//! In: futures that obtain the value. Out: the value, obtained only once for all waiting callers. This file must not
//! know what the value is.

use std::error::Error as StdError;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use super::joint::{Joint, Work};

/// The reason why the value could not be obtained, shared by all waiting callers.
pub(crate) type Failure = Arc<dyn StdError + Send + Sync>;

type Obtained<T> = Result<Arc<Issued<T>>, Failure>;

/// A value that was obtained.
pub(crate) struct Issued<T> {
    pub(crate) value: T,
    /// When it was obtained.
    pub(crate) at: Duration,
    /// When it must be replaced, if that is known.
    until: Option<Duration>,
    number: u64,
}

impl<T> Issued<T> {
    /// Whether it must be replaced.
    pub(crate) fn is_over(&self, now: Duration) -> bool {
        self.until.is_some_and(|until| until <= now)
    }
}

/// A value that expires and is replaced.
pub(crate) struct Renewal<T>(Mutex<State<T>>);

struct State<T> {
    current: Option<Arc<Issued<T>>>,
    /// The future that obtains the next value. Only the callers keep it alive, so it is dropped with the last of them.
    renewing: Weak<Joint<Obtained<T>>>,
}

impl<T: Send + Sync + 'static> Renewal<T> {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(State { current: None, renewing: Weak::new() })))
    }

    /// Creates a renewal that starts with a value.
    pub(crate) fn of(value: T) -> Arc<Self> {
        let renewal = Self::new();
        Finish(Arc::clone(&renewal)).with(value, Duration::ZERO);
        renewal
    }

    /// Returns the current value, if there is one.
    pub(crate) fn current(&self) -> Option<Arc<Issued<T>>> {
        self.state().current.clone()
    }

    /// Returns the current value if it is newer than the rejected one. Otherwise waits for the next value. If no other
    /// caller is already obtaining it, `obtain` creates the future that does so, from the current value and a
    /// [`Finish`], which stores the result.
    pub(crate) async fn get(
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

/// Stores a new value at the end of the work that obtained it.
pub(crate) struct Finish<T>(Arc<Renewal<T>>);

impl<T: Send + Sync + 'static> Finish<T> {
    /// Makes a value the current one.
    pub(crate) fn with(self, value: T, at: Duration) -> Arc<Issued<T>> {
        self.until(value, at, None)
    }

    /// Makes a value the current one, which must be replaced at a certain time.
    pub(crate) fn until(self, value: T, at: Duration, until: Option<Duration>) -> Arc<Issued<T>> {
        let mut state = self.0.state();
        let number = state.current.as_ref().map_or(0, |current| current.number + 1);
        let issued = Arc::new(Issued { value, at, until, number });
        state.current = Some(Arc::clone(&issued));
        issued
    }
}
