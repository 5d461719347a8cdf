//! The transport over the network, on reqwest.
//!
//! In: a [`Request`]. Out: its [`Response`], with at most the allowed number of bytes. This file must not follow a redirect
//! to another origin, send anything unencrypted through a proxy, or display a URL in an error.

use std::error::Error as StdError;
use std::fmt;
use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::LOCATION;
use reqwest::{Client, ClientBuilder, Url};

use super::clients::{Clients, Kind};
use super::contract::{Request, Response, Sending, Transport};
use super::error::{TransportError, TransportErrorKind};
use super::progress::Progress;
use crate::loopback::is_loopback;
use crate::operation::Method;
use crate::timeouts::Timeouts;

/// The maximum number of redirects followed in a row.
const REDIRECTS: usize = 5;

/// The longest timeout, a century. reqwest adds a timeout to the current time, which must not overflow.
const LONGEST: Duration = Duration::from_hours(876_000);

/// Sends over the network. Cheap to clone; clones share connections.
///
/// Calls must be awaited on a tokio runtime with timers and I/O. A transport can be used on several runtimes: connections
/// are shared by the calls on one runtime only.
///
/// Proxies of the environment (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`) are used for `https` to other machines only, so that
/// a proxy never sees a request.
#[derive(Clone)]
pub struct ReqwestTransport(Arc<Clients>);

impl ReqwestTransport {
    /// Creates a transport with these timeouts.
    ///
    /// # Errors
    /// Returns an error if the system's certificates cannot be used.
    pub fn new(timeouts: Timeouts) -> Result<Self, TransportError> {
        Self::configured(timeouts, |client| client)
    }

    /// Creates a transport with further settings, such as certificates, a proxy or a DNS resolver.
    ///
    /// A finished [`Client`] is not accepted: it may follow redirects to another origin and send the credentials there,
    /// and its settings can neither be read nor changed. Whatever `configure` sets, redirects are followed on the same
    /// origin only, and proxies are used for `https` to other machines only. Set headers with
    /// [`HttpBuilder::header`](crate::HttpBuilder::header), because errors can show the values of headers set here.
    ///
    /// `configure` is called for each client, of which there are several for each tokio runtime.
    ///
    /// # Errors
    /// Returns an error if the settings or the system's certificates cannot be used.
    pub fn configured(
        timeouts: Timeouts,
        configure: impl Fn(ClientBuilder) -> ClientBuilder + Send + Sync + 'static,
    ) -> Result<Self, TransportError> {
        let settings = move || configure(builder(timeouts));
        Clients::new(settings).map(|clients| Self(Arc::new(clients))).map_err(failure)
    }

    /// Sends a request within its time limit, which includes redirects and a repeat.
    async fn exchange(&self, request: Request) -> Result<Response, TransportError> {
        let url = Url::parse(&request.url)
            .map_err(|error| TransportError::with_source(TransportErrorKind::Other, error).unsent())?;
        let kind = Kind { direct: url.scheme() != "https" || is_loopback(&url), fresh: false };
        let exchange = Exchange { clients: &self.0, kind, client: self.0.get(kind)?, request: &request };
        let first = Progress::default();
        let response = exchange.follow(url, &first);
        let Some(limit) = request.timeout else { return response.await };
        // Afterwards the exchange has ended, so that the progress of its first attempt is known.
        let result = tokio::time::timeout(limit, response).await;
        result.unwrap_or_else(|_| Err(first.qualify(TransportError::new(TransportErrorKind::Timeout))))
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: Request) -> Sending<'_> {
        Box::pin(self.exchange(request))
    }
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport").finish_non_exhaustive()
    }
}

/// A request and what sends it.
struct Exchange<'a> {
    clients: &'a Clients,
    kind: Kind,
    client: Client,
    request: &'a Request,
}

