//! Mistakes and odd responses that must not pass silently.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of a test may fail like the test")]

use std::collections::BTreeMap;

use crate::support::{Contact, Person};
use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use superoffice_runtime::transport::{MemoryTransport, Request, Response};
use superoffice_runtime::{
    Binary, Call, Draft, Extra, Field, Http, Json, Method, Operation, Parameter, Patch, Place, Result, Selectable,
    Upload, call_builder,
};

static GET: Operation = Operation::new("v1Contact_Get", Method::Get, "/api/v1/Contact/1");
static PUT: Operation = Operation::new("v1Contact_Put", Method::Put, "/api/v1/Contact/1");
static PATCH: Operation = Operation::new("v1Contact_Patch", Method::Patch, "/api/v1/Contact/1");
static SAVE: Operation = Operation::new("v1ContactAgent_Save", Method::Post, "/api/v1/Agents/Contact/SaveContact");
static CREATE: Operation = Operation::new("v1Contact_Post", Method::Post, "/api/v1/Contact");
static REPLY: Operation = Operation {
    parameters: &[
        Parameter::new("to", Place::Query, true),
        Parameter::new("cc", Place::Query, true),
        Parameter::new("tags", Place::Query, false),
    ],
    ..Operation::new("v1Ticket_Reply", Method::Post, "/api/v1/Ticket/Reply")
};
static FILE: Operation = Operation {
    produces: &["application/json", "text/xml", "image/png", "application/octet-stream", "application/pdf"],
    ..Operation::new("v1Document_Content", Method::Get, "/api/v1/Document/1/Content")
};
static IMAGE: Operation = Operation {
    produces: &["image/png", "image/jpeg"],
    ..Operation::new("v1Contact_Image", Method::Get, "/api/v1/Contact/1/Image")
};
static ATTACHMENT: Operation =
    Operation::new("v1TicketAgent_GetAttachment", Method::Post, "/api/v1/Agents/Ticket/GetAttachment");

call_builder! {
    /// A call in the form that the generator prints.
    pub struct ListCall -> Vec<Contact>, select {
        /// Rows.
        filter: &str = "$filter",
        /// How many.
        top: i32 = "$top",
    }
}

fn block_on<F: IntoFuture>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async { future.await })
}

fn http(transport: &MemoryTransport) -> Http {
    Http::builder("https://host").transport(transport.clone()).build().unwrap()
}

fn always(response: &Response) -> Http {
    let response = response.clone();
    http(&MemoryTransport::new(move |_| Ok(response.clone())))
}

fn result<T: Field + Default>(body: &str) -> Result<T> {
    block_on(always(&Response::json(200, body.to_owned())).request(&GET).call::<T, ()>())
}

fn sent<F: IntoFuture>(response: Response, call: impl FnOnce(&Http) -> F) -> Request {
    let transport = MemoryTransport::queue([response]);
    block_on(call(&http(&transport)));
    transport.requests().pop().unwrap()
}

fn refused<T: Field + Default>(draft: Draft) -> String {
    let error = block_on(draft.call::<T, ()>()).err().unwrap();
    assert!(error.is_unsent(), "{error}");
    error.to_string()
}

