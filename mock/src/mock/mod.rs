//! Answers requests.
//!
//! In: a request. Out: a response, and what the connection must do to it. In this order: the control endpoints, the route,
//! a fault, the credentials, a status on demand, the media types, the parameters and the body, the records or the sample.
//! This module must not know sockets, so that the server can also be used in memory.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Request, Response};
use serde_json::Value;

use crate::api::{Api, Operation, Problem, Routed};
use crate::check::media::Encoding;
use crate::check::{credentials, input, media};
use crate::expect::Expectations;
use crate::explorer::Explorer;
use crate::failure::{Failure, response};
use crate::fault::{Fault, Kind};
use crate::language;
use crate::received::{Log, Logged, Received};
use crate::record::{Proxy, Recording};
use crate::request::Given;
use crate::sample::{Maker, echo};
use crate::store::rows;
use crate::store::select::select;
use crate::store::{Document, Snapshot, Store};

mod control;
mod expected;
mod keyed;
mod limits;
mod recorded;
mod records;
mod stored;

/// The settings of a server.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) strict: bool,
    pub(crate) seed: u64,
    pub(crate) records: u32,
}

/// What the connection does to a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Damage {
    None,
    Reset,
    Cut,
    /// The body is sent over this time.
    Slow(Duration),
}

/// A response, and how it is sent.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) response: Response<Bytes>,
    pub(crate) delay: Duration,
    pub(crate) damage: Damage,
}

#[derive(Debug)]
struct State {
    store: Store,
    faults: Vec<Fault>,
    log: Log,
}

/// The API with its records.
#[derive(Debug)]
pub(crate) struct Mock {
    api: Arc<Api>,
    settings: Settings,
    /// The rules that hold from the start and after a reset.
    faults: Vec<Fault>,
    /// The records from the start and after a reset, apart from those that every resource has.
    initial: Snapshot,
    state: Mutex<State>,
    /// The bodies of operations without state.
    samples: Vec<OnceLock<Arc<Document>>>,
    pub(crate) expected: Expectations,
    pub(crate) proxy: Option<Proxy>,
    pub(crate) recording: Option<Recording>,
    pub(crate) explorer: Explorer,
}

/// A successful response before it is encoded.
struct Success {
    status: u16,
    body: Option<Arc<Document>>,
    modified: Option<std::time::SystemTime>,
}

impl Mock {
    pub(crate) fn new(api: Arc<Api>, settings: Settings, faults: Vec<Fault>) -> Self {
        let store = Store::new(settings.records);
        let now = std::time::SystemTime::now();
        let active = faults.iter().map(|fault| fault.clone().from(now)).collect();
        let state = State { store, faults: active, log: Log::default() };
        let initial = Snapshot::empty(&api);
        let samples = api.operations.iter().map(|_| OnceLock::new()).collect();
        Self {
            api,
            settings,
            faults,
            initial,
            state: Mutex::new(state),
            samples,
            expected: Expectations::default(),
            proxy: None,
            recording: None,
            explorer: Explorer::default(),
        }
    }

    pub(crate) fn api(&self) -> &Api {
        &self.api
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn maker(&self) -> Maker<'_> {
        Maker { api: &self.api, seed: self.settings.seed }
    }

    pub(crate) fn add_fault(&self, fault: Fault) {
        let mut state = self.state();
        let now = state.store.clock().now();
        state.faults.push(fault.from(now));
    }

    pub(crate) fn log(&self) -> Vec<Logged> {
        self.state().log.list()
    }

    /// Answers a request.
    pub(crate) fn answer(&self, request: Request<Bytes>) -> Answer {
        let given = Given::new(request);
        let plain = |response| Answer { response, delay: Duration::ZERO, damage: Damage::None };
        if given.path == "/" && given.method == http::Method::GET {
            return plain(mark(self.explorer.answer(&given, &self.api), None));
        }
        if given.segments.first().is_some_and(|first| first == "_mock") {
            return plain(mark(self.control(&given), None));
        }
        let (mut answer, operation) = match self.api.route(&given.method, &given.segments) {
            Routed::Operation(at) => match self.api.operations.get(at) {
                Some(operation) => (self.operation(at, operation, &given), Some(operation)),
                None => (plain(Failure::new(404, "no such operation").response()), None),
            },
            Routed::OtherMethods(methods) => {
                let methods: Vec<&str> = methods.iter().map(http::Method::as_str).collect();
                let mut message = format!("this path has no {}; it has {}", given.method, methods.join(", "));
                self.add_nearest(&mut message, &given);
                (plain(Failure::new(405, message).with("allow", methods.join(", ")).response()), None)
            }
            Routed::Unknown => {
                let mut message = format!("no page documents the path {}", given.path);
                self.add_nearest(&mut message, &given);
                (plain(Failure::new(404, message).response()), None)
            }
        };
        if operation.is_none()
            && let Some(response) = self.replayed(None, &given)
        {
            answer.response = response;
        }
        answer.response = mark(answer.response, operation);
        let logged = Logged::new(Received::new(&given, operation), answer.response.status().as_u16());
        self.state().log.push(logged);
        answer
    }

