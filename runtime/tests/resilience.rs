//! Tests retries, limits and layers, without a network and without waiting.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test")]

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::header::{DATE, HeaderValue, RETRY_AFTER};
use superoffice_runtime::transport::{
    Layer, MemoryTransport, Next, Request, Response, Sending, Sleeping, Transport, TransportError, TransportErrorKind,
};
use superoffice_runtime::{Call, Error, Http, HttpBuilder, Method, Operation, Retry};

static GET: Operation = Operation::new("v1Get", Method::Get, "/api/v1/Contact");
static HEAD: Operation = Operation::new("v1Head", Method::Head, "/api/v1/Contact");
static PUT: Operation = Operation::new("v1Put", Method::Put, "/api/v1/Contact");
static DELETE: Operation = Operation::new("v1Delete", Method::Delete, "/api/v1/Contact");
static POST: Operation = Operation::new("v1Post", Method::Post, "/api/v1/Contact");
static PATCH: Operation = Operation::new("v1Patch", Method::Patch, "/api/v1/Contact");

const SAFE: [&Operation; 4] = [&GET, &HEAD, &PUT, &DELETE];
const UNSAFE: [&Operation; 2] = [&POST, &PATCH];

fn block_on<F: IntoFuture>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async { future.await })
}

fn builder(transport: &MemoryTransport) -> HttpBuilder {
    Http::builder("https://host").transport(transport.clone())
}

/// A transport that first fails with each of these, then answers 200.
fn failing(faults: Vec<fn() -> Result<Response, TransportError>>) -> MemoryTransport {
    let mut faults = faults.into_iter();
    MemoryTransport::new(move |_| faults.next().map_or_else(|| Ok(Response::json(200, "7")), |fault| fault()))
}

fn status<const STATUS: u16>() -> Result<Response, TransportError> {
    Ok(Response::new(STATUS))
}

fn unconnected() -> Result<Response, TransportError> {
    Err(TransportError::new(TransportErrorKind::Connect))
}

fn unsent_timeout() -> Result<Response, TransportError> {
    Err(TransportError::new(TransportErrorKind::Timeout).unsent())
}

fn reset() -> Result<Response, TransportError> {
    Err(TransportError::new(TransportErrorKind::Other))
}

fn timeout() -> Result<Response, TransportError> {
    Err(TransportError::new(TransportErrorKind::Timeout))
}

fn call(http: &Http, operation: &'static Operation) -> Call<i32> {
    http.request(operation).json(&"body".to_owned()).call()
}

/// How often a request is sent if every attempt fails like this.
fn sent(operation: &'static Operation, fault: fn() -> Result<Response, TransportError>) -> usize {
    let transport = MemoryTransport::new(move |_| fault());
    let error = block_on(call(&builder(&transport).build().unwrap(), operation)).unwrap_err();
    let sent = transport.requests().len();
    assert_eq!(error.attempts(), Some(u32::try_from(sent).unwrap()), "{error}");
    assert_eq!(transport.waits().len(), sent - 1);
    assert_eq!(error.to_string().contains(&format!(" ({sent} attempts)")), sent > 1, "{error}");
    sent
}

#[test]
fn only_what_is_safe_is_sent_again() {
    for operation in SAFE {
        for fault in [unconnected, unsent_timeout, status::<429>, status::<502>, status::<503>, status::<504>] {
            assert_eq!(sent(operation, fault), 3, "{operation:?}");
        }
        for fault in [reset, timeout, status::<400>, status::<401>, status::<408>, status::<500>, status::<501>] {
            assert_eq!(sent(operation, fault), 1, "{operation:?}");
        }
    }
    for operation in UNSAFE {
        for fault in [unconnected, unsent_timeout, status::<429>] {
            assert_eq!(sent(operation, fault), 3, "{operation:?}");
        }
        for fault in [reset, timeout, status::<500>, status::<502>, status::<503>, status::<504>] {
            assert_eq!(sent(operation, fault), 1, "{operation:?}");
        }
    }
}

#[test]
fn the_same_request_is_sent_again() {
    let transport = failing(vec![status::<503>, unconnected]);
    assert_eq!(block_on(call(&builder(&transport).build().unwrap(), &PUT)).unwrap(), 7);
    let requests = transport.requests();
    assert_eq!(requests.len(), 3);
    for request in &requests {
        assert_eq!((request.operation.uid, request.method), ("v1Put", Method::Put));
        assert_eq!(request.body, "\"body\"");
        assert_eq!((&request.url, &request.headers), (&requests[0].url, &requests[0].headers));
    }
}

