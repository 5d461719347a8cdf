//! The front page of the crate: what it covers, a first program, its concepts and its resources and agents.
//!
//! In: the model, and the resources and agents with their methods. Out: a [`FrontPagePlan`]. Printed by
//! `emit/front_page.rs` through `templates/front_page.md`, as rustdoc and as `README.md`. This file chooses by rule and
//! knows no resource and no entity by name.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::client::MethodPlan;
use super::docs::{self, DocLine};
use super::entity::EntityPlan;
use super::enumeration::EnumerationPlan;
use super::group::GroupPlan;
use super::text::{Literal, Toml};
use super::types::TypeNames;
use crate::model::{Api, EntityId, Form, Method, Operation, Origin, Place, Type};
use crate::names::ident::{Ident, Taken};
use crate::options::Options;
use crate::text::visible::counted;

/// The front page of a crate.
#[derive(Debug, Clone)]
pub struct FrontPagePlan {
    /// What the crate covers, and what the owner of the docs says about the API.
    pub about: Vec<DocLine>,
    /// A program that fetches an entity, changes it and sends it back, if the API has the operations.
    pub program: Option<ProgramPlan>,
    /// A list that can be filtered.
    pub list: Option<ListPlan>,
    /// Whether there are enumerations.
    pub enumerations: bool,
    /// Whether an operation takes a patch.
    pub patches: bool,
    /// Whether the response of an operation can be limited to some of its properties.
    pub selects: bool,
    /// The resources, in the order of their modules.
    pub resources: Vec<RowPlan>,
    /// The agents, in the order of their modules.
    pub agents: Vec<RowPlan>,
}

/// A row of the table of resources or of agents.
#[derive(Debug, Clone)]
pub struct RowPlan {
    /// Its module.
    pub module: Ident,
    /// The number of its operations.
    pub operations: usize,
    /// The entity that more of its operations send or receive than any other, if there is one.
    pub entity: Option<Ident>,
    /// Its cargo feature.
    pub feature: Toml,
}

/// The names in the first program.
#[derive(Debug, Clone)]
pub struct ProgramPlan {
    /// The cargo feature that it needs.
    pub feature: Toml,
    /// The module of the resource.
    pub module: Ident,
    /// The variable that holds the entity.
    pub variable: Ident,
    /// The method that fetches the entity.
    pub get: Ident,
    /// The method that sends it back.
    pub update: Ident,
    /// The property that is changed.
    pub field: Ident,
    /// Its name on the wire.
    pub key: Literal,
}

/// A list that can be filtered.
#[derive(Debug, Clone)]
pub struct ListPlan {
    /// The module of the resource.
    pub module: Ident,
    /// The method.
    pub method: Ident,
    /// The setter of the filter.
    pub filter: Ident,
}

/// The parameter of a list that restricts its rows.
const FILTER: &str = "$filter";

/// Decides the front page.
pub(super) fn plan(
    api: &Api,
    names: &TypeNames,
    groups: &[GroupPlan],
    entities: &[EntityPlan],
    enumerations: &[EnumerationPlan],
    options: &Options,
) -> FrontPagePlan {
    let ranked = ranked(groups, options);
    let rows = |agent: bool| {
        let groups = groups.iter().filter(|group| group.agent == agent);
        groups.map(|group| row(api, names, group)).collect()
    };
    let methods = || groups.iter().flat_map(|group| &group.client.methods);
    FrontPagePlan {
        about: about(groups, entities.len(), &options.about),
        program: ranked.iter().find_map(|group| program(api, group, entities)),
        list: ranked.iter().find_map(|group| list(group)),
        enumerations: !enumerations.is_empty(),
        patches: api.operations.iter().any(|operation| is_patch(operation)),
        selects: methods().any(|method| method.selectable),
        resources: rows(false),
        agents: rows(true),
    }
}

/// The resources, those first that a reader most likely uses: those that are enabled by default, then by the number of
/// their operations.
fn ranked<'a>(groups: &'a [GroupPlan], options: &Options) -> Vec<&'a GroupPlan> {
    let mut ranked: Vec<&GroupPlan> = groups.iter().filter(|group| !group.agent).collect();
    ranked.sort_by_key(|group| {
        (!options.default_features.contains(&group.feature), Reverse(group.client.methods.len()), &group.module)
    });
    ranked
}

fn about(groups: &[GroupPlan], types: usize, about: &str) -> Vec<DocLine> {
    let operations: usize = groups.iter().map(|group| group.client.methods.len()).sum();
    let of = match groups.len() {
        1 => "one resource or agent".to_owned(),
        several => format!("{several} resources and agents"),
    };
    let mut lines = docs::ours(&format!(
        "A typed client for the SuperOffice WebAPI: {} of {of}, {}.",
        counted(operations, "operation"),
        counted(types, "type")
    ));
    docs::paragraph(&mut lines, docs::block(about));
    lines
}

