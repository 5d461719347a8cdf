//! Finds removed and added names that are probably the same item.
//!
//! In: changes that are certain. Out: the same, with pairs of a removed and an added item as one change.
//!
//! A pair is made only if both belong to no other pair. Types belong together if everything that used the old one now
//! uses the new one, or if at least four of five of their members have the same names. Methods and calls belong together
//! if they have the same request line, the same page or, in the same client, the same signature; fields and enum values
//! of one type if they have the same key, or the same type and similar names. Modules belong together if they have
//! similar members, and clients, optional parameters and features if there is only one of each.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::with_names;
use super::item::{Item, Kind, last, parent};
use super::surface::Surface;
use crate::diagnostics::{Change, ChangeKind};
use crate::text::alike;

/// Replaces pairs of a removed and an added name by one change.
pub(super) fn pair(list: &mut Vec<Change>, old: &Surface, new: &Surface) {
    for rule in [same_places, same_identity, same_members, similar] as [Rule; 4] {
        let removed = sides(list, old, ChangeKind::Removed);
        let added = sides(list, new, ChangeKind::Added);
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for one in &removed {
            let fits = |other: &&Side<'_>| one.item.kind == other.item.kind && rule(one, other, list);
            pairs.extend(added.iter().filter(fits).map(|other| (one.index, other.index)));
        }
        let (once, twice) = (counts(pairs.iter().map(|pair| pair.0)), counts(pairs.iter().map(|pair| pair.1)));
        pairs.retain(|(one, other)| once.get(one) == Some(&1) && twice.get(other) == Some(&1));
        let gone: BTreeSet<usize> = pairs.iter().map(|(_, other)| *other).collect();
        for (one, other) in pairs {
            let Some(now) = list.get(other).cloned() else { continue };
            if let Some(change) = list.get_mut(one) {
                *change =
                    Change { kind: ChangeKind::Renamed, now: now.path, at: now.at.or(change.at), ..change.clone() };
            }
        }
        let mut index = 0;
        list.retain(|_| {
            index += 1;
            !gone.contains(&(index - 1))
        });
    }
    explained(list);
}

/// Whether a removed and an added item may be the same, given all changes.
type Rule = fn(&Side<'_>, &Side<'_>, &[Change]) -> bool;

/// A removed or added item.
struct Side<'a> {
    index: usize,
    path: &'a str,
    item: &'a Item,
    surface: &'a Surface,
}

fn sides<'a>(list: &[Change], surface: &'a Surface, kind: ChangeKind) -> Vec<Side<'a>> {
    let wanted = list.iter().enumerate().filter(|(_, change)| change.kind == kind);
    let found = wanted.filter_map(|(index, change)| {
        let feature = format!("features::{}", change.path);
        let path = if change.item == Kind::Feature.word() { &feature } else { &change.path };
        let (path, item) = surface.items.get_key_value(path)?;
        Some(Side { index, path, item, surface })
    });
    found.collect()
}

fn counts(of: impl Iterator<Item = usize>) -> BTreeMap<usize, usize> {
    let mut found = BTreeMap::new();
    of.for_each(|index| *found.entry(index).or_default() += 1);
    found
}

/// Whether every type and signature that named the old type names the new one now.
fn same_places(old: &Side<'_>, new: &Side<'_>, list: &[Change]) -> bool {
    if !matches!(old.item.kind, Kind::Type | Kind::Enumeration) {
        return false;
    }
    let marked = BTreeMap::from([(last(old.path).to_owned(), "\u{1}".to_owned())]);
    let names = BTreeMap::from([(last(old.path).to_owned(), last(new.path).to_owned())]);
    let mut uses = list
        .iter()
        .filter(|change| change.kind == ChangeKind::Retyped && with_names(&change.was, &marked).contains('\u{1}'));
    let Some(first) = uses.next() else { return false };
    let fits = |change: &Change| with_names(&change.was, &names) == change.now;
    fits(first) && uses.all(fits)
}

fn same_identity(old: &Side<'_>, new: &Side<'_>, _: &[Change]) -> bool {
    let same = |one: &String, other: &String| !one.is_empty() && one == other;
    match old.item.kind {
        Kind::Method | Kind::Call => same(&old.item.route, &new.item.route) || same(&old.item.page, &new.item.page),
        Kind::Field | Kind::Constant | Kind::Parameter => {
            parent(old.path) == parent(new.path) && same(&old.item.key, &new.item.key)
        }
        _ => false,
    }
}

fn same_members(old: &Side<'_>, new: &Side<'_>, _: &[Change]) -> bool {
    if !matches!(old.item.kind, Kind::Type | Kind::Enumeration | Kind::Module) {
        return false;
    }
    let names = |side: &Side<'_>| -> BTreeSet<String> {
        // Members of the types of a module are named like the module, so only methods are compared.
        let own = side
            .surface
            .members(side.path)
            .filter(|(_, item)| old.item.kind != Kind::Module || item.kind == Kind::Method);
        own.map(|(name, _)| last(name).to_owned()).collect()
    };
    let (one, other) = (names(old), names(new));
    let common = one.intersection(&other).count();
    let is_module = old.item.kind == Kind::Module;
    common >= (if is_module { 1 } else { 2 }) && common * 5 >= one.union(&other).count() * 4
}

fn similar(old: &Side<'_>, new: &Side<'_>, _: &[Change]) -> bool {
    let near = |one: &str, other: &str| alike::distance(one, other).is_some();
    match old.item.kind {
        Kind::Method => parent(old.path) == parent(new.path) && old.item.shape == new.item.shape,
        Kind::Field => {
            parent(old.path) == parent(new.path)
                && old.item.shape == new.item.shape
                && near(last(old.path), last(new.path))
        }
        Kind::Constant => parent(old.path) == parent(new.path) && near(&old.item.key, &new.item.key),
        Kind::Client => parent(old.path) == parent(new.path),
        Kind::Parameter => parent(old.path) == parent(new.path) && old.item.shape == new.item.shape,
        Kind::Feature => true,
        _ => false,
    }
}

/// Removes changed types that only name a renamed type by its new name.
fn explained(list: &mut Vec<Change>) {
    let renamed = list.iter().filter(|change| change.kind == ChangeKind::Renamed);
    let names: BTreeMap<String, String> =
        renamed.map(|change| (last(&change.path).to_owned(), last(&change.now).to_owned())).collect();
    list.retain(|change| change.kind != ChangeKind::Retyped || with_names(&change.was, &names) != change.now);
}
