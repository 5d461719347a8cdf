//! When a request is sent again.
//!
//! In: the result of an attempt. Out: whether the request may be sent again, and after which wait. This file must not know
//! how a request is sent.

use std::time::Duration;

use http::header::{IF_MATCH, IF_UNMODIFIED_SINCE};

use crate::operation::Method;
use crate::retry_after::retry_after;
use crate::transport::{Request, Response, TransportError};

/// When and how often a request is sent again.
///
/// The default, [`Retry::standard`], sends a request up to three times:
/// - `GET`, `HEAD`, `PUT` and `DELETE` if no connection could be opened, or if the status code is 429, 502, 503 or 504,
/// - the other methods, and writes with a condition such as `If-Unmodified-Since`, only if the request was certainly not
///   sent or if the status code is 429, because the server may have performed the operation in the other cases.
///
/// The wait before the second attempt is random, up to half a second, and that maximum doubles with each further
/// attempt (exponential back-off with full jitter). If the response has a `Retry-After` header, the wait is at least as
/// long as the server asks. A request is not sent again if the wait would not fit into its timeout, if the server asks
/// for more than 60 seconds, if the transport cannot wait, or if the clones of the connection have used up their shared
/// budget: 100 retries, and one more for every 10 successful calls.
///
/// ```
/// use superoffice_runtime::{Http, Retry};
///
/// let patient = Http::builder("https://crm.example.com").retry(Retry::standard().attempts(5)).build()?;
/// let once = Http::builder("https://crm.example.com").retry(Retry::none()).build()?;
/// # Ok::<(), superoffice_runtime::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct Retry {
    attempts: u32,
    first: Duration,
    longest: Duration,
    accepted: Duration,
    any_method: bool,
}

impl Retry {
    /// Sends a request up to three times if that is safe.
    pub const fn standard() -> Self {
        Self {
            attempts: 3,
            first: Duration::from_millis(500),
            longest: Duration::from_secs(20),
            accepted: Duration::from_secs(60),
            any_method: false,
        }
    }

    /// Sends a request only once.
    pub const fn none() -> Self {
        Self::standard().attempts(1)
    }

    /// Sets the maximum number of times that a request is sent. 0 means the same as 1.
    pub const fn attempts(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }

    /// Sets the maximum wait before the second attempt, which doubles with each attempt, and the limit of that growth.
    pub const fn backoff(self, first: Duration, longest: Duration) -> Self {
        Self { first, longest, ..self }
    }

    /// Sets the longest wait in a `Retry-After` header that is accepted. If the server asks for more, the call fails at
    /// once, and [`Error::retry_after`](crate::Error::retry_after) returns the wait.
    pub const fn accept_retry_after(self, longest: Duration) -> Self {
        Self { accepted: longest, ..self }
    }

    /// Treats every method like `GET`, so the server may perform an operation twice. Agents are always called with
    /// `POST`, so use this for their operations that only read.
    pub const fn any_method(self) -> Self {
        Self { any_method: true, ..self }
    }

    /// Returns the wait before the next attempt, or `None` if there must not be another attempt. `failed` counts the
    /// attempts so far, and `random` is a random number.
    pub(super) fn wait(&self, failed: u32, repeat: Repeat, random: u64) -> Option<Duration> {
        if failed >= self.attempts || !(repeat.safe || self.any_method && repeat.idempotent) {
            return None;
        }
        let jitter = part(self.ceiling(failed), random);
        match repeat.after {
            Some(asked) if asked > self.accepted => None,
            Some(asked) => Some(asked.max(jitter)),
            None => Some(jitter),
        }
    }

    /// The maximum wait after this number of failed attempts.
    fn ceiling(&self, failed: u32) -> Duration {
        let factor = 2_u32.saturating_pow(failed.saturating_sub(1));
        self.first.saturating_mul(factor).min(self.longest)
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self::standard()
    }
}

/// Whether a request may be sent again after a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Repeat {
    /// The operation was certainly not performed, or performing it twice is the same as performing it once.
    safe: bool,
    /// A retry would be safe if performing the operation twice were the same as performing it once.
    idempotent: bool,
    /// The wait that the server asks for.
    after: Option<Duration>,
}

impl Repeat {
    /// Examines the result of an attempt. `idempotent` says whether performing the operation twice is the same as
    /// performing it once.
    pub(super) fn of(result: &Result<Response, TransportError>, idempotent: bool) -> Self {
        let (never_performed, temporary, after) = match result {
            Ok(response) => {
                (response.status == 429, matches!(response.status, 502..=504), retry_after(&response.headers))
            }
            Err(error) => (error.is_unsent(), false, None),
        };
        Self { safe: never_performed || temporary && idempotent, idempotent: never_performed || temporary, after }
    }
}

/// Whether performing the operation twice is the same as performing it once.
pub(super) fn is_idempotent(request: &Request) -> bool {
    match request.method {
        Method::Get | Method::Head => true,
        // The first attempt may have changed the value that the condition of the second one is compared with.
        Method::Put | Method::Delete => {
            ![IF_MATCH, IF_UNMODIFIED_SINCE].iter().any(|name| request.headers.contains_key(name))
        }
        Method::Post | Method::Patch | Method::Options => false,
    }
}

/// Returns a random part of a duration.
fn part(whole: Duration, random: u64) -> Duration {
    let nanos = u64::try_from(whole.as_nanos()).unwrap_or(u64::MAX);
    let part = (u128::from(nanos) * u128::from(random)) >> 64;
    Duration::from_nanos(u64::try_from(part).unwrap_or(nanos))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Retry, part};

    #[test]
    fn the_maximum_wait_doubles_up_to_its_limit() {
        let retry = Retry::standard();
        let ceilings: Vec<u128> = (1..=8).map(|failed| retry.ceiling(failed).as_millis()).collect();
        assert_eq!(ceilings, [500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]);
        assert_eq!(retry.ceiling(u32::MAX), Duration::from_secs(20));
        assert_eq!(retry.backoff(Duration::MAX, Duration::MAX).ceiling(9), Duration::MAX);
    }

    #[test]
    fn a_wait_is_between_nothing_and_its_maximum() {
        let second = Duration::from_secs(1);
        assert_eq!(part(second, 0), Duration::ZERO);
        assert_eq!(part(second, 1 << 63), second / 2);
        assert_eq!(part(second, u64::MAX), second - Duration::from_nanos(1));
        assert!(part(Duration::MAX, u64::MAX) > Duration::from_hours(24));
    }
}
