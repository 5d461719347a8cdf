//! Finds the entity of every object inside a sample.
//!
//! An object inside an array, or a value of a dictionary, is the entity whose properties are its keys. An object
//! directly under a property is a dictionary. The exporter prints `{}` where it stops descending.
//!
//! ```text
//! "Persons": [{ "PersonId": 5, "Rank": 1 }]   ->  the entity with exactly `PersonId, Rank`
//! "Rights": { "fieldName": { "Mask": "x" } }  ->  a dictionary of such an entity
//! ```
//!
//! Keys that are a part of the rows of exactly one entity are that entity: rows that were added after the sample was
//! made do not split it. One key in ten may be missing, one in three if the property is named after the entity.
//!
//! The rows of an OData page have the columns that the caller selects, so they stay open.
//!
//! Keys that no table has become a separate entity, one per shape. A shape of one or two keys is also told apart by the
//! name of its property, because small shapes can be equal by chance.

use std::collections::BTreeMap;

use super::by_names::{ByNames, choose, part, reduce};
use super::observe::{extend, observe};
use super::rules;
use crate::diagnostics::Diagnostics;
use crate::model::{Api, Entity, EntityId, Json, JsonKind, Origin, Side, Word};

/// Shapes with fewer keys are told apart by their property as well.
const TELLING_KEYS: usize = 3;

/// Fills [`Api::shapes`] and adds entities for shapes without a table.
pub(super) fn run(api: &mut Api, _: &mut Diagnostics) {
    let mut finder = Finder { by_names: ByNames::default(), own: BTreeMap::new(), parts: BTreeMap::new() };
    for id in api.entities.ids() {
        finder.remember(api, id);
    }
    // Responses first: their objects are complete, while those of requests may lack what only the server sets.
    for side in [Side::Response, Side::Request] {
        // Each round finds the objects one level deeper.
        loop {
            let mut found = Vec::new();
            for entity in api.entities.iter().filter(|entity| !is_odata(entity)) {
                for property in &entity.properties {
                    let unnamed = property.rows.iter().any(|row| row.word.value.word == Word::Unnamed);
                    for observed in property.samples.iter().filter(|observed| observed.side == side) {
                        let object = observed.json.members().is_some_and(|members| !members.is_empty());
                        if unnamed && object {
                            found.push((observed.json.clone(), property.name.clone(), entity.name.clone()));
                        } else {
                            collect(&observed.json, &property.name, &entity.name, 0, &mut found);
                        }
                    }
                }
            }
            found.retain(|(object, ..)| !api.shapes.contains_key(&object.span));
            if found.is_empty() {
                break;
            }
            for (object, property, owner) in found {
                finder.place(api, &object, &property, &owner, side);
            }
        }
    }
    bodies(api, &mut finder);
}

/// An OData page: its rows have the columns that the caller selects, so the shape of the sample says nothing.
pub(super) fn is_odata(entity: &Entity) -> bool {
    entity.properties.iter().any(|property| property.name.starts_with("odata."))
}

/// Bodies without a table also contain shapes: `array` and `object` responses.
fn bodies(api: &mut Api, finder: &mut Finder) {
    let mut found = Vec::new();
    for operation in api.pages() {
        for (side, body) in [(Side::Request, &operation.request), (Side::Response, &operation.response)] {
            let Some(body) = body.as_ref().filter(|body| body.rows.is_none() && body.form == crate::model::Form::Json)
            else {
                continue;
            };
            if let Some(sample) = &body.sample {
                let mut objects = Vec::new();
                match sample.members().filter(|_| body.name.value.is_empty() && body.kind.value.is_empty()) {
                    // An object that nothing describes is not a dictionary: its members are properties.
                    Some(members) => {
                        for (key, value) in members {
                            collect(value, &key.name, &operation.name, 0, &mut objects);
                        }
                    }
                    None => collect(sample, &operation.name, "", 0, &mut objects),
                }
                found.extend(objects.into_iter().map(|object| (object, side)));
            }
        }
    }
    for ((object, property, owner), side) in found {
        finder.place(api, &object, &property, &owner, side);
    }
}

/// The entity-like objects of a value: inside arrays and as values of dictionaries, outermost ones only.
fn collect(value: &Json, property: &str, owner: &str, depth: usize, found: &mut Vec<(Json, String, String)>) {
    match &value.kind {
        JsonKind::Array(elements) => {
            for element in elements.iter() {
                if element.members().is_some_and(|members| !members.is_empty()) {
                    found.push((element.clone(), property.to_owned(), owner.to_owned()));
                } else {
                    collect(element, property, owner, depth + 1, found);
                }
            }
        }
        JsonKind::Object(members) if depth == 0 => {
            for (_, value) in members.iter() {
                if value.members().is_some_and(|members| !members.is_empty()) {
                    found.push((value.clone(), property.to_owned(), owner.to_owned()));
                } else {
                    collect(value, property, owner, depth + 1, found);
                }
            }
        }
        _ => {}
    }
}

struct Finder {
    by_names: ByNames,
    /// Shapes without a table; small ones with the name of their property.
    own: BTreeMap<(String, String), EntityId>,
    /// The entities of which shapes are a part, by the names and the property. Each is searched once.
    parts: BTreeMap<(Vec<String>, String), Option<EntityId>>,
}

impl Finder {
    fn remember(&mut self, api: &Api, id: EntityId) {
        if api.entities[id].origin != Origin::Carrier {
            self.by_names.remember(api, id);
        }
    }

    fn place(&mut self, api: &mut Api, object: &Json, property: &str, owner: &str, side: Side) {
        let names: Vec<String> =
            object.members().unwrap_or_default().iter().map(|(key, _)| key.name.to_string()).collect();
        let found = self.find(api, &names, property).or_else(|| self.part(api, &names, property));
        if found.is_some() {
            api.count(&rules::SHAPE_BY_KEYS);
        }
        let id = found.unwrap_or_else(|| self.of_its_own(api, object, &names, property, owner));
        let entity = &mut api.entities[id];
        extend(entity, &names, None);
        if observe(entity, object, side) {
            api.shapes.insert(object.span, id);
        }
    }

    /// The entity of a shape that no table has, created if it is missing.
    fn of_its_own(&mut self, api: &mut Api, object: &Json, names: &[String], property: &str, owner: &str) -> EntityId {
        let small = names.len() < TELLING_KEYS;
        let key = (reduce(api, names), if small { property.to_owned() } else { String::new() });
        *self.own.entry(key).or_insert_with(|| {
            api.count(&rules::SHAPE_OF_ITS_OWN);
            let mut entity = Entity::new(String::new(), Origin::Nested, format!("{owner}.{property}"));
            entity.said.push(object.span);
            api.entities.push(entity)
        })
    }

    /// The entity that has the keys of an object, and rows that were added later.
    fn part(&mut self, api: &Api, names: &[String], property: &str) -> Option<EntityId> {
        // Small shapes can be a part of an entity by chance.
        if names.len() < TELLING_KEYS {
            return None;
        }
        let key = (names.to_vec(), property.to_owned());
        *self.parts.entry(key).or_insert_with(|| part(api, names, property))
    }

    fn find(&self, api: &Api, names: &[String], property: &str) -> Option<EntityId> {
        let candidates = self.by_names.get(api, names)?;
        if names.len() < TELLING_KEYS {
            // Two keys can be equal by chance, so the entity is used only if the property is named after it.
            let related = |id: &&EntityId| {
                let name = &api.entities[**id].name;
                property.starts_with(name) && !name.is_empty()
            };
            return candidates.iter().find(related).copied();
        }
        choose(api, candidates, property)
    }
}
