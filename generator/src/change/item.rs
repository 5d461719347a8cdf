//! An item of the public surface.

use std::collections::BTreeSet;

/// The kind of an item, the most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Module,
    Type,
    Field,
    Enumeration,
    Constant,
    Client,
    Method,
    Call,
    Parameter,
    Alias,
    Feature,
}

impl Kind {
    const ALL: [Self; 11] = [
        Self::Module,
        Self::Type,
        Self::Field,
        Self::Enumeration,
        Self::Constant,
        Self::Client,
        Self::Method,
        Self::Call,
        Self::Parameter,
        Self::Alias,
        Self::Feature,
    ];

    /// The position of a kind in the list of kinds.
    pub(super) fn order(word: &str) -> usize {
        Self::ALL.iter().position(|kind| kind.word() == word).unwrap_or(Self::ALL.len())
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Feature => "feature",
            Self::Module => "module",
            Self::Type => "type",
            Self::Field => "field",
            Self::Enumeration => "enumeration",
            Self::Constant => "enum value",
            Self::Client => "client",
            Self::Method => "method",
            Self::Call => "call",
            Self::Parameter => "optional parameter",
            Self::Alias => "deprecated alias",
        }
    }
}

/// An item of the public surface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) kind: Kind,
    /// Its type or signature.
    pub(super) shape: String,
    /// Its name in the docs: the key of a field, the value of a constant.
    pub(super) key: String,
    /// The position of a field in its owner.
    pub(super) position: usize,
    /// The page of a method, as in `rest/Contact/v1Contact_Get`.
    pub(super) page: String,
    /// The request line of a method.
    pub(super) route: String,
    /// The current name, if this is a deprecated alias inside a type.
    pub(super) alias: Option<String>,
}

impl Item {
    pub(super) fn new(kind: Kind, shape: String) -> Self {
        let empty = String::new;
        Self { kind, shape, key: empty(), position: 0, page: empty(), route: empty(), alias: None }
    }
}

/// The features that enable an item; `None` if it is always compiled.
pub(super) type Gate = Option<BTreeSet<String>>;

/// The last part of a path.
pub(super) fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// The path without its last part.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once("::").map_or("", |(parent, _)| parent)
}
