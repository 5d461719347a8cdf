//! Enumerations that companion material describes.
//!
//! ```text
//! `Colour` of a `Lamp` shows `Red`, the class `Lamp` says `LampColour`  ->  `LampColour` with all its values
//! `Colour` is a string, the class says `LampColour`                    ->  the same
//! a parameter lists exactly the values of `LampColour`                 ->  the same
//! `LampColour` of any type shows `Red`, which `LampColour` has         ->  the same
//! ```
//!
//! A value that pages show and companion material lacks is added at the end, because companion material may be older. All
//! enumerations with one name become one.

use std::collections::{BTreeMap, BTreeSet};

use super::rules;
use super::stated::Statements;
use crate::diagnostics::Diagnostics;
use crate::model::{Api, Class, Companions, EntityId, Enum, EnumId, Evidence, Known, Meaning, Rule, Stated, Type};

/// With fewer values, two lists can be equal by chance.
const TELLING: usize = 3;

/// Where an enumeration is used.
#[derive(Clone)]
enum Use {
    Property(EntityId, usize),
    Parameter(usize, usize),
}

/// A use of an enumeration that companion material names.
struct Found {
    used: Use,
    rule: &'static Rule,
    evidence: Evidence,
}

/// Gives strings and enumerations the values of companion material.
pub(super) fn run(api: &mut Api, _: &mut Diagnostics) {
    if api.companions.is_empty() {
        return;
    }
    let companions = std::mem::take(&mut api.companions);
    for (name, uses) in found(api, &companions) {
        one(api, &companions, &name, &uses);
    }
    api.companions = companions;
}

/// The uses of each enumeration, by its name.
fn found(api: &Api, companions: &Companions) -> BTreeMap<String, Vec<Found>> {
    let statements = Statements::new(api, companions);
    let mut found: BTreeMap<String, Vec<Found>> = BTreeMap::new();
    for (id, entity) in api.entities.with_ids() {
        for (at, property) in entity.properties.iter().enumerate() {
            let ty = property.ty.value.innermost();
            if property.ty.is_fixed() || !matches!(ty, Type::String | Type::Enum(_)) {
                continue;
            }
            let used = Use::Property(id, at);
            let stated = statements.of(id, &property.name).and_then(|fact| {
                let stated = inside(&property.ty.value, &fact.ty.value)?;
                let name = companions.is_enum(stated).then(|| stated.printed())?;
                Some((name, Found { used: used.clone(), rule: fact.rule, evidence: fact.evidence() }))
            });
            let named = || {
                let Type::Enum(known) = ty else { return None };
                let words = &api.enums[*known].words;
                let owner = entity.name.strip_suffix("Entity").unwrap_or(&entity.name);
                let names = [property.name.clone(), format!("{owner}{}", property.name)];
                let name = names.into_iter().find(|name| has_all(companions, name, words))?;
                Some((name.clone(), by_name(companions, &name, used)?))
            };
            if let Some((name, use_)) = stated.or_else(named) {
                found.entry(name).or_default().push(use_);
            }
        }
    }
    for (at, operation) in api.operations.iter().enumerate() {
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let Type::Enum(known) = parameter.ty.value.innermost() else { continue };
            if parameter.ty.is_fixed() {
                continue;
            }
            let name = same_values(companions, &api.enums[*known].words);
            let use_ = name.and_then(|name| Some((name, by_name(companions, name, Use::Parameter(at, index))?)));
            if let Some((name, use_)) = use_ {
                found.entry(name.to_owned()).or_default().push(use_);
            }
        }
    }
    found
}

/// The part of a statement that is about the innermost type, if both have the same arrays and dictionaries.
fn inside<'a>(ty: &Type, stated: &'a Stated) -> Option<&'a Stated> {
    match (ty, stated) {
        (Type::Array(a), Stated::Array(b)) | (Type::Map(a), Stated::Map(b)) => inside(a, b),
        (Type::Array(_) | Type::Map(_), _) | (_, Stated::Array(_) | Stated::Map(_)) => None,
        (_, stated) => Some(stated),
    }
}

