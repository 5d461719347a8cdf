//! Tests uploads and downloads as streams, without a network and over the loopback interface.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test")]

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::header::{ACCEPT, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName, HeaderValue};
use superoffice_runtime::transport::{
    Chunks, Layer, MemoryTransport, Next, Request, Response, Sending, TransportError, TransportErrorKind,
};
use superoffice_runtime::{
    Auth, Base64, Binary, Call, Download, Error, Http, HttpBuilder, Method, Obtaining, Operation, Result, Timeouts,
    TokenSource, Upload,
};

static FILE: Operation = Operation::new("v1File", Method::Get, "/api/v1/Document/7/Content");
static SAVE: Operation = Operation::new("v1Save", Method::Put, "/api/v1/Document/7/Content");

fn block_on<F: IntoFuture>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async { future.await })
}

fn builder(transport: &MemoryTransport) -> HttpBuilder {
    Http::builder("https://host").transport(transport.clone())
}

fn file(http: &Http) -> Call<Binary> {
    http.request(&FILE).call()
}

fn save(http: &Http, upload: Upload) -> Call<i32> {
    http.request(&SAVE).upload(upload).call()
}

/// A stream of these items. It wakes itself between them.
struct Items<T>(Vec<T>, bool);

impl<T> Items<T> {
    fn new(items: impl IntoIterator<Item = T>) -> Self {
        let mut items: Vec<T> = items.into_iter().collect();
        items.reverse();
        Self(items, false)
    }
}

impl<T: Unpin> Stream for Items<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        self.1 = !self.1;
        if self.1 {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(self.0.pop())
    }
}

fn pieces(pieces: &'static [&'static str]) -> Items<std::io::Result<Bytes>> {
    Items::new(pieces.iter().map(|piece| Ok(Bytes::from(*piece))))
}

fn response(chunks: &[&'static str]) -> Response {
    Response::new(200).chunks(Chunks::of(chunks.iter().map(|chunk| Ok(*chunk))))
}

fn header(name: HeaderName, value: &'static str) -> impl Fn(Response) -> Response {
    move |response| response.header(name.clone(), HeaderValue::from_static(value))
}

/// Opens a download whose response is this one.
fn open(response: Response) -> Result<Download> {
    let transport = MemoryTransport::queue([response]);
    block_on(file(&builder(&transport).build().unwrap()).stream())
}

/// Starts a server that handles one connection after the other. `handle` gets the number of the connection.
fn server(handle: impl Fn(usize, &mut TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for number in 0.. {
            handle(number, &mut listener.accept().unwrap().0);
        }
    });
    base
}

/// Reads the head of a request.
fn head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() > 0 {
        head.push(byte[0]);
    }
    String::from_utf8(head).unwrap()
}

fn online(base: &str, timeouts: Timeouts) -> Http {
    Http::builder(base).timeouts(timeouts).build().unwrap()
}

async fn rest(download: &mut Download) -> (String, Option<Error>) {
    let mut text = String::new();
    loop {
        match download.chunk().await {
            Ok(Some(chunk)) => text.push_str(std::str::from_utf8(&chunk).unwrap()),
            Ok(None) => return (text, None),
            Err(error) => return (text, Some(error)),
        }
    }
}

#[test]
fn a_download_has_what_the_response_says() {
    let answer = Response::new(200)
        .header(CONTENT_TYPE, HeaderValue::from_static("application/pdf"))
        .header(CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"../report.pdf\""))
        .chunks(Chunks::of([Ok("ab"), Ok("cde")]).with_length(5));
    let transport = MemoryTransport::queue([answer]);
    let http = builder(&transport).build().unwrap();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let mut download = block_on(file(&http).stream()).unwrap();
    assert_eq!((download.status(), download.content_length(), download.received()), (200, Some(5), 0));
    assert_eq!(download.content_type(), Some("application/pdf"));
    assert_eq!(download.file_name().unwrap(), "report.pdf");
    assert_eq!(download.headers().len(), 2);
    assert_eq!(block_on(download.next()).unwrap().unwrap(), "ab");
    assert_eq!(download.received(), 2);
    let mut download = download.on_progress(move |done, of| log.lock().unwrap().push((done, of)));
    assert_eq!(block_on(download.chunk()).unwrap().unwrap(), "cde");
    assert!(block_on(download.chunk()).unwrap().is_none() && block_on(download.next()).is_none());
    assert_eq!((download.received(), seen.lock().unwrap().clone()), (5, vec![(5, Some(5))]));
    assert_eq!(transport.requests()[0].headers.get(ACCEPT).unwrap(), "application/octet-stream");
    assert_eq!(block_on(open(response(&["ab", "cde"])).unwrap().bytes()).unwrap(), "abcde");
}

