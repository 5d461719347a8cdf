//! Checks the parameters and the body of a request.

use serde_json::Value;

use crate::api::{Api, Form, In, Operation, Parameter, Problem, Type, nearest_name};
use crate::request::Given;

/// The body of a request, and what is wrong with it and the parameters.
#[derive(Debug)]
pub(crate) struct Input {
    /// The JSON body with the names of the docs; `null` if there is none.
    pub(crate) body: Value,
    pub(crate) problems: Vec<Problem>,
}

/// Reads and checks a request.
pub(crate) fn read(api: &Api, operation: &Operation, given: &Given) -> Input {
    let mut problems = Vec::new();
    for (name, value) in api.path_values(operation, &given.segments) {
        if let Some(parameter) = operation.parameter(In::Path, name) {
            fits(api, parameter, value, &mut problems);
        }
    }
    query(api, operation, given, &mut problems);
    let headers = operation.parameters.iter().filter(|one| one.place == In::Header && one.required);
    // Credentials have a check and a status of their own.
    for parameter in headers.filter(|one| !one.name.eq_ignore_ascii_case("authorization")) {
        if given.header(&parameter.name).is_none() {
            missing("header", parameter, &mut problems);
        }
    }
    let body = body(api, operation, given, &mut problems);
    Input { body, problems }
}

fn missing(what: &str, parameter: &Parameter, problems: &mut Vec<Problem>) {
    let message = format!("the {what} `{}` is required", parameter.name);
    problems.push(Problem::new(message, parameter.line.clone()));
}

fn fits(api: &Api, parameter: &Parameter, value: &str, problems: &mut Vec<Problem>) {
    if !api.text_fits(&parameter.ty, value) {
        let message = format!("the parameter `{}` must be {}", parameter.name, api.type_words(&parameter.ty));
        problems.push(Problem::new(message, parameter.line.clone()));
    }
}

fn query(api: &Api, operation: &Operation, given: &Given, problems: &mut Vec<Problem>) {
    for (name, value) in &given.query {
        match operation.parameter(In::Query, name) {
            Some(parameter) => fits(api, parameter, value, problems),
            None => {
                let known = operation.parameters.iter().filter(|one| one.place == In::Query);
                let near = nearest_name(name, known.map(|one| one.name.as_str()));
                let near = near.and_then(|near| operation.parameter(In::Query, near));
                let mut message = format!("the query parameter `{name}` is not documented");
                if let Some(near) = near {
                    message.push_str(&format!("; did you mean `{}`?", near.name));
                }
                problems.push(Problem::new(message, near.map_or(&operation.line, |near| &near.line).clone()));
            }
        }
    }
    for parameter in operation.parameters.iter().filter(|one| one.place == In::Query && one.required) {
        if given.query(&parameter.name).is_none() {
            missing("query parameter", parameter, problems);
        }
    }
}

fn body(api: &Api, operation: &Operation, given: &Given, problems: &mut Vec<Problem>) -> Value {
    let bytes = given.body.trim_ascii();
    let Some(body) = &operation.request else {
        // Some clients send `null` if an operation has no request body.
        if !bytes.is_empty() && bytes != b"null" {
            let message = "this operation has no request body".to_owned();
            problems.push(Problem::new(message, operation.line.clone()));
        }
        return Value::Null;
    };
    if body.form == Form::Binary {
        return Value::Null;
    }
    let line = body.line.clone();
    if bytes.is_empty() || bytes == b"null" {
        problems.push(Problem::new("the request body is missing".to_owned(), line));
        return Value::Null;
    }
    let value: Value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(error) => {
            problems.push(Problem::new(format!("the request body is not valid JSON: {error}"), line));
            return Value::Null;
        }
    };
    if body.form == Form::Patch {
        if !value.is_object() && !value.is_array() {
            let message =
                "the request body must be a JSON Patch (an array) or a JSON Merge Patch (an object)".to_owned();
            problems.push(Problem::new(message, line));
        }
        return value;
    }
    let found = api.problems(&body.ty, &value).into_iter();
    problems.extend(found.map(|problem| {
        // Of all pages that describe the property, that of the operation is the one to read.
        let own = problem.property.as_ref().and_then(|name| body.row(name));
        Problem { line: own.or(problem.line).or_else(|| Some(line.clone())), ..problem }
    }));
    api.canonical(&body.ty, value)
}

/// The members of a request that a response may repeat: the properties of its body, and its parameters.
pub(crate) fn members(api: &Api, operation: &Operation, given: &Given, body: &Value) -> serde_json::Map<String, Value> {
    let mut found = serde_json::Map::new();
    let path = api.path_values(operation, &given.segments).into_iter().map(|(name, value)| (In::Path, name, value));
    let query = given.query.iter().map(|(name, value)| (In::Query, name.as_str(), value.as_str()));
    for (place, name, text) in path.chain(query) {
        let Some(parameter) = operation.parameter(place, name) else { continue };
        let value = match parameter.ty {
            Type::Bool => text.to_ascii_lowercase().parse().map(Value::Bool).ok(),
            Type::Int32 | Type::Int64 => text.parse::<i64>().map(Value::from).ok(),
            Type::Double => text.parse::<f64>().ok().map(Value::from),
            Type::Array(_) => None,
            _ => Some(Value::from(text)),
        };
        found.extend(value.map(|value| (parameter.name.clone(), value)));
    }
    if let Value::Object(members) = body {
        found.extend(members.clone());
        // A body that holds an entity in a property is a form around it.
        for inner in members.values().filter_map(Value::as_object) {
            found.extend(inner.clone().into_iter().filter(|(name, _)| !members.contains_key(name)));
        }
    }
    found
}
