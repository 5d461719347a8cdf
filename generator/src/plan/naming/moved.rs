//! Moves the lines of the lock to the uids of this run.
//!
//! In: the lock of the last run and the operations of this one. Out: the same names under the keys of this run.
//!
//! An operation is found by its uid. If no line has its uid, it is found by its route, in a line whose uid no page has
//! now: only the uid changed, so everything that the lock names by the old uid keeps its name. If all operations of a
//! resource come from one other resource, which no page has now, the resource keeps its names too. Where two lines or
//! two operations have the same route, the route identifies neither.

use std::collections::{BTreeMap, BTreeSet};

use super::places::split;
use crate::model::Operation;
use crate::names::lock::{Lock, Section, controller, operation_key, uid_and_route};
use crate::plan::leads::escaped;

/// Returns the lock with the keys of this run.
pub(super) fn moved(lock: &Lock, operations: &[Operation]) -> Lock {
    let mut lock = lock.clone();
    let pairs = pairs(&lock, operations);
    move_methods(&mut lock, operations, &pairs);
    if !pairs.is_empty() {
        move_controllers(&mut lock, operations, &pairs);
        move_places(&mut lock, &pairs);
        move_options(&mut lock, &pairs);
    }
    lock
}

fn key_of(operation: &Operation) -> String {
    operation_key(&operation.uid.value, operation.method.as_str(), &operation.path.value)
}

/// Returns the uids that changed, from the old one to the new one.
fn pairs(lock: &Lock, operations: &[Operation]) -> BTreeMap<String, String> {
    let here: BTreeSet<&str> = operations.iter().map(|operation| operation.uid.value.as_str()).collect();
    let mut known = BTreeSet::new();
    let mut lines: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (uid, route) in lock.entries(Section::Methods).map(|(key, _)| uid_and_route(key)) {
        known.insert(uid);
        // Servers do not distinguish upper and lower case in a path.
        if let Some(route) = route.filter(|_| !here.contains(uid)) {
            lines.entry(route.to_ascii_lowercase()).or_default().push(uid);
        }
    }
    let mut routes: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for operation in operations.iter().filter(|operation| !known.contains(operation.uid.value.as_str())) {
        let key = key_of(operation);
        if let Some(route) = uid_and_route(&key).1 {
            routes.entry(route.to_ascii_lowercase()).or_default().push(&operation.uid.value);
        }
    }
    let pair = |(route, new): (String, Vec<&str>)| match (lines.get(&route)?.as_slice(), new.as_slice()) {
        ([old], [new]) => Some(((*old).to_owned(), (*new).to_owned())),
        _ => None,
    };
    routes.into_iter().filter_map(pair).collect()
}

/// Gives the lines of operations their current uid and route.
fn move_methods(lock: &mut Lock, operations: &[Operation], pairs: &BTreeMap<String, String>) {
    let keys: BTreeMap<&str, String> =
        operations.iter().map(|operation| (operation.uid.value.as_str(), key_of(operation))).collect();
    let mut moves = Vec::new();
    for (key, _) in lock.entries(Section::Methods) {
        let (uid, _) = uid_and_route(key);
        if let Some(now) = keys.get(pairs.get(uid).map_or(uid, String::as_str)).filter(|now| *now != key) {
            moves.push((key.to_owned(), now.clone()));
        }
    }
    for (old, new) in moves {
        if controller(&old) == controller(&new) || is_free(lock, &old, controller(&new)) {
            lock.rename(Section::Methods, &old, new);
        }
    }
}

/// Whether no line of another client has a name of this line.
fn is_free(lock: &Lock, key: &str, owner: &str) -> bool {
    let names = |key: &str| {
        let entry = lock.get(Section::Methods, key);
        entry.into_iter().flat_map(|entry| std::iter::once(&entry.name).chain(&entry.was))
    };
    let own: BTreeSet<&String> = names(key).collect();
    let others = lock.entries_of(Section::Methods, owner).filter(|(other, _)| controller(other) == owner);
    !others.flat_map(|(other, _)| names(other)).any(|name| own.contains(name))
}

/// Moves the module, client and feature of a resource whose operations all have new uids.
fn move_controllers(lock: &mut Lock, operations: &[Operation], pairs: &BTreeMap<String, String>) {
    let here: BTreeSet<&str> = operations.iter().map(|operation| operation.controller.as_str()).collect();
    let by_uid: BTreeMap<&str, &str> =
        operations.iter().map(|operation| (operation.uid.value.as_str(), operation.controller.as_str())).collect();
    let mut from: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut to: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (old, new) in pairs {
        if let (Some(new), Some(old)) = (by_uid.get(new.as_str()), resource(lock, old)) {
            from.entry(new).or_default().insert(old.clone());
            to.entry(old).or_default().insert(new);
        }
    }
    for (new, olds) in from {
        let Some(old) = olds.first().filter(|old| olds.len() == 1 && !here.contains(old.as_str())) else { continue };
        if to.get(old).is_some_and(|news| news.len() == 1) {
            for section in [Section::Modules, Section::Clients, Section::Features] {
                lock.rename(section, old, new.to_owned());
            }
        }
    }
}

/// Returns the resource or agent of a uid, as the lock names it: without the version before it.
fn resource(lock: &Lock, uid: &str) -> Option<String> {
    let controller = controller(uid);
    let is_version = |text: &str| {
        text.is_empty() || text.strip_prefix('v').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let mut keys = lock.entries(Section::Modules).map(|(key, _)| key);
    keys.find(|key| controller.strip_suffix(key).is_some_and(is_version)).map(str::to_owned)
}

/// Changes the uids in the places of types that the docs do not name.
fn move_places(lock: &mut Lock, pairs: &BTreeMap<String, String>) {
    let pairs: BTreeMap<String, String> = pairs.iter().map(|(old, new)| (escaped(old), escaped(new))).collect();
    for section in [Section::Unnamed, Section::Enums] {
        let mut moves = Vec::new();
        for (key, _) in lock.entries(section) {
            let places = split(key).map(|place| {
                let (uid, rest) = place.split_at(place.find([' ', '?']).unwrap_or_default());
                pairs.get(uid).map_or_else(|| place.to_owned(), |new| format!("{new}{rest}"))
            });
            let places: Vec<String> = places.collect::<BTreeSet<_>>().into_iter().collect();
            moves.push((key.to_owned(), places.join(", ")));
        }
        for (old, new) in moves.into_iter().filter(|(old, new)| old != new) {
            lock.rename(section, &old, new);
        }
    }
}

/// Changes the uids in the lines of optional parameters.
fn move_options(lock: &mut Lock, pairs: &BTreeMap<String, String>) {
    let moves = lock.entries(Section::Options).filter_map(|(key, _)| {
        let (name, uid) = key.rsplit_once(" of ")?;
        Some((key.to_owned(), format!("{name} of {}", pairs.get(uid)?)))
    });
    for (old, new) in moves.collect::<Vec<_>>() {
        lock.rename(Section::Options, &old, new);
    }
}
