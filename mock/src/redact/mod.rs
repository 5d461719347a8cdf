//! Removes secrets from requests and responses before they are shown or written to a disk.
//!
//! In: headers, parameters, bodies and texts. Out: the same with a mark in place of secrets. Secrets are recognised by their
//! name, by their form, or because they were seen elsewhere in the same recording. The types of JSON values are preserved, and
//! marks do not change, so that redacted values can be redacted again and compared. This module must not know the API.

use std::collections::BTreeSet;

use http::HeaderMap;
use serde_json::{Map, Value};

use names::{Kind, kind};
pub(crate) use names::{MARK, is_credential, is_harmless};

mod names;
mod text;

/// The minimum length of a secret that is also removed where no name marks it as one.
const SHORTEST: usize = 8;

/// Removes secrets, and remembers them while it lives.
#[derive(Debug, Default)]
pub(crate) struct Redactor {
    known: BTreeSet<String>,
}

impl Redactor {
    /// Remembers the credentials of a request or a response.
    pub(crate) fn learn_headers(&mut self, headers: &HeaderMap) {
        for (name, value) in headers {
            self.learn_header(name.as_str(), &String::from_utf8_lossy(value.as_bytes()));
        }
    }

    /// Remembers the value of a header if it holds credentials.
    pub(crate) fn learn_header(&mut self, name: &str, value: &str) {
        if !is_credential(name) {
            return;
        }
        let credentials = value.split_once(' ').map_or(value, |(_, credentials)| credentials);
        self.learn(credentials);
        if let Some(pair) = text::decoded(credentials) {
            pair.split(':').for_each(|part| self.learn(part));
        }
        if name.ends_with("cookie") {
            value.split(';').filter_map(|pair| pair.split_once('=')).for_each(|(_, value)| self.learn(value));
        }
        self.learn(value);
    }

    /// Remembers the secrets among parameters.
    pub(crate) fn learn_query(&mut self, query: &[(String, String)]) {
        query.iter().filter(|(name, _)| kind(name) == Kind::Secret).for_each(|(_, value)| self.learn(value));
    }

    /// Remembers the secrets in a value.
    pub(crate) fn learn_json(&mut self, value: &Value) {
        match value {
            Value::Object(members) => {
                let paired = is_paired(members);
                for (name, value) in members {
                    if kind(name) == Kind::Secret || (paired && is_value(name)) {
                        self.learn_all(value);
                    }
                    self.learn_json(value);
                }
            }
            Value::Array(elements) => elements.iter().for_each(|value| self.learn_json(value)),
            _ => {}
        }
    }

    fn learn_all(&mut self, value: &Value) {
        match value {
            Value::String(text) if !crate::date::is_date(text) => self.learn(text),
            Value::Object(members) => members.values().for_each(|value| self.learn_all(value)),
            Value::Array(elements) => elements.iter().for_each(|value| self.learn_all(value)),
            _ => {}
        }
    }

    fn learn(&mut self, secret: &str) {
        let secret = secret.trim();
        if secret.len() >= SHORTEST && !secret.contains(MARK) {
            self.known.insert(secret.to_owned());
        }
    }

    /// A text without secrets.
    pub(crate) fn text(&self, text: &str) -> String {
        let mut shown = text::redacted(text);
        // The longest one first: a secret can be a part of another one.
        let mut known: Vec<&String> = self.known.iter().filter(|secret| shown.contains(secret.as_str())).collect();
        known.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        for secret in known {
            shown = shown.replace(secret.as_str(), MARK);
        }
        shown
    }

    /// The value of a parameter, or of a property that is a text.
    pub(crate) fn named(&self, name: &str, value: &str) -> String {
        match kind(name) {
            Kind::Secret if !value.is_empty() && !crate::date::is_date(value) => MARK.to_owned(),
            Kind::Perhaps if text::is_likely(value) => MARK.to_owned(),
            _ => self.text(value),
        }
    }

