//! The front page of the crate: what it covers, a first program, its concepts and its resources and agents.
//!
//! In: the model, and the resources and agents with their methods. Out: a [`FrontPagePlan`]. Printed by
//! `emit/front_page.rs` through `templates/front_page.md`, as rustdoc and as `README.md`. This file chooses by rule and
//! knows no resource and no entity by name.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::client::MethodPlan;
use super::docs::{self, DocLine, code};
use super::entity::EntityPlan;
use super::enumeration::EnumerationPlan;
use super::features::{self, FeatureGroupPlan};
use super::group::GroupPlan;
use super::only::selects;
use super::text::{Literal, Toml};
use super::types::TypeNames;
use crate::model::{Api, Body, EntityId, Form, Method, Operation, Origin, Place, Type};
use crate::names::ident::{Ident, Taken};
use crate::options::Options;
use crate::text::visible::counted;

/// The front page of a crate.
#[derive(Debug, Clone)]
pub struct FrontPagePlan {
    /// What the crate covers, and what the owner of the docs says about the API.
    pub about: Vec<DocLine>,
    /// The cargo features.
    pub features: Vec<DocLine>,
    /// The features that enable several others, and the one that enables all. Empty if only the last one exists.
    pub coverage: Vec<FeatureGroupPlan>,
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
    /// Whether there are columns of archives or names of MDO lists.
    pub columns: bool,
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
    /// The entity that it is about.
    pub entity: Option<Ident>,
    /// Its cargo feature.
    pub feature: Toml,
    /// The groups of features that enable it.
    pub groups: Vec<Toml>,
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
    (groups, feature_groups): (&[GroupPlan], &[FeatureGroupPlan]),
    entities: &[EntityPlan],
    enumerations: &[EnumerationPlan],
    options: &Options,
) -> FrontPagePlan {
    let ranked = ranked(groups, options);
    let rows = |agent: bool| {
        let groups = groups.iter().filter(|group| group.agent == agent);
        groups.map(|group| row(api, names, group, feature_groups)).collect()
    };
    let all = if feature_groups.is_empty() { None } else { Some(features::full(groups)) };
    let methods = || groups.iter().flat_map(|group| &group.client.methods);
    FrontPagePlan {
        about: about(groups, entities.len(), &options.about),
        features: enabled(groups, !feature_groups.is_empty(), options),
        coverage: feature_groups.iter().cloned().chain(all).collect(),
        program: ranked.iter().find_map(|group| program(api, group, entities)),
        list: ranked.iter().find_map(|group| list(group)),
        enumerations: !enumerations.is_empty(),
        patches: api.operations.iter().filter(|one| selects(&options.only, one)).any(is_patch),
        selects: methods().any(|method| method.selectable),
        columns: false,
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

fn enabled(groups: &[GroupPlan], grouped: bool, options: &Options) -> Vec<DocLine> {
    let made = groups.iter().map(|group| &group.feature);
    let mut enabled: Vec<&String> = made.filter(|feature| options.default_features.contains(feature)).collect();
    enabled.sort_unstable();
    let enabled: String = enabled.iter().map(|feature| format!("`{}`, ", code(feature))).collect();
    let several = if grouped { "The features under *Coverage* enable several, and `full`" } else { "`full`" };
    docs::ours(&format!(
        "Each resource and agent has a cargo feature, which also enables the types that it needs. {several} enables all of \
         them. A method that the compiler does not find may need its feature. Enabled by default: {enabled}`reqwest`, which \
         sends requests over the network, and `jiff`, which converts dates."
    ))
}

fn about(groups: &[GroupPlan], types: usize, about: &str) -> Vec<DocLine> {
    let operations: usize = groups.iter().map(|group| group.client.methods.len()).sum();
    let of = match groups.len() {
        1 => "one resource or agent".to_owned(),
        several => format!("{several} resources and agents"),
    };
    let mut lines = vec![docs::line(&format!(
        "A typed client for the SuperOffice WebAPI: {} of {of}, {}.",
        counted(operations, "operation"),
        counted(types, "type")
    ))];
    for text in about.split("\n\n") {
        docs::paragraph(&mut lines, docs::block(text));
    }
    lines
}

fn row(api: &Api, names: &TypeNames, group: &GroupPlan, feature_groups: &[FeatureGroupPlan]) -> RowPlan {
    let feature = Toml::feature(&group.feature);
    let within = feature_groups.iter().filter(|wide| wide.features.contains(&feature));
    RowPlan {
        module: group.module.clone(),
        operations: group.client.methods.len(),
        entity: entity_of(api, names, group),
        groups: within.map(|wide| wide.feature.clone()).collect(),
        feature,
    }
}

/// The entity that a resource holds. Otherwise the entity that its operations send or receive most often, if at least half of
/// them do.
fn entity_of(api: &Api, names: &TypeNames, group: &GroupPlan) -> Option<Ident> {
    if let Some(kept) = kept(api, group).first() {
        return Some(names[kept.entity].clone());
    }
    let operations = operations(api, group);
    let mut counts: BTreeMap<EntityId, usize> = BTreeMap::new();
    for (_, operation) in &operations {
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
    let frequent = counts.into_iter().filter(|(_, count)| count * 2 >= operations.len());
    let (id, _) = frequent.min_by_key(|(id, count)| (Reverse(*count), &names[*id]))?;
    Some(names[id].clone())
}

/// An entity that a resource holds: a GET by a key returns it, and a PUT by a key takes it.
struct Kept<'a> {
    entity: EntityId,
    get: &'a MethodPlan,
    update: &'a MethodPlan,
    /// Whether both keys are numbers.
    by_number: bool,
}

/// The entities that a resource holds, in the order of the methods that return them.
fn kept<'a>(api: &'a Api, group: &'a GroupPlan) -> Vec<Kept<'a>> {
    let operations = operations(api, group);
    let with = |method: Method, body: fn(&Operation) -> Option<&Body>, arguments: usize| {
        let fitting = operations.iter().filter(move |(plan, operation)| {
            operation.method == method && plan.arguments.len() == arguments && key(operation).is_some()
        });
        fitting.filter_map(move |(plan, operation)| match body(operation) {
            Some(Body { form: Form::Json, ty, .. }) => match ty.value {
                Type::Entity(id) => Some((id, *plan, key(operation) == Some(&Type::Int32))),
                _ => None,
            },
            _ => None,
        })
    };
    let gets = with(Method::Get, |operation| operation.response.as_ref(), 1);
    let kept = gets.filter_map(|(entity, get, get_by_number)| {
        let mut updates = with(Method::Put, |operation| operation.request.as_ref(), 2);
        let (_, update, put_by_number) = updates.find(|(id, ..)| *id == entity)?;
        Some(Kept { entity, get, update, by_number: get_by_number && put_by_number })
    });
    kept.collect()
}

fn operations<'a>(api: &'a Api, group: &'a GroupPlan) -> Vec<(&'a MethodPlan, &'a Operation)> {
    let methods = group.client.methods.iter();
    methods.filter_map(|method| Some((method, api.operation(&method.uid)?))).collect()
}

/// The type of the only part of the path that varies.
fn key(operation: &Operation) -> Option<&Type> {
    let mut parts = operation.parameters.iter().filter(|parameter| parameter.place == Place::Path);
    match (parts.next(), parts.next()) {
        (Some(part), None) => Some(&part.ty.value),
        _ => None,
    }
}

/// The first program with a resource: it holds an entity with a number as its key. The property that it changes is the
/// first text that a program may send.
fn program(api: &Api, group: &GroupPlan, entities: &[EntityPlan]) -> Option<ProgramPlan> {
    kept(api, group).into_iter().filter(|kept| kept.by_number).find_map(|kept| {
        let (field, key) = text_property(api, kept.entity, entities)?;
        let variable =
            Taken::with(&["client", "http", "response", "stored", "transport"]).ident(group.module.as_str().to_owned());
        Some(ProgramPlan {
            feature: Toml::feature(&group.feature),
            module: group.module.clone(),
            variable,
            get: kept.get.ident.clone(),
            update: kept.update.ident.clone(),
            field,
            key,
        })
    })
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

/// The first list of a resource that can be filtered, has pages and needs no argument.
fn list(group: &GroupPlan) -> Option<ListPlan> {
    let filter = Literal::of(FILTER);
    group.client.methods.iter().filter(|method| method.arguments.is_empty() && method.rows).find_map(|method| {
        let option = method.call.as_ref()?.options.iter().find(|option| option.name == filter)?;
        Some(ListPlan { module: group.module.clone(), method: method.ident.clone(), filter: option.ident.clone() })
    })
}

fn is_patch(operation: &Operation) -> bool {
    operation.request.as_ref().is_some_and(|body| body.form == Form::Patch)
}
