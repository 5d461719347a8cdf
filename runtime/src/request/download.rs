//! A response body that is read piece by piece.
//!
//! In: a [`Call`] whose result is bytes. Out: a [`Download`]. This file must not know any operation.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderMap};

use super::answer::{Asked, ask, found_error, found_part, names_errors};
use super::call::Call;
use super::file_name::file_name;
use super::outcome::Outcome;
use crate::error::{Error, Result};
use crate::http::Prepared;
use crate::json::{BYTE_ORDER_MARK, DecodeError};
use crate::media::MediaType;
use crate::operation::Operation;
use crate::secrets::Secrets;
use crate::transport::{Chunks, Response, TransportError, TransportErrorKind};
use crate::values::Binary;

/// The number of bytes that are looked at to recognise an error with status 200.
const LOOKED_AT: usize = 64 << 10;

impl<S> Call<Binary, S> {
    /// Sends the request and returns the file as a stream of bytes, as soon as its first bytes can be read.
    ///
    /// Retries, new credentials and the timeout of the call apply until then. Afterwards the download fails if no bytes arrive
    /// for the [idle timeout](crate::Timeouts::idle), and has no limit except that of `body_limit` on this call. A download does
    /// not count as a request of the connection's [`concurrency`](crate::HttpBuilder::concurrency) any more. Dropping it cancels
    /// the response.
    ///
    /// The call fails if the server sends the file as base64 in JSON although bytes were requested. It is not decoded, because
    /// a file can be JSON itself, which is not certain before its end; awaiting the call decodes it.
    ///
    /// A call with optional parameters becomes a [`Call`] by its method `call`.
    ///
    /// ```
    /// # use superoffice_runtime::{Binary, Call, Result};
    /// # async fn save(call: Call<Binary>, mut file: impl std::io::Write) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut download = call.stream().await?;
    /// while let Some(chunk) = download.chunk().await? {
    ///     file.write_all(&chunk)?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream(self) -> Outcome<Download> {
        let draft = self.into_draft();
        Box::pin(async move {
            let part = draft.selects();
            let (http, mut prepared) = draft.finish()?;
            let asked = ask(&mut prepared, true, part)?;
            let Prepared { operation, body_limit: limit, .. } = prepared;
            let whole_limit = limit.unwrap_or(http.body_limit());
            let (mut response, secrets, attempts) = http.open(prepared).await?;
            // Transports that cannot stream have read the body.
            let body = std::mem::take(&mut response.body);
            let declared = response.stream.as_ref().and_then(Chunks::length);
            let chunks = response.stream.take().unwrap_or_else(|| Chunks::of([Ok(body)]));
            let mut download = Download {
                operation,
                status: response.status,
                headers: response.headers,
                declared,
                chunks: Some(chunks),
                start: Bytes::new(),
                received: 0,
                limit,
                whole_limit,
                attempts,
                secrets,
                watcher: None,
            };
            match download.check(&asked).await? {
                Some(problem) => Err(download.refuse(problem)),
                None => Ok(download),
            }
        })
    }
}

/// A response body that is read piece by piece: a `Stream` of `Result<Bytes>` that needs no other crate, because
/// [`next`](Self::next) and [`chunk`](Self::chunk) are methods.
///
/// After an error the stream has ended. An error includes the number of bytes that were received before it.
pub struct Download {
    operation: &'static Operation,
    status: u16,
    headers: HeaderMap,
    declared: Option<u64>,
    /// `None` after the end.
    chunks: Option<Chunks>,
    /// Bytes that were looked at and not returned yet.
    start: Bytes,
    /// The number of bytes read, `start` included.
    received: u64,
    limit: Option<usize>,
    /// The limit for reading all of it into memory.
    whole_limit: usize,
    attempts: u32,
    secrets: Secrets,
    watcher: Option<Watcher>,
}

type Watcher = Box<dyn FnMut(u64, Option<u64>) + Send + Sync>;

impl Download {
    /// Returns the status code.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns the headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the number of bytes of the whole file, if it is known. It is not known if the server compresses the response.
    #[must_use]
    pub fn content_length(&self) -> Option<u64> {
        self.declared
    }

    /// Returns the media type of the file, such as `application/pdf`, with its parameters.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    /// Returns the name of the file in the header `Content-Disposition`, without folders.
    #[must_use]
    pub fn file_name(&self) -> Option<String> {
        file_name(&self.headers)
    }

    /// Returns the number of bytes returned so far.
    #[must_use]
    pub fn received(&self) -> u64 {
        self.received - self.start.len() as u64
    }

