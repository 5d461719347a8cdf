//! Finds the resources and agents that use each type.
//!
//! In: the model and the selection of operations. Out: the cargo features under which each type is compiled.

use std::collections::{BTreeMap, BTreeSet};

use super::only::selects;
use super::text::RustText;
use crate::model::{Api, EntityId, EnumId, Form, Operation, Type};

/// A type that more features than this need is always compiled, which keeps `cfg` attributes short.
const ALWAYS: usize = 8;

/// The indices of the resources and agents that need a type.
pub(super) type Owned = BTreeSet<usize>;

/// The resources and agents that need each type.
pub(super) struct Owners {
    pub(super) entities: BTreeMap<EntityId, Owned>,
    pub(super) enums: BTreeMap<EnumId, Owned>,
}

impl Owners {
    pub(super) fn of(api: &Api, controllers: &[(String, Vec<&Operation>)], only: &[String]) -> Self {
        let mut owners = Self { entities: BTreeMap::new(), enums: BTreeMap::new() };
        for (group, (_, operations)) in controllers.iter().enumerate() {
            let selected = operations.iter().filter(|operation| selects(only, operation));
            let mut stack: Vec<&Type> = selected.flat_map(|operation| types_of(operation)).collect();
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

/// Returns the types in the signature of an operation's method.
fn types_of(operation: &Operation) -> impl Iterator<Item = &Type> {
    let bodies = [&operation.request, &operation.response].into_iter().flatten();
    let bodies = bodies.filter(|body| body.form != Form::Patch).map(|body| &body.ty.value);
    bodies.chain(operation.parameters.iter().map(|parameter| &parameter.ty.value))
}

/// Returns the attribute that compiles a type only under the features that need it. `None` if it is always compiled.
pub(super) fn gate(owned: &Owned, features: &[String]) -> Option<RustText> {
    if owned.len() > ALWAYS {
        return None;
    }
    let mut list: Vec<String> = owned.iter().filter_map(|group| features.get(*group).cloned()).collect();
    list.sort();
    Some(RustText::cfg(&list))
}
