//! Finds the operations that can be called after a response, by rules over routes and types.
//!
//! In: the model. Out: OpenAPI links by operation. No rule contains the name of a type or an operation. The rules are those
//! by which the mock server finds records:
//!
//! - *Resource*: `GET base/{id}` returns an object type, and the id is an integer. `POST base` creates a record, if its
//!   bodies have the same type. The response has links to the operations of `base/{id}`. `GET base/default` has a link to
//!   `POST base`, and `GET base/{id}` one to `PUT base/{id}`: the response is a valid request body.
//! - *Calls* of one folder that are named `GetFoo`, `SaveFoo`, `CreateDefaultFoo` and `DeleteFoo`, where `Foo` is the type
//!   that they return: a response of `SaveFoo` has links to those that have the id as their only input, in the query.
//! - *Id*: the integer property named like the parameter with the id, like the type or the last word of the path followed
//!   by `Id`, or `Id`. Otherwise the first property, if its name ends in `Id`.

use std::collections::BTreeMap;

use super::document::{LinkObject, Ordered};
use super::names::key;
use super::tag;
use crate::check::Checked;
use crate::model::{Body, Entity, EntityId, Form, Method, Operation, Place, Type};

/// The links of the successful responses, by the uid of the operation.
pub(super) struct Links(BTreeMap<String, Vec<(String, LinkObject)>>);

impl Links {
    pub(super) fn of(api: &Checked) -> Self {
        let mut finder = Finder { api, by_shape: BTreeMap::new(), found: Self(BTreeMap::new()) };
        for operation in &api.operations {
            finder.by_shape.entry((tag(operation), shape(&operation.path.value))).or_default().push(operation);
        }
        for operation in &api.operations {
            finder.resource(operation);
            finder.calls(operation);
        }
        finder.found
    }

    pub(super) fn of_response(&self, operation: &Operation) -> Ordered<LinkObject> {
        Ordered(self.0.get(&operation.uid.value).cloned().unwrap_or_default())
    }

    fn add(&mut self, from: &Operation, to: &Operation, parameters: Vec<(String, String)>, body: Option<&'static str>) {
        let links = self.0.entry(from.uid.value.clone()).or_default();
        let link =
            LinkObject { operation_id: to.uid.value.clone(), parameters: Ordered(parameters), request_body: body };
        let name = key(&to.name);
        if !links.iter().any(|(known, _)| *known == name) {
            links.push((name, link));
        }
    }
}

const BODY: &str = "$response.body";

struct Finder<'a> {
    api: &'a Checked,
    /// The operations of a resource or agent with a path, without the names of its parameters.
    by_shape: BTreeMap<(&'a str, Vec<String>), Vec<&'a Operation>>,
    found: Links,
}

/// The segments of a path, in lower case and without the names of parameters.
fn shape(path: &str) -> Vec<String> {
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    segments.map(|segment| name_of(segment).map_or_else(|| segment.to_lowercase(), |_| "{}".to_owned())).collect()
}

