//! Compares the traffic of a real service with the pages.
//!
//! In: a request and its response, without secrets. Out: what the pages do not describe, with the line that should
//! describe it.

use std::fmt;

use http::HeaderMap;
use http::header::CONTENT_TYPE;
use serde_json::Value;

use crate::api::{Api, Form, Operation, PageLine};
use crate::check::{input, media};
use crate::request::Given;

/// Something that a service does and the pages do not describe.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The uid of the operation; empty if there is none.
    pub operation: String,
    /// The difference. The text contains no values.
    pub message: String,
    /// The line of the pages that the difference is about.
    pub line: Option<PageLine>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.line {
            Some(line) => write!(f, "{line}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// Compares a request with its operation.
pub(crate) fn of_request(api: &Api, operation: &Operation, given: &Given) -> Vec<Difference> {
    let problems = input::read(api, operation, given).problems.into_iter();
    let mut found: Vec<Difference> =
        problems.map(|problem| difference(operation, format!("request: {}", problem.message), problem.line)).collect();
    if let Err(failure) = media::given(&given.headers, operation) {
        found.push(difference(operation, format!("request: {}", failure.message), Some(operation.line.clone())));
    }
    found
}

/// Compares a response with its operation.
pub(crate) fn of_response(
    api: &Api,
    operation: &Operation,
    status: u16,
    headers: &HeaderMap,
    body: Option<&Value>,
) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut add =
        |message: String, line: PageLine| found.push(difference(operation, format!("response: {message}"), Some(line)));
    // Pages list errors of the service only if the operation has a special reason for them.
    let listed = |status| api.operations.iter().any(|operation| operation.statuses.contains(&status));
    if !operation.statuses.contains(&status) && (status < 400 || listed(status)) {
        let known = operation.statuses.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
        add(format!("the status {status} is not documented; these are: {known}"), operation.line.clone());
    }
    if status != operation.success {
        return found;
    }
    let Some(described) = &operation.response else {
        if body.is_some_and(|body| !body.is_null()) {
            add("it has a body, but none is documented".to_owned(), operation.line.clone());
        }
        return found;
    };
    let media = headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !media.is_empty() && !operation.produces.is_empty() && !operation.produces.contains(&media) {
        add(format!("the media type `{media}` is not documented"), described.line.clone());
    }
    if let (Form::Json, Some(body)) = (described.form, body) {
        for problem in api.problems(&described.ty, body) {
            let own = problem.property.as_ref().and_then(|name| described.row(name));
            add(problem.message, own.or(problem.line).unwrap_or_else(|| described.line.clone()));
        }
    }
    found
}

fn difference(operation: &Operation, message: String, line: Option<PageLine>) -> Difference {
    Difference { operation: operation.uid.clone(), message, line }
}
