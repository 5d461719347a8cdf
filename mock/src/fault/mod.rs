//! Faults: rules for responses that a client must survive.
//!
//! In: rules, and the operations that are called. Out: for each call the fault that it gets. Which calls are affected depends
//! only on the seed and the number of the call. When a rule expires depends only on the clock of the server. Therefore, a run can be
//! repeated.

use std::time::{Duration, SystemTime};

use crate::api::Operation;

mod json;

/// A rule: which calls get which fault.
///
/// ```
/// use superoffice_mock::Fault;
///
/// let rule = Fault::status(503).operations("GET /api/v1/Contact*").times(2);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    operations: String,
    kind: Kind,
    probability: f64,
    times: Option<u64>,
    ttl: Option<Duration>,
    seed: Option<u64>,
    /// The time at which the rule expires.
    ends: Option<SystemTime>,
    /// Calls so far, and those of them that got the fault.
    calls: u64,
    done: u64,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Status(u16),
    RateLimit(u64),
    /// The shortest and the longest delay.
    Latency(Duration, Duration),
    Reset,
    CutBody,
    SlowBody(Duration),
    ContentType(String),
    InvalidJson,
}

impl Fault {
    fn new(kind: Kind) -> Self {
        Self {
            operations: "*".to_owned(),
            kind,
            probability: 1.0,
            times: None,
            ttl: None,
            seed: None,
            ends: None,
            calls: 0,
            done: 0,
        }
    }

    /// Answers with a status and an error body.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self::new(Kind::Status(status))
    }

    /// Answers with status 429 and the header `Retry-After`, in seconds.
    #[must_use]
    pub fn rate_limit(retry_after: u64) -> Self {
        Self::new(Kind::RateLimit(retry_after))
    }

    /// Delays the response. Requests in memory are answered immediately.
    #[must_use]
    pub fn latency(delay: Duration) -> Self {
        Self::new(Kind::Latency(delay, delay))
    }

    /// Delays the response by a time between these two, which is determined by the seed. Requests in memory are answered
    /// immediately.
    #[must_use]
    pub fn latency_between(least: Duration, most: Duration) -> Self {
        Self::new(Kind::Latency(least, most.max(least)))
    }

    /// Resets the connection without a response. The response of [`MockServer::respond`](crate::MockServer::respond) has status 502.
    #[must_use]
    pub fn reset() -> Self {
        Self::new(Kind::Reset)
    }

    /// Closes the connection in the middle of the body. [`MockServer::respond`](crate::MockServer::respond) returns the first half of
    /// the body.
    #[must_use]
    pub fn cut_body() -> Self {
        Self::new(Kind::CutBody)
    }

    /// Sends the body in small parts over this time. Requests in memory are answered immediately.
    #[must_use]
    pub fn slow_body(duration: Duration) -> Self {
        Self::new(Kind::SlowBody(duration))
    }

    /// Answers with another `Content-Type`, such as that of a proxy's error page. The body does not change.
    #[must_use]
    pub fn content_type(media: &str) -> Self {
        Self::new(Kind::ContentType(media.to_owned()))
    }

    /// Answers with a body that is not valid JSON.
    #[must_use]
    pub fn invalid_json() -> Self {
        Self::new(Kind::InvalidJson)
    }

    /// Limits the rule to operations. The pattern is compared with the uid, the path, and the method with the path
    /// (`GET /api/v1/Contact/{id}`); `*` stands for any text, and case is ignored.
    #[must_use]
    pub fn operations(mut self, pattern: &str) -> Self {
        pattern.clone_into(&mut self.operations);
        self
    }

    /// Sets the share of the calls that get the fault, from 0 to 1.
    #[must_use]
    pub fn probability(mut self, probability: f64) -> Self {
        self.probability = probability;
        self
    }

    /// Ends the rule after this number of faults.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    /// Ends the rule when this time has passed since it was added to the server.
    #[must_use]
    pub fn ttl(mut self, ttl: Duration) -> Self {
        self.ttl = Some(ttl);
        self
    }

    /// Sets the seed of this rule. The default is that of the server.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// The rule as it is when a server adds it at this time.
    pub(crate) fn from(mut self, now: SystemTime) -> Self {
        self.ends = self.ttl.and_then(|ttl| now.checked_add(ttl));
        self
    }

    /// Counts a call. Returns the fault that it gets.
    pub(crate) fn call(&mut self, operation: &Operation, seed: u64, now: SystemTime) -> Option<Kind> {
        let names = [operation.uid.clone(), operation.path.clone(), format!("{} {}", operation.method, operation.path)];
        let pattern = self.operations.to_lowercase();
        if self.times.is_some_and(|times| self.done >= times)
            || self.ends.is_some_and(|ends| now >= ends)
            || !names.iter().any(|name| glob(pattern.as_bytes(), name.to_lowercase().as_bytes()))
        {
            return None;
        }
        self.calls += 1;
        let seed = self.seed.unwrap_or(seed);
        if random(self.calls, seed) >= self.probability {
            return None;
        }
        self.done += 1;
        Some(match self.kind {
            Kind::Latency(least, most) => {
                let delay = least + most.saturating_sub(least).mul_f64(random(self.done, !seed));
                Kind::Latency(delay, delay)
            }
            ref kind => kind.clone(),
        })
    }
}

/// A number from 0 to 1, without 1.
fn random(number: u64, seed: u64) -> f64 {
    let random = xxhash_rust::xxh3::xxh3_64_with_seed(&number.to_le_bytes(), seed);
    (random >> 11) as f64 / (1u64 << 53) as f64
}

/// Whether a text fits a pattern in which `*` is any text.
pub(crate) fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut from) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while from < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, from));
                at += 1;
            }
            Some(byte) if Some(byte) == text.get(from) => {
                at += 1;
                from += 1;
            }
            // The last star takes one more byte.
            _ => match star {
                Some((place, taken)) => {
                    star = Some((place, taken + 1));
                    (at, from) = (place + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
    pattern.get(at..).unwrap_or_default().iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs() {
        for (pattern, text, fits) in [
            ("*", "", true),
            ("a*c", "abc", true),
            ("a*c", "abcd", false),
            ("*b*", "abc", true),
            ("a*b*b", "abab", true),
            ("abc", "abc", true),
            ("", "a", false),
        ] {
            assert_eq!(glob(pattern.as_bytes(), text.as_bytes()), fits, "{pattern} {text}");
        }
    }
}
