//! Tests the transport that replies by operation.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test")]

use crate::support::{Contact, Person};
use serde_json::{Value, json};
use superoffice_runtime::transport::{Mock, MockCall, Response, TransportError, TransportErrorKind};
use superoffice_runtime::{Call, Error, Field, Http, Json, Method, Operation, Result};

static GET: Operation = Operation::new("v1Contact_Get", Method::Get, "/api/v1/Contact/{id}");
static LIST: Operation = Operation::new("v1Contact_List", Method::Get, "/api/v1/Contact");
static POST: Operation = Operation::new("v1Contact_Post", Method::Post, "/api/v1/Contact");
static DELETE: Operation = Operation::new("v1Contact_Delete", Method::Delete, "/api/v1/Contact/{id}");
static PERSON: Operation = Operation::new("v1Person_Get", Method::Get, "/api/v1/Person/{id}");
static FILE: Operation = Operation::new("v1File", Method::Get, "/api/v1/Archive/{name}$metadata/{id}");

fn http(mock: &Mock) -> Http {
    Http::builder("https://host/sub/Cust1").transport(mock.clone()).build().unwrap()
}

fn send<T: Field + Default>(call: Call<T>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async { call.await })
}

fn get(mock: &Mock, id: i32) -> Result<Contact> {
    send(http(mock).request(&GET).path("id", &id).call())
}

fn list(mock: &Mock, top: i32) -> Result<Json> {
    send(http(mock).request(&LIST).query("$top", &top).query("$filter", &"name begins 'Å+b'").call())
}

fn delete(mock: &Mock) -> Result<()> {
    send(http(mock).request(&DELETE).path("id", &5).call())
}

fn name(result: Result<Contact>) -> String {
    result.unwrap().name.unwrap()
}

