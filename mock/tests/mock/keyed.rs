//! Tests values and records that are found by a key that is not an id, with the same steps for every operation that saves one.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use http::{Method, Request};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use superoffice_mock::MockServer;
use superoffice_mock::api::{Api, Group, In, Operation, Part, Place, Role, Type};

use crate::contract::{Seen, Steps, operations};
use crate::support::{json, server, trees};

/// An operation that saves, and the one that reads what was saved.
struct Run<'a> {
    api: &'a Api,
    server: &'a MockServer,
    group: &'a Group,
    operations: &'a [(&'a Operation, &'a Role)],
    save: (&'a Operation, &'a [Part], Option<&'a str>),
    read: (&'a Operation, &'a [Part]),
    ty: &'a Type,
    steps: &'a mut Steps,
    seen: Seen,
}

/// The names of the parts of a key.
fn names(key: &[Part]) -> Vec<String> {
    let mut names: Vec<String> = key.iter().map(|part| part.name.to_lowercase()).collect();
    names.sort();
    names
}

/// A key with one value for each part.
fn key(parts: &[Part], number: i64) -> BTreeMap<String, String> {
    parts.iter().map(|part| (part.name.to_lowercase(), number.to_string())).collect()
}

/// A value of a type, for a part of a key.
fn typed(ty: Option<&Type>, api: &Api, text: &str) -> Value {
    match ty {
        Some(ty) if ty.is_integer() => json!(text.parse::<i64>().unwrap()),
        Some(Type::Enum(id)) => {
            let words = &api.enums[*id].words;
            json!(words[text.parse::<usize>().unwrap() % words.len()])
        }
        // A text that is a number could be the id of a record.
        _ => json!(format!("key {text}")),
    }
}

impl Run<'_> {
    /// A request with a key, and for an operation that saves with a value.
    fn request(
        &self,
        operation: &Operation,
        parts: &[Part],
        number: i64,
        body: Option<(&Value, Option<&str>)>,
    ) -> Request<Bytes> {
        let texts = key(parts, number);
        let of = |name: &str| texts.get(&name.to_lowercase());
        let mut request = self.api.example(operation);
        let path = operation.path.split('/').map(|segment| {
            let name = segment.trim_matches(['{', '}']);
            let known = of(name).filter(|_| segment.starts_with('{'));
            let value = known.map(|text| typed(operation.parameter(In::Path, name).map(|one| &one.ty), self.api, text));
            value.map_or_else(
                || segment.to_owned(),
                |value| utf8_percent_encode(value.as_str().unwrap_or(&value.to_string()), NON_ALPHANUMERIC).to_string(),
            )
        });
        let path = path.collect::<Vec<_>>().join("/");
        *request.uri_mut() = path.parse().unwrap();
        let carrier = operation.request.as_ref().and_then(|body| match body.ty {
            Type::Entity(id) => Some(&self.api.entities[id]),
            _ => None,
        });
        let mut whole = json!({});
        if let Some((value, from)) = body {
            let mut value = value.clone();
            for part in parts.iter().filter(|part| part.place == Place::Value) {
                let Type::Entity(id) = self.ty else { panic!("a part of the key is in the value") };
                let ty = &self.api.entities[*id].property(&part.name).unwrap().ty;
                value[&part.name] = typed(Some(ty), self.api, &texts[&part.name.to_lowercase()]);
            }
            match from {
                Some(name) => whole[name] = value,
                None => whole = value,
            }
        }
        for part in parts.iter().filter(|part| part.place == Place::Body) {
            let ty = carrier.and_then(|carrier| carrier.property(&part.name)).map(|one| &one.ty);
            whole[&part.name] = typed(ty, self.api, &texts[&part.name.to_lowercase()]);
        }
        if operation.request.is_some() {
            *request.body_mut() = whole.to_string().into();
        }
        request
    }

    fn send(&self, request: Request<Bytes>) -> (u16, Value) {
        let response = self.server.respond(request);
        (response.status().as_u16(), json(&response))
    }

    fn read(&self, number: i64) -> (u16, Value) {
        self.send(self.request(self.read.0, self.read.1, number, None))
    }

    /// Two different values of the type.
    fn values(&self) -> Vec<Value> {
        let made = |number: usize| match self.ty {
            Type::Entity(id) => {
                let entity = &self.api.entities[*id];
                let usual = entity.properties.iter().filter(|one| !one.read_only && one.name != self.group.id);
                let usual = || {
                    usual
                        .clone()
                        .filter(|one| self.save.1.iter().all(|part| !part.name.eq_ignore_ascii_case(&one.name)))
                };
                let text = usual().find(|one| one.ty == Type::String);
                match text.or_else(|| usual().find(|one| one.ty.is_integer())) {
                    Some(one) if one.ty == Type::String => json!({ &one.name: format!("value {number}") }),
                    Some(one) => json!({ &one.name: number }),
                    None => json!({}),
                }
            }
            Type::Array(element) => match &**element {
                Type::String => json!(vec!["value"; number]),
                _ => json!(vec![json!({}); number]),
            },
            Type::Map(of) if **of == Type::String => json!({ format!("name{number}"): "value" }),
            Type::Map(_) => json!({ format!("name{number}"): {} }),
            Type::Bytes => json!(["", "Zmlyc3Q=", "", "dGhpcmQ="][number]),
            _ => json!(format!("value {number}")),
        };
        vec![made(1), made(3)]
    }

    /// Whether a value contains what was saved.
    fn has(found: &Value, saved: &Value) -> bool {
        match saved {
            Value::Object(members) => found.is_object() && members.iter().all(|(name, value)| found[name] == *value),
            _ => found == saved,
        }
    }

    fn step(&mut self, behaviour: &'static str, what: &'static str, holds: bool, shown: impl FnOnce() -> String) {
        if holds {
            self.seen.insert(behaviour, "yes".to_owned());
        }
        self.steps.step(self.group, what, holds, shown);
    }

    fn run(&mut self) {
        let (save, parts, from) = self.save;
        let values = self.values();
        // A record that is replaced must exist.
        let creates = save.method == Method::POST || self.group.value.is_some();
        let number = 71;
        if !creates {
            return;
        }
        for (value, behaviour) in values.iter().zip(["create", "update"]) {
            let (status, answer) = self.send(self.request(save, parts, number, Some((value, from))));
            self.step(behaviour, "save", status == save.success, || format!("{} {status} {answer}", save.uid));
            let (_, read) = self.read(number);
            self.step("read", "read what was saved", Self::has(&read, value), || format!("{value} {read}"));
        }
        if !parts.is_empty() {
            let (status, other) = self.read(72);
            let is_other = status == 404 || !Self::has(&other, &values[1]) || values[1] == json!({});
            self.step("read", "another key has another value", is_other, || other.to_string());
        }
        self.by_id(&values[1]);
        for (operation, role) in self.operations {
            let key = role.key();
            if names(key) != names(parts) || (operation.method != Method::POST) != (self.read.0.method != Method::POST)
            {
                continue;
            }
            match role {
                Role::PatchBy(key) => {
                    let mut request = self.request(operation, key, number, None);
                    *request.body_mut() = values[0].to_string().into();
                    let (status, answer) = self.send(request);
                    let holds = status == operation.success && Self::has(&self.read(number).1, &values[0]);
                    self.step("patch", "patch by key", holds, || format!("{status} {answer}"));
                }
                Role::DeleteBy(key) => {
                    let (status, answer) = self.send(self.request(operation, key, number, None));
                    let (after, gone) = self.read(number);
                    let holds = status == operation.success && (after == 404 || gone.is_null());
                    self.step("delete", "delete by key", holds, || format!("{status} {answer}; {after} {gone}"));
                }
                _ => {}
            }
        }
    }

    /// A record that was saved by its key is the one that is read by its id.
    fn by_id(&mut self, saved: &Value) {
        let by_id =
            self.operations.iter().find(|(_, role)| matches!(role, Role::Read(superoffice_mock::api::KeyIn::Path)));
        let Some((operation, _)) = by_id.filter(|_| self.group.value.is_none()) else { return };
        let id = self.read(71).1[&self.group.id].as_i64();
        let request = crate::support::call(self.api, operation, id, None);
        let (status, found) = self.send(request);
        self.step("read", "read by id what was saved by key", Self::has(&found, saved), || format!("{status} {found}"));
    }
}