fn by_name(companions: &Companions, name: &str, used: Use) -> Option<Found> {
    let span = companions.values(name)?.name.span;
    let says = format!("`{name}` is described with these values");
    Some(Found { used, rule: &rules::VALUES_BY_NAME, evidence: Evidence { span, says } })
}

/// Whether an enumeration with this name has all these values.
fn has_all(companions: &Companions, name: &str, words: &[String]) -> bool {
    let Some(known) = companions.values(name) else { return false };
    words.iter().all(|word| known.values.iter().any(|value| value.word.value == *word))
}

/// The only enumeration with exactly these values.
fn same_values<'a>(companions: &'a Companions, words: &[String]) -> Option<&'a str> {
    if words.len() < TELLING {
        return None;
    }
    let words: BTreeSet<&str> = words.iter().map(String::as_str).collect();
    let mut same = companions.types.keys().filter(|name| {
        let values = companions.values(name);
        values.is_some_and(|known| {
            known.values.iter().map(|value| value.word.value.as_str()).collect::<BTreeSet<_>>() == words
        })
    });
    same.next().filter(|_| same.next().is_none()).map(String::as_str)
}

/// Creates an enumeration, and gives it to all its uses.
fn one(api: &mut Api, companions: &Companions, name: &str, uses: &[Found]) {
    let seen: BTreeSet<String> = uses
        .iter()
        .filter_map(|found| match known(api, &found.used)?.value.innermost() {
            Type::Enum(id) => Some(api.enums[*id].words.clone()),
            _ => None,
        })
        .flatten()
        .collect();
    let described = companions.values(name);
    let mut words: Vec<String> = Vec::new();
    let mut meanings = BTreeMap::new();
    for value in described.iter().flat_map(|known| &known.values) {
        words.push(value.word.value.clone());
        let meaning = Meaning { number: value.number, text: value.text.clone() };
        meanings.insert(value.word.value.clone(), meaning);
    }
    let listed: BTreeSet<String> = words.iter().cloned().collect();
    words.extend(seen.iter().filter(|word| !listed.contains(*word)).cloned());
    // Companion material only has its name.
    if words.is_empty() {
        return;
    }
    let said = described.map(|known| known.name.span).into_iter().chain(uses.iter().map(|found| found.evidence.span));
    let mut said: Vec<_> = said.collect();
    said.dedup();
    said.truncate(3);
    let id = api.enums.push(Enum {
        is_named: true,
        flags: described.is_some_and(|known| known.flags),
        text: described.and_then(|known| known.text.clone()),
        meanings,
        ..Enum::new(name.to_owned(), words, false, said)
    });
    for found in uses {
        replace(api, id, found, &listed);
    }
}

fn replace(api: &mut Api, id: EnumId, found: &Found, listed: &BTreeSet<String>) {
    let Some(before) = known(api, &found.used) else { return };
    // What the pages show is one of the values.
    let shown = match before.value.innermost() {
        Type::Enum(old) => api.enums[*old].words.iter().all(|word| listed.contains(word)),
        _ => false,
    };
    let class = match before.class {
        Class::Proved if matches!(before.value.innermost(), Type::Enum(_)) => Class::Proved,
        _ if shown => Class::Agreed,
        _ => Class::Companion,
    };
    let because = std::iter::once(found.evidence.clone()).chain(before.because.iter().cloned()).collect();
    let mut after = Known::new(before.value.with_innermost(Type::Enum(id)), class, found.rule, because);
    after.against.clone_from(&before.against);
    match found.used {
        Use::Property(entity, at) => {
            if let Some(property) = api.entities[entity].properties.get_mut(at) {
                property.ty = after;
            }
        }
        Use::Parameter(operation, at) => {
            let operation = api.operations.get_mut(operation);
            if let Some(parameter) = operation.and_then(|operation| operation.parameters.get_mut(at)) {
                parameter.ty = after;
            }
        }
    }
    api.count(found.rule);
}

fn known<'a>(api: &'a Api, used: &Use) -> Option<&'a Known<Type>> {
    match used {
        Use::Property(entity, at) => api.entities[*entity].properties.get(*at).map(|property| &property.ty),
        Use::Parameter(operation, at) => {
            api.operations.get(*operation).and_then(|operation| operation.parameters.get(*at)).map(|one| &one.ty)
        }
    }
}
