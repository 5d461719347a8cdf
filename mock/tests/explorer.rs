//! Tests the page, the OpenAPI documents and their index in memory. The documents have all operations, their examples are accepted,
//! and their links agree with the groups of operations that share records.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::expect_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use flate2::read::GzDecoder;
use http::{Request, Response};
use serde_json::Value;
use superoffice_mock::MockServer;
use superoffice_mock::api::{KeyIn, Role};

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

fn get(server: &MockServer, path: &str, headers: &[(&str, &str)]) -> Response<Bytes> {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    server.respond(request.body(Bytes::new()).unwrap())
}

fn json(server: &MockServer, path: &str) -> Value {
    let response = get(server, path, &[]);
    assert_eq!(response.status(), 200, "{path}");
    serde_json::from_slice(response.body()).unwrap()
}

#[tokio::test]
async fn the_page_and_its_files() {
    let server = MockServer::builder().docs(docs()).start().await.unwrap();
    let page = get(&server, "/", &[]);
    assert_eq!(page.body(), get(&server, "/_mock/explorer", &[]).body());
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    let policy = page.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
    // Everything that the page names is there, and nothing is on another server.
    let text = std::str::from_utf8(page.body()).unwrap();
    for name in text.split(['"', '\'']).filter(|part| part.starts_with('/')) {
        assert_eq!(get(&server, name, &[]).status(), 200, "{name}");
    }
    assert!(!text.contains("http:") && !text.contains("https:"));
    assert_eq!(get(&server, "/_mock/explorer/other.js", &[]).status(), 404);

    // The files that are loaded before an operation is chosen, without the viewer.
    let compressed = &[("accept-encoding", "br, gzip")];
    let index = get(&server, "/_mock/openapi", compressed);
    assert_eq!(index.headers()["content-encoding"], "gzip");
    let files = ["/_mock/explorer/explorer.js", "/_mock/explorer/explorer.css"];
    let size: usize = files.iter().map(|name| get(&server, name, compressed).body().len()).sum();
    let size = size + index.body().len() + page.body().len();
    println!("{size} bytes are sent for the page and the index");
    assert!(size <= 100_000, "{size}");

    // The compressed bytes contain the same text as the plain ones.
    let mut plain = Vec::new();
    GzDecoder::new(&**index.body()).read_to_end(&mut plain).unwrap();
    assert_eq!(&plain, get(&server, "/_mock/openapi", &[]).body());
}

#[tokio::test]
async fn a_server_without_pages_has_no_documents() {
    let api = superoffice_mock::api::Api::shared(&docs()).unwrap();
    let server = MockServer::builder().api(api).start().await.unwrap();
    assert_eq!(get(&server, "/_mock/openapi", &[]).status(), 200);
    let name = json(&server, "/_mock/openapi")["resources"][0]["document"].as_str().unwrap().to_owned();
    let response = get(&server, &name, &[]);
    assert_eq!(response.status(), 404);
    assert!(String::from_utf8_lossy(response.body()).contains("without a folder"), "{:?}", response.body());
}

/// The documents by name, with the operations of each by uid.
fn documents(server: &MockServer) -> BTreeMap<String, (String, Value)> {
    let mut found = BTreeMap::new();
    for resource in json(server, "/_mock/openapi")["resources"].as_array().unwrap() {
        let document = json(server, resource["document"].as_str().unwrap());
        let mut listed: BTreeSet<&str> =
            resource["operations"].as_array().unwrap().iter().map(|one| one["uid"].as_str().unwrap()).collect();
        for (key, item) in document["paths"].as_object().unwrap() {
            let path = item.get("x-path").and_then(Value::as_str).unwrap_or(key);
            for (method, operation) in item.as_object().unwrap().iter().filter(|(key, _)| *key != "x-path") {
                let uid = operation["operationId"].as_str().unwrap();
                assert!(listed.remove(uid), "{uid}");
                let address = format!("{} {path}", method.to_uppercase());
                assert!(found.insert(uid.to_owned(), (address, operation.clone())).is_none(), "{uid}");
            }
        }
        assert!(listed.is_empty(), "{listed:?}");
    }
    found
}