#[test]
fn a_call_that_does_not_download_reads_the_stream() {
    let transport = MemoryTransport::new(|_| Ok(response(&["ab", "cde"])));
    let http = builder(&transport).body_limit(5).build().unwrap();
    assert_eq!(&*block_on(file(&http)).unwrap(), b"abcde");
    assert!(matches!(block_on(file(&http).body_limit(4)).unwrap_err(), Error::BodyTooLarge(_)));
    // The limit of the call replaces that of the connection in both directions.
    let http = builder(&transport).body_limit(4).build().unwrap();
    assert_eq!(&*block_on(file(&http).body_limit(5)).unwrap(), b"abcde");
    // A transport that cannot stream.
    let mut whole = open(Response::new(200).body("abc")).unwrap();
    assert_eq!(block_on(rest(&mut whole)).0, "abc");
}

#[test]
fn a_download_has_its_own_limit() {
    let transport = MemoryTransport::new(|_| Ok(response(&["12345", "67890"])));
    let http = builder(&transport).body_limit(9).build().unwrap();
    let (text, error) = block_on(rest(&mut block_on(file(&http).stream()).unwrap()));
    assert!(error.is_none() && text == "1234567890");
    let error = block_on(block_on(file(&http).stream()).unwrap().bytes()).unwrap_err();
    assert_eq!(error.to_string(), "v1File: the response has more than 9 bytes");
    assert_eq!(block_on(block_on(file(&http).body_limit(10).stream()).unwrap().bytes()).unwrap().len(), 10);
    let mut download = block_on(file(&http).body_limit(9).stream()).unwrap();
    let (text, error) = block_on(rest(&mut download));
    assert!(matches!(error, Some(Error::BodyTooLarge(_))) && text == "12345");
    assert!(block_on(download.next()).is_none());
    // A declared length is enough.
    let declared = MemoryTransport::new(|_| Ok(Response::new(200).chunks(Chunks::of([Ok("1")]).with_length(10))));
    let http = builder(&declared).body_limit(9).build().unwrap();
    assert!(matches!(block_on(file(&http).body_limit(9).stream()), Err(Error::BodyTooLarge(_))));
    assert!(matches!(block_on(block_on(file(&http).stream()).unwrap().bytes()), Err(Error::BodyTooLarge(_))));
}

#[test]
fn a_body_that_is_not_the_file_is_an_error() {
    let json = header(CONTENT_TYPE, "application/json; charset=utf-8");
    let attached = header(CONTENT_DISPOSITION, "attachment; filename=a.json");
    let text = open(json(response(&[" ", "\"JVBE", "Ri0=\""]))).unwrap_err().to_string();
    assert!(text.contains("base64 in JSON") && text.contains("await the call"), "{text}");
    let error = open(json(response(&["{\"Error\":true,", "\"ErrorMessage\":\"m\"}"]))).unwrap_err();
    assert!(error.to_string().contains("found an error of the server"), "{error}");
    assert!(open(Response { status: 206, ..response(&["a"]) }).is_err());
    // Files can be JSON.
    let long: &'static str = Box::leak(format!("{{\"Message\":\"{}\"}}", "x".repeat(100_000)).into_boxed_str());
    for (response, expected) in [
        (json(response(&["{\"a\"", ":1}"])), "{\"a\":1}"),
        (json(response(&["[\"a\"]"])), "[\"a\"]"),
        (json(response(&[])), ""),
        (attached(json(response(&["\"JVBERi0=\""]))), "\"JVBERi0=\""),
        (response(&["\"JVBERi0=\""]), "\"JVBERi0=\""),
        (json(response(&[long])), long),
    ] {
        let mut download = open(response).unwrap();
        assert_eq!(download.received(), 0);
        assert_eq!(block_on(rest(&mut download)).0, expected);
        assert_eq!(download.received(), expected.len() as u64);
    }
}

