//! Bytes as a request body.
//!
//! In: bytes, a stream of bytes or a file, and a media type. Out: the content that a [`Draft`](crate::Draft) sends. This
//! module must not know any operation.

mod file;

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::Path;

use bytes::Bytes;
use futures_core::Stream;

use crate::transport::Body;

/// A request body that is sent unchanged: bytes in memory, a stream of bytes, or a file.
///
/// The length of a stream is sent in `Content-Length`. If the stream has fewer or more bytes, the call fails, and the server
/// does not receive a complete request. Such an error is not retried.
///
/// A request is sent again only with the same body. So a call with [`Upload::stream`] is sent again, after a failure or
/// with new credentials, only if no part of the stream was read. One with [`Upload::from_fn`] or [`Upload::file`] can
/// be sent again like any other.
///
/// The timeout of a call includes the time that the body takes; set a longer one for large files. Independently of that, the
/// call fails if the server takes no bytes for the [idle timeout](crate::Timeouts::idle).
///
/// `Debug` does not show the bytes.
///
/// ```no_run
/// # use superoffice_runtime::Upload;
/// let pdf = Upload::file("application/pdf", "report.pdf")?
///     .on_progress(|sent, length| println!("{sent} of {length} bytes"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone)]
pub struct Upload {
    /// The media type.
    pub content_type: String,
    /// The bytes.
    pub body: Body,
}

impl Upload {
    /// Creates an upload with a media type, such as `image/png`.
    #[must_use]
    pub fn new(content_type: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self { content_type: content_type.into(), body: Body::from(bytes) }
    }

    /// Creates an upload from a stream that has this number of bytes. It is read while it is sent, and only once.
    pub fn stream<S, B, E>(content_type: impl Into<String>, length: u64, stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self { content_type: content_type.into(), body: Body::stream(length, stream) }
    }

    /// Creates an upload from a function that creates a stream with this number of bytes. The function is called for each
    /// attempt to send the request, and must create a stream of the same bytes each time.
    pub fn from_fn<S, B, E>(
        content_type: impl Into<String>,
        length: u64,
        create: impl Fn() -> S + Send + Sync + 'static,
    ) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self { content_type: content_type.into(), body: Body::from_fn(length, create) }
    }

    /// Creates an upload from a file, which a separate thread reads while it is sent. At most 256 KiB of it are in memory.
    ///
    /// # Errors
    /// Returns an error if the file cannot be found. This function asks the file system for the length of the file, so it
    /// can block for a moment.
    pub fn file(content_type: impl Into<String>, path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref().to_owned();
        let length = std::fs::metadata(&path)?.len();
        Ok(Self::from_fn(content_type, length, move || file::read(path.clone())))
    }

    /// Calls a function whenever a piece has been handed to the connection, with the number of bytes so far and of all
    /// bytes. The count starts again if the request is sent again. The function must not block.
    #[must_use]
    pub fn on_progress(mut self, watcher: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        self.body = self.body.on_progress(watcher);
        self
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload").field("content_type", &self.content_type).field("bytes", &self.body).finish()
    }
}

/// Creates an upload with the media type `application/octet-stream`.
impl<B: Into<Bytes>> From<B> for Upload {
    fn from(bytes: B) -> Self {
        Self::new("application/octet-stream", bytes)
    }
}
