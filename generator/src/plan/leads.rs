//! Finds the type at a place that the lock names.
//!
//! In: the model and a place as the lock writes it, such as `v1Chat_GetMessages response.Type`. Out: the type that is
//! there in this run. A place may change when the docs describe the enclosing type: the same property is then
//! `ChatMessage.Type`. The earlier place can still be followed, property by property, so that a type keeps its line
//! when pages are added.

use std::collections::BTreeMap;

use crate::model::{Api, Entity, EntityId, Operation, Origin, Type};

/// The starting points of places, by their names in the lock.
pub(super) struct Leads<'a> {
    api: &'a Api,
    operations: BTreeMap<String, &'a Operation>,
    described: BTreeMap<String, EntityId>,
}

impl<'a> Leads<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let operations = api.operations.iter().map(|operation| (escaped(&operation.uid.value), operation)).collect();
        let mut described = BTreeMap::new();
        for (id, entity) in api.entities.iter().enumerate().filter(|(_, entity)| entity.origin == Origin::Docs) {
            described.entry(escaped(label(entity))).or_insert(EntityId(id));
        }
        Self { api, operations, described }
    }

    /// Returns the type at a place, without the arrays and dictionaries around it.
    pub(super) fn follow(&self, place: &str) -> Option<&'a Type> {
        let (root, mut rest) = place.split_once('.').map_or((place, None), |(root, rest)| (root, Some(rest)));
        let mut ty = None;
        let mut id = self.described.get(root).copied();
        if id.is_none() {
            ty = Some(self.root(root)?.innermost());
            id = ty.and_then(entity_of);
        }
        while let Some(path) = rest {
            let (name, after) = path.split_once('.').map_or((path, None), |(name, after)| (name, Some(after)));
            let entity = self.api.entity(id?)?;
            let property = entity.properties.iter().find(|property| escaped(&property.name) == name)?;
            ty = Some(property.ty.value.innermost());
            id = ty.and_then(entity_of);
            rest = after;
        }
        ty
    }

    /// Returns the type of a body or parameter of an operation.
    fn root(&self, root: &str) -> Option<&'a Type> {
        if let Some((uid, name)) = root.split_once('?') {
            let parameters = &self.operations.get(uid)?.parameters;
            return parameters.iter().find(|it| escaped(&it.name.value) == name).map(|it| &it.ty.value);
        }
        let (uid, side) = root.split_once(' ')?;
        let operation = self.operations.get(uid)?;
        let body = if side == "request" { &operation.request } else { &operation.response };
        body.as_ref().map(|body| &body.ty.value)
    }
}

fn entity_of(ty: &Type) -> Option<EntityId> {
    if let Type::Entity(id) = ty { Some(*id) } else { None }
}

/// Returns a name as part of a place. Characters that have a meaning in places are written as hexadecimal numbers.
pub(super) fn escaped(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '0'..='9' | 'A'..='Z' | 'a'..='z' | '_' | '-' | '$' => out.push(c),
            _ => out.push_str(&format!("%{:02X}", u32::from(c))),
        }
    }
    out
}

/// Returns the name of a type. `FooWithBars` becomes `Foo` if `Bars` is one of its properties.
pub(super) fn label(entity: &Entity) -> &str {
    let plain = |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    if entity.origin == Origin::Docs
        && let Some((base, suffix)) = entity.name.rsplit_once("With")
        && !base.is_empty()
        && entity.properties.iter().any(|property| plain(&property.name) == suffix)
    {
        return base;
    }
    &entity.name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Property;

    #[test]
    fn a_place_has_no_marks_of_its_own() {
        assert_eq!(escaped("v1Lamp_Get-All$x"), "v1Lamp_Get-All$x");
        assert_eq!(escaped("a.b c?d%é"), "a%2Eb%20c%3Fd%25%E9");
    }

    #[test]
    fn with_a_property_is_not_a_part_of_a_name() {
        let named = |name: &str, origin, property: &str| {
            let mut entity = Entity::new(name.to_owned(), origin, String::new());
            entity.properties.push(Property::new(property.to_owned()));
            label(&entity).to_owned()
        };
        assert_eq!(named("LampWithLinks", Origin::Docs, "_Links"), "Lamp");
        assert_eq!(named("LampWithLinks", Origin::Docs, "Name"), "LampWithLinks");
        assert_eq!(named("WithLinks", Origin::Docs, "_Links"), "WithLinks");
        assert_eq!(named("LampWithLinks", Origin::Response, "_Links"), "LampWithLinks");
    }
}
