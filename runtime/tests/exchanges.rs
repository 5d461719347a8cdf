//! Follows scripts of faults on a server on this machine, and counts the requests that arrive.

#![cfg(feature = "reqwest")]
#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test")]

use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::support::server::{Log, Step, answer, serve};
use superoffice_runtime::transport::{ReqwestTransport, Transport as _};
use superoffice_runtime::{
    Auth, Call, Error, Http, HttpBuilder, Method, Obtaining, Operation, Retry, Timeouts, TokenSource,
};

static GET: Operation = Operation::new("v1Get", Method::Get, "/api/v1/Contact");
static HEAD: Operation = Operation::new("v1Head", Method::Head, "/api/v1/Contact");
static PUT: Operation = Operation::new("v1Put", Method::Put, "/api/v1/Contact");
static DELETE: Operation = Operation::new("v1Delete", Method::Delete, "/api/v1/Contact");
static POST: Operation = Operation::new("v1Post", Method::Post, "/api/v1/Contact");
static PATCH: Operation = Operation::new("v1Patch", Method::Patch, "/api/v1/Contact");

fn builder(base: &str) -> HttpBuilder {
    let short = Duration::from_millis(1);
    Http::builder(base).auth(Auth::bearer("t0k3n")).retry(Retry::standard().backoff(short, short))
}

fn call(http: &Http, operation: &'static Operation) -> Call<String> {
    http.request(operation).json(&"the same body".to_owned()).call()
}

fn status(code: u16) -> Step {
    answer(&format!("{code} Fault"), "{\"ErrorMessage\":\"a fault\"}")
}

fn busy(seconds: u64) -> Step {
    answer(&format!("503 Busy\r\nRetry-After: {seconds}"), "")
}

fn ok() -> Step {
    answer("200 OK\r\nContent-Type: application/json", "\"fine\"")
}

/// Every request that arrived has the same body.
fn arrived(log: &Log) -> usize {
    let requests = log.requests();
    for request in &requests {
        assert!(request.ends_with("\r\n\r\n\"the same body\""), "{request}");
        assert!(request.to_ascii_lowercase().contains("authorization: bearer t0k3n\r\n"), "{request}");
    }
    requests.len()
}

#[tokio::test]
async fn sixty_exchanges_with_faults() {
    let all = [&GET, &HEAD, &PUT, &DELETE, &POST, &PATCH];
    let transport = ReqwestTransport::new(Timeouts::default()).unwrap();
    let mut exchanges = 0;
    for operation in all {
        let safe = !matches!(operation.method, Method::Post | Method::Patch);
        let mut scripts = vec![
            // The steps of one connection, the number of requests, and the status of the error at the end.
            (vec![ok()], 1, None),
            (vec![status(429), ok()], 2, None),
            (vec![status(429), status(429), ok()], 3, None),
            (vec![status(429); 4], 3, Some(429)),
            (vec![status(404), ok()], 1, Some(404)),
            (vec![status(500), ok()], 1, Some(500)),
            (vec![busy(61), ok()], 1, Some(503)),
        ];
        for code in [502, 503, 504] {
            let (count, error) = if safe { (2, None) } else { (1, Some(code)) };
            scripts.push((vec![status(code), ok()], count, error));
        }
        if operation.method == Method::Head {
            // A response to HEAD has no body.
            scripts.clear();
            for code in [429, 502, 503, 504] {
                let head = |code| Step::Send(format!("HTTP/1.1 {code} Fault\r\nContent-Length: 0\r\n\r\n").into());
                scripts.push((vec![head(code), head(204)], 2, None));
                scripts.push((vec![head(code); 4], 3, Some(code)));
            }
        }
        for (steps, count, expected) in scripts {
            let (base, log) = serve(vec![steps]);
            let result = call(&builder(&base).transport(transport.clone()).build().unwrap(), operation).raw().await;
            assert_eq!(result.as_ref().err().and_then(Error::status), expected, "{operation:?} {result:?}");
            if let Err(error) = &result {
                assert_eq!(error.attempts(), Some(count));
            }
            assert_eq!(arrived(&log), count as usize, "{operation:?}");
            exchanges += log.requests().len();
        }
    }
    assert_eq!(exchanges, 104);
}

