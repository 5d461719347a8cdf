//! Valid requests, made from the pages.
//!
//! In: an operation. Out: a request that a strict server accepts, with the documented sample as its body.

use bytes::Bytes;
use http::Request;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::api::{Api, Body, Form, In, Operation, Parameter, Type};
use crate::sample::Maker;

impl Api {
    /// Returns a request of an operation, with the required parameters, credentials, and the documented sample of the body. The id
    /// in the path is 1, because every resource has a record with this id.
    #[must_use]
    pub fn example(&self, operation: &Operation) -> Request<Bytes> {
        let mut address = String::new();
        for segment in operation.path.split('/').filter(|segment| !segment.is_empty()) {
            address.push('/');
            match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                Some(name) => {
                    let text = self.known_key(operation, name).or_else(|| {
                        let parameter = operation.parameter(In::Path, name)?;
                        Some(self.text(parameter))
                    });
                    let text = text.unwrap_or_else(|| "x".to_owned());
                    address.extend(utf8_percent_encode(&text, NON_ALPHANUMERIC));
                }
                None => address.push_str(segment),
            }
        }
        let required = operation.parameters.iter().filter(|one| one.place == In::Query && one.required);
        for (at, parameter) in required.enumerate() {
            address.push(if at == 0 { '?' } else { '&' });
            address.extend(utf8_percent_encode(&parameter.name, NON_ALPHANUMERIC));
            address.push('=');
            address.extend(utf8_percent_encode(&self.text(parameter), NON_ALPHANUMERIC));
        }
        let mut request = Request::builder().method(&operation.method).uri(address);
        request = request.header(AUTHORIZATION, "Bearer example");
        for parameter in operation.parameters.iter().filter(|one| one.place == In::Header && one.required) {
            if !parameter.name.eq_ignore_ascii_case(AUTHORIZATION.as_str()) {
                request = request.header(&parameter.name, self.text(parameter));
            }
        }
        if operation.response.as_ref().is_some_and(|body| body.form != Form::Binary) {
            request = request.header(ACCEPT, "application/json");
        }
        let body = operation.request.as_ref().map(|body| self.example_body(operation, body));
        if let Some((media, _)) = &body {
            request = request.header(CONTENT_TYPE, media);
        }
        // The parts are made of valid texts; a page with an invalid one gives an empty request.
        request.body(body.map(|(_, bytes)| bytes).unwrap_or_default()).unwrap_or_default()
    }

    /// The value of a parameter that is a key of a record but not its id: the one that all records have from the start.
    fn known_key(&self, operation: &Operation, name: &str) -> Option<String> {
        let at = self.operations.iter().position(|one| one.uid == operation.uid)?;
        let (group, role) = self.roles.get(at)?.as_ref()?;
        let property = role.key().iter().find(|part| part.name == name)?.property.as_ref()?;
        let sample = self.entities.get(self.groups.get(*group)?.entity)?.sample.as_ref()?.value();
        match sample.get(property)? {
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    /// The text of a parameter.
    fn text(&self, parameter: &Parameter) -> String {
        match self.example_of(parameter) {
            Value::String(text) => text,
            Value::Array(elements) => elements.first().map(text_of).unwrap_or_default(),
            other => other.to_string(),
        }
    }

    /// A valid value of a parameter: 1 if it is an integer, because every resource has a record with this id.
    pub(crate) fn example_of(&self, parameter: &Parameter) -> Value {
        match (Maker { api: self, seed: 0 }).scalar(&parameter.ty, &parameter.name) {
            _ if parameter.ty.is_integer() => Value::from(1),
            Value::Array(_) | Value::Null | Value::Object(_) => Value::from("x"),
            value if matches!(parameter.ty, Type::Array(_)) => Value::Array(vec![value]),
            value => value,
        }
    }

    /// A valid JSON body of a request. A patch changes the first text of the record.
    pub(crate) fn example_json(&self, at: usize, operation: &Operation) -> Option<Value> {
        let body = operation.request.as_ref()?;
        if body.form != Form::Patch {
            let (_, bytes) = (body.form == Form::Json).then(|| self.example_body(operation, body))?;
            return serde_json::from_slice(&bytes).ok();
        }
        let (group, _) = self.roles.get(at)?.as_ref()?;
        let entity = self.entities.get(self.groups.get(*group)?.entity)?;
        let text = entity.properties.iter().find(|one| one.ty == Type::String && !one.read_only)?;
        Some(serde_json::json!([{"op": "replace", "path": format!("/{}", text.name), "value": "changed"}]))
    }

    fn example_body(&self, operation: &Operation, body: &Body) -> (String, Bytes) {
        match body.form {
            Form::Binary => {
                let media = operation.consumes.iter().find(|media| !media.ends_with("json") && !media.ends_with("xml"));
                (media.map_or("application/octet-stream", String::as_str).to_owned(), Bytes::from_static(b"mock"))
            }
            // The paths in the sample of a patch may be those of values that the record lacks.
            Form::Patch => ("application/json".to_owned(), Bytes::from_static(b"{}")),
            Form::Json => {
                let value = Maker { api: self, seed: 0 }.body(body, &operation.uid);
                let value = match (&body.ty, value) {
                    (Type::Any | Type::Nothing, Value::Null) => Value::Object(serde_json::Map::new()),
                    (_, value) => value,
                };
                ("application/json".to_owned(), serde_json::to_vec(&value).unwrap_or_default().into())
            }
        }
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