#[test]
fn the_body_of_an_error_is_read() {
    let long: &'static str = Box::leak("x".repeat(100_000).into_boxed_str());
    let error = open(Response { status: 404, ..response(&["{\"Error", "Message\":\"gone\"}"]) }).unwrap_err();
    assert_eq!((error.is_not_found(), error.message()), (true, Some("gone")));
    let error = open(Response { status: 500, ..response(&[long]) }).unwrap_err();
    assert_eq!(error.body().unwrap().len(), 64 << 10);
}

#[test]
fn a_download_is_retried_before_its_first_byte_only() {
    let cut = || Chunks::of([Ok("abc"), Err(TransportError::new(TransportErrorKind::Other))]);
    let answers = [Response::new(503), Response::new(200).chunks(cut())];
    let transport = MemoryTransport::queue(answers);
    let mut download = block_on(file(&builder(&transport).build().unwrap()).stream()).unwrap();
    let (text, error) = block_on(rest(&mut download));
    let error = error.unwrap();
    assert_eq!((text.as_str(), transport.requests().len(), transport.waits().len()), ("abc", 2, 1));
    assert_eq!(error.to_string(), "v1File: the request failed (after 3 bytes of the response) (2 attempts)");
    let Error::Transport(failed) = &error else { panic!("{error}") };
    assert_eq!((failed.received, failed.attempts, error.is_unsent()), (Some(3), 2, false));
    assert!(block_on(download.next()).is_none());
    let mut short = open(Response::new(200).chunks(Chunks::of([Ok("abc")]).with_length(4))).unwrap();
    let (_, error) = block_on(rest(&mut short));
    assert!(error.unwrap().to_string().contains("the response body ended after 3 of 4 bytes"));
}

/// Counts what it sees, and fails the first attempts without sending them.
struct Watching(Arc<AtomicUsize>, usize);

impl Layer for Watching {
    fn send<'a>(&'a self, request: Request, next: Next<'a>) -> Sending<'a> {
        Box::pin(async move {
            if self.0.fetch_add(1, Ordering::SeqCst) < self.1 {
                return Err(TransportError::new(TransportErrorKind::Connect));
            }
            let response = next.send(request).await?;
            assert!(response.body.is_empty() || response.stream.is_none());
            Ok(response)
        })
    }
}

#[test]
fn layers_see_a_download_before_its_body() {
    let transport = MemoryTransport::new(|_| Ok(response(&["ab", "c"])));
    let seen = Arc::new(AtomicUsize::new(0));
    let shared = Arc::new(transport);
    let layer = Watching(Arc::clone(&seen), 1);
    let http = Http::builder("https://host").transport(shared).layer(layer).build().unwrap();
    let mut download = block_on(file(&http).stream()).unwrap();
    assert_eq!(block_on(download.chunk()).unwrap().unwrap(), "ab");
    assert_eq!(seen.load(Ordering::SeqCst), 2);
}

#[test]
fn a_stream_arrives_with_its_length_and_reports_progress() {
    let transport = MemoryTransport::new(|_| Ok(Response::json(200, "1")));
    let http = builder(&transport).build().unwrap();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let upload = Upload::stream("image/png", 5, pieces(&["ab", "", "cde", ""]))
        .on_progress(move |done, of| log.lock().unwrap().push((done, of)));
    assert_eq!(block_on(save(&http, upload)).unwrap(), 1);
    assert_eq!(*seen.lock().unwrap(), [(2, 5), (5, 5)]);
    assert_eq!(transport.requests()[0].body, "abcde");
    assert_eq!(transport.requests()[0].headers.get(CONTENT_TYPE).unwrap(), "image/png");
    block_on(save(&http, Upload::stream("a/b", 0, pieces(&[])))).unwrap();
    assert!(transport.requests()[1].body.is_empty());
}

