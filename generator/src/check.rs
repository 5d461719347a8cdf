//! The guarantees that later rooms rely on.
//!
//! In: a corrected [`Api`]. Out: [`Checked`], which only this room can create: every entity and enumeration that a type
//! refers to exists, every entity has a name, every uid is unique, and every decision of a fixup is still in place.
//! This room changes nothing.

use std::collections::BTreeSet;
use std::ops::Deref;

use crate::model::{Api, Type};

/// A model with all guarantees.
#[derive(Debug, Clone)]
pub struct Checked(Api);

impl Deref for Checked {
    type Target = Api;

    fn deref(&self) -> &Api {
        &self.0
    }
}

/// A broken invariant: a bug of the generator, not of the docs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InternalError(pub String);

impl std::fmt::Display for InternalError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "internal error: {}; nothing was written. Please report it with the page that causes it", self.0)
    }
}

impl std::error::Error for InternalError {}

/// Checks every guarantee.
///
/// # Errors
///
/// Returns an [`InternalError`] that says which guarantee is broken.
pub fn check(api: Api) -> Result<Checked, InternalError> {
    let mut names = BTreeSet::new();
    for entity in &api.entities {
        if entity.name.is_empty() {
            return Err(InternalError(format!("an entity of `{}` has no name", entity.place)));
        }
        if !names.insert(entity.name.as_str()) {
            return Err(InternalError(format!("two entities are called `{}`", entity.name)));
        }
        for property in &entity.properties {
            known(&api, &property.ty.value, || format!("{}.{}", entity.name, property.name))?;
        }
    }
    let mut uids = BTreeSet::new();
    for operation in &api.operations {
        if !uids.insert(operation.uid.value.as_str()) {
            return Err(InternalError(format!("two operations are called `{}`", operation.uid.value)));
        }
        for body in [&operation.request, &operation.response].into_iter().flatten() {
            known(&api, &body.ty.value, || operation.uid.value.clone())?;
        }
        for parameter in &operation.parameters {
            known(&api, &parameter.ty.value, || operation.uid.value.clone())?;
        }
    }
    for (spot, set) in &api.fixups.applied {
        // A flattened body replaces its parameters, including those whose types were set by a fixup.
        if let Some(now) = spot.of(&api).filter(|now| *now != set) {
            return Err(InternalError(format!(
                "the rule `{}` changed what a fixup had decided for {spot:?}",
                now.rule
            )));
        }
    }
    if let Some((kind, seen, decided)) = api.account.unbalanced().next() {
        return Err(InternalError(format!(
            "the account of the pages does not balance: {seen} {} were seen, {decided} have an outcome",
            kind.words()
        )));
    }
    Ok(Checked(api))
}

fn known(api: &Api, ty: &Type, place: impl Fn() -> String) -> Result<(), InternalError> {
    let exists = match ty.innermost() {
        Type::Entity(id) => api.entities.contains(*id),
        Type::Enum(id) => api.enums.contains(*id),
        _ => true,
    };
    if exists { Ok(()) } else { Err(InternalError(format!("`{}` has a type that does not exist", place()))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Class, Entity, EntityId, EnumId, Known, Origin, Property, Rule, Spot};

    static RULE: Rule = Rule { by_person: true, ..Rule::new("a-person", "fixups", "A person says so.") };
    static OTHER: Rule = Rule::new("another", "properties", "A rule that ignores fixups.");

    #[test]
    fn no_rule_overrides_a_fixup() {
        let mut api = Api::default();
        let id = api.entities.push(Entity::new("Person".to_owned(), Origin::Docs, String::new()));
        api.entities[id].properties.push(Property::new("Name".to_owned()));
        let spot = Spot::Property(id, "Name".to_owned());
        let set = |api: &mut Api, ty, rule| {
            if let Some(known) = spot.of_mut(api) {
                *known = Known::new(ty, Class::Proved, rule, Vec::new());
            }
        };
        set(&mut api, Type::Bool, &RULE);
        api.fixups.applied.push((spot.clone(), Known::new(Type::Bool, Class::Proved, &RULE, Vec::new())));
        assert!(check(api.clone()).is_ok());
        set(&mut api, Type::Int32, &OTHER);
        assert!(check(api).is_err_and(|error| error.0.contains("`another`")));
    }

    #[test]
    fn every_type_exists() {
        let ok = |ty| known(&Api::default(), &ty, || "Lamp.Shade".to_owned());
        assert!(ok(Type::array(Type::Int32)).is_ok());
        for ty in [Type::Entity(EntityId(0)), Type::array(Type::Enum(EnumId(0)))] {
            assert!(ok(ty).is_err_and(|error| error.0.contains("`Lamp.Shade`")));
        }
        let mut api = Api::default();
        let id = api.entities.push(Entity::new("Lamp".to_owned(), Origin::Docs, String::new()));
        assert!(known(&api, &Type::map(Type::Entity(id)), String::new).is_ok());
    }
}
