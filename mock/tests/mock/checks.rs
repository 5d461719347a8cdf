//! Requests with one fault are rejected, and the documented ones are not.

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Request};
use serde_json::{Value, json};
use superoffice_mock::api::{Api, Form, In, Operation, Routed, Type};

use crate::support::{query, server, trees};

/// A value that does not have a type; `None` if every value has it.
fn wrong(ty: &Type) -> Option<Value> {
    match ty {
        Type::Any | Type::Nothing => None,
        Type::Bool | Type::Int32 | Type::Int64 | Type::Double => Some(json!("wrong")),
        Type::DateTime => Some(json!("31.12.2026")),
        Type::String | Type::Enum(_) | Type::Bytes => Some(json!(17)),
        Type::Array(_) | Type::Map(_) | Type::Entity(_) => Some(json!("wrong")),
    }
}

/// A text that does not have the type of a parameter.
fn wrong_text(api: &Api, ty: &Type) -> Option<&'static str> {
    ["wrong", "31.12.2026"].into_iter().find(|text| !api.text_fits(ty, text))
}

/// Requests with one fault each: what is wrong, the request, and the name that the message must have.
fn faults(api: &Api, operation: &Operation) -> Vec<(&'static str, Request<Bytes>, String)> {
    let mut found = Vec::new();
    let example = || api.example(operation);
    for parameter in &operation.parameters {
        let name = parameter.name.clone();
        if parameter.place == In::Query && parameter.required {
            let mut request = example();
            let pairs: Vec<(String, String)> = url::form_urlencoded::parse(request.uri().query().unwrap().as_bytes())
                .into_owned()
                .filter(|(known, _)| *known != name)
                .collect();
            *request.uri_mut() = request.uri().path().parse().unwrap();
            let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            query(&mut request, &pairs);
            found.push(("required parameter", request, name.clone()));
        }
        let Some(text) = wrong_text(api, &parameter.ty) else { continue };
        let mut request = example();
        match parameter.place {
            In::Path => {
                let path = operation.path.replace(&format!("{{{name}}}"), text).replace(['{', '}'], "");
                let rest = operation.parameters.iter().filter(|one| one.place == In::Path && one.name != name);
                let path = rest.fold(path, |path, one| path.replace(&one.name, "1"));
                let segments: Vec<String> = path.split('/').skip(1).map(str::to_owned).collect();
                // Where another operation takes a text, the request has no fault.
                if !matches!(api.route(&operation.method, &segments), Routed::Operation(at) if api.operations[at].uid == operation.uid)
                {
                    continue;
                }
                let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
                *request.uri_mut() = format!("{path}{query}").parse().unwrap();
                found.push(("type of a path parameter", request, name));
            }
            In::Query => {
                query(&mut request, &[(&name, text)]);
                found.push(("type of a query parameter", request, name));
            }
            In::Header => {}
        }
    }
    let mut request = example();
    query(&mut request, &[("noSuchParameter", "1")]);
    found.push(("unknown parameter", request, "noSuchParameter".to_owned()));
    if let Some(body) = operation.request.as_ref().filter(|body| body.form == Form::Json) {
        let with = |body: Value| {
            let mut request = example();
            *request.body_mut() = body.to_string().into();
            request
        };
        if let Some(value) = wrong(&body.ty) {
            found.push(("type of the body", with(value), "body".to_owned()));
        }
        if let Type::Entity(id) = body.ty {
            for property in &api.entities[id].properties {
                let Some(value) = wrong(&property.ty) else { continue };
                found.push(("type of a property", with(json!({ &property.name: value })), property.name.clone()));
            }
            found.push(("unknown property", with(json!({"NoSuchProperty": 1})), "NoSuchProperty".to_owned()));
        }
        for (what, text) in [("invalid JSON", "{\"a\": "), ("missing body", "")] {
            let mut request = example();
            *request.body_mut() = text.into();
            found.push((what, request, "body".to_owned()));
        }
    }
    found
}

