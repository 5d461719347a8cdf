//! Enumerations that the server may extend.
//!
//! In: the documented values. Out: a type that has constants for these values and accepts any other. This file must not
//! know any enumeration.

/// Defines an open enumeration: a type with a constant for each known value, which accepts any other value too.
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

            /// The documented values.
            pub const KNOWN: &'static [&'static str] = &[$($text),*];

            /// Returns the value in JSON. If the server sent a number, these are its digits.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }

            /// Returns the number, if the server sent one instead of a string.
            #[must_use]
            pub fn as_i64(&self) -> Option<i64> {
                self.0.as_i64()
            }

            /// Whether the value is documented.
            #[must_use]
            pub fn is_known(&self) -> bool {
                Self::KNOWN.contains(&self.as_str())
            }

            /// Returns the parts of a value that combines several, such as `"Monday, Friday"`.
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
