//! Tests how the address of an online tenant is found, without a network.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::header::{AUTHORIZATION, HeaderName};
use superoffice_runtime::transport::{
    MemoryTransport, Request, Response, Sending, Sleeping, Transport, TransportError, TransportErrorKind,
};
use superoffice_runtime::{Auth, Call, Environment, Error, Http, Method, Operation, Retry};

static GET: Operation = Operation::new("v1Get", Method::Get, "/api/v1/Contact");
static POST: Operation = Operation::new("v1Post", Method::Post, "/api/v1/Contact");

const SECRET: &str = "s3cr3t-t0k3n";

fn state(state: &str, api: &str, until: &str) -> Response {
    Response::json(
        200,
        format!(
            "{{\"ContextIdentifier\":\"Cust1\",\"Endpoint\":\"{api}\",\"State\":\"{state}\",\"IsRunning\":true,\
             \"ValidUntil\":\"{until}\",\"Api\":\"{api}\"}}"
        ),
    )
}

fn running(host: &str) -> Response {
    state("Running", &format!("https://{host}/Cust1/api"), "9999-01-01T00:00:00.0000000Z")
}

/// A transport that lets other tasks run before it responds.
#[derive(Clone)]
struct Slow(MemoryTransport);

impl Transport for Slow {
    fn send(&self, request: Request) -> Sending<'_> {
        Box::pin(async move {
            for _ in 0..1000 {
                tokio::task::yield_now().await;
            }
            self.0.send(request).await
        })
    }

    fn sleep(&self, duration: Duration) -> Option<Sleeping<'_>> {
        self.0.sleep(duration)
    }

    fn deadline(&self, after: Duration) -> Option<Sleeping<'_>> {
        self.0.deadline(after)
    }

    fn now(&self) -> Duration {
        self.0.now()
    }
}

/// The hosts that have the tenant, the first one now; the state API knows it. Others cannot be reached.
fn moving(hosts: &Arc<Mutex<Vec<&'static str>>>) -> MemoryTransport {
    let hosts = Arc::clone(hosts);
    MemoryTransport::new(move |request| {
        let host = *hosts.lock().unwrap().first().unwrap();
        if request.url.contains("/api/state/") {
            return Ok(running(host));
        }
        if request.url.starts_with(&format!("https://{host}/")) {
            return Ok(Response::json(200, "7"));
        }
        Err(TransportError::new(TransportErrorKind::Connect))
    })
}

fn call(http: &Http) -> Call<i32> {
    http.request(&POST).call()
}

fn urls(transport: &MemoryTransport) -> Vec<String> {
    transport.requests().into_iter().map(|request| request.url).collect()
}

async fn connect(response: Response) -> Result<Http, Error> {
    let transport = MemoryTransport::new(move |_| Ok(response.clone()));
    Http::online(Environment::Sod, "Cust1").retry(Retry::none()).transport(transport).connect().await
}

#[tokio::test]
async fn the_state_api_is_asked_without_credentials() {
    let hosts = Arc::new(Mutex::new(vec!["sod2.superoffice.com"]));
    let transport = moving(&hosts);
    let http = Http::online(Environment::Sod, "Cust1")
        .auth(Auth::bearer(SECRET))
        .header(HeaderName::from_static("x-gateway"), SECRET)
        .transport(transport.clone())
        .connect()
        .await
        .unwrap();
    assert_eq!(http.base(), "https://sod2.superoffice.com/Cust1");
    assert_eq!(call(&http).await.unwrap(), 7);
    let requests = transport.requests();
    assert_eq!(
        urls(&transport),
        ["https://sod.superoffice.com/api/state/Cust1", "https://sod2.superoffice.com/Cust1/api/v1/Contact"]
    );
    assert!(!format!("{:?}", requests[0].headers).contains("authorization"));
    assert!(requests[0].headers.values().all(|value| value != SECRET));
    assert!(requests[1].headers.contains_key(AUTHORIZATION) && requests[1].headers.contains_key("x-gateway"));
}

#[tokio::test]
async fn hundred_first_calls_ask_once() {
    let transport = moving(&Arc::new(Mutex::new(vec!["sod2.superoffice.com"])));
    let http = Http::online(Environment::Sod, "Cust1").transport(Slow(transport.clone())).build().unwrap();
    assert_eq!(http.base(), "https://sod.superoffice.com/Cust1");
    let tasks: Vec<_> = (0..100).map(|_| tokio::spawn(call(&http).send())).collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap(), 7);
    }
    assert_eq!(urls(&transport).iter().filter(|url| url.contains("state")).count(), 1);
    assert_eq!(urls(&transport).len(), 101);
}

#[tokio::test]
async fn a_failed_connection_moves_all_calls_with_one_question() {
    let hosts = Arc::new(Mutex::new(vec!["sod2.superoffice.com"]));
    let transport = moving(&hosts);
    let http = Http::online(Environment::Sod, "Cust1").transport(Slow(transport.clone())).connect().await.unwrap();
    hosts.lock().unwrap().insert(0, "sod3.superoffice.com");
    transport.sleep(Duration::from_secs(11)).unwrap().await;
    let tasks: Vec<_> = (0..100).map(|_| tokio::spawn(call(&http).send())).collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap(), 7);
    }
    assert_eq!(http.base(), "https://sod3.superoffice.com/Cust1");
    assert_eq!(urls(&transport).iter().filter(|url| url.contains("state")).count(), 2);
    assert_eq!(urls(&transport).len(), 202);
}

