//! Responses that are not what the API sends, and files.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of a test may fail like the test")]

use crate::support::{Contact, Person};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use superoffice_runtime::serde_json::Value;
use superoffice_runtime::transport::{MemoryTransport, Response};
use superoffice_runtime::{Binary, Call, Error, Field, Http, Json, Method, Operation, Result};

static GET: Operation = Operation::new("v1Contact_Get", Method::Get, "/api/v1/Contact/1");
static PAGE: Operation =
    Operation { produces: &["text/html"], ..Operation::new("v1Contact_Page", Method::Get, "/api/v1/Contact/1/Page") };

fn call<T>(operation: &'static Operation, response: &Response) -> Call<T> {
    let transport = MemoryTransport::queue([response.clone()]);
    Http::builder("https://host").transport(transport).build().unwrap().request(operation).call()
}

fn run<T: Field + Default>(call: Call<T>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(call.into_future())
}

fn result<T: Field + Default>(response: &Response) -> Result<T> {
    run(call(&GET, response))
}

fn typed(media_type: &'static str, body: impl Into<bytes::Bytes>) -> Response {
    Response::new(200).header(CONTENT_TYPE, HeaderValue::from_static(media_type)).body(body)
}

fn message<T: Field + Default>(response: &Response) -> String {
    match result::<T>(response) {
        Err(error @ Error::Decode(_)) => error.to_string(),
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("{response:?} is accepted"),
    }
}

#[test]
fn an_empty_body_is_reported_as_empty() {
    let expected =
        "v1Contact_Get: the response (status 204) does not fit its type: expected Contact, found an empty body";
    assert_eq!(message::<Contact>(&Response::new(204)), expected);
    for empty in ["", " \r\n", "\u{feff}"] {
        assert!(
            message::<i32>(&Response::json(200, empty)).ends_with("expected a 32-bit integer, found an empty body")
        );
        assert!(message::<String>(&Response::json(200, empty)).ends_with("expected a string, found an empty body"));
        assert!(result::<Option<Contact>>(&Response::json(200, empty)).unwrap().is_none());
        assert!(result::<Vec<Person>>(&Response::json(200, empty)).unwrap().is_empty());
        assert!(result::<Json>(&Response::json(200, empty)).unwrap().is_null());
        assert!(result::<Value>(&Response::json(200, empty)).unwrap().is_null());
        result::<()>(&Response::json(200, empty)).unwrap();
    }
    assert!(result::<Binary>(&Response::new(204)).unwrap().is_empty());
}

#[test]
fn a_page_is_not_an_answer() {
    let login = typed("Text/HTML; charset=utf-8", "<!DOCTYPE html>\n<title>Sign in</title>");
    let expected = "v1Contact_Get: the response (status 200) does not fit its type: \
                    expected JSON, found `text/html`: <!DOCTYPE html> <title>Sign in</title>";
    assert_eq!(message::<Contact>(&login), expected);
    assert_eq!(message::<Option<Contact>>(&login), expected);
    assert_eq!(message::<Vec<Person>>(&login), expected);
    assert_eq!(message::<i32>(&login), expected);
    assert_eq!(message::<String>(&login), expected);
    assert_eq!(message::<Option<String>>(&login), expected);
    assert_eq!(message::<Json>(&login), expected);
    assert_eq!(message::<Value>(&login), expected);
    // The call was not made, so it must not seem to have succeeded.
    assert_eq!(message::<()>(&login), expected);
    assert!(message::<Vec<Person>>(&typed("text/html", "")).ends_with("found `text/html`"));
    // A page that is asked for is an answer, and a file may be HTML.
    assert!(run(call::<String>(&PAGE, &login)).unwrap().contains("Sign in"));
    assert!(run(call::<String>(&GET, &login).accept("text/html")).unwrap().contains("Sign in"));
    assert_eq!(&*result::<Binary>(&login).unwrap(), &*login.body);
}

