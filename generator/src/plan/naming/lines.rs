//! Matches lines of the lock with types that the docs do not name, by the places where they are used.
//!
//! In: lines of the last run and the types of this one. Out: the line of each type that has one, and lines with the
//! places of this run.
//!
//! A line belongs to the type that is used at one of its places. If there is none, it belongs to the only type under
//! the same property that has no other line. If two lines belong to one type, the first gives the name. The second line
//! is kept, and its name is an alias as long as both belong to one type. If that becomes two types again, each has its
//! old name. A run never writes a second name into a line; only people do.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::Naming;
use super::places::{NOWHERE, PLACES, is_name, split};
use super::types::{Line, Subject};
use crate::names::lock::Section;

impl Naming {
    /// Assigns the lines of a section to types that have no line yet. Returns the lines that belong to a type with
    /// another line. Types that the docs name come last. `lead` follows a place at which no type is known.
    pub(super) fn assign(
        &self,
        section: Section,
        subjects: &mut [Subject],
        lead: impl Fn(&str) -> Option<usize>,
    ) -> Vec<(Line, usize)> {
        let mut keys: BTreeSet<&str> = self.old.entries(section).map(|(key, _)| key).collect();
        let line = |key: &str| Line { section, key: key.to_owned() };
        let hits = hits(&keys, subjects, lead);
        for (key, id) in &hits {
            let free = subjects.get_mut(*id).filter(|subject| subject.line.is_none());
            if let Some(subject) = free.filter(|_| keys.contains(key)) {
                keys.remove(key);
                subject.line = Some(line(key));
            }
        }
        let joined = hits.iter().filter(|(key, _)| keys.remove(key)).map(|(key, id)| (line(key), *id)).collect();
        for (key, id) in by_property(&keys, subjects) {
            if let Some(subject) = subjects.get_mut(id).filter(|subject| subject.line.is_none())
                && keys.remove(key)
            {
                subject.line = Some(line(key));
            }
        }
        joined
    }

    /// Updates the places in the lines of a section, and adds new places up to the limit. A place is removed from a
    /// line only if another type with a line is used there and this one is not.
    pub(super) fn rekey(&mut self, section: Section, subjects: &mut [Subject]) {
        let now = by_place(subjects);
        let owned: BTreeSet<&str> = subjects.iter().filter_map(|subject| subject.key(section)).collect();
        // Lines without a type in this run are unchanged.
        let others = self.new.entries(section).filter(|(key, _)| !owned.contains(key));
        let mut used: BTreeSet<String> = others.flat_map(|(key, _)| split(key).map(str::to_owned)).collect();
        let has_line = |id: &usize| subjects.get(*id).is_some_and(|subject| subject.key(section).is_some());
        let mut lists: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        for (id, subject) in subjects.iter().enumerate() {
            let Some(key) = subject.key(section) else { continue };
            let list = lists.entry(id).or_default();
            for place in split(key).filter(|place| !place.starts_with(NOWHERE)) {
                if now.get(place).is_none_or(|ids| ids.contains(&id) || !ids.iter().any(has_line)) {
                    used.insert(place.to_owned());
                    list.insert(place.to_owned());
                }
            }
        }
        for (id, list) in &mut lists {
            for place in subjects.get(*id).into_iter().flat_map(|subject| &subject.places) {
                if (list.len() < PLACES || is_name(place)) && used.insert(place.clone()) {
                    list.insert(place.clone());
                }
            }
        }
        for (id, list) in lists {
            if let Some(line) = subjects.get_mut(id).and_then(|subject| subject.line.as_mut()) {
                self.move_line(line, list.into_iter().collect::<Vec<_>>().join(", "));
            }
        }
    }

    /// Changes the key of a line, unless the new key is empty or in use.
    fn move_line(&mut self, line: &mut Line, key: String) {
        if !key.is_empty()
            && key != line.key
            && self.new.get(line.section, &key).is_none()
            && let Some(entry) = self.new.remove(line.section, &line.key)
        {
            self.new.insert(line.section, key.clone(), entry);
            line.key = key;
        }
    }
}

/// Returns the types that are used at each place.
fn by_place(subjects: &[Subject]) -> BTreeMap<&str, BTreeSet<usize>> {
    let mut found: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (id, subject) in subjects.iter().enumerate() {
        for place in &subject.places {
            found.entry(place).or_default().insert(id);
        }
    }
    found
}

/// Returns lines and types that have places in common, those with most in common first.
fn hits<'a>(
    keys: &BTreeSet<&'a str>,
    subjects: &[Subject],
    lead: impl Fn(&str) -> Option<usize>,
) -> Vec<(&'a str, usize)> {
    let at = by_place(subjects);
    let described = |id: usize| subjects.get(id).is_some_and(|subject| subject.described);
    let mut hits = Vec::new();
    for key in keys {
        let mut count: BTreeMap<usize, usize> = BTreeMap::new();
        for place in split(key) {
            let ids = at.get(place).cloned().unwrap_or_else(|| lead(place).into_iter().collect());
            ids.into_iter().for_each(|id| *count.entry(id).or_default() += 1);
        }
        hits.extend(count.into_iter().map(|(id, count)| (Reverse(count), described(id), *key, id)));
    }
    hits.sort();
    hits.into_iter().map(|(_, _, key, id)| (key, id)).collect()
}

/// Returns pairs of a line and a type without a line that are the only ones with a place under some property.
fn by_property<'a>(keys: &BTreeSet<&'a str>, subjects: &[Subject]) -> Vec<(&'a str, usize)> {
    let property = |place: &str| place.rsplit_once('.').map(|(_, property)| property.to_owned());
    let mut lines: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for key in keys {
        split(key).filter_map(property).for_each(|property| {
            lines.entry(property).or_default().insert(key);
        });
    }
    let mut types: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (id, subject) in subjects.iter().enumerate().filter(|(_, it)| it.line.is_none() && !it.described) {
        subject.places.iter().filter_map(|place| property(place)).for_each(|property| {
            types.entry(property).or_default().insert(id);
        });
    }
    let only = |(property, ids): (String, BTreeSet<usize>)| {
        let lines = lines.get(&property).filter(|lines| lines.len() == 1 && ids.len() == 1)?;
        Some((*lines.first()?, *ids.first()?))
    };
    types.into_iter().filter_map(only).collect()
}
