//! What is written is read back: the same steps for every resource and every group of calls with state.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};
use superoffice_mock::MockServer;
use superoffice_mock::api::{Api, Group, KeyIn, Operation, Role, Type};

use crate::support::{call, json, query, server, trees};

/// The behaviours that were seen, with a note about each.
pub(crate) type Seen = BTreeMap<&'static str, String>;

/// How often each step succeeded and was tried, and what failed.
#[derive(Default)]
pub(crate) struct Steps {
    pub(crate) counts: BTreeMap<&'static str, (usize, usize)>,
    pub(crate) failed: Vec<String>,
}

impl Steps {
    pub(crate) fn step(&mut self, group: &Group, what: &'static str, holds: bool, shown: impl FnOnce() -> String) {
        let count = self.counts.entry(what).or_default();
        count.0 += usize::from(holds);
        count.1 += 1;
        if !holds {
            self.failed.push(format!("{} {what}: {:.300}", group.name, shown()));
        }
    }

    pub(crate) fn print(&self, name: &str) {
        for (what, (succeeded, tried)) in &self.counts {
            println!("{name}:   {what}: {succeeded} of {tried}");
        }
        let first = &self.failed[..self.failed.len().min(8)];
        assert!(self.failed.is_empty(), "{name}: {} failed\n{}", self.failed.len(), first.join("\n"));
    }
}

/// The operations of a group, with their roles.
pub(crate) fn operations(api: &Api, group: usize) -> Vec<(&Operation, &Role)> {
    let roles = api.roles.iter().enumerate();
    let of_group = roles.filter_map(|(operation, role)| match role {
        Some((of, role)) if *of == group => Some((&api.operations[operation], role)),
        _ => None,
    });
    of_group.collect()
}

/// A group with records, its operations, and what was seen.
struct Run<'a> {
    api: &'a Api,
    server: &'a MockServer,
    group: &'a Group,
    operations: Vec<(&'a Operation, &'a Role)>,
    steps: &'a mut Steps,
    seen: Seen,
}

