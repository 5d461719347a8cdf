//! A proxy that forwards requests to a service and records the exchanges.
//!
//! In: requests. Out: the responses of the service, one line per exchange in a file, and the differences from the pages.
//! Everything is redacted before it is written.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Request, Response};
use url::Url;

use super::drift::{self, Difference};
use super::exchange::{self, Content, Exchange};
use super::{HEAD, HERE, Listener};
use crate::api::Api;
use crate::failure::Failure;
use crate::redact::Redactor;
use crate::request::Given;

/// Headers that apply to a single connection, and headers that would make a body unreadable.
const LOCAL: [&str; 12] = [
    "accept-encoding",
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// The reason why a recording could not be started.
#[derive(Debug)]
#[non_exhaustive]
pub enum RecordError {
    /// The program was built without the feature `record`.
    NoFeature,
    /// The address of the service is not an HTTP address, or it contains credentials or a query.
    Address(String),
    /// The file already exists, or cannot be created.
    Create(PathBuf, io::Error),
    /// The HTTP client cannot be created.
    Client(String),
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFeature => f.write_str("this program cannot record: build it with the feature `record`"),
            Self::Address(why) => write!(
                f,
                "the upstream must be the address of a tenant, such as `https://host/Cust12345`, without credentials: {why}"
            ),
            Self::Create(path, error) => write!(f, "the recording {} cannot be created: {error}", path.display()),
            Self::Client(why) => write!(f, "the HTTP client cannot be created: {why}"),
        }
    }
}

impl std::error::Error for RecordError {}

/// A recording in progress.
pub(crate) struct Proxy {
    /// The address of the tenant, without a slash at the end.
    upstream: String,
    client: client::Client,
    listener: Option<Listener>,
    state: Mutex<State>,
}

struct State {
    redactor: Redactor,
    file: File,
    /// The differences so far, and their texts without array indices.
    differences: Vec<Difference>,
    known: BTreeSet<String>,
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy").field("upstream", &self.upstream).finish_non_exhaustive()
    }
}

