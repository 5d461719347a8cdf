//! Tests credentials that expire, without a network.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of a test may fail like the test")]

use std::error::Error as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::header::AUTHORIZATION;
use superoffice_runtime::transport::{MemoryTransport, Request, Response, Sending, Sleeping, Transport};
use superoffice_runtime::{Auth, Call, Error, Http, HttpBuilder, Method, Obtaining, Operation, TokenSource};

static GET: Operation = Operation::new("v1Get", Method::Get, "/api/v1/Contact");
static POST: Operation = Operation::new("v1Post", Method::Post, "/api/v1/Contact");

/// How often a slow source lets other tasks run. Every waiting call polls it, so there must be more than there are calls.
const YIELDS: usize = 1000;

/// Issues `token-1`, `token-2` and so on, and records which credentials were rejected. Clones are the same source.
#[derive(Clone, Default)]
struct Numbered(Arc<Asked>);

#[derive(Default)]
struct Asked {
    rejected: Mutex<Vec<String>>,
    /// The futures that were dropped before their end.
    dropped: AtomicUsize,
    /// How often a future waits for other tasks.
    yields: AtomicUsize,
}

struct OnDrop<'a>(&'a AtomicUsize);

impl Drop for OnDrop<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Numbered {
    fn slow() -> Self {
        let source = Self::default();
        source.0.yields.store(YIELDS, Ordering::SeqCst);
        source
    }

    fn asked(&self) -> Vec<String> {
        self.0.rejected.lock().unwrap().clone()
    }
}

fn token(auth: &Auth) -> &str {
    let Auth::Bearer(token) = auth else { panic!("{auth:?}") };
    token
}

impl TokenSource for Numbered {
    fn auth<'a>(&'a self, rejected: Option<&'a Auth>) -> Obtaining<'a> {
        let mut all = self.0.rejected.lock().unwrap();
        all.push(rejected.map_or("none", token).to_owned());
        let number = all.len();
        Box::pin(async move {
            let dropped = OnDrop(&self.0.dropped);
            for _ in 0..self.0.yields.load(Ordering::SeqCst) {
                tokio::task::yield_now().await;
            }
            std::mem::forget(dropped);
            Ok(Auth::bearer(format!("token-{number}")))
        })
    }
}

/// A source that fails, and says with which credentials.
#[derive(Clone, Default)]
struct Failing(Arc<AtomicUsize>);

impl TokenSource for Failing {
    fn auth<'a>(&'a self, rejected: Option<&'a Auth>) -> Obtaining<'a> {
        Box::pin(async move {
            for _ in 0..YIELDS {
                tokio::task::yield_now().await;
            }
            match (self.0.fetch_add(1, Ordering::SeqCst), rejected) {
                (0, _) => Ok(Auth::bearer("token-1")),
                (1, Some(auth)) => Err(Error::credentials(format!("the server at home rejected {}", token(auth)))),
                _ => Err(Error::credentials("the server at home is closed")),
            }
        })
    }
}

fn sent_token(request: &Request) -> &str {
    request.headers.get(AUTHORIZATION).unwrap().to_str().unwrap().strip_prefix("Bearer ").unwrap()
}

/// A server that accepts one token, and rejects others with a status code and their text.
fn accepts(accepted: &'static str, status: u16) -> MemoryTransport {
    MemoryTransport::new(move |request| {
        let token = sent_token(request);
        if token == accepted {
            return Ok(Response::json(200, "7"));
        }
        Ok(Response::json(status, format!("{{\"ErrorMessage\":\"{token} has expired\"}}")))
    })
}

fn builder(transport: &MemoryTransport, source: impl TokenSource + 'static) -> HttpBuilder {
    Http::builder("https://host").transport(transport.clone()).auth(Auth::source(source))
}

fn call(http: &Http) -> Call<i32> {
    http.request(&POST).json(&"body".to_owned()).call()
}

