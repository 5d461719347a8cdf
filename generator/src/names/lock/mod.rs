//! Names that never change: a map from API names to Rust names, stored as text that people can edit.
//!
//! In: the text of the file, or nothing. Out: a [`Lock`], or an error with line and column; and the text of a lock.
//! Knows nothing about the model: `naming` decides what a lock holds.

use std::collections::BTreeMap;
use std::ops::Bound;

mod operation;
mod scan;
mod text;

pub(crate) use operation::{controller, operation_key, uid_and_route};
pub use text::LockError;
pub(crate) use text::operations;

/// The name of the file within the output folder.
pub const FILE: &str = "names.lock";

/// Kinds of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the header of the file explains them")]
pub enum Section {
    Types,
    Unnamed,
    Enums,
    Constants,
    Fields,
    Options,
    Modules,
    Clients,
    Features,
    Methods,
}

impl Section {
    /// All sections, in the order of the file.
    pub(crate) const ALL: [Self; 10] = [
        Self::Types,
        Self::Unnamed,
        Self::Enums,
        Self::Constants,
        Self::Fields,
        Self::Options,
        Self::Modules,
        Self::Clients,
        Self::Features,
        Self::Methods,
    ];

    /// The name of the section in the file.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Types => "types",
            Self::Unnamed => "unnamed",
            Self::Enums => "enums",
            Self::Constants => "constants",
            Self::Fields => "fields",
            Self::Options => "options",
            Self::Modules => "modules",
            Self::Clients => "clients",
            Self::Features => "features",
            Self::Methods => "methods",
        }
    }

    /// Names that generated code uses for something else.
    pub(crate) fn reserved(self) -> &'static [&'static str] {
        match self {
            Self::Types | Self::Unnamed | Self::Enums => super::reserved::TYPES,
            Self::Constants => &["KNOWN"],
            Self::Fields => &["extra"],
            Self::Options => super::reserved::CALL_METHODS,
            // The methods of `Client` and of the router of the whole API, which have a method for each module too.
            Self::Modules => &["new", "http", "online", "onsite", "body_limit", "default", "operations", "router"],
            Self::Clients => &["Client"],
            Self::Features => super::reserved::FEATURES,
            Self::Methods => &["new"],
        }
    }

    /// The scope in which a name must be unique: all types share a scope, the methods of each client have their own.
    fn scope(self, key: &str) -> Option<(u8, &str)> {
        match self {
            Self::Types | Self::Unnamed | Self::Enums => Some((0, "")),
            Self::Modules => Some((1, "")),
            Self::Clients => Some((2, "")),
            Self::Features => Some((3, "")),
            Self::Methods => Some((4, controller(key))),
            Self::Constants => key.rsplit_once(" of ").map(|(_, owner)| (5, owner)),
            Self::Fields => key.rsplit_once(" of ").map(|(_, owner)| (6, owner)),
            Self::Options => key.rsplit_once(" of ").map(|(_, owner)| (7, owner)),
        }
    }
}

/// A name and its former names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// The name.
    pub name: String,
    /// Former names, which become deprecated aliases.
    pub was: Vec<String>,
    /// Whether the pages of this run describe it.
    pub used: bool,
}

/// All names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lock {
    sections: BTreeMap<Section, BTreeMap<String, Entry>>,
}

impl Lock {
    /// The number of names.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sections.values().map(BTreeMap::len).sum()
    }

    /// Whether it holds no names.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The name of an identity, if it has one.
    #[must_use]
    pub fn get(&self, section: Section, key: &str) -> Option<&Entry> {
        self.sections.get(&section)?.get(key)
    }

    /// The names of a section with their identities, sorted by identity.
    pub fn entries(&self, section: Section) -> impl Iterator<Item = (&str, &Entry)> {
        self.sections.get(&section).into_iter().flatten().map(|(key, entry)| (key.as_str(), entry))
    }

    /// The names of a section whose identities start with the same text.
    pub(crate) fn entries_of<'a>(
        &'a self,
        section: Section,
        start: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a Entry)> {
        let from = (Bound::Included(start), Bound::Unbounded);
        let entries = self.sections.get(&section).into_iter().flat_map(move |entries| entries.range::<str, _>(from));
        entries.map(|(key, entry)| (key.as_str(), entry)).take_while(move |(key, _)| key.starts_with(start))
    }

    pub(crate) fn get_mut(&mut self, section: Section, key: &str) -> Option<&mut Entry> {
        self.sections.get_mut(&section)?.get_mut(key)
    }

    pub(crate) fn insert(&mut self, section: Section, key: String, entry: Entry) {
        self.sections.entry(section).or_default().insert(key, entry);
    }

    pub(crate) fn remove(&mut self, section: Section, key: &str) -> Option<Entry> {
        self.sections.get_mut(&section)?.remove(key)
    }

    /// Changes the key of a line, unless another line has the new key.
    pub(crate) fn rename(&mut self, section: Section, old: &str, new: String) {
        if self.get(section, &new).is_none()
            && let Some(entry) = self.remove(section, old)
        {
            self.insert(section, new, entry);
        }
    }

    pub(crate) fn all_unused(&mut self) {
        self.sections.values_mut().flat_map(BTreeMap::values_mut).for_each(|entry| entry.used = false);
    }
}