#[test]
fn every_kind_of_reply() {
    let contact = Contact::new().contact_id(5).name("entity".to_owned());
    assert_eq!(name(get(&Mock::new().on(&GET, &contact), 5)), "entity");
    assert_eq!(name(get(&Mock::new().on(&GET, contact), 5)), "entity");
    assert_eq!(name(get(&Mock::new().on(&GET, json!({"Name": "value"})), 5)), "value");
    assert_eq!(list(&Mock::new().on(&LIST, vec![1, 2]), 1).unwrap().as_str(), "[1,2]");
    assert_eq!(name(get(&Mock::new().on(&GET, Response::json(200, r#"{"Name":"response"}"#)), 5)), "response");
    delete(&Mock::new().on(&DELETE, Response::new(204))).unwrap();

    let missing = get(&Mock::new().on(&GET, Response::json(404, r#"{"ErrorType":"SoNotFoundException"}"#)), 5);
    assert!(missing.unwrap_err().is_not_found());
    let failing = Mock::new().on(&GET, TransportError::with_source(TransportErrorKind::Timeout, "too slow").unsent());
    for _ in 0..2 {
        let error = get(&failing, 5).unwrap_err();
        assert!(matches!(error, Error::Timeout(_)) && error.is_unsent(), "{error}");
    }

    let echo = Mock::new().on(&GET, |call: &MockCall| {
        json!({"ContactId": call.path("id").unwrap().parse::<i32>().unwrap(), "Name": call.operation().uid})
    });
    assert_eq!(get(&echo, 8).unwrap().contact_id, Some(8));
    let picky = Mock::new().on(&GET, |call: &MockCall| match call.path("id").as_deref() {
        Some("5") => Ok(Response::json(200, r#"{"Name":"five"}"#)),
        _ => Err(TransportError::new(TransportErrorKind::Connect)),
    });
    assert_eq!(name(get(&picky, 5)), "five");
    assert!(get(&picky, 6).unwrap_err().is_unsent());
}

#[test]
fn replies_follow_each_other_and_rules_are_used_up() {
    let named = |name: &str| json!({"Name": name});
    let mock = Mock::new().on(&GET, named("first")).then(named("then")).then(named("last"));
    let names: Vec<_> = (0..4).map(|_| name(get(&mock, 5))).collect();
    assert_eq!(names, ["first", "then", "last", "last"]);
    mock.verify().unwrap();
    assert_eq!((mock.count(&GET), mock.count(&LIST), mock.all_calls().len()), (4, 0, 4));

    let mock = Mock::new().on(&GET, named("once")).times(1).on(&GET, named("after")).times(2);
    let names: Vec<_> = (0..3).map(|_| name(get(&mock, 5))).collect();
    assert_eq!(names, ["once", "after", "after"]);
    mock.verify().unwrap();
    let error = get(&mock, 5).unwrap_err().to_string();
    assert!(error.contains("expected 1 times and has been made 1 times before; or it was expected 2 times"), "{error}");
    assert!(mock.verify().is_err());
}

#[test]
fn rules_are_restricted_by_values() {
    let mock = Mock::new()
        .on(&GET, json!({"Name": "five"}))
        .path("id", &5)
        .on(&LIST, json!("ten"))
        .query("$top", &10)
        .query("$filter", &"name begins 'Å+b'")
        .on(&POST, json!({"ContactId": 1}))
        .body(json!({"Name": "new", "ContactId": 0}))
        .on(&GET, json!({"Name": "other"}));
    assert_eq!((name(get(&mock, 5)), name(get(&mock, 6))), ("five".to_owned(), "other".to_owned()));
    assert_eq!(list(&mock, 10).unwrap().as_str(), r#""ten""#);
    let post = |name: &str| {
        let contact = Contact::new().contact_id(0).name(name.to_owned());
        send(http(&mock).request(&POST).json(&contact).call::<Contact, ()>())
    };
    assert_eq!(post("new").unwrap().contact_id, Some(1));
    mock.verify().unwrap();

    let error = list(&mock, 11).unwrap_err().to_string();
    assert!(error.contains("`$top` is `11`, expected `10`"), "{error}");
    let error = post("old").unwrap_err().to_string();
    assert!(error.contains(r#"the body is {"ContactId":0,"Name":"old"}, expected {"#), "{error}");
    assert_eq!(mock.verify().unwrap_err().problems().len(), 2);
}

#[test]
fn calls_are_recorded_with_their_values() {
    let mock = Mock::new().on(&LIST, json!([])).on(&FILE, json!("x")).on(&POST, json!({}));
    list(&mock, 3).unwrap();
    let id = "a/b ?æ%2F,[1]";
    send(http(&mock).request(&FILE).path("name", &"y_boat").path("id", &id).call::<String, ()>()).unwrap();
    send(http(&mock).request(&POST).json(&Person::new().rank(3)).call::<Contact, ()>()).unwrap();

    let call = &mock.calls(&LIST)[0];
    assert_eq!((call.query("$top").as_deref(), call.query("top"), call.path("id")), (Some("3"), None, None));
    assert_eq!(call.query("$filter").as_deref(), Some("name begins 'Å+b'"));
    assert_eq!(call.query_parameters().len(), 2);
    let call = &mock.calls(&FILE)[0];
    assert_eq!((call.path("name").as_deref(), call.path("id").as_deref()), (Some("y_boat"), Some(id)));
    let call = &mock.calls(&POST)[0];
    assert_eq!((call.json::<Person>().unwrap().rank, call.json::<Value>().unwrap()), (Some(3), json!({"Rank": 3})));
    assert!(call.request().headers.contains_key("content-type"));
    let uids: Vec<_> = mock.all_calls().iter().map(|call| call.operation().uid).collect();
    assert_eq!(uids, ["v1Contact_List", "v1File", "v1Contact_Post"]);
}

#[test]
fn an_unexpected_call_says_what_was_expected() {
    assert_eq!(
        get(&Mock::new(), 5).unwrap_err().to_string(),
        "v1Contact_Get: the request failed: unexpected call GET /api/v1/Contact/5 (v1Contact_Get): the mock has no \
         replies; add one with `on`"
    );

    let mock = Mock::new().on(&PERSON, json!({})).on(&LIST, json!([])).on(&DELETE, Response::new(204));
    let error = get(&mock, 5).unwrap_err().to_string();
    assert!(
        error.contains(
            "unexpected call GET /api/v1/Contact/5 (v1Contact_Get): the mock has no reply for this operation; the \
             nearest is DELETE /api/v1/Contact/{id} (v1Contact_Delete)"
        ),
        "{error}"
    );
    // A program can hide the error, but not from `verify`.
    let error = mock.verify().unwrap_err();
    assert_eq!(error.problems().len(), 4);
    assert!(error.problems()[0].ends_with(
        "; expected: DELETE /api/v1/Contact/{id} (v1Contact_Delete), GET /api/v1/Contact (v1Contact_List), GET \
         /api/v1/Person/{id} (v1Person_Get)"
    ));
    assert_eq!(format!("{error:?}"), error.to_string());

    let mock = Mock::new().on(&GET, json!({})).path("id", &6);
    let error = get(&mock, 5).unwrap_err().to_string();
    assert!(error.ends_with("GET /api/v1/Contact/5 (v1Contact_Get): `id` is `5`, expected `6`"), "{error}");
}

#[test]
fn calls_that_were_never_made() {
    let mock = Mock::new()
        .on(&GET, json!({}))
        .path("id", &7)
        .on(&DELETE, Response::new(204))
        .times(2)
        .on(&LIST, json!([]))
        .optional()
        .on(&POST, json!({}))
        .times(0);
    delete(&mock).unwrap();
    assert_eq!(
        mock.verify().unwrap_err().to_string(),
        "the calls were not those that the mock expects:\n\
         - GET /api/v1/Contact/{id} (v1Contact_Get) id=7: expected at least 1 call, found 0\n\
         - DELETE /api/v1/Contact/{id} (v1Contact_Delete): expected 2 calls, found 1"
    );
    let misused = Mock::new().times(2);
    assert!(misused.verify().unwrap_err().to_string().contains("`times` was called before `on`"));
    Mock::new().verify().unwrap();
}

#[test]
fn a_response_may_be_too_large() {
    let mock = Mock::new().on(&LIST, json!("0123456789"));
    let http = Http::builder("https://host/Cust1").transport(mock).body_limit(11).build().unwrap();
    assert!(matches!(send(http.request(&LIST).call::<String, ()>()), Err(Error::BodyTooLarge(_))));
}

#[test]
fn a_function_may_use_the_mock() {
    let mock = Mock::new();
    let handle = mock.clone();
    let mock = mock.on(&GET, move |_: &MockCall| json!({"ContactId": handle.count(&GET)}));
    get(&mock, 5).unwrap();
    assert_eq!(get(&mock, 5).unwrap().contact_id, Some(2));
}

#[test]
fn a_draft_shows_its_request() {
    let http = http(&Mock::new());
    let mut body = Contact::new().contact_id(5);
    body.name = Some("Nord".to_owned());
    let draft = http.request(&GET).path("id", &5).query("$select", &vec!["a/b", "c"]).json(&body);
    assert_eq!(draft.operation().uid, GET.uid);
    let request = draft.request().unwrap();
    assert_eq!(request.uri(), "/api/v1/Contact/5?$select=a%2Fb,c");
    assert_eq!(
        (request.method().as_str(), &request.headers()["content-type"]),
        ("GET", &"application/json".parse().unwrap())
    );
    assert_eq!(serde_json::from_slice::<Value>(request.body()).unwrap(), json!({"ContactId": 5, "Name": "Nord"}));
    let invalid = http.request(&GET).path("id", &"..").request().unwrap_err();
    assert!(invalid.to_string().contains("`..` is not a valid value"), "{invalid}");
}
