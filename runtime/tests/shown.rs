//! The texts of values in logs and in messages for users: what they show, and what they leave out.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test")]

use crate::support::{Contact, Person};
use serde_json::json;
use superoffice_runtime::json::{from_slice, to_vec};
use superoffice_runtime::transport::{MemoryTransport, Response, TransportError, TransportErrorKind};
use superoffice_runtime::{
    Auth, Binary, Call, DateTime, Entity, Error, Extra, Field, Http, HttpDate, Method, Operation, Upload,
};

static GET: Operation = Operation::new("v1Contact_Get", Method::Get, "/api/v1/Contact");

fn http(transport: MemoryTransport) -> Http {
    Http::builder("https://host/Cust1/api").auth(Auth::bearer("t0k3n")).transport(transport).build().unwrap()
}

fn error(response: Result<Response, TransportErrorKind>) -> Error {
    let mut response = Some(response);
    let transport = MemoryTransport::new(move |_| {
        response.take().unwrap().map_err(|kind| TransportError::with_source(kind, "the cause"))
    });
    let call: Call<Contact> = http(transport).request(&GET).call();
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(call.into_future()).unwrap_err()
}

#[test]
fn a_connection_shows_its_address_and_the_kind_of_its_credentials() {
    let transport = MemoryTransport::queue([]);
    assert_eq!(format!("{transport:?}"), "MemoryTransport { .. }");
    let http = http(transport);
    assert_eq!(format!("{http:?}"), r#"Http { base: "https://host/Cust1", auth: Bearer(..), .. }"#);
    let builder = format!("{:?}", Http::builder("https://host").auth(Auth::basic("user", "p4ss")));
    assert!(builder.starts_with("HttpBuilder { auth: Basic(..), timeouts: Timeouts {"), "{builder}");
    assert_eq!(format!("{:?} {:?}", Auth::None, Auth::ticket("7T:x", "app")), "None Ticket(..)");
}

#[cfg(feature = "reqwest")]
#[test]
fn a_network_transport_shows_its_type() {
    let transport = superoffice_runtime::transport::ReqwestTransport::new(Default::default()).unwrap();
    assert_eq!(format!("{transport:?}"), "ReqwestTransport { .. }");
}

#[test]
fn a_call_shows_its_operation() {
    let http = http(MemoryTransport::queue([]));
    let call: Call<Contact> = http.request(&GET).query("token", &"s3cr3t").call();
    assert_eq!(format!("{call:?}"), r#"Call(Draft { operation: "v1Contact_Get", .. })"#);
    assert_eq!(format!("{:?}", call.send()), "Pending");
}

#[test]
fn a_response_shows_the_length_of_its_body() {
    let response = Response::json(201, "[1, 2]");
    assert_eq!(
        format!("{response:?}"),
        r#"Response { status: 201, headers: {"content-type": "application/json; charset=utf-8"}, body: (6 bytes) }"#
    );
}

#[test]
fn an_error_shows_its_operation_and_the_start_of_the_body_for_a_programmer() {
    let status = error(Ok(Response::json(404, r#"{"ErrorType":"SoNotFound","ErrorMessage":"no such thing"}"#)));
    assert_eq!(
        format!("{status:?}"),
        r#"StatusError { uid: "v1Contact_Get", status: 404, error_type: Some("SoNotFound"), attempts: 1, shown: "no such thing", .. }"#
    );
    let decode = error(Ok(Response::json(200, r#"{"Rank":1,"Name":2}"#)));
    assert_eq!(
        format!("{decode:?}"),
        "AnswerError { uid: \"v1Contact_Get\", status: 200, cause: \"Name: invalid type: integer `2`, expected a string \
         at line 1 column 18\", body: \"{\\\"Rank\\\":1,\\\"Name\\\":2}\", .. }"
    );
    for (kind, name) in [
        (TransportErrorKind::Other, "Transport"),
        (TransportErrorKind::Timeout, "Timeout"),
        (TransportErrorKind::BodyTooLarge, "BodyTooLarge"),
    ] {
        let text = format!("{:?}", error(Err(kind)));
        let start = format!("{name}(ExchangeError {{ uid: \"v1Contact_Get\", cause: TransportError {{ kind: {kind:?}");
        assert!(text.starts_with(&start) && text.contains("the cause"), "{text}");
    }
    let request = Http::builder("host").build().unwrap_err();
    assert!(format!("{request:?}").starts_with("RequestError { uid: None, message: "), "{request:?}");
}

#[test]
fn an_error_does_not_show_the_secrets_of_a_response() {
    for body in [
        r#"{"Name":2,"Webhook":{"Secret":"hunter2","Headers":{"Authorization":"Bearer hunter2"}}}"#,
        r#"{"Rights":{"Tokens":"hunter2"}}"#,
        r#"{"Rights":{"a":{"Password":["hunter2"]},"Secret":"hunter2"}}"#,
    ] {
        let error = error(Ok(Response::json(200, body)));
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error} {error:?}");
    }
}

#[test]
fn a_decode_error_shows_its_place() {
    let error = from_slice::<Contact>(br#"{"Persons":[{"Rank":"x"}]}"#).unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"Persons[0].Rank: invalid type: string "x", expected a 32-bit integer at line 1 column 23"#
    );
    assert_eq!(
        format!("{error:?}"),
        r#"DecodeError { path: "Persons[0].Rank", message: "invalid type: string \"x\", expected a 32-bit integer", .. }"#
    );
    // A text that looks like a place is a part of the message.
    let error = from_slice::<i32>(br#""at line 1 column 1""#).unwrap_err();
    assert_eq!(error.message(), r#"invalid type: string "at line 1 column 1", expected a 32-bit integer"#);
    assert_eq!(to_vec(&f64::INFINITY).unwrap_err().to_string(), "inf cannot be written as a JSON number");
}

#[test]
fn values_show_what_they_hold() {
    let date = DateTime::from_wire("2002-03-31");
    assert_eq!(format!("{date} {date:?} {date:>11}"), r#"2002-03-31 DateTime("2002-03-31")  2002-03-31"#);
    assert_eq!(format!("{:?}", Binary::from(vec![1, 2])), "Binary(2 bytes)");
    assert_eq!(HttpDate::from("as it is").as_str(), "as it is");
    let mut extra = Extra::new();
    extra.insert("New", 1);
    assert_eq!(format!("{extra:?}"), r#"{"New": 1}"#);
    let upload = Upload::from("x");
    assert_eq!(
        (upload.content_type.as_str(), upload.body.as_bytes().unwrap().as_ref()),
        ("application/octet-stream", &b"x"[..])
    );
}

#[test]
fn a_view_shows_values_of_all_kinds() {
    let shown = |value: &dyn Field| format!("{:?}", value.view());
    assert_eq!([shown(&()), shown(&true), shown(&-1), shown(&0.5)], ["null", "true", "-1", "0.5"]);
    assert_eq!([shown(&String::from("x\n")), shown(&json!({"a": "x"}))], [r#""x\n""#, r#"{"a":"x"}"#]);
    assert_eq!([shown(&Binary::from(vec![1, 2])), shown(&vec![1, 2])], ["(2 bytes)", "[1, 2]"]);
    let entity: &dyn Entity = &Person::new().rank(3);
    assert_eq!(format!("{entity:?}"), "Person { Rank: 3 }");
}
