//! Every operation answers, with a documented status and a body of the documented type.

use http::HeaderValue;
use superoffice_mock::api::{Form, In};

use crate::support::{json, server, trees};

#[test]
fn every_operation_answers() {
    for (name, api) in trees() {
        let server = server(&api, |builder| builder);
        let (mut answered, mut undocumented, mut failed) = (0, 0, Vec::new());
        for operation in &api.operations {
            server.reset();
            let response = server.respond(api.example(operation));
            let status = response.status().as_u16();
            let uid = response.headers().get("x-mock-operation").and_then(|uid| uid.to_str().ok());
            let problems = match &operation.response {
                Some(body) if body.form != Form::Binary => api.problems(&body.ty, &json(&response)),
                _ => Vec::new(),
            };
            let valid_json = operation.response.is_none() || response.body().is_empty() == (status == 204);
            undocumented += usize::from(!operation.statuses.contains(&status));
            if (200..300).contains(&status) && uid == Some(&operation.uid) && problems.is_empty() && valid_json {
                answered += 1;
            } else {
                let body = String::from_utf8_lossy(response.body()).into_owned();
                failed.push(format!("{} {status} {uid:?} {:?} {body:.200}", operation.uid, problems.first()));
            }
        }
        println!(
            "{name}: {answered} of {} operations answered with a body of their type; {undocumented} of them list no success",
            api.operations.len()
        );
        let first = &failed[..failed.len().min(5)];
        assert!(failed.is_empty(), "{name}: {} failed, starting with:\n{}", failed.len(), first.join("\n"));
        let without = api.operations.iter().filter(|one| !one.statuses.iter().any(|code| (200..300).contains(code)));
        assert_eq!(undocumented, without.count(), "a documented success is used where there is one");
    }
}

/// The headers of languages, cultures and time zones have no other effect than the documented one.
#[test]
fn every_operation_takes_its_documented_headers() {
    let (name, api) = trees().remove(0);
    let server = server(&api, |builder| builder);
    let mut sent = 0;
    for operation in &api.operations {
        server.reset();
        let plain = server.respond(api.example(operation));
        server.reset();
        let mut request = api.example(operation);
        for header in ["Accept-Language", "SO-Language", "SO-Culture", "SO-TimeZone"] {
            if let Some(parameter) = operation.parameter(In::Header, header) {
                let header = http::HeaderName::try_from(&parameter.name).unwrap();
                request.headers_mut().insert(header, HeaderValue::from_static("en"));
                sent += 1;
            }
        }
        let response = server.respond(request);
        assert_eq!((response.status(), response.body()), (plain.status(), plain.body()), "{}", operation.uid);
    }
    println!("{name}: {sent} headers of languages, cultures and time zones are accepted");
    assert!(sent > 3 * api.operations.len());
}

#[test]
fn every_documented_status_on_demand() {
    for (name, api) in trees() {
        let server = server(&api, |builder| builder);
        let mut tried = 0;
        for operation in &api.operations {
            for status in &operation.statuses {
                server.reset();
                let mut request = api.example(operation);
                request.headers_mut().insert("prefer", HeaderValue::try_from(format!("code={status}")).unwrap());
                let response = server.respond(request);
                assert_eq!(response.status().as_u16(), *status, "{name}: {}", operation.uid);
                if *status >= 400 {
                    assert_eq!(json(&response)["Error"], true);
                }
                tried += 1;
            }
        }
        println!("{name}: {tried} documented statuses on demand");
        let mut request = api.example(&api.operations[0]);
        request.headers_mut().insert("prefer", HeaderValue::from_static("code=299"));
        assert_eq!(server.respond(request).status().as_u16(), 400, "neither documented nor an error");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let (_, api) = trees().remove(0);
    let servers = [1, 1, 2].map(|seed| server(&api, |builder| builder.seed(seed)));
    let mut differ = 0;
    for operation in &api.operations {
        let [first, again, other] = servers.each_ref().map(|server| {
            server.reset();
            server.respond(api.example(operation)).into_body()
        });
        assert_eq!(first, again, "{}", operation.uid);
        differ += usize::from(first != other);
    }
    println!("{differ} responses differ with another seed");
}
