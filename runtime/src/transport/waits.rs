//! The clock of the transports for tests.
//!
//! In: waits. Out: their record, and the time, which only waits move. This file must not know why a transport waits.

use std::time::Duration;

/// The waits so far. A wait ends at once.
#[derive(Debug, Clone, Default)]
pub(super) struct Waits(Vec<Duration>);

impl Waits {
    pub(super) fn add(&mut self, wait: Duration) {
        self.0.push(wait);
    }

    pub(super) fn list(&self) -> Vec<Duration> {
        self.0.clone()
    }

    /// Returns the time since the transport was created: the sum of the waits.
    pub(super) fn now(&self) -> Duration {
        self.0.iter().fold(Duration::ZERO, |sum, wait| sum.saturating_add(*wait))
    }
}