impl Exchange<'_> {
    /// Sends the request and follows its redirects. They stay on the origin, so that the same client serves them.
    async fn follow(&self, mut url: Url, first: &Progress) -> Result<Response, TransportError> {
        let mut response = self.attempt(&url, first).await?;
        for _ in 0..REDIRECTS {
            let Some(next) = redirect(self.request, &url, &response) else { break };
            url = next;
            response = self.attempt(&url, &Progress::default()).await.map_err(TransportError::after_sending)?;
        }
        collect(response, self.request).await
    }

    /// Sends the request, and once more over a new connection if the server closed an idle connection meanwhile and a
    /// repeat is safe.
    async fn attempt(&self, url: &Url, progress: &Progress) -> Result<reqwest::Response, TransportError> {
        let error = match progress.watch(send(&self.client, self.request, url)).await {
            Ok(response) => return Ok(response),
            Err(error) => error,
        };
        if !is_safe(self.request.method) || !progress.is_reused() || !was_closed(&error) {
            return Err(progress.qualify(failure(error)));
        }
        let fresh = self.clients.get(Kind { fresh: true, ..self.kind }).map_err(TransportError::after_sending)?;
        send(&fresh, self.request, url).await.map_err(|error| failure(error).after_sending())
    }
}

fn builder(timeouts: Timeouts) -> ClientBuilder {
    let limit = |timeout: Option<Duration>| timeout.map(|timeout| timeout.min(LONGEST));
    let mut builder = Client::builder().pool_idle_timeout(limit(timeouts.keep_alive));
    if let Some(connect) = limit(timeouts.connect) {
        builder = builder.connect_timeout(connect);
    }
    if let Some(idle) = limit(timeouts.idle) {
        builder = builder.read_timeout(idle);
    }
    builder
}

async fn send(client: &Client, request: &Request, url: &Url) -> reqwest::Result<reqwest::Response> {
    let method = match request.method {
        Method::Get => http::Method::GET,
        Method::Head => http::Method::HEAD,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Patch => http::Method::PATCH,
        Method::Delete => http::Method::DELETE,
        Method::Options => http::Method::OPTIONS,
    };
    client.request(method, url.clone()).headers(request.headers.clone()).body(request.body.clone()).send().await
}

/// Whether the method only reads, so that sending it twice changes nothing.
fn is_safe(method: Method) -> bool {
    matches!(method, Method::Get | Method::Head | Method::Options)
}

/// Whether the connection was closed before a response.
fn was_closed(error: &reqwest::Error) -> bool {
    use ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    let reset = |cause: &std::io::Error| {
        matches!(cause.kind(), ConnectionReset | ConnectionAborted | BrokenPipe | UnexpectedEof)
    };
    has_cause(error, hyper::Error::is_incomplete_message) || has_cause(error, reset)
}

/// Whether one of the causes has a type and a property.
fn has_cause<E: StdError + 'static>(error: &reqwest::Error, property: impl Fn(&E) -> bool) -> bool {
    let mut causes = std::iter::successors(error.source(), |&cause| cause.source());
    causes.any(|cause| cause.downcast_ref().is_some_and(&property))
}

/// The URL to request instead, if it is on the same origin.
fn redirect(request: &Request, from: &Url, response: &reqwest::Response) -> Option<Url> {
    if !matches!(response.status().as_u16(), 301..=303 | 307 | 308)
        || !matches!(request.method, Method::Get | Method::Head)
    {
        return None;
    }
    let to = from.join(response.headers().get(LOCATION)?.to_str().ok()?).ok()?;
    (to.origin() == from.origin()).then_some(to)
}

/// Reads the body up to the limit: the declared length can be missing or wrong, and a small compressed body can expand to a
/// very large one.
async fn collect(mut response: reqwest::Response, request: &Request) -> Result<Response, TransportError> {
    let limit = request.body_limit;
    let too_large = || TransportError::new(TransportErrorKind::BodyTooLarge);
    // The response to HEAD declares the length of a body that it does not have.
    if request.method != Method::Head && response.content_length().is_some_and(|length| length > limit as u64) {
        return Err(too_large());
    }
    let status = response.status().as_u16();
    let headers = std::mem::take(response.headers_mut());
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(failure)? {
        if body.len().saturating_add(chunk.len()) > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Response { status, headers, body: Bytes::from(body) })
}

/// The URL can contain what a user searches for, so it is removed from errors.
fn failure(error: reqwest::Error) -> TransportError {
    let kind = if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else {
        TransportErrorKind::Other
    };
    // hyper cancels a request only if the connection was closed before a part of the request was sent.
    let unsent = error.is_connect() || error.is_builder() || has_cause(&error, hyper::Error::is_canceled);
    let failure = TransportError::with_source(kind, error.without_url());
    if unsent { failure.unsent() } else { failure }
}
