//! Implements serde's traits for types that implement [`Field`](crate::Field).
//!
//! In: the name of a type. Out: its `Serialize` and `Deserialize`, which delegate to [`json`](crate::json). Derives would
//! compile a reader and a writer for each type.

/// Implements serde's traits for a type that implements [`Field`](crate::Field).
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
