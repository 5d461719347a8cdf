//! The value of an enumeration.
//!
//! In: a string, or the number that some responses have instead. Out: the same, to be compared and written back
//! unchanged. This file must not know the values of any enumeration, because a newer server may have additional ones.

use std::borrow::Cow;
use std::fmt;

use serde_json::Number;

use crate::slot::View;

/// A value of an open enumeration: a string, or the number that some responses have instead.
///
/// For example, archive rows in full mode have a mask as `1`, and entities have it as `"Update"`. The value records
/// whether it was a number, so that it is written as it was read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word {
    text: Cow<'static, str>,
    number: bool,
}

impl Word {
    /// Creates a value that is known at compile time.
    #[must_use]
    pub const fn known(text: &'static str) -> Self {
        Self { text: Cow::Borrowed(text), number: false }
    }

    /// Creates a value from a string. Does not allocate if the string is one of `known`.
    #[must_use]
    pub fn new(text: &str, known: &[&'static str]) -> Self {
        match known.iter().find(|word| **word == text) {
            Some(word) => Self::known(word),
            None => Self { text: Cow::Owned(text.to_owned()), number: false },
        }
    }

    /// Creates a value from a number.
    #[must_use]
    pub fn number(number: &Number) -> Self {
        Self { text: Cow::Owned(number.to_string()), number: true }
    }

    /// Returns the string, or the digits of the number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the number, if the value is one.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        if self.number { self.text.parse().ok() } else { None }
    }

    /// Returns the value as it is written to JSON.
    #[must_use]
    pub fn view(&self) -> View<'_> {
        if self.number { View::Number(&self.text) } else { View::Str(&self.text) }
    }
}

impl Default for Word {
    fn default() -> Self {
        Self::known("")
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.number { f.write_str(&self.text) } else { fmt::Debug::fmt(&self.text, f) }
    }
}
