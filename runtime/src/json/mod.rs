//! JSON to values and back.
//!
//! In: bytes, or any serde format, and a [`Field`]. Out: the filled value, or an error that says where. It must not
//! know HTTP, nor any entity: whatever it needs of one is in its table.

mod path;
mod read;
mod show;
mod write;

use std::fmt;

use serde_core::{Deserializer, Serialize, Serializer};

use self::path::Trace;
use self::read::Reader;
use crate::{Field, Slot, View};

/// Reads a value from JSON text.
///
/// # Errors
/// If the bytes are not one JSON value, or do not fit the type. A `null` list is an empty list, not an error.
pub fn from_slice<T: Field + Default>(bytes: &[u8]) -> Result<T, DecodeError> {
    let mut value = T::default();
    read(bytes, value.slot())?;
    Ok(value)
}

/// Writes a value as JSON text.
///
/// # Errors
/// If a double is not finite: JSON has no word for it.
pub fn to_vec(value: &dyn Field) -> Result<Vec<u8>, EncodeError> {
    let mut bytes = Vec::with_capacity(128);
    match value.view().serialize(&mut serde_json::Serializer::new(&mut bytes)) {
        Ok(()) => Ok(bytes),
        Err(error) => Err(EncodeError(error)),
    }
}

/// Reads JSON text into a place.
///
/// # Errors
/// As [`from_slice`]. What the place then holds is unspecified.
pub fn read(bytes: &[u8], slot: Slot<'_>) -> Result<(), DecodeError> {
    // The server runs on .NET, whose text writers can put a byte order mark in front.
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    // Checking UTF-8 once is faster than string by string. If it is not, the slow way says where.
    match std::str::from_utf8(bytes) {
        Ok(text) => read_from(serde_json::Deserializer::from_str(text), slot),
        Err(_) => read_from(serde_json::Deserializer::from_slice(bytes), slot),
    }
}

fn read_from<'de, R: serde_json::de::Read<'de>>(
    mut deserializer: serde_json::Deserializer<R>,
    slot: Slot<'_>,
) -> Result<(), DecodeError> {
    let trace = Trace::default();
    serde_core::de::DeserializeSeed::deserialize(Reader::new(slot, &trace), &mut deserializer)
        .and_then(|()| deserializer.end())
        .map_err(|error| DecodeError { path: trace.path(), error })
}

/// Reads a value from any self-describing serde format. The door from `Deserialize` impls.
///
/// # Errors
/// If what is read does not fit the type.
pub fn deserialize<'de, D: Deserializer<'de>, T: Field + Default>(deserializer: D) -> Result<T, D::Error> {
    let mut value = T::default();
    read::fill(value.slot(), deserializer)?;
    Ok(value)
}

/// Writes a value to any serde format. The door from `Serialize` impls.
///
/// # Errors
/// Those of the format, and doubles that are not finite.
pub fn serialize<S: Serializer>(value: &dyn Field, serializer: S) -> Result<S::Ok, S::Error> {
    value.view().serialize(serializer)
}

/// Compares two values as they would be written, except that absent and `null` are the same.
#[must_use]
pub fn equal(left: &dyn Field, right: &dyn Field) -> bool {
    show::equal(left.view(), right.view())
}

/// Shows a value, without what is empty. The door from `Debug` impls.
///
/// # Errors
/// Those of the formatter.
pub fn debug(value: &dyn Field, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    show::debug(value.view(), f)
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show::debug(*self, f)
    }
}

/// JSON that could not be read into the type that was expected.
pub struct DecodeError {
    path: String,
    error: serde_json::Error,
}

impl DecodeError {
    /// Where in the JSON, as in `Persons[3].Rank`; empty if it is the whole.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The line in the text, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.error.line()
    }

    /// The column in the line, from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        self.error.column()
    }

    /// What did not fit, without the place.
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

/// A value that JSON cannot express.
#[derive(Debug)]
pub struct EncodeError(serde_json::Error);

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for EncodeError {}
