//! Media types: which ones a request may have, and which one its response has.

use http::HeaderMap;
use http::header::{ACCEPT, CONTENT_TYPE};

use crate::api::{Form, Operation, Type};
use crate::failure::{Failure, JSON};

/// Raw bytes.
const BYTES: &str = "application/octet-stream";

/// The encoding of a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Encoding {
    Json,
    /// Raw bytes of this media type.
    Bytes(String),
}

impl Encoding {
    pub(crate) fn content_type(&self) -> &str {
        match self {
            Self::Json => JSON,
            Self::Bytes(media) => media,
        }
    }
}

fn is_json(media: &str) -> bool {
    media == "application/json" || media == "text/json" || media.ends_with("+json")
}

fn is_text_form(media: &str) -> bool {
    is_json(media) || media.ends_with("/xml") || media.ends_with("+xml") || media.starts_with("multipart/")
}

/// Chooses the encoding of the response.
pub(crate) fn accepted(headers: &HeaderMap, operation: &Operation) -> Result<Encoding, Failure> {
    let mut offered = Vec::new();
    let raw = || operation.produces.iter().filter(|media| !is_text_form(media)).cloned().map(Encoding::Bytes);
    match &operation.response {
        None => return Ok(Encoding::Json),
        Some(body) if body.form == Form::Binary => {
            offered.extend(raw());
            offered.push(Encoding::Bytes(BYTES.to_owned()));
        }
        Some(body) => {
            offered.push(Encoding::Json);
            if body.ty == Type::Bytes {
                offered.extend(raw());
                offered.push(Encoding::Bytes(BYTES.to_owned()));
            }
        }
    }
    let lines = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut wanted: Vec<(&str, f32)> = lines.flat_map(|line| line.split(',')).filter_map(range).collect();
    wanted.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    if wanted.is_empty() {
        wanted.push(("*/*", 1.0));
    }
    for (range, _) in wanted.iter().filter(|(_, quality)| *quality > 0.0) {
        if let Some(found) = offered.iter().find(|encoding| fits(range, encoding)) {
            return Ok(found.clone());
        }
    }
    let names: Vec<&str> = offered.iter().map(Encoding::content_type).collect();
    Err(Failure::new(
        406,
        format!("this server cannot answer with a media type in `Accept`; it can with {}", names.join(", ")),
    ))
}

fn range(text: &str) -> Option<(&str, f32)> {
    let mut parts = text.split(';').map(str::trim);
    let media = parts.next().filter(|media| !media.is_empty())?;
    let quality = parts.find_map(|part| part.strip_prefix("q=")).and_then(|quality| quality.parse().ok());
    Some((media, quality.unwrap_or(1.0)))
}

fn fits(range: &str, encoding: &Encoding) -> bool {
    let range = range.to_ascii_lowercase();
    let media = match encoding {
        // The documented types of the JSON family have the same body.
        Encoding::Json if is_json(&range) => return true,
        Encoding::Json => "application/json",
        Encoding::Bytes(media) => media,
    };
    range == "*/*" || range == media || range.strip_suffix('*').is_some_and(|start| media.starts_with(start))
}

/// Checks the media type of the request body.
pub(crate) fn given(headers: &HeaderMap, operation: &Operation) -> Result<(), Failure> {
    let Some(body) = &operation.request else { return Ok(()) };
    let Some(line) = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) else { return Ok(()) };
    let media = line.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let documented = operation.consumes.is_empty() || operation.consumes.contains(&media);
    let (readable, names) = match body.form {
        Form::Binary => (documented || media == BYTES, operation.consumes.join(", ")),
        Form::Json | Form::Patch => {
            (media == "application/json" || (is_json(&media) && documented), "application/json".to_owned())
        }
    };
    if readable {
        return Ok(());
    }
    let why = if documented && !operation.consumes.is_empty() {
        "is documented, but this server does not read it"
    } else {
        "is not a documented media type of this request body"
    };
    Err(Failure::new(415, format!("`{media}` {why}; send {names}")))
}
