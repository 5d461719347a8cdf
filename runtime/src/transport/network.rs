//! The transport over the network, on reqwest.

use bytes::{Bytes, BytesMut};
use http::header::LOCATION;
use reqwest::redirect::Policy;
use reqwest::{Client, Url};

use super::{Request, Response, Sending, Transport, TransportError, TransportErrorKind};
use crate::Method;
use crate::http::Timeouts;

/// How many redirects in a row are followed.
const REDIRECTS: usize = 5;

/// Sends over the network. Cheap to clone; clones share connections.
#[derive(Debug, Clone)]
pub struct ReqwestTransport(Client);

impl ReqwestTransport {
    /// A transport with these time-outs.
    ///
    /// # Errors
    /// If the system's certificates cannot be used.
    pub fn new(timeouts: Timeouts) -> Result<Self, TransportError> {
        // reqwest would follow redirects to other origins, and turn a POST into a GET on the way.
        let mut builder = Client::builder().redirect(Policy::none());
        if let Some(connect) = timeouts.connect {
            builder = builder.connect_timeout(connect);
        }
        if let Some(idle) = timeouts.idle {
            builder = builder.read_timeout(idle);
        }
        builder.build().map(Self).map_err(failure)
    }

    /// A transport over a client configured elsewhere, which must not follow redirects by itself.
    #[must_use]
    pub fn with_client(client: Client) -> Self {
        Self(client)
    }

    async fn exchange(&self, request: Request) -> Result<Response, TransportError> {
        let method = match request.method {
            Method::Get => http::Method::GET,
            Method::Head => http::Method::HEAD,
            Method::Post => http::Method::POST,
            Method::Put => http::Method::PUT,
            Method::Patch => http::Method::PATCH,
            Method::Delete => http::Method::DELETE,
            Method::Options => http::Method::OPTIONS,
        };
        let mut url =
            Url::parse(&request.url).map_err(|error| TransportError::with_source(TransportErrorKind::Other, error))?;
        let mut redirects = 0;
        loop {
            let mut outgoing =
                self.0.request(method.clone(), url.clone()).headers(request.headers.clone()).body(request.body.clone());
            if let Some(timeout) = request.timeout {
                outgoing = outgoing.timeout(timeout);
            }
            let answer = outgoing.send().await.map_err(failure)?;
            match redirect(&request, &url, &answer) {
                Some(next) if redirects < REDIRECTS => {
                    url = next;
                    redirects += 1;
                }
                _ => return collect(answer, &request).await,
            }
        }
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: Request) -> Sending<'_> {
        Box::pin(self.exchange(request))
    }
}

/// Where to go instead, if it is to read something from the same origin.
fn redirect(request: &Request, from: &Url, answer: &reqwest::Response) -> Option<Url> {
    if !answer.status().is_redirection() || !matches!(request.method, Method::Get | Method::Head) {
        return None;
    }
    let to = from.join(answer.headers().get(LOCATION)?.to_str().ok()?).ok()?;
    (to.origin() == from.origin()).then_some(to)
}

/// Reads the body, but not more than the limit: the declared length can be missing or a lie, and a few compressed
/// bytes can be very many.
async fn collect(mut answer: reqwest::Response, request: &Request) -> Result<Response, TransportError> {
    let limit = request.body_limit;
    let too_large = || TransportError::new(TransportErrorKind::BodyTooLarge);
    // The answer to HEAD declares the length of a body it does not have.
    if request.method != Method::Head && answer.content_length().is_some_and(|length| length > limit as u64) {
        return Err(too_large());
    }
    let status = answer.status().as_u16();
    let headers = std::mem::take(answer.headers_mut());
    let mut body = BytesMut::new();
    while let Some(chunk) = answer.chunk().await.map_err(failure)? {
        if body.len().saturating_add(chunk.len()) > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Response { status, headers, body: Bytes::from(body) })
}

/// The address can hold what a user looks for, so it stays out of errors.
fn failure(error: reqwest::Error) -> TransportError {
    let kind = if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else {
        TransportErrorKind::Other
    };
    TransportError::with_source(kind, error.without_url())
}
