//! The errors of reading and writing JSON.
//!
//! In: an error of serde_json and the path to the place where it occurred. Out: an error that shows both. This file
//! must not know what the JSON is for.

use std::fmt;

use super::masked::MASK;
use crate::secrets::is_secret_name;

/// JSON that could not be read into the expected type.
pub struct DecodeError {
    path: String,
    message: String,
    line: usize,
    column: usize,
}

impl DecodeError {
    /// Creates an error without a place.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { path: String::new(), message: message.into(), line: 0, column: 0 }
    }

    /// Takes the message and the position of an error of serde_json.
    pub(super) fn of_serde(path: String, error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let message = text.strip_suffix(&place).unwrap_or(&text);
        let message = without_value(&path, message);
        Self { path, message, line: error.line(), column: error.column() }
    }

    /// Puts the place inside a property or an item, such as `value[3]`.
    pub(crate) fn inside(self, outer: &str) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        Self { path: format!("{outer}{dot}{}", self.path), ..self }
    }

    /// Changes the texts of the error, for instance to remove secrets.
    pub(crate) fn map_text(self, change: impl Fn(&str) -> String) -> Self {
        Self { path: change(&self.path), message: change(&self.message), ..self }
    }

    /// Returns the place in the JSON, such as `Persons[3].Rank`. Empty for the whole document.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the line in the text, counted from 1; 0 if the error is not about a part of the text.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// Returns the column in the line, counted from 1; 0 if the error is not about a part of the text.
    #[must_use]
    pub fn column(&self) -> usize {
        self.column
    }

    /// Returns the reason, without the place.
    #[must_use]
    pub fn message(&self) -> String {
        self.message.clone()
    }
}

/// Returns the message without the string that was found, if it was found in a property that holds secrets.
fn without_value(path: &str, message: &str) -> String {
    let is_secret = path.split(['.', '[', ']', '"']).any(is_secret_name);
    match (is_secret, message.split_once(" string \""), message.rsplit_once("\", expected ")) {
        (true, Some((kind, _)), Some((_, expected))) => format!("{kind} string {MASK}, expected {expected}"),
        _ => message.to_owned(),
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        match self.line {
            0 => Ok(()),
            line => write!(f, " at line {line} column {}", self.column),
        }
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError").field("path", &self.path).field("message", &self.message).finish_non_exhaustive()
    }
}

impl std::error::Error for DecodeError {}

/// A value that JSON cannot represent.
#[derive(Debug)]
pub struct EncodeError(serde_json::Error);

impl EncodeError {
    pub(super) fn new(error: serde_json::Error) -> Self {
        Self(error)
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for EncodeError {}
