//! Connections, redirects, proxies and time limits of the network transport, against servers on this machine.

#![cfg(feature = "reqwest")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a helper of a test may fail like the test")]
#![allow(missing_docs, unreachable_pub, reason = "the server is a part of the tests")]

use std::net::SocketAddr;
use std::pin::pin;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crate::support::server::{Step, answer, serve};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Proxy, redirect};
use superoffice_runtime::transport::ReqwestTransport;
use superoffice_runtime::{Auth, Call, Error, Http, Method, Operation, Retry, Timeouts};
use tokio::runtime::{Builder, Runtime};

static GET: Operation = Operation::new("v1Get", Method::Get, "/api/v1/Contact");
static HEAD: Operation = Operation::new("v1Head", Method::Head, "/api/v1/Contact");
static PUT: Operation = Operation::new("v1Put", Method::Put, "/api/v1/Contact");
static POST: Operation = Operation::new("v1Post", Method::Post, "/api/v1/Contact");
static DELETE: Operation = Operation::new("v1Delete", Method::Delete, "/api/v1/Contact");

const SECRET: &str = "t0k3n-of-the-tests";

/// Without retries, which are tested elsewhere.
fn http(base: &str) -> Http {
    Http::builder(base).auth(Auth::ticket("7T:x", SECRET)).retry(Retry::none()).build().unwrap()
}

fn get(http: &Http) -> Call<i32> {
    http.request(&GET).call()
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

#[tokio::test]
async fn reading_is_repeated_after_the_server_closed_an_idle_connection() {
    let (base, log) = serve(vec![vec![answer("200 OK", "1"), Step::Close], vec![answer("200 OK", "2")]]);
    let http = http(&base);
    assert_eq!(get(&http).await.unwrap(), 1);
    assert_eq!(get(&http).await.unwrap(), 2);
    assert_eq!(log.connections(), [0, 0, 1]);

    let (base, log) = serve(vec![vec![answer("200 OK", "1"), Step::Reset], vec![answer("200 OK", "2")]]);
    let http = self::http(&base);
    assert_eq!(get(&http).await.unwrap(), 1);
    assert_eq!(get(&http).await.unwrap(), 2);
    assert_eq!(log.connections(), [0, 1]);
}

#[tokio::test]
async fn all_methods_that_only_read_are_repeated() {
    for method in [Method::Get, Method::Head, Method::Options] {
        let empty = || answer("200 OK", "");
        let (base, log) = serve(vec![vec![empty(), Step::Close], vec![empty()]]);
        let http = http(&base);
        let operation: &'static Operation = Box::leak(Box::new(Operation::new("v1Read", method, "/api/v1/Contact")));
        for _ in 0..2 {
            http.request(operation).call::<(), ()>().await.unwrap();
        }
        assert_eq!(log.connections(), [0, 0, 1], "{method}");
    }
}

#[tokio::test]
async fn a_repeat_has_a_new_connection_however_many_are_stale() {
    let stale = vec![
        Step::Later(Duration::from_millis(200), b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1".into()),
        Step::Close,
    ];
    let (base, log) = serve(vec![stale.clone(), stale.clone(), stale.clone(), stale, vec![answer("200 OK", "2")]]);
    let http = http(&base);
    let (a, b, c, d) = tokio::join!(get(&http), get(&http), get(&http), get(&http));
    assert_eq!([a.unwrap(), b.unwrap(), c.unwrap(), d.unwrap()], [1; 4]);
    assert_eq!(get(&http).await.unwrap(), 2);
    assert_eq!((log.connections().len(), log.connections().last()), (6, Some(&4)));
}

#[tokio::test]
async fn a_change_is_never_repeated_and_its_error_says_why_it_failed() {
    for operation in [&POST, &PUT, &DELETE] {
        let (base, log) = serve(vec![vec![answer("200 OK", "1"), Step::Close], vec![answer("200 OK", "2")]]);
        let http = http(&base);
        get(&http).await.unwrap();
        let call: Call<i32> = http.request(operation).json(&7).call();
        let error = call.await.unwrap_err();
        assert!(
            error.to_string().contains("the request failed: connection closed before message completed"),
            "{error}"
        );
        assert!(!error.is_unsent());
        assert_eq!(log.connections(), [0, 0]);
    }
}

#[tokio::test]
async fn only_an_idle_connection_is_a_reason_for_a_repeat_and_only_for_one() {
    let (base, log) = serve(vec![vec![Step::Close], vec![answer("200 OK", "1")]]);
    assert!(get(&http(&base)).await.unwrap_err().to_string().contains("closed"));
    assert_eq!(log.connections(), [0]);

    let (base, log) = serve(vec![vec![answer("200 OK", "1"), Step::Close], vec![Step::Close], vec![]]);
    let http = http(&base);
    get(&http).await.unwrap();
    let error = get(&http).await.unwrap_err();
    assert!(!error.is_unsent() && error.to_string().contains("closed"), "{error}");
    assert_eq!(log.connections(), [0, 0, 1]);
}

#[tokio::test]
async fn an_invalid_response_is_no_reason_for_a_repeat() {
    let (base, log) = serve(vec![vec![answer("200 OK", "1"), Step::Send(b"no http\r\n\r\n".into())], vec![]]);
    let http = http(&base);
    get(&http).await.unwrap();
    let error = get(&http).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)) && !error.is_unsent(), "{error}");
    assert_eq!(log.connections(), [0, 0]);
}