#[test]
fn an_error_knows_that_an_earlier_attempt_was_sent() {
    // Nothing is known about the first attempt, so the error must not say that nothing was sent.
    for faults in
        [vec![status::<502> as fn() -> _, unconnected, unconnected], vec![unconnected, status::<503>, unsent_timeout]]
    {
        let error = block_on(call(&builder(&failing(faults)).build().unwrap(), &PUT)).unwrap_err();
        assert!(!error.is_unsent() && error.attempts() == Some(3), "{error}");
    }
    let never = failing(vec![unconnected, unsent_timeout, unconnected]);
    let error = block_on(call(&builder(&never).build().unwrap(), &PUT)).unwrap_err();
    assert!(error.is_unsent(), "{error}");
    // But the last attempt counts for whether there is another one.
    let recovers = failing(vec![status::<502>, unconnected]);
    assert_eq!(block_on(call(&builder(&recovers).build().unwrap(), &PUT)).unwrap(), 7);
}

#[test]
fn a_write_with_a_condition_is_not_repeated() {
    // The first attempt may have changed the date, and the second would fail with 412.
    for (fault, expected) in [(status::<503> as fn() -> _, 1), (status::<429>, 3), (unconnected, 3)] {
        let transport = MemoryTransport::new(move |_| fault());
        let http = builder(&transport).build().unwrap();
        assert!(block_on(call(&http, &PUT).if_unmodified_since("a date")).is_err());
        assert_eq!(transport.requests().len(), expected);
    }
}

#[test]
fn settings_of_the_connection_and_of_a_call() {
    for (connection, own, operation, expected) in [
        (Retry::none(), None, &GET, 1),
        (Retry::standard().attempts(5), None, &GET, 5),
        (Retry::standard().attempts(0), None, &GET, 1),
        (Retry::none(), Some(Retry::standard()), &GET, 3),
        (Retry::standard(), Some(Retry::none()), &GET, 1),
        (Retry::standard(), None, &POST, 1),
        (Retry::standard(), Some(Retry::standard().any_method()), &POST, 3),
    ] {
        let transport = MemoryTransport::new(|_| status::<503>());
        let http = builder(&transport).retry(connection).build().unwrap();
        let call = call(&http, operation);
        let call = match own {
            Some(own) => call.retry(own),
            None => call,
        };
        assert_eq!(block_on(call).unwrap_err().status(), Some(503));
        assert_eq!(transport.requests().len(), expected, "{connection:?} {own:?}");
    }
    // What is never repeated stays so.
    let transport = MemoryTransport::new(|_| reset());
    let http = builder(&transport).retry(Retry::standard().any_method()).build().unwrap();
    assert!(block_on(call(&http, &POST)).is_err());
    assert_eq!(transport.requests().len(), 1);
}

#[test]
fn waits_have_full_jitter() {
    let transport = MemoryTransport::new(|_| status::<503>());
    for _ in 0..20 {
        let http = builder(&transport).retry(Retry::standard().attempts(4)).no_timeout().build().unwrap();
        assert!(block_on(call(&http, &GET)).is_err());
    }
    let waits = transport.waits();
    assert_eq!(waits.len(), 60);
    assert_eq!(waits.iter().collect::<BTreeSet<_>>().len(), 60);
    for (attempt, limit) in [500, 1000, 2000].into_iter().enumerate() {
        let limit = Duration::from_millis(limit);
        let waits: Vec<_> = waits.iter().skip(attempt).step_by(3).collect();
        assert!(waits.iter().all(|wait| **wait < limit), "{waits:?}");
        assert!(waits.iter().any(|wait| **wait > limit / 2), "{waits:?}");
        assert!(waits.iter().any(|wait| **wait < limit / 2), "{waits:?}");
    }
}

/// The waits before a call ends whose first response asks for a wait, and the error.
fn asked(text: &str, retry: Retry) -> (Vec<Duration>, Option<Error>) {
    let text = HeaderValue::from_str(text).unwrap();
    let mut first = true;
    let transport = MemoryTransport::new(move |_| {
        let date = HeaderValue::from_static("Sun, 06 Nov 1994 08:49:00 GMT");
        let busy = Response::new(503).header(RETRY_AFTER, text.clone()).header(DATE, date);
        Ok(if std::mem::take(&mut first) { busy } else { Response::json(200, "7") })
    });
    let result = block_on(call(&builder(&transport).retry(retry).build().unwrap(), &GET));
    (transport.waits(), result.err())
}

