//! Changes to an entity as a request body.
//!
//! In: changes to an entity. Out: the content that a [`Draft`](crate::Draft) sends. This file must not know
//! any operation.

use std::fmt;

use crate::json::masked::masked;
use crate::json::value::Json;
use crate::secrets::is_secret_name;

/// The request body of a `PATCH`: changes to an entity.
///
/// Either a list of operations or an object to merge ([`Patch::merge`]), but not both: if an operation is added to a
/// merge, the call fails with [`Error::Request`](crate::Error::Request), and nothing is sent.
///
/// A path is a property name, or several joined by `/`, such as `Category/Id`. Case and a leading slash do not matter.
/// `Phones/-` is the end of a list.
#[derive(Clone, PartialEq)]
pub struct Patch {
    operations: Vec<Json>,
    /// The object to merge, in place of operations.
    merged: Option<Json>,
}

impl Patch {
    /// Creates a patch without changes.
    #[must_use]
    pub const fn new() -> Self {
        Self { operations: Vec::new(), merged: None }
    }

    /// Merges an object: its properties replace those of the entity, and `null` clears a property.
    ///
    /// For lists the server differs from RFC 7396: an array replaces a list, an object is appended to it.
    #[must_use]
    pub fn merge(object: impl Into<Json>) -> Self {
        Self { operations: Vec::new(), merged: Some(object.into()) }
    }

    /// Adds a value. `Phones/-` appends to a list.
    #[must_use]
    pub fn add(self, path: &str, value: impl Into<Json>) -> Self {
        self.operation("add", path, Some(value.into()))
    }

    /// Replaces a value.
    #[must_use]
    pub fn replace(self, path: &str, value: impl Into<Json>) -> Self {
        self.operation("replace", path, Some(value.into()))
    }

    /// Removes a value.
    #[must_use]
    pub fn remove(self, path: &str) -> Self {
        self.operation("remove", path, None)
    }

    /// Makes the server reject all changes, with status code 409, unless the property has this value.
    #[must_use]
    pub fn test(self, path: &str, value: impl Into<Json>) -> Self {
        self.operation("test", path, Some(value.into()))
    }

    /// Returns the JSON that is sent.
    #[must_use]
    pub fn content(&self) -> Json {
        self.merged.clone().unwrap_or_else(|| self.operations.clone().into())
    }

    /// Whether operations were added to a merge.
    pub(crate) fn is_mixed(&self) -> bool {
        self.merged.is_some() && !self.operations.is_empty()
    }

    fn operation(mut self, verb: &str, path: &str, value: Option<Json>) -> Self {
        let slash = if path.starts_with('/') { "" } else { "/" };
        let path = Json::from(format!("{slash}{path}"));
        let value = value.map_or_else(String::new, |value| format!(r#","value":{value}"#));
        self.operations.push(Json::of_valid(&format!(r#"{{"op":"{verb}","path":{path}{value}}}"#)));
        self
    }
}

/// The changes as JSON, without the texts of properties that hold secrets.
impl fmt::Debug for Patch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.merged {
            Some(object) => write!(f, "Patch({object:?})"),
            None => write!(f, "Patch([{}])", self.operations.iter().map(shown).collect::<Vec<_>>().join(",")),
        }
    }
}

/// Returns an operation without its value if a property in its path holds secrets.
fn shown(operation: &Json) -> String {
    let members = operation.members();
    let path = members.iter().find(|(name, _)| name == "path").map_or("", |(_, path)| path.trim_matches('"'));
    let secret = path.split('/').any(is_secret_name);
    let members =
        members.iter().map(|(name, value)| format!("\"{name}\":{}", masked(value, secret && name == "value")));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

impl Default for Patch {
    fn default() -> Self {
        Self::new()
    }
}