/// Streams that cannot be sent, and what the error says.
fn wrong() -> Vec<(Upload, &'static str)> {
    let failing = || Items::new([Ok(Bytes::from("ab")), Err(std::io::Error::other("the disk is gone"))]);
    vec![
        (Upload::stream("a/b", 5, pieces(&["ab", "c"])), "it ended after 3 of 5 bytes"),
        (Upload::stream("a/b", 5, pieces(&["ab", "cdef"])), "it has more than 5 bytes"),
        (Upload::stream("a/b", 5, pieces(&["abcde", "f"])), "it has more than 5 bytes"),
        (Upload::stream("a/b", 0, pieces(&["f"])), "it has more than 0 bytes"),
        (Upload::stream("a/b", 5, failing()), "the disk is gone"),
        (Upload::from_fn("a/b", 5, failing), "the disk is gone"),
        (Upload::from_fn("a/b", 5, || pieces(&["a"])), "it ended after 1 of 5 bytes"),
    ]
}

#[test]
fn a_stream_of_another_length_is_not_sent_and_not_retried() {
    let transport = MemoryTransport::new(|_| Ok(Response::json(200, "1")));
    let http = builder(&transport).build().unwrap();
    let (sender, received) = channel();
    let base = server(move |_, stream| {
        let length = head(stream).lines().find_map(|line| line.strip_prefix("content-length: ").map(str::to_owned));
        let mut body = Vec::new();
        drop(stream.read_to_end(&mut body));
        sender.send((length, body.len())).unwrap();
    });
    let network = online(&base, Timeouts::default());
    for (upload, reason) in wrong() {
        let error = block_on(save(&http, upload)).unwrap_err();
        assert_eq!(error.to_string(), format!("v1Save: the request body cannot be sent: {reason}"));
        assert!(!error.is_retryable() && error.attempts() == Some(1), "{error:?}");
    }
    // On the network the server must not take a part for the whole.
    for (upload, reason) in wrong() {
        let empty = upload.body.is_empty();
        let error = block_on(save(&network, upload)).unwrap_err();
        assert_eq!(error.to_string(), format!("v1Save: the request body cannot be sent: {reason}"));
        if !empty {
            let (length, arrived) = received.recv_timeout(Duration::from_secs(60)).unwrap();
            assert!(length.is_none_or(|length| length == "5") && arrived < 5, "{arrived} of 5 bytes arrived");
        }
    }
    assert!(transport.requests().is_empty());
}

#[test]
fn a_body_is_sent_again_only_if_it_is_the_same() {
    let run = |upload: Upload, failures: usize| {
        let mut answers = [503, 200].into_iter();
        let transport = MemoryTransport::new(move |_| Ok(Response::json(answers.next().unwrap_or(200), "1")));
        let layer = Watching(Arc::default(), failures);
        let result = block_on(save(&builder(&transport).layer(layer).build().unwrap(), upload));
        let bodies: Vec<_> = transport.requests().into_iter().map(|request| request.body).collect();
        (result.map_err(|error| error.status()), bodies)
    };
    let (result, bodies) = run(Upload::from_fn("a/b", 3, || pieces(&["ab", "c"])), 0);
    assert_eq!((result, bodies.len()), (Ok(1), 2));
    assert!(bodies.iter().all(|body| *body == "abc"));
    // A stream was read by the first attempt.
    let (result, bodies) = run(Upload::stream("a/b", 3, pieces(&["ab", "c"])), 0);
    assert_eq!((result, bodies.len()), (Err(Some(503)), 1));
    // It was not read if there was no connection.
    let (result, bodies) = run(Upload::stream("a/b", 3, pieces(&["ab", "c"])), 1);
    assert_eq!((result, bodies.len()), (Err(Some(503)), 1));
    assert_eq!(bodies[0], "abc");
}

/// Issues `t1`, `t2` and so on.
struct Tokens(AtomicUsize);

impl TokenSource for Tokens {
    fn auth<'a>(&'a self, _: Option<&'a Auth>) -> Obtaining<'a> {
        let number = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        Box::pin(std::future::ready(Ok(Auth::bearer(format!("t{number}")))))
    }
}

