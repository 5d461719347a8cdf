//! Names of what stands within something else: fields, options and constants.
//!
//! In: the words of one owner. Out: a name for each. A word has one name everywhere, and another one only where that would
//! clash.

use std::collections::BTreeSet;

use super::{MEMBERS, Named, Naming, shared};
use crate::names::ident::Taken;
use crate::names::lock::{Entry, Section};

/// A member of a type as it was named.
pub(super) struct Member {
    section: Section,
    owner: String,
    word: String,
    ident: String,
}

/// A word that is being named.
struct Slot<'a> {
    word: &'a str,
    /// Whether the word occurs for the first time. Its repetitions are named, but the lock knows it only once.
    first: bool,
    /// The owner in whose line the name is remembered.
    owner: &'a str,
    named: Option<Named>,
}

impl Naming {
    /// The fields of an entity, the constants of an enumeration or the options of a call, in the order of their words.
    /// The owner is known by its name, or by one it had.
    pub(in crate::plan) fn members(
        &mut self,
        section: Section,
        owners: &[&str],
        words: &[&str],
        reserved: &[&str],
        rule: fn(&str) -> String,
    ) -> Vec<Named> {
        // Most calls have no options.
        if words.is_empty() {
            return Vec::new();
        }
        let owner = owners.first().copied().unwrap_or_default();
        let mut seen = BTreeSet::new();
        let mut slots: Vec<Slot> =
            words.iter().map(|word| Slot { word, first: seen.insert(*word), owner, named: None }).collect();
        let mut taken = Taken::with(reserved);
        // What the lock has for this owner comes first, then what it has for every owner, then what is new.
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
            // The lines of a type that is one with another for now stay its own.
            if self.joined.contains(owner) {
                slot.owner = owner;
            }
            taken.reserve(&entry.name);
            slot.named = Some(Named::of(entry));
        }
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
        // `Links` before `_Links`: the plain word gets the plain name.
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

    /// Writes the lines of members whose name is not the one that their word has everywhere.
    pub(super) fn lock_members(&mut self) {
        let shared: BTreeSet<_> = MEMBERS.into_iter().flat_map(|section| shared(&self.new, section)).collect();
        for Member { section, owner, word, ident } in std::mem::take(&mut self.members) {
            let usual = self.new.get(section, &word).is_some_and(|entry| entry.name == ident);
            let key = at(&word, &owner);
            // A name that two words want is remembered wherever one of them has it.
            if let Some(entry) = self.new.get_mut(section, &key) {
                entry.used = true;
            } else if !usual || shared.contains(&(section, ident.clone())) {
                self.new.insert(section, key, Entry { name: ident, was: Vec::new(), used: true });
            }
        }
    }
}

/// Leaves out former names that another member has now, or had as well.
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
