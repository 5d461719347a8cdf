//! Finds the operations that share state, by rules over their routes and types.
//!
//! In: the operations. Out: groups, the role of each operation in its group, and the operations that look as if they had
//! state but have none, with the reason. No rule contains the name of a type or an operation.
//!
//! - *Resource*: `GET base/{id}` returns an object type, and the id is an integer. `PUT`, `PATCH` and `DELETE` of the same
//!   path, `POST base`, `GET base/default` and `GET base` (rows, or an array of the type) belong to it, if their bodies
//!   have the same type. At least one of them must write.
//! - *Calls*: operations of one folder that are named `GetFoo`, `SaveFoo`, `CreateDefaultFoo` and `DeleteFoo`, where
//!   `Foo` is the type that they return. There must be `GetFoo` and `SaveFoo`.
//! - If one resource has a type and no other does, calls about the type use the records of the resource.
//! - *Id*: the integer property named like the parameter with the id, like the type or the last word of the path followed
//!   by `Id`, or `Id`. Otherwise the first property, if its name ends in `Id`.

use std::collections::BTreeMap;

use http::Method;
use serde::{Deserialize, Serialize};

use super::{Api, Body, Form, In, Operation, Segment, Type};

/// Where a request has the id of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyIn {
    /// In the last segment of the path.
    Path,
    /// In a query parameter.
    Query(String),
    /// In a property of the request body.
    Body(String),
}

/// What an operation does with the records of its group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// Returns a record.
    Read(KeyIn),
    /// Stores the request body as a new record.
    Create,
    /// Replaces a record by the request body.
    Update,
    /// Changes a record.
    Patch,
    /// Deletes a record.
    Delete(KeyIn),
    /// Returns a record that is not stored yet.
    Default,
    /// Stores a record: a new one if it has no id. The record is the body, or a property of it.
    Save(Option<String>),
    /// Lists the records as rows with columns.
    Rows,
    /// Lists the records.
    List,
}

impl Role {
    /// The role in one word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Read(_) => "read",
            Self::Create => "create",
            Self::Update => "update",
            Self::Patch => "patch",
            Self::Delete(_) => "delete",
            Self::Default => "default",
            Self::Save(_) => "save",
            Self::Rows => "rows",
            Self::List => "list",
        }
    }

    fn writes(&self) -> bool {
        matches!(self, Self::Create | Self::Update | Self::Patch | Self::Delete(_) | Self::Save(_))
    }
}

/// Operations that share records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The path of the resource, or the folder of the calls and the type.
    pub name: String,
    /// Whether it is a resource; otherwise it is calls of an agent.
    pub is_resource: bool,
    /// The type of the records.
    pub entity: usize,
    /// The property with the id.
    pub id: String,
    /// The segments before the id. The values of parameters in them separate the records of different owners.
    pub base: Vec<Segment>,
    /// The number of the collection of records. Groups with the same number share them.
    pub collection: usize,
}

/// Something that has no state, although its routes look like it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stateless {
    /// The uid of an operation, or the path of a resource.
    pub what: String,
    /// The reason, as a clause.
    pub why: String,
}

/// Finds all groups, and sets `groups`, `roles` and `stateless`.
pub(super) fn find(api: &mut Api) {
    let mut found = Finder { api, groups: Vec::new(), roles: vec![None; api.operations.len()], stateless: Vec::new() };
    found.resources();
    found.calls();
    let Finder { mut groups, roles, stateless, .. } = found;
    collections(&mut groups);
    (api.groups, api.roles, api.stateless) = (groups, roles, stateless);
}

/// Numbers the collections: calls share that of the only resource with their type.
fn collections(groups: &mut [Group]) {
    let mut of_type: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, group) in groups.iter_mut().enumerate() {
        group.collection = at;
        let plain = group.base.iter().all(|segment| matches!(segment, Segment::Literal(_)));
        if group.is_resource {
            of_type.entry(group.entity).or_default().extend(plain.then_some(at));
        }
    }
    for group in groups.iter_mut().filter(|group| !group.is_resource) {
        if let Some([only]) = of_type.get(&group.entity).map(Vec::as_slice) {
            group.collection = *only;
        }
    }
}

struct Finder<'a> {
    api: &'a Api,
    groups: Vec<Group>,
    roles: Vec<Option<(usize, Role)>>,
    stateless: Vec<Stateless>,
}

/// The segments of a path without the names of parameters.
fn shape(segments: &[Segment]) -> Vec<String> {
    let text = |segment: &Segment| match segment {
        Segment::Literal(text) => text.clone(),
        Segment::Parameter { integer, .. } => format!("{{{integer}}}"),
    };
    segments.iter().map(text).collect()
}