#[test]
fn retry_after_is_honoured_up_to_a_limit() {
    for text in ["37", "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
        let (waits, error) = asked(text, Retry::standard());
        assert_eq!((waits, error.is_some()), (vec![Duration::from_secs(37)], false), "{text}");
        let (waits, error) = asked(text, Retry::none());
        let error = error.unwrap();
        assert_eq!((waits.len(), error.retry_after()), (0, Some(Duration::from_secs(37))), "{text}");
        assert_eq!(error.to_string(), "v1Get: status 503 (retry after 37 s)");
    }
    for nonsense in ["soon", "-5", "1.5", ""] {
        let (waits, error) = asked(nonsense, Retry::standard());
        assert!(error.is_none() && waits.len() == 1 && waits[0] < Duration::from_millis(500), "{waits:?}");
    }
    // A wait in the past does not mean that nothing has to be waited for.
    let (waits, error) = asked("0", Retry::standard());
    assert!(error.is_none() && !waits[0].is_zero());
    let (waits, error) = asked("60", Retry::standard());
    assert!(error.is_none() && waits == [Duration::from_secs(60)]);
    for text in ["61", "99999999999999999999999999"] {
        let (waits, error) = asked(text, Retry::standard());
        assert!(waits.is_empty() && error.unwrap().retry_after().unwrap() > Duration::from_secs(60));
    }
    let (waits, error) = asked("90", Retry::standard().accept_retry_after(Duration::from_secs(90)));
    assert!(error.is_none() && waits == [Duration::from_secs(90)]);
    // It does not fit into the timeout of 100 seconds.
    let (waits, error) = asked("100", Retry::standard().accept_retry_after(Duration::MAX));
    assert!(waits.is_empty() && error.unwrap().is_retryable());
}

#[test]
fn all_attempts_share_the_timeout() {
    let transport = MemoryTransport::new(|_| Ok(Response::new(429).header(RETRY_AFTER, HeaderValue::from_static("4"))));
    let http = builder(&transport).retry(Retry::standard().attempts(9)).build().unwrap();
    let error = block_on(call(&http, &POST).timeout(Duration::from_secs(10))).unwrap_err();
    assert!(error.is_rate_limited() && error.is_retryable() && !error.is_server_error());
    let timeouts: Vec<u64> = transport.requests().iter().map(|request| request.timeout.unwrap().as_secs()).collect();
    assert_eq!(timeouts, [10, 6, 2]);
    assert_eq!(error.attempts(), Some(3));
    assert!(block_on(call(&http, &POST).no_timeout()).is_err());
    assert_eq!(transport.requests().len(), 3 + 9);
    assert_eq!(transport.requests().last().unwrap().timeout, None);
}

/// A transport that cannot wait.
struct Still(MemoryTransport);

impl Transport for Still {
    fn send(&self, request: Request) -> Sending<'_> {
        self.0.send(request)
    }
}

#[test]
fn without_a_sleep_nothing_is_sent_again() {
    let transport = MemoryTransport::new(|_| status::<503>());
    let http = Http::builder("https://host").transport(Still(transport.clone())).build().unwrap();
    assert_eq!(block_on(call(&http, &GET)).unwrap_err().attempts(), Some(1));
    assert_eq!(transport.requests().len(), 1);
}

#[test]
fn the_budget_is_shared_by_clones() {
    let transport = MemoryTransport::new(status_of);
    let http = builder(&transport).build().unwrap();
    let others = [http.clone(), http.with_auth(superoffice_runtime::Auth::bearer("other")).unwrap()];
    for index in 0..60 {
        assert!(block_on(call(&others[index % 2], &GET)).is_err());
    }
    // 50 calls take 2 repeats each; the others are not repeated.
    assert_eq!(transport.requests().len(), 50 * 3 + 10);
    for _ in 0..10 {
        assert!(block_on(call(&http, &POST)).is_ok());
    }
    // Ten calls that succeed pay for one repeat.
    let before = transport.requests().len();
    assert!(block_on(call(&http, &GET)).is_err());
    assert_eq!(transport.requests().len(), before + 2);
    // Another connection has its own budget.
    assert!(block_on(call(&builder(&transport).build().unwrap(), &GET)).is_err());
    assert_eq!(transport.requests().len(), before + 5);
}

