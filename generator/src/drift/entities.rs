//! Compares the types of two versions, property by property and value by value.
//!
//! In: pairs of entities that the same body or property has in both versions. Out: changes of their properties, and of
//! those that they refer to. The names of types are not compared here: the bodies of calls show which types belong together.

use std::collections::BTreeSet;

use super::documents::{documents, same};
use super::recorder::{Recorder, Verdict};
use super::{Direction, DriftKind, Wire};
use crate::model::{Entity, EntityId, EnumId, Json, Property, Word};
use crate::source::Span;
use crate::text::alike;
use serde_json::json;

/// The reason why a difference between a shape and a named type proves nothing.
const GUESSED: &str = "the old docs do not name this type; it was recognised by the keys of its samples";

/// Compares the pairs, and all entities that are reached from them.
pub(super) fn compare(pairs: BTreeSet<(EntityId, EntityId)>, direction: Direction, found: &mut Recorder<'_>) {
    let mut todo: BTreeSet<Reached> = pairs.into_iter().map(|(old, new)| (old, new, false)).collect();
    let mut done = BTreeSet::new();
    while let Some(pair) = todo.pop_first() {
        if done.insert(pair) {
            entity(pair, direction, found, &mut todo);
            todo.retain(|pair| !done.contains(pair));
        }
    }
}

/// Two entities, and whether the old docs leave the type unnamed through which they were reached.
type Reached = (EntityId, EntityId, bool);

fn entity((old, new, guessed): Reached, direction: Direction, found: &mut Recorder<'_>, todo: &mut BTreeSet<Reached>) {
    let (was, now) = (&found.old.api.entities[old], &found.new.api.entities[new]);
    let mut gone: Vec<&Property> = Vec::new();
    for property in &was.properties {
        match now.property(&property.name) {
            Some(other) => both(was, property, other, (direction, guessed), found, todo),
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
        let verdict = match guessed {
            true => Verdict::new(Wire::Undecided, GUESSED),
            false => Verdict::breaking(json!({ property.name.as_str(): value }).to_string(), refused),
        };
        if let Some(at) = fresh.iter().position(|other| is_renamed(property, other, (was, now))) {
            let other = fresh.swap_remove(at);
            let text = format!("{} -> {}", property.name, other.name);
            found.renamed.insert(format!("{}.{}", now.name, other.name));
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

/// Whether a removed property and a new one are the same: they have the same type and similar names, or the same position
/// and the same description.
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
    let text =
        |property: &Property| property.description().map(|text| text.value.clone()).filter(|text| !text.is_empty());
    neighbour(was, old) == neighbour(now, new) && text(old).is_some() && text(old) == text(new)
}

fn both(
    owner: &Entity,
    old: &Property,
    new: &Property,
    (direction, guessed): (Direction, bool),
    found: &mut Recorder<'_>,
    todo: &mut BTreeSet<Reached>,
) {
    let name = format!("{}.{}", owner.name, old.name);
    let mut enums = BTreeSet::new();
    let word = |property: &Property| property.rows.first().map(|row| row.word.span).or_else(|| place(property));
    let places = (word(old), word(new));
    let mut reached = BTreeSet::new();
    let is_same = same(&old.ty.value, &new.ty.value, &mut reached, &mut enums);
    let unnamed = old.rows.iter().any(|row| row.word.value.word == Word::Unnamed);
    todo.extend(reached.into_iter().map(|(old, new)| (old, new, guessed || unnamed)));
    if !is_same {
        let samples: Vec<&Json> = old.samples.iter().map(|observed| &observed.json).collect();
        let stated = |property: &Property| property.rows.first().map(|row| row.word.value.clone());
        let restated = match (stated(old), stated(new)) {
            (Some(before), Some(after)) => !before.states_the_same(&after),
            (before, after) => before.is_some() != after.is_some(),
        };
        let mut verdict = found.retyped((&old.ty.value, &new.ty.value), restated, direction, &samples);
        if guessed && verdict.wire == Wire::Breaking {
            verdict = Verdict::new(Wire::Undecided, GUESSED);
        }
        let text = found.change_of(&old.ty.value, &new.ty.value);
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
            (Direction::Request, false) => Verdict::new(Wire::Undecided, "the new docs do not list all values"),
            _ => Verdict::new(Wire::Harmless, "programs need not expect it any more"),
        };
        found.push(DriftKind::ValueRemoved, &was.name, direction, (word.clone(), verdict), places);
    }
    for word in now.words.iter().filter(|word| !was.words.contains(word)) {
        let verdict = Verdict::new(Wire::Additive, "the crate keeps values that it does not know");
        found.push(DriftKind::ValueAdded, &now.name, direction, (word.clone(), verdict), places);
    }
}
