//! The value of a column in an event.
//!
//! In: a JSON value. Out: the same value, and its meaning. This file must not know tables.

use std::fmt;

use serde_core::de::DeserializeOwned;

use crate::json::DecodeError;
use crate::json::value::Json;
use crate::slot::{Field, Open, Slot, View};
use crate::values::{DateTime, Encoded};

/// The value of a column: typed JSON, or a string that encodes it, such as `[I:42]`.
///
/// Values of custom tables are encoded in events of creation and change, and typed in events of deletion. The methods read
/// both forms. The JSON is kept and written back unchanged.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct FieldValue(Json);

impl FieldValue {
    /// Returns the value as it was sent.
    #[must_use]
    pub fn json(&self) -> &Json {
        &self.0
    }

    /// Returns whether it is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.0.is_null()
    }

    /// Reads the JSON into any type that serde can read. An encoded value is a string.
    ///
    /// # Errors
    /// Returns a [`DecodeError`] if the value does not fit the type.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        self.0.parse()
    }

    /// Returns a string, or the text of a number or a boolean, as an encoded value. `None` for `null`, arrays and objects.
    #[must_use]
    pub fn encoded(&self) -> Option<Encoded> {
        if let Ok(text) = self.0.parse::<String>() {
            return Some(text.into());
        }
        let json = self.0.as_str();
        (!self.is_null() && !json.starts_with(['[', '{'])).then(|| json.into())
    }

    /// Returns the integer, if it is one.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.encoded()?.as_i64()
    }

    /// Returns the number, if it is one.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        self.encoded()?.as_f64()
    }

    /// Returns the boolean, if it is one. Encoded booleans are `[I:0]` and `[I:1]`.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        self.encoded()?.as_bool()
    }

    /// Returns the date and time, if it is one in either form. `None` if it is not set.
    #[must_use]
    pub fn as_date_time(&self) -> Option<DateTime> {
        self.encoded()?.as_date()
    }

    /// Returns the text: a string, the number or the boolean as text, or what an encoded value contains. `None` for `null`,
    /// arrays and objects.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        Some(self.encoded()?.content().to_owned())
    }
}

impl<T: Into<Json>> From<T> for FieldValue {
    fn from(value: T) -> Self {
        Self(value.into())
    }
}

impl fmt::Debug for FieldValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Open for FieldValue {
    fn set_json(&mut self, text: &str) {
        self.0 = Json::of_valid(text);
    }
}

impl Field for FieldValue {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Json(self)
    }

    fn view(&self) -> View<'_> {
        self.0.view()
    }

    fn is_open() -> bool {
        true
    }
}

crate::serde_impls!(FieldValue);