impl<'a> Run<'a> {
    fn find(&self, is: impl Fn(&Role) -> bool) -> Option<&'a Operation> {
        self.operations.iter().find(|(_, role)| is(role)).map(|(operation, _)| *operation)
    }

    /// Records a step. If it succeeds, the group has the behaviour.
    fn step(&mut self, behaviour: &'static str, what: &'static str, holds: bool, shown: impl FnOnce() -> String) {
        if holds {
            self.seen.entry(behaviour).or_insert_with(|| "yes".to_owned());
        }
        self.steps.step(self.group, what, holds, shown);
    }

    /// Records a status that the group answers with.
    fn status(&mut self, behaviour: &'static str, status: u16) {
        let known = self.seen.entry(behaviour).or_default();
        let text = status.to_string();
        if !known.contains(&text) {
            let separator = if known.is_empty() { "" } else { ", " };
            known.push_str(separator);
            known.push_str(&text);
        }
    }

    fn send(&self, operation: &Operation, id: Option<i64>, body: Option<&Value>) -> (u16, Value) {
        let response = self.server.respond(call(self.api, operation, id, body));
        (response.status().as_u16(), json(&response))
    }

    /// Calls an operation that has the id where its role says.
    fn at(&self, operation: &Operation, key: &KeyIn, id: i64) -> (u16, Value) {
        match key {
            KeyIn::Path => self.send(operation, Some(id), None),
            KeyIn::Body(name) => self.send(operation, None, Some(&json!({ name: id }))),
            KeyIn::Query(name) => {
                let mut request = call(self.api, operation, None, None);
                *request.uri_mut() = request.uri().path().parse().unwrap();
                query(&mut request, &[(name, &id.to_string())]);
                let response = self.server.respond(request);
                (response.status().as_u16(), json(&response))
            }
        }
    }

    fn read(&self, id: i64) -> (u16, Value) {
        self.operations
            .iter()
            .find_map(|(operation, role)| match role {
                Role::Read(key) => Some(self.at(operation, key, id)),
                _ => None,
            })
            .unwrap()
    }

    /// The value that is stored: the sample without the id.
    fn value(&self) -> Value {
        let entity = &self.api.entities[self.group.entity];
        let mut value = entity.sample.as_ref().map_or_else(|| json!({}), superoffice_mock::api::Sample::value);
        value.as_object_mut().unwrap().remove(&self.group.id);
        value
    }

    /// A property that is not the id, and two values of it: a text if there is one.
    fn property(&self) -> Option<(String, Value, Value)> {
        let properties = &self.api.entities[self.group.entity].properties;
        let values = |ty: &Type| match ty {
            Type::String => Some((0, json!("first"), json!("second"))),
            Type::Int32 | Type::Int64 => Some((1, json!(71), json!(72))),
            Type::Double => Some((2, json!(7.5), json!(8.5))),
            Type::DateTime => Some((3, json!("2026-01-31T12:00:00"), json!("2026-02-01T12:00:00"))),
            Type::Bool => Some((4, json!(true), json!(false))),
            Type::Map(_) => Some((5, json!({"first": null}), json!({"second": null}))),
            _ => None,
        };
        let usual = properties.iter().filter(|one| !one.read_only && one.name != self.group.id);
        let found = usual.filter_map(|one| Some((values(&one.ty)?, one.name.clone())));
        found.min_by_key(|((rank, ..), _)| *rank).map(|((_, first, second), name)| (name, first, second))
    }

    fn run(&mut self) {
        let (created, id) = self.create();
        let changed = self.update(id, &created);
        self.patch(id, &changed);
        self.lists(id);
        self.conditions(id);
        self.languages(id);
        if let Some(operation) = self.find(|role| *role == Role::Default) {
            let (status, body) = self.send(operation, None, None);
            self.step("default", "default", status == operation.success && body[&self.group.id] == 0, || {
                body.to_string()
            });
        }
        let deleted = self.operations.iter().find_map(|(operation, role)| match role {
            Role::Delete(key) => Some((*operation, key)),
            _ => None,
        });
        if let Some((operation, key)) = deleted {
            let (status, body) = self.at(operation, key, id);
            self.step("delete", "delete", status == operation.success, || format!("{status} {body}"));
            let (status, body) = self.read(id);
            let gone = if self.group.is_resource { status == 404 } else { status == 200 && body.is_null() };
            if status == 404 {
                self.status("errors", 404);
            }
            self.step("delete", "gone", gone, || format!("{status} {body}"));
        }
    }

    /// Creates a record, or takes one that exists. Returns it with its id.
    fn create(&mut self) -> (Value, i64) {
        let value = self.value();
        let creates = self.operations.iter().find_map(|(operation, role)| match role {
            Role::Create => Some((*operation, value.clone())),
            Role::Save(None) => Some((*operation, value.clone())),
            Role::Save(Some(name)) => Some((*operation, json!({ name: value.clone() }))),
            _ => None,
        });
        let Some((operation, body)) = creates else {
            let (status, body) = self.read(1);
            self.step("read", "read", status == 200, || body.to_string());
            return (body, 1);
        };
        let ids: Vec<i64> = (0..2)
            .map(|_| self.send(operation, None, Some(&body)).1[&self.group.id].as_i64().unwrap_or_default())
            .collect();
        self.step("create", "create: fresh ids", ids[0] > 20 && ids[1] == ids[0] + 1, || format!("{ids:?}"));
        let (_, read) = self.read(ids[0]);
        let written = value.as_object().unwrap();
        let entity = &self.api.entities[self.group.entity];
        let own = written.iter().filter(|(name, _)| entity.property(name).is_some_and(|one| !one.read_only));
        let equal = own.into_iter().all(|(name, value)| read[name] == *value);
        self.step("read", "read what was created", equal && read[&self.group.id] == ids[0], || read.to_string());
        (read, ids[0])
    }

    /// Replaces the record. Returns it as it is then.
    fn update(&mut self, id: i64, before: &Value) -> Value {
        let Some((name, value, _)) = self.property() else { return before.clone() };
        let mut changed = before.clone();
        changed[&name] = value.clone();
        let updates = self.operations.iter().find_map(|(operation, role)| match role {
            Role::Update => Some((*operation, Some(id), changed.clone())),
            Role::Save(None) => Some((*operation, None, changed.clone())),
            Role::Save(Some(name)) => Some((*operation, None, json!({ name: changed.clone() }))),
            _ => None,
        });
        let Some((operation, at, body)) = updates else { return before.clone() };
        let (status, answer) = self.send(operation, at, Some(&body));
        self.step("update", "update", status == operation.success, || format!("{status} {answer}"));
        let (_, read) = self.read(id);
        self.step("update", "read what was updated", read == changed, || read.to_string());
        if at.is_some() {
            let (status, answer) = self.send(operation, Some(987_654), Some(&body));
            self.status("errors", status);
            self.step("update", "update of nothing: 404", status == 404, || format!("{status} {answer}"));
        }
        read
    }

    fn patch(&mut self, id: i64, before: &Value) {
        let Some(operation) = self.find(|role| *role == Role::Patch) else { return };
        let Some((name, first, second)) = self.property() else { return };
        let path = format!("/{}", name.to_lowercase());
        let patch = json!([{"op": "test", "path": path, "value": before[&name]}, {"op": "replace", "path": path, "value": second}]);
        let (status, answer) = self.send(operation, Some(id), Some(&patch));
        self.step("patch", "JSON Patch", status == operation.success, || format!("{status} {answer}"));
        let mut expected = before.clone();
        expected[&name] = second;
        let (_, read) = self.read(id);
        self.step("patch", "read what was patched", read == expected, || read.to_string());
        let patch =
            json!([{"op": "replace", "path": path, "value": first}, {"op": "test", "path": path, "value": "other"}]);
        let (status, answer) = self.send(operation, Some(id), Some(&patch));
        let (_, read) = self.read(id);
        self.status("errors", status);
        self.step("patch", "failing test: 409", status == 409 && read == expected, || format!("{status} {answer}"));
        let (missing, answer) = self.send(operation, Some(987_654), Some(&patch));
        self.status("errors", missing);
        self.step("patch", "patch of nothing: 404", missing == 404, || format!("{missing} {answer}"));
        let (status, answer) = self.send(operation, Some(id), Some(&json!({ &name: first })));
        expected[&name] = first;
        let (_, read) = self.read(id);
        self.step("patch", "JSON Merge Patch", status == operation.success && read == expected, || {
            format!("{status} {answer}")
        });
    }

    fn lists(&mut self, id: i64) {
        if let Some(operation) = self.find(|role| *role == Role::List) {
            let (_, body) = self.send(operation, None, None);
            let contains = body.as_array().is_some_and(|all| all.iter().any(|one| one[&self.group.id] == id));
            self.step("list", "list contains it", contains, || body.to_string());
        }
        let Some(operation) = self.find(|role| *role == Role::Rows) else { return };
        let get = |pairs: &[(&str, &str)]| {
            let mut request = call(self.api, operation, None, None);
            query(&mut request, pairs);
            json(&self.server.respond(request))
        };
        let column = &self.group.id;
        let body = get(&[("$filter", &format!("{column} eq {id}")), ("$select", column)]);
        let found = body["value"].as_array().is_some_and(|rows| rows.len() == 1 && rows[0][column] == id);
        let body = get(&[("$orderBy", &format!("{column} desc")), ("$top", "1"), ("$select", column)]);
        let sorted = body["value"][0][column].as_i64().is_some_and(|first| first >= id);
        let mut seen = Vec::new();
        let mut page = get(&[("$top", "7"), ("$select", column)]);
        for _ in 0..10 {
            seen.extend(page["value"].as_array().unwrap().iter().map(|row| row[column].as_i64().unwrap()));
            let Some(link) = page["odata.nextLink"].as_str() else { break };
            let mut request = call(self.api, operation, None, None);
            *request.uri_mut() = link.parse().unwrap();
            page = json(&self.server.respond(request));
        }
        let all = seen.len() >= 20 && seen.contains(&id) && seen.is_sorted_by(|a, b| a < b);
        self.step("list", "rows: filtered", found, || body.to_string());
        self.step("list", "rows: sorted", sorted, || body.to_string());
        self.step("list", "rows: all pages", all, || format!("{seen:?}"));
    }

    /// A text in several languages is returned as a whole, or in the language of the headers, as they document.
    fn languages(&mut self, id: i64) {
        let Some(operation) = self.find(|role| *role == Role::Read(KeyIn::Path)) else { return };
        let update = self.find(|role| *role == Role::Update);
        let Some((update, (name, Value::String(_), _))) = update.zip(self.property()) else { return };
        let whole = "US:\"Customer\";NO:\"Kunde\";";
        let mut changed = self.read(id).1;
        changed[&name] = json!(whole);
        self.send(update, Some(id), Some(&changed));
        let with = |headers: &[(&'static str, &'static str)]| {
            let mut request = call(self.api, operation, Some(id), None);
            for (name, value) in headers {
                request.headers_mut().insert(*name, value.parse().unwrap());
            }
            json(&self.server.respond(request))[&name].clone()
        };
        let cases: [(&[(&str, &str)], &str); 6] = [
            (&[], whole),
            (&[("accept-language", "no")], "Kunde"),
            (&[("accept-language", "no-NO,us;q=0.5")], "Kunde"),
            (&[("accept-language", "no"), ("so-language", "us")], "Customer"),
            (&[("so-language", "fi")], whole),
            (&[("so-culture", "no")], whole),
        ];
        let found: Vec<Value> = cases.iter().map(|(headers, _)| with(headers)).collect();
        let holds = found.iter().zip(&cases).all(|(found, (_, expected))| found == expected);
        self.step("read", "languages", holds, || format!("{found:?}"));
    }

    /// Requests that depend on the time of the last change, where the pages document their statuses.
    fn conditions(&mut self, id: i64) {
        const OLD: &str = "Sat, 01 Jan 2000 00:00:00 GMT";
        const NEW: &str = "Fri, 01 Jan 2100 00:00:00 GMT";
        for (operation, role) in self.operations.clone() {
            let (status, header, refused, accepted) = match role {
                Role::Read(KeyIn::Path) => (304, "if-modified-since", NEW, OLD),
                Role::Update | Role::Patch | Role::Delete(KeyIn::Path) => (412, "if-unmodified-since", OLD, NEW),
                _ => continue,
            };
            if !operation.statuses.contains(&status) {
                continue;
            }
            let before = self.read(id).1;
            let with = |date: &str| {
                let body = (*role == Role::Update).then_some(&before);
                let mut request: Request<Bytes> = call(self.api, operation, Some(id), body);
                request.headers_mut().insert(header, date.parse().unwrap());
                self.server.respond(request).status().as_u16()
            };
            let found = with(refused);
            let unchanged = self.read(id).1 == before;
            // A deletion that is accepted ends the record; the step after this one tries it.
            let also = matches!(role, Role::Delete(_)) || with(accepted) == operation.success;
            self.status("conditional", found);
            if status >= 400 {
                self.status("errors", found);
            }
            let what = if status == 304 { "If-Modified-Since: 304" } else { "If-Unmodified-Since: 412" };
            self.step("conditional", what, found == status && unchanged && also, || {
                format!("{found} {}", operation.uid)
            });
        }
    }
}

