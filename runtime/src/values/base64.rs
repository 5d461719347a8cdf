//! Bytes inside JSON.
//!
//! In: base64 text. Out: the same text, and the bytes on request. This file must not reject text that is not base64,
//! because one invalid property must not make the rest of an entity unreadable.

use std::fmt;

use ::base64::Engine as _;

use crate::encoding::BASE64;
use crate::slot::{Field, Slot, Text, View};

/// Bytes, stored as the base64 text in JSON.
///
/// If an entity is read and written back, the text is the same, even if it is invalid.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Base64(String);

impl Base64 {
    /// Encodes the bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(BASE64.encode(bytes))
    }

    /// Returns the text in JSON.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Decodes the bytes.
    ///
    /// # Errors
    /// Returns an error if the text is not base64.
    pub fn decode(&self) -> Result<Vec<u8>, Base64Error> {
        BASE64.decode(&self.0).map_err(Base64Error)
    }
}

impl From<&str> for Base64 {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Base64 {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self::from_bytes(bytes)
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from_bytes(&bytes)
    }
}

impl Text for Base64 {
    fn set_text(&mut self, text: &str) {
        text.clone_into(&mut self.0);
    }
}

impl Field for Base64 {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Text(self)
    }

    fn view(&self) -> View<'_> {
        View::Str(&self.0)
    }
}

crate::serde_impls!(Base64);

/// The error for text that is not base64.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base64Error(::base64::DecodeError);

impl fmt::Display for Base64Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not base64: {}", self.0)
    }
}

impl std::error::Error for Base64Error {}
