//! The network transport, based on reqwest.
//!
//! In: a [`Request`]. Out: its [`Response`], with at most the allowed number of bytes. This file must not follow a redirect
//! to another origin, or show an address in an error.

use bytes::{Bytes, BytesMut};
use http::header::LOCATION;
use reqwest::redirect::Policy;
use reqwest::{Client, Url};

use super::contract::{Request, Response, Sending, Transport};
use super::error::{TransportError, TransportErrorKind};
use crate::operation::Method;
use crate::timeouts::Timeouts;

/// The maximum number of redirects followed in a row.
const REDIRECTS: usize = 5;

/// A transport that uses the network. Cheap to clone; clones share connections.
#[derive(Debug, Clone)]
pub struct ReqwestTransport(Client);

impl ReqwestTransport {
    /// Creates a transport with these timeouts.
    ///
    /// # Errors
    /// Returns an error if the system's certificates cannot be used.
    pub fn new(timeouts: Timeouts) -> Result<Self, TransportError> {
        // reqwest would follow redirects to other origins, and turn a POST into a GET.
        let mut builder = Client::builder().redirect(Policy::none());
        if let Some(connect) = timeouts.connect {
            builder = builder.connect_timeout(connect);
        }
        if let Some(idle) = timeouts.idle {
            builder = builder.read_timeout(idle);
        }
        builder.build().map(Self).map_err(failure)
    }

    /// Creates a transport from a configured client, which must not follow redirects itself.
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
            let response = outgoing.send().await.map_err(failure)?;
            match redirect(&request, &url, &response) {
                Some(next) if redirects < REDIRECTS => {
                    url = next;
                    redirects += 1;
                }
                _ => return collect(response, &request).await,
            }
        }
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: Request) -> Sending<'_> {
        Box::pin(self.exchange(request))
    }
}

/// Returns the URL to read instead, if it has the same origin.
fn redirect(request: &Request, from: &Url, response: &reqwest::Response) -> Option<Url> {
    if !response.status().is_redirection() || !matches!(request.method, Method::Get | Method::Head) {
        return None;
    }
    let to = from.join(response.headers().get(LOCATION)?.to_str().ok()?).ok()?;
    (to.origin() == from.origin()).then_some(to)
}

/// Reads the body up to the limit. The declared length may be missing or wrong, and a few compressed bytes may expand
/// to many.
async fn collect(mut response: reqwest::Response, request: &Request) -> Result<Response, TransportError> {
    let limit = request.body_limit;
    let too_large = || TransportError::new(TransportErrorKind::BodyTooLarge);
    // The response to HEAD declares the length of a body that it does not contain.
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

/// Converts an error. The URL is removed, because it may contain search terms of a user.
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