/// Runs the steps of all operations that save with a key. Returns what was seen, by the index of the group.
pub(crate) fn values(api: &Arc<Api>, steps: &mut Steps) -> BTreeMap<usize, Seen> {
    let server = server(api, |builder| builder);
    let mut all: BTreeMap<usize, Seen> = BTreeMap::new();
    for (at, group) in api.groups.iter().enumerate() {
        let operations = operations(api, at);
        for (save, role) in &operations {
            let Role::SaveBy(parts, from) = role else { continue };
            let mut reads = operations.iter().filter_map(|(operation, role)| match role {
                Role::ReadBy(key) if names(key) == names(parts) => Some((*operation, key.as_slice())),
                _ => None,
            });
            let same_folder =
                |read: &Operation| (read.method == Method::POST) == (save.method == Method::POST && !group.is_resource);
            let read = reads.clone().find(|(read, _)| same_folder(read)).or_else(|| reads.next()).unwrap();
            server.reset();
            let entity = Type::Entity(group.entity);
            let ty = group.value.as_ref().unwrap_or(&entity);
            let save = (*save, parts.as_slice(), from.as_deref());
            let mut run =
                Run { api, server: &server, group, operations: &operations, save, read, ty, steps, seen: Seen::new() };
            run.run();
            all.entry(at).or_default().extend(run.seen);
        }
    }
    all
}

#[test]
fn values_are_kept_under_their_keys() {
    for (name, api) in trees() {
        let mut steps = Steps::default();
        let groups = values(&api, &mut steps);
        let own = groups.keys().filter(|at| api.groups[**at].value.is_some()).count();
        let roles = api.roles.iter().flatten().filter(|(_, role)| matches!(role, Role::SaveBy(..))).count();
        println!("{name}: {roles} operations that save with a key, {own} groups with a value for each key");
        steps.print(name);
        assert!(roles > 0);
    }
}
