//! Which resources and agents need a type, and which properties hold their own type.
//!
//! In: the model. Out: the cargo features of each type, and the properties that must be boxed.

use std::collections::{BTreeMap, BTreeSet};

use super::text::RustText;
use crate::model::{Api, EntityId, EnumId, Form, Operation, Type};

/// A type that more features than this need is always compiled: a longer list of features helps nobody.
const ALWAYS: usize = 8;

/// The resources and agents that need a type, by their index.
pub(super) type Owned = BTreeSet<usize>;

/// Which groups need a type.
pub(super) struct Owners {
    pub(super) entities: BTreeMap<EntityId, Owned>,
    pub(super) enums: BTreeMap<EnumId, Owned>,
}

impl Owners {
    pub(super) fn of(api: &Api, controllers: &[(String, Vec<&Operation>)]) -> Self {
        let mut owners = Self { entities: BTreeMap::new(), enums: BTreeMap::new() };
        for (group, (_, operations)) in controllers.iter().enumerate() {
            let mut stack: Vec<&Type> = operations.iter().flat_map(|operation| types_of(operation)).collect();
            while let Some(ty) = stack.pop() {
                match ty.innermost() {
                    Type::Entity(id) if owners.entities.entry(*id).or_default().insert(group) => {
                        stack.extend(api.entities[*id].properties.iter().map(|property| &property.ty.value));
                    }
                    Type::Enum(id) => {
                        owners.enums.entry(*id).or_default().insert(group);
                    }
                    _ => {}
                }
            }
        }
        owners
    }
}

/// The types that stand in the signature of an operation's method.
fn types_of(operation: &Operation) -> impl Iterator<Item = &Type> {
    let bodies = [&operation.request, &operation.response].into_iter().flatten();
    let bodies = bodies.filter(|body| body.form != Form::Patch).map(|body| &body.ty.value);
    bodies.chain(operation.parameters.iter().map(|parameter| &parameter.ty.value))
}

/// The attribute that compiles a type only under the features that need it; nothing where it is always compiled.
pub(super) fn gate(owned: &Owned, features: &[String]) -> Option<RustText> {
    if owned.len() > ALWAYS {
        return None;
    }
    let mut list: Vec<String> = owned.iter().filter_map(|group| features.get(*group).cloned()).collect();
    list.sort();
    Some(RustText::cfg(&list))
}

/// Properties that must be boxed: an entity that holds itself by value, directly or through others. Each is the entity
/// and the index of the property.
pub(super) fn cycles(api: &Api) -> BTreeSet<(EntityId, usize)> {
    let direct = |id: EntityId| {
        api.entities[id].properties.iter().enumerate().filter_map(|(at, property)| match property.ty.value {
            Type::Entity(target) => Some((at, target)),
            _ => None,
        })
    };
    let reaches = |from: EntityId, goal: EntityId| {
        let mut seen = BTreeSet::new();
        let mut stack = vec![from];
        while let Some(id) = stack.pop() {
            if id == goal {
                return true;
            }
            if seen.insert(id) {
                stack.extend(direct(id).map(|(_, target)| target));
            }
        }
        false
    };
    let properties = api.entities.ids().flat_map(|id| direct(id).map(move |(at, target)| (id, at, target)));
    properties.filter(|(id, _, target)| reaches(*target, *id)).map(|(id, at, _)| (id, at)).collect()
}