#[test]
fn other_media_types_are_named() {
    let message_of = |response| message::<Contact>(&response);
    assert!(message_of(typed("text/plain", "try later")).ends_with("expected JSON, found `text/plain`: try later"));
    assert!(message_of(typed("application/xml", "<a/>")).ends_with("expected JSON, found `application/xml`: <a/>"));
    for mislabelled in [Response::json(200, "\u{feff} <html>"), Response::new(200).body("<html>")] {
        assert!(message_of(mislabelled).contains("expected JSON, found HTML or XML: "));
    }
    assert!(message_of(Response::json(200, "{\"Name\":1}")).contains("Name: invalid type"));
    assert!(message_of(Response::json(200, &b"\xFF\xFE{\0}\0"[..])).contains("expected UTF-8, found UTF-16"));
    let mistyped = message_of(typed("text/plain", "{\"Name\":1}"));
    assert!(mistyped.contains("Name: invalid type"), "{mistyped}");
    // Some servers label JSON as text.
    assert_eq!(result::<Contact>(&typed("text/plain", "{\"Name\":\"x\"}")).unwrap().name.as_deref(), Some("x"));
    for json in ["application/problem+json", "text/json", "APPLICATION/JSON ;charset=utf-8"] {
        assert_eq!(result::<String>(&typed(json, "\"x\"")).unwrap(), "x");
    }
    assert_eq!(result::<String>(&typed("text/plain; format=json", "\"x\"")).unwrap(), "\"x\"");
}

#[test]
fn an_error_with_status_200_is_not_an_entity() {
    for body in [r#"{"Message":"m","MessageDetail":"d"}"#, r#"{"Error":true,"ErrorMessage":"m"}"#] {
        let message = message::<Option<Contact>>(&Response::json(200, body));
        assert!(message.ends_with(&format!("found an error of the server: {body}")), "{message}");
        assert_eq!(self::message::<()>(&Response::json(200, body)), message);
    }
    for body in [r#"{"Success":true}"#, "{}", "[]", "null", "", "nonsense"] {
        result::<()>(&Response::json(200, body)).unwrap();
    }
    for body in [r#"{"Message":"m","Name":null}"#, r#"{"Message":"m","Other":1}"#, "{}", "null"] {
        result::<Option<Contact>>(&Response::json(200, body)).unwrap();
    }
}

#[test]
fn texts_are_utf_8() {
    assert_eq!(result::<String>(&typed("text/plain", "\u{feff}blå")).unwrap(), "blå");
    assert!(
        message::<String>(&typed("text/plain", &b"bl\xE5"[..])).contains("expected UTF-8, found other bytes at byte 3")
    );
}

