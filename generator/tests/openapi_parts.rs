//! Checks the OpenAPI documents about single resources and agents. Together they have every operation once. Each has the
//! schemas that it refers to and no others, its links lead to its own operations, and its places are lines of pages.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice, reason = "a test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value, json};
use superoffice_codegen::diagnostics::Diagnostics;
use superoffice_codegen::openapi::parts::{Served, index, parts};
use superoffice_codegen::source::{SourceFile, Sources};
use superoffice_codegen::{Options, disk, model, openapi};

use crate::common;

struct Part {
    name: String,
    json: Value,
}

fn all(sources: &Sources, served: &Served) -> (Vec<Part>, BTreeSet<String>) {
    let options = Options { keep_going: true, ..Options::default() };
    let api = model(sources, &options, &mut Diagnostics::default()).unwrap();
    let mut found = Vec::new();
    parts(&api, sources, &|_| served.clone(), |part| {
        found.push(Part { json: serde_json::from_str(&part.text).unwrap(), name: part.name });
    });
    let names: Vec<String> = index(&api).into_iter().map(|(name, _)| name).collect();
    assert_eq!(found.iter().map(|part| part.name.clone()).collect::<Vec<_>>(), names);
    // The links of the document about everything are the same.
    let whole: Value = serde_json::from_str(&openapi::openapi(&api)).unwrap();
    let count = |document: &Value| operations(document).values().map(|one| links(one).len()).sum::<usize>();
    assert_eq!(count(&whole), found.iter().map(|part| count(&part.json)).sum::<usize>());
    (found, api.operations.iter().map(|operation| operation.uid.value.clone()).collect())
}

fn operations(document: &Value) -> BTreeMap<&str, &Value> {
    let items = document["paths"].as_object().unwrap().values();
    let operations = items.flat_map(|item| item.as_object().unwrap()).filter(|(key, _)| *key != "x-path");
    operations.map(|(_, operation)| (operation["operationId"].as_str().unwrap(), operation)).collect()
}

/// The links of an operation, with the response that has them.
fn links(operation: &Value) -> Vec<(&Value, &Value)> {
    let responses = operation["responses"].as_object().unwrap().values();
    responses
        .filter_map(|response| Some((response, response.get("links")?.as_object()?)))
        .flat_map(|(response, links)| links.values().map(move |link| (response, link)))
        .collect()
}

/// All values of a key at any depth.
fn collect<'a>(value: &'a Value, key: &str, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(members) => {
            found.extend(members.get(key).and_then(Value::as_str));
            members.values().for_each(|value| collect(value, key, found));
        }
        Value::Array(elements) => elements.iter().for_each(|value| collect(value, key, found)),
        _ => {}
    }
}

impl Part {
    /// The names of all properties of a schema.
    fn properties<'a>(&'a self, schema: &'a Value) -> BTreeSet<&'a str> {
        let schema = match schema.get("$ref").and_then(Value::as_str) {
            Some(to) => self.json.pointer(&to[1..]).unwrap(),
            None => schema,
        };
        let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        let mut found: BTreeSet<&str> = parts.flat_map(|part| self.properties(part)).collect();
        found.extend(
            schema
                .get("properties")
                .and_then(Value::as_object)
                .into_iter()
                .flat_map(|all| all.keys().map(String::as_str)),
        );
        found
    }

    fn links(&self) -> usize {
        let operations = operations(&self.json);
        let mut count = 0;
        for (uid, operation) in &operations {
            for (response, link) in links(operation) {
                count += 1;
                let target = operations[link["operationId"].as_str().unwrap()];
                for (name, value) in link.get("parameters").and_then(Value::as_object).into_iter().flatten() {
                    let (place, name) = name.split_once('.').unwrap();
                    let parameters = target["parameters"].as_array().unwrap();
                    assert!(parameters.iter().any(|one| one["name"] == name && one["in"] == place), "{uid}: {link}");
                    let value = value.as_str().unwrap();
                    if let Some(property) = value.strip_prefix("$response.body#/") {
                        let schema = &response["content"].as_object().unwrap().values().next().unwrap()["schema"];
                        assert!(self.properties(schema).contains(property), "{uid}: {link}");
                    } else {
                        let name = value.strip_prefix("$request.path.").unwrap();
                        let own = operation["parameters"].as_array().unwrap();
                        assert!(own.iter().any(|one| one["name"] == name && one["in"] == "path"), "{uid}: {link}");
                    }
                }
                assert_eq!(link.get("requestBody").is_some(), link["requestBody"] == "$response.body");
            }
        }
        count
    }

    fn references(&self) {
        let (mut used, mut known) = (Vec::new(), BTreeSet::new());
        collect(&self.json["paths"], "$ref", &mut used);
        while let Some(to) = used.pop() {
            if known.insert(to) {
                let target = self.json.pointer(&to[1..]).unwrap_or_else(|| panic!("{}: {to}", self.name));
                collect(target, "$ref", &mut used);
            }
        }
        let schemas = self.json["components"]["schemas"].as_object().unwrap();
        let unused: Vec<&String> =
            schemas.keys().filter(|name| !known.contains(&*format!("#/components/schemas/{name}"))).collect();
        // A type with links includes the type without them, and a page may use either.
        let is_twin = |name: &&String| schemas[*name].get("allOf").is_some();
        assert!(unused.iter().all(is_twin), "{}: {unused:?}", self.name);
    }

