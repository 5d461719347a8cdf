//! The errors of reading and writing JSON.
//!
//! In: an error of serde_json and the path to the place where it occurred. Out: an error that shows both. This file
//! must not know what the JSON is for.

use std::fmt;

/// The error for JSON that does not fit the expected type.
pub struct DecodeError {
    path: String,
    error: serde_json::Error,
}

impl DecodeError {
    pub(super) fn new(path: String, error: serde_json::Error) -> Self {
        Self { path, error }
    }

    /// Changes the texts of the error, for instance to remove secrets.
    pub(crate) fn map_text(self, change: impl Fn(&str) -> String) -> Self {
        // `custom` takes the line and the column from the end of the text.
        let error = serde_core::de::Error::custom(change(&self.error.to_string()));
        Self { path: change(&self.path), error }
    }

    /// Returns the place in the JSON, such as `Persons[3].Rank`. Empty for the whole document.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the line in the text, counted from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.error.line()
    }

    /// Returns the column in the line, counted from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        self.error.column()
    }

    /// Returns the error message without the place.
    #[must_use]
    pub fn message(&self) -> String {
        let text = self.error.to_string();
        match text.rfind(" at line ").and_then(|end| text.get(..end)) {
            Some(message) => message.to_owned(),
            None => text,
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        self.error.fmt(f)
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError").field("path", &self.path).field("error", &self.error).finish()
    }
}

impl std::error::Error for DecodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

/// The error for a value that JSON cannot represent.
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
