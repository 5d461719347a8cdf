//! The media type of a response.
//!
//! In: headers, or the documented types. Out: what the body claims to be, or the types to request. This file must not look at the body.

use std::fmt;

use http::header::{CONTENT_TYPE, HeaderMap};

/// Returns the media types to request for a file: those that the operation documents, or bytes of any kind.
///
/// JSON and XML are left out, because the server would write the file into a text of these formats.
pub(crate) fn file_types(documented: &[&str]) -> String {
    const BYTES: &str = "application/octet-stream";
    let structured = |kind: &str| kind.ends_with("json") || kind.ends_with("xml");
    let kinds: Vec<&str> = documented.iter().copied().filter(|kind| !structured(kind)).collect();
    if kinds.is_empty() || kinds.contains(&BYTES) { BYTES.to_owned() } else { kinds.join(", ") }
}

/// A media type without parameters, such as `text/html`; empty if there is none.
pub(crate) struct MediaType(String);

impl MediaType {
    /// Returns the media type of a body, in lower case.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let value = headers.get(CONTENT_TYPE).map(|value| value.as_bytes()).unwrap_or_default();
        let text = String::from_utf8_lossy(value).to_ascii_lowercase();
        Self(text.split([';', ',']).next().unwrap_or_default().trim().to_owned())
    }

    /// Whether there is no media type.
    pub(crate) fn is_unknown(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it is `application/json`, `text/json`, `application/problem+json` or alike.
    pub(crate) fn is_json(&self) -> bool {
        self.0.ends_with("json")
    }

    /// Whether it is HTML, which people read and not programs.
    pub(crate) fn is_page(&self) -> bool {
        matches!(self.0.as_str(), "text/html" | "application/xhtml+xml")
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
