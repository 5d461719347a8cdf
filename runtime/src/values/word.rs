//! The value of an enumeration as it is on the wire.
//!
//! In: a string, or the number some responses have in its place. Out: the same, compared and written back unchanged.
//! This file must not know which values an enumeration has: a newer server has newer ones.

use std::borrow::Cow;
use std::fmt;

use serde_json::Number;

use crate::slot::View;

/// A value of an open enumeration: a word, or the number some responses have in its place.
///
/// Archive rows in full mode have a mask as `1` where entities have it as `"Update"`. The digits are kept together with
/// the fact that they were a number, so the value is written as it was read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word {
    text: Cow<'static, str>,
    number: bool,
}

impl Word {
    /// A word known at compile time.
    #[must_use]
    pub const fn known(text: &'static str) -> Self {
        Self { text: Cow::Borrowed(text), number: false }
    }

    /// Any word. One of `known` is not allocated.
    #[must_use]
    pub fn new(text: &str, known: &[&'static str]) -> Self {
        match known.iter().find(|word| **word == text) {
            Some(word) => Self::known(word),
            None => Self { text: Cow::Owned(text.to_owned()), number: false },
        }
    }

    /// A number in place of a word.
    #[must_use]
    pub fn number(number: &Number) -> Self {
        Self { text: Cow::Owned(number.to_string()), number: true }
    }

    /// The word, or the digits of the number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The number, if it is one.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        if self.number { self.text.parse().ok() } else { None }
    }

    /// The value as it is written to JSON.
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
