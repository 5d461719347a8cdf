//! Names members: fields, optional parameters and constants.
//!
//! In: the API names of one owner's members. Out: a Rust name for each. An API name has the same Rust name in all
//! owners, except where that would clash with another member.

use std::collections::BTreeSet;

use super::{MEMBERS, Named, Naming, shared};
use crate::names::ident::Taken;
use crate::names::lock::{Entry, Section};

/// A member and the name it was given.
pub(super) struct Member {
    section: Section,
    owner: String,
    word: String,
    ident: String,
}

/// A member that is being named.
struct Slot<'a> {
    word: &'a str,
    /// Whether the API name occurs for the first time in the owner. Repetitions are named too, but have no line in the
    /// lock.
    first: bool,
    /// The owner in whose line the name is recorded.
    owner: &'a str,
    named: Option<Named>,
}

impl Naming {
    /// Names the fields of an entity, the constants of an enumeration or the optional parameters of a call, in their
    /// order. Lines of the lock name the owner by its current name or an earlier one.
    pub(in crate::plan) fn members(
        &mut self,
        section: Section,
        owners: &[&str],
        words: &[&str],
        reserved: &[&str],
        rule: fn(&str) -> String,
    ) -> Vec<Named> {
        // Most calls have no optional parameters.
        if words.is_empty() {
            return Vec::new();
        }
        let owner = owners.first().copied().unwrap_or_default();
        let mut seen = BTreeSet::new();
        let mut slots: Vec<Slot> =
            words.iter().map(|word| Slot { word, first: seen.insert(*word), owner, named: None }).collect();
        let mut taken = Taken::with(reserved);
        // Lines for this owner come first, then lines for all owners, then new members.
        self.locked_for_owner(section, owners, &mut slots, &mut taken);
        self.locked_for_all(section, &mut slots, &mut taken);
        self.new_members(section, &mut slots, &mut taken, rule);
        self.members.extend(slots.iter().filter(|slot| slot.first).filter_map(|slot| {
            let ident = slot.named.as_ref()?.ident.as_str().to_owned();
            Some(Member { section, owner: slot.owner.to_owned(), word: slot.word.to_owned(), ident })
        }));
        without_clashes(slots.into_iter().filter_map(|slot| slot.named).collect())
    }

    fn locked_for_owner<'a>(&self, section: Section, owners: &[&'a str], slots: &mut [Slot<'a>], taken: &mut Taken) {
        for slot in slots.iter_mut().filter(|slot| slot.first) {
            let line = owners.iter().find_map(|owner| Some((*owner, self.old.get(section, &at(slot.word, owner))?)));
            let Some((owner, entry)) = line.filter(|(_, entry)| !taken.has(&entry.name)) else { continue };
            // A type that is currently merged with another keeps its own lines.
            if self.joined.contains(owner) {
                slot.owner = owner;
            }
            taken.reserve(&entry.name);
            slot.named = Some(Named::of(&self.with_common_aliases(section, slot.word, entry)));
        }
        // A member that no page describes now keeps its name in its owner.
        let present: BTreeSet<&str> = slots.iter().map(|slot| slot.word).collect();
        for owner in owners {
            for (word, name) in self.owned.get(&(section, (*owner).to_owned())).into_iter().flatten() {
                if !present.contains(word.as_str()) {
                    taken.reserve(name);
                }
            }
        }
    }

    /// Returns the line of a member for one owner with the earlier names in the line for all owners, if both have the
    /// same name: a run writes a line for one owner without earlier names, and people edit the line for all.
    fn with_common_aliases(&self, section: Section, word: &str, entry: &Entry) -> Entry {
        let mut entry = entry.clone();
        let common = self.old.get(section, word).filter(|common| common.name == entry.name);
        for old in common.into_iter().flat_map(|common| &common.was) {
            if *old != entry.name && !entry.was.contains(old) {
                entry.was.push(old.clone());
            }
        }
        entry
    }

    fn locked_for_all(&self, section: Section, slots: &mut [Slot], taken: &mut Taken) {
        for slot in slots.iter_mut().filter(|slot| slot.first && slot.named.is_none()) {
            let line = self.old.get(section, slot.word).filter(|entry| !taken.has(&entry.name));
            if let Some(entry) = line.filter(|entry| !self.shared.contains(&(section, entry.name.clone()))) {
                taken.reserve(&entry.name);
                slot.named = Some(Named::of(entry));
            }
        }
    }

    fn new_members(&mut self, section: Section, slots: &mut [Slot], taken: &mut Taken, rule: fn(&str) -> String) {
        // `Links` before `_Links`, so that the plain API name gets the plain Rust name.
        let mut order: Vec<&mut Slot> = slots.iter_mut().collect();
        order.sort_by_key(|slot| !slot.word.chars().all(char::is_alphanumeric));
        for slot in order {
            let usual = match self.keep(section, slot.word) {
                Some(named) => named,
                None => {
                    let ident = Taken::with(section.reserved()).ident(rule(slot.word));
                    self.add(section, slot.word.to_owned(), ident.as_str())
                }
            };
            if slot.named.is_none() {
                let ident = taken.ident(usual.ident.as_str().to_owned());
                let was = if ident == usual.ident { usual.was.clone() } else { Vec::new() };
                slot.named = Some(Named { ident, was, ..usual });
            }
        }
    }

    /// Writes a separate line for each member whose name differs from the common name of its API name.
    pub(super) fn lock_members(&mut self) {
        let shared: BTreeSet<_> = MEMBERS.into_iter().flat_map(|section| shared(&self.new, section)).collect();
        for Member { section, owner, word, ident } in std::mem::take(&mut self.members) {
            let usual = self.new.get(section, &word).is_some_and(|entry| entry.name == ident);
            let key = at(&word, &owner);
            // A name that two API names have in common is recorded for each owner.
            if let Some(entry) = self.new.get_mut(section, &key) {
                entry.used = true;
            } else if !usual || shared.contains(&(section, ident.clone())) {
                self.new.insert(section, key, Entry { name: ident, was: Vec::new(), used: true });
            }
        }
    }
}

/// Removes earlier names that another member has now, or had too.
fn without_clashes(mut found: Vec<Named>) -> Vec<Named> {
    let now: BTreeSet<String> = found.iter().map(|named| named.ident.as_str().to_owned()).collect();
    let mut aliases = BTreeSet::new();
    for named in &mut found {
        named.was.retain(|old| !now.contains(old.as_str()) && aliases.insert(old.as_str().to_owned()));
    }
    found
}

fn at(word: &str, owner: &str) -> String {
    format!("{word} of {owner}")
}
