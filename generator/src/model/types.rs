//! Types of the model, and the reasons why a value is left open.

use super::{EntityId, EnumId};

/// The reason why a value is left open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OpenReason {
    /// No rule has looked at it yet.
    Undecided,
    /// The docs themselves allow any value here.
    FreeForm,
    /// The docs name a type that no page describes.
    Undescribed(String),
    /// The form of the page does not name the types of objects, and nothing else shows the type.
    Unnamed,
    /// The name of the type was lost, and nothing else shows the type.
    Lost,
    /// The sample stops descending here and no other place shows more.
    Cut,
    /// No sample shows a value.
    NoSample,
    /// There are samples, and all of them show `null`.
    AlwaysNull,
    /// Observations disagree so much that no single type fits all of them.
    Contradiction,
    /// Some elements are `null` and the others are numbers or booleans.
    NullElements,
    /// The type word is not one of the format.
    UnknownWord(String),
}

impl OpenReason {
    /// The reason as a clause for messages.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Undecided => "no rule applies".to_owned(),
            Self::FreeForm => "the docs allow any value here".to_owned(),
            Self::Undescribed(name) => format!("no page describes `{name}`"),
            Self::Unnamed => "the form of the page does not name types, and no sample shows a value".to_owned(),
            Self::Lost => "the type name is lost, and no sample shows a value".to_owned(),
            Self::Cut => "every sample is cut off before it".to_owned(),
            Self::NoSample => "no sample shows a value".to_owned(),
            Self::AlwaysNull => "every sample shows null".to_owned(),
            Self::Contradiction => "the docs contradict themselves".to_owned(),
            Self::NullElements => "some of the values in it are `null`".to_owned(),
            Self::UnknownWord(word) => format!("`{word}` is not a type word of the format"),
        }
    }

    /// A short name, to count by.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Undecided => "undecided",
            Self::FreeForm => "free-form",
            Self::Undescribed(_) => "undescribed",
            Self::Unnamed => "unnamed",
            Self::Lost => "lost",
            Self::Cut => "cut",
            Self::NoSample => "no-sample",
            Self::AlwaysNull => "always-null",
            Self::Contradiction => "contradiction",
            Self::NullElements => "null-elements",
            Self::UnknownWord(_) => "unknown-word",
        }
    }
}

/// A type of the model.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Type {
    /// Any JSON value.
    Open(OpenReason),
    Bool,
    Int32,
    Int64,
    Double,
    String,
    DateTime,
    /// Base64 in a JSON string.
    Bytes,
    /// A value of an open enumeration.
    Enum(EnumId),
    Array(Box<Type>),
    /// A dictionary with string keys.
    Map(Box<Type>),
    Entity(EntityId),
    /// No value at all.
    Nothing,
}

impl Type {
    /// An array of `element`.
    #[must_use]
    pub fn array(element: Self) -> Self {
        Self::Array(Box::new(element))
    }

    /// A dictionary of `value`.
    #[must_use]
    pub fn map(value: Self) -> Self {
        Self::Map(Box::new(value))
    }

    /// Whether nothing is known about it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Open(_))
    }

    /// The innermost type of arrays and dictionaries.
    #[must_use]
    pub fn innermost(&self) -> &Self {
        match self {
            Self::Array(inner) | Self::Map(inner) => inner.innermost(),
            other => other,
        }
    }

    /// The same arrays and dictionaries around another innermost type.
    #[must_use]
    pub fn with_innermost(&self, innermost: Self) -> Self {
        match self {
            Self::Array(inner) => Self::array(inner.with_innermost(innermost)),
            Self::Map(inner) => Self::map(inner.with_innermost(innermost)),
            _ => innermost,
        }
    }
}
