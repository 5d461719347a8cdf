//! The budget for repeats.
//!
//! In: calls that succeed, and requests to repeat. Out: whether a repeat is allowed. This file must not know requests.
//!
//! If a server fails for everybody, repeats multiply the load that it cannot handle. A token bucket, shared by the clones of
//! a connection, lets single failures be repeated and stops repeating when most calls fail.

use std::sync::atomic::{AtomicU32, Ordering};

/// The price of a repeat, in units of what a successful call adds.
const PRICE: u32 = 10;

/// The repeats in a full bucket.
const REPEATS: u32 = 100;

/// A token bucket.
#[derive(Debug)]
pub(super) struct Budget(AtomicU32);

impl Budget {
    /// Creates a full bucket.
    pub(super) const fn full() -> Self {
        Self(AtomicU32::new(REPEATS * PRICE))
    }

    /// Takes the price of a repeat, if there is enough.
    pub(super) fn take(&self) -> bool {
        self.0.try_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(PRICE)).is_ok()
    }

    /// Adds what a successful call is worth.
    pub(super) fn add(&self) {
        let _ = self
            .0
            .try_update(Ordering::Relaxed, Ordering::Relaxed, |left| (left < REPEATS * PRICE).then_some(left + 1));
    }
}
