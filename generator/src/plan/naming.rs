//! Every public name of a run: the locked one, or one by rule that no locked name has.
//!
//! In: the model and the [`Lock`] of the last run. Out: names, former names, and the lock of this run. What the lock
//! knows keeps its name; the rest is named afterwards, around it.
//!
//! What the docs do not name is known by its places. A type is the one of a line if it stands at one of the line's
//! places; failing that, if it alone stands under a property that the line alone names. Where two lines turn out to be
//! one type, the first gives the name. The other stays a line, and its name is an alias as long as they are one: what
//! parts again gets its old name back. So a run gives no line a second name; only people do.

use std::collections::{BTreeMap, BTreeSet};

use super::leads::{Leads, escaped, label};
use super::types::TypeNames;
use crate::model::{Api, Entity, EntityId, Origin, Type};
use crate::names::ident::{self, Ident, Taken};
use crate::names::lock::{Entry, Lock, Section, controller};

/// So many places of a type are remembered: one would do, if no page ever went.
const PLACES: usize = 4;

/// What stands within something else.
const MEMBERS: [Section; 3] = [Section::Fields, Section::Options, Section::Constants];

/// What no operation reaches is not generated, but is named like all others.
const NOWHERE: &str = "nowhere ";

/// A name and those it had before.
#[derive(Debug, Clone)]
pub(super) struct Named {
    /// The name as text: that of a feature is no identifier.
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

/// A member of a type as it was named.
struct Member {
    section: Section,
    owner: String,
    word: String,
    ident: String,
}

/// The names of a run in the making.
pub(super) struct Naming {
    old: Lock,
    new: Lock,
    /// Rust names of members that several words of the wire had in the last run.
    shared: BTreeSet<(Section, String)>,
    members: Vec<Member>,
    /// Names of lines whose type is that of another line in this run.
    joined: BTreeSet<String>,
}

impl Naming {
    pub(super) fn new(lock: &Lock) -> Self {
        let mut new = lock.clone();
        new.all_unused();
        let shared = MEMBERS.into_iter().flat_map(|section| shared(lock, section));
        Self { shared: shared.collect(), old: lock.clone(), new, members: Vec::new(), joined: BTreeSet::new() }
    }