#[test]
fn a_file_is_what_was_sent() {
    let contents: [&[u8]; 6] = [b"{\"a\":1}", b"[1]", b"\xEF\xBB\xBF{}", b"\x89PNG\0", b"not json", b"\"AP8"];
    let types =
        ["application/json", "text/json; charset=utf-8", "application/problem+json", "text/html", "image/png", ""];
    for content in contents {
        for media_type in types {
            let response = if media_type.is_empty() { Response::new(200) } else { typed(media_type, "") };
            assert_eq!(&*result::<Binary>(&response.body(content)).unwrap(), content, "{media_type}");
        }
    }
    // The API writes bytes as base64 in a JSON string. A file that is JSON text is a file if it is declared as one.
    let string = r#""AP8=""#;
    assert_eq!(&*result::<Binary>(&Response::json(200, string)).unwrap(), [0, 255]);
    assert!(result::<Binary>(&Response::json(200, "null")).unwrap().is_empty());
    assert_eq!(&*result::<Binary>(&Response::new(200).body(string)).unwrap(), string.as_bytes());
    let attached = Response::json(200, string).header(CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    assert_eq!(&*result::<Binary>(&attached).unwrap(), string.as_bytes());
    for accepted in ["application/json", "text/json, image/png", "*/*", "Application/JSON"] {
        let accepting = call::<Binary>(&GET, &Response::json(200, string)).accept(accepted);
        assert_eq!(&*run(accepting).unwrap(), [0, 255], "{accepted}");
    }
    let raw = call::<Binary>(&GET, &Response::json(200, string)).accept("application/octet-stream");
    assert_eq!(&*run(raw).unwrap(), string.as_bytes());
}

#[test]
fn a_part_is_not_taken_for_the_whole() {
    let part = Response { status: 206, ..Response::json(200, "[]") };
    assert!(message::<Vec<Person>>(&part).contains("found a part of the content"));
    assert!(message::<Binary>(&part).contains("found a part of the content"));
    assert_eq!(&*run(call::<Binary>(&GET, &part).header("Range", "bytes=0-1")).unwrap(), b"[]");
}

#[test]
fn messages_of_errors_survive_odd_bodies() {
    let said = |body: &[u8]| {
        let error = result::<Contact>(&Response { status: 500, ..Response::json(500, body.to_vec()) }).unwrap_err();
        (error.message().map(str::to_owned), error.error_type().map(str::to_owned))
    };
    let expected = (Some("no".to_owned()), Some("SoError".to_owned()));
    assert_eq!(said(br#"{"ErrorMessage":"no","ErrorType":"SoError"}"#), expected);
    assert_eq!(said(b"\xEF\xBB\xBF{\"ErrorMessage\":\"no\",\"ErrorType\":\"SoError\"}"), expected);
    assert_eq!(said(br#"{"Code":1e400,"Text":"\ud83d","ErrorType":"SoError","Message":"no"}"#), expected);
    assert_eq!(said(br#"{"ErrorMessage":"half \ud83d"}"#).0.as_deref(), Some("half \u{fffd}"));
    assert_eq!(said(br#"{"ErrorMessage":17,"Message":"no","ErrorType":null,"error":"SoError"}"#), expected);
}

/// Errors are collected and logged, so they must not keep the bodies.
#[test]
fn an_error_keeps_only_the_start_of_a_body() {
    let long = format!(r#"{{"ErrorMessage":"{0}","ErrorType":"{0}","Name":"{0}"}}"#, "é".repeat(1 << 20));
    let response = Response { status: 500, ..Response::json(500, long.clone()) };
    let error = result::<Contact>(&response).unwrap_err();
    let whole = response.body.as_ptr_range();
    let (body, message) = (error.body().unwrap(), error.message().unwrap());
    assert_eq!((body.len(), message.len(), error.error_type().unwrap().len()), (64 << 10, 64 << 10, 64 << 10));
    assert!(!whole.contains(&body.as_ptr()));
    assert!(error.to_string().len() < 1_000);

    let response = Response::json(200, format!(r#"{{"{}":x}}"#, "k".repeat(1 << 20)));
    let error = result::<Contact>(&response).unwrap_err();
    assert_eq!(error.body().unwrap().len(), 64 << 10);
    assert!(!response.body.as_ptr_range().contains(&error.body().unwrap().as_ptr()));
    assert_eq!(error.json_path().unwrap().len(), 80);
}

#[test]
fn memory_is_limited_in_proportion_to_the_body() {
    let empty = format!("[{}{{}}]", "{},".repeat(400_000));
    let error = message::<Vec<Contact>>(&Response::json(200, empty));
    assert!(error.contains("the value takes too much memory: more than "), "{error}");
    let open = format!("[{}[]]", "[],".repeat(400_000));
    assert_eq!(result::<Json>(&Response::json(200, open.clone())).unwrap().as_str(), open);
    let objects = format!("[{}[]]", r#"{"":1},"#.repeat(200_000));
    assert!(message::<Value>(&Response::json(200, objects)).contains("too much memory"));
    let boxes = format!("[{}{{}}]", r#"{"Boss":{}},"#.repeat(400_000));
    assert!(message::<Vec<Person>>(&Response::json(200, boxes)).contains("too much memory"));
    // Any body may take some megabytes.
    let short = format!("[{}{{}}]", "{},".repeat(5_000));
    assert_eq!(result::<Vec<Contact>>(&Response::json(200, short)).unwrap().len(), 5_001);
}
