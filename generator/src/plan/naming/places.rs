//! Finds the places that identify a type that the docs do not name: `Contact.Emails`, `uid response`, `uid?parameter`.
//!
//! In: the model. Out: the places of every type, as the lock writes them. This file knows no line of the lock.

use std::collections::BTreeSet;

use crate::model::{Api, Entity, Origin, Type};
use crate::plan::leads::{escaped, label};

/// Maximum number of places of a type in the lock. More than one, because pages may be removed.
pub(super) const PLACES: usize = 4;

/// The start of the key of a type that no operation uses. Such a type is not generated, but is named like the others.
pub(super) const NOWHERE: &str = "nowhere ";

/// Whether a place is a name from the docs, by which a line may refer to a described type.
pub(super) fn is_name(place: &str) -> bool {
    !place.contains(['.', ' ', '?'])
}

/// Splits the key of a line into places.
pub(super) fn split(key: &str) -> impl Iterator<Item = &str> {
    key.split(", ").filter(|place| !place.is_empty())
}

/// Returns the key for a new line of a type: its first places.
pub(super) fn key_of(places: &BTreeSet<String>, name: &str) -> String {
    let own: Vec<&str> = places.iter().take(PLACES).map(String::as_str).collect();
    if own.is_empty() { format!("{NOWHERE}{}", escaped(name)) } else { own.join(", ") }
}

/// The places of every type, by id.
pub(super) struct Places {
    pub(super) entities: Vec<BTreeSet<String>>,
    pub(super) enums: Vec<BTreeSet<String>>,
}

impl Places {
    pub(super) fn of(api: &Api) -> Self {
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
        // The first pass covers types that the docs describe or operations use, the next their properties, and so on.
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