    fn places(&self, sources: &Sources) {
        let mut places = Vec::new();
        collect(&self.json, "x-source", &mut places);
        for place in places {
            let (file, line) = place.rsplit_once(':').unwrap();
            let file = sources.file(sources.find(file).unwrap_or_else(|| panic!("{place}")));
            assert!(file.text.lines().nth(line.parse::<usize>().unwrap() - 1).is_some(), "{place}");
        }
        for operation in operations(&self.json).values() {
            for parameter in operation.get("parameters").and_then(Value::as_array).into_iter().flatten() {
                let (file, line) = parameter["x-source"].as_str().unwrap().rsplit_once(':').unwrap();
                let file = sources.file(sources.find(file).unwrap());
                let line = file.text.lines().nth(line.parse::<usize>().unwrap() - 1).unwrap();
                let name = parameter["name"].as_str().unwrap();
                assert!(line.contains(name), "{name} is not in {line:?}");
            }
        }
    }
}

fn tree(path: &Path) {
    let sources = disk::load(path).unwrap().sources;
    let (found, mut uids) = all(&sources, &Served::default());
    let names: BTreeSet<String> = found.iter().map(|part| part.name.to_ascii_lowercase()).collect();
    assert_eq!(names.len(), found.len());
    let mut count = 0;
    for part in &found {
        for uid in operations(&part.json).keys() {
            assert!(uids.remove(*uid), "{uid} is in two documents");
        }
        part.references();
        part.places(&sources);
        count += part.links();
    }
    assert!(uids.is_empty(), "{uids:?}");
    println!("{}: {} documents, {count} links", path.display(), found.len());
}

#[test]
fn the_pages_of_the_repository() {
    tree(&common::docs());
}

#[test]
fn the_whole_tree() {
    for path in common::references() {
        tree(&path);
    }
}

fn page(uid: &str, route: &str, parameters: &str, body: &str, status: &str) -> SourceFile {
    let text = format!(
        "---\ntitle: {route}\nuid: {uid}\n---\n\n# {route}\n\n```http\n{route}\n```\n{parameters}\n{body}\n## Response:\n\nOK\n\n\
         | Response | Description |\n|---|---|\n| {status} | OK |\n\n### Response body: Thing\n\n\
         | Property Name | Type | Description |\n|---|---|---|\n| ThingId | int32 | Key |\n| Name | string | Name |\n\n\
         ## Sample response\n\n```http_\nHTTP/1.1 {status} OK\n\n{{\"ThingId\": 5, \"Name\": \"x\"}}\n```\n"
    );
    SourceFile { path: format!("{uid}.md"), text }
}

/// A resource in which a name is used twice, and what a server adds.
#[test]
fn links_of_a_resource() {
    let id = "\n| Path Part | Type | Description |\n|---|---|---|\n| box | int32 | Box |\n| id | int32 | Key |\n";
    let owner = "\n| Path Part | Type | Description |\n|---|---|---|\n| owner | int32 | Box |\n";
    let rows = "## Request Body: thing\n\n| Property Name | Type | Description |\n|---|---|---|\n| ThingId | int32 | Key |\n\
                | Name | string | Name |\n\n## Sample request\n\n```http!\nPOST /x\n\n{\"ThingId\": 0, \"Name\": \"x\"}\n```\n";
    let pages = vec![
        page("v1Thing_Read", "GET /api/v1/Box/{box}/Thing/{id}", id, "", "200"),
        page("v1Thing_Change", "PUT /api/v1/Box/{box}/Thing/{id}", id, rows, "200"),
        page("v1Thing_Create", "POST /api/v1/Box/{owner}/Thing", owner, rows, "200"),
        page("v1THING_Other", "GET /api/v1/Other", "", "", "200"),
    ];
    let served = Served { statuses: vec![(200, "no".to_owned()), (418, "tea".to_owned())], ..Served::default() };
    let (found, _) = all(&Sources::new(pages, Vec::new()), &served);
    let names: Vec<&str> = found.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["THING", "Thing_2"]);
    let things = operations(&found[1].json);
    assert_eq!(found[1].links(), 3);
    let links = &things["v1Thing_Create"]["responses"]["200"]["links"];
    let parameters = json!({"path.box": "$request.path.owner", "path.id": "$response.body#/ThingId"});
    assert_eq!(links["Read"], json!({"operationId": "v1Thing_Read", "parameters": parameters}));
    assert_eq!(links["Change"]["parameters"], parameters);
    assert_eq!(links["Change"]["requestBody"], "$response.body");
    let responses = &things["v1Thing_Read"]["responses"];
    assert_eq!(
        (&responses["200"]["description"], &responses["418"]),
        (&json!("OK"), &json!({"description": "tea", "x-unlisted": true}))
    );
}
