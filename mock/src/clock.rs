//! The time of a server: that of the machine, or one that a test has set.
//!
//! In: a time, or how far to advance. Out: the time. Dates of records, conditional requests and the expiry of rules depend on
//! it. Delays do not.

use std::time::{Duration, SystemTime};

/// A clock. It does not move after it was set.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Clock {
    set: Option<SystemTime>,
}

impl Clock {
    pub(crate) fn now(&self) -> SystemTime {
        self.set.unwrap_or_else(SystemTime::now)
    }

    /// Whether the time was set.
    pub(crate) fn is_set(&self) -> bool {
        self.set.is_some()
    }

    /// Sets the time. `None` returns to the time of the machine.
    pub(crate) fn set(&mut self, time: Option<SystemTime>) {
        self.set = time;
    }

    /// Sets the time to a later one. A time that cannot be represented changes nothing.
    pub(crate) fn advance(&mut self, by: Duration) {
        let now = self.now();
        self.set = Some(now.checked_add(by).unwrap_or(now));
    }
}
