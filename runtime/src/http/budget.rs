//! The retry budget.
//!
//! In: successful calls, and requests to send again. Out: whether a retry is allowed. This file must not know requests.
//!
//! If a server fails for all its clients, retries multiply a load that it already cannot handle. A token bucket, shared
//! by the clones of a connection, allows retries of occasional failures and prevents them when most calls fail.

use std::sync::atomic::{AtomicU32, Ordering};

/// The cost of a retry. A successful call adds 1.
const PRICE: u32 = 10;

/// The number of retries that a full bucket allows.
const REPEATS: u32 = 100;

/// A token bucket.
#[derive(Debug)]
pub(super) struct Budget(AtomicU32);

impl Budget {
    /// Creates a full bucket.
    pub(super) const fn full() -> Self {
        Self(AtomicU32::new(REPEATS * PRICE))
    }

    /// Takes the cost of a retry from the bucket. `false` if the bucket does not contain enough.
    pub(super) fn take(&self) -> bool {
        self.0.try_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(PRICE)).is_ok()
    }

    /// Adds to the bucket what a successful call is worth.
    pub(super) fn add(&self) {
        let _ = self
            .0
            .try_update(Ordering::Relaxed, Ordering::Relaxed, |left| (left < REPEATS * PRICE).then_some(left + 1));
    }
}
