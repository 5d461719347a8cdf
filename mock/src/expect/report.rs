//! The report of expectations that were not met.

use std::fmt;

use super::rule::Rule;
use crate::received::Logged;

/// The maximum number of requests that are shown in place of a missing one.
const SHOWN: usize = 5;

/// The expectations that were not met.
///
/// `Debug` shows the same text as `Display`, so that the message of `unwrap` is readable.
#[derive(Clone, PartialEq, Eq)]
pub struct Unmet(Vec<String>);

impl Unmet {
    pub(super) fn of(problems: Vec<String>) -> Result<(), Self> {
        if problems.is_empty() { Ok(()) } else { Err(Self(problems)) }
    }

    /// Returns a description of each expectation that was not met, and of each unexpected request.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the requests were not the expected ones:")?;
        for (at, problem) in self.0.iter().enumerate() {
            write!(f, "\n\n{}. {}", at + 1, problem.replace('\n', "\n   "))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Unmet {}

/// Describes a rule that was not used as often as expected, with the nearest requests.
pub(super) fn unmet(rule: &Rule, count: &str, log: &[Logged]) -> String {
    let mut text = format!("{}: {count}", rule.describe());
    if rule.used >= rule.least {
        return text;
    }
    let others = log.iter().filter(|request| request.operation == rule.operation);
    let others = others.map(|request| (rule.differences(request), request)).filter(|(lines, _)| !lines.is_empty());
    match others.min_by_key(|(lines, _)| lines.len()) {
        Some((lines, nearest)) => {
            text.push_str(&format!("\nthe nearest request was {}:\n{}", shown(nearest), lines.join("\n")));
        }
        None => {
            // A request that fits and was rejected, or others that were sent instead.
            let likeness = |request: &Logged| {
                let sent = format!("{} {}", request.method, request.address.split('?').next().unwrap_or_default());
                strsim::normalized_damerau_levenshtein(&sent, &rule.route)
            };
            let mut others: Vec<(bool, f64, &Logged)> =
                log.iter().map(|request| (request.operation == rule.operation, likeness(request), request)).collect();
            others.sort_by(|(a, left, _), (b, right, _)| b.cmp(a).then(right.total_cmp(left)));
            others.truncate(SHOWN);
            match others.first() {
                None => text.push_str("\nno requests were received"),
                Some((true, ..)) => text.push_str("\nit was sent, but not accepted:"),
                Some(_) => text.push_str("\nother requests were received, the most similar first:"),
            }
            for (_, _, request) in others {
                text.push_str(&format!("\n  {}", shown(request)));
            }
        }
    }
    text
}

fn shown(request: &Logged) -> String {
    format!("{} (status {})", request.line(), request.status)
}