fn row(api: &Api, names: &TypeNames, group: &GroupPlan) -> RowPlan {
    RowPlan {
        module: group.module.clone(),
        operations: group.client.methods.len(),
        entity: entity_of(api, names, group),
        feature: Toml::feature(&group.feature),
    }
}

/// The entity that more operations of a resource or agent send or receive than any other.
fn entity_of(api: &Api, names: &TypeNames, group: &GroupPlan) -> Option<Ident> {
    let mut counts: BTreeMap<EntityId, usize> = BTreeMap::new();
    for operation in group.client.methods.iter().filter_map(|method| api.operation(&method.uid)) {
        let bodies = [&operation.request, &operation.response].into_iter().flatten();
        let found: BTreeSet<EntityId> = bodies
            .filter_map(|body| match body.ty.value.innermost() {
                Type::Entity(id) if api.entities[*id].origin != Origin::Carrier => Some(*id),
                _ => None,
            })
            .collect();
        for id in found {
            *counts.entry(id).or_default() += 1;
        }
    }
    let most = counts.values().copied().max()?;
    let mut best = counts.into_iter().filter(|(_, count)| *count == most);
    match (best.next(), best.next()) {
        (Some((id, _)), None) => Some(names[id].clone()),
        _ => None,
    }
}

/// The first program with a resource: a GET by a number that returns an entity, and a PUT by a number that takes the same
/// entity. The property that it changes is the first text that a program may send.
fn program(api: &Api, group: &GroupPlan, entities: &[EntityPlan]) -> Option<ProgramPlan> {
    let find = |fits: &dyn Fn(&MethodPlan, &Operation) -> Option<EntityId>| {
        let methods = group.client.methods.iter();
        methods.filter_map(move |method| Some((method, fits(method, api.operation(&method.uid)?)?))).collect::<Vec<_>>()
    };
    let gets = find(&|method, operation| {
        let body = operation.response.as_ref().filter(|body| body.form == Form::Json)?;
        let fits = operation.method == Method::Get && method.arguments.len() == 1 && by_number(operation);
        if fits { entity_id(&body.ty.value) } else { None }
    });
    let updates = find(&|method, operation| {
        let body = operation.request.as_ref().filter(|body| body.form == Form::Json)?;
        let fits = operation.method == Method::Put && method.arguments.len() == 2 && by_number(operation);
        if fits { entity_id(&body.ty.value) } else { None }
    });
    gets.iter().find_map(|(get, id)| {
        let (update, _) = updates.iter().find(|(_, taken)| taken == id)?;
        let (field, key) = text_property(api, *id, entities)?;
        Some(ProgramPlan {
            feature: Toml::feature(&group.feature),
            module: group.module.clone(),
            variable: Taken::with(&["client", "http", "response", "stored", "transport"])
                .ident(group.module.as_str().to_owned()),
            get: get.ident.clone(),
            update: update.ident.clone(),
            field,
            key,
        })
    })
}

/// Whether the path has one part that varies, a number.
fn by_number(operation: &Operation) -> bool {
    let mut parts = operation.parameters.iter().filter(|parameter| parameter.place == Place::Path);
    parts.next().is_some_and(|part| part.ty.value == Type::Int32) && parts.next().is_none()
}

fn entity_id(ty: &Type) -> Option<EntityId> {
    if let Type::Entity(id) = ty { Some(*id) } else { None }
}

/// The first property of an entity that holds text and is not set by the server alone.
fn text_property(api: &Api, id: EntityId, entities: &[EntityPlan]) -> Option<(Ident, Literal)> {
    let fields = &entities.iter().find(|entity| entity.id == id)?.fields;
    let properties = api.entities[id].properties.iter().zip(fields);
    let mut writable = properties.filter(|(property, _)| {
        property.ty.value == Type::String && property.only_in.is_none() && !api.read_only.contains(&property.name)
    });
    writable.next().map(|(_, field)| (field.ident.clone(), field.key.clone()))
}

/// The first list of a resource that can be filtered and needs no argument.
fn list(group: &GroupPlan) -> Option<ListPlan> {
    let filter = Literal::of(FILTER);
    group.client.methods.iter().filter(|method| method.arguments.is_empty()).find_map(|method| {
        let option = method.call.as_ref()?.options.iter().find(|option| option.name == filter)?;
        Some(ListPlan { module: group.module.clone(), method: method.ident.clone(), filter: option.ident.clone() })
    })
}

fn is_patch(operation: &Operation) -> bool {
    operation.request.as_ref().is_some_and(|body| body.form == Form::Patch)
}
