//! Headers of the connection and of a call; without a network.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test")]

use std::iter;

use http::header::{ACCEPT, ACCEPT_LANGUAGE, COOKIE, HeaderMap, HeaderName};
use superoffice_runtime::transport::{MemoryTransport, Response};
use superoffice_runtime::{Auth, Call, Error, Http, HttpBuilder, Method, Operation};

static GET: Operation = Operation::new("v1Contact_Get", Method::Get, "/api/v1/Contact");

fn builder(transport: &MemoryTransport) -> HttpBuilder {
    Http::builder("https://host").transport(transport.clone())
}

fn send(call: Call<()>) -> Result<(), Error> {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(call.into_future())
}

/// The headers of a call over the connection.
fn sent(configure: impl FnOnce(HttpBuilder) -> Http, call: impl FnOnce(Call<()>) -> Call<()>) -> HeaderMap {
    let transport = MemoryTransport::queue([Response::new(204)]);
    let http = configure(builder(&transport));
    send(call(http.request(&GET).call())).unwrap();
    transport.requests().pop().unwrap().headers
}

fn values(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    headers.get_all(name).iter().map(|value| value.to_str().unwrap().to_owned()).collect()
}

#[test]
fn a_repeated_default_header_is_sent_with_all_its_values() {
    let configure = |builder: HttpBuilder| {
        builder
            .header(COOKIE, "a=1")
            .header(ACCEPT, "text/plain")
            .header(COOKIE, "b=2")
            .language("en")
            .language("no")
            .build()
            .unwrap()
    };
    let headers = sent(configure, |call| call);
    assert_eq!(values(&headers, &COOKIE), ["a=1", "b=2"]);
    // The default of this crate is replaced, and so is a language.
    assert_eq!(values(&headers, &ACCEPT), ["text/plain"]);
    assert_eq!(values(&headers, &HeaderName::from_static("so-language")), ["no"]);
    // A header of a call replaces all values of the connection.
    let headers = sent(configure, |call| call.header("cookie", "c=3"));
    assert_eq!(values(&headers, &COOKIE), ["c=3"]);
}

#[test]
fn other_credentials_do_not_keep_the_session_of_the_old_ones() {
    let key = HeaderName::from_static("x-api-key");
    let configure = |builder: HttpBuilder| {
        builder
            .auth(Auth::ticket("7T:old", "app"))
            .header(COOKIE, "session=old")
            .header(HeaderName::from_static("x-xsrf-token"), "old")
            .header(key.clone(), "gateway")
            .header(ACCEPT_LANGUAGE, "no")
            .build()
            .unwrap()
            .with_auth(Auth::bearer("new"))
            .unwrap()
    };
    let headers = sent(configure, |call| call);
    assert!(!format!("{:?}", headers.iter().map(|(_, value)| value.to_str()).collect::<Vec<_>>()).contains("old"));
    assert_eq!(values(&headers, &http::header::AUTHORIZATION), ["Bearer new"]);
    assert!(headers.get(HeaderName::from_static("so-apptoken")).is_none());
    assert_eq!(
        (values(&headers, &key), values(&headers, &ACCEPT_LANGUAGE)),
        (vec!["gateway".into()], vec!["no".into()])
    );
}

#[test]
fn a_user_name_with_a_colon_is_refused() {
    let transport = MemoryTransport::queue([]);
    let error = builder(&transport).auth(Auth::basic("us:er", "p4ss")).build().unwrap_err();
    assert!(error.to_string().contains("colon") && !error.to_string().contains("p4ss"), "{error}");
    let http = builder(&transport).build().unwrap();
    assert!(matches!(http.with_auth(Auth::basic(":", "p4ss")), Err(Error::Request(_))));
    http.with_auth(Auth::basic("user", "p:4ss")).unwrap();
}

#[test]
fn too_many_headers_are_an_error() {
    let names = || (0..40_000).map(|index| format!("x-{index}"));
    let transport = MemoryTransport::new(|_| Ok(Response::new(204)));

    let refused = names().fold(builder(&transport), |builder, name| builder.header(name.parse().unwrap(), "v"));
    assert!(matches!(refused.build(), Err(Error::Request(_))));

    let http = builder(&transport).build().unwrap();
    let refused = names().fold(http.request(&GET).call::<(), ()>(), |call, name| call.header(&name, "v"));
    let error = send(refused).unwrap_err();
    assert!(error.is_unsent() && error.to_string().contains("too many headers"), "{error}");

    // Those of the connection and those of the call are too many together only.
    let half: Vec<_> = names().take(16_000).collect();
    let http = half.iter().fold(builder(&transport), |builder, name| builder.header(name.parse().unwrap(), "v"));
    let http = http.build().unwrap();
    send(http.request(&GET).call()).unwrap();
    let call =
        half.iter().fold(http.request(&GET).call::<(), ()>(), |call, name| call.header(&format!("y-{name}"), "v"));
    assert!(matches!(send(call), Err(Error::Request(_))));
    assert_eq!(transport.requests().len(), 1);
    assert!(
        send(http.request(&GET).call::<(), ()>().header(&iter::repeat_n('x', 70_000).collect::<String>(), "v"))
            .is_err()
    );
}
