//! A value of a sample, with its place.

use std::sync::Arc;

use super::Shared;
use crate::source::Span;

/// A value of a sample; cheap to clone.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Json {
    /// Its bytes in the page.
    pub span: Span,
    /// The value.
    pub kind: JsonKind,
}

/// A key of an object.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// The key.
    pub name: Shared,
    /// Its place, including the quotes.
    pub span: Span,
}

/// The kinds of JSON values. Large ones are shared, because a value is handed to every property it describes. Numbers
/// keep their text.
#[derive(Debug, Clone, PartialEq, Hash)]
#[allow(missing_docs, reason = "the names are JSON's")]
pub enum JsonKind {
    Null,
    Bool(bool),
    Number(Shared),
    String(Shared),
    Array(Arc<[Json]>),
    Object(Arc<[(Key, Json)]>),
}

impl Json {
    /// The members of an object.
    #[must_use]
    pub fn members(&self) -> Option<&[(Key, Self)]> {
        match &self.kind {
            JsonKind::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The elements of an array.
    #[must_use]
    pub fn elements(&self) -> Option<&[Self]> {
        match &self.kind {
            JsonKind::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            JsonKind::String(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.kind == JsonKind::Null
    }

    /// The number of keys in the value, at any depth.
    #[must_use]
    pub fn keys(&self) -> usize {
        match &self.kind {
            JsonKind::Array(elements) => elements.iter().map(Self::keys).sum(),
            JsonKind::Object(members) => members.iter().map(|(_, value)| 1 + value.keys()).sum(),
            _ => 0,
        }
    }

    /// Whether an object in the value has this key, at any depth.
    #[must_use]
    pub fn has_key(&self, name: &str) -> bool {
        match &self.kind {
            JsonKind::Array(elements) => elements.iter().any(|element| element.has_key(name)),
            JsonKind::Object(members) => members.iter().any(|(key, value)| *key.name == *name || value.has_key(name)),
            _ => false,
        }
    }

    /// A member by its key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.members()?.iter().find(|(name, _)| &*name.name == key).map(|(_, value)| value)
    }

    /// The kind in words, for messages.
    #[must_use]
    pub fn kind_word(&self) -> &'static str {
        match &self.kind {
            JsonKind::Null => "null",
            JsonKind::Bool(_) => "a boolean",
            JsonKind::Number(_) => "a number",
            JsonKind::String(_) => "a string",
            JsonKind::Array(_) => "an array",
            JsonKind::Object(_) => "an object",
        }
    }
}
