//! Reports of calls that were not expected or never made.
//!
//! In: a call and the rules, none of which fits it. Out: a text that says what was expected in its place. This file must
//! not change rules.

use std::collections::BTreeSet;
use std::fmt;

use super::call::MockCall;
use super::rule::{Rule, describe};
use crate::operation::Operation;

/// The calls that were not expected, and the expected ones that were not made.
///
/// `Debug` shows the same text as `Display`, so that the message of `unwrap` is readable.
#[derive(Clone)]
pub struct MockError(Vec<String>);

impl MockError {
    /// Succeeds if there are no problems.
    pub(super) fn of(problems: Vec<String>) -> Result<(), Self> {
        if problems.is_empty() { Ok(()) } else { Err(Self(problems)) }
    }

    /// Returns a text for each problem.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for MockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the calls were not those that the mock expects:")?;
        self.0.iter().try_for_each(|problem| write!(f, "\n- {problem}"))
    }
}

impl fmt::Debug for MockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for MockError {}

/// Describes a call that no rule fits. The most important part comes first, because errors show only the start of a
/// text.
pub(super) fn unexpected(call: &MockCall, rules: &[Rule]) -> String {
    let mut same = rules.iter().filter(|rule| rule.operation == call.operation()).peekable();
    let reason = if same.peek().is_some() {
        let obstacles: Vec<String> = same.filter_map(|rule| rule.obstacle(call)).collect();
        obstacles.join("; or ")
    } else {
        match nearest(call.operation(), rules) {
            Some(near) => format!("the mock has no reply for this operation; the nearest is {}", describe(near)),
            None => "the mock has no replies; add one with `on`".to_owned(),
        }
    };
    let mut text = format!("unexpected call {} ({}): {reason}", call.target(), call.operation().uid);
    let expected: BTreeSet<String> = rules.iter().map(Rule::describe).collect();
    if expected.len() > 1 {
        text.push_str(&format!("; expected: {}", Vec::from_iter(expected).join(", ")));
    }
    text
}

/// Returns the operation that is most similar to another one: the one whose path starts with the most equal segments,
/// preferably with the same method.
fn nearest(operation: &Operation, rules: &[Rule]) -> Option<&'static Operation> {
    let common = |other: &Operation| {
        let segments = operation.path.split('/').zip(other.path.split('/')).take_while(|(a, b)| a == b).count();
        (segments, operation.method == other.method)
    };
    rules.iter().map(|rule| rule.operation).max_by_key(|other| common(other))
}
