//! Arguments that are not JSON values.
//!
//! In: a body with its media type, or the names in `$select`. Out: types for the arguments of methods. This file must not know how a
//! request is read.

use std::fmt;

use axum::body::Body;
use bytes::Bytes;

use super::problem::Problem;

/// A request body that is not JSON, such as a file. It has not been read yet.
pub struct Received {
    /// The media type; empty if the request has none.
    pub content_type: String,
    /// The bytes.
    pub body: Body,
}

impl Received {
    /// Reads the whole body.
    ///
    /// # Errors
    /// Returns a problem with status 413 if the body is longer than `limit` bytes, or if it cannot be read.
    pub async fn bytes(self, limit: usize) -> Result<Bytes, Problem> {
        collected(self.body, limit).await
    }
}

/// Leaves out the bytes.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received").field("content_type", &self.content_type).finish_non_exhaustive()
    }
}

/// Reads a whole body.
pub(super) async fn collected(body: Body, limit: usize) -> Result<Bytes, Problem> {
    axum::body::to_bytes(body, limit).await.map_err(|_| {
        let message = format!("the request body is longer than {limit} bytes, or its end is missing");
        Problem::new(http::StatusCode::PAYLOAD_TOO_LARGE, message)
    })
}

/// The properties or columns that the caller requests with `$select`. A response may leave out all others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Select(Vec<String>);

impl Select {
    pub(super) fn new(names: Vec<String>) -> Self {
        let names = names.into_iter().map(|name| name.trim().to_owned());
        Self(names.filter(|name| !name.is_empty()).collect())
    }

    /// Whether everything is requested.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a property is requested. Case does not matter.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.is_all() || self.0.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// The requested names, in the order of the request. Empty if everything is requested.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.0
    }
}