#[tokio::test]
async fn a_connection_that_breaks_is_not_a_reason_to_send_again() {
    for operation in [&GET, &PUT, &DELETE, &POST, &PATCH] {
        let part = Step::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n\"fi".to_vec());
        for step in [vec![Step::Close], vec![part, Step::Close]] {
            let (base, log) = serve(vec![step, vec![ok()], vec![ok()]]);
            let http = builder(&base).timeout(Duration::from_millis(200)).build().unwrap();
            let error = call(&http, operation).raw().await.unwrap_err();
            assert!(!error.is_unsent() && error.is_retryable() && error.attempts() == Some(1), "{error}");
            assert_eq!(arrived(&log), 1);
        }
    }
}

#[tokio::test]
async fn a_connection_that_cannot_be_opened_is_tried_again() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    for operation in [&GET, &POST] {
        let error = call(&builder(&base).build().unwrap(), operation).await.unwrap_err();
        assert!(error.is_unsent() && error.attempts() == Some(3), "{error}");
        assert!(error.to_string().ends_with(" (3 attempts)"), "{error}");
    }
}

#[tokio::test]
async fn a_stalled_response_ends_with_the_idle_timeout() {
    let stalled = Step::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n\"fi".to_vec());
    let (base, log) = serve(vec![vec![stalled], vec![ok()]]);
    let idle = Timeouts { idle: Some(Duration::from_millis(50)), ..Timeouts::default() };
    let error = call(&builder(&base).timeouts(idle).build().unwrap(), &GET).await.unwrap_err();
    // The request was sent, so it is not sent again.
    assert!(error.is_timeout() && !error.is_unsent() && error.attempts() == Some(1), "{error}");
    assert_eq!(arrived(&log), 1);
    let defaults = Timeouts::default();
    let seconds = [defaults.connect, defaults.total, defaults.idle].map(|timeout| timeout.unwrap().as_secs());
    assert_eq!(seconds, [10, 100, 30]);
}

#[tokio::test]
async fn the_network_transport_waits() {
    let transport = ReqwestTransport::new(Timeouts::default()).unwrap();
    let (start, wait) = (transport.now(), Duration::from_millis(2));
    transport.sleep(wait).unwrap().await;
    transport.deadline(wait).unwrap().await;
    assert!(transport.now() - start >= 2 * wait);
}

#[test]
fn outside_of_tokio_nothing_waits() {
    let transport = ReqwestTransport::new(Timeouts::default()).unwrap();
    assert!(transport.sleep(Duration::ZERO).is_none());
}

struct Numbered(AtomicUsize);

impl TokenSource for Numbered {
    fn auth<'a>(&'a self, _: Option<&'a Auth>) -> Obtaining<'a> {
        Box::pin(async { Ok(Auth::bearer(format!("number-{}", self.0.fetch_add(1, Ordering::SeqCst)))) })
    }
}

#[tokio::test]
async fn rejected_credentials_are_renewed_over_the_network() {
    let (base, log) = serve(vec![vec![status(401), status(503), status(401)]]);
    let http = builder(&base).auth(Auth::source(Numbered(AtomicUsize::new(1)))).build().unwrap();
    let error = call(&http, &PUT).await.unwrap_err();
    assert!(error.is_unauthorized() && error.attempts() == Some(3), "{error}");
    let sent = log.requests().join("").to_ascii_lowercase();
    let numbers: Vec<_> =
        sent.match_indices("bearer number-").filter_map(|(at, found)| sent.get(at + found.len()..)).collect();
    assert_eq!(numbers.iter().map(|rest| rest.get(..1).unwrap()).collect::<Vec<_>>(), ["1", "2", "2"]);
}
