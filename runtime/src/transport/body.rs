//! The body of a request.
//!
//! In: bytes, or a stream and its length. Out: pieces that have this length together, or an error. This file must not know
//! what the bytes are.

use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

use super::error::{TransportError, TransportErrorKind};

/// The maximum length of the pieces of a body that is in memory.
const PIECE: usize = 64 << 10;

type Failure = Box<dyn StdError + Send + Sync>;

type Source = Pin<Box<dyn Stream<Item = Result<Bytes, Failure>> + Send>>;

type Watcher = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// The body of a request: bytes, or a stream that is read while it is sent.
///
/// A clone of a stream is another handle to the same stream. `Debug` shows the length only.
#[derive(Clone)]
pub struct Body {
    content: Content,
    watcher: Option<Watcher>,
}

#[derive(Clone)]
enum Content {
    Bytes(Bytes),
    /// A stream, until it is read.
    Once(u64, Arc<Mutex<Option<Source>>>),
    Again(u64, Arc<dyn Fn() -> Source + Send + Sync>),
}

impl Body {
    /// Creates a body from a stream with this number of bytes. It can be sent only once.
    pub fn stream<S, B, E>(length: u64, stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Failure>,
    {
        Content::Once(length, Arc::new(Mutex::new(Some(source(stream))))).into()
    }

    /// Creates a body from a function that creates a stream with this number of bytes, the same ones each time.
    pub fn from_fn<S, B, E>(length: u64, create: impl Fn() -> S + Send + Sync + 'static) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Failure>,
    {
        Content::Again(length, Arc::new(move || source(create()))).into()
    }

    /// Calls a function whenever a piece has been handed to the connection, with the number of bytes so far and of all
    /// bytes.
    #[must_use]
    pub fn on_progress(mut self, watcher: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        self.watcher = Some(Arc::new(watcher));
        self
    }

    /// Whether progress is reported.
    #[cfg(feature = "reqwest")]
    pub(super) fn is_watched(&self) -> bool {
        self.watcher.is_some()
    }

    /// Returns the bytes, unless the body is a stream.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes),
            Content::Once(..) | Content::Again(..) => None,
        }
    }

    /// Returns the number of bytes.
    #[must_use]
    pub fn len(&self) -> u64 {
        match &self.content {
            Content::Bytes(bytes) => bytes.len() as u64,
            Content::Once(length, _) | Content::Again(length, _) => *length,
        }
    }

    /// Returns whether there are no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns whether the body can be sent now. `false` for a stream that can be read only once and has been read,
    /// even in part.
    #[must_use]
    pub fn is_replayable(&self) -> bool {
        match &self.content {
            Content::Bytes(_) | Content::Again(..) => true,
            Content::Once(_, stream) => stream.lock().unwrap_or_else(PoisonError::into_inner).is_some(),
        }
    }

    /// Returns the pieces of the body. A stream is not read before the first of them is requested.
    #[must_use]
    pub fn pieces(&self) -> Pieces {
        Pieces { body: self.clone(), reading: None, read: 0, given: 0, last: None, ended: false }
    }

    /// Reads the whole body into memory.
    ///
    /// # Errors
    /// Returns an error if the stream fails, has another length, or was read before.
    pub async fn collect(&self) -> Result<Bytes, TransportError> {
        let (mut pieces, mut all) = (self.pieces(), BytesMut::new());
        while let Some(piece) = poll_fn(|context| Pin::new(&mut pieces).poll_next(context)).await {
            all.extend_from_slice(&piece?);
        }
        Ok(self.as_bytes().cloned().unwrap_or_else(|| all.freeze()))
    }

    fn start(&self) -> Result<Reading, TransportError> {
        match &self.content {
            Content::Bytes(bytes) => Ok(Reading::Bytes(bytes.clone())),
            Content::Again(_, create) => Ok(Reading::Stream(create())),
            Content::Once(_, stream) => match stream.lock().unwrap_or_else(PoisonError::into_inner).take() {
                Some(stream) => Ok(Reading::Stream(stream)),
                None => Err(failure("the stream can be read only once")),
            },
        }
    }
}