impl Proxy {
    pub(crate) fn new(upstream: &str, path: &Path, listener: Option<Listener>) -> Result<Self, RecordError> {
        let url = Url::parse(upstream).map_err(|error| RecordError::Address(error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") || url.query().is_some() || url.fragment().is_some() {
            return Err(RecordError::Address("it must begin with `http` or `https` and have no query".to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(RecordError::Address("clients send their own credentials".to_owned()));
        }
        let client = client::new(&url)?;
        let failed = |error| RecordError::Create(path.to_owned(), error);
        // An earlier recording is not overwritten.
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(failed)?;
        writeln!(file, "{HEAD}").map_err(failed)?;
        let state = State { redactor: Redactor::default(), file, differences: Vec::new(), known: BTreeSet::new() };
        let upstream = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { upstream, client, listener, state: Mutex::new(state) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn differences(&self) -> Vec<Difference> {
        self.state().differences.clone()
    }

    fn say(&self, line: &str) {
        if let Some(listener) = &self.listener {
            (listener.0)(line);
        }
    }

    /// Forwards a request, and records it with its response.
    pub(crate) async fn forward(&self, api: &Api, request: Request<Bytes>) -> Response<Bytes> {
        let given = Given::new(request.clone());
        let raw: Vec<&str> = request.uri().path().split('/').filter(|segment| !segment.is_empty()).collect();
        let rest = raw.get(api.start(&given.segments)..).unwrap_or_default();
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        let address = format!("{}/{}{query}", self.upstream, rest.join("/"));
        let (head, body) = request.into_parts();
        match client::send(&self.client, head.method, &address, forwarded(&head.headers), body).await {
            Ok(mut response) => {
                match self.write(api, &given, &response) {
                    Ok(lines) => lines.iter().for_each(|line| self.say(line)),
                    Err(error) => self.say(&format!("the recording has gaps: {error}")),
                }
                // Links lead through the proxy.
                if let Ok(text) = std::str::from_utf8(response.body())
                    && text.contains(&self.upstream)
                {
                    *response.body_mut() = text.replace(&self.upstream, &given.base(api)).into();
                }
                response
            }
            Err(why) => {
                self.say(&format!("the upstream did not answer: {why}"));
                Failure::new(502, format!("the upstream did not answer: {why}")).response()
            }
        }
    }

    fn write(&self, api: &Api, given: &Given, response: &Response<Bytes>) -> io::Result<Vec<String>> {
        let mut state = self.state();
        exchange::learn(&mut state.redactor, given);
        state.redactor.learn_headers(response.headers());
        exchange::learn_body(&mut state.redactor, response.headers(), response.body());
        let redactor = &state.redactor;
        let (_, operation) = exchange::documented(api, &given.method, &given.segments);
        let asked = exchange::asked(api, redactor, given);
        let secret = exchange::names_secret(operation);
        let status = response.status().as_u16();
        let mut line = vec![format!("{} {} {status}", asked.method, asked.path)];
        let mut exchange = Exchange {
            operation: operation.map_or_else(String::new, |operation| operation.uid.clone()),
            headers: exchange::headers(redactor, &given.headers),
            status,
            response_headers: exchange::headers(redactor, response.headers()),
            response: exchange::content(redactor, response.headers(), response.body(), secret),
            differences: Vec::new(),
            asked,
        };
        let found = match operation {
            Some(operation) => {
                let value = match &exchange.response {
                    Content::Json(value) => Some(value),
                    _ => None,
                };
                let mut found = drift::of_request(api, operation, &redacted(given, &exchange));
                found.extend(drift::of_response(api, operation, status, response.headers(), value));
                found
            }
            None => {
                let message = format!("no page documents {} {}", exchange.asked.method, exchange.asked.path);
                vec![Difference { operation: String::new(), message, line: None }]
            }
        };
        exchange.differences = found.iter().map(Difference::to_string).collect();
        for difference in found {
            if state.known.insert(without_places(&difference.to_string())) {
                line.push(format!("  {difference}"));
                state.differences.push(difference);
            }
        }
        let text = serde_json::to_string(&exchange)?.replace(&self.upstream, HERE);
        writeln!(state.file, "{text}")?;
        Ok(line)
    }
}

/// A text without array indices.
fn without_places(text: &str) -> String {
    let mut parts = text.split('[');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push('[');
        out.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    out
}

/// The request as it was recorded, so that messages about it cannot contain secrets.
fn redacted(given: &Given, exchange: &Exchange) -> Given {
    let body = match &exchange.asked.body {
        Content::Json(value) => value.to_string().into(),
        Content::Text(text) => text.clone().into(),
        Content::None | Content::Omitted(_) => given.body.clone(),
    };
    Given { query: exchange.asked.query.clone(), body, ..given.clone() }
}

fn forwarded(headers: &HeaderMap) -> HeaderMap {
    let listed: Vec<HeaderName> = headers
        .get_all("connection")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    let kept = headers.iter().filter(|(name, _)| !LOCAL.contains(&name.as_str()) && !listed.contains(name));
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

#[cfg(feature = "record")]
mod client {
    use std::time::Duration;

    use super::{Bytes, HeaderMap, RecordError, Response, Url, forwarded};

    /// The maximum time to wait for a response of the service.
    const TIMEOUT: Duration = Duration::from_mins(5);

    pub(super) type Client = reqwest::Client;

    pub(super) fn new(url: &Url) -> Result<Client, RecordError> {
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // This fails only if another thread has installed a provider in the meantime, which is then used.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        // Redirects and compressed bodies reach the client as they are.
        let mut builder = Client::builder().redirect(reqwest::redirect::Policy::none()).no_gzip().timeout(TIMEOUT);
        let local =
            url.host_str().is_some_and(|host| host == "localhost" || host.starts_with("127.") || host == "[::1]");
        if local {
            builder = builder.no_proxy();
        }
        builder.build().map_err(|error| RecordError::Client(error.to_string()))
    }

    pub(super) async fn send(
        client: &Client,
        method: http::Method,
        address: &str,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<Response<Bytes>, String> {
        let request = client.request(method, address).headers(headers).body(body);
        // The query of the address may contain secrets.
        let why = |error: reqwest::Error| {
            let error = error.without_url();
            let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
            format!("{error}{cause}")
        };
        let received = request.send().await.map_err(why)?;
        let (status, headers) = (received.status(), forwarded(received.headers()));
        let mut response = Response::new(received.bytes().await.map_err(why)?);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

#[cfg(not(feature = "record"))]
mod client {
    use super::{Bytes, HeaderMap, RecordError, Response, Url};

    pub(super) enum Client {}

    pub(super) fn new(_: &Url) -> Result<Client, RecordError> {
        Err(RecordError::NoFeature)
    }

    pub(super) async fn send(
        client: &Client,
        _: http::Method,
        _: &str,
        _: HeaderMap,
        _: Bytes,
    ) -> Result<Response<Bytes>, String> {
        match *client {}
    }
}