#[test]
fn new_credentials_are_used_for_the_same_body_or_the_next_call() {
    let http = |transport: &MemoryTransport| {
        builder(transport).auth(Auth::source(Tokens(AtomicUsize::new(0)))).build().unwrap()
    };
    let transport = MemoryTransport::new(|request| {
        let old = request.headers.get("authorization").unwrap() == "Bearer t1";
        Ok(Response::json(if old { 401 } else { 200 }, "1"))
    });
    assert_eq!(block_on(save(&http(&transport), Upload::from_fn("a/b", 3, || pieces(&["abc"])))).unwrap(), 1);
    assert!(transport.requests().len() == 2 && transport.requests().iter().all(|request| request.body == "abc"));
    let http = http(&transport);
    let error = block_on(save(&http, Upload::stream("a/b", 3, pieces(&["abc"])))).unwrap_err();
    assert!(error.is_unauthorized() && transport.requests().len() == 3, "{error}");
    block_on(save(&http, Upload::stream("a/b", 3, pieces(&["abc"])))).unwrap();
    assert_eq!(transport.requests().len(), 4);
}

#[test]
fn a_body_that_is_cut_off_is_an_error_with_the_bytes_so_far() {
    let base = server(|number, stream| {
        head(stream);
        let length = if number == 0 { "Content-Length: 10" } else { "Transfer-Encoding: chunked" };
        let body = if number == 0 { "abc" } else { "3\r\nabc\r\n" };
        write!(stream, "HTTP/1.1 200 OK\r\n{length}\r\n\r\n{body}").unwrap();
    });
    let http = online(&base, Timeouts::default());
    for length in [Some(10), None] {
        block_on(async {
            let mut download = file(&http).stream().await.unwrap();
            assert_eq!(download.content_length(), length);
            let (text, error) = rest(&mut download).await;
            let Some(Error::Transport(error)) = error else { panic!("{error:?}") };
            assert_eq!((text.as_str(), error.received, download.received()), ("abc", Some(3), 3));
        });
    }
}

#[test]
fn a_slow_download_is_limited_by_its_pauses_and_not_by_its_duration() {
    let base = server(|number, stream| {
        head(stream);
        write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc").unwrap();
        thread::sleep(Duration::from_millis(if number == 0 { 1300 } else { 60_000 }));
        drop(stream.write_all(b"def"));
    });
    let total = Timeouts { total: Some(Duration::from_secs(1)), ..Timeouts::default() };
    let (text, error) = block_on(async { rest(&mut file(&online(&base, total)).stream().await.unwrap()).await });
    assert!(error.is_none() && text == "abcdef", "{error:?}");
    let idle = Timeouts { idle: Some(Duration::from_millis(500)), ..Timeouts::default() };
    let (text, error) = block_on(async { rest(&mut file(&online(&base, idle)).stream().await.unwrap()).await });
    let Some(Error::Timeout(error)) = error else { panic!("{error:?}") };
    assert_eq!((text.as_str(), error.received), ("abc", Some(3)));
}

/// A piece, then nothing for a time, again and again.
struct Slow(u32, Duration, Option<Pin<Box<tokio::time::Sleep>>>);

impl Stream for Slow {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.0 == 0 {
            return Poll::Ready(None);
        }
        let pause = self.1;
        let sleep = self.2.get_or_insert_with(|| Box::pin(tokio::time::sleep(pause)));
        if sleep.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        self.2 = None;
        self.0 -= 1;
        Poll::Ready(Some(Ok(Bytes::from("x"))))
    }
}

