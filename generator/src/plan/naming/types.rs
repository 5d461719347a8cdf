//! Names entities and enumerations.
//!
//! In: the model and the lock. Out: the name of every type, and its earlier names. The lock refers to a type that the
//! docs name by that name, and to any other type by its places.

use std::collections::BTreeSet;

use super::places::{Places, key_of};
use super::{Naming, Types, first_free};
use crate::model::{Api, Entity, Origin, Type};
use crate::names::ident::{self, Ident, Taken};
use crate::names::lock::{Lock, Section};
use crate::plan::leads::{Leads, label};
use crate::plan::types::TypeNames;

/// A line of the lock.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) section: Section,
    pub(super) key: String,
}

/// A type that is being named.
#[derive(Debug, Default)]
pub(super) struct Subject {
    /// The places where it is used.
    pub(super) places: BTreeSet<String>,
    /// Whether the docs name the type.
    pub(super) described: bool,
    /// The line with its name, once it is found or created.
    pub(super) line: Option<Line>,
    /// Names in other lines that belong to the same type in this run.
    aliases: Vec<Ident>,
}

impl Subject {
    /// Returns the key of its line, if the line is in the section.
    pub(super) fn key(&self, section: Section) -> Option<&str> {
        self.line.as_ref().filter(|line| line.section == section).map(|line| line.key.as_str())
    }
}

impl Naming {
    /// Names all entities and enumerations.
    pub(in crate::plan) fn types(&mut self, api: &Api) -> Types {
        let places = Places::of(api);
        let leads = Leads::new(api);
        let mut taken = self.taken(&[Section::Types, Section::Unnamed, Section::Enums]);
        // The old name of a client is a type beside the types that its methods use.
        let clients = self.old.entries(Section::Clients).flat_map(|(_, entry)| &entry.was);
        clients.for_each(|name| taken.reserve(name));
        let entities = self.entities(api, places.entities, &leads, &mut taken);
        let enums = self.enums(api, places.enums, &leads, &mut taken);
        let (entities, entities_were) = self.names_of(entities);
        let (enums, enums_were) = self.names_of(enums);
        Types { names: TypeNames { entities, enums }, entities_were, enums_were }
    }

    fn entities(&mut self, api: &Api, places: Vec<BTreeSet<String>>, leads: &Leads, taken: &mut Taken) -> Vec<Subject> {
        let subject = |(entity, places): (&Entity, BTreeSet<String>)| {
            let described = entity.origin == Origin::Docs;
            let mut names = std::iter::once(&entity.name).chain(&entity.twins).filter(|_| described);
            let locked = names.find(|name| self.old.get(Section::Types, name).is_some());
            let line = locked.map(|name| Line { section: Section::Types, key: name.clone() });
            Subject { places, described, line, aliases: Vec::new() }
        };
        let mut subjects: Vec<Subject> = api.entities.iter().zip(places).map(subject).collect();
        let mut joined = twins(api, &subjects, &self.old);
        // Includes types that the docs have only started to name: they keep the name they had.
        joined.extend(self.assign(Section::Unnamed, &mut subjects, |place| match leads.follow(place) {
            Some(Type::Entity(id)) => Some(id.0),
            _ => None,
        }));
        let mut order: Vec<(&Entity, &mut Subject)> = api.entities.iter().zip(&mut subjects).collect();
        order.sort_by_key(|(_, subject)| !subject.described);
        for (entity, subject) in order {
            let line = if subject.described {
                Line { section: Section::Types, key: entity.name.clone() }
            } else {
                Line { section: Section::Unnamed, key: key_of(&subject.places, &entity.name) }
            };
            self.name(subject, line, taken, &type_wishes(entity));
        }
        self.join(&joined, &mut subjects);
        self.rekey(Section::Unnamed, &mut subjects);
        subjects
    }

    fn enums(&mut self, api: &Api, places: Vec<BTreeSet<String>>, leads: &Leads, taken: &mut Taken) -> Vec<Subject> {
        let subject = |places| Subject { places, ..Subject::default() };
        let mut subjects: Vec<Subject> = places.into_iter().map(subject).collect();
        let joined = self.assign(Section::Enums, &mut subjects, |place| match leads.follow(place) {
            Some(Type::Enum(id)) => Some(id.0),
            _ => None,
        });
        for (known, subject) in api.enums.iter().zip(&mut subjects) {
            let line = Line { section: Section::Enums, key: key_of(&subject.places, &known.name) };
            let pascal = ident::pascal(&known.name);
            self.name(subject, line, taken, &[pascal.clone(), format!("{pascal}Kind")]);
        }
        self.join(&joined, &mut subjects);
        self.rekey(Section::Enums, &mut subjects);
        subjects
    }

    /// Gives a type a line, unless it already has one.
    fn name(&mut self, subject: &mut Subject, line: Line, taken: &mut Taken, wishes: &[String]) {
        if subject.line.is_some() {
            return;
        }
        if self.keep(line.section, &line.key).is_none() {
            let ident = first_free(line.section, taken, wishes);
            self.add(line.section, line.key.clone(), &ident);
        }
        subject.line = Some(line);
    }

    /// Adds to types the names in other lines that belong to them.
    fn join(&mut self, joined: &[(Line, usize)], subjects: &mut [Subject]) {
        for (line, id) in joined {
            let (Some(subject), Some(named)) = (subjects.get_mut(*id), self.keep(line.section, &line.key)) else {
                continue;
            };
            self.joined.extend(std::iter::once(&named.name).chain(&named.were).cloned());
            subject.aliases.push(named.ident);
            subject.aliases.extend(named.was);
        }
    }

    /// Returns the names of types, with their earlier names and their names in other lines.
    fn names_of(&mut self, subjects: Vec<Subject>) -> (Vec<Ident>, Vec<Vec<Ident>>) {
        let name = |subject: Subject| match subject.line.and_then(|line| self.keep(line.section, &line.key)) {
            Some(named) => (named.ident, named.was.into_iter().chain(subject.aliases).collect()),
            None => (Ident::of("Unnamed"), subject.aliases),
        };
        subjects.into_iter().map(name).unzip()
    }
}

/// Returns the lines of other names that the docs use for a type that already has a line.
fn twins(api: &Api, subjects: &[Subject], lock: &Lock) -> Vec<(Line, usize)> {
    let section = Section::Types;
    let mut own: BTreeSet<&str> = subjects.iter().filter_map(|subject| subject.key(section)).collect();
    own.extend(api.entities.iter().filter(|entity| entity.origin == Origin::Docs).map(|entity| entity.name.as_str()));
    let mut found = Vec::new();
    for (id, (entity, subject)) in api.entities.iter().zip(subjects).enumerate() {
        let Some(known) = subject.key(section) else { continue };
        for name in std::iter::once(&entity.name).chain(&entity.twins).filter(|name| *name != known) {
            if lock.get(section, name).is_some() && own.insert(name) {
                found.push((Line { section, key: name.clone() }, id));
            }
        }
    }
    found
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
