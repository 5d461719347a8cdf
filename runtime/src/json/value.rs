//! Any JSON value.
//!
//! In: JSON text, or a Rust value. Out: the same text, and the value on request. This file must not know entities.

use std::borrow::Cow;
use std::fmt;

use serde_core::Serialize;
use serde_core::de::DeserializeOwned;
use serde_json::Value;

use super::error::{DecodeError, EncodeError};
use super::finite;
use super::masked::masked;
use super::raw;
use super::surrogate;

/// Any JSON value, kept as its text.
///
/// A value of the server is written back byte for byte, whatever the size and form of its numbers, the order of its
/// members and its escapes. Two values are equal if their texts are.
///
/// ```
/// use superoffice_runtime::Json;
/// use superoffice_runtime::serde_json::{Value, json};
///
/// let amount = Json::from_text("79228162514264337593543950335.00")?;
/// assert_eq!(amount.as_str(), "79228162514264337593543950335.00");
/// let row = Json::from(json!({"contactId": 17}));
/// assert_eq!(row.parse::<Value>()?["contactId"], 17);
/// # Ok::<(), superoffice_runtime::json::DecodeError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Json(
    /// `None` is `null`, which needs no memory.
    Option<Box<str>>,
);

impl Json {
    /// Creates `null`.
    #[must_use]
    pub const fn null() -> Self {
        Self(None)
    }

    /// Converts a value of any type that serde can write, such as an entity.
    ///
    /// # Errors
    /// Returns an [`EncodeError`] if JSON cannot represent the value, for instance because a double is not finite.
    pub fn new(value: &impl Serialize) -> Result<Self, EncodeError> {
        finite::check(value).map_err(EncodeError::new)?;
        serde_json::to_string(value).map(|text| Self::of_valid(&text)).map_err(EncodeError::new)
    }

    /// Creates a value from JSON text, which is kept without the white space around it.
    ///
    /// # Errors
    /// Returns a [`DecodeError`] if the text is not one JSON value.
    pub fn from_text(text: &str) -> Result<Self, DecodeError> {
        serde_json::from_str::<&serde_json::value::RawValue>(text)
            .map(|raw| Self::of_valid(raw.get()))
            .map_err(|error| DecodeError::of_serde(String::new(), &error))
    }

    /// Returns the JSON text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or("null")
    }

    /// Returns whether it is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.0.is_none()
    }

    /// Reads the value into any type that serde can read, such as [`Value`] or an entity.
    ///
    /// # Errors
    /// Returns a [`DecodeError`] if the value does not fit the type.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        let text = self.as_str();
        serde_json::from_str(text)
            .or_else(|error| match surrogate::replaced(text) {
                Some(text) => serde_json::from_str(&text),
                None => Err(error),
            })
            .map_err(|error| DecodeError::of_serde(String::new(), &error))
    }

    /// Returns the names of the members and the texts of their values; none if it is not an object.
    pub(crate) fn members(&self) -> Vec<(Cow<'_, str>, &str)> {
        raw::members(self.as_str()).into_iter().map(|(name, value)| (raw::unquoted(name), value)).collect()
    }

    /// Keeps text that is known to be JSON, without white space around it.
    pub(crate) fn of_valid(text: &str) -> Self {
        Self((text != "null").then(|| text.into()))
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The JSON text, without the texts of properties that hold secrets.
impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&masked(self.as_str(), false))
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        Self::of_valid(&value.to_string())
    }
}

impl From<&Value> for Json {
    fn from(value: &Value) -> Self {
        Self::of_valid(&value.to_string())
    }
}

/// Converts as serde_json does: text becomes a JSON string, and a double that is not finite becomes `null`.
macro_rules! by_value {
    ($($type:ty),*) => {$(
        impl From<$type> for Json {
            fn from(value: $type) -> Self {
                Self::from(Value::from(value))
            }
        }
    )*};
}

by_value!(bool, i32, i64, u32, u64, f64, &str, String);

impl<T: Into<Self>> From<Vec<T>> for Json {
    fn from(items: Vec<T>) -> Self {
        let items: Vec<String> = items.into_iter().map(|item| item.into().as_str().to_owned()).collect();
        Self::of_valid(&format!("[{}]", items.join(",")))
    }
}

impl<T: Into<Self>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::null(), Into::into)
    }
}
