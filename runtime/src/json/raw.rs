//! The text of a JSON value in place of its parts.
//!
//! In: any serde `Deserializer` or `Serializer`. Out: the text of the next value, byte for byte if the format is JSON text.
//! This file must not know what the text is kept for.

use std::any::type_name;
use std::borrow::Cow;
use std::fmt;

use serde_core::Deserialize as _;
use serde_core::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_core::ser::{Error as _, Serialize, SerializeStruct, Serializer};
use serde_json::Value;

/// The name under which serde_json passes the text of a value, for its own `RawValue`. Other formats ignore it.
///
/// Used directly and not through `RawValue`, because that fails with other formats, and with the buffers in which serde
/// keeps the contents of untagged and flattened types.
const RAW: &str = "$serde_json::private::RawValue";

/// The seed for the text of any value.
pub(crate) struct RawText;

impl<'de> DeserializeSeed<'de> for RawText {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_newtype_struct(RAW, self)
    }
}

impl<'de> Visitor<'de> for RawText {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    /// serde_json passes the text as the only member of an object.
    fn visit_map<A: MapAccess<'de>>(self, mut text: A) -> Result<Self::Value, A::Error> {
        text.next_key::<IgnoredAny>()?;
        text.next_value_seed(Plain)
    }

    /// Another format passes the value itself.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Ok(Cow::Owned(Value::deserialize(deserializer)?.to_string()))
    }
}

/// The seed for a string, borrowed if possible.
struct Plain;

impl<'de> DeserializeSeed<'de> for Plain {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Plain {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

/// Writes the text of a value.
///
/// serde_json writes it unchanged. Another format gets the value, with its numbers as integers and doubles.
pub(super) fn serialize<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if type_name::<S::Error>() == type_name::<serde_json::Error>() {
        let mut raw = serializer.serialize_struct(RAW, 1)?;
        raw.serialize_field(RAW, text)?;
        return raw.end();
    }
    serde_json::from_str::<Value>(text).map_err(S::Error::custom)?.serialize(serializer)
}

/// Returns the members of an object: the texts of their names, quotation marks included, and of their values. Another
/// value has none.
pub(crate) fn members(object: &str) -> Vec<(&str, &str)> {
    struct Members;

    impl<'de> Visitor<'de> for Members {
        type Value = Vec<(&'de str, &'de str)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
            let mut found = Vec::new();
            while let Some(Cow::Borrowed(name)) = members.next_key_seed(RawText)? {
                let Cow::Borrowed(value) = members.next_value_seed(RawText)? else { break };
                found.push((name, value));
            }
            Ok(found)
        }
    }

    // The text is known to be JSON, so the only error is that it is not an object.
    serde_json::Deserializer::from_str(object).deserialize_map(Members).unwrap_or_default()
}

/// Returns the string that a JSON text stands for; the text itself if Rust has no such string.
pub(crate) fn unquoted(text: &str) -> Cow<'_, str> {
    match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(plain) if !plain.contains('\\') => Cow::Borrowed(plain),
        _ => serde_json::from_str(text).map_or(Cow::Borrowed(text), Cow::Owned),
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::unquoted;

    #[test]
    fn a_string_is_copied_only_if_it_has_escapes() {
        assert!(matches!(unquoted(r#""café""#), Cow::Borrowed("café")));
        assert!(matches!(unquoted(r#""caf\u00e9""#), Cow::Owned(text) if text == "café"));
        // Not a string of Rust.
        assert!(matches!(unquoted(r#""\ud83d""#), Cow::Borrowed(r#""\ud83d""#)));
    }
}
