//! Reads values from JSON and writes them to JSON.
//!
//! In: bytes, or any serde format, and a [`Field`]. Out: the value that was read, or an error with its place. This module
//! must not know HTTP or any entity. Everything it needs to know about an entity is in the entity's table.

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
/// Returns a [`DecodeError`] if the bytes are not one JSON value, or if the value does not fit the type. `null` is
/// accepted for a list, as an empty list.
pub fn from_slice<T: Field + Default>(bytes: &[u8]) -> Result<T, DecodeError> {
    let mut value = T::default();
    read(bytes, value.slot())?;
    Ok(value)
}

/// Writes a value as JSON text.
///
/// # Errors
/// Returns an [`EncodeError`] if a double is not finite, because JSON cannot represent it.
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
/// As for [`from_slice`]. After an error, the contents of the place are unspecified.
pub fn read(bytes: &[u8], slot: Slot<'_>) -> Result<(), DecodeError> {
    // The server runs on .NET, whose text writers can start a text with a byte order mark.
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    // Checking UTF-8 once is faster than for each string. If it is invalid, reading bytes gives an error with the
    // place.
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
/// Returns the error of the format if the input does not fit the type.
pub fn deserialize<'de, D: Deserializer<'de>, T: Field + Default>(deserializer: D) -> Result<T, D::Error> {
    let mut value = T::default();
    read::fill(value.slot(), deserializer)?;
    Ok(value)
}

/// Writes a value to any serde format. `Serialize` impls delegate to it.
///
/// # Errors
/// Returns the error of the format, or an error if a double is not finite.
pub fn serialize<S: Serializer>(value: &dyn Field, serializer: S) -> Result<S::Ok, S::Error> {
    value.view().serialize(serializer)
}

/// Compares two values as they would be written, except that absent and `null` properties are equal.
#[must_use]
pub fn equal(left: &dyn Field, right: &dyn Field) -> bool {
    show::equal(left.view(), right.view())
}

/// Formats a value, leaving out empty properties. `Debug` impls delegate to it.
///
/// # Errors
/// Returns an error if the formatter fails.
pub fn debug(value: &dyn Field, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    show::debug(value.view(), f)
}