#[tokio::test]
async fn the_time_for_which_connections_are_kept_can_be_set() {
    let both = || vec![answer("200 OK", "1"), answer("200 OK", "1")];
    for (keep_alive, connections) in [
        (Some(Duration::ZERO), [0, 1]),
        (Some(Duration::from_secs(60)), [0, 0]),
        (Some(Duration::MAX), [0, 0]),
        (None, [0, 0]),
    ] {
        let (base, log) = serve(vec![both(), both()]);
        let http = Http::builder(&base).timeouts(Timeouts { keep_alive, ..Timeouts::default() }).build().unwrap();
        get(&http).await.unwrap();
        get(&http).await.unwrap();
        assert_eq!(log.connections(), connections, "{keep_alive:?}");
    }
}

#[test]
fn one_transport_works_on_several_runtimes() {
    let both = || vec![answer("200 OK", "1"), answer("200 OK", "2")];
    let (base, log) = serve(vec![both(), both(), both()]);
    let http = http(&base);
    let (first, second) = (runtime(), runtime());
    assert_eq!(first.block_on(get(&http).into_future()).unwrap(), 1);
    // The connection of the first runtime is idle, and so is the runtime.
    assert_eq!(second.block_on(get(&http).into_future()).unwrap(), 1);
    assert_eq!(first.block_on(get(&http).into_future()).unwrap(), 2);
    assert_eq!(second.block_on(get(&http).into_future()).unwrap(), 2);
    drop((first, second));
    assert_eq!(runtime().block_on(get(&http).into_future()).unwrap(), 1);
    assert_eq!(log.connections(), [0, 1, 0, 1, 2]);
}

#[test]
fn many_runtimes_one_after_another() {
    let (base, log) = serve((0..20).map(|_| vec![answer("200 OK", "1")]).collect());
    let http = http(&base);
    for _ in 0..20 {
        assert_eq!(runtime().block_on(get(&http).into_future()).unwrap(), 1);
    }
    assert_eq!(log.connections().len(), 20);
}

#[test]
fn a_call_without_a_usable_runtime_is_an_error() {
    let (base, log) = serve(vec![vec![answer("200 OK", "1")]]);
    let http = http(&base);
    let refused = |result: Result<i32, Error>| {
        let error = result.unwrap_err();
        assert!(error.is_unsent() && error.to_string().to_lowercase().contains("runtime"), "{error}");
    };
    let mut call = pin!(get(&http).into_future());
    match call.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => refused(result),
        Poll::Pending => panic!("there is nothing to wait for"),
    }
    refused(Builder::new_current_thread().build().unwrap().block_on(get(&http).into_future()));
    refused(Builder::new_current_thread().enable_io().build().unwrap().block_on(get(&http).into_future()));
    refused(Builder::new_current_thread().enable_time().build().unwrap().block_on(get(&http).into_future()));
    assert!(log.connections().is_empty());
    assert_eq!(runtime().block_on(get(&http).into_future()).unwrap(), 1);
}

#[tokio::test]
async fn settings_of_the_caller_do_not_send_credentials_elsewhere() {
    let (elsewhere, elsewhere_log) = serve(vec![vec![answer("200 OK", "1")]]);
    let (proxy, proxy_log) = serve(vec![vec![answer("200 OK", "1")]]);
    let away = answer(&format!("302 Found\r\nLocation: {elsewhere}/api/v1/Contact"), "");
    let (base, log) = serve(vec![vec![away]]);
    let transport = ReqwestTransport::configured(Timeouts::default(), move |client| {
        client.redirect(redirect::Policy::limited(10)).proxy(Proxy::all(&proxy).unwrap()).user_agent("own")
    });
    let builder = Http::builder(&base).auth(Auth::ticket("7T:x", SECRET)).transport(transport.unwrap());
    assert_eq!(get(&builder.build().unwrap()).await.unwrap_err().status(), Some(302));
    assert!(elsewhere_log.connections().is_empty() && proxy_log.connections().is_empty());
    assert!(log.requests()[0].contains(SECRET));
}