fn status_of(request: &Request) -> Result<Response, TransportError> {
    Ok(if request.method == Method::Post { Response::json(200, "7") } else { Response::new(503) })
}

#[test]
fn predicates() {
    let error = |fault: fn() -> Result<Response, TransportError>| {
        let transport = MemoryTransport::new(move |_| fault());
        block_on(call(&builder(&transport).retry(Retry::none()).build().unwrap(), &GET)).unwrap_err()
    };
    for (fault, retryable, server, limited) in [
        (status::<400> as fn() -> _, false, false, false),
        (status::<408>, true, false, false),
        (status::<429>, true, false, true),
        (status::<499>, false, false, false),
        (status::<500>, false, true, false),
        (status::<502>, true, true, false),
        (status::<503>, true, true, false),
        (status::<504>, true, true, false),
        (status::<505>, false, true, false),
        (unconnected, true, false, false),
        (timeout, true, false, false),
        (reset, true, false, false),
    ] {
        let error = error(fault);
        let found = (error.is_retryable(), error.is_server_error(), error.is_rate_limited());
        assert_eq!(found, (retryable, server, limited), "{error}");
        assert_eq!((error.retry_after(), error.attempts()), (None, Some(1)));
    }
    let transport = MemoryTransport::queue([]);
    let refused = block_on(call(&builder(&transport).build().unwrap(), &GET).header("a b", "")).unwrap_err();
    assert!(!refused.is_retryable() && refused.attempts() == Some(0));
    let other = block_on(call(&builder(&failing(vec![|| Ok(Response::json(200, "[]"))])).build().unwrap(), &GET));
    assert!(!other.as_ref().unwrap_err().is_retryable() && other.unwrap_err().attempts().is_none());
}

/// A transport that counts the requests that are being sent at the same time, and lets other tasks run meanwhile.
#[derive(Clone, Default)]
struct Counting(Arc<Counts>);

#[derive(Default)]
struct Counts {
    now: AtomicUsize,
    most: AtomicUsize,
    order: Mutex<Vec<String>>,
}

impl Transport for Counting {
    fn send(&self, request: Request) -> Sending<'_> {
        Box::pin(async move {
            let counts = &*self.0;
            counts.most.fetch_max(counts.now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            counts.order.lock().unwrap().push(request.url);
            for _ in 0..3 {
                tokio::task::yield_now().await;
            }
            counts.now.fetch_sub(1, Ordering::SeqCst);
            Ok(Response::json(200, "7"))
        })
    }
}

async fn hundred(http: &Http) {
    let calls = (0..100).map(|number| {
        let call: Call<i32> = http.request(&GET).query("number", &number).call();
        tokio::spawn(call.send())
    });
    for task in calls.collect::<Vec<_>>() {
        assert_eq!(task.await.unwrap().unwrap(), 7);
    }
}

#[test]
fn requests_at_the_same_time_are_limited_on_several_threads() {
    for (limit, most) in [(0, 1), (1, 1), (4, 4)] {
        let transport = Counting::default();
        let http = Http::builder("https://host").transport(transport.clone()).concurrency(limit).build().unwrap();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| block_on(hundred(&http)));
            }
        });
        let found = transport.0.most.load(Ordering::SeqCst);
        assert!(found <= most && found > 0, "{found} at the same time, allowed {most}");
        assert_eq!(transport.0.order.lock().unwrap().len(), 400);
    }
}

#[tokio::test]
async fn limited_requests_are_sent_in_the_order_of_the_calls() {
    let transport = Counting::default();
    hundred(&Http::builder("https://host").transport(transport.clone()).concurrency(3).build().unwrap()).await;
    assert_eq!(transport.0.most.load(Ordering::SeqCst), 3);
    let expected: Vec<_> = (0..100).map(|number| format!("https://host/api/v1/Contact?number={number}")).collect();
    assert_eq!(*transport.0.order.lock().unwrap(), expected);
    let unlimited = Counting::default();
    hundred(&Http::builder("https://host").transport(unlimited.clone()).build().unwrap()).await;
    assert_eq!(unlimited.0.most.load(Ordering::SeqCst), 100);
}

