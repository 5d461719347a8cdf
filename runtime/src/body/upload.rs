//! Request bodies that are bytes.
//!
//! In: bytes and their media type. Out: the content that a [`Draft`](crate::Draft) sends. This file must not know any
//! operation.

use std::fmt;

use bytes::Bytes;

/// A request body that is sent unchanged.
///
/// `Debug` does not show the bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    /// The media type.
    pub content_type: String,
    /// The bytes.
    pub bytes: Bytes,
}

impl Upload {
    /// Creates an upload with a media type, such as `image/png`.
    #[must_use]
    pub fn new(content_type: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self { content_type: content_type.into(), bytes: bytes.into() }
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("content_type", &self.content_type)
            .field("bytes", &format_args!("({} bytes)", self.bytes.len()))
            .finish()
    }
}

/// Creates an upload with the media type `application/octet-stream`.
impl<B: Into<Bytes>> From<B> for Upload {
    fn from(bytes: B) -> Self {
        Self::new("application/octet-stream", bytes)
    }
}
