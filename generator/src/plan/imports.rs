//! What a file imports.
//!
//! In: the types that the items of a file mention. Out: what follows `use`, one text per line.

use std::collections::BTreeSet;

use super::text::RustText;
use crate::names::ident::Ident;

/// What the types of a file refer to, for its `use` lines.
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
    /// Whether `serde_json::Value` occurs.
    pub value: bool,
}

impl Uses {
    /// Takes over what another place refers to.
    pub fn add(&mut self, other: &Self) {
        self.entities.extend(other.entities.iter().cloned());
        self.enums.extend(other.enums.iter().cloned());
        self.runtime.extend(other.runtime.iter().copied());
        self.map |= other.map;
        self.value |= other.value;
    }

    /// The imports of a file that finds the entities under `entities` and does not need to import its `own` ones. Paths
    /// begin with `super`, so that they also hold where a build script includes the crate as a module.
    #[must_use]
    pub(super) fn lines(&self, entities: &RustText, own: &[&Ident]) -> Vec<RustText> {
        let runtime: Vec<Ident> = self.runtime.iter().map(|word| Ident::of(word)).collect();
        let types = self.entities.iter().filter(|ident| !own.contains(ident));
        [
            self.map.then(|| RustText::fixed("std::collections::BTreeMap")),
            RustText::imports(&RustText::fixed("superoffice_runtime"), &runtime),
            self.value.then(|| RustText::fixed("superoffice_runtime::serde_json::Value")),
            RustText::imports(entities, types),
            RustText::imports(&RustText::fixed("super::super::enums"), &self.enums),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
