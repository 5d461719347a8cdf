//! An expected call, compared with requests.
//!
//! In: the request that the client would send, and requests that were received. Out: the differences, as lines. Other
//! parameters, headers, and properties of the body than those of the expected call may have any value. This file must not know
//! other expectations.

use std::fmt::Write as _;
use std::sync::Arc;

use http::header::{ACCEPT, CONTENT_TYPE};
use serde_json::Value;

use super::Handler;
use crate::received::Received;
use crate::redact::Redactor;
use crate::request::Given;

/// The maximum number of differences in one body that are shown.
const SHOWN: usize = 8;

/// A condition of the test.
pub(super) type Condition = Arc<dyn Fn(&Received) -> bool + Send + Sync>;

/// An expected call, how often it is expected, and the replies to it.
#[derive(Default)]
pub(super) struct Rule {
    pub(super) operation: &'static str,
    /// Method and path with placeholders.
    pub(super) route: String,
    pub(super) path: Vec<(String, String)>,
    pub(super) query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    pub(super) body: Option<Body>,
    pub(super) conditions: Vec<Condition>,
    pub(super) least: u64,
    pub(super) most: Option<u64>,
    pub(super) sequence: Option<usize>,
    pub(super) replies: Vec<Handler>,
    /// Calls so far.
    pub(super) used: u64,
}

/// An expected body.
pub(super) enum Body {
    Json(Value),
    Bytes(bytes::Bytes),
}

impl Rule {
    /// Creates the rule for a call that the client would send as this request.
    pub(super) fn new(
        operation: &'static superoffice_runtime::Operation,
        request: &http::Request<bytes::Bytes>,
    ) -> Self {
        let call = Received::of(&Given::new(request.clone()), operation.uid, operation.path);
        let names = operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        let path = names.filter_map(|name| Some((name.to_owned(), call.path(name)?))).collect();
        let headers = call.headers().filter(|(name, _)| *name != CONTENT_TYPE.as_str() && *name != ACCEPT.as_str());
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let body = match serde_json::from_slice(request.body()) {
            _ if request.body().is_empty() => None,
            Ok(value) => Some(Body::Json(value)),
            Err(_) => Some(Body::Bytes(request.body().clone())),
        };
        Self {
            operation: operation.uid,
            route: format!("{} {}", operation.method, operation.path),
            path,
            query: call.query_parameters(),
            headers,
            body,
            least: 1,
            ..Self::default()
        }
    }

    pub(super) fn fits(&self, request: &Received) -> bool {
        self.operation == request.operation && self.differences(request).is_empty()
    }

    pub(super) fn is_used_up(&self) -> bool {
        self.most.is_some_and(|most| self.used >= most)
    }

    /// The differences between the expected call and a request of the same operation, in the form of a diff.
    pub(super) fn differences(&self, request: &Received) -> Vec<String> {
        let mut found = Vec::new();
        let redactor = Redactor::default();
        let mut compare = |name: &str, expected: &str, given: Option<String>| {
            if given.as_deref() != Some(expected) {
                found.push(format!("- {name}={}", redactor.named(name, expected)));
                found.push(match given {
                    Some(given) => format!("+ {name}={}", redactor.named(name, &given)),
                    None => format!("+ {name} is absent"),
                });
            }
        };
        self.path.iter().for_each(|(name, expected)| compare(name, expected, request.path(name)));
        self.query.iter().for_each(|(name, expected)| compare(name, expected, request.query(name)));
        for (name, expected) in &self.headers {
            compare(name, expected, request.header(name).map(str::to_owned));
        }
        match &self.body {
            None => {}
            Some(Body::Bytes(expected)) if expected == request.body() => {}
            Some(Body::Bytes(expected)) => {
                found.push(format!("- a body of {} bytes", expected.len()));
                found.push(format!("+ another one of {} bytes", request.body().len()));
            }
            Some(Body::Json(expected)) => match request.json::<Value>() {
                Ok(given) => inside("body", expected, &given, &mut found),
                Err(_) => found.extend(["- a JSON body".to_owned(), "+ a body that is not JSON".to_owned()]),
            },
        }
        if !self.conditions.iter().all(|condition| condition(request)) {
            found.push("- a condition of the test that the request does not meet".to_owned());
        }
        found.truncate(2 * SHOWN);
        found
    }

    /// The route, the uid, and the values that the call must have.
    pub(super) fn describe(&self) -> String {
        let redactor = Redactor::default();
        let mut text = format!("{} ({})", self.route, self.operation);
        for (name, value) in self.path.iter().chain(&self.query).chain(&self.headers) {
            let _ = write!(text, " {name}={}", redactor.named(name, value));
        }
        if let Some(Body::Json(body)) = &self.body {
            let _ = write!(text, " body={}", redactor.json(body.clone()));
        }
        text
    }

    /// The expected and the actual number of calls, if they differ.
    pub(super) fn unmet(&self) -> Option<String> {
        let calls = |count: u64| format!("{count} {}", if count == 1 { "call" } else { "calls" });
        let expected = match self.most {
            _ if self.used >= self.least && self.most.is_none_or(|most| self.used <= most) => return None,
            Some(0) => "no calls".to_owned(),
            Some(most) if most == self.least => format!("exactly {}", calls(most)),
            Some(most) if self.least == 0 => format!("at most {}", calls(most)),
            Some(most) => format!("{} to {}", self.least, calls(most)),
            None => format!("at least {}", calls(self.least)),
        };
        Some(format!("expected {expected}, found {}", self.used))
    }
}

/// Collects the parts of an expected value that another value does not contain.
pub(crate) fn inside(at: &str, expected: &Value, given: &Value, found: &mut Vec<String>) {
    match (expected, given) {
        (Value::Object(expected), Value::Object(given)) => {
            for (name, value) in expected {
                let at = format!("{at}.{name}");
                // The server ignores case in the names of properties.
                let member = given.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
                match member {
                    Some((_, member)) => inside(&at, value, member, found),
                    None => {
                        found.push(format!("- {at}: {}", shown(&at, value)));
                        found.push(format!("+ {at} is absent"));
                    }
                }
            }
        }
        (Value::Array(expected), Value::Array(given)) if expected.len() == given.len() => {
            for (index, (expected, given)) in expected.iter().zip(given).enumerate() {
                inside(&format!("{at}[{index}]"), expected, given, found);
            }
        }
        (Value::Number(expected), Value::Number(given)) if expected.as_f64() == given.as_f64() => {}
        _ if expected == given => {}
        _ => {
            found.push(format!("- {at}: {}", shown(at, expected)));
            found.push(format!("+ {at}: {}", shown(at, given)));
        }
    }
}

/// A value of a property without secrets.
fn shown(at: &str, value: &Value) -> Value {
    let name = at
        .rsplit('.')
        .next()
        .unwrap_or(at)
        .trim_end_matches([']', '[', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    let redactor = Redactor::default();
    match value {
        Value::String(text) => redactor.named(name, text).into(),
        value => redactor.json(value.clone()),
    }
}
