//! Tests the network transport against a local server.

#![cfg(feature = "reqwest")]
#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use superoffice_runtime::{Auth, Call, Error, Http, Method, Operation, Timeouts};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

static GET: Operation = Operation::new("v1Get", Method::Get, "/api/v1/Contact/{id}");
static POST: Operation = Operation::new("v1Post", Method::Post, "/api/v1/Contact/{id}");

/// The requests that a server has read.
type Log = Arc<Mutex<Vec<String>>>;

/// Starts a server that responds to each connection with the next scripted text, and hangs if there is none.
async fn serve(answers: Vec<Vec<u8>>) -> (String, Log) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let log = Log::default();
    let seen = log.clone();
    tokio::spawn(async move {
        let mut answers = answers.into_iter();
        let mut open = Vec::new();
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let request = read_request(&mut stream).await;
            seen.lock().unwrap().push(request);
            match answers.next() {
                Some(answer) => {
                    // Fails if the client has closed the connection, which some tests provoke.
                    let _ = stream.write_all(&answer).await;
                    let _ = stream.shutdown().await;
                }
                None => open.push(stream),
            }
        }
    });
    (address, log)
}

async fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    while !bytes.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer).await.unwrap() {
            0 => break,
            count => bytes.extend(buffer.iter().take(count)),
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn http(base: &str) -> Http {
    Http::builder(base).auth(Auth::bearer("t0k3n")).body_limit(1000).build().unwrap()
}

async fn get(http: &Http) -> Result<i32, Error> {
    let call: Call<i32> = http.request(&GET).path("id", &5).call();
    call.await
}

#[tokio::test]
async fn a_request_is_sent_and_its_response_read() {
    let (base, log) = serve(vec![answer("200 OK\r\nContent-Type: application/json", b"42")]).await;
    assert_eq!(get(&http(&base)).await.unwrap(), 42);
    let request = log.lock().unwrap()[0].to_ascii_lowercase();
    assert!(request.starts_with("get /api/v1/contact/5 http/1.1\r\n"), "{request}");
    assert!(request.contains("authorization: bearer t0k3n\r\n") && request.contains("accept-encoding: gzip"));
}

#[tokio::test]
async fn bodies_are_limited_regardless_of_the_declared_length() {
    let large = vec![b' '; 1001];
    let undeclared = [b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", large.as_slice()].concat();
    let (base, _) = serve(vec![answer("200 OK", &large), undeclared]).await;
    for _ in 0..2 {
        assert!(matches!(get(&http(&base)).await, Err(Error::BodyTooLarge(_))));
    }
    let full = [vec![b' '; 998], b"42".to_vec()].concat();
    let undeclared = [b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", full.as_slice()].concat();
    let (base, _) = serve(vec![answer("200 OK", &full), undeclared]).await;
    for _ in 0..2 {
        assert_eq!(get(&http(&base)).await.unwrap(), 42);
    }
}

#[tokio::test]
async fn credentials_stay_at_the_origin() {
    let (elsewhere, elsewhere_log) = serve(vec![answer("200 OK", b"1")]).await;
    let away = answer(&format!("302 Found\r\nLocation: {elsewhere}/api/v1/Contact/5"), b"");
    let home = answer("307 Temporary Redirect\r\nLocation: /there", b"");
    let (base, log) = serve(vec![away, home.clone(), answer("200 OK", b"7"), home]).await;
    assert_eq!(get(&http(&base)).await.unwrap_err().status(), Some(302));
    assert!(elsewhere_log.lock().unwrap().is_empty());
    assert_eq!(get(&http(&base)).await.unwrap(), 7);
    assert!(log.lock().unwrap()[2].starts_with("GET /there "));
    // A request that changes data is not repeated after a redirect.
    let call: Call<i32> = http(&base).request(&POST).path("id", &5).json(&1).call();
    assert_eq!(call.await.unwrap_err().status(), Some(307));
    assert_eq!(log.lock().unwrap().len(), 4);
}

#[tokio::test]
async fn endless_redirects_fail() {
    let around = answer("302 Found\r\nLocation: /again", b"");
    let (base, log) = serve(vec![around; 20]).await;
    assert_eq!(get(&http(&base)).await.unwrap_err().status(), Some(302));
    assert_eq!(log.lock().unwrap().len(), 6);
}

#[tokio::test]
async fn timeouts_are_applied() {
    let short = Duration::from_millis(50);
    let (base, _) = serve(vec![]).await;
    let total = Http::builder(&base).timeout(short).build().unwrap();
    assert!(get(&total).await.unwrap_err().is_timeout());
    let idle = Timeouts { idle: Some(short), ..Timeouts::default() };
    let idle = Http::builder(&base).timeouts(idle).no_timeout().build().unwrap();
    assert!(get(&idle).await.unwrap_err().is_timeout());
    let call: Call<i32> = http(&base).request(&GET).path("id", &5).call();
    assert!(call.timeout(short).await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn connection_failures_and_invalid_responses() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = get(&http(&base)).await.unwrap_err();
    assert!(error.is_unsent(), "{error}");
    assert!(!format!("{error:?}").contains("/api/v1"), "{error:?}");
    let cut = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12".to_vec();
    let (base, _) = serve(vec![b"no http\r\n\r\n".to_vec(), cut]).await;
    for _ in 0..2 {
        let error = get(&http(&base)).await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)) && !error.is_unsent(), "{error}");
    }
}
