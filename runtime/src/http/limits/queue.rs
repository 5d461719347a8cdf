//! A fair semaphore: a queue for a limited number of places.
//!
//! In: callers. Out: places, in the order of the callers. This file must not know what a place is for.
//!
//! A place that becomes free is given to the first caller in the queue, so no other caller can overtake it. A caller
//! that gives up leaves the queue, and passes on a place that it was given but did not take.

use std::collections::{BTreeSet, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// A queue. Clones are the same queue.
#[derive(Clone)]
pub(super) struct Queue(Arc<Mutex<State>>);

struct State {
    free: usize,
    /// The number of the next caller.
    next: u64,
    waiting: VecDeque<(u64, Waker)>,
    /// The callers that were given a place and have not taken it yet.
    given: BTreeSet<u64>,
}

impl Queue {
    /// Creates a queue for a number of places, at least one.
    pub(super) fn new(places: usize) -> Self {
        let state = State { free: places.max(1), next: 0, waiting: VecDeque::new(), given: BTreeSet::new() };
        Self(Arc::new(Mutex::new(state)))
    }

    /// Waits for a place.
    pub(super) fn enter(&self) -> Entering {
        Entering { queue: self.clone(), number: None }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives a place to the first caller in the queue.
    fn pass_on(&self) {
        let mut state = self.state();
        let Some((number, waker)) = state.waiting.pop_front() else {
            state.free += 1;
            return;
        };
        state.given.insert(number);
        drop(state);
        waker.wake();
    }
}

/// A place. Dropping it makes it free.
pub(in crate::http) struct Place(Queue);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.pass_on();
    }
}

/// The future of [`Queue::enter`].
pub(super) struct Entering {
    queue: Queue,
    /// The number of the caller, while it waits.
    number: Option<u64>,
}

impl Future for Entering {
    type Output = Place;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Place> {
        let queue = self.queue.clone();
        let mut state = queue.state();
        let Some(number) = self.number else {
            if state.free > 0 {
                state.free -= 1;
                return Poll::Ready(Place(queue.clone()));
            }
            let number = state.next;
            state.next += 1;
            state.waiting.push_back((number, context.waker().clone()));
            self.number = Some(number);
            return Poll::Pending;
        };
        if state.given.remove(&number) {
            self.number = None;
            return Poll::Ready(Place(queue.clone()));
        }
        if let Some((_, waker)) = state.waiting.iter_mut().find(|(known, _)| *known == number) {
            waker.clone_from(context.waker());
        }
        Poll::Pending
    }
}

impl Drop for Entering {
    fn drop(&mut self) {
        let Some(number) = self.number else { return };
        let mut state = self.queue.state();
        state.waiting.retain(|(known, _)| *known != number);
        let was_given = state.given.remove(&number);
        drop(state);
        if was_given {
            self.queue.pass_on();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::{Pin, pin};
    use std::task::{Context, Poll, Waker};

    use super::{Entering, Place, Queue};

    fn poll(entering: &mut Pin<Box<Entering>>) -> Option<Place> {
        match entering.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(place) => Some(place),
            Poll::Pending => None,
        }
    }

    #[test]
    fn places_are_given_in_the_order_of_the_callers() {
        let queue = Queue::new(2);
        let mut callers: Vec<_> = (0..5).map(|_| Box::pin(queue.enter())).collect();
        let mut places: Vec<_> = callers.iter_mut().map(poll).collect();
        assert_eq!(places.iter().map(Option::is_some).collect::<Vec<_>>(), [true, true, false, false, false]);
        places[1] = None;
        // A later caller cannot take the place.
        assert!(poll(&mut Box::pin(queue.enter())).is_none());
        assert!(poll(&mut callers[3]).is_none());
        assert!(poll(&mut callers[2]).is_some());
    }

    #[test]
    fn a_caller_that_gives_up_blocks_nobody() {
        let queue = Queue::new(1);
        let place = pin!(queue.enter()).as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(place.is_ready());
        let mut callers: Vec<_> = (0..4).map(|_| Box::pin(queue.enter())).collect();
        assert!(callers.iter_mut().all(|caller| poll(caller).is_none()));
        // The first gives up while it waits, the second after it was given the place.
        drop(callers.remove(0));
        drop(place);
        drop(callers.remove(0));
        assert!(poll(&mut callers[1]).is_none());
        let place = poll(&mut callers[0]);
        assert!(place.is_some());
        drop(place);
        assert!(poll(&mut callers[1]).is_some());
        assert!(poll(&mut Box::pin(queue.enter())).is_some());
    }
}