/// Sends one request to the address in the environment; a part of the next test.
#[tokio::test]
async fn one_request_to_the_address_of_the_environment() {
    let Ok(base) = std::env::var("SUPEROFFICE_TEST_BASE") else { return };
    let timeouts = Timeouts { connect: Some(Duration::from_secs(2)), ..Timeouts::default() };
    let builder = Http::builder(base).allow_insecure().timeouts(timeouts).timeout(Duration::from_secs(20));
    let _ = get(&builder.auth(Auth::ticket("7T:x", SECRET)).build().unwrap()).await;
}

#[test]
fn a_proxy_sees_no_request() {
    let mut children = Vec::new();
    let mut logs = Vec::new();
    for variable in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        let (base, log) = serve(vec![vec![answer("200 OK", "1")]; 2]);
        let (closing, _) = serve(vec![vec![Step::Reset]]);
        let port = base.rsplit(':').next().unwrap();
        for (base, is_proxied) in [
            (base.clone(), false),
            (format!("http://localhost:{port}"), false),
            (closing.replace("http://", "https://"), false),
            ("http://proxied.invalid".to_owned(), false),
            ("https://proxied.invalid".to_owned(), !variable.eq_ignore_ascii_case("HTTP_PROXY")),
        ] {
            let (proxy, proxy_log) = serve(vec![vec![answer("403 Forbidden", ""), Step::Close]; 2]);
            let mut child = Command::new(std::env::current_exe().unwrap());
            child.args(["--exact", "connections::one_request_to_the_address_of_the_environment"]).stdout(Stdio::null());
            child.env_clear().env(variable, &proxy).env("SUPEROFFICE_TEST_BASE", &base);
            children.push((format!("{variable} {base}"), is_proxied, proxy_log, child.spawn().unwrap()));
        }
        logs.push(log);
    }
    for (case, is_proxied, proxy_log, mut child) in children {
        assert!(child.wait().unwrap().success());
        let requests = proxy_log.requests();
        assert_eq!(!requests.is_empty(), is_proxied, "{case}");
        assert!(requests.iter().all(|request| request.starts_with("CONNECT ") && !request.contains(SECRET)), "{case}");
    }
    assert!(logs.iter().all(|log| log.requests().len() == 2));
}

#[tokio::test]
async fn a_time_limit_includes_redirects_and_repeats() {
    let slow = |text: &[u8]| Step::Later(Duration::from_millis(150), text.to_vec());
    let around = slow(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n");
    let (base, log) = serve(vec![vec![around.clone(), around.clone(), around.clone(), around.clone(), around]]);
    let http = Http::builder(&base).timeout(Duration::from_millis(400)).build().unwrap();
    let error = get(&http).await.unwrap_err();
    assert!(error.is_timeout() && !error.is_unsent(), "{error}");
    assert!(log.requests().len() < 5);
}

#[tokio::test]
async fn connecting_that_times_out_sends_nothing() {
    // A server that never starts TLS.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("https://{}", listener.local_addr().unwrap());
    let short = Some(Duration::from_millis(50));
    for timeouts in [
        Timeouts { connect: short, ..Timeouts::default() },
        Timeouts { total: short, ..Timeouts::default() },
        Timeouts { idle: short, ..Timeouts::default() },
    ] {
        let http = Http::builder(&base).timeouts(timeouts).retry(Retry::none()).build().unwrap();
        let call: Call<i32> = http.request(&POST).json(&7).call();
        let error = call.await.unwrap_err();
        assert!(error.is_timeout() && error.is_unsent(), "{error}");
        assert_eq!(error.to_string(), "v1Post: connecting timed out");
    }
    let call: Call<i32> = http(&base).request(&POST).json(&7).call();
    assert!(call.timeout(Duration::from_millis(50)).await.unwrap_err().is_unsent());
}

/// Finds this machine once, and then waits for ever.
#[derive(Clone, Default)]
struct SlowResolver(Arc<AtomicBool>);

impl Resolve for SlowResolver {
    fn resolve(&self, _: Name) -> Resolving {
        if self.0.swap(true, Ordering::Relaxed) {
            return Box::pin(std::future::pending());
        }
        let addresses: Addrs = Box::new(std::iter::once(SocketAddr::from(([127, 0, 0, 1], 0))));
        Box::pin(std::future::ready(Ok(addresses)))
    }
}

#[tokio::test]
async fn a_request_that_got_another_connection_than_it_asked_for_was_sent() {
    let late = Step::Later(Duration::from_millis(200), b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1".into());
    let (base, log) = serve(vec![vec![late]]);
    let resolver = SlowResolver::default();
    let transport =
        ReqwestTransport::configured(Timeouts::default(), move |client| client.dns_resolver(resolver.clone())).unwrap();
    let base = base.replace("127.0.0.1", "localhost");
    let http = Http::builder(base).timeout(Duration::from_secs(1)).transport(transport).build().unwrap();
    let post = || http.request(&POST).json(&7).call::<i32, ()>().into_future();
    // The second call asks for a connection too, but gets that of the first call, and no answer.
    let (first, second) = tokio::join!(get(&http), post());
    assert_eq!(first.unwrap(), 1);
    let error = second.unwrap_err();
    assert!(error.is_timeout() && !error.is_unsent(), "{error}");
    assert_eq!(log.connections(), [0, 0]);
    // The third call only asks.
    let error = post().await.unwrap_err();
    assert!(error.is_timeout() && error.is_unsent(), "{error}");
}

#[tokio::test]
async fn a_failure_after_something_was_sent_is_not_unsent() {
    // The redirect leads to the same origin, on which nobody listens any more.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]);
        drop(listener);
        let _ = stream
            .write_all(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    });
    let error = get(&http(&base)).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)) && !error.is_unsent(), "{error}");
    assert!(error.to_string().starts_with("v1Get: the request failed: "), "{error}");
    // The cause is said for a connection that is refused at once, too.
    let error = get(&http(&base)).await.unwrap_err();
    assert!(error.is_unsent() && error.to_string().contains("refused"), "{error}");
}