/// Runs the steps of all groups with records. Returns what was seen of each, by the index of the group.
pub(crate) fn records(api: &Arc<Api>, is_resource: bool, steps: &mut Steps) -> BTreeMap<usize, Seen> {
    let server = server(api, |builder| builder);
    let mut all = BTreeMap::new();
    let groups = api.groups.iter().enumerate();
    for (at, group) in groups.filter(|(_, group)| group.is_resource == is_resource && group.value.is_none()) {
        server.reset();
        let operations = operations(api, at);
        let mut run = Run { api, server: &server, group, operations, steps, seen: Seen::new() };
        run.run();
        all.insert(at, run.seen);
    }
    all
}

#[test]
fn what_is_written_is_read_back() {
    for (name, api) in trees() {
        for is_resource in [true, false] {
            let mut steps = Steps::default();
            let count = records(&api, is_resource, &mut steps).len();
            println!("{name}: {count} {}", if is_resource { "resources" } else { "groups of calls" });
            steps.print(name);
        }
        println!("{name}: {} without state, although their routes look like it", api.stateless.len());
        for one in &api.stateless {
            println!("{name}:   {}: {}", one.what, one.why);
        }
    }
}

/// Calls and the only resource with their type have the same records.
#[test]
fn calls_and_resources_share_records() {
    for (name, api) in trees() {
        let server = server(&api, |builder| builder);
        let mut shared = 0;
        for (at, calls) in
            api.groups.iter().enumerate().filter(|(_, group)| !group.is_resource && group.value.is_none())
        {
            let Some(resource) =
                api.groups.iter().position(|one| one.is_resource && one.collection == calls.collection)
            else {
                continue;
            };
            let of = |group: usize, is: &dyn Fn(&Role) -> bool| {
                let mut roles = api.roles.iter().enumerate();
                roles.find_map(|(operation, role)| {
                    let (found, role) = role.as_ref()?;
                    (*found == group && is(role)).then_some((&api.operations[operation], role))
                })
            };
            let (save, role) = of(at, &|role| matches!(role, Role::Save(_))).unwrap();
            let (read, _) = of(resource, &|role| matches!(role, Role::Read(_))).unwrap();
            let value = json!({});
            let body = match role {
                Role::Save(Some(name)) => json!({ name: value }),
                _ => value,
            };
            let saved = json(&server.respond(call(&api, save, None, Some(&body))));
            let id = saved[&calls.id].as_i64().unwrap();
            let found = json(&server.respond(call(&api, read, Some(id), None)));
            assert_eq!(found, saved, "{name}: {}", calls.name);
            shared += 1;
        }
        println!("{name}: {shared} groups of calls share the records of a resource");
        assert!(shared > 0);
    }
}

#[test]
fn servers_are_isolated() {
    let (_, api) = trees().remove(0);
    let api: Arc<Api> = api;
    let servers = [server(&api, |builder| builder.records(2)), server(&api, |builder| builder.records(2))];
    let (at, _) =
        api.roles.iter().enumerate().find(|(_, role)| matches!(role, Some((_, Role::Delete(KeyIn::Path))))).unwrap();
    let group = api.roles[at].as_ref().unwrap().0;
    let read = api.roles.iter().position(|role| matches!(role, Some((of, Role::Read(_))) if *of == group)).unwrap();
    let status = |server: &MockServer, operation: usize, id| {
        server.respond(call(&api, &api.operations[operation], Some(id), None)).status().as_u16()
    };
    assert_eq!(status(&servers[0], read, 3), 404, "there are two records");
    assert!(status(&servers[0], at, 1) < 300);
    assert_eq!((status(&servers[0], read, 1), status(&servers[1], read, 1)), (404, 200));
    servers[0].reset();
    assert_eq!(status(&servers[0], read, 1), 200);
}