    /// Adds the documented routes that are nearest to a request.
    fn add_nearest(&self, message: &mut String, given: &Given) {
        for (at, near) in self.api.nearest(&given.method, &given.segments).iter().enumerate() {
            message.push_str(if at == 0 { "; the nearest:\n" } else { "\n" });
            message.push_str(&near.to_string());
        }
    }

    /// Answers a call of an operation, with the faults that are due.
    fn operation(&self, at: usize, operation: &Operation, given: &Given) -> Answer {
        let seed = self.settings.seed;
        let due: Vec<Kind> = {
            let mut state = self.state();
            let now = state.store.clock().now();
            state.faults.iter_mut().filter_map(|rule| rule.call(operation, seed, now)).collect()
        };
        let mut answer = Answer { response: Response::default(), delay: Duration::ZERO, damage: Damage::None };
        let mut instead = None;
        let mut garbled = false;
        let mut media = None;
        for kind in due {
            match kind {
                Kind::Status(status) => instead = Some(Failure::new(status, "a rule for faults asks for this status")),
                Kind::RateLimit(seconds) => {
                    let failure = Failure::new(429, "a rule for faults limits the rate");
                    instead = Some(failure.with("retry-after", seconds.to_string()));
                }
                Kind::Latency(delay, _) => answer.delay += delay,
                Kind::Reset => answer.damage = Damage::Reset,
                Kind::CutBody => answer.damage = Damage::Cut,
                Kind::SlowBody(duration) => answer.damage = Damage::Slow(duration),
                Kind::ContentType(name) => media = HeaderValue::try_from(name).ok(),
                Kind::InvalidJson => garbled = true,
            }
        }
        // A connection that is reset has not reached the operation.
        if answer.damage == Damage::Reset {
            instead = Some(Failure::new(502, "a rule for faults resets the connection"));
        }
        answer.response = match instead {
            Some(failure) => failure.response(),
            None => match self.replayed(Some(operation), given) {
                Some(response) => response,
                None => self.checked(at, operation, given).unwrap_or_else(|failure| failure.response()),
            },
        };
        if garbled {
            let status = answer.response.status().as_u16();
            answer.response = response(status, Some((crate::failure::JSON, Bytes::from_static(b"{\"Error\": tru"))));
        }
        if let Some(media) = media {
            answer.response.headers_mut().insert(http::header::CONTENT_TYPE, media);
        }
        answer
    }

    fn checked(&self, at: usize, operation: &Operation, given: &Given) -> Result<Response<Bytes>, Failure> {
        let mut warnings: Vec<String> = Vec::new();
        warnings.extend(credentials::check(&given.headers, &self.api.schemes)?.map(str::to_owned));
        if let Some(response) = self.preferred(operation, given)? {
            return Ok(response);
        }
        let encoding = media::accepted(&given.headers, operation)?;
        media::given(&given.headers, operation)?;
        let input = input::read(&self.api, operation, given);
        if self.settings.strict && !input.problems.is_empty() {
            return Err(Failure::new(400, sentence(&input.problems)));
        }
        warnings.extend(input.problems.iter().map(|problem| sentence(std::slice::from_ref(problem))));
        if let Some(response) = self.wanted(operation, given, &encoding)? {
            return Ok(response);
        }
        let success = match self.stored(at, operation, given, &input.body)? {
            Some(success) => success,
            None => self.sampled(at, operation, given, &input.body)?,
        };
        let mut response = encode(success, &encoding, given);
        for warning in warnings.iter().take(8) {
            // A header has no line breaks and only ASCII.
            let text: String = warning.chars().map(|c| if (' '..='~').contains(&c) { c } else { '?' }).collect();
            if let Ok(value) = HeaderValue::try_from(text) {
                response.headers_mut().append("x-mock-warning", value);
            }
        }
        Ok(response)
    }