#[tokio::test]
async fn a_server_that_hangs_up_at_once_got_nothing_if_the_error_says_so() {
    use std::io::Read as _;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let (received, lengths) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            stream.shutdown(std::net::Shutdown::Write).unwrap();
            let mut bytes = Vec::new();
            let _ = stream.read_to_end(&mut bytes);
            received.send(bytes.len()).unwrap();
        }
    });
    let http = http(&base);
    for _ in 0..100 {
        let error = http.request(&POST).json(&7).call::<i32, ()>().await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{error}");
        let nothing = lengths.recv().unwrap() == 0;
        assert!(nothing || !error.is_unsent(), "{error:?}");
    }
}

#[tokio::test]
async fn a_declared_length_is_enough_to_refuse_a_body_but_not_for_head() {
    let declared = || Step::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n".into());
    let (base, _) = serve(vec![vec![declared()]]);
    let http = Http::builder(&base).body_limit(100).build().unwrap();
    assert!(matches!(get(&http).await, Err(Error::BodyTooLarge(_))));
    let (base, _) = serve(vec![vec![declared()]]);
    let http = Http::builder(&base).body_limit(100).build().unwrap();
    http.request(&HEAD).call::<(), ()>().await.unwrap();
}

#[tokio::test]
async fn requests_that_cannot_be_sent_are_known_to_be_unsent() {
    let (base, log) = serve(vec![vec![answer("200 OK", "1")]]);
    let call: Call<i32> = http(&base).request(&GET).query("text", &"x".repeat(70_000)).call();
    let error = call.await.unwrap_err();
    assert!(error.is_unsent(), "{error}");
    assert!(log.connections().is_empty());
}

#[tokio::test]
async fn limits_may_be_as_long_as_a_duration_can_be() {
    let (base, _) = serve(vec![vec![answer("200 OK", "1"), answer("200 OK", "2")]]);
    let longest = Some(Duration::MAX);
    let timeouts = Timeouts { connect: longest, total: longest, idle: longest, keep_alive: longest };
    let http = Http::builder(&base).timeouts(timeouts).build().unwrap();
    assert_eq!(get(&http).await.unwrap(), 1);
    assert_eq!(get(&http).timeout(Duration::MAX).await.unwrap(), 2);
}

#[tokio::test]
async fn redirects_are_followed_for_methods_that_read() {
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"] {
        let around = || answer(&format!("{status}\r\nLocation: ../there?x=1"), "");
        let (base, log) = serve(vec![vec![around(), answer("200 OK", "7")]]);
        assert_eq!(get(&http(&base)).await.unwrap(), 7);
        assert!(log.requests()[1].starts_with("GET /api/there?x=1 "), "{:?}", log.requests());
        let (base, log) = serve(vec![vec![around(), answer("200 OK", "7")]]);
        let call: Call<i32> = http(&base).request(&PUT).json(&1).call();
        assert!(call.await.unwrap_err().status().is_some());
        assert_eq!(log.connections(), [0]);
    }
}

#[tokio::test]
async fn a_response_that_is_not_a_redirect_is_not_followed() {
    for status in ["300 Multiple Choices", "304 Not Modified", "305 Use Proxy"] {
        let (base, log) =
            serve(vec![vec![answer(&format!("{status}\r\nLocation: /there"), ""), answer("200 OK", "1")]]);
        assert!(get(&http(&base)).await.unwrap_err().status().is_some_and(|status| status >= 300));
        assert_eq!(log.connections(), [0]);
    }
}
