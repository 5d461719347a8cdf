//! A server on this machine for tests: it answers each request with the next of its responses.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use percent_encoding::percent_decode_str;
use serde_json::Value;
use superoffice::{Auth, Client, Http};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A request as it was received.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// The method and the decoded address below `/api/v1/`.
    pub(crate) line: String,
    /// The request line and the headers, in lower case.
    pub(crate) head: String,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// Returns the value of a header, in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    /// Returns the body as JSON.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), Some("application/json"));
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Returns a response with status 200 and a JSON body.
pub(crate) fn json(body: &Value) -> Vec<u8> {
    response("200 OK", "application/json; charset=utf-8", body.to_string().as_bytes())
}

/// Returns a response with a status code, a media type and a body.
pub(crate) fn response(status: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n");
    [head.as_bytes(), b"Connection: close\r\n\r\n", body].concat()
}

/// Returns a response without a body: the status line, and further headers.
pub(crate) fn status(head: &str) -> Vec<u8> {
    let length = if head.starts_with("204") || head.starts_with("304") { "" } else { "Content-Length: 0\r\n" };
    format!("HTTP/1.1 {head}\r\n{length}Connection: close\r\n\r\n").into_bytes()
}

/// A running server.
pub(crate) struct Server {
    pub(crate) http: Http,
    seen: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Starts a server with these responses. Further requests find no server.
    pub(crate) async fn start<const N: usize>(responses: [Vec<u8>; N]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/Cust12345", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        tokio::spawn(async move {
            let mut responses = VecDeque::from(responses);
            while !responses.is_empty() {
                let (mut stream, _) = listener.accept().await.unwrap();
                // A connection that is closed without a request needs no response.
                let Some(request) = read(&mut stream).await else { continue };
                log.lock().unwrap().push(request);
                stream.write_all(&responses.pop_front().unwrap()).await.unwrap();
                stream.shutdown().await.unwrap();
            }
        });
        let http = Http::builder(base).auth(Auth::bearer("8A:Cust12345.token")).build().unwrap();
        Self { http, seen }
    }

    /// Returns a client of the server.
    pub(crate) fn client(&self) -> Client {
        Client::new(self.http.clone())
    }

    /// Returns the requests so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.seen.lock().unwrap().clone()
    }

    /// Returns the methods and addresses of the requests so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.requests().into_iter().map(|request| request.line).collect()
    }
}

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let count = stream.read(&mut chunk).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&chunk[..count]);
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let (line, _) = head.split_once(" HTTP/1.1\r\n").unwrap();
        let line = percent_decode_str(line).decode_utf8().unwrap().replacen("/Cust12345/api/v1/", "", 1);
        let request = Request { line, head: head.to_ascii_lowercase(), body: bytes[end + 4..].to_vec() };
        let length = request.header("content-length").map_or(0, |length| length.parse().unwrap());
        if request.body.len() >= length {
            return Some(request);
        }
    }
}
