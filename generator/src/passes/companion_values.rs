//! Enumerations that companion material describes.
//!
//! ```text
//! `Colour` of a `Lamp` shows `Red`, the class `Lamp` says `LampColour`  ->  `LampColour` with all its values
//! `Colour` is a string, the class says `LampColour`                    ->  the same
//! a parameter lists exactly the values of `LampColour`                 ->  the same
//! a property `LampColour` shows `Red`, a value of `LampColour`         ->  the same
//! ```
//!
//! A value that pages show and companion material lacks is added at the end, because companion material may be older.
//! All enumerations with the same name become one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::enum_words::words;
use super::rules;
use super::stated::Statements;
use crate::diagnostics::Diagnostics;
use crate::model::{
    Api, Class, Companions, EntityId, Enum, EnumId, Evidence, Known, Meaning, Operation, Rule, Stated, Type, Value,
    Values,
};
use crate::source::Span;

/// With fewer values, two lists can be equal by chance.
const TELLING: usize = 3;

/// The number of places that are kept.
const PLACES: usize = 3;

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
    let companions = Arc::clone(&api.companions);
    for (name, uses) in stated(api, &companions) {
        one(api, &companions, &name, &uses);
    }
    for (name, uses) in alike(api, &companions) {
        one(api, &companions, &name, &uses);
    }
    unused(api);
}

/// The uses of enumerations that companion material states, by the name of the enumeration.
fn stated(api: &Api, companions: &Companions) -> BTreeMap<String, Vec<Found>> {
    let statements = Statements::new(api, companions);
    let mut found: BTreeMap<String, Vec<Found>> = BTreeMap::new();
    for (id, entity) in api.entities.with_ids() {
        for (at, property) in entity.properties.iter().enumerate() {
            let ty = property.ty.value.innermost();
            if property.ty.is_fixed() || !matches!(ty, Type::String | Type::Enum(_)) {
                continue;
            }
            let Some(fact) = statements.of(id, &property.name) else { continue };
            let Some(stated) = inside(&property.ty.value, &fact.ty.value) else { continue };
            if companions.is_enum(stated) || is_unknown(api, companions, stated) {
                let used = Use::Property(id, at);
                let use_ = Found { used, rule: fact.rule, evidence: fact.evidence() };
                found.entry(stated.printed()).or_default().push(use_);
            }
        }
    }
    found
}

/// Whether neither a page nor a companion file describes a type. Pages show a string for it, so it is an enumeration.
fn is_unknown(api: &Api, companions: &Companions, stated: &Stated) -> bool {
    matches!(stated, Stated::Named { name, .. }
        if !companions.types.contains_key(name) && !api.described.contains_key(name))
}

/// The uses of enumerations that have the name or the values of an enumeration of companion material.
fn alike(api: &Api, companions: &Companions) -> BTreeMap<String, Vec<Found>> {
    let known = Named::new(api, companions);
    let mut found: BTreeMap<String, Vec<Found>> = BTreeMap::new();
    let is_open = |ty: &Known<Type>| match ty.value.innermost() {
        Type::Enum(id) if !ty.is_fixed() && !api.enums[*id].is_named => Some(*id),
        _ => None,
    };
    for (id, entity) in api.entities.with_ids() {
        for (at, property) in entity.properties.iter().enumerate() {
            let Some(list) = is_open(&property.ty) else { continue };
            let words = &api.enums[list].words;
            let owner = entity.name.strip_suffix("Entity").unwrap_or(&entity.name);
            let names = [property.name.clone(), format!("{owner}{}", property.name)];
            let name = names.into_iter().find(|name| known.has_all(name, words));
            let name = name.or_else(|| known.same_values(words).map(str::to_owned));
            if let Some((name, use_)) = name.and_then(|name| known.found(name, Use::Property(id, at))) {
                found.entry(name).or_default().push(use_);
            }
        }
    }
    for (at, operation) in api.operations.iter().enumerate() {
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let Some(list) = is_open(&parameter.ty) else { continue };
            let name = known.same_values(&api.enums[list].words).map(str::to_owned);
            if let Some((name, use_)) = name.and_then(|name| known.found(name, Use::Parameter(at, index))) {
                found.entry(name).or_default().push(use_);
            }
        }
    }
    found
}

