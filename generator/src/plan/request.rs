//! Request bodies of agents as arguments.
//!
//! In: the methods of agents and the entities of their request bodies. Out: for a body with few properties, a method that
//! takes them as arguments. Printed by `emit/client.rs` through `templates/client_method.rs`.

use super::client::{ArgumentPlace, ArgumentPlan, MethodPlan, SpreadPlan};
use super::docs;
use super::entity::{EntityPlan, Home};
use super::group::GroupPlan;
use super::imports::Uses;
use super::text::RustText;
use super::types::{self, TypeNames};
use crate::model::{Api, EntityId};
use crate::names::ident::{self, Ident, Taken};

/// The largest number of properties that are arguments. A call with more is hard to read without their names.
const MOST: usize = 4;

/// Gives the methods of agents their arguments.
pub(super) fn spread(api: &Api, names: &TypeNames, entities: &[EntityPlan], groups: &mut [GroupPlan]) {
    for group in groups.iter_mut().filter(|group| group.agent) {
        let client = &mut group.client;
        let mut taken = Taken::default();
        for method in &client.methods {
            std::iter::once(&method.ident).chain(&method.was).for_each(|name| taken.reserve(name.as_str()));
        }
        for method in &mut client.methods {
            let Some(entity) = method.request.and_then(|id| body(entities, id, &group.module)) else { continue };
            method.spread = Some(plan(api, names, entity, method, &mut taken, &mut client.uses));
        }
    }
}

/// Returns the entity of a request body if it is only that, and has few properties.
fn body<'a>(entities: &'a [EntityPlan], id: EntityId, module: &Ident) -> Option<&'a EntityPlan> {
    let entity = entities.iter().find(|entity| entity.id == id)?;
    let own = matches!(&entity.home, Home::Requests(home) if home == module);
    (own && (1..=MOST).contains(&entity.fields.len())).then_some(entity)
}

fn plan(
    api: &Api,
    names: &TypeNames,
    entity: &EntityPlan,
    method: &MethodPlan,
    taken: &mut Taken,
    uses: &mut Uses,
) -> SpreadPlan {
    let mut arguments: Vec<ArgumentPlan> =
        method.arguments.iter().filter(|argument| argument.place != ArgumentPlace::Body).cloned().collect();
    let mut values: Vec<RustText> = arguments.iter().map(|argument| RustText::ident(&argument.ident)).collect();
    let mut own = Taken::default();
    arguments.iter().for_each(|argument| own.reserve(argument.ident.as_str()));
    let (mut setters, mut lines) = (Vec::new(), Vec::new());
    for (field, property) in entity.fields.iter().zip(&api.entities[entity.id].properties) {
        let ident = own.ident(field.ident.as_str().to_owned());
        let (ty, value) = types::property(names, &property.ty.value, &ident, uses);
        let text = property.description().map(|text| docs::inline(&text.value)).filter(|text| !text.is_empty());
        lines.extend(text.map(|text| docs::line(&format!("* `{ident}`: {text}"))));
        setters.push((&field.setter, value));
        let (name, place) = (field.key.clone(), ArgumentPlace::Body);
        arguments.push(ArgumentPlan { ident, name, place, ty, into: None, docs: Vec::new() });
    }
    values.push(RustText::filled(&entity.ident, &setters));
    if !lines.is_empty() {
        lines.insert(0, docs::blank());
    }
    SpreadPlan { with: with(&method.ident, taken), arguments, values, docs: lines }
}

/// Returns the name of the method that takes the body: `copy_with` beside `copy`.
fn with(method: &Ident, taken: &mut Taken) -> Ident {
    let bare = method.as_str().strip_suffix('_').filter(|_| ident::is_escaped(method.as_str()));
    let wish = format!("{}_with", bare.unwrap_or(method.as_str()));
    taken.ident(if taken.has(&wish) { format!("{wish}_request") } else { wish })
}