    /// The response with the status that `Prefer: code=...` asks for.
    fn preferred(&self, operation: &Operation, given: &Given) -> Result<Option<Response<Bytes>>, Failure> {
        let Some(text) = given.preferred() else { return Ok(None) };
        let documented = operation.statuses.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
        let code =
            text.parse::<u16>().ok().filter(|code| (400..600).contains(code) || operation.statuses.contains(code));
        match code {
            Some(code) if code == operation.success => Ok(None),
            Some(code) if code >= 400 => Err(Failure::new(code, "the header `Prefer` asks for this status")),
            Some(code) => Ok(Some(response(code, None))),
            None => Err(Failure::new(
                400,
                format!(
                    "`Prefer: code={text}` asks for a status that is neither documented ({documented}) nor an error"
                ),
            )),
        }
    }

    /// The response of an operation without state: its sample, with the values of the request that it repeats. A list has
    /// rows with the columns that the request mentions.
    fn sampled(&self, at: usize, operation: &Operation, given: &Given, body: &Value) -> Result<Success, Failure> {
        let Some(described) = &operation.response else {
            return Ok(Success { status: operation.success, body: None, modified: None });
        };
        if self.api.is_page_of_rows(&described.ty) {
            let count = self.settings.records;
            return stored::page(operation, given, "PrimaryKey", |query| rows::made(&self.api, query, count));
        }
        let made = || Document::new(self.maker().body(described, &operation.uid));
        let sample = self.samples.get(at).map_or_else(made, |known| Arc::clone(known.get_or_init(made)));
        let members = input::members(&self.api, operation, given, body);
        let sample = if members.is_empty() || !sample.is_object() {
            sample
        } else {
            let mut value = Value::clone(&sample);
            echo(&self.api, &described.ty, &mut value, &members);
            Document::new(value)
        };
        Ok(Success { status: operation.success, body: Some(sample), modified: None })
    }
}

/// Says what is wrong, with the lines of the pages.
fn sentence(problems: &[Problem]) -> String {
    let one = |problem: &Problem| match &problem.line {
        Some(line) => format!("{} ({line})", problem.message),
        None => problem.message.clone(),
    };
    let mut text = problems.iter().take(5).map(one).collect::<Vec<_>>().join("; ");
    if let more @ 1.. = problems.len().saturating_sub(5) {
        text.push_str(&format!("; and {more} more"));
    }
    text
}

/// Says in headers that the response is not from a real server, and which operation was called.
fn mark(mut response: Response<Bytes>, operation: Option<&Operation>) -> Response<Bytes> {
    let name = concat!("superoffice-mock/", env!("CARGO_PKG_VERSION"));
    response.headers_mut().insert("x-mock", HeaderValue::from_static(name));
    if let Some(uid) = operation.and_then(|operation| HeaderValue::try_from(&operation.uid).ok()) {
        response.headers_mut().insert("x-mock-operation", uid);
    }
    response
}

fn encode(success: Success, encoding: &Encoding, given: &Given) -> Response<Bytes> {
    let body = success.body.map(|value| {
        // The columns of a page of rows are already selected.
        let names = given.query("$select").filter(|_| value.get("odata.nextLink").is_none());
        let language = language::requested(given).filter(|_| language::may_be_in(&value.text()));
        let bytes = match (encoding, names, language) {
            (Encoding::Bytes(_), ..) => bytes_of(&value),
            (Encoding::Json, None, None) => value.text(),
            (Encoding::Json, names, language) => {
                let mut value = Value::clone(&value);
                if let Some(names) = names {
                    select(&mut value, names);
                }
                if let Some(language) = language {
                    language::choose(&mut value, language);
                }
                serde_json::to_vec(&value).unwrap_or_default().into()
            }
        };
        (encoding.content_type(), bytes)
    });
    let mut response = response(success.status, body);
    if let Some(modified) = success.modified.map(httpdate::fmt_http_date)
        && let Ok(value) = HeaderValue::try_from(modified)
    {
        response.headers_mut().insert("last-modified", value);
    }
    response
}

/// The bytes that a value stands for: Base64 in a text, or the text itself.
fn bytes_of(value: &Value) -> Bytes {
    use base64::Engine as _;
    match value {
        Value::String(text) => {
            base64::prelude::BASE64_STANDARD.decode(text).unwrap_or_else(|_| text.clone().into_bytes()).into()
        }
        _ => Bytes::from_static(b"mock"),
    }
}