impl From<Content> for Body {
    fn from(content: Content) -> Self {
        Self { content, watcher: None }
    }
}

impl<B: Into<Bytes>> From<B> for Body {
    fn from(bytes: B) -> Self {
        Self { content: Content::Bytes(bytes.into()), watcher: None }
    }
}

/// An empty body.
impl Default for Body {
    fn default() -> Self {
        Self::from(Bytes::new())
    }
}

impl PartialEq<String> for Body {
    fn eq(&self, other: &String) -> bool {
        *self == **other
    }
}

/// A stream is not equal to any text.
impl PartialEq<str> for Body {
    fn eq(&self, text: &str) -> bool {
        self.as_bytes().is_some_and(|bytes| *bytes == text)
    }
}

/// A stream is not equal to any text.
impl PartialEq<&str> for Body {
    fn eq(&self, text: &&str) -> bool {
        *self == **text
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({} bytes)", self.len())
    }
}

/// The pieces of a body, in order. None is empty. A body that is longer or shorter than announced ends with an error before
/// its last piece.
pub struct Pieces {
    body: Body,
    reading: Option<Reading>,
    /// The number of bytes read so far.
    read: u64,
    /// The number of bytes returned so far.
    given: u64,
    /// The piece that completes the length. It is returned when it is certain that no other piece follows, because the
    /// connection does not ask for more.
    last: Option<Bytes>,
    ended: bool,
}

enum Reading {
    Bytes(Bytes),
    Stream(Source),
}

impl Pieces {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        let length = self.body.len();
        loop {
            let reading = match &mut self.reading {
                Some(reading) => reading,
                None => match self.body.start() {
                    Ok(reading) => self.reading.insert(reading),
                    Err(error) => return Poll::Ready(Some(Err(error))),
                },
            };
            match ready!(reading.poll(context)) {
                Some(Ok(piece)) => {
                    self.read = self.read.saturating_add(piece.len() as u64);
                    if self.read > length {
                        return Poll::Ready(Some(Err(failure(format!("it has more than {length} bytes")))));
                    }
                    if self.read < length && !piece.is_empty() {
                        return Poll::Ready(Some(Ok(piece)));
                    }
                    if !piece.is_empty() {
                        self.last = Some(piece);
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(failure(error)))),
                None if self.read < length => {
                    let problem = format!("it ended after {} of {length} bytes", self.read);
                    return Poll::Ready(Some(Err(failure(problem))));
                }
                None => return Poll::Ready(self.last.take().map(Ok)),
            }
        }
    }
}

impl Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let piece = ready!(self.poll_piece(context));
        match &piece {
            Some(Ok(bytes)) => {
                self.given += bytes.len() as u64;
                self.ended = self.given == self.body.len();
                if let Some(watcher) = &self.body.watcher {
                    watcher(self.given, self.body.len());
                }
            }
            Some(Err(_)) | None => self.ended = true,
        }
        Poll::Ready(piece)
    }
}

impl fmt::Debug for Pieces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pieces({} of {} bytes)", self.given, self.body.len())
    }
}

impl Reading {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Failure>>> {
        match self {
            Self::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            Self::Bytes(bytes) => Poll::Ready(Some(Ok(bytes.split_to(bytes.len().min(PIECE))))),
            Self::Stream(stream) => stream.as_mut().poll_next(context),
        }
    }
}

fn failure(cause: impl Into<Failure>) -> TransportError {
    TransportError::with_source(TransportErrorKind::RequestBody, cause)
}

/// Gives the items of a stream their types.
fn source<S, B, E>(stream: S) -> Source
where
    S: Stream<Item = Result<B, E>> + Send + 'static,
    B: Into<Bytes>,
    E: Into<Failure>,
{
    Box::pin(Converted(Box::pin(stream)))
}

struct Converted<S>(Pin<Box<S>>);

impl<S, B, E> Stream for Converted<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<Failure>,
{
    type Item = Result<Bytes, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.0.as_mut().poll_next(context));
        Poll::Ready(item.map(|item| item.map(Into::into).map_err(Into::into)))
    }
}