    /// The lock of this run.
    pub(super) fn finish(mut self) -> Lock {
        let shared: BTreeSet<_> = MEMBERS.into_iter().flat_map(|section| shared(&self.new, section)).collect();
        for member in std::mem::take(&mut self.members) {
            let section = member.section;
            let usual = self.new.get(section, &member.word).is_some_and(|entry| entry.name == member.ident);
            let key = at(&member.word, &member.owner);
            // A name that two words want is remembered wherever one of them has it.
            if let Some(entry) = self.new.get_mut(section, &key) {
                entry.used = true;
            } else if !usual || shared.contains(&(section, member.ident.clone())) {
                self.new.insert(section, key, Entry { name: member.ident, was: Vec::new(), used: true });
            }
        }
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

    /// Names that lines of some sections have or had.
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

    /// Names of one scope: the locked ones, then for each other the first wish that is free.
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

    /// The modules, clients or features of all controllers.
    pub(super) fn controllers(&mut self, section: Section, items: &[(String, Vec<String>)]) -> Vec<Named> {
        let mut taken = self.taken(&[section]);
        self.settle(section, &mut taken, items)
    }

    /// The methods of one controller, in the order in which they may choose.
    pub(super) fn methods(&mut self, items: &[(String, Vec<String>)]) -> Vec<Named> {
        let owner = items.first().map(|(uid, _)| controller(uid).to_owned()).unwrap_or_default();
        let mut taken = Taken::with(Section::Methods.reserved());
        for (_, entry) in self.old.entries_of(Section::Methods, &owner).filter(|(uid, _)| controller(uid) == owner) {
            std::iter::once(&entry.name).chain(&entry.was).for_each(|name| taken.reserve(name));
        }
        self.settle(Section::Methods, &mut taken, items)
    }

    /// The fields of an entity, the constants of an enumeration or the options of a call, in the order of their words.
    /// The owner is known by its name, or by one it had.
    pub(super) fn members(
        &mut self,
        section: Section,
        owners: &[&str],
        words: &[&str],
        reserved: &[&str],
        rule: fn(&str) -> String,
    ) -> Vec<Named> {
        // As most calls have no options.
        if words.is_empty() {
            return Vec::new();
        }
        let mut taken = Taken::with(reserved);
        let mut found: Vec<Option<Named>> = vec![None; words.len()];
        // A type that is one with another for now leaves the other's lines where they are.
        let mut elsewhere: BTreeMap<&str, &str> = BTreeMap::new();
        // First what is locked here, then what is locked everywhere, then what is new.
        let firsts: Vec<bool> = {
            let mut seen = BTreeSet::new();
            words.iter().map(|word| seen.insert(*word)).collect()
        };
        for ((word, slot), _) in words.iter().zip(&mut found).zip(&firsts).filter(|(_, first)| **first) {
            let here = owners.iter().find_map(|owner| Some((*owner, self.old.get(section, &at(word, owner))?)));
            if let Some((owner, entry)) = here.filter(|(_, entry)| !taken.has(&entry.name)) {
                if self.joined.contains(owner) {
                    elsewhere.insert(word, owner);
                }
                taken.reserve(&entry.name);
                *slot = Some(Named::of(entry));
            }
        }
        for ((word, slot), _) in
            words.iter().zip(&mut found).zip(&firsts).filter(|((_, slot), first)| slot.is_none() && **first)
        {
            let known = self.old.get(section, word).filter(|entry| !taken.has(&entry.name));
            if let Some(entry) = known.filter(|entry| !self.shared.contains(&(section, entry.name.clone()))) {
                taken.reserve(&entry.name);
                *slot = Some(Named::of(entry));
            }
        }
        // `Links` before `_Links`: the plain word gets the plain name.
        let odd = |word: &str| !word.chars().all(char::is_alphanumeric);
        let mut order: Vec<(&&str, &mut Option<Named>)> = words.iter().zip(&mut found).collect();
        order.sort_by_key(|(word, _)| odd(word));
        for (word, slot) in order {
            let usual = match self.keep(section, word) {
                Some(named) => named,
                None => {
                    let ident = Taken::with(section.reserved()).ident(rule(word));
                    self.add(section, (*word).to_owned(), ident.as_str())
                }
            };
            if slot.is_none() {
                let ident = taken.ident(usual.ident.as_str().to_owned());
                let was = if ident == usual.ident { usual.was.clone() } else { Vec::new() };
                *slot = Some(Named { ident, was, ..usual });
            }
        }
        let found: Vec<Named> = found.into_iter().flatten().collect();
        let owner = owners.first().copied().unwrap_or_default();
        for ((word, named), _) in words.iter().zip(&found).zip(&firsts).filter(|(_, first)| **first) {
            self.members.push(Member {
                section,
                owner: elsewhere.get(word).copied().unwrap_or(owner).to_owned(),
                word: (*word).to_owned(),
                ident: named.ident.as_str().to_owned(),
            });
        }
        // An alias must not be what something else is called by now.
        let now: BTreeSet<String> = found.iter().map(|named| named.ident.as_str().to_owned()).collect();
        let mut aliases = BTreeSet::new();
        found
            .into_iter()
            .map(|mut named| {
                named.was.retain(|old| !now.contains(old.as_str()) && aliases.insert(old.as_str().to_owned()));
                named
            })
            .collect()
    }

    /// All entities and enumerations.
    pub(super) fn types(&mut self, api: &Api) -> Types {
        let places = Places::of(api);
        let leads = Leads::new(api);
        let sections = [Section::Types, Section::Unnamed, Section::Enums];
        let mut taken = self.taken(&sections);

        let mut keys: Vec<Option<(Section, String)>> = api
            .entities
            .iter()
            .map(|entity| {
                let mut docs = std::iter::once(&entity.name).chain(&entity.twins);
                let key = docs.find(|name| self.old.get(Section::Types, name).is_some())?;
                (entity.origin == Origin::Docs).then(|| (Section::Types, key.clone()))
            })
            .collect();
        let named: Vec<bool> = keys.iter().map(Option::is_some).collect();
        let docs: Vec<bool> = api.entities.iter().map(|entity| entity.origin == Origin::Docs).collect();
        let mut joined = twins(api, &keys, &self.old);
        let found =
            assign(&self.old, Section::Unnamed, &places.entities, &named, &docs, |place| match leads.follow(place) {
                Some(Type::Entity(id)) => Some(id.0),
                _ => None,
            });
        for (id, key) in found.own {
            // Also a type that the docs describe now and did not name before: it keeps the name it had.
            if let Some(slot) = keys.get_mut(id) {
                *slot = Some((Section::Unnamed, key));
            }
        }
        joined.extend(found.joined);
        let mut order: Vec<usize> = (0..api.entities.len()).collect();
        order.sort_by_key(|id| docs.get(*id) != Some(&true));
        for id in order {
            let (Some(entity), Some(slot)) = (api.entity(EntityId(id)), keys.get_mut(id)) else { continue };
            if slot.is_none() {
                let (section, key) = match entity.origin {
                    Origin::Docs => (Section::Types, entity.name.clone()),
                    _ => (Section::Unnamed, key_of(&places.entities, id, &entity.name)),
                };
                if self.keep(section, &key).is_some() {
                    *slot = Some((section, key));
                    continue;
                }
                let ident = first_free(section, &mut taken, &type_wishes(entity));
                self.add(section, key.clone(), &ident);
                *slot = Some((section, key));
            }
        }
        let joined = self.join(&joined, api.entities.len());
        self.rekey(Section::Unnamed, &mut keys, &places.entities);

        let mut enum_keys: Vec<Option<(Section, String)>> = vec![None; api.enums.len()];
        let none = vec![false; api.enums.len()];
        let found = assign(&self.old, Section::Enums, &places.enums, &none, &none, |place| match leads.follow(place) {
            Some(Type::Enum(id)) => Some(id.0),
            _ => None,
        });
        for (id, key) in found.own {
            if let Some(slot) = enum_keys.get_mut(id) {
                *slot = Some((Section::Enums, key));
            }
        }
        for (id, (known, slot)) in api.enums.iter().zip(&mut enum_keys).enumerate() {
            if slot.is_none() {
                let key = key_of(&places.enums, id, &known.name);
                if self.keep(Section::Enums, &key).is_some() {
                    *slot = Some((Section::Enums, key));
                    continue;
                }
                let pascal = ident::pascal(&known.name);
                let wishes = [pascal.clone(), format!("{pascal}Kind")];
                let ident = first_free(Section::Enums, &mut taken, &wishes);
                self.add(Section::Enums, key.clone(), &ident);
                *slot = Some((Section::Enums, key));
            }
        }
        let joined_enums = self.join(&found.joined, api.enums.len());
        self.rekey(Section::Enums, &mut enum_keys, &places.enums);

        let (entities, entities_were) = self.all(&keys, joined);
        let (enums, enums_were) = self.all(&enum_keys, joined_enums);
        Types { names: TypeNames { entities, enums }, entities_were, enums_were }
    }

    /// The names of types, and those they had or that lines which joined them have.
    fn all(&mut self, keys: &[Option<(Section, String)>], joined: Vec<Vec<Ident>>) -> (Vec<Ident>, Vec<Vec<Ident>>) {
        keys.iter()
            .zip(joined)
            .map(|(key, joined)| match key.as_ref().and_then(|(section, key)| self.keep(*section, key)) {
                Some(named) => (named.ident, named.was.into_iter().chain(joined).collect()),
                None => (Ident::of("Unnamed"), joined),
            })
            .unzip()
    }

    /// Brings the places of the lines up to date. Room for new ones is used. A place that is in a line stays in it,
    /// unless the line is one type's and the place another's that has a line, too.
    fn rekey(&mut self, section: Section, keys: &mut [Option<(Section, String)>], places: &[BTreeSet<String>]) {
        let mut now: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for (id, places) in places.iter().enumerate() {
            places.iter().for_each(|place| {
                now.entry(place).or_default().insert(id);
            });
        }
        let has_line = |id: &usize| matches!(keys.get(*id), Some(Some((known, _))) if *known == section);
        let lined: Vec<bool> = (0..keys.len()).map(|id| has_line(&id)).collect();
        let owned: BTreeSet<&str> =
            keys.iter().flatten().filter(|(known, _)| *known == section).map(|(_, key)| key.as_str()).collect();
        // Places that stay where they are, whatever stands there now.
        let fixed: BTreeSet<String> = self
            .new
            .entries(section)
            .filter(|(key, _)| !owned.contains(key))
            .flat_map(|(key, _)| split(key).map(str::to_owned))
            .collect();
        let mut lists: Vec<BTreeSet<String>> = vec![BTreeSet::new(); keys.len()];
        let mut used = fixed;
        for (id, (slot, list)) in keys.iter().zip(&mut lists).enumerate() {
            let Some((_, key)) = slot.as_ref().filter(|(known, _)| *known == section) else { continue };
            for place in split(key).filter(|place| !place.starts_with(NOWHERE)) {
                let stays = now
                    .get(place)
                    .is_none_or(|ids| ids.contains(&id) || !ids.iter().any(|id| lined.get(*id) == Some(&true)));
                if stays {
                    used.insert(place.to_owned());
                    list.insert(place.to_owned());
                }
            }
        }
        for (places, (list, lined)) in places.iter().zip(lists.iter_mut().zip(&lined)) {
            for place in places.iter().filter(|_| *lined) {
                if (list.len() < PLACES || is_name(place)) && used.insert(place.clone()) {
                    list.insert(place.clone());
                }
            }
        }
        for (slot, list) in keys.iter_mut().zip(lists) {
            let Some((_, key)) = slot.as_mut().filter(|(known, _)| *known == section) else { continue };
            let new = list.into_iter().collect::<Vec<_>>().join(", ");
            if !new.is_empty()
                && new != *key
                && self.new.get(section, &new).is_none()
                && let Some(entry) = self.new.remove(section, key)
            {
                self.new.insert(section, new.clone(), entry);
                *key = new;
            }
        }
    }

    /// The names of lines whose type turned out to be the type of another line.
    fn join(&mut self, joined: &[(Section, String, usize)], count: usize) -> Vec<Vec<Ident>> {
        let mut were = vec![Vec::new(); count];
        for (section, key, id) in joined {
            let (Some(were), Some(named)) = (were.get_mut(*id), self.keep(*section, key)) else { continue };
            self.joined.extend(std::iter::once(&named.name).chain(&named.were).cloned());
            were.push(named.ident);
            were.extend(named.was);
        }
        were
    }
}

/// Lines of names under which a type is printed as well.
fn twins(api: &Api, keys: &[Option<(Section, String)>], lock: &Lock) -> Vec<(Section, String, usize)> {
    let mut own: BTreeSet<&str> = keys.iter().flatten().map(|(_, key)| key.as_str()).collect();
    own.extend(api.entities.iter().filter(|entity| entity.origin == Origin::Docs).map(|entity| entity.name.as_str()));
    let mut found = Vec::new();
    for (id, (entity, key)) in api.entities.iter().zip(keys).enumerate() {
        let known = key.as_ref().map_or("", |(_, key)| key);
        for name in std::iter::once(&entity.name).chain(&entity.twins).filter(|name| *name != known && key.is_some()) {
            if lock.get(Section::Types, name).is_some() && own.insert(name) {
                found.push((Section::Types, name.clone(), id));
            }
        }
    }
    found
}

fn at(word: &str, owner: &str) -> String {
    format!("{word} of {owner}")
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
        // The name is Cargo's or ours.
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

fn type_wishes(entity: &Entity) -> Vec<String> {
    let pascal = ident::pascal(label(entity));
    let other = match entity.origin {
        Origin::Docs => format!("{pascal}Type"),
        _ if pascal.ends_with("Item") || pascal.ends_with("Request") => pascal.clone(),
        _ => format!("{pascal}Item"),
    };
    vec![pascal, other]
}

/// Whether a place is no place but what the docs call the type: a line may know a described type by that, too.
fn is_name(place: &str) -> bool {
    !place.contains(['.', ' ', '?'])
}

fn split(key: &str) -> impl Iterator<Item = &str> {
    key.split(", ").filter(|place| !place.is_empty())
}

/// Where every type stands.
struct Places {
    entities: Vec<BTreeSet<String>>,
    enums: Vec<BTreeSet<String>>,
}

impl Places {
    fn of(api: &Api) -> Self {
        let mut places =
            Self { entities: vec![BTreeSet::new(); api.entities.len()], enums: vec![BTreeSet::new(); api.enums.len()] };
        for (entity, own) in api.entities.iter().zip(&mut places.entities) {
            if entity.origin == Origin::Docs && !entity.name.is_empty() {
                own.insert(escaped(&entity.name));
            }
        }
        for operation in &api.operations {
            let uid = escaped(&operation.uid.value);
            for (body, side) in [(&operation.request, "request"), (&operation.response, "response")] {
                if let Some(body) = body {
                    places.stand(&body.ty.value, || format!("{uid} {side}"));
                }
            }
            for parameter in &operation.parameters {
                places.stand(&parameter.ty.value, || format!("{uid}?{}", escaped(&parameter.name.value)));
            }
        }
        // A described type and one of an operation are known by that; others by the first place that leads to them.
        let mut done = vec![false; api.entities.len()];
        let mut described = true;
        loop {
            let mut next: Vec<(&Entity, Vec<String>)> = Vec::new();
            for ((entity, done), own) in api.entities.iter().zip(&mut done).zip(&places.entities) {
                let labels: Vec<String> = match entity.origin {
                    Origin::Docs if described => vec![escaped(label(entity))],
                    Origin::Docs => continue,
                    _ => own.iter().take(PLACES).cloned().collect(),
                };
                if !*done && !labels.is_empty() {
                    *done = true;
                    next.push((entity, labels));
                }
            }
            if next.is_empty() {
                return places;
            }
            for (entity, labels) in next {
                for (property, label) in
                    entity.properties.iter().flat_map(|property| labels.iter().map(move |label| (property, label)))
                {
                    places.stand(&property.ty.value, || format!("{label}.{}", escaped(&property.name)));
                }
            }
            described = false;
        }
    }

    fn stand(&mut self, ty: &Type, place: impl FnOnce() -> String) {
        let set = match ty.innermost() {
            Type::Entity(id) => self.entities.get_mut(id.0),
            Type::Enum(id) => self.enums.get_mut(id.0),
            _ => None,
        };
        if let Some(set) = set {
            set.insert(place());
        }
    }
}

/// The key of a type without a line: its first places.
fn key_of(places: &[BTreeSet<String>], id: usize, name: &str) -> String {
    let own: Vec<&str> = places.get(id).into_iter().flatten().take(PLACES).map(String::as_str).collect();
    if own.is_empty() { format!("{NOWHERE}{}", escaped(name)) } else { own.join(", ") }
}

/// Which lines are which types.
struct Assigned {
    own: Vec<(usize, String)>,
    joined: Vec<(Section, String, usize)>,
}

/// Finds the type of each line of places. `named` types take no line of their own, but may take in its name; `docs`
/// types come after others. `lead` follows a place by which no type is known any more.
fn assign(
    lock: &Lock,
    section: Section,
    places: &[BTreeSet<String>],
    named: &[bool],
    docs: &[bool],
    lead: impl Fn(&str) -> Option<usize>,
) -> Assigned {
    let mut assigned = Assigned { own: Vec::new(), joined: Vec::new() };
    let mut keys: BTreeSet<&str> = lock.entries(section).map(|(key, _)| key).collect();
    let mut free: BTreeSet<usize> = (0..places.len()).filter(|id| named.get(*id) != Some(&true)).collect();
    let last = |place: &str| place.rsplit_once('.').map(|(_, property)| property.to_owned());

    let mut at: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (id, places) in places.iter().enumerate() {
        places.iter().for_each(|place| at.entry(place).or_default().push(id));
    }
    let mut pairs = Vec::new();
    for key in &keys {
        let mut hits: BTreeMap<usize, usize> = BTreeMap::new();
        for place in split(key) {
            let ids = at.get(place).cloned().unwrap_or_else(|| lead(place).into_iter().collect());
            ids.into_iter().for_each(|id| *hits.entry(id).or_default() += 1);
        }
        pairs.extend(
            hits.into_iter().map(|(id, hits)| (std::cmp::Reverse(hits), docs.get(id) == Some(&true), *key, id)),
        );
    }
    pairs.sort();
    for (_, _, key, id) in &pairs {
        if keys.contains(key) && free.remove(id) {
            keys.remove(key);
            assigned.own.push((*id, (*key).to_owned()));
        }
    }
    for (_, _, key, id) in &pairs {
        if keys.remove(key) {
            assigned.joined.push((section, (*key).to_owned(), *id));
        }
    }

    let mut lines: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for key in &keys {
        split(key).filter_map(last).for_each(|property| {
            lines.entry(property).or_default().insert(key);
        });
    }
    let mut types: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for id in free.iter().filter(|id| docs.get(**id) != Some(&true)) {
        places.get(*id).into_iter().flatten().filter_map(|place| last(place)).for_each(|property| {
            types.entry(property).or_default().insert(*id);
        });
    }
    for (property, ids) in types {
        let (Some(id), Some(lines)) = (ids.first(), lines.get(&property)) else { continue };
        let Some(key) = lines.first() else { continue };
        if ids.len() == 1 && lines.len() == 1 && free.contains(id) && keys.remove(key) {
            free.remove(id);
            assigned.own.push((*id, (*key).to_owned()));
        }
    }
    assigned
}
