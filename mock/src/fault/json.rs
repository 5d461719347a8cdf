//! Reads rules for faults from JSON, for `POST /_mock/faults` and for files with a list of rules.

use std::time::Duration;

use serde::Deserialize;

use super::{Fault, Kind};

/// A rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default = "every")]
    operations: String,
    status: Option<u16>,
    retry_after: Option<u64>,
    latency_ms: Option<Latency>,
    #[serde(default)]
    reset: bool,
    #[serde(default)]
    cut_body: bool,
    slow_body_ms: Option<u64>,
    content_type: Option<String>,
    #[serde(default)]
    invalid_json: bool,
    #[serde(default = "always")]
    probability: f64,
    times: Option<u64>,
    ttl_ms: Option<u64>,
    seed: Option<u64>,
}

/// A delay, or the shortest and the longest delay.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected a number, or a list of the least and the highest number")]
enum Latency {
    Fixed(u64),
    Between([u64; 2]),
}

/// A rule, or a list of rules.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
struct List(Vec<Written>);

fn every() -> String {
    "*".to_owned()
}

fn always() -> f64 {
    1.0
}

impl Fault {
    /// Reads a rule, or a list of rules, from JSON.
    ///
    /// # Errors
    ///
    /// Returns a message that describes the problem and names the rule.
    pub fn from_json(json: &[u8]) -> Result<Vec<Self>, String> {
        let is_list = json.trim_ascii_start().starts_with(b"[");
        let written = if is_list {
            serde_json::from_slice::<List>(json).map(|list| list.0)
        } else {
            serde_json::from_slice::<Written>(json).map(|rule| vec![rule])
        };
        let written = written.map_err(|error| format!("the rule cannot be read: {error}"))?;
        let rules = written.into_iter().enumerate();
        rules.map(|(at, rule)| rule.rule().map_err(|error| format!("rule {}: {error}", at + 1))).collect()
    }
}

impl Written {
    fn rule(self) -> Result<Fault, String> {
        let milliseconds = Duration::from_millis;
        let latency = self.latency_ms.map(|latency| match latency {
            Latency::Fixed(delay) => Kind::Latency(milliseconds(delay), milliseconds(delay)),
            Latency::Between([least, most]) => Kind::Latency(milliseconds(least), milliseconds(most)),
        });
        let kinds = [
            self.retry_after.map(Kind::RateLimit),
            self.status.filter(|_| self.retry_after.is_none()).map(Kind::Status),
            latency,
            self.reset.then_some(Kind::Reset),
            self.cut_body.then_some(Kind::CutBody),
            self.slow_body_ms.map(|duration| Kind::SlowBody(milliseconds(duration))),
            self.content_type.map(Kind::ContentType),
            self.invalid_json.then_some(Kind::InvalidJson),
        ];
        let mut kinds = kinds.into_iter().flatten();
        let (Some(kind), None) = (kinds.next(), kinds.next()) else {
            return Err(
                "it must have one of `status`, `retry_after`, `latency_ms`, `reset`, `cut_body`, `slow_body_ms`, \
                        `content_type`, `invalid_json`"
                    .to_owned(),
            );
        };
        if !(0.0..=1.0).contains(&self.probability) {
            return Err("`probability` must be between 0 and 1".to_owned());
        }
        match &kind {
            Kind::Status(status) if !(200..600).contains(status) => {
                return Err("`status` must be between 200 and 599".to_owned());
            }
            Kind::Latency(least, most) if least > most => {
                return Err("`latency_ms` must have the lower number first".to_owned());
            }
            Kind::ContentType(media) if http::HeaderValue::try_from(media).is_err() => {
                return Err("`content_type` must be a valid header value".to_owned());
            }
            _ => {}
        }
        let rule = Fault::new(kind).operations(&self.operations).probability(self.probability);
        let rule = Fault { times: self.times, seed: self.seed, ..rule };
        Ok(match self.ttl_ms {
            Some(ttl) => rule.ttl(milliseconds(ttl)),
            None => rule,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_as_json() {
        let rule = Fault::from_json(br#"{"operations": "*Contact*", "retry_after": 3, "times": 2}"#);
        assert_eq!(rule, Ok(vec![Fault::rate_limit(3).operations("*Contact*").times(2)]));
        let rules = Fault::from_json(br#" [{"latency_ms": [5, 9], "seed": 4}, {"slow_body_ms": 20, "ttl_ms": 100}] "#);
        let latency = Fault::latency_between(Duration::from_millis(5), Duration::from_millis(9)).seed(4);
        let slow = Fault::slow_body(Duration::from_millis(20)).ttl(Duration::from_millis(100));
        assert_eq!(rules, Ok(vec![latency, slow]));
        for (text, message) in [
            ("", "cannot be read"),
            ("{}", "rule 1: it must have one of"),
            (r#"{"status": 500, "reset": true}"#, "it must have one of"),
            (r#"[{"reset": true}, {"status": 99}]"#, "rule 2: `status` must be between"),
            (r#"{"reset": true, "probability": 2}"#, "`probability` must be"),
            (r#"{"latency_ms": [9, 5]}"#, "the lower number first"),
            (r#"{"latency_ms": "5"}"#, "expected a number, or a list"),
            (r#"{"content_type": "a\nb"}"#, "a valid header value"),
            (r#"{"statsu": 500}"#, "unknown field `statsu`"),
        ] {
            let found = Fault::from_json(text.as_bytes()).unwrap_err();
            assert!(found.contains(message), "{text}: {found}");
        }
    }
}