    /// A value of the same type without secrets.
    pub(crate) fn json(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(elements) => Value::Array(elements.into_iter().map(|value| self.json(value)).collect()),
            Value::Object(members) => {
                let paired = is_paired(&members);
                let one = |(name, value): (String, Value)| {
                    let value = match (kind(&name), value) {
                        (Kind::Secret, value) => hidden(value),
                        (_, value) if paired && is_value(&name) => hidden(value),
                        (Kind::Perhaps, value) => self.perhaps(&name, value),
                        (_, value) => self.json(value),
                    };
                    (self.text(&name), value)
                };
                Value::Object(members.into_iter().map(one).collect())
            }
            value => value,
        }
    }

    /// Redacts a value whose name may be that of a secret.
    fn perhaps(&self, name: &str, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.named(name, &text)),
            Value::Array(elements) => {
                Value::Array(elements.into_iter().map(|value| self.perhaps(name, value)).collect())
            }
            value => self.json(value),
        }
    }

    /// Redacts a value that is a secret unless it is an object.
    pub(crate) fn secret(&self, value: Value) -> Value {
        match value {
            Value::Object(_) => self.json(value),
            value => hidden(value),
        }
    }

    /// The address of a request without secrets.
    pub(crate) fn address(&self, address: &str) -> String {
        let (path, query) = address.split_once('?').map_or((address, None), |(path, query)| (path, Some(query)));
        let mut shown = self.text(path);
        if let Some(query) = query {
            let pairs = url::form_urlencoded::parse(query.as_bytes());
            let pairs = pairs.map(|(name, value)| (self.text(&name), self.named(&name, &value)));
            let text = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
            shown.push('?');
            shown.push_str(&text);
        }
        shown
    }
}

/// Whether the values with a name are secrets.
pub(crate) fn is_secret_name(name: &str) -> bool {
    kind(name) == Kind::Secret
}

/// A value of the same type that reveals nothing. Booleans, dates and `null` do not change.
fn hidden(value: Value) -> Value {
    match value {
        Value::String(text) if text.is_empty() || crate::date::is_date(&text) => Value::String(text),
        Value::String(_) => Value::String(MARK.to_owned()),
        Value::Number(_) => Value::from(0),
        Value::Array(elements) => Value::Array(elements.into_iter().map(hidden).collect()),
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(name, value)| (name, hidden(value))).collect())
        }
        value => value,
    }
}

/// Whether an object contains the name of its value, as in `{"Name": "password", "Value": "..."}` or an operation of a JSON Patch.
fn is_paired(members: &Map<String, Value>) -> bool {
    let names_secret =
        |text: &str| text.len() < 80 && !text.contains(char::is_whitespace) && kind(text) == Kind::Secret;
    members.iter().any(|(name, value)| !is_value(name) && value.as_str().is_some_and(names_secret))
        && members.keys().any(|name| is_value(name))
}

fn is_value(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with("value") || name.ends_with("values")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_keep_their_types() {
        let given = json!({
            "UserName": "kari", "Password": "hunter2", "Pin": 7, "Tokens": ["a", 5, null, true], "Ticket": {"Title": "Broken printer"},
            "PrimaryKey": "21", "Key": "k-123-abc", "Tickets": ["7777777", "abc-def-1"], "TokenExpires": "2026-01-31T12:00:00", "Secretary": "Ola",
            "Parameters": [{"Name": "api_key", "Value": "abc"}, {"op": "replace", "path": "/Password", "value": "x"}],
            "Text": "Bearer abcDEF123",
        });
        let expected = json!({
            "UserName": "kari", "Password": "***", "Pin": 7, "Tokens": ["***", 0, null, true], "Ticket": {"Title": "Broken printer"},
            "PrimaryKey": "21", "Key": "***", "Tickets": ["7777777", "***"], "TokenExpires": "2026-01-31T12:00:00", "Secretary": "Ola",
            "Parameters": [{"Name": "api_key", "Value": "***"}, {"op": "replace", "path": "/Password", "value": "***"}],
            "Text": "Bearer ***",
        });
        let redactor = Redactor::default();
        assert_eq!(redactor.json(given), expected);
        assert_eq!(redactor.json(expected.clone()), expected, "a second time changes nothing");
    }

    #[test]
    fn secrets_are_recognised_elsewhere() {
        let mut redactor = Redactor::default();
        let headers = [("authorization", "Basic a2FyaTpodW50ZXIyLWxvbmc="), ("cookie", "session=abcdefgh1")];
        redactor.learn_headers(
            &headers.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).into_iter().collect(),
        );
        redactor.learn_json(&json!({"ClientSecret": "s3cret-value"}));
        redactor.learn_query(&[("token".to_owned(), "from the query".to_owned())]);
        let text = "hunter2-long, abcdefgh1, s3cret-value, from the query, Nordlys";
        assert_eq!(redactor.text(text), "***, ***, ***, ***, Nordlys");
        assert_eq!(redactor.address("/a/s3cret-value?x=1&token=abc&y=hunter2-long"), "/a/***?x=1&token=***&y=***");
    }
}
