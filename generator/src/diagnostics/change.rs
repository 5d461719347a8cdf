//! Changes of the public names of a crate, from one run to the next.
//!
//! Plain data. The room `change` finds the changes, and `render` prints them.

use std::collections::BTreeMap;

use crate::source::Span;

/// The kind of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// A public name was removed and has no alias.
    Removed,
    /// A public name was removed, and one new name is probably the same item.
    Renamed,
    /// The same name has another type or signature.
    Retyped,
    /// An item needs other cargo features than before.
    Regated,
    /// A name became a deprecated alias of a new name.
    Deprecated,
    /// A name is new.
    Added,
}

impl ChangeKind {
    /// Every kind, the most important first.
    pub const ALL: [Self; 6] =
        [Self::Removed, Self::Renamed, Self::Retyped, Self::Regated, Self::Deprecated, Self::Added];

    /// The word for people and for machines.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Renamed => "probably-renamed",
            Self::Retyped => "retyped",
            Self::Regated => "feature-changed",
            Self::Deprecated => "renamed",
            Self::Added => "added",
        }
    }

    /// Whether it can break the build of a user of the crate.
    #[must_use]
    pub fn is_breaking(self) -> bool {
        !matches!(self, Self::Deprecated | Self::Added)
    }
}

/// A change of one public name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What happened to the name.
    pub kind: ChangeKind,
    /// The kind of item, such as `type` or `method`.
    pub item: &'static str,
    /// The path in the crate, such as `entities::Contact::name`.
    pub path: String,
    /// The type or signature before; empty for an item without one.
    pub was: String,
    /// The type or signature now, or the new path of a renamed item.
    pub now: String,
    /// The place in the docs that describes it now.
    pub at: Option<Span>,
    /// The page in the old documentation, if no page describes it now.
    pub page: String,
    /// The edit of `names.lock` that keeps the old name.
    pub keep: Option<LockEdit>,
}

/// An edit of `names.lock`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockEdit {
    /// The section of both lines.
    pub section: &'static str,
    /// The line to delete, if any.
    pub remove: Option<String>,
    /// The line to add, in place of another with the same key.
    pub add: String,
}

/// All changes of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// The changes, the most important first, then by kind of item and path.
    pub list: Vec<Change>,
    /// Whether an older crate was there to compare with.
    pub compared: bool,
    /// Files of the last run that are missing or edited, so that their names are unknown.
    pub unknown: usize,
}

impl Changes {
    /// The number of changes of a kind.
    #[must_use]
    pub fn count(&self, kind: ChangeKind) -> usize {
        self.list.iter().filter(|change| change.kind == kind).count()
    }

    /// Whether any change takes a name away or changes its type.
    #[must_use]
    pub fn is_breaking(&self) -> bool {
        self.list.iter().any(|change| change.kind.is_breaking())
    }
}

/// Where the docs describe what is generated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// Operations by uid.
    pub operations: BTreeMap<String, Span>,
    /// Types by name.
    pub types: BTreeMap<String, Span>,
    /// The fields of types, in their order.
    pub members: BTreeMap<String, Vec<Option<Span>>>,
}
