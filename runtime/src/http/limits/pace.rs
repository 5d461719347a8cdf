//! The time from one request to the next.
//!
//! In: a rate. Out: waits, so that requests are evenly spaced. This file must not know requests.
//!
//! Even spacing keeps the rate in every second. A bucket that fills while nothing is sent would allow twice the rate in some
//! seconds.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::queue::Queue;
use crate::transport::{Transport, TransportError, TransportErrorKind};

/// Returns the time between two requests at a rate per second, or `None` if the rate is not positive and finite.
pub(in crate::http) fn interval(per_second: f64) -> Option<Duration> {
    let interval = Duration::try_from_secs_f64(per_second.recip()).ok()?;
    (per_second.is_finite() && !interval.is_zero()).then_some(interval)
}

/// Lets one request through at a time.
pub(super) struct Pace {
    interval: Duration,
    /// Only the first caller in the queue waits for the time; the others wait for their turn. So a caller that gives up
    /// does not delay those behind it.
    turns: Queue,
    /// The earliest time of the next request.
    next: Mutex<Duration>,
}

impl Pace {
    pub(super) fn new(interval: Duration) -> Self {
        Self { interval, turns: Queue::new(1), next: Mutex::default() }
    }

    /// Waits until the next request may be sent.
    pub(super) async fn wait(&self, transport: &dyn Transport) -> Result<(), TransportError> {
        let _turn = self.turns.enter().await;
        let now = transport.now();
        let due = *self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = due.saturating_sub(now);
        if !wait.is_zero() {
            let Some(sleep) = transport.sleep(wait) else {
                let why = "the rate is limited, but the transport cannot wait; implement `Transport::sleep`";
                return Err(TransportError::with_source(TransportErrorKind::Other, why).unsent());
            };
            sleep.await;
        }
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = due.max(now).saturating_add(self.interval);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::interval;

    #[test]
    fn a_rate_is_positive_and_finite() {
        assert_eq!(interval(10.0), Some(Duration::from_millis(100)));
        assert_eq!(interval(0.5), Some(Duration::from_secs(2)));
        for rate in [0.0, -0.0, -1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, 1e-300] {
            assert_eq!(interval(rate), None, "{rate}");
        }
    }
}
