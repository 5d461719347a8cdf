//! Request bodies that are not an entity.
//!
//! In: changes to an entity, or bytes. Out: what a [`Draft`](crate::Draft) sends. It must not know operations.

use bytes::Bytes;
use serde_json::{Map, Value};

/// Changes to an entity, as `PATCH` takes them.
///
/// Either a list of operations, or an object to merge ([`Patch::merge`]); one cannot become the other, so adding an
/// operation to a merge makes the call fail with [`Error::Request`](crate::Error::Request) before it is sent.
///
/// A path is a name or names joined by `/`, in any case, with or without a leading slash: `Category/Id`, `Phones/-`.
#[derive(Debug, Clone, PartialEq)]
pub struct Patch {
    content: Value,
    mixed: bool,
}

impl Patch {
    /// No changes yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { content: Value::Array(Vec::new()), mixed: false }
    }

    /// Merges an object: its members replace the entity's, `null` empties them.
    ///
    /// The server differs from RFC 7396 in lists: an array replaces a list, an object is appended to it.
    #[must_use]
    pub fn merge(object: impl Into<Value>) -> Self {
        Self { content: object.into(), mixed: false }
    }

    /// Adds a value; the path of a list's end is `Phones/-`.
    #[must_use]
    pub fn add(self, path: &str, value: impl Into<Value>) -> Self {
        self.operation("add", path, Some(value.into()))
    }

    /// Replaces a value.
    #[must_use]
    pub fn replace(self, path: &str, value: impl Into<Value>) -> Self {
        self.operation("replace", path, Some(value.into()))
    }

    /// Removes a value.
    #[must_use]
    pub fn remove(self, path: &str) -> Self {
        self.operation("remove", path, None)
    }

    /// Has the server refuse all changes, with 409, unless the value is this.
    #[must_use]
    pub fn test(self, path: &str, value: impl Into<Value>) -> Self {
        self.operation("test", path, Some(value.into()))
    }

    /// The JSON to send.
    #[must_use]
    pub fn content(&self) -> &Value {
        &self.content
    }

    /// Whether operations were added to a merge.
    pub(crate) fn is_mixed(&self) -> bool {
        self.mixed
    }

    fn operation(mut self, verb: &str, path: &str, value: Option<Value>) -> Self {
        let Value::Array(operations) = &mut self.content else {
            self.mixed = true;
            return self;
        };
        let mut operation = Map::new();
        operation.insert("op".to_owned(), verb.into());
        operation
            .insert("path".to_owned(), if path.starts_with('/') { path.into() } else { format!("/{path}").into() });
        if let Some(value) = value {
            operation.insert("value".to_owned(), value);
        }
        operations.push(operation.into());
        self
    }
}

impl Default for Patch {
    fn default() -> Self {
        Self::new()
    }
}

/// Bytes to send as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The media type.
    pub content_type: String,
    /// The bytes.
    pub bytes: Bytes,
}

impl Upload {
    /// Bytes of a kind, as `image/png`.
    #[must_use]
    pub fn new(content_type: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self { content_type: content_type.into(), bytes: bytes.into() }
    }
}

/// Bytes of no particular kind.
impl<B: Into<Bytes>> From<B> for Upload {
    fn from(bytes: B) -> Self {
        Self::new("application/octet-stream", bytes)
    }
}
