//! The imports of a file.
//!
//! In: the types that the items of a file mention. Out: the paths of its `use` lines.

use std::collections::BTreeSet;

use super::text::RustText;
use crate::names::ident::Ident;

/// The names that the items of a file use and must import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uses {
    /// Entities of this crate.
    pub entities: BTreeSet<Ident>,
    /// Enumerations of this crate.
    pub enums: BTreeSet<Ident>,
    /// Items of the runtime.
    pub runtime: BTreeSet<&'static str>,
    /// Whether `BTreeMap` occurs.
    pub map: bool,
}

impl Uses {
    /// Adds all names of `other`.
    pub fn add(&mut self, other: &Self) {
        self.entities.extend(other.entities.iter().cloned());
        self.enums.extend(other.enums.iter().cloned());
        self.runtime.extend(other.runtime.iter().copied());
        self.map |= other.map;
    }

    /// Returns the imports of a file. `entities` is the path of the entities, and `own` lists those that the file
    /// defines itself. Paths begin with `super`, so that they are also valid if a build script includes the code as a
    /// module.
    #[must_use]
    pub(super) fn lines(&self, entities: &RustText, own: &[&Ident]) -> Vec<RustText> {
        let runtime: Vec<Ident> = self.runtime.iter().map(|word| Ident::of(word)).collect();
        let types = self.entities.iter().filter(|ident| !own.contains(ident));
        [
            self.map.then(|| RustText::fixed("std::collections::BTreeMap")),
            RustText::imports(&RustText::fixed("superoffice_runtime"), &runtime),
            RustText::imports(entities, types),
            RustText::imports(&RustText::fixed("super::super::enums"), &self.enums),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