#[tokio::test]
async fn requests_are_evenly_spaced() {
    let transport = MemoryTransport::new(|_| Ok(Response::json(200, "7")));
    hundred(&builder(&transport).rate(10).build().unwrap()).await;
    assert_eq!(transport.waits(), [Duration::from_millis(100); 99]);
    let slow = MemoryTransport::new(|_| Ok(Response::json(200, "7")));
    let http = builder(&slow).rate(0.5).build().unwrap();
    for _ in 0..3 {
        call(&http, &GET).await.unwrap();
    }
    assert_eq!(slow.waits(), [Duration::from_secs(2); 2]);
    // Repeats count, and the wait before them counts too.
    let busy = MemoryTransport::new(|_| Ok(Response::new(503).header(RETRY_AFTER, HeaderValue::from_static("3"))));
    assert!(call(&builder(&busy).rate(0.2).build().unwrap(), &GET).await.is_err());
    assert_eq!(busy.waits(), [3, 2, 3, 2].map(Duration::from_secs));
    for rate in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let error = builder(&busy).rate(rate).build().unwrap_err();
        assert_eq!(error.to_string(), format!("{rate} requests per second is not a valid rate; use a positive number"));
    }
}

#[tokio::test]
async fn a_rate_needs_a_transport_that_waits() {
    let transport = MemoryTransport::new(|_| Ok(Response::json(200, "7")));
    let http = Http::builder("https://host").transport(Still(transport.clone())).rate(0.001).build().unwrap();
    call(&http, &GET).await.unwrap();
    let error = call(&http, &GET).await.unwrap_err();
    assert!(error.is_unsent() && error.to_string().contains("but the transport cannot wait"), "{error}");
    assert_eq!(transport.requests().len(), 1);
}

/// A transport that never answers, and whose time limits are reached at once.
struct Hanging;

impl Transport for Hanging {
    fn send(&self, _: Request) -> Sending<'_> {
        Box::pin(std::future::pending())
    }

    fn sleep(&self, _: Duration) -> Option<Sleeping<'_>> {
        Some(Box::pin(std::future::ready(())))
    }
}

#[tokio::test]
async fn a_request_waits_for_its_turn_no_longer_than_its_timeout() {
    let http = Http::builder("https://host").transport(Hanging).concurrency(1).build().unwrap();
    let first = tokio::spawn(call(&http, &GET).send());
    tokio::task::yield_now().await;
    let error = call(&http, &GET).await.unwrap_err();
    assert!(error.is_timeout() && error.is_unsent() && error.attempts() == Some(0), "{error}");
    // Dropping the first call makes room.
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    let third = tokio::spawn(call(&http, &GET).send());
    tokio::task::yield_now().await;
    assert!(!third.is_finished());
    third.abort();
}

/// Records what it sees, and adds a header.
struct Recording(&'static str, Arc<Mutex<Vec<String>>>);

impl Layer for Recording {
    fn send<'a>(&'a self, mut request: Request, next: Next<'a>) -> Sending<'a> {
        Box::pin(async move {
            self.1.lock().unwrap().push(format!("{} {} {}", self.0, request.operation.uid, request.headers.len()));
            request.headers.insert(self.0, HeaderValue::from_static("1"));
            let response = next.send(request).await;
            self.1.lock().unwrap().push(format!("{} {:?}", self.0, response.as_ref().unwrap().status));
            response
        })
    }
}

/// Answers without sending.
struct Cache;

impl Layer for Cache {
    fn send<'a>(&'a self, request: Request, next: Next<'a>) -> Sending<'a> {
        if request.operation.path == "/api/v1/Contact" && request.method == Method::Get {
            return Box::pin(std::future::ready(Ok(Response::json(200, "9"))));
        }
        next.send(request)
    }
}

#[test]
fn layers_surround_every_attempt() {
    let transport = failing(vec![status::<503>]);
    let log = Arc::new(Mutex::new(Vec::new()));
    let layer = |name| Recording(name, log.clone());
    let http = builder(&transport).layer(layer("x-outer")).layer(layer("x-inner")).layer(Cache).build().unwrap();
    assert_eq!(block_on(call(&http, &PUT)).unwrap(), 7);
    let attempt = |status: &str| {
        ["x-outer v1Put 3", "x-inner v1Put 4"]
            .map(str::to_owned)
            .into_iter()
            .chain(["x-inner", "x-outer"].map(|name| format!("{name} {status}")))
            .collect::<Vec<_>>()
    };
    assert_eq!(*log.lock().unwrap(), [attempt("503"), attempt("200")].concat());
    assert!(transport.requests().iter().all(|request| request.headers.contains_key("x-inner")));
    assert_eq!((transport.requests().len(), transport.waits().len()), (2, 1));
    assert_eq!(block_on(call(&http, &GET)).unwrap(), 9);
    assert_eq!(transport.requests().len(), 2);
}
