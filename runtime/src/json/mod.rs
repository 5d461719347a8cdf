//! Values from JSON and to JSON.
//!
//! In: bytes, or any serde format, and a [`Field`]. Out: the value that was read, or an error with its place. This module
//! must not know HTTP or any entity: all it needs to know about an entity is in its table.

mod error;
mod path;
mod read;
mod show;
mod write;

use std::fmt;

use serde_core::{Deserializer, Serialize, Serializer};

pub use self::error::{DecodeError, EncodeError};
use self::path::Trace;
use self::read::Reader;
use crate::slot::{Field, Slot};

/// Reads a value from JSON text.
///
/// # Errors
/// If the bytes are not one JSON value, or the value does not fit the type. `null` for a list is an empty list.
pub fn from_slice<T: Field + Default>(bytes: &[u8]) -> Result<T, DecodeError> {
    let mut value = T::default();
    read(bytes, value.slot())?;
    Ok(value)
}

/// Writes a value as JSON text.
///
/// # Errors
/// If a double is not finite: JSON cannot express it.
pub fn to_vec(value: &dyn Field) -> Result<Vec<u8>, EncodeError> {
    let mut bytes = Vec::with_capacity(128);
    match value.view().serialize(&mut serde_json::Serializer::new(&mut bytes)) {
        Ok(()) => Ok(bytes),
        Err(error) => Err(EncodeError::new(error)),
    }
}

/// Reads JSON text into a place.
///
/// # Errors
/// As [`from_slice`]. The contents of the place are unspecified after an error.
pub fn read(bytes: &[u8], slot: Slot<'_>) -> Result<(), DecodeError> {
    // The server runs on .NET, whose text writers can start a text with a byte order mark.
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    // Checking UTF-8 once is faster than for each string. For invalid UTF-8, reading bytes gives an error with its place.
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
        .map_err(|error| DecodeError::new(trace.path(), error))
}

/// Reads a value from any self-describing serde format. `Deserialize` impls delegate to it.
///
/// # Errors
/// If the input does not fit the type.
pub fn deserialize<'de, D: Deserializer<'de>, T: Field + Default>(deserializer: D) -> Result<T, D::Error> {
    let mut value = T::default();
    read::fill(value.slot(), deserializer)?;
    Ok(value)
}

/// Writes a value to any serde format. `Serialize` impls delegate to it.
///
/// # Errors
/// If the format fails, or a double is not finite.
pub fn serialize<S: Serializer>(value: &dyn Field, serializer: S) -> Result<S::Ok, S::Error> {
    value.view().serialize(serializer)
}

/// Compares two values as they would be written, except that absent and `null` are equal.
#[must_use]
pub fn equal(left: &dyn Field, right: &dyn Field) -> bool {
    show::equal(left.view(), right.view())
}

/// Formats a value, leaving out empty properties. `Debug` impls delegate to it.
///
/// # Errors
/// If the formatter fails.
pub fn debug(value: &dyn Field, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    show::debug(value.view(), f)
}
