//! Faults: rules for responses that a client must survive.
//!
//! In: rules, and the operations that are called. Out: for each call the fault that it gets. Which calls are chosen depends
//! only on the seed and the number of the call, so that a run can be repeated.

use std::time::Duration;

use serde::Deserialize;

use crate::api::Operation;

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
    /// Calls so far, and those of them that got the fault.
    calls: u64,
    done: u64,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Status(u16),
    RateLimit(u64),
    Latency(Duration),
    Reset,
    CutBody,
    InvalidJson,
}

impl Fault {
    fn new(kind: Kind) -> Self {
        Self { operations: "*".to_owned(), kind, probability: 1.0, times: None, calls: 0, done: 0 }
    }

    /// Answers with a status and an error body.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self::new(Kind::Status(status))
    }

    /// Answers with status 429 and `Retry-After`, in seconds.
    #[must_use]
    pub fn rate_limit(retry_after: u64) -> Self {
        Self::new(Kind::RateLimit(retry_after))
    }

    /// Delays the response. Requests in memory are answered immediately.
    #[must_use]
    pub fn latency(delay: Duration) -> Self {
        Self::new(Kind::Latency(delay))
    }

    /// Resets the connection without a response. In memory the response is status 502.
    #[must_use]
    pub fn reset() -> Self {
        Self::new(Kind::Reset)
    }

    /// Closes the connection in the middle of the body. In memory the body is short.
    #[must_use]
    pub fn cut_body() -> Self {
        Self::new(Kind::CutBody)
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

    /// Counts a call. Returns the fault that it gets.
    pub(crate) fn call(&mut self, operation: &Operation, seed: u64) -> Option<Kind> {
        let names = [operation.uid.clone(), operation.path.clone(), format!("{} {}", operation.method, operation.path)];
        let pattern = self.operations.to_lowercase();
        if self.times.is_some_and(|times| self.done >= times)
            || !names.iter().any(|name| glob(pattern.as_bytes(), name.to_lowercase().as_bytes()))
        {
            return None;
        }
        self.calls += 1;
        let random = xxhash_rust::xxh3::xxh3_64_with_seed(&self.calls.to_le_bytes(), seed);
        if (random >> 11) as f64 / (1u64 << 53) as f64 >= self.probability {
            return None;
        }
        self.done += 1;
        Some(self.kind.clone())
    }
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

/// A rule as JSON, for `POST /_mock/faults`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default = "every")]
    operations: String,
    status: Option<u16>,
    retry_after: Option<u64>,
    latency_ms: Option<u64>,
    #[serde(default)]
    reset: bool,
    #[serde(default)]
    cut_body: bool,
    #[serde(default)]
    invalid_json: bool,
    #[serde(default = "always")]
    probability: f64,
    times: Option<u64>,
}

fn every() -> String {
    "*".to_owned()
}

fn always() -> f64 {
    1.0
}

impl Fault {
    /// Reads a rule from JSON. The error is a message.
    pub(crate) fn from_json(bytes: &[u8]) -> Result<Self, String> {
        let written: Written =
            serde_json::from_slice(bytes).map_err(|error| format!("the rule cannot be read: {error}"))?;
        let kinds = [
            written.retry_after.map(Kind::RateLimit),
            written.status.filter(|_| written.retry_after.is_none()).map(Kind::Status),
            written.latency_ms.map(|delay| Kind::Latency(Duration::from_millis(delay))),
            written.reset.then_some(Kind::Reset),
            written.cut_body.then_some(Kind::CutBody),
            written.invalid_json.then_some(Kind::InvalidJson),
        ];
        let mut kinds = kinds.into_iter().flatten();
        let (Some(kind), None) = (kinds.next(), kinds.next()) else {
            return Err("a rule has one of `status`, `retry_after`, `latency_ms`, `reset`, `cut_body`, `invalid_json`"
                .to_owned());
        };
        if !(0.0..=1.0).contains(&written.probability) {
            return Err("`probability` must be between 0 and 1".to_owned());
        }
        if matches!(kind, Kind::Status(status) if !(200..600).contains(&status)) {
            return Err("`status` must be between 200 and 599".to_owned());
        }
        Ok(Self {
            probability: written.probability,
            times: written.times,
            ..Self::new(kind).operations(&written.operations)
        })
    }
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

    #[test]
    fn rules_as_json() {
        let rule = Fault::from_json(br#"{"operations": "*Contact*", "retry_after": 3, "times": 2}"#);
        assert_eq!(rule, Ok(Fault::rate_limit(3).operations("*Contact*").times(2)));
        for text in
            ["", "{}", r#"{"status": 500, "reset": true}"#, r#"{"status": 99}"#, r#"{"reset": true, "probability": 2}"#]
        {
            assert!(Fault::from_json(text.as_bytes()).is_err(), "{text}");
        }
    }
}