/// The values of every enumeration that companion material names, with the place that names it.
struct Named<'a>(BTreeMap<&'a str, (BTreeSet<&'a str>, Span)>);

impl<'a> Named<'a> {
    fn new(api: &'a Api, companions: &'a Companions) -> Self {
        let described = companions.types.keys().filter_map(|name| {
            let known = companions.values(name)?;
            let words = known.values.iter().map(|value| value.word.value.as_str()).collect();
            Some((name.as_str(), (words, known.name.span)))
        });
        let named = api.enums.iter().filter(|known| known.is_named).filter_map(|known| {
            let words = known.words.iter().map(String::as_str).collect();
            Some((known.name.as_str(), (words, *known.said.first()?)))
        });
        Self(described.chain(named).collect())
    }

    /// Whether the enumeration with a name has all these values.
    fn has_all(&self, name: &str, words: &[String]) -> bool {
        self.0.get(name).is_some_and(|(known, _)| words.iter().all(|word| known.contains(word.as_str())))
    }

    /// The only enumeration with exactly these values.
    fn same_values(&self, words: &[String]) -> Option<&'a str> {
        if words.len() < TELLING {
            return None;
        }
        let words: BTreeSet<&str> = words.iter().map(String::as_str).collect();
        let mut same = self.0.iter().filter(|(_, (known, _))| *known == words);
        same.next().filter(|_| same.next().is_none()).map(|(name, _)| *name)
    }

    fn found(&self, name: String, used: Use) -> Option<(String, Found)> {
        let (_, span) = self.0.get(name.as_str())?;
        let says = format!("`{name}` has these values");
        Some((name, Found { used, rule: &rules::SAME_VALUES, evidence: Evidence { span: *span, says } }))
    }
}

/// The part of a statement that is about the innermost type, if both have the same arrays and dictionaries.
fn inside<'a>(ty: &Type, stated: &'a Stated) -> Option<&'a Stated> {
    match (ty, stated) {
        (Type::Array(a), Stated::Array(b)) | (Type::Map(a), Stated::Map(b)) => inside(a, b),
        (Type::Array(_) | Type::Map(_), _) | (_, Stated::Array(_) | Stated::Map(_)) => None,
        (_, stated) => Some(stated),
    }
}

/// Creates an enumeration or takes the one that exists, and gives it to all its uses.
fn one(api: &mut Api, companions: &Companions, name: &str, uses: &[Found]) {
    let described = companions.values(name);
    let existing = api.enums.find(|known| known.is_named && known.name == name);
    let id = match existing {
        Some(id) => id,
        None => {
            let said = described.map(|known| known.name.span);
            let said = said.into_iter().chain(uses.iter().map(|found| found.evidence.span)).collect::<BTreeSet<_>>();
            let said = said.into_iter().take(PLACES).collect();
            let mut created = Enum::new(name.to_owned(), Vec::new(), false, said);
            created.is_named = true;
            describe(&mut created, described);
            api.enums.push(created)
        }
    };
    let listed: BTreeSet<String> =
        described.iter().flat_map(|known| &known.values).map(|value| value.word.value.clone()).collect();
    let mut lists: Vec<Enum> = uses
        .iter()
        .filter_map(|found| match known(api, &found.used)?.value.innermost() {
            Type::Enum(old) if *old != id => Some(api.enums[*old].clone()),
            _ => None,
        })
        .collect();
    // The longest list has the best order.
    lists.sort_by_key(|list| std::cmp::Reverse(list.words.len()));
    let seen: Vec<String> = uses.iter().flat_map(|found| shown(api, &found.used)).collect();
    let merged = &mut api.enums[id];
    for word in lists.iter().flat_map(|list| &list.words).chain(&seen) {
        if !merged.words.contains(word) {
            merged.words.push(word.clone());
        }
    }
    merged.complete |= lists.iter().any(|list| list.complete && list.words.len() == merged.words.len());
    // If only the name is known, the type stays a string.
    if merged.words.is_empty() {
        return;
    }
    for found in uses {
        replace(api, id, found, &listed);
    }
}