async fn hundred(http: &Http) -> Vec<Result<i32, Error>> {
    let tasks: Vec<_> = (0..100).map(|_| tokio::spawn(call(http).send())).collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

#[tokio::test]
async fn hundred_rejected_calls_cause_one_refresh() {
    let (transport, source) = (accepts("token-2", 401), Numbered::slow());
    let http = builder(&transport, source.clone()).build().unwrap();
    assert!(hundred(&http).await.into_iter().all(|result| result.unwrap() == 7));
    assert_eq!(source.asked(), ["none", "token-1"]);
    let requests = transport.requests();
    assert_eq!(requests.len(), 200);
    assert!(requests.iter().all(|request| request.operation.uid == "v1Post" && request.body == "\"body\""));
    assert!(transport.waits().is_empty());
    // Afterwards the new credentials are used at once, by clones as well.
    assert_eq!(call(&http.clone()).await.unwrap(), 7);
    assert_eq!((source.asked().len(), transport.requests().len()), (2, 201));
}

#[test]
fn rejected_calls_on_several_threads_cause_one_refresh() {
    for _ in 0..20 {
        let (transport, source) = (accepts("token-2", 401), Numbered::slow());
        let http = builder(&transport, source.clone()).build().unwrap();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                    assert!(runtime.block_on(hundred(&http)).into_iter().all(|result| result.unwrap() == 7));
                });
            }
        });
        assert_eq!(source.asked(), ["none", "token-1"]);
    }
}

#[tokio::test]
async fn a_rejected_call_is_sent_once_more_and_not_again() {
    let (transport, source) = (accepts("never", 401), Numbered::default());
    let http = builder(&transport, source.clone()).build().unwrap();
    let error = call(&http).await.unwrap_err();
    assert!(error.is_unauthorized() && !error.is_retryable());
    assert_eq!((error.attempts(), transport.requests().len()), (Some(2), 2));
    assert_eq!(source.asked(), ["none", "token-1"]);
    // The secrets of both attempts are hidden.
    assert_eq!(error.to_string(), "v1Post: status 401 (2 attempts): *** has expired");
    assert!(!format!("{error:?}").contains("token-"));
}

#[tokio::test]
async fn status_403_counts_only_for_old_credentials() {
    let (transport, source) = (accepts("token-2", 403), Numbered::default());
    let http = builder(&transport, source.clone()).build().unwrap();
    assert!(call(&http).await.unwrap_err().is_forbidden());
    transport.sleep(Duration::from_secs(299)).unwrap().await;
    assert!(call(&http).await.unwrap_err().is_forbidden());
    assert_eq!((source.asked().len(), transport.requests().len()), (1, 2));
    transport.sleep(Duration::from_secs(1)).unwrap().await;
    assert_eq!(call(&http).await.unwrap(), 7);
    assert_eq!((source.asked().len(), transport.requests().len()), (2, 4));
    // Credentials that do not expire are not replaced.
    let fixed = Http::builder("https://host").transport(transport.clone()).auth(Auth::bearer("fixed")).build().unwrap();
    assert!(call(&fixed).await.unwrap_err().is_forbidden());
    assert_eq!(transport.requests().len(), 5);
}

#[tokio::test]
async fn a_failing_source_fails_every_waiting_call() {
    let (transport, source) = (accepts("token-2", 401), Failing::default());
    let http = builder(&transport, source.clone()).build().unwrap();
    for result in hundred(&http).await {
        let error = result.unwrap_err();
        assert!(matches!(error, Error::Credentials(_)) && !error.is_unsent() && error.attempts() == Some(1));
        // The source named the rejected credentials, so its error is not in the chain of causes.
        let shown = "v1Post: no credentials could be obtained: the server at home rejected ***";
        assert_eq!(error.to_string(), shown);
        assert!(error.source().is_none() && !format!("{error:?} {error:#?}").contains("token-1"));
    }
    assert_eq!((source.0.load(Ordering::SeqCst), transport.requests().len()), (2, 100));
    // The next call tries again.
    let error = call(&http).await.unwrap_err();
    assert_eq!(error.source().unwrap().to_string(), "the server at home is closed");
    assert_eq!(source.0.load(Ordering::SeqCst), 3);
    // Without earlier credentials nothing is sent.
    let error = call(&builder(&transport, source).build().unwrap()).await.unwrap_err();
    assert!(error.is_unsent() && error.uid() == Some("v1Post"), "{error:?}");
    assert_eq!(transport.requests().len(), 101);
}

#[tokio::test]
async fn a_dropped_call_does_not_block_the_others() {
    let (transport, source) = (accepts("token-1", 401), Numbered::slow());
    let http = builder(&transport, source.clone()).build().unwrap();
    let tasks: Vec<_> = (0..100).map(|_| tokio::spawn(call(&http).send())).collect();
    tokio::task::yield_now().await;
    for (index, task) in tasks.iter().enumerate() {
        if index != 57 {
            task.abort();
        }
    }
    let mut finished = 0;
    for task in tasks {
        finished += task.await.map_or(0, |result| result.unwrap());
    }
    assert_eq!((finished, source.asked().len(), source.0.dropped.load(Ordering::SeqCst)), (7, 1, 0));
}

