//! Resources and agents that only one version documents.
//!
//! In: the operations that were removed and added. Out: the resources of which one version has every operation and the
//! other has none. Most often, one of the versions is only a part of the docs.

use std::collections::{BTreeMap, BTreeSet};

use super::DriftKind;
use super::pairs::Pairs;
use crate::model::{Api, Operation};

/// A resource or an agent that only one version documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DriftResource {
    /// Whether it was removed or added: the kind of the changes of its operations.
    pub kind: DriftKind,
    /// The part of the uids that its operations have in common.
    pub name: String,
    /// The number of its operations.
    pub operations: usize,
}

/// The part of a uid that the operations of a resource or an agent have in common.
pub(super) fn name(uid: &str) -> &str {
    uid.split_once('_').map_or(uid, |(name, _)| name)
}

pub(super) fn resources(pairs: &Pairs<'_>, (old, new): (&Api, &Api)) -> Vec<DriftResource> {
    let mut found = of(DriftKind::OperationRemoved, &pairs.removed, new);
    found.extend(of(DriftKind::OperationAdded, &pairs.added, old));
    found
}

fn of(kind: DriftKind, operations: &[&Operation], other: &Api) -> Vec<DriftResource> {
    let known: BTreeSet<&str> = other.operations.iter().map(|one| name(&one.uid.value)).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for resource in operations.iter().map(|one| name(&one.uid.value)).filter(|name| !known.contains(name)) {
        *counts.entry(resource).or_default() += 1;
    }
    counts.into_iter().map(|(name, operations)| DriftResource { kind, name: name.to_owned(), operations }).collect()
}