#[tokio::test]
async fn a_fresh_address_is_not_asked_for_again() {
    let hosts = Arc::new(Mutex::new(vec!["sod2.superoffice.com"]));
    let transport = moving(&hosts);
    let http = Http::online(Environment::Sod, "Cust1").retry(Retry::none()).transport(transport.clone());
    let http = http.connect().await.unwrap();
    hosts.lock().unwrap().insert(0, "sod3.superoffice.com");
    let error = call(&http).await.unwrap_err();
    assert!(error.is_unsent() && matches!(error, Error::Transport(_)), "{error}");
    assert_eq!(urls(&transport).len(), 2);
}

#[tokio::test]
async fn an_expired_address_is_asked_for_again() {
    let transport = MemoryTransport::new(|request| {
        if request.url.contains("/api/state/") {
            return Ok(state("Running", "https://sod2.superoffice.com/Cust1/api", "2001-01-01T00:00:00Z"));
        }
        Ok(Response::json(200, "7"))
    });
    let http = Http::online(Environment::Sod, "Cust1").transport(transport.clone()).connect().await.unwrap();
    // Even if the clocks differ, the state API is not asked with every call.
    for _ in 0..3 {
        call(&http).await.unwrap();
    }
    assert_eq!(urls(&transport).len(), 4);
    transport.sleep(Duration::from_mins(2)).unwrap().await;
    call(&http).await.unwrap();
    assert_eq!(urls(&transport).iter().filter(|url| url.contains("state")).count(), 2);
}

#[tokio::test]
async fn an_expired_address_is_kept_if_the_state_api_is_down_and_not_if_the_tenant_is_suspended() {
    for (next, works) in [(Response::new(503), true), (state("Suspended", "", ""), false)] {
        let mut asked = 0;
        let transport = MemoryTransport::new(move |request| {
            if !request.url.contains("/api/state/") {
                return Ok(Response::json(200, "7"));
            }
            asked += 1;
            Ok(match asked {
                1 => state("Running", "https://sod2.superoffice.com/Cust1/api", "2001-01-01T00:00:00Z"),
                _ => next.clone(),
            })
        });
        let http = Http::online(Environment::Sod, "Cust1").retry(Retry::none()).transport(transport.clone());
        let http = http.connect().await.unwrap();
        transport.sleep(Duration::from_mins(2)).unwrap().await;
        assert_eq!(call(&http).await.is_ok(), works);
    }
}

#[tokio::test]
async fn only_usable_states_connect() {
    for usable in ["Running", "OnlineMaintenance"] {
        let response = state(usable, "https://sod2.superoffice.com/Cust1/api", "");
        assert!(connect(response).await.is_ok(), "{usable}");
    }
    for name in ["Suspended", "OfflineMaintenance", "Deleted", "Provisioning", "running", "Unknown", ""] {
        let error = connect(state(name, "https://sod2.superoffice.com/Cust1/api", "")).await.unwrap_err();
        let text = error.to_string();
        assert!(text.contains("Cust1") && text.contains(&format!("state is {name}")), "{text}");
        assert!(error.is_unsent() && !error.is_retryable(), "{text}");
    }
    let stopped = "{\"State\":\"Running\",\"IsRunning\":false,\"Api\":\"https://sod2.superoffice.com/Cust1/api\"}";
    let error = connect(Response::json(200, stopped)).await.unwrap_err();
    assert!(error.to_string().contains("is not running"), "{error}");
}

#[tokio::test]
async fn foreign_addresses_get_no_request() {
    for api in [
        "https://evil.example/Cust1/api",
        "http://sod2.superoffice.com/Cust1/api",
        "https://superoffice.com.evil.example/api",
        "https://evilsuperoffice.com/api",
        "https://user@sod2.superoffice.com/Cust1",
        "https://sod2.superoffice.com:444/Cust1",
        "",
    ] {
        let transport = MemoryTransport::new(move |_| Ok(state("Running", api, "")));
        let http = Http::online(Environment::Sod, "Cust1").auth(Auth::bearer(SECRET)).transport(transport.clone());
        let http = http.allow_insecure().build().unwrap();
        let error = call(&http).await.unwrap_err();
        assert!(error.to_string().contains("outside of the environment"), "{error}");
        assert_eq!(urls(&transport), ["https://sod.superoffice.com/api/state/Cust1"]);
    }
}

#[tokio::test]
async fn other_answers_are_errors() {
    let error = connect(Response::new(200).body("<html>Sign in</html>")).await.unwrap_err();
    assert!(error.to_string().contains("is not JSON") && error.is_retryable(), "{error}");
    let error = connect(Response::new(404)).await.unwrap_err();
    assert!(error.to_string().contains("404") && !error.is_retryable(), "{error}");
    let other =
        "{\"ContextIdentifier\":\"Cust2\",\"State\":\"Running\",\"Api\":\"https://sod2.superoffice.com/Cust2\"}";
    let error = connect(Response::json(200, other)).await.unwrap_err();
    assert!(error.to_string().contains("Cust2 instead of Cust1"), "{error}");
    for wrong in ["", "../evil", "Cust1/../x", "Cust 1", "Cust1?x"] {
        let error = Http::online(Environment::Sod, wrong).transport(MemoryTransport::queue([])).build().unwrap_err();
        assert!(error.to_string().contains("is not the identifier of a tenant"), "{error}");
    }
}

#[tokio::test]
async fn a_fixed_address_connects_without_a_request() {
    let transport = MemoryTransport::queue([]);
    let http = Http::onsite("https://crm.example/SuperOffice").transport(transport.clone()).connect().await.unwrap();
    assert_eq!(http.base(), "https://crm.example/SuperOffice");
    assert!(transport.requests().is_empty());
    let call: Call<i32> = http.request(&GET).call();
    let error = call.await.unwrap_err();
    assert!(error.to_string().contains("v1Get"), "{error}");
}
