//! Compares the types of two versions, property by property and value by value.
//!
//! In: pairs of entities that the same body or property has in both versions. Out: changes of their properties, and of
//! those that they refer to. The names of types are not compared here: a type is what calls send or return.

use std::collections::BTreeSet;

use super::documents::{documents, same};
use super::recorder::{Recorder, Verdict};
use super::{Direction, DriftKind, Wire};
use crate::model::{Entity, EntityId, EnumId, Json, Property};
use crate::source::Span;
use crate::text::alike;
use serde_json::json;

/// Compares the pairs, and all that are reached from them.
pub(super) fn compare(mut todo: BTreeSet<(EntityId, EntityId)>, direction: Direction, found: &mut Recorder<'_>) {
    let mut done = BTreeSet::new();
    while let Some(pair) = todo.pop_first() {
        if done.insert(pair) {
            entity(pair, direction, found, &mut todo);
            todo.retain(|pair| !done.contains(pair));
        }
    }
}

fn entity(
    (old, new): (EntityId, EntityId),
    direction: Direction,
    found: &mut Recorder<'_>,
    todo: &mut BTreeSet<(EntityId, EntityId)>,
) {
    let (was, now) = (&found.old.api.entities[old], &found.new.api.entities[new]);
    let mut gone: Vec<&Property> = Vec::new();
    for property in &was.properties {
        match now.property(&property.name) {
            Some(other) => both(was, property, other, direction, found, todo),
            None => gone.push(property),
        }
    }
    let mut fresh: Vec<&Property> =
        now.properties.iter().filter(|property| was.property(&property.name).is_none()).collect();
    for property in gone {
        let name = format!("{}.{}", was.name, property.name);
        let places = |other: Option<Span>| (place(property), other);
        let value = documents(found.old.api, &property.ty.value).into_iter().next().unwrap_or(json!(1));
        let refused = format!("the new docs: `{}` has no property `{}`", now.name, property.name);
        let verdict = Verdict::breaking(json!({ property.name.as_str(): value }).to_string(), refused);
        if let Some(at) = fresh.iter().position(|other| is_renamed(property, other, (was, now))) {
            let other = fresh.swap_remove(at);
            let text = format!("{} -> {}", property.name, other.name);
            found.push(DriftKind::PropertyRenamed, &name, direction, (text, verdict), places(place(other)));
        } else {
            let text = super::documents::shown(found.old.api, &property.ty.value);
            let heading = now.said.first().copied();
            found.push(DriftKind::PropertyRemoved, &name, direction, (text, verdict), places(heading));
        }
    }
    for property in fresh {
        let name = format!("{}.{}", now.name, property.name);
        let verdict = Verdict::new(Wire::Additive, "every property is optional");
        let text = super::documents::shown(found.new.api, &property.ty.value);
        let places = (was.said.first().copied(), place(property));
        found.push(DriftKind::PropertyAdded, &name, direction, (text, verdict), places);
    }
}

/// The first row of a property, or else its first value in a sample.
pub(super) fn place(property: &Property) -> Option<Span> {
    let row = property.rows.first().map(|row| row.name.span);
    row.or_else(|| property.samples.first().map(|observed| observed.json.span))
}

/// Whether a property that is gone and a new one are the same: they have the same type and similar names, or the same
/// position and the same description.
fn is_renamed(old: &Property, new: &Property, (was, now): (&Entity, &Entity)) -> bool {
    let mut pairs = (BTreeSet::new(), BTreeSet::new());
    if !same(&old.ty.value, &new.ty.value, &mut pairs.0, &mut pairs.1) {
        return false;
    }
    let (a, b) = (old.name.to_lowercase(), new.name.to_lowercase());
    let contains = a.len().min(b.len()) >= 4 && (a.contains(&b) || b.contains(&a));
    if a == b || contains || alike::distance(&old.name, &new.name).is_some() {
        return true;
    }
    let neighbour = |entity: &Entity, property: &Property| {
        let at = entity.properties.iter().position(|one| std::ptr::eq(one, property));
        at.and_then(|at| at.checked_sub(1)).and_then(|at| entity.properties.get(at)).map(|one| one.name.clone())
    };
    let text = |property: &Property| property.description().map(|text| text.value.clone()).filter(|text| !text.is_empty());
    neighbour(was, old) == neighbour(now, new) && text(old).is_some() && text(old) == text(new)
}

fn both(
    owner: &Entity,
    old: &Property,
    new: &Property,
    direction: Direction,
    found: &mut Recorder<'_>,
    todo: &mut BTreeSet<(EntityId, EntityId)>,
) {
    let name = format!("{}.{}", owner.name, old.name);
    let mut enums = BTreeSet::new();
    let word = |property: &Property| property.rows.first().map(|row| row.word.span).or_else(|| place(property));
    let places = (word(old), word(new));
    if !same(&old.ty.value, &new.ty.value, todo, &mut enums) {
        let samples: Vec<&Json> = old.samples.iter().map(|observed| &observed.json).collect();
        let verdict = found.retyped(&old.ty.value, &new.ty.value, direction, &samples);
        let text = found.from_to(&old.ty.value, &new.ty.value);
        found.push(DriftKind::PropertyRetyped, &name, direction, (text, verdict), places);
    }
    for pair in enums {
        values(pair, direction, places, found);
    }
}

/// Compares the values of an enumeration.
pub(super) fn values(
    (old, new): (EnumId, EnumId),
    direction: Direction,
    places: (Option<Span>, Option<Span>),
    found: &mut Recorder<'_>,
) {
    let (was, now) = (&found.old.api.enums[old], &found.new.api.enums[new]);
    let places = (was.said.first().copied().or(places.0), now.said.first().copied().or(places.1));
    for word in was.words.iter().filter(|word| !now.words.contains(word)) {
        let verdict = match (direction, now.complete) {
            (Direction::Request, true) => {
                let refused = format!("the new docs: `{word}` is not a listed value of `{}`", now.name);
                Verdict::breaking(json!(word).to_string(), refused)
            }
            (Direction::Request, false) => {
                Verdict::new(Wire::Undecided, "the new docs do not list all values")
            }
            _ => Verdict::new(Wire::Harmless, "programs need not expect it any more"),
        };
        found.push(DriftKind::ValueRemoved, &was.name, direction, (word.clone(), verdict), places);
    }
    for word in now.words.iter().filter(|word| !was.words.contains(word)) {
        let verdict = Verdict::new(Wire::Additive, "the crate keeps values that it does not know");
        found.push(DriftKind::ValueAdded, &now.name, direction, (word.clone(), verdict), places);
    }
}
