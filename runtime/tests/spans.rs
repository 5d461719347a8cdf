//! Formats errors and spans of calls that fail in many ways, and looks for secrets in them.

#![cfg(feature = "tracing")]
#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test")]

use std::error::Error as _;
use std::fmt::{Debug, Write as _};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use http::header::{AUTHORIZATION, HeaderName, HeaderValue, RETRY_AFTER};
use superoffice_runtime::transport::{MemoryTransport, Response, TransportError, TransportErrorKind};
use superoffice_runtime::{Auth, Call, Error, Http, HttpBuilder, Method, Obtaining, Operation, Retry, TokenSource};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

static GET: Operation = Operation::new("v1Get", Method::Get, "/api/v1/Contact/{id}");

/// Writes spans and events as text.
#[derive(Clone, Default)]
struct Recorder(Arc<(AtomicU64, Mutex<String>)>);

impl Recorder {
    fn text(&self) -> String {
        self.0.1.lock().unwrap().clone()
    }

    fn write(&self, what: &str, record: impl FnOnce(&mut Fields)) {
        let mut fields = Fields(String::new());
        record(&mut fields);
        writeln!(self.0.1.lock().unwrap(), "{what}{}", fields.0).unwrap();
    }
}

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.write(span.metadata().name(), |fields| span.record(fields));
        Id::from_u64(self.0.0.fetch_add(1, Ordering::SeqCst) + 1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.write(":", |fields| values.record(fields));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.write("event", |fields| event.record(fields));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn block_on<F: IntoFuture>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async { future.await })
}

#[test]
fn a_call_has_one_span() {
    let recorder = Recorder::default();
    let busy = || Response::new(503).header(RETRY_AFTER, HeaderValue::from_static("2"));
    let transport = MemoryTransport::queue([busy(), Response::json(200, "7"), Response::new(404)]);
    let http = Http::builder("https://host").transport(transport).build().unwrap();
    let call = || -> Call<i32> { http.request(&GET).path("id", &"secret").call() };
    tracing::subscriber::with_default(recorder.clone(), || {
        assert_eq!(block_on(call()).unwrap(), 7);
        assert!(block_on(call()).is_err());
    });
    let expected = [
        "superoffice.call uid=\"v1Get\" method=\"GET\"",
        "event message=the request is sent again attempt=1 status=503 wait_ms=2000",
        ": attempts=2",
        ": duration_ms=2000",
        ": status=200",
        "superoffice.call uid=\"v1Get\" method=\"GET\"",
        ": attempts=1",
        ": duration_ms=0",
        ": error=\"status\"",
        ": status=404",
        "",
    ];
    assert_eq!(recorder.text(), expected.join("\n"));
}

/// A secret in the form of an access token, most of which occurs nowhere else.
fn secret() -> String {
    let random = || RandomState::new().build_hasher().finish();
    format!("8A:Cust12345.{:016x}+/{:016x}==", random(), random())
}

struct Issuing(String, bool);

impl TokenSource for Issuing {
    fn auth<'a>(&'a self, rejected: Option<&'a Auth>) -> Obtaining<'a> {
        Box::pin(async move {
            match rejected {
                Some(_) if self.1 => Err(Error::credentials(format!("refused {}", self.0))),
                _ => Ok(Auth::bearer(&self.0)),
            }
        })
    }
}

/// One of several ways to send a secret.
fn with_secret(builder: HttpBuilder, secret: &str, way: usize) -> HttpBuilder {
    match way % 8 {
        0 => builder.auth(Auth::bearer(secret)),
        1 => builder.auth(Auth::ticket(secret, "application")),
        2 => builder.auth(Auth::ticket("7T:ticket", secret)),
        3 => builder.auth(Auth::basic("user", secret)),
        4 => builder.header(AUTHORIZATION, &format!("Bearer {secret}")),
        5 => builder.header(HeaderName::from_static("x-api-key"), secret),
        6 => builder.auth(Auth::source(Issuing(secret.to_owned(), false))),
        _ => builder.auth(Auth::source(Issuing(secret.to_owned(), true))),
    }
}

/// One of several faults that repeat the secret.
fn fault(secret: &str, way: usize) -> Result<Response, TransportError> {
    let error = |kind| Err(TransportError::with_source(kind, std::io::Error::other(format!("bad {secret}"))));
    let escaped: String = secret.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
    match way % 12 {
        0 => Ok(Response::json(401, format!("{{\"ErrorMessage\":\"{secret} has expired\"}}"))),
        1 => Ok(Response::json(500, format!("{{\"ErrorType\":\"{secret}\",\"Message\":\"x\"}}"))),
        2 => Ok(Response::new(502).body(format!("<p>{secret}</p>"))),
        3 => Ok(Response::new(503).header(RETRY_AFTER, HeaderValue::from_str(secret).unwrap())),
        4 => Ok(Response::json(429, format!("{{\"Message\":\"{escaped}\"}}"))),
        5 => Ok(Response::json(200, format!("{{\"{secret}\":\"{secret}\"}}"))),
        6 => Ok(Response::json(200, format!("\"{secret}\""))),
        7 => Ok(Response::json(200, secret.to_owned())),
        8 => error(TransportErrorKind::Connect),
        9 => error(TransportErrorKind::Timeout),
        10 => error(TransportErrorKind::Other),
        _ => Ok(Response::json(403, format!("\"{}\"", secret.replace('/', "%2F").replace('+', "%2b")))),
    }
}

fn texts(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#} {error:#?} {:?}", error.headers());
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(text, " {error} {error:?} {error:#?}").unwrap();
        cause = error.source();
    }
    text
}

#[test]
fn ten_thousand_errors_and_spans_contain_no_secret() {
    let recorder = Recorder::default();
    let (mut formatted, mut found) = (0, 0);
    tracing::subscriber::with_default(recorder.clone(), || {
        for round in 0..10_000 {
            let secret = secret();
            let parts = [secret.get(13..21).unwrap(), secret.get(31..39).unwrap()];
            let (echoed, way) = (secret.clone(), round / 8);
            let transport = MemoryTransport::new(move |_| fault(&echoed, way));
            let builder = Http::builder("https://host").transport(transport).retry(Retry::standard().attempts(2));
            let http = with_secret(builder, &secret, round).build().unwrap();
            let call: Call<i32> = http.request(&GET).path("id", &secret).call();
            let error = block_on(call.query("token", &secret)).unwrap_err();
            let texts = texts(&error);
            formatted += 1;
            // Half of the secret is as bad as all of it.
            found += usize::from(parts.iter().any(|part| texts.contains(part)));
            let spans = std::mem::take(&mut *recorder.0.1.lock().unwrap());
            assert!(spans.starts_with("superoffice.call uid=\"v1Get\"") && spans.contains(": attempts="), "{spans}");
            found += usize::from(parts.iter().any(|part| spans.contains(part)) || spans.contains("host"));
            assert_eq!(found, 0, "{texts}\n{spans}");
        }
    });
    assert_eq!((formatted, found), (10_000, 0));
}
