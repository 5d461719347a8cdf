//! Decides every public name: the name in the lock, or a new one by rule that no line of the lock uses.
//!
//! In: the model and the [`Lock`] of the last run. Out: names, earlier names, and the lock of this run. Items with a
//! line in the lock keep their names; the others are named afterwards.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Operation;
use crate::names::ident::{Ident, Taken};
use crate::names::lock::{Entry, Lock, Section, controller};
use crate::plan::types::TypeNames;

mod lines;
mod members;
mod moved;
mod places;
mod types;

use members::Member;

/// The sections of members, whose names are unique within their owner only.
const MEMBERS: [Section; 3] = [Section::Fields, Section::Options, Section::Constants];

/// A name and the earlier names of the same item.
#[derive(Debug, Clone)]
pub(super) struct Named {
    /// The name as text, because features are not identifiers.
    pub(super) name: String,
    pub(super) were: Vec<String>,
    pub(super) ident: Ident,
    pub(super) was: Vec<Ident>,
}

impl Named {
    fn of(entry: &Entry) -> Self {
        Self {
            name: entry.name.clone(),
            were: entry.was.clone(),
            ident: Ident::of(&entry.name),
            was: entry.was.iter().map(|name| Ident::of(name)).collect(),
        }
    }
}

/// The names of all types.
pub(super) struct Types {
    pub(super) names: TypeNames,
    pub(super) entities_were: Vec<Vec<Ident>>,
    pub(super) enums_were: Vec<Vec<Ident>>,
}

/// The names decided so far.
pub(super) struct Naming {
    old: Lock,
    new: Lock,
    /// Rust names that members with different API names had in common in the last run.
    shared: BTreeSet<(Section, String)>,
    /// The members that have a line for one owner, with their names in it.
    owned: BTreeMap<(Section, String), Vec<(String, String)>>,
    members: Vec<Member>,
    /// Names in lines whose type belongs to another line in this run.
    joined: BTreeSet<String>,
}

impl Naming {
    pub(super) fn new(lock: &Lock, operations: &[Operation]) -> Self {
        let old = moved::moved(lock, operations);
        let mut new = old.clone();
        new.all_unused();
        let shared = MEMBERS.into_iter().flat_map(|section| shared(&old, section)).collect();
        let owned = owned(&old);
        Self { shared, old, new, owned, members: Vec::new(), joined: BTreeSet::new() }
    }

    /// Returns the lock of this run.
    pub(super) fn finish(mut self) -> Lock {
        self.lock_members();
        self.new
    }

    fn keep(&mut self, section: Section, key: &str) -> Option<Named> {
        let entry = self.new.get_mut(section, key)?;
        entry.used = true;
        Some(Named::of(entry))
    }

    fn add(&mut self, section: Section, key: String, name: &str) -> Named {
        let entry = Entry { name: name.to_owned(), was: Vec::new(), used: true };
        let named = Named::of(&entry);
        self.new.insert(section, key, entry);
        named
    }

    /// Returns the current and earlier names in the lines of some sections.
    fn taken(&self, sections: &[Section]) -> Taken {
        let mut taken = Taken::default();
        for section in sections {
            section.reserved().iter().for_each(|name| taken.reserve(name));
            for (_, entry) in self.old.entries(*section) {
                std::iter::once(&entry.name).chain(&entry.was).for_each(|name| taken.reserve(name));
            }
        }
        taken
    }

    /// Names the items of one scope. Items in the lock come first. Each of the others gets the first of its possible
    /// names that is free.
    fn settle(&mut self, section: Section, taken: &mut Taken, items: &[(String, Vec<String>)]) -> Vec<Named> {
        let mut named: Vec<Option<Named>> = items.iter().map(|(key, _)| self.keep(section, key)).collect();
        for ((key, wishes), slot) in items.iter().zip(&mut named) {
            if slot.is_none() {
                let ident = first_free(section, taken, wishes);
                *slot = Some(self.add(section, key.clone(), &ident));
            }
        }
        named.into_iter().flatten().collect()
    }

    /// Names the modules, clients or features of all controllers.
    pub(super) fn controllers(&mut self, section: Section, items: &[(String, Vec<String>)]) -> Vec<Named> {
        let mut taken = self.taken(&[section]);
        self.settle(section, &mut taken, items)
    }

    /// Names the methods of one controller. Earlier ones in the list choose first.
    pub(super) fn methods(&mut self, items: &[(String, Vec<String>)]) -> Vec<Named> {
        let owner = items.first().map(|(key, _)| controller(key).to_owned()).unwrap_or_default();
        let mut taken = Taken::with(Section::Methods.reserved());
        for (_, entry) in self.old.entries_of(Section::Methods, &owner).filter(|(key, _)| controller(key) == owner) {
            std::iter::once(&entry.name).chain(&entry.was).for_each(|name| taken.reserve(name));
        }
        self.settle(Section::Methods, &mut taken, items)
    }
}

fn owned(lock: &Lock) -> BTreeMap<(Section, String), Vec<(String, String)>> {
    let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for section in MEMBERS {
        for (key, entry) in lock.entries(section) {
            if let Some((word, owner)) = key.rsplit_once(" of ") {
                found.entry((section, owner.to_owned())).or_default().push((word.to_owned(), entry.name.clone()));
            }
        }
    }
    found
}

fn shared(lock: &Lock, section: Section) -> Vec<(Section, String)> {
    let mut words: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, entry) in lock.entries(section).filter(|(key, _)| !key.contains(" of ")) {
        *words.entry(&entry.name).or_default() += 1;
    }
    words.into_iter().filter(|(_, count)| *count > 1).map(|(name, _)| (section, name.to_owned())).collect()
}

fn first_free(section: Section, taken: &mut Taken, wishes: &[String]) -> String {
    if section == Section::Features {
        return free_feature(taken, wishes);
    }
    let free = wishes.iter().map(|wish| Ident::of(wish)).find(|wish| !taken.has(wish.as_str()));
    let last = wishes.last().cloned().unwrap_or_default();
    let ident = match (free, section) {
        (Some(ident), _) => taken.ident(ident.as_str().to_owned()),
        (None, Section::Modules | Section::Methods) => taken.ident(last),
        (None, _) => taken.type_ident(last),
    };
    ident.as_str().to_owned()
}

fn free_feature(taken: &mut Taken, wishes: &[String]) -> String {
    let wish = wishes.first().map(|wish| wish.trim_start_matches('-')).filter(|wish| !wish.is_empty());
    let mut name = wish.unwrap_or("unnamed").to_owned();
    if Section::Features.reserved().contains(&name.as_str()) {
        // The name is reserved by cargo or by this crate.
        name = format!("resource-{name}");
    }
    let base = name.clone();
    let mut number = 2;
    while taken.has(&name) {
        name = format!("{base}-{number}");
        number += 1;
    }
    taken.reserve(&name);
    name
}