#[tokio::test]
async fn if_all_calls_are_dropped_the_refresh_is_too() {
    let (transport, source) = (accepts("token-2", 401), Numbered::slow());
    let http = builder(&transport, source.clone()).build().unwrap();
    let tasks = [tokio::spawn(call(&http).send()), tokio::spawn(call(&http).send())];
    tokio::task::yield_now().await;
    for task in tasks {
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
    }
    assert_eq!((source.asked().len(), source.0.dropped.load(Ordering::SeqCst)), (1, 1));
    assert_eq!(call(&http).await.unwrap(), 7);
    assert_eq!((source.asked().len(), transport.requests().len()), (2, 1));
}

/// A source that never answers, or panics.
struct Broken(bool);

impl TokenSource for Broken {
    fn auth<'a>(&'a self, _: Option<&'a Auth>) -> Obtaining<'a> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            assert!(self.0, "a mistake in a source");
            std::future::pending().await
        })
    }
}

#[tokio::test]
async fn a_source_that_panics_does_not_block_the_others() {
    let http = builder(&accepts("token-1", 401), Broken(false)).build().unwrap();
    let tasks: Vec<_> = (0..10).map(|_| tokio::spawn(call(&http).send())).collect();
    let mut panics = 0;
    for task in tasks {
        match task.await {
            Ok(result) => {
                let error = result.unwrap_err().to_string();
                assert_eq!(error, "v1Post: no credentials could be obtained: the token source panicked");
            }
            Err(error) => panics += usize::from(error.is_panic()),
        }
    }
    assert_eq!(panics, 1);
}

/// A transport whose time limits are reached at once.
struct Impatient;

impl Transport for Impatient {
    fn send(&self, _: Request) -> Sending<'_> {
        Box::pin(std::future::pending())
    }

    fn sleep(&self, _: Duration) -> Option<Sleeping<'_>> {
        Some(Box::pin(std::future::ready(())))
    }
}

#[tokio::test]
async fn the_timeout_of_a_call_includes_the_source() {
    let http = Http::builder("https://host").transport(Impatient).auth(Auth::source(Broken(true))).build().unwrap();
    let error = call(&http).await.unwrap_err();
    assert!(error.is_timeout() && error.is_unsent(), "{error}");
}

#[tokio::test]
async fn credentials_of_a_call_replace_the_source() {
    let (transport, source) = (accepts("own", 401), Numbered::default());
    let http = builder(&transport, source.clone()).build().unwrap();
    assert_eq!(call(&http).header("Authorization", "Bearer own").await.unwrap(), 7);
    assert!(call(&http).header("Authorization", "Bearer bad").await.unwrap_err().is_unauthorized());
    assert_eq!((source.asked().len(), transport.requests().len()), (0, 2));
}

#[tokio::test]
async fn a_source_can_issue_tickets_but_not_sources() {
    struct Tickets;
    impl TokenSource for Tickets {
        fn auth<'a>(&'a self, _: Option<&'a Auth>) -> Obtaining<'a> {
            Box::pin(async { Ok(Auth::ticket("7T:x", "app")) })
        }
    }
    struct Nested;
    impl TokenSource for Nested {
        fn auth<'a>(&'a self, _: Option<&'a Auth>) -> Obtaining<'a> {
            Box::pin(async { Ok(Auth::source(Tickets)) })
        }
    }
    let transport = MemoryTransport::queue([Response::json(200, "7")]);
    assert_eq!(call(&builder(&transport, Tickets).build().unwrap()).await.unwrap(), 7);
    let request = &transport.requests()[0];
    assert_eq!(
        (&request.headers["authorization"], &request.headers["so-apptoken"]),
        (&"SOTicket 7T:x".parse().unwrap(), &"app".parse().unwrap())
    );
    let error = call(&builder(&transport, Nested).build().unwrap()).await.unwrap_err();
    assert!(error.to_string().ends_with("the token source returned a token source"), "{error}");
    let get: Call<i32> = builder(&transport, Numbered::default()).build().unwrap().request(&GET).call();
    assert!(get.await.is_err());
}
