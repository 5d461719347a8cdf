//! A rule: the calls it fits, and the replies to them.
//!
//! In: an operation, the values it is restricted to, and replies. Out: the reply to a call. This file must not know other
//! rules.

use serde_json::Value;

use super::call::MockCall;
use super::reply::Reply;
use crate::operation::Operation;

/// The number of calls that a rule expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    /// At least one.
    Some,
    /// Any number.
    Any,
    /// This number.
    Exactly(usize),
}

/// A rule of a mock.
pub(super) struct Rule {
    pub(super) operation: &'static Operation,
    pub(super) replies: Vec<Reply>,
    pub(super) expected: Expected,
    pub(super) path: Vec<(String, String)>,
    pub(super) query: Vec<(String, String)>,
    pub(super) body: Option<Value>,
    used: usize,
}

impl Rule {
    pub(super) fn new(operation: &'static Operation, reply: Reply) -> Self {
        Self {
            operation,
            replies: vec![reply],
            expected: Expected::Some,
            path: Vec::new(),
            query: Vec::new(),
            body: None,
            used: 0,
        }
    }

    /// Returns the reply to a call that the rule fits, and counts the call.
    pub(super) fn reply(&mut self, call: &MockCall) -> Option<Reply> {
        if self.obstacle(call).is_some() {
            return None;
        }
        let reply = self.replies.get(self.used).or(self.replies.last())?.clone();
        self.used += 1;
        Some(reply)
    }

    /// Returns the reason why the rule does not fit a call.
    pub(super) fn obstacle(&self, call: &MockCall) -> Option<String> {
        if self.operation != call.operation() {
            return Some("the operation is a different one".to_owned());
        }
        let differs = |found: Option<String>, name: &str, expected: &str| match found {
            Some(found) if found == expected => None,
            Some(found) => Some(format!("`{name}` is `{found}`, expected `{expected}`")),
            None => Some(format!("`{name}` is missing, expected `{expected}`")),
        };
        let mut path = self.path.iter().filter_map(|(name, value)| differs(call.path(name), name, value));
        let mut query = self.query.iter().filter_map(|(name, value)| differs(call.query(name), name, value));
        path.next().or_else(|| query.next()).or_else(|| self.body_differs(call)).or_else(|| self.used_up())
    }

    fn body_differs(&self, call: &MockCall) -> Option<String> {
        let expected = self.body.as_ref()?;
        match call.json::<Value>() {
            Ok(found) if found == *expected => None,
            Ok(found) => Some(format!("the body is {found}, expected {expected}")),
            Err(_) => Some(format!("the body is not JSON, expected {expected}")),
        }
    }

    fn used_up(&self) -> Option<String> {
        match self.expected {
            Expected::Exactly(count) if self.used >= count => {
                Some(format!("it was expected {count} times and has been made {} times before", self.used))
            }
            _ => None,
        }
    }

    /// Returns a text about the calls that were expected and not made.
    pub(super) fn missing(&self) -> Option<String> {
        let expected = match self.expected {
            Expected::Some if self.used == 0 => "at least 1 call".to_owned(),
            Expected::Exactly(count) if self.used < count => format!("{count} calls"),
            _ => return None,
        };
        Some(format!("{}: expected {expected}, found {}", self.describe(), self.used))
    }

    /// Returns the operation and the values to which the rule is restricted.
    pub(super) fn describe(&self) -> String {
        let mut text = describe(self.operation);
        for (name, value) in self.path.iter().chain(&self.query) {
            text.push_str(&format!(" {name}={value}"));
        }
        if let Some(body) = &self.body {
            text.push_str(&format!(" body={body}"));
        }
        text
    }
}

/// Returns the method, the path and the uid of an operation.
pub(super) fn describe(operation: &Operation) -> String {
    format!("{} {} ({})", operation.method, operation.path, operation.uid)
}
