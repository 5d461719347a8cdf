//! Reads values from JSON and writes them to JSON.
//!
//! In: bytes, or any serde format, and a [`Field`]. Out: the value that was read, or an error with its place. This module
//! must not know HTTP or any entity. Everything it needs to know about an entity is in the entity's table.

pub(crate) mod budget;
mod context;
mod error;
mod finite;
pub(crate) mod masked;
mod path;
pub(crate) mod raw;
mod read;
mod show;
pub(crate) mod side_keys;
mod surrogate;
mod text;
mod tree;
pub(crate) mod value;
mod write;

use std::fmt;

use serde_core::{Deserializer, Serialize, Serializer};

use self::context::Context;
pub use self::error::{DecodeError, EncodeError};
use self::read::Reader;
pub(crate) use self::read::expected;
use self::text::Form;
use crate::slot::{Field, Slot};

/// Reads a value from JSON text.
///
/// # Errors
/// Returns a [`DecodeError`] if the bytes are not one JSON value, or if the value does not fit the type. `null` is
/// accepted for a list, as an empty list.
///
/// A number or a boolean is accepted as a string too, such as `"17"` or `"True"`, and is written back without quotation
/// marks. A surrogate without its
/// partner, such as `\ud83d` at the end of a text that was cut, is read as U+FFFD. A value may take 8 bytes of memory for
/// each byte of JSON, plus 8 MiB.
pub fn from_slice<T: Field + Default>(bytes: &[u8]) -> Result<T, DecodeError> {
    let mut value = T::default();
    read(bytes, &mut value)?;
    Ok(value)
}

/// Writes a value as JSON text.
///
/// # Errors
/// Returns an [`EncodeError`] if a double is not finite, because JSON cannot represent it.
pub fn to_vec(value: &dyn Field) -> Result<Vec<u8>, EncodeError> {
    write(value, Form::Whole)
}

/// Writes a value as the JSON text of a request body: dictionaries of strings are written without their side keys, such
/// as `SuperOffice:3:DisplayText`, which the server derives from the values.
pub(crate) fn to_request_body(value: &dyn Field) -> Result<Vec<u8>, EncodeError> {
    write(value, Form::Request)
}

fn write(value: &dyn Field, form: Form) -> Result<Vec<u8>, EncodeError> {
    let mut bytes = Vec::with_capacity(128);
    text::write(value.view(), form, &mut bytes).map_err(EncodeError::new)?;
    Ok(bytes)
}

/// Reads JSON text into a value.
///
/// # Errors
/// As for [`from_slice`]. After an error, the contents of the value are unspecified.
pub fn read(bytes: &[u8], value: &mut dyn Field) -> Result<(), DecodeError> {
    read_some(bytes, value, false)
}

/// Reads JSON text into a value. If the text has only some properties of the entities in it, they remember that.
pub(crate) fn read_some(bytes: &[u8], value: &mut dyn Field, partial: bool) -> Result<(), DecodeError> {
    // The server runs on .NET, whose text writers can start a text with a byte order mark.
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    // Checking UTF-8 once is faster than for each string. If it is invalid, reading bytes gives an error with the
    // place.
    let Ok(text) = std::str::from_utf8(bytes) else {
        if matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) {
            return Err(DecodeError::new("expected UTF-8, found UTF-16"));
        }
        return read_from(
            serde_json::Deserializer::from_slice(bytes),
            value.slot(),
            &Context::of(bytes.len(), partial),
        );
    };
    let mut read = |copy: &str| {
        let context = Context::of_text(text, copy, partial);
        read_from(serde_json::Deserializer::from_str(copy), value.slot(), &context)
    };
    read(text).or_else(|error| match surrogate::replaced(text) {
        Some(copy) => read(&copy),
        None => Err(error),
    })
}

/// The byte order mark of UTF-8.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

fn read_from<'de, R: serde_json::de::Read<'de>>(
    mut deserializer: serde_json::Deserializer<R>,
    slot: Slot<'_>,
    context: &Context<'_>,
) -> Result<(), DecodeError> {
    serde_core::de::DeserializeSeed::deserialize(Reader::new(slot, context), &mut deserializer)
        .and_then(|()| deserializer.end())
        .map_err(|error| DecodeError::of_serde(context.trace.path(), &error))
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
