//! The transport over the network, on reqwest.
//!
//! In: a [`Request`]. Out: its [`Response`], whose body is read up to the allowed number of bytes, or left unread. This
//! file must not follow a redirect to another origin, send anything unencrypted through a proxy, or display a URL in an
//! error.

use std::error::Error as StdError;
use std::fmt;
use std::future::{Future, poll_fn};
use std::io::ErrorKind;
use std::panic::catch_unwind;
use std::pin::pin;
use std::sync::{Arc, LazyLock};
use std::task::Poll;
use std::time::Duration;

use http::header::LOCATION;
use reqwest::{Client, ClientBuilder, Url};
use tokio::runtime::Handle;
use tokio::time::Instant;

use super::clients::{Clients, Kind};
use super::contract::{Request, Response, Sending, Sleeping, Transport};
use super::error::{TransportError, TransportErrorKind};
use super::incoming::chunks;
use super::outgoing::Upstream;
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
///
/// TLS uses the cryptography provider that the program has installed in rustls with `CryptoProvider::install_default`
/// before it creates a transport. If there is none, ring is installed. Certificates are verified according to the rules
/// of the operating system.
#[derive(Clone)]
pub struct ReqwestTransport {
    clients: Arc<Clients>,
    /// The maximum time between two pieces of a body.
    idle: Option<Duration>,
}

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
        let clients = Clients::new(settings).map_err(failure)?;
        Ok(Self { clients: Arc::new(clients), idle: limit(timeouts.idle) })
    }

    /// Sends a request within its time limit, which includes redirects, a second attempt and, if `whole`, the body of
    /// the response.
    async fn exchange(&self, mut request: Request, whole: bool) -> Result<Response, TransportError> {
        if request.body.is_empty() {
            // An empty stream would not be read, although it may have more bytes than announced.
            request.body = request.body.collect().await?.into();
        }
        let url = Url::parse(&request.url)
            .map_err(|error| TransportError::with_source(TransportErrorKind::Other, error).unsent())?;
        let kind = Kind { direct: url.scheme() != "https" || is_loopback(&url), fresh: false };
        let exchange = Exchange {
            clients: &self.clients,
            idle: self.idle,
            kind,
            client: self.clients.get(kind)?,
            request: &request,
        };
        let first = Progress::default();
        let response = async {
            let response = exchange.follow(url, &first).await?;
            if whole { response.collect(request.body_limit).await } else { Ok(response) }
        };
        let Some(limit) = request.timeout else { return response.await };
        // Afterwards the exchange has ended, so that the progress of its first attempt is known.
        let result = tokio::time::timeout(limit, response).await;
        result.unwrap_or_else(|_| Err(first.qualify(TransportError::new(TransportErrorKind::Timeout))))
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: Request) -> Sending<'_> {
        Box::pin(self.exchange(request, true))
    }

    fn open(&self, request: Request) -> Sending<'_> {
        Box::pin(self.exchange(request, false))
    }

    /// `None` outside of a tokio runtime with timers.
    fn sleep(&self, duration: Duration) -> Option<Sleeping<'_>> {
        Handle::try_current().ok()?;
        // There is no other way to find out whether the runtime has timers.
        let sleep = catch_unwind(|| tokio::time::sleep(duration)).ok()?;
        Some(Box::pin(sleep))
    }

    /// The clock of tokio, which tests can pause.
    fn now(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        START.elapsed()
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
    idle: Option<Duration>,
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
        Ok(self.open(response))
    }

    /// Sends the request, and once more over a new connection if the server closed an idle connection meanwhile and a
    /// repeat is safe.
    async fn attempt(&self, url: &Url, progress: &Progress) -> Result<reqwest::Response, TransportError> {
        let error = match progress.watch(self.send(&self.client, url)).await {
            Ok(Ok(response)) => return Ok(response),
            Ok(Err(error)) => error,
            Err(error) => return Err(progress.qualify(error)),
        };
        if !is_safe(self.request.method) || !progress.is_reused() || !was_closed(&error) {
            return Err(progress.qualify(failure(error)));
        }
        let fresh = self.clients.get(Kind { fresh: true, ..self.kind }).map_err(TransportError::after_sending)?;
        let result = self.send(&fresh, url).await.and_then(|result| result.map_err(failure));
        result.map_err(TransportError::after_sending)
    }

    /// Sends the request. The outer error is one of this transport: the body failed, or nothing was sent or received for too
    /// long.
    async fn send(&self, client: &Client, url: &Url) -> Result<reqwest::Result<reqwest::Response>, TransportError> {
        let upstream = Upstream::new();
        let sending = client
            .request(method(self.request.method), url.clone())
            .headers(self.request.headers.clone())
            .body(upstream.send(&self.request.body))
            .send();
        match until(sending, upstream.stalled(self.idle)).await {
            None => Err(TransportError::new(TransportErrorKind::Timeout)),
            Some(Err(error)) => upstream.failure().map_or(Ok(Err(error)), Err),
            Some(result) => Ok(result),
        }
    }

    /// Returns the response with its body unread.
    fn open(&self, mut response: reqwest::Response) -> Response {
        let status = response.status().as_u16();
        let headers = std::mem::take(response.headers_mut());
        // The response to HEAD declares the length of a body that it does not have.
        let length = response.content_length().filter(|_| self.request.method != Method::Head);
        let stream = Some(chunks(response, length, self.idle, failure));
        Response { status, headers, stream, ..Response::default() }
    }
}

/// Waits for a future, unless another one ends before.
async fn until<T>(future: impl Future<Output = T>, end: impl Future<Output = ()>) -> Option<T> {
    let (mut future, mut end) = (pin!(future), pin!(end));
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(result) => Poll::Ready(Some(result)),
        Poll::Pending => end.as_mut().poll(context).map(|()| None),
    })
    .await
}

fn limit(timeout: Option<Duration>) -> Option<Duration> {
    timeout.map(|timeout| timeout.min(LONGEST))
}

fn builder(timeouts: Timeouts) -> ClientBuilder {
    let mut builder = Client::builder().pool_idle_timeout(limit(timeouts.keep_alive));
    if let Some(connect) = limit(timeouts.connect) {
        builder = builder.connect_timeout(connect);
    }
    builder
}

fn method(method: Method) -> http::Method {
    match method {
        Method::Get => http::Method::GET,
        Method::Head => http::Method::HEAD,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Patch => http::Method::PATCH,
        Method::Delete => http::Method::DELETE,
        Method::Options => http::Method::OPTIONS,
    }
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
