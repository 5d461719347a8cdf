//! Expectations of tests: which calls of the client must be made, with which values and how often, and how they are answered.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use superoffice::entities::{ContactEntity, OdataSlimResponse, PersonEntity};
use superoffice::routes::contact as routes;
use superoffice::runtime::Binary;
use superoffice::{Auth, Client, Patch, col};
use superoffice_mock::{MockServer, Reply};

async fn start() -> (MockServer, Client) {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let server = MockServer::builder().docs(docs).start().await.unwrap();
    let client = Client::onsite(server.url()).auth(Auth::bearer("any token")).build().unwrap();
    (server, client)
}

fn named(name: &str) -> ContactEntity {
    ContactEntity::new().with_name(name)
}

/// The name of a company, or the status of the error.
async fn name(client: &Client, id: i32) -> Result<String, Option<u16>> {
    client.contact().get(id).await.map(|company| company.name.unwrap_or_default()).map_err(|error| error.status())
}

#[tokio::test]
async fn answers_have_the_type_of_the_call() {
    let (server, client) = start().await;
    let second = named("second");
    server.expect(client.contact().get(5)).times(2).respond(named("first")).respond(&second);
    assert_eq!(second.name.as_deref(), Some("second"));
    server.expect(client.contact().get(6)).respond_status(404);
    server.expect(client.contact().get(0)).any("id").respond_with(|request| named(&request.path("id").unwrap()));
    assert_eq!(name(&client, 5).await.unwrap(), "first");
    assert_eq!(name(&client, 6).await, Err(Some(404)));
    assert_eq!(name(&client, 5).await.unwrap(), "second");
    assert_eq!(name(&client, 77).await.unwrap(), "77");

    server.expect(client.person_agent().get_person_entity(7)).respond(Some(PersonEntity::new().with_lastname("Nord")));
    let person = client.person_agent().get_person_entity(7).await.unwrap().unwrap();
    assert_eq!(person.lastname.as_deref(), Some("Nord"));
    server.expect(client.person_agent().get_person_entity(8)).respond(None);
    assert!(client.person_agent().get_person_entity(8).await.unwrap().is_none());
    server.expect(client.contact().delete(9)).respond(());
    client.contact().delete(9).await.unwrap();
    assert!(client.contact().get(9).await.is_ok(), "the mock has not deleted it");
    server.expect(client.document().get_stream(3)).respond(Binary::from(b"bytes".to_vec()));
    assert_eq!(client.document().get_stream(3).await.unwrap().into_vec(), b"bytes");
    let page: OdataSlimResponse = serde_json::from_str(r#"{"value": [{"name": "Nordlys"}]}"#).unwrap();
    server.expect(client.contact().list().filter(col("name").begins("Nord"))).respond(page);
    let rows = client.contact().list().select(["name"]).filter(col("name").begins("Nord"));
    let rows: Vec<serde_json::Value> = rows.rows().try_collect().await.unwrap();
    assert_eq!(rows, [serde_json::json!({"name": "Nordlys"})]);
    server.verify().unwrap();
}

#[tokio::test]
async fn a_body_contains_the_expected_properties() {
    let (server, client) = start().await;
    server.expect(client.contact().create(&named("Nordlys"))).times(1);
    server.expect(client.contact().patch(5, &Patch::new().replace("Department", "Sales"))).times(1);
    let created = client.contact().create(&named("Nordlys").with_department("Sales")).await.unwrap();
    assert_eq!(created.name.as_deref(), Some("Nordlys"), "the mock answers");
    client.contact().patch(5, &Patch::new().replace("Department", "Service")).await.unwrap();
    let unmet = server.verify().unwrap_err();
    assert_eq!(unmet.problems().len(), 1, "{unmet}");
    for part in [
        "1. PATCH /api/v1/Contact/{id} (v1ContactEntity_PatchContactEntity) id=5 body=",
        ": expected exactly 1 call, found 0",
        "the nearest request was PATCH /Cust12345/api/v1/Contact/5 (status 200):",
        "- body[0].value: \"Sales\"",
        "+ body[0].value: \"Service\"",
    ] {
        assert!(unmet.to_string().contains(part), "{part}\n{unmet}");
    }
}

#[tokio::test]
async fn numbers_of_calls() {
    let (server, client) = start().await;
    let expected = [
        server.expect(client.contact().get(1)).times(2),
        server.expect(client.contact().get(2)).at_most(1),
        server.expect(client.contact().get(3)).at_least(2),
        server.expect(client.contact().get(4)).times(0),
        server.expect(client.contact().get(5)).at_most(3).at_least(1),
    ];
    assert!(format!("{:?}", expected[0]).ends_with("(v1ContactEntity_GetContactEntity) id=1"), "{expected:?}");
    for id in [1, 1, 3, 3, 5] {
        client.contact().get(id).await.unwrap();
    }
    server.verify().unwrap();
    for id in [1, 2, 2, 4, 5, 5, 5] {
        client.contact().get(id).await.unwrap();
    }
    let unmet = server.verify().unwrap_err();
    let ends: Vec<&str> = unmet.problems().iter().map(|problem| problem.rsplit(": ").next().unwrap()).collect();
    assert_eq!(
        ends,
        [
            "expected exactly 2 calls, found 3",
            "expected at most 1 call, found 2",
            "expected no calls, found 1",
            "expected 1 to 3 calls, found 4"
        ]
    );
}

#[tokio::test]
async fn the_order_of_calls() {
    for ids in [[1, 2, 1], [2, 1, 1], [1, 1, 2]] {
        let (server, client) = start().await;
        let order = server.sequence();
        server.expect(client.contact().get(1)).times(1).in_order(order).respond(named("a"));
        server.expect(client.contact().get(2)).times(1).in_order(order).respond(named("b"));
        server.expect(client.contact().get(1)).times(1).in_order(order).respond(named("c"));
        let mut names = Vec::new();
        for id in ids {
            names.push(name(&client, id).await.unwrap());
        }
        match ids {
            [1, 2, 1] => {
                server.verify().unwrap();
                assert_eq!(names, ["a", "b", "c"]);
            }
            _ => {
                let unmet = server.verify().unwrap_err();
                assert!(unmet.problems()[0].contains(" came before GET /api/v1/Contact/{id}"), "{ids:?} {unmet}");
            }
        }
    }
}

#[tokio::test]
async fn a_function_answers_an_operation() {
    let (server, client) = start().await;
    server.on("GET /api/v1/Contact/{id}", |_| Reply::status(500));
    server.on(&routes::GET, |request| match request.path("id").as_deref() {
        Some("1") => Reply::mocked(),
        Some("2") => http::Response::builder().status(418).body("teapot".into()).unwrap().into(),
        _ => Reply::json(&named("function")),
    });
    assert_eq!(client.contact().get(1).await.unwrap().contact_id, Some(1));
    assert_eq!(name(&client, 2).await, Err(Some(418)));
    assert_eq!(name(&client, 3).await.unwrap(), "function");
    assert_eq!(client.person().get(3).await.unwrap().person_id, Some(3), "the rest is mocked");
    server.verify().unwrap();
    server.on("v1ContactEntity_GetContactEntiti", |_| Reply::mocked());
    let unmet = server.verify().unwrap_err();
    assert!(unmet.to_string().contains("did you mean `v1ContactEntity_GetContactEntity`?"), "{unmet}");
}

#[tokio::test]
async fn only_expected_calls() {
    let (server, client) = start().await;
    server.only_expected();
    server.expect(client.contact().get(1));
    client.contact().get(1).await.unwrap();
    assert_eq!(name(&client, 2).await, Err(Some(501)));
    let error = client.person().get(2).await.unwrap_err();
    assert!(error.to_string().contains("no expectation fits GET /Cust12345/api/v1/Person/2"), "{error}");
    let unmet = server.verify().unwrap_err();
    assert!(unmet.problems()[0].ends_with("id=1:\n- id=1\n+ id=2"), "{unmet}");
    assert!(unmet.problems()[1].contains("; expected are:\n  GET /api/v1/Contact/{id}"), "{unmet}");
}

#[tokio::test]
async fn the_end_of_a_server_verifies() {
    let message = |server: MockServer| {
        let panic = catch_unwind(AssertUnwindSafe(|| drop(server))).err()?;
        panic.downcast::<String>().ok().map(|text| *text)
    };
    let (server, client) = start().await;
    server.expect(client.contact().list().top(5));
    client.contact().get(1).await.unwrap();
    client.contact().list().top(6).await.unwrap();
    let text = message(server).unwrap();
    assert!(text.starts_with("the requests were not the expected ones:\n\n1. GET /api/v1/Contact ("), "{text}");
    assert!(text.ends_with("(status 200):\n   - $top=5\n   + $top=6"), "{text}");

    let (server, client) = start().await;
    server.expect(client.contact().get(1));
    let text = message(server).unwrap();
    assert!(text.ends_with("expected at least 1 call, found 0\n   no requests were received"), "{text}");

    let (server, client) = start().await;
    server.expect(client.contact().get(1));
    assert!(server.verify().is_err());
    assert_eq!(message(server), None, "a test that has seen the result decides");

    let (server, client) = start().await;
    server.expect(client.contact().get(1));
    let failing = catch_unwind(AssertUnwindSafe(move || {
        let _server = server;
        panic!("the test fails");
    }));
    assert_eq!(failing.unwrap_err().downcast_ref::<&str>(), Some(&"the test fails"));

    let (server, client) = start().await;
    server.expect(client.contact().patch(0, &Patch::new().replace("NoSuchProperty", 1)));
    let text = message(server).unwrap();
    assert!(text.contains("an expected call cannot be sent") && text.contains("NoSuchProperty"), "{text}");
}

/// Requests that the mock rejects do not count as calls.
#[tokio::test]
async fn rejected_requests() {
    let (server, client) = start().await;
    server.expect(client.contact().get(1)).respond(named("x"));
    let request = http::Request::get("/api/v1/Contact/1").body(bytes::Bytes::new()).unwrap();
    assert_eq!(server.respond(request).status(), 401);
    let unmet = server.verify().unwrap_err();
    assert!(
        unmet.to_string().ends_with("it was sent, but not accepted:\n     GET /api/v1/Contact/1 (status 401)"),
        "{unmet}"
    );
}

#[tokio::test]
async fn requests_are_inspected() {
    let (server, client) = start().await;
    client.contact().create(&named("Nordlys")).await.unwrap();
    client.contact().get(1).select(["Name"]).language("en").await.unwrap();
    let requests = server.requests();
    assert_eq!(requests[0].json::<ContactEntity>().unwrap().name.as_deref(), Some("Nordlys"));
    assert_eq!(requests[1].query("$select").as_deref(), Some("Name"));
    assert_eq!((requests[1].header("so-language"), requests[1].header("Authorization")), (Some("en"), Some("***")));
    assert_eq!((requests[1].path("id").as_deref(), requests[1].status), (Some("1"), 200));
}
