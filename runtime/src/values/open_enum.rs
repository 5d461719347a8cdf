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
/// let text = match newer {
///     RelationType::EXTERNAL => "outside".to_owned(),
///     RelationType::INTERNAL => "inside".to_owned(),
///     other => format!("unknown: {other}"),
/// };
/// assert_eq!(text, "unknown: Sideways");
///
/// let both: RelationType = [RelationType::EXTERNAL, RelationType::from("Sideways")].into_iter().collect();
/// assert_eq!(both, "External, Sideways");
/// assert!(both.contains(RelationType::EXTERNAL));
/// assert_eq!(both.without(RelationType::EXTERNAL).with(RelationType::INTERNAL), "Sideways, Internal");
/// ```
///
/// Documented values can be patterns in a `match`. Every `match` needs an arm for other values.
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

            /// Returns whether the value is documented.
            #[must_use]
            pub fn is_known(&self) -> bool {
                Self::KNOWN.contains(&self.as_str())
            }

            /// Returns the flags of a value that combines several, such as `"Monday, Friday"`.
            pub fn flags(&self) -> impl Iterator<Item = &str> {
                $crate::private::flags::of(self.as_str())
            }

            /// Returns whether the value has this flag, or all of them if `flag` combines several.
            ///
            /// The flags of a number are unknown, so it contains only itself.
            #[must_use]
            pub fn contains(&self, flag: impl Into<Self>) -> bool {
                $crate::private::flags::contains(self.as_str(), flag.into().as_str())
            }

            /// Returns the value with this flag at the end, or unchanged if it has the flag already.
            #[must_use]
            pub fn with(self, flag: impl Into<Self>) -> Self {
                let flag = flag.into();
                if self.contains(flag.clone()) || flag.as_str().is_empty() {
                    return self;
                }
                if self.as_str().is_empty() {
                    return flag;
                }
                Self::from($crate::private::flags::with(self.as_str(), flag.as_str()))
            }

            /// Returns the value without this flag. If no flag is left, the result is the value `None` if it is
            /// documented, and otherwise the number 0, because the server does not accept an empty text.
            #[must_use]
            pub fn without(self, flag: impl Into<Self>) -> Self {
                let left = $crate::private::flags::without(self.as_str(), flag.into().as_str());
                match left.as_str() {
                    same if same == self.as_str() => self,
                    "" if Self::KNOWN.contains(&"None") => Self::from("None"),
                    "" => Self($crate::Word::number(&$crate::serde_json::Number::from(0))),
                    left => Self::from(left),
                }
            }
        }

        /// Combines flags, in order.
        impl<F: Into<$name>> FromIterator<F> for $name {
            fn from_iter<I: IntoIterator<Item = F>>(flags: I) -> Self {
                flags.into_iter().fold(Self::default(), Self::with)
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
