//! A request and its response, as they are written to a recording: without secrets.
//!
//! In: a request, and a response. Out: [`Exchange`], a line of JSON. A request that is replayed is redacted in the same way, so
//! that both can be compared. Bodies that are not text are left out, because secrets in them cannot be recognised.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::api::{Api, Operation, Routed, Segment};
use crate::redact::{Redactor, is_harmless, is_secret_name};
use crate::request::Given;

/// A body without secrets.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Content {
    #[default]
    None,
    Json(Value),
    Text(String),
    /// The number of bytes of a body that is not text.
    Omitted(usize),
}

/// A request without secrets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// The path from the first documented segment on.
    pub(crate) path: String,
    /// Sorted by name.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: Content,
}

/// A request and its response without secrets.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Exchange {
    /// The uid of the operation; empty if no page documents it.
    pub(crate) operation: String,
    #[serde(flatten)]
    pub(crate) asked: Asked,
    pub(crate) headers: Map<String, Value>,
    pub(crate) status: u16,
    pub(crate) response_headers: Map<String, Value>,
    pub(crate) response: Content,
    /// The differences from the pages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) differences: Vec<String>,
}

/// Remembers the secrets of a request.
pub(crate) fn learn(redactor: &mut Redactor, given: &Given) {
    redactor.learn_headers(&given.headers);
    redactor.learn_query(&given.query);
    learn_body(redactor, &given.headers, &given.body);
}

/// Remembers the secrets of a body.
pub(crate) fn learn_body(redactor: &mut Redactor, headers: &HeaderMap, body: &[u8]) {
    match read(headers, body) {
        Content::Json(value) => redactor.learn_json(&value),
        Content::Text(text) if is_form(headers) => {
            let pairs: Vec<(String, String)> = url::form_urlencoded::parse(text.as_bytes()).into_owned().collect();
            redactor.learn_query(&pairs);
        }
        _ => {}
    }
}

/// The request without secrets.
pub(crate) fn asked(api: &Api, redactor: &Redactor, given: &Given) -> Asked {
    let (segments, operation) = documented(api, &given.method, &given.segments);
    let named = |at: usize, text: &String| match operation.and_then(|operation| operation.segments.get(at)) {
        Some(Segment::Literal(_)) => text.clone(),
        Some(Segment::Parameter { name, .. }) => redactor.named(name, text),
        None => redactor.text(text),
    };
    let path: Vec<String> = segments.iter().enumerate().map(|(at, text)| named(at, text)).collect();
    let mut query: Vec<(String, String)> =
        given.query.iter().map(|(name, value)| (redactor.text(name), redactor.named(name, value))).collect();
    query.sort();
    let body = content(redactor, &given.headers, &given.body, names_secret(operation));
    Asked { method: given.method.to_string(), path: format!("/{}", path.join("/")), query, body }
}

/// The segments from the first documented one on, and the operation.
pub(crate) fn documented<'a>(
    api: &'a Api,
    method: &Method,
    segments: &'a [String],
) -> (&'a [String], Option<&'a Operation>) {
    let operation = match api.route(method, segments) {
        Routed::Operation(at) => api.operations.get(at),
        Routed::OtherMethods(_) | Routed::Unknown => None,
    };
    (segments.get(api.start(segments)..).unwrap_or_default(), operation)
}

/// Whether the last fixed segment of a path names a secret, so that a body that is a text is a secret.
pub(crate) fn names_secret(operation: Option<&Operation>) -> bool {
    let literals = operation.into_iter().flat_map(|operation| operation.segments.iter().rev());
    let mut literals = literals.filter_map(|segment| match segment {
        Segment::Literal(text) => Some(text),
        Segment::Parameter { .. } => None,
    });
    literals.next().is_some_and(|text| is_secret_name(text))
}

/// A body without secrets. If `secret` is set, a body that is a text is a secret.
pub(crate) fn content(redactor: &Redactor, headers: &HeaderMap, body: &[u8], secret: bool) -> Content {
    match read(headers, body) {
        Content::Json(value) if secret => Content::Json(redactor.secret(value)),
        Content::Json(value) => Content::Json(redactor.json(value)),
        Content::Text(text) if is_form(headers) => {
            let address = redactor.address(&format!("?{text}"));
            Content::Text(address.trim_start_matches('?').to_owned())
        }
        Content::Text(text) if secret => Content::Text(redactor.named("secret", &text)),
        Content::Text(text) => Content::Text(redactor.text(&text)),
        other => other,
    }
}

/// The headers that are recorded.
pub(crate) fn headers(redactor: &Redactor, headers: &HeaderMap) -> Map<String, Value> {
    let harmless = headers.iter().filter(|(name, _)| is_harmless(name.as_str()));
    let texts =
        harmless.filter_map(|(name, value)| Some((name.to_string(), redactor.text(value.to_str().ok()?).into())));
    texts.collect()
}

fn media(headers: &HeaderMap) -> String {
    let line = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    line.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn is_form(headers: &HeaderMap) -> bool {
    media(headers) == "application/x-www-form-urlencoded"
}

fn read(headers: &HeaderMap, body: &[u8]) -> Content {
    let media = media(headers);
    if body.is_empty() {
        return Content::None;
    }
    let is_text = ["json", "xml", "javascript", "urlencoded"].iter().any(|end| media.ends_with(end))
        || media.starts_with("text/")
        || media.is_empty();
    if !is_text || headers.contains_key("content-encoding") {
        return Content::Omitted(body.len());
    }
    match (serde_json::from_slice(body), std::str::from_utf8(body)) {
        (Ok(value), _) => Content::Json(value),
        (_, Ok(text)) => Content::Text(text.to_owned()),
        _ => Content::Omitted(body.len()),
    }
}