/// The values that the samples of a property show, if all of them can be enum values.
fn shown(api: &Api, used: &Use) -> BTreeSet<String> {
    let Use::Property(entity, at) = used else { return BTreeSet::new() };
    let property = api.entities[*entity].properties.get(*at);
    property.and_then(words).into_iter().flatten().map(str::to_owned).collect()
}

/// Adds what companion material says about an enumeration.
fn describe(created: &mut Enum, described: Option<&Values>) {
    let Some(described) = described else { return };
    created.flags = described.flags;
    created.text.clone_from(&described.text);
    let mut values: Vec<&Value> = described.values.iter().collect();
    // The order of the vendor's code, if it is known.
    values.sort_by_key(|value| value.number.unwrap_or(i64::MAX));
    for value in values {
        created.words.push(value.word.value.clone());
        let meaning = Meaning { number: value.number, text: value.text.clone() };
        created.meanings.insert(value.word.value.clone(), meaning);
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

/// Removes the enumerations that were replaced everywhere, because they would take names from others.
fn unused(api: &mut Api) {
    let mut used = BTreeSet::new();
    each_type(api, &mut |ty| {
        if let Type::Enum(id) = ty.innermost() {
            used.insert(*id);
        }
    });
    let old = std::mem::take(&mut api.enums);
    let mut moved = BTreeMap::new();
    for (id, known) in old.with_ids().filter(|(id, _)| used.contains(id)) {
        moved.insert(id, api.enums.push(known.clone()));
    }
    each_type(api, &mut |ty| {
        if let Type::Enum(id) = ty.innermost()
            && let Some(new) = moved.get(id)
        {
            *ty = ty.with_innermost(Type::Enum(*new));
        }
    });
}

fn each_type(api: &mut Api, change: &mut dyn FnMut(&mut Type)) {
    for property in api.entities.iter_mut().flat_map(|entity| &mut entity.properties) {
        change(&mut property.ty.value);
    }
    for operation in &mut api.operations {
        each_type_of(operation, change);
        operation.superseded.iter_mut().for_each(|older| each_type_of(older, change));
    }
    for (_, fixed) in &mut api.fixups.applied {
        change(&mut fixed.value);
    }
}

fn each_type_of(operation: &mut Operation, change: &mut dyn FnMut(&mut Type)) {
    let bodies = [&mut operation.request, &mut operation.response];
    bodies.into_iter().flatten().for_each(|body| change(&mut body.ty.value));
    operation.parameters.iter_mut().for_each(|parameter| change(&mut parameter.ty.value));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_about_the_innermost_type() {
        let string = || Box::new(Stated::Scalar(Type::String));
        let (list, map) = (Stated::Array(string()), Stated::Map(string()));
        assert_eq!(inside(&Type::String, &string()), Some(&*string()));
        assert_eq!(inside(&Type::array(Type::String), &list), Some(&*string()));
        assert_eq!(
            inside(&Type::map(Type::array(Type::String)), &Stated::Map(Box::new(list.clone()))),
            Some(&*string())
        );
        for (ty, stated) in [
            (Type::String, &list),
            (Type::String, &map),
            (Type::array(Type::String), &map),
            (Type::map(Type::String), &list),
            (Type::array(Type::String), &*string()),
            (Type::array(Type::array(Type::String)), &list),
        ] {
            assert_eq!(inside(&ty, stated), None, "{ty:?} {stated:?}");
        }
    }
}
