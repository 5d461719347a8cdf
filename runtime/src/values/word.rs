//! The value of an enumeration.
//!
//! In: a string, or the number that some responses have instead. Out: the same, to be compared and written back
//! unchanged. This file must not know the values of any enumeration, because a newer server may have additional ones.

use std::cmp::Ordering;
use std::fmt;

use serde_json::Number;

use crate::slot::View;

/// A value of an open enumeration: a string, or the number that some responses have instead.
///
/// For example, archive rows in full mode have a mask as `1`, and entities have it as `"Update"`. The value records
/// whether it was a number, so that it is written as it was read.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Word(Form);

/// The equality of this type is derived, because only then can constants be used as patterns. So each text must have
/// only one form: a known value is always `Known`.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Form {
    Known(&'static str),
    Other(Box<str>),
    Number(Box<str>),
}

impl Word {
    /// Creates a value that is known at compile time.
    ///
    /// It is equal only to values that [`new`](Self::new) created with this text among the known values.
    #[must_use]
    pub const fn known(text: &'static str) -> Self {
        Self(Form::Known(text))
    }

    /// Creates a value from a string. Does not allocate if the string is one of `known`.
    #[must_use]
    pub fn new(text: &str, known: &[&'static str]) -> Self {
        match known.iter().find(|word| **word == text) {
            Some(word) => Self::known(word),
            None if text.is_empty() => Self::known(""),
            None => Self(Form::Other(text.into())),
        }
    }

    /// Creates a value from a number.
    #[must_use]
    pub fn number(number: &Number) -> Self {
        Self(Form::Number(number.to_string().into()))
    }

    /// Returns the string, or the digits of the number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Form::Known(text) => text,
            Form::Other(text) | Form::Number(text) => text,
        }
    }

    /// Returns the number, if the value is one.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        if self.is_number() { self.as_str().parse().ok() } else { None }
    }

    /// Returns whether the value is a number.
    #[must_use]
    pub fn is_number(&self) -> bool {
        matches!(self.0, Form::Number(_))
    }

    /// Returns the value as it is written to JSON.
    #[must_use]
    pub fn view(&self) -> View<'_> {
        if self.is_number() { View::Number(self.as_str()) } else { View::Str(self.as_str()) }
    }

    /// Distinguishes values with equal texts, as the derived equality does.
    fn rank(&self) -> u8 {
        match self.0 {
            Form::Known(_) => 0,
            Form::Other(_) => 1,
            Form::Number(_) => 2,
        }
    }
}

/// Orders by the texts. A number follows a string with the same text.
impl Ord for Word {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str()).then_with(|| self.rank().cmp(&other.rank()))
    }
}

impl PartialOrd for Word {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Default for Word {
    fn default() -> Self {
        Self::known("")
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_number() { f.write_str(self.as_str()) } else { fmt::Debug::fmt(self.as_str(), f) }
    }
}