fn entity(body: Option<&Body>) -> Option<usize> {
    match body {
        Some(Body { ty: Type::Entity(id), form: Form::Json, .. }) => Some(*id),
        _ => None,
    }
}

impl Finder<'_> {
    fn resources(&mut self) {
        let api = self.api;
        let mut by_shape: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
        for (at, operation) in api.operations.iter().enumerate() {
            by_shape.entry(shape(&operation.segments)).or_default().push(at);
        }
        for operation in api.operations.iter().filter(|operation| operation.method == Method::GET) {
            let Some((Segment::Parameter { name, integer }, base)) = operation.segments.split_last() else { continue };
            let Some(id) = entity(operation.response.as_ref()) else { continue };
            let shape = shape(base);
            let mut roles = Vec::new();
            let mut unclear = Vec::new();
            for (more, place) in
                [("", Place::Base), ("default", Place::Default), (&format!("{{{integer}}}"), Place::Item)]
            {
                let mut path = shape.clone();
                path.extend((!more.is_empty()).then(|| more.to_owned()));
                for at in by_shape.get(&path).into_iter().flatten() {
                    let Some(other) = api.operations.get(*at) else { continue };
                    match self.resource_role(other, place, id) {
                        Ok(Some(role)) => roles.push((*at, role)),
                        Ok(None) => {}
                        Err(why) => unclear.push(Stateless { what: other.uid.clone(), why }),
                    }
                }
            }
            let path = operation.path.rsplit_once('/').map_or("", |(base, _)| base).to_owned();
            if !roles.iter().any(|(_, role)| role.writes()) {
                continue;
            }
            if !integer {
                self.stateless
                    .push(Stateless { what: format!("{path}/{{{name}}}"), why: "its id is not an integer".to_owned() });
                continue;
            }
            self.stateless.extend(unclear);
            let word = base.iter().rev().find_map(|segment| match segment {
                Segment::Literal(text) => Some(text.as_str()),
                Segment::Parameter { .. } => None,
            });
            self.add(path, true, id, &[name, &format!("{}id", word.unwrap_or_default())], base, roles);
        }
    }

    /// The role of an operation, by its place in the resource. The error is the reason why it has no state.
    fn resource_role(&self, operation: &Operation, place: Place, id: usize) -> Result<Option<Role>, String> {
        let (request, response) = (operation.request.as_ref(), operation.response.as_ref());
        let returns = entity(response) == Some(id);
        let takes = entity(request) == Some(id);
        let other_type = || Err("its request and response bodies have other types than the resource".to_owned());
        match (place, operation.method.as_str()) {
            (Place::Item, "GET") if returns => Ok(Some(Role::Read(KeyIn::Path))),
            (Place::Item, "PUT") if takes && (returns || response.is_none()) => Ok(Some(Role::Update)),
            (Place::Item, "PATCH") if request.is_some_and(|body| body.form == Form::Patch) => Ok(Some(Role::Patch)),
            (Place::Item, "DELETE") if request.is_none() => Ok(Some(Role::Delete(KeyIn::Path))),
            (Place::Item, "PUT" | "PATCH") => other_type(),
            (Place::Base, "POST") if takes && returns => Ok(Some(Role::Create)),
            (Place::Base, "POST") => other_type(),
            (Place::Base, "GET") => Ok(match response.map(|body| &body.ty) {
                Some(ty) if self.api.is_page_of_rows(ty) => Some(Role::Rows),
                Some(Type::Array(element)) if **element == Type::Entity(id) => Some(Role::List),
                _ => None,
            }),
            (Place::Default, "GET") if returns => Ok(Some(Role::Default)),
            _ => Ok(None),
        }
    }

    fn calls(&mut self) {
        let api = self.api;
        let mut by_name: BTreeMap<(&[Segment], &str), usize> = BTreeMap::new();
        for (at, operation) in api.operations.iter().enumerate().filter(|(_, one)| one.method == Method::POST) {
            if let Some((Segment::Literal(name), folder)) = operation.segments.split_last() {
                by_name.insert((folder, name), at);
            }
        }
        for (&(folder, name), &at) in &by_name {
            // The words are compared in lower case, like the paths.
            let Some(of) = name.strip_prefix("save").filter(|of| !of.is_empty()) else { continue };
            let Some(save) = api.operations.get(at) else { continue };
            let Some(read_at) = by_name.get(&(folder, &*format!("get{of}"))).copied() else { continue };
            let Some(id) = self.entity_named(save.response.as_ref(), of) else {
                self.no_state(save, "it does not return an object type that is named like it");
                continue;
            };
            let Some(key) = self.key(read_at, Some(id)) else {
                self.no_state(
                    save,
                    "the call that reads does not return the same type, or its input is not one integer",
                );
                continue;
            };
            let mut roles = vec![(read_at, Role::Read(key.clone()))];
            let Some(from) = self.saved(save, id) else {
                self.no_state(save, "its request body does not have the type that it returns");
                continue;
            };
            roles.push((at, Role::Save(from)));
            let deleted = by_name.get(&(folder, &*format!("delete{of}"))).copied();
            roles.extend(deleted.and_then(|at| Some((at, Role::Delete(self.key(at, None)?)))));
            let created = by_name.get(&(folder, &*format!("createdefault{of}"))).copied();
            let returns =
                |at: &usize| entity(api.operations.get(*at).and_then(|one| one.response.as_ref())) == Some(id);
            roles.extend(created.filter(returns).map(|at| (at, Role::Default)));
            let parameter = match &key {
                KeyIn::Query(name) | KeyIn::Body(name) => name.as_str(),
                KeyIn::Path => "",
            };
            let path = save.path.rsplit_once('/').map_or("", |(base, _)| base);
            let named = api.entities.get(id).map_or("", |entity| entity.name.as_str());
            self.add(format!("{path} {named}"), false, id, &[parameter], folder, roles);
        }
    }

    /// The type of a body, if it is the one with a name in lower case.
    fn entity_named(&self, body: Option<&Body>, name: &str) -> Option<usize> {
        let id = entity(body)?;
        let known = self.api.entities.get(id)?;
        let is = |one: &String| one.eq_ignore_ascii_case(name);
        (is(&known.name) || known.twins.iter().any(is)).then_some(id)
    }

    /// Where a call has its only input, an integer, if it returns the type.
    fn key(&self, at: usize, returns: Option<usize>) -> Option<KeyIn> {
        let operation = self.api.operations.get(at)?;
        if returns.is_some() && entity(operation.response.as_ref()) != returns {
            return None;
        }
        let mut query = operation.parameters.iter().filter(|one| one.place == In::Query && one.required);
        match (&operation.request, query.next()) {
            (None, Some(only)) if only.ty.is_integer() && query.next().is_none() => {
                Some(KeyIn::Query(only.name.clone()))
            }
            (Some(body), None) => {
                let carrier = self.api.entities.get(entity(Some(body))?)?;
                match carrier.properties.as_slice() {
                    [only] if only.ty.is_integer() => Some(KeyIn::Body(only.name.clone())),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The property of the request body that holds the record, or that the body is the record; `None` if neither.
    #[expect(clippy::option_option, reason = "the inner option is part of the role")]
    fn saved(&self, save: &Operation, id: usize) -> Option<Option<String>> {
        let given = entity(save.request.as_ref())?;
        if given == id {
            return Some(None);
        }
        let carrier = self.api.entities.get(given)?;
        let mut holding = carrier.properties.iter().filter(|one| one.ty == Type::Entity(id));
        match (holding.next(), holding.next()) {
            (Some(only), None) => Some(Some(only.name.clone())),
            _ => None,
        }
    }

    fn no_state(&mut self, operation: &Operation, why: &str) {
        self.stateless.push(Stateless { what: operation.uid.clone(), why: why.to_owned() });
    }

    /// Adds a group if the property with the id is known.
    fn add(
        &mut self,
        name: String,
        is_resource: bool,
        entity: usize,
        hints: &[&str],
        base: &[Segment],
        roles: Vec<(usize, Role)>,
    ) {
        let Some(id) = self.id_property(entity, hints) else {
            let why = "it has no integer property that is named like an id of it".to_owned();
            self.stateless.push(Stateless { what: name, why });
            return;
        };
        let group = self.groups.len();
        self.groups.push(Group { name, is_resource, entity, id, base: base.to_vec(), collection: group });
        for (at, role) in roles {
            if let Some(place) = self.roles.get_mut(at) {
                *place = Some((group, role));
            }
        }
    }

    fn id_property(&self, entity: usize, hints: &[&str]) -> Option<String> {
        // One type has one id, whichever group is found first.
        if let Some(known) = self.groups.iter().find(|group| group.entity == entity) {
            return Some(known.id.clone());
        }
        let entity = self.api.entities.get(entity)?;
        let integer = |name: &str| entity.property(name).filter(|one| one.ty.is_integer()).map(|one| one.name.clone());
        let named = format!("{}Id", entity.name.strip_suffix("Entity").unwrap_or(&entity.name));
        let hints = hints.iter().copied().filter(|hint| !hint.eq_ignore_ascii_case("id"));
        let mut names = hints.chain([named.as_str(), "Id"]);
        let first = || {
            let first = entity.properties.first().filter(|one| one.ty.is_integer())?;
            first.name.to_ascii_lowercase().ends_with("id").then(|| first.name.clone())
        };
        names.find_map(integer).or_else(first)
    }
}

/// The place of an operation in a resource.
#[derive(Clone, Copy)]
enum Place {
    Base,
    Default,
    Item,
}