/// The name of the parameter, if a segment is one.
fn name_of(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// The names of the parameters in a path.
fn names_of(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(name_of)
}

/// The object type of a JSON body.
fn entity(body: Option<&Body>) -> Option<EntityId> {
    match body {
        Some(Body { form: Form::Json, ty, .. }) => match ty.value {
            Type::Entity(id) => Some(id),
            _ => None,
        },
        _ => None,
    }
}

/// The name of the integer parameter that a path ends in.
fn id_parameter(operation: &Operation) -> Option<&str> {
    let name = name_of(operation.path.value.rsplit('/').next()?)?;
    let known = operation.parameters.iter().find(|one| one.place == Place::Path && one.name.value == name)?;
    matches!(known.ty.value, Type::Int32 | Type::Int64).then_some(name)
}

/// Maps the path parameters of a request to those of another operation whose path is the same or longer.
fn copied(from: &Operation, to: &Operation) -> Vec<(String, String)> {
    let pairs = names_of(&from.path.value).zip(names_of(&to.path.value));
    pairs.map(|(from, to)| (format!("path.{to}"), format!("$request.path.{from}"))).collect()
}

impl<'a> Finder<'a> {
    fn at(&self, tag: &'a str, shape: Vec<String>) -> Vec<&'a Operation> {
        self.by_shape.get(&(tag, shape)).cloned().unwrap_or_default()
    }

    /// Adds the links of a resource, if an operation reads a record of it.
    fn resource(&mut self, read: &'a Operation) {
        let (Method::Get, Some(id), Some(name)) = (read.method, entity(read.response.as_ref()), id_parameter(read))
        else {
            return;
        };
        let item = shape(&read.path.value);
        let Some((_, base)) = item.split_last() else { return };
        let word = base.iter().rev().find(|segment| *segment != "{}").map(|word| format!("{word}id"));
        let Some(key) = self.id_property(id, &[name, word.as_deref().unwrap_or_default()]) else { return };
        let is_same = |body: Option<&Body>| entity(body) == Some(id);
        let takes = |one: &Operation| is_same(one.request.as_ref());
        let returns = |one: &Operation| is_same(one.response.as_ref());

        let tag = tag(read);
        let of_item: Vec<&Operation> =
            self.at(tag, item.clone()).into_iter().filter(|one| id_parameter(one).is_some()).collect();
        let of_base = self.at(tag, base.to_vec());
        let default = self.at(tag, base.iter().cloned().chain(["default".to_owned()]).collect());
        for create in of_base.into_iter().filter(|one| one.method == Method::Post && takes(one) && returns(one)) {
            for to in of_item.iter().filter(|to| to.method != Method::Put || takes(to)) {
                let mut parameters = copied(create, to);
                let id = id_parameter(to).unwrap_or_default();
                parameters.push((format!("path.{id}"), format!("{BODY}#/{key}")));
                // The body of an update is the record.
                self.found.add(create, to, parameters, (to.method == Method::Put).then_some(BODY));
            }
            for from in default.iter().filter(|one| one.method == Method::Get && returns(one)) {
                self.found.add(from, create, copied(from, create), Some(BODY));
            }
        }
        for to in of_item.iter().filter(|to| to.method == Method::Put && takes(to)) {
            self.found.add(read, to, copied(read, to), Some(BODY));
        }
    }

    /// Adds the links of a call that saves a record.
    fn calls(&mut self, save: &'a Operation) {
        let (Method::Post, Some(id)) = (save.method, entity(save.response.as_ref())) else { return };
        let mut path = shape(&save.path.value);
        let Some(last) = path.pop() else { return };
        let Some(of) = last.strip_prefix("save") else { return };
        let of_type = |one: &String| one.eq_ignore_ascii_case(of);
        let is_named = |known: &Entity| of_type(&known.name) || known.twins.iter().any(of_type);
        if !self.api.entity(id).is_some_and(is_named) {
            return;
        }
        let call = |verb: &str| path.iter().cloned().chain([format!("{verb}{of}")]).collect();
        let read = self.at(tag(save), call("get"));
        let delete = self.at(tag(save), call("delete"));
        let reads = read.into_iter().filter(|one| entity(one.response.as_ref()) == Some(id));
        for to in reads.chain(delete) {
            let Some(input) = only_integer(to) else { continue };
            let Some(key) = self.id_property(id, &[input]) else { continue };
            self.found.add(save, to, vec![(format!("query.{input}"), format!("{BODY}#/{key}"))], None);
        }
        let default = self.at(tag(save), call("createdefault"));
        for from in default.into_iter().filter(|one| entity(one.response.as_ref()) == Some(id)) {
            if entity(save.request.as_ref()) == Some(id) {
                self.found.add(from, save, Vec::new(), Some(BODY));
            }
        }
    }

    fn id_property(&self, id: EntityId, hints: &[&str]) -> Option<String> {
        let entity = self.api.entity(id)?;
        let is_integer = |ty: &Type| matches!(ty, Type::Int32 | Type::Int64);
        let named = format!("{}Id", entity.name.strip_suffix("Entity").unwrap_or(&entity.name));
        let hints = hints.iter().copied().filter(|hint| !hint.eq_ignore_ascii_case("id"));
        let mut names = hints.chain([named.as_str(), "Id"]);
        let known = |name: &str| {
            let known = entity.properties.iter().find(|one| one.name.eq_ignore_ascii_case(name))?;
            is_integer(&known.ty.value).then(|| known.name.clone())
        };
        let first = || {
            let first = entity.properties.first().filter(|one| is_integer(&one.ty.value))?;
            first.name.to_ascii_lowercase().ends_with("id").then(|| first.name.clone())
        };
        names.find_map(known).or_else(first)
    }
}

/// The name of the only input of a call, if it is an integer in the query.
fn only_integer(call: &Operation) -> Option<&str> {
    let mut query = call.parameters.iter().filter(|one| one.place == Place::Query && one.required);
    let (only, None, None) = (query.next()?, query.next(), &call.request) else { return None };
    matches!(only.ty.value, Type::Int32 | Type::Int64).then_some(only.name.value.as_str())
}
