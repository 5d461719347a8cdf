//! Pairs the operations of two versions.
//!
//! In: two models. Out: pairs of operations, and those without a partner. Two operations are the same if they
//! have the same uid, or else the same verb and path.

use std::collections::BTreeMap;

use crate::model::{Api, Method, Operation};

/// The operations of two versions.
pub(super) struct Pairs<'a> {
    /// The same operation in both versions.
    pub(super) both: Vec<(&'a Operation, &'a Operation)>,
    pub(super) removed: Vec<&'a Operation>,
    pub(super) added: Vec<&'a Operation>,
}

/// The verb and the path without the names of placeholders, which callers do not see.
pub(super) fn route(operation: &Operation) -> (Method, String) {
    let path = operation.path.value.to_ascii_lowercase();
    let parts: Vec<&str> = path.split('/').map(|part| if part.contains('{') { "{}" } else { part }).collect();
    (operation.method, parts.join("/"))
}

pub(super) fn pairs<'a>(old: &'a Api, new: &'a Api) -> Pairs<'a> {
    let mut both = Vec::new();
    let (mut removed, mut added): (Vec<&Operation>, Vec<&Operation>) = (Vec::new(), Vec::new());
    for operation in &old.operations {
        match new.operation(&operation.uid.value) {
            Some(now) => both.push((operation, now)),
            None => removed.push(operation),
        }
    }
    added.extend(new.operations.iter().filter(|operation| old.operation(&operation.uid.value).is_none()));
    // Routes that differ only in the names of placeholders are told apart by the exact path first.
    for exact in [true, false] {
        let key = |operation: &Operation| match exact {
            true => (operation.method, operation.path.value.to_ascii_lowercase()),
            false => route(operation),
        };
        let mut by_route: BTreeMap<_, Vec<&Operation>> = BTreeMap::new();
        for operation in &added {
            by_route.entry(key(operation)).or_default().push(operation);
        }
        removed.retain(|operation| {
            let Some(now) = by_route.get_mut(&key(operation)).and_then(Vec::pop) else { return true };
            added.retain(|other| !std::ptr::eq(*other, now));
            both.push((operation, now));
            false
        });
    }
    Pairs { both, removed, added }
}