#[tokio::test]
async fn examples_in_documents_are_accepted() {
    let server = MockServer::builder().docs(docs()).start().await.unwrap();
    let documents = documents(&server);
    assert_eq!(documents.len(), server.api().operations.len());
    assert_eq!(get(&server, "/_mock/openapi/nothing.json", &[]).status(), 404);
    let hidden: BTreeSet<usize> = server.api().hidden().iter().map(|(_, hidden)| *hidden).collect();
    let mut bodies = 0;
    for (at, known) in server.api().operations.iter().enumerate().filter(|(at, _)| !hidden.contains(at)) {
        let (address, operation) = &documents[&known.uid];
        let (method, path) = address.split_once(' ').unwrap();
        let mut path = path.to_owned();
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for parameter in operation.get("parameters").and_then(Value::as_array).into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            let Some(example) = parameter.get("example") else {
                assert!(parameter["required"] == false || parameter["in"] == "header", "{}: {name}", known.uid);
                continue;
            };
            let text = match example {
                Value::String(text) => text.clone(),
                Value::Array(elements) => elements[0].as_str().map_or(elements[0].to_string(), str::to_owned),
                other => other.to_string(),
            };
            match parameter["in"].as_str().unwrap() {
                "path" => path = path.replace(&format!("{{{name}}}"), &text.replace(' ', "%20")),
                _ => drop(query.append_pair(name, &text)),
            }
        }
        let content = operation.get("requestBody").map(|body| body["content"].as_object().unwrap());
        let example = content
            .and_then(|content| content.iter().find_map(|(media, body)| Some((media.as_str(), body.get("example")?))));
        let Some((media, example)) = example.or(content.is_none().then_some(("", &Value::Null))) else { continue };
        bodies += usize::from(!media.is_empty());
        let mut request = Request::builder().method(method).uri(format!("{path}?{}", query.finish()));
        request = request.header("authorization", "Bearer example");
        if !media.is_empty() {
            request = request.header("content-type", media);
        }
        let body = if media.is_empty() { Bytes::new() } else { example.to_string().into() };
        let response = server.respond(request.body(body).unwrap());
        let status = response.status().as_u16();
        assert_eq!(response.headers()["x-mock-operation"].to_str().unwrap(), server.api().operations[at].uid);
        let why = String::from_utf8_lossy(response.body());
        // A record that another example has deleted is not there any more.
        assert!(status < 300 || status == 404, "{} answers {status}: {why}", known.uid);
        let listed = operation["responses"].as_object().unwrap();
        assert!(listed.contains_key(&status.to_string()) || listed.contains_key("default"), "{}: {status}", known.uid);
    }
    println!("{} operations, {bodies} bodies", documents.len());
    assert!(bodies > 1000, "{bodies}");
}

#[tokio::test]
async fn links_agree_with_the_records_that_operations_share() {
    let server = MockServer::builder().docs(docs()).start().await.unwrap();
    let (api, documents) = (server.api(), documents(&server));
    let links = |uid: &str| -> BTreeMap<String, Value> {
        let responses = documents[uid].1["responses"].as_object().unwrap().values();
        let links = responses.filter_map(|response| response.get("links")?.as_object()).flatten();
        links.map(|(_, link)| (link["operationId"].as_str().unwrap().to_owned(), link.clone())).collect()
    };
    let mut count = 0;
    for (create, role) in api.operations.iter().zip(&api.roles) {
        let Some((group, Role::Create | Role::Save(_))) = role else { continue };
        let id = format!("$response.body#/{}", api.groups[*group].id);
        let links = links(&create.uid);
        for (to, role) in api.operations.iter().zip(&api.roles) {
            let parameter = match role {
                Some((other, Role::Read(key) | Role::Delete(key))) if other == group => match key {
                    KeyIn::Path => format!("path.{}", to.path.rsplit(['{', '}']).nth(1).unwrap()),
                    KeyIn::Query(name) => format!("query.{name}"),
                    // OpenAPI has no expression inside a body.
                    KeyIn::Body(_) => continue,
                },
                Some((other, Role::Update | Role::Patch)) if other == group => {
                    format!("path.{}", to.path.rsplit(['{', '}']).nth(1).unwrap())
                }
                _ => continue,
            };
            let link = links.get(&to.uid).unwrap_or_else(|| panic!("{} has no link to {}", create.uid, to.uid));
            assert_eq!(link["parameters"][&parameter], id, "{}: {link}", create.uid);
            count += 1;
        }
    }
    println!("{count} links");
    assert!(count > 300, "{count}");
}