    /// Calls a function for each piece, with the number of bytes so far and of the whole file, if it is known.
    #[must_use]
    pub fn on_progress(mut self, watcher: impl FnMut(u64, Option<u64>) + Send + Sync + 'static) -> Self {
        self.watcher = Some(Box::new(watcher));
        self
    }

    /// Returns the next piece, or `None` at the end.
    ///
    /// # Errors
    /// Returns an error if the connection fails, if no bytes arrive for too long, if the body has more bytes than the limit, or
    /// fewer than declared.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        self.next().await.transpose()
    }

    /// Returns the next piece or error, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Reads the rest into memory, up to the limit of the call or else of the connection.
    ///
    /// # Errors
    /// Returns the errors of [`chunk`](Self::chunk).
    pub async fn bytes(mut self) -> Result<Bytes> {
        self.limit = Some(self.whole_limit);
        if self.declared.is_some_and(|length| length > self.whole_limit as u64) {
            return Err(self.failure(TransportError::new(TransportErrorKind::BodyTooLarge)));
        }
        let mut all = BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            all.extend_from_slice(&chunk);
        }
        Ok(all.freeze())
    }

    /// Returns the reason why the body is not the file, if there is one.
    async fn check(&mut self, asked: &Asked) -> Result<Option<DecodeError>> {
        if self.status == 206 && !asked.range {
            return Ok(Some(found_part()));
        }
        if let Some(limit) = self.limit
            && self.declared.is_some_and(|length| length > limit as u64)
        {
            return Err(self.failure(TransportError::new(TransportErrorKind::BodyTooLarge)));
        }
        if !MediaType::of(&self.headers).is_json() || self.headers.contains_key(CONTENT_DISPOSITION) {
            return Ok(None);
        }
        let ended = self.look().await?;
        let text = self.start.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&self.start);
        if asked.json && text.trim_ascii_start().starts_with(b"\"") {
            return Ok(Some(DecodeError::new(
                "expected bytes, found base64 in JSON, which a stream does not decode; await the call instead",
            )));
        }
        Ok((ended && names_errors(text, 2)).then(found_error))
    }

    /// Reads the start of the body. Returns whether that is all of it.
    async fn look(&mut self) -> Result<bool> {
        let mut start = BytesMut::new();
        while start.len() < LOOKED_AT {
            match poll_fn(|context| self.poll_chunk(context)).await {
                Some(chunk) => start.extend_from_slice(&chunk?),
                None => {
                    self.start = start.freeze();
                    return Ok(true);
                }
            }
        }
        self.start = start.freeze();
        Ok(false)
    }

    /// Returns an error with the start of the body.
    fn refuse(self, problem: DecodeError) -> Error {
        let response = Response { status: self.status, headers: self.headers, body: self.start, stream: None };
        Error::from_decode(self.operation, response, problem, &self.secrets)
    }

    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        let Some(chunks) = &mut self.chunks else { return Poll::Ready(None) };
        let result = match ready!(Pin::new(chunks).poll_next(context)) {
            Some(Ok(chunk)) => {
                let received = self.received.saturating_add(chunk.len() as u64);
                if self.limit.is_none_or(|limit| received <= limit as u64) {
                    self.received = received;
                    return Poll::Ready(Some(Ok(chunk)));
                }
                Err(TransportError::new(TransportErrorKind::BodyTooLarge))
            }
            Some(Err(error)) => Err(error),
            None => match self.declared {
                Some(length) if length != self.received => {
                    let cause = format!("the response body ended after {} of {length} bytes", self.received);
                    Err(TransportError::with_source(TransportErrorKind::Other, cause))
                }
                _ => Ok(()),
            },
        };
        self.chunks = None;
        Poll::Ready(result.err().map(|error| Err(self.failure(error))))
    }

    fn failure(&self, error: TransportError) -> Error {
        let limit = self.limit.unwrap_or(usize::MAX);
        let error = Error::from_transport(self.operation, error.after_sending(), limit, &self.secrets);
        error.after(self.attempts).receiving(self.received)
    }
}

impl Stream for Download {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let chunk = match std::mem::take(&mut this.start) {
            start if start.is_empty() => ready!(this.poll_chunk(context)),
            start => Some(Ok(start)),
        };
        if let (Some(Ok(_)), Some(watcher)) = (&chunk, &mut this.watcher) {
            watcher(this.received, this.declared);
        }
        Poll::Ready(chunk)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("operation", &self.operation.uid)
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("content_length", &self.declared)
            .field("received", &self.received())
            .finish_non_exhaustive()
    }
}
