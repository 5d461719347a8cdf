//! The body of a response that is read piece by piece.
//!
//! In: a stream from a transport. Out: its pieces. This file must not know what the bytes are.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

use super::error::{TransportError, TransportErrorKind};

type Source = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;

/// The pieces of a response body, each as soon as it arrives.
///
/// A clone is another handle to the same stream. Dropping all of them cancels the response.
#[derive(Clone)]
pub struct Chunks {
    length: Option<u64>,
    source: Arc<Mutex<Source>>,
}

impl Chunks {
    /// Creates them from a stream, and its number of bytes if it is known.
    pub fn new(
        length: Option<u64>,
        stream: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static,
    ) -> Self {
        Self { length, source: Arc::new(Mutex::new(Box::pin(stream))) }
    }

    /// Creates them from a list, for tests. The number of bytes is not known.
    pub fn of<B: Into<Bytes>>(chunks: impl IntoIterator<Item = Result<B, TransportError>>) -> Self {
        Self::new(None, List(chunks.into_iter().map(|chunk| chunk.map(Into::into)).collect()))
    }

    /// Sets the number of bytes that the server declares.
    #[must_use]
    pub fn with_length(self, length: u64) -> Self {
        Self { length: Some(length), ..self }
    }

    /// Returns the number of bytes that the server declares, if it is known.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Returns the next piece, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, TransportError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Reads the rest into memory. The declared length can be missing or wrong, and a small compressed body can expand to a
    /// very large one.
    ///
    /// # Errors
    /// Returns an error if the stream fails, or if it has more bytes than the limit.
    pub async fn collect(mut self, limit: usize) -> Result<Bytes, TransportError> {
        let too_large = || TransportError::new(TransportErrorKind::BodyTooLarge);
        if self.length.is_some_and(|length| length > limit as u64) {
            return Err(too_large());
        }
        let mut all = BytesMut::new();
        while let Some(chunk) = self.next().await {
            let chunk = chunk?;
            if all.len().saturating_add(chunk.len()) > limit {
                return Err(too_large());
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all.freeze())
    }

    /// Reads the start into memory. It can have fewer bytes than the limit because the stream ended or failed.
    pub(crate) async fn start(mut self, limit: usize) -> Bytes {
        let mut all = BytesMut::new();
        while all.len() < limit
            && let Some(Ok(chunk)) = self.next().await
        {
            all.extend_from_slice(&chunk);
        }
        all.truncate(limit);
        all.freeze()
    }
}

impl Stream for Chunks {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.source.lock().unwrap_or_else(PoisonError::into_inner).as_mut().poll_next(context)
    }
}

impl fmt::Debug for Chunks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chunks").field("length", &self.length).finish_non_exhaustive()
    }
}

struct List(VecDeque<Result<Bytes, TransportError>>);

impl Stream for List {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front())
    }
}
