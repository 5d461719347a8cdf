//! Expected errors that are results: no such object, no change, a failed condition.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test")]

use crate::support::Contact;
use http::header::{CONTENT_TYPE, HeaderValue, LAST_MODIFIED};
use superoffice_runtime::transport::{MemoryTransport, Response};
use superoffice_runtime::{
    Binary, Call, Conditional, Http, HttpDate, Method, Operation, Present, Result, call_builder,
};

static GET: Operation = Operation::new("v1Contact_Get", Method::Get, "/api/v1/Contact/1");
static PUT: Operation =
    Operation { statuses: &[200, 412], ..Operation::new("v1Contact_Put", Method::Put, "/api/v1/Contact/1") };
static OTHER: Operation = Operation { statuses: &[200], ..PUT };

const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

call_builder! {
    /// A call in the form that the generator prints.
    pub struct GetCall -> Option<Contact> {
        /// How deep.
        depth: i32 = "depth",
    }
}

fn block_on<F: IntoFuture>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async { future.await })
}

fn http(response: &Response) -> (Http, MemoryTransport) {
    let transport = MemoryTransport::queue([response.clone()]);
    (Http::builder("https://host").transport(transport.clone()).build().unwrap(), transport)
}

fn optional<T: Present + 'static>(response: &Response) -> Result<Option<T::Value>> {
    let call: Call<T> = http(response).0.request(&GET).call();
    block_on(call.optional())
}

fn not_found(body: &'static str) -> Response {
    Response::json(404, body)
}

#[test]
fn an_object_that_does_not_exist_is_none() {
    let error = r#"{"Error":true,"ErrorType":"SoNotFoundException","ErrorMessage":"gone"}"#;
    for absent in [not_found(error), not_found(""), not_found(r#"{"Message":"m"}"#), Response::json(200, " null ")] {
        assert!(optional::<Contact>(&absent).unwrap().is_none(), "{absent:?}");
        assert!(optional::<Option<Contact>>(&absent).unwrap().is_none());
        assert!(optional::<Vec<Contact>>(&absent).unwrap().is_none());
        assert!(optional::<Binary>(&absent).unwrap().is_none());
        assert!(optional::<Option<String>>(&absent).unwrap().is_none());
        assert!(optional::<i32>(&absent).unwrap().is_none());
    }
    assert!(optional::<Contact>(&Response::new(204)).unwrap().is_none());
    assert!(optional::<Binary>(&Response::new(204)).unwrap().is_none());
    assert!(optional::<()>(&not_found(error)).unwrap().is_none());
}

#[test]
fn what_exists_is_some() {
    let contact = Response::json(200, r#"{"Name":"x"}"#);
    assert_eq!(optional::<Contact>(&contact).unwrap().unwrap().name.as_deref(), Some("x"));
    let contact: Option<Contact> = optional::<Option<Contact>>(&contact).unwrap();
    assert_eq!(contact.unwrap().name.as_deref(), Some("x"));
    assert!(optional::<Vec<Contact>>(&Response::json(200, "[]")).unwrap().unwrap().is_empty());
    assert_eq!(optional::<()>(&Response::new(204)).unwrap(), Some(()));
    // A file can be empty, and can have any contents.
    let text = Response::new(200).header(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    for content in ["", "null"] {
        assert_eq!(&*optional::<Binary>(&text.clone().body(content)).unwrap().unwrap(), content.as_bytes());
        assert_eq!(optional::<String>(&text.clone().body(content)).unwrap().unwrap(), content);
    }
}

#[test]
fn other_errors_stay_errors() {
    let page = Response::new(404).header(CONTENT_TYPE, HeaderValue::from_static("text/html")).body("<html>");
    let route = not_found(r#"{"Message":"No HTTP resource was found","MessageDetail":"No type was found"}"#);
    for other in
        [page, route, not_found("try later"), not_found("[]"), Response::json(410, ""), Response::json(500, "null")]
    {
        assert!(optional::<Contact>(&other).is_err(), "{other:?}");
    }
    let page = Response::new(200).header(CONTENT_TYPE, HeaderValue::from_static("text/html"));
    for odd in [page, Response::json(200, "17"), Response::json(200, r#"{"Message":"m","MessageDetail":"d"}"#)] {
        assert!(optional::<Contact>(&odd).is_err(), "{odd:?}");
    }
}

#[test]
fn a_conditional_call_has_two_results() {
    let changed = Response::json(200, r#"{"Name":"x"}"#).header(LAST_MODIFIED, HeaderValue::from_static(DATE));
    let (connection, transport) = http(&changed);
    let result = block_on(connection.request(&GET).call::<Contact, ()>().if_changed_since("then")).unwrap();
    assert_eq!(transport.requests().pop().unwrap().headers.get("if-modified-since").unwrap(), "then");
    let Conditional::Modified(answer) = &result else { panic!("{result:?}") };
    assert_eq!(answer.last_modified(), Some(HttpDate::from(DATE)));
    assert_eq!(result.modified().unwrap().name.as_deref(), Some("x"));

    let unchanged = http(&Response::new(304)).0.request(&GET).call::<Contact, ()>().if_changed_since(DATE);
    let unchanged = block_on(unchanged).unwrap();
    assert!(matches!(unchanged, Conditional::NotModified) && unchanged.modified().is_none());
    let failed = http(&Response::new(500)).0.request(&GET).call::<Contact, ()>().if_changed_since(DATE);
    assert!(block_on(failed).is_err());
}

/// An operation that ignores the condition would overwrite what others have changed.
#[test]
fn a_condition_is_sent_only_where_it_is_known() {
    let (connection, transport) = http(&Response::new(412));
    let error = block_on(connection.request(&PUT).call::<(), ()>().if_unmodified_since(DATE)).unwrap_err();
    assert!(error.is_precondition_failed());
    let error = block_on(connection.request(&OTHER).call::<(), ()>().if_unmodified_since(DATE)).unwrap_err();
    assert!(error.is_unsent() && error.to_string().contains("does not document status 412"), "{error}");
    assert_eq!(transport.requests().len(), 1);
    let (connection, transport) = http(&Response::new(204));
    block_on(connection.request(&OTHER).call::<(), ()>().header("If-Unmodified-Since", DATE)).unwrap();
    assert_eq!(transport.requests().pop().unwrap().headers.get("if-unmodified-since").unwrap(), DATE);
}

/// No trait is in scope here.
#[test]
fn a_call_with_parameters_has_the_same_methods() {
    let (connection, transport) = http(&Response::json(200, "null"));
    let call = GetCall::new(connection.request(&GET)).language("en").depth(2).no_timeout().query("x", &1);
    assert!(block_on(call.optional()).unwrap().is_none());
    let request = transport.requests().pop().unwrap();
    assert_eq!(request.url, "https://host/api/v1/Contact/1?depth=2&x=1");
    assert_eq!(request.headers.get("so-language").unwrap(), "en");
    let (connection, _) = http(&Response::new(304));
    let unchanged = block_on(GetCall::new(connection.request(&GET)).if_changed_since(DATE)).unwrap();
    assert!(unchanged.modified().is_none());
}