#[test]
fn requests_with_one_fault_are_rejected() {
    for (name, api) in trees() {
        let server = server(&api, |builder| builder);
        let mut counts: std::collections::BTreeMap<&str, (usize, usize)> = std::collections::BTreeMap::new();
        let mut accepted = Vec::new();
        for operation in &api.operations {
            for (what, request, named) in faults(&api, operation) {
                let response = server.respond(request);
                let text = String::from_utf8_lossy(response.body()).into_owned();
                let line = text.contains(".md:");
                let rejected = response.status().as_u16() == 400 && text.contains(&named) && line;
                let count = counts.entry(what).or_default();
                count.0 += usize::from(rejected);
                count.1 += 1;
                if !rejected {
                    accepted.push(format!("{what}: {} {} {text:.160}", operation.uid, response.status()));
                }
            }
        }
        let (rejected, all) = counts.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        for (what, (rejected, all)) in &counts {
            println!("{name}: {what}: {rejected} of {all}");
        }
        println!("{name}: {rejected} of {all} requests with one fault are rejected");
        assert!(rejected * 100 >= all * 95, "{name}:\n{}", accepted[..accepted.len().min(20)].join("\n"));
        accepted.truncate(5);
        println!("{}", accepted.join("\n"));
    }
}

#[test]
fn documented_samples_are_accepted() {
    for (name, api) in trees() {
        let server = server(&api, |builder| builder);
        let (mut samples, mut rejected) = (0, Vec::new());
        for operation in &api.operations {
            let Some(body) = operation.request.as_ref().filter(|body| body.form == Form::Json) else { continue };
            let Some(sample) = &body.sample else { continue };
            let mut request = api.example(operation);
            *request.body_mut() = sample.text().to_owned().into();
            server.reset();
            let response = server.respond(request);
            samples += 1;
            // A sample that shows nothing is not a request.
            if response.status().as_u16() == 400 && sample.text() != "null" {
                rejected.push(format!("{}: {:?}", operation.uid, response.body()));
            }
        }
        println!("{name}: {samples} documented requests, {} rejected", rejected.len());
        assert!(rejected.is_empty(), "{name}: {}", rejected[..rejected.len().min(5)].join("\n"));
    }
}

#[test]
fn a_lenient_server_warns() {
    let (_, api) = trees().remove(0);
    let server = server(&api, superoffice_mock::Builder::lenient);
    let operation = api
        .operations
        .iter()
        .find(|one| {
            one.request.as_ref().is_some_and(|body| matches!(body.ty, Type::Entity(_)) && body.form == Form::Json)
        })
        .unwrap();
    let mut request = api.example(operation);
    *request.body_mut() = r#"{"NoSuchProperty": 1}"#.into();
    let response = server.respond(request);
    assert!(response.status().is_success());
    let warning = response.headers()["x-mock-warning"].to_str().unwrap();
    assert!(warning.contains("NoSuchProperty") && warning.contains(".md:"), "{warning}");
}

#[test]
fn credentials_and_media_types() {
    let (_, api) = trees().remove(0);
    let server = server(&api, |builder| builder);
    let json_body = |one: &&Operation| {
        one.request.as_ref().is_some_and(|body| body.form == Form::Json)
            && one.response.as_ref().is_some_and(|body| body.form == Form::Json && body.ty != Type::Bytes)
    };
    let operation = api.operations.iter().find(json_body).unwrap();
    let status = |change: &dyn Fn(&mut Request<Bytes>)| {
        let mut request = api.example(operation);
        change(&mut request);
        server.respond(request).status().as_u16()
    };
    let set = |name: http::HeaderName, value: &'static str| {
        move |request: &mut Request<Bytes>| {
            request.headers_mut().insert(name.clone(), HeaderValue::from_static(value));
        }
    };
    assert_eq!(status(&|_| {}), operation.success);
    assert_eq!(status(&|request| drop(request.headers_mut().remove(AUTHORIZATION))), 401);
    assert_eq!(status(&set(AUTHORIZATION, "Basic not-base64")), 401);
    assert_eq!(status(&set(AUTHORIZATION, "Basic YTpi")), operation.success);
    assert_eq!(status(&set(AUTHORIZATION, "Unheard x")), 401);
    assert_eq!(status(&set(CONTENT_TYPE, "application/xml")), 415);
    assert_eq!(status(&set(CONTENT_TYPE, "text/csv")), 415);
    assert_eq!(status(&set(CONTENT_TYPE, "application/json; charset=utf-8")), operation.success);
    assert_eq!(status(&set(ACCEPT, "application/xml")), 406);
    assert_eq!(status(&set(ACCEPT, "application/xml, text/json;q=0.5")), operation.success);
    assert_eq!(status(&set(ACCEPT, "*/*")), operation.success);
}
