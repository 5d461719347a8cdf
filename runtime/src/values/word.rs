//! Words of a list that the server may extend.
//!
//! In: the list as the documentation gives it, through [`open_enum!`](crate::open_enum). Out: a type that knows
//! those words and accepts any other. It must not know that a word is wrong: a newer server has newer words.

use std::borrow::Cow;
use std::fmt;

use serde_json::Number;

use crate::View;

/// What every open enum is made of: a word, or the number some responses have in its place.
///
/// Archive rows in full mode give a mask as `1` where entities give it as `"Update"`. The number's text is kept
/// beside the fact that it was a number, so it is written as it came.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word {
    text: Cow<'static, str>,
    number: bool,
}

impl Word {
    /// A word known when compiling.
    #[must_use]
    pub const fn known(text: &'static str) -> Self {
        Self { text: Cow::Borrowed(text), number: false }
    }

    /// Any word; one of `known` costs no memory.
    #[must_use]
    pub fn new(text: &str, known: &[&'static str]) -> Self {
        match known.iter().find(|word| **word == text) {
            Some(word) => Self::known(word),
            None => Self { text: Cow::Owned(text.to_owned()), number: false },
        }
    }

    /// A number in a word's place.
    #[must_use]
    pub fn number(number: &Number) -> Self {
        Self { text: Cow::Owned(number.to_string()), number: true }
    }

    /// The word, or the number's decimal text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The number, if it is one.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        if self.number { self.text.parse().ok() } else { None }
    }

    /// As it goes to JSON.
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

/// Prints serde's impls for types that are a [`Field`](crate::Field).
#[doc(hidden)]
#[macro_export]
macro_rules! serde_impls {
    ($type:ident) => {
        impl $crate::private::serde::Serialize for $type {
            fn serialize<S: $crate::private::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::json::serialize(self, serializer)
            }
        }

        impl<'de> $crate::private::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::private::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::json::deserialize(deserializer)
            }
        }
    };
}

/// Prints a type for the words of a list, open to words that are not on it.
///
/// ```
/// superoffice_runtime::open_enum! {
///     /// How two things are related.
///     pub struct RelationType {
///         /// Something outside.
///         EXTERNAL = "External",
///         /// Something inside.
///         INTERNAL = "Internal",
///     }
/// }
///
/// let newer = RelationType::from("Sideways");
/// assert!(!newer.is_known());
/// assert_eq!(RelationType::EXTERNAL, "External");
/// assert_eq!(RelationType::from("External, Sideways").flags().last(), Some("Sideways"));
/// ```
#[macro_export]
macro_rules! open_enum {
    ($(#[$type_meta:meta])* pub struct $name:ident { $($(#[$meta:meta])* $word:ident = $text:literal),* $(,)? }) => {
        $(#[$type_meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name($crate::Word);

        impl $name {
            $(
                $(#[$meta])*
                pub const $word: Self = Self($crate::Word::known($text));
            )*

            /// The words the documentation lists.
            pub const KNOWN: &'static [&'static str] = &[$($text),*];

            /// The word as it is on the wire; a number's decimal text if the server sent one.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }

            /// The number, if the server sent one in the word's place.
            #[must_use]
            pub fn as_i64(&self) -> Option<i64> {
                self.0.as_i64()
            }

            /// Whether this is a word the documentation lists.
            #[must_use]
            pub fn is_known(&self) -> bool {
                Self::KNOWN.contains(&self.as_str())
            }

            /// The words joined in one value, as flags are: `"Monday, Friday"`.
            pub fn flags(&self) -> impl Iterator<Item = &str> {
                self.as_str().split(',').map(str::trim).filter(|flag| !flag.is_empty())
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self($crate::Word::new(text, Self::KNOWN))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.0).finish()
            }
        }

        impl $crate::field::Text for $name {
            fn set_text(&mut self, text: &str) {
                *self = Self::from(text);
            }

            fn set_number(&mut self, number: &$crate::serde_json::Number) -> bool {
                self.0 = $crate::Word::number(number);
                true
            }
        }

        impl $crate::Field for $name {
            fn slot(&mut self) -> $crate::Slot<'_> {
                $crate::Slot::Text(self)
            }

            fn view(&self) -> $crate::View<'_> {
                self.0.view()
            }
        }

        impl $crate::Argument for $name {
            fn pieces(&self, show: &mut dyn FnMut(&str)) {
                show(self.as_str());
            }
        }

        $crate::serde_impls!($name);
    };
}