#[test]
fn an_error_of_the_server_with_status_200_is_an_error() {
    for body in [
        r#"{"Message":"m","MessageDetail":"d"}"#,
        r#"{"Error":true,"ErrorType":"SoException","ErrorMessage":"m"}"#,
        r#"{"Error":false,"Message":"m","ErrorType":null}"#,
    ] {
        let failed = [
            result::<Contact>(body).is_err(),
            result::<Option<Contact>>(body).is_err(),
            result::<()>(body).is_err(),
            result::<Vec<Contact>>(body).is_err(),
            result::<Binary>(body).is_err(),
            result::<BTreeMap<String, Json>>(body).is_err(),
            result::<Option<BTreeMap<String, Option<String>>>>(&body.replace("true", "null").replace("false", "null"))
                .is_err(),
            result::<Json>(body).is_err(),
        ];
        assert_eq!(failed, [true; 8], "{body}");
    }
    // A dictionary of messages by property can have a property of this name.
    assert_eq!(result::<BTreeMap<String, String>>(r#"{"Message":"is too long"}"#).unwrap().len(), 1);
    assert!(result::<Json>(r#"{"Message":"m","Row":1}"#).is_ok());
}

#[test]
fn null_is_not_an_entity() {
    let error = result::<Contact>("null").unwrap_err().to_string();
    assert_eq!(
        error,
        "v1Contact_Get: the response (status 200) does not fit its type: expected Contact, found null: null"
    );
    assert!(result::<Box<Contact>>(" null\n").is_err());
    assert!(result::<Option<Contact>>("null").unwrap().is_none());
    // An item of an array can be null.
    assert!(result::<Vec<Contact>>("[null]").unwrap().iter().all(|contact| contact.extra.is_null()));
}

#[test]
fn a_later_setter_replaces_the_earlier() {
    let url = |call: fn(ListCall) -> ListCall| {
        sent(Response::json(200, "[]"), |http| call(ListCall::new(http.request(&GET)))).url
    };
    let base = "https://host/api/v1/Contact/1";
    assert_eq!(url(|call| call.top(5).filter("a").top(10).filter("b")), format!("{base}?$top=10&$filter=b"));
    assert_eq!(url(|call| call.select(["Name"]).select(["Id", "x"])), format!("{base}?$select=Id,x"));
    let request = sent(Response::json(200, "[]"), |http| {
        let call: Call<Vec<Contact>, Selectable> =
            http.request(&GET).query("$TOP", &1).query("a", &1).query("a", &None::<i32>).call();
        call.select(["a"]).query("$top", &2).query("$select", &"b")
    });
    assert_eq!(request.url, format!("{base}?$top=2&$select=b"));
}

#[test]
fn a_required_array_without_items_is_sent() {
    let none: &[&str] = &[];
    let request = sent(Response::new(204), |http| {
        http.request(&REPLY).query("to", &["a@b"]).query("cc", &none).query("tags", &none).call::<(), ()>()
    });
    assert_eq!(request.url, "https://host/api/v1/Ticket/Reply?to=a%40b&cc=");
}

#[test]
fn debug_does_not_show_secrets() {
    const SECRET: &str = "hunter2hunter2";
    let json = format!(
        r#"{{"Name":"n","Secret":"{SECRET}","TokenType":"bearer","AccessToken":"{SECRET}","refresh_token":"{SECRET}",
        "PasswordChanged":"yesterday","MinPassword":8,"ShowPassword":true,"Password":null,
        "CustomFields":{{"x_password":"{SECRET}","city":"Oslo"}},
        "Value":{{"a":[{{"ApiKey":"{SECRET}","PrimaryKey":"17"}}]}},
        "Account":{{"ClientSecret":"{SECRET}","SecretValue":["{SECRET}"]}}}}"#
    );
    let contact: Contact = result(&json).unwrap();
    let open: Json = result(&json).unwrap();
    let tree: superoffice_runtime::serde_json::Value = result(&json).unwrap();
    let list = vec![contact.clone()];
    let answer =
        block_on(always(&Response::json(200, json)).request(&GET).call::<Contact, ()>().send_with_response()).unwrap();
    for text in [
        format!("{contact:?} {contact:#?}"),
        format!("{list:?}"),
        format!("{:?}", contact.extra),
        format!("{answer:?}"),
        format!("{open:?}"),
        format!("{:?}", Patch::merge(open.clone())),
    ] {
        assert!(!text.contains(SECRET), "{text}");
        assert!(text.contains("***"), "{text}");
        for shown in ["bearer", "yesterday", "8", "true"] {
            assert!(text.contains(shown), "{shown}: {text}");
        }
    }
    assert!(format!("{contact:?}").contains("Oslo") && format!("{contact:?}").contains("17"), "{contact:?}");
    assert!(tree.to_string().contains(SECRET));
    // The value itself is unchanged.
    assert!(open.to_string().contains(SECRET) && serde_json::to_string(&contact).unwrap().contains(SECRET));
    let patch = Patch::new().replace("Webhook/Secret", SECRET).add("Name", "shown").test("/Tokens/-", SECRET);
    let text = format!("{patch:?}");
    assert!(!text.contains(SECRET) && text.contains("shown") && text.contains("/Webhook/Secret"), "{text}");
    let upload = format!("{:?}", Upload::new("text/plain", SECRET));
    assert!(!upload.contains(SECRET) && upload.contains("14 bytes"), "{upload}");
}

fn partial_person() -> Person {
    let response = Response::json(200, r#"{"Rank":1}"#);
    block_on(always(&response).request(&GET).call::<Person, Selectable>().select(["Rank"])).unwrap()
}

/// The server does not distinguish case in the names of parameters.
#[test]
fn a_selection_in_another_case_gives_a_part_too() {
    for name in ["$select", "$Select", "$SELECT"] {
        let draft = always(&Response::json(200, r#"{"Rank":1}"#)).request(&GET).query(name, &"Rank");
        assert!(block_on(draft.call::<Person, ()>()).unwrap().extra.is_partial(), "{name}");
    }
}

#[test]
fn a_part_of_an_entity_is_not_put() {
    let partial = |response: &str| -> Contact {
        let call: Call<Contact, Selectable> = always(&Response::json(200, response.to_owned())).request(&GET).call();
        block_on(call.select(["Name"])).unwrap()
    };
    let contact = partial(r#"{"Name":"x","Relation":null}"#);
    let http = always(&Response::json(200, "{}"));
    for part in [&contact, &contact.clone()] {
        assert_eq!(
            refused::<()>(http.request(&PUT).json(part)),
            "v1Contact_Put: the body is a partial Contact, read with `select`, and would replace the whole one; send a patch, \
             or read the whole entity first"
        );
        assert!(refused::<()>(http.request(&SAVE).json(part)).contains("a partial Contact"));
        assert!(refused::<()>(http.request(&PUT).json(&vec![part.clone()])).contains("a partial Contact"));
        for fits in [&PATCH, &CREATE] {
            block_on(http.request(fits).json(part).call::<(), ()>()).unwrap();
        }
    }
    // Neither equality nor what is written depends on it.
    let whole: Contact = result(r#"{"Name":"x","Relation":null}"#).unwrap();
    assert_eq!(contact, whole);
    assert_eq!(contact.extra, Extra::new());
    assert_eq!(serde_json::to_string(&contact).unwrap(), r#"{"Name":"x","Relation":null}"#);
    block_on(http.request(&PUT).json(&whole).call::<(), ()>()).unwrap();
    // A nested object of a part can become a property of a whole entity.
    let boss = partial(r#"{"Persons":[{"FirstName":"y"}]}"#).persons.unwrap().remove(0);
    let person = Person { boss: Some(Box::new(boss)), ..Person::new() };
    block_on(http.request(&PUT).json(&person).call::<(), ()>()).unwrap();
    // An agent takes the entity as an argument.
    let arguments = Person { boss: Some(Box::new(partial_person())), ..Person::new() };
    assert!(refused::<()>(http.request(&SAVE).json(&arguments)).contains("a partial Person"));
    block_on(http.request(&PUT).json(&arguments).call::<(), ()>()).unwrap();
    // The items of a list are parts, too.
    let list = ListCall::new(always(&Response::json(200, r#"[{"Name":"x"}]"#)).request(&GET)).select(["Name"]);
    let first = block_on(list).unwrap().remove(0);
    refused::<()>(http.request(&PUT).json(&first));
    // `query` selects as `select` does.
    let call = always(&Response::json(200, "{}")).request(&GET).query("$select", &"Name").call::<Contact, ()>();
    refused::<()>(http.request(&PUT).json(&block_on(call).unwrap()));
}

#[test]
fn a_file_is_requested_as_a_file() {
    let accept = |request: Request| request.headers.get(ACCEPT).unwrap().to_str().unwrap().to_owned();
    let of = |operation: &'static Operation| {
        accept(sent(Response::new(200), |http| http.request(operation).call::<Binary, ()>()))
    };
    assert_eq!(of(&FILE), "application/octet-stream");
    assert_eq!(of(&IMAGE), "image/png, image/jpeg");
    assert_eq!(of(&ATTACHMENT), "application/octet-stream");
    assert_eq!(of(&GET), "application/octet-stream");
    let set = |http: &Http| http.request(&FILE).call::<Binary, ()>().accept("application/pdf");
    assert_eq!(accept(sent(Response::new(200), set)), "application/pdf");
    let raw = sent(Response::new(200), |http| http.request(&FILE).call::<Binary, ()>().raw());
    assert_eq!(accept(raw), "application/octet-stream");
    let json = sent(Response::json(200, "{}"), |http| http.request(&FILE).call::<Contact, ()>());
    assert_eq!(accept(json), "application/json");
    // The server may still send base64 in JSON.
    assert_eq!(&*result::<Binary>(r#""AP8=""#).unwrap(), [0, 255]);
    let png = Response::new(200).header(CONTENT_TYPE, HeaderValue::from_static("image/png")).body(&b"\x89PNG"[..]);
    assert_eq!(&*block_on(always(&png).request(&IMAGE).call::<Binary, ()>()).unwrap(), b"\x89PNG");
}

#[test]
fn conflict_and_failed_precondition_differ() {
    let error = |status| block_on(always(&Response::new(status)).request(&GET).call::<(), ()>()).unwrap_err();
    assert!(error(409).is_conflict());
    assert!(!error(412).is_conflict() && error(412).is_precondition_failed() && !error(409).is_precondition_failed());
}

#[test]
fn an_address_without_a_scheme_says_so() {
    for base in ["sod.superoffice.com/Cust1", "host", "localhost:8080", "sod.superoffice.com:443/Cust1", "//host/Cust1"]
    {
        let error = Http::builder(base).transport(MemoryTransport::queue([])).build().unwrap_err().to_string();
        assert!(error.contains("has no scheme; write `https://` in front of it"), "{base}: {error}");
    }
}

#[test]
fn empty_and_html_responses_are_named() {
    for (response, expected) in [
        (Response::json(200, ""), "expected Contact, found an empty body"),
        (Response::new(200).body("<html>"), "expected JSON, found HTML or XML"),
        (
            Response::new(200).header(CONTENT_TYPE, HeaderValue::from_static("text/html")).body("<html>"),
            "expected JSON, found `text/html`",
        ),
    ] {
        let error = block_on(always(&response).request(&GET).call::<Contact, ()>()).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}
