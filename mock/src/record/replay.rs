//! Answers requests from a recording.
//!
//! In: a recording, and requests. Out: the recorded responses. A request fits if its method, path, query and body are the
//! recorded ones after secrets are removed from both. If the same request was recorded several times, its responses are used one
//! after the other, and then the last one is repeated.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::{fmt, io};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response};

use super::exchange::{self, Asked, Content, Exchange};
use super::{HEAD, HERE};
use crate::api::Api;
use crate::expect::inside;
use crate::failure::{Failure, response};
use crate::redact::Redactor;
use crate::request::Given;

/// The reason why a recording cannot be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReplayError {
    /// The file cannot be read.
    Read(PathBuf, io::Error),
    /// A line is not a recorded exchange.
    Line(PathBuf, usize, String),
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(path, error) => write!(f, "the recording {} cannot be read: {error}", path.display()),
            Self::Line(path, line, error) => write!(f, "{}:{line} is not a recorded exchange: {error}", path.display()),
        }
    }
}

impl std::error::Error for ReplayError {}

/// A recording.
#[derive(Debug)]
pub(crate) struct Recording {
    exchanges: Vec<(Exchange, AtomicBool)>,
    /// The exchanges by method and path, in lower case.
    by_path: HashMap<(String, String), Vec<usize>>,
    /// Whether other requests are refused.
    only: bool,
}

impl Recording {
    pub(crate) fn read(path: &Path, only: bool) -> Result<Self, ReplayError> {
        let text = std::fs::read_to_string(path).map_err(|error| ReplayError::Read(path.to_owned(), error))?;
        let wrong = |line: usize, error: String| ReplayError::Line(path.to_owned(), line + 1, error);
        let mut lines = text.lines().enumerate();
        if lines.next().is_none_or(|(_, first)| first != HEAD) {
            return Err(wrong(0, format!("a recording begins with {HEAD}")));
        }
        let mut recording = Self { exchanges: Vec::new(), by_path: HashMap::new(), only };
        for (number, line) in lines {
            let exchange: Exchange = serde_json::from_str(line).map_err(|error| wrong(number, error.to_string()))?;
            let places = recording.by_path.entry(key(&exchange.asked)).or_default();
            places.push(recording.exchanges.len());
            recording.exchanges.push((exchange, AtomicBool::new(false)));
        }
        Ok(recording)
    }

    /// Starts again with the first response to each request.
    pub(crate) fn reset(&self) {
        self.exchanges.iter().for_each(|(_, used)| used.store(false, Ordering::Relaxed));
    }

    /// The recorded response; `None` if the mock answers.
    pub(crate) fn answer(&self, api: &Api, given: &Given) -> Option<Response<Bytes>> {
        let mut redactor = Redactor::default();
        exchange::learn(&mut redactor, given);
        let asked = exchange::asked(api, &redactor, given);
        let same = self.by_path.get(&key(&asked)).into_iter().flatten().filter_map(|at| self.exchanges.get(*at));
        let mut last = None;
        for (exchange, used) in same.filter(|(exchange, _)| fits(&exchange.asked, &asked)) {
            last = Some(exchange);
            if !used.swap(true, Ordering::Relaxed) {
                break;
            }
        }
        match last {
            Some(exchange) => replayed(exchange, given, api),
            None if self.only => Some(Failure::new(501, self.nearest(&asked)).response()),
            None => None,
        }
    }

    /// Describes the recorded requests that are nearest to a request, and the differences.
    fn nearest(&self, asked: &Asked) -> String {
        let mut text = format!("the recording has no response to {}", line(asked));
        let same = self.by_path.get(&key(asked)).into_iter().flatten().filter_map(|at| self.exchanges.get(*at));
        let differing = same.map(|(exchange, _)| differences(&exchange.asked, asked));
        if let Some(lines) = differing.min_by_key(Vec::len) {
            text.push_str(&format!("; the nearest request to this path differs:\n{}", lines.join("\n")));
            return text;
        }
        let route = format!("{} {}", asked.method, asked.path);
        let likeness = |other: &str| strsim::normalized_damerau_levenshtein(&route, other);
        let mut others: Vec<(f64, String)> = self
            .by_path
            .values()
            .filter_map(|places| self.exchanges.get(*places.first()?))
            .map(|(exchange, _)| format!("{} {}", exchange.asked.method, exchange.asked.path))
            .map(|other| (likeness(&other), other))
            .collect();
        others.sort_by(|(a, left), (b, right)| b.total_cmp(a).then_with(|| left.cmp(right)));
        text.push_str(if others.is_empty() { "; it is empty" } else { "; the nearest:" });
        for (_, other) in others.iter().take(3) {
            text.push_str(&format!("\n- {route}\n+ {other}"));
        }
        text
    }
}

fn key(asked: &Asked) -> (String, String) {
    (asked.method.clone(), asked.path.to_lowercase())
}

fn fits(recorded: &Asked, asked: &Asked) -> bool {
    recorded.query == asked.query && recorded.body == asked.body
}

fn line(asked: &Asked) -> String {
    let query: Vec<String> = asked.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{} {}{}{}", asked.method, asked.path, if query.is_empty() { "" } else { "?" }, query.join("&"))
}

/// The differences between a recorded request and another one with the same method and path.
fn differences(recorded: &Asked, asked: &Asked) -> Vec<String> {
    let mut found = Vec::new();
    let missing = |from: &Asked, other: &Asked| {
        from.query
            .iter()
            .filter(|pair| !other.query.contains(pair))
            .map(|(name, value)| format!("{name}={value}"))
            .collect()
    };
    let (only_recorded, only_asked): (Vec<String>, Vec<String>) = (missing(recorded, asked), missing(asked, recorded));
    found.extend(only_recorded.iter().map(|pair| format!("- {pair}")));
    found.extend(only_asked.iter().map(|pair| format!("+ {pair}")));
    match (&recorded.body, &asked.body) {
        (Content::Json(recorded), Content::Json(asked)) => {
            inside("body", recorded, asked, &mut found);
            if recorded != asked && found.is_empty() {
                found.push("+ the body has other properties too".to_owned());
            }
        }
        (recorded, asked) if recorded != asked => found.push("- another body".to_owned()),
        _ => {}
    }
    found
}

/// The recorded response. If its body was not recorded, the mock makes one.
fn replayed(exchange: &Exchange, given: &Given, api: &Api) -> Option<Response<Bytes>> {
    let text = match &exchange.response {
        Content::None => String::new(),
        Content::Json(value) => value.to_string(),
        Content::Text(text) => text.clone(),
        Content::Omitted(_) => return None,
    };
    let text = if text.contains(HERE) { text.replace(HERE, &given.base(api)) } else { text };
    let media = exchange.response_headers.get("content-type").and_then(|media| media.as_str()).unwrap_or_default();
    let mut response = response(exchange.status, (!text.is_empty()).then(|| (media, text.into())));
    for (name, value) in &exchange.response_headers {
        let (Ok(name), Some(Ok(value))) = (HeaderName::try_from(name), value.as_str().map(HeaderValue::try_from))
        else {
            continue;
        };
        response.headers_mut().insert(name, value);
    }
    Some(response)
}
