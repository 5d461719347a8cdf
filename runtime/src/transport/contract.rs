//! The interface between requests and the network.
//!
//! In: a complete [`Request`]. Out: a [`Response`] with any status code, or a [`TransportError`]. This file must not
//! know single operations, entities or credentials, only headers.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use super::body::Body;
use super::chunks::Chunks;
use super::clock;
use super::error::{TransportError, TransportErrorKind};
use crate::media::MediaType;
use crate::operation::{Method, Operation};
use crate::secrets::{Secrets, is_secret};

/// Sends requests.
///
/// A transport must not follow a redirect to another origin, because the headers contain credentials.
pub trait Transport: Send + Sync {
    /// Sends one request. Dropping the future cancels it.
    fn send(&self, request: Request) -> Sending<'_>;

    /// Sends one request and returns the response as soon as its status code and headers are known. Its body can be left
    /// unread in [`Response::stream`]. Then the request's timeout ends here, and its body limit does not apply. By default
    /// the same as [`Transport::send`].
    fn open(&self, request: Request) -> Sending<'_> {
        self.send(request)
    }

    /// Waits for a duration. Returns `None`, the default, if this transport cannot wait. Then no request is retried.
    fn sleep(&self, duration: Duration) -> Option<Sleeping<'_>> {
        let _ = duration;
        None
    }

    /// Waits for the end of a timeout while a request is in progress. By default the same as [`Transport::sleep`].
    /// Return `None` if `sleep` only pretends to wait, because otherwise every timeout would expire at once.
    fn deadline(&self, after: Duration) -> Option<Sleeping<'_>> {
        self.sleep(after)
    }

    /// Returns the time since a fixed moment, on the clock by which [`Transport::sleep`] waits. It never decreases.
    fn now(&self) -> Duration {
        clock::monotonic()
    }
}

/// A shared transport is a transport.
impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: Request) -> Sending<'_> {
        T::send(self, request)
    }

    fn open(&self, request: Request) -> Sending<'_> {
        T::open(self, request)
    }

    fn sleep(&self, duration: Duration) -> Option<Sleeping<'_>> {
        T::sleep(self, duration)
    }

    fn deadline(&self, after: Duration) -> Option<Sleeping<'_>> {
        T::deadline(self, after)
    }

    fn now(&self) -> Duration {
        T::now(self)
    }
}

/// The future of [`Transport::send`].
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<Response, TransportError>> + Send + 'a>>;

/// The future of [`Transport::sleep`].
pub type Sleeping<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// A request that is ready to be sent.
///
/// `Debug` shows neither the secrets in the headers nor the body.
#[derive(Clone)]
pub struct Request {
    /// The operation that is called.
    pub operation: &'static Operation,
    /// The HTTP method.
    pub method: Method,
    /// The complete URL.
    pub url: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; empty if there is none.
    pub body: Body,
    /// The maximum duration of the whole exchange.
    pub timeout: Option<Duration>,
    /// The maximum length of the response body.
    pub body_limit: usize,
}

impl Request {
    /// Returns a copy to send again, or `None` if the body could be read only once and has been read.
    #[must_use]
    pub fn try_clone(&self) -> Option<Self> {
        self.body.is_replayable().then(|| self.clone())
    }

    /// Reads the body into memory if it is a stream, as a transport for tests does.
    ///
    /// # Errors
    /// Returns an error if the stream fails, has another length, or was read before.
    pub async fn collect(mut self) -> Result<Self, TransportError> {
        if self.body.as_bytes().is_none() {
            self.body = self.body.collect().await?.into();
        }
        Ok(self)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secrets = Secrets::of(&self.headers);
        let mut headers = self.headers.clone();
        for (_, value) in headers.iter_mut().filter(|(name, _)| is_secret(name)) {
            value.set_sensitive(true);
        }
        f.debug_struct("Request")
            .field("operation", &self.operation.uid)
            .field("method", &self.method)
            .field("url", &secrets.hide(&self.url))
            .field("headers", &headers)
            .field("body", &self.body)
            .field("timeout", &self.timeout)
            .field("body_limit", &self.body_limit)
            .finish()
    }
}

/// A response.
///
/// `Debug` does not show the body.
#[derive(Clone, Default)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// The body if it has not been read, in place of `body`: only in a response of [`Transport::open`].
    pub stream: Option<Chunks>,
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Response");
        shown.field("status", &self.status).field("headers", &self.headers);
        match &self.stream {
            Some(stream) => shown.field("stream", stream),
            None => shown.field("body", &format_args!("({} bytes)", self.body.len())),
        };
        shown.finish()
    }
}

impl Response {
    /// Creates a response without a body.
    #[must_use]
    pub fn new(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// Creates a response with a JSON body.
    #[must_use]
    pub fn json(status: u16, body: impl Into<Bytes>) -> Self {
        Self::new(status).header(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8")).body(body)
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Sets the body to a stream, for [`Transport::open`].
    #[must_use]
    pub fn chunks(mut self, chunks: Chunks) -> Self {
        self.stream = Some(chunks);
        self
    }

    /// Reads the stream into the body, if there is one.
    ///
    /// # Errors
    /// Returns an error if the stream fails, or if the body has more bytes than the limit.
    pub async fn collect(mut self, limit: usize) -> Result<Self, TransportError> {
        if let Some(stream) = self.stream.take() {
            self.body = stream.collect(limit).await?;
        }
        if self.body.len() > limit {
            return Err(TransportError::new(TransportErrorKind::BodyTooLarge));
        }
        Ok(self)
    }

    /// Returns whether the media type of the body is JSON or unknown.
    #[must_use]
    pub fn is_json(&self) -> bool {
        let media_type = MediaType::of(&self.headers);
        media_type.is_unknown() || media_type.is_json()
    }
}