#[test]
fn an_upload_is_limited_by_its_pauses_and_not_by_its_duration() {
    let base = server(|_, stream| {
        head(stream);
        drop(stream.read_exact(&mut [0; 5]));
        drop(stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1"));
    });
    let idle = Timeouts { idle: Some(Duration::from_secs(1)), ..Timeouts::default() };
    let http = online(&base, idle);
    let slow = |pause| Upload::stream("a/b", 5, Slow(5, Duration::from_millis(pause), None));
    assert_eq!(block_on(save(&http, slow(300))).unwrap(), 1);
    let error = block_on(save(&http, slow(60_000))).unwrap_err();
    assert!(error.is_timeout(), "{error}");
}

/// Returns whether the other side closes the connection.
fn closed(received: &Receiver<()>) -> bool {
    received.recv_timeout(Duration::from_secs(60)).is_ok()
}

#[test]
fn dropping_a_download_cancels_it() {
    let (sender, received) = channel();
    let base = server(move |_, stream| {
        head(stream);
        write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n").unwrap();
        while stream.write_all(&[b'x'; 4096]).is_ok() {}
        sender.send(()).unwrap();
    });
    let http = online(&base, Timeouts::default());
    block_on(async {
        let mut download = file(&http).stream().await.unwrap();
        download.chunk().await.unwrap().unwrap();
        drop(download);
        assert!(tokio::task::spawn_blocking(move || closed(&received)).await.unwrap());
    });
}

#[test]
fn dropping_the_future_of_an_upload_cancels_it() {
    let (sender, received) = channel();
    let base = server(move |_, stream| {
        head(stream);
        let mut body = Vec::new();
        drop(stream.read_to_end(&mut body));
        sender.send(()).unwrap();
    });
    let http = online(&base, Timeouts::default());
    block_on(async {
        let upload = Upload::stream("a/b", 1_000_000, Slow(1_000_000, Duration::from_millis(20), None));
        let call = tokio::spawn(save(&http, upload).send());
        tokio::time::sleep(Duration::from_millis(200)).await;
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
        assert!(tokio::task::spawn_blocking(move || closed(&received)).await.unwrap());
    });
}

#[test]
fn a_file_is_sent_from_disk() {
    let path = std::env::temp_dir().join(format!("superoffice-upload-{}", std::process::id()));
    let content: Vec<u8> = (0..1_000_000_u32).map(|number| u8::try_from(number % 251).unwrap()).collect();
    std::fs::write(&path, &content).unwrap();
    let (sender, received) = channel();
    let base = server(move |_, stream| {
        let head = head(stream);
        assert!(head.contains("content-length: 1000000\r\n") && !head.contains("transfer-encoding"), "{head}");
        let mut body = vec![0; 1_000_000];
        stream.read_exact(&mut body).unwrap();
        sender.send(body).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1").unwrap();
    });
    let upload = Upload::file("application/pdf", &path).unwrap();
    assert_eq!(upload.body.len(), 1_000_000);
    block_on(save(&online(&base, Timeouts::default()), upload.clone())).unwrap();
    assert!(received.recv().unwrap() == content);
    // Bytes in memory arrive in the same way.
    block_on(save(&online(&base, Timeouts::default()), Upload::from(content.clone()))).unwrap();
    assert!(received.recv().unwrap() == content);
    // Without a network and a second time.
    let transport = MemoryTransport::new(|_| Ok(Response::json(200, "1")));
    let http = builder(&transport).build().unwrap();
    block_on(save(&http, upload.clone())).unwrap();
    assert!(transport.requests()[0].body.as_bytes().unwrap() == &content);
    // The file becomes shorter, and disappears.
    std::fs::write(&path, "short").unwrap();
    let error = block_on(save(&http, upload.clone())).unwrap_err();
    assert!(error.to_string().ends_with("it ended after 5 of 1000000 bytes"), "{error}");
    std::fs::remove_file(&path).unwrap();
    let error = block_on(save(&http, upload)).unwrap_err();
    assert!(error.to_string().starts_with("v1Save: the request body cannot be sent: "), "{error}");
    assert!(Upload::file("application/pdf", &path).is_err());
    assert_eq!(transport.requests().len(), 1);
}

#[test]
fn base64_is_read_and_written_piece_by_piece() {
    for length in [0, 1, 2, 3, 4, 100_000] {
        let bytes = vec![0xfb; length];
        let base64 = Base64::from_reader(&*bytes).unwrap();
        assert_eq!(base64, Base64::from_bytes(&bytes));
        let mut decoded = Vec::new();
        assert_eq!(base64.decode_to(&mut decoded).unwrap(), length as u64);
        assert_eq!((decoded, base64.decode().unwrap()), (bytes.clone(), bytes));
    }
    let mut written = Vec::new();
    assert_eq!(Base64::from_wire("AQI").decode_to(&mut written).unwrap(), 2);
    let error = Base64::from_wire("AQ!D").decode_to(&mut written).unwrap_err();
    assert_eq!((written, error.kind()), (vec![1, 2], std::io::ErrorKind::InvalidData));
}
