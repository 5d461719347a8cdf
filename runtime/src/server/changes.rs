//! Changes to an entity, as a request contains them.
//!
//! In: a body in one of the formats of PATCH. Out: operations, or an object to merge. This file must not know how a patch is applied.

use std::collections::BTreeMap;

use crate::json::value::Json;

/// The request body of a PATCH.
#[derive(Debug, Clone, PartialEq)]
pub enum Changes {
    /// JSON Patch (RFC 6902): operations, in order.
    Operations(Vec<Change>),
    /// JSON Merge Patch (RFC 7396): an object whose properties replace those of the entity. `null` clears a property.
    Merge(BTreeMap<String, Json>),
}

/// An operation of a JSON Patch.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The operation in lower case: `add`, `remove`, `replace` or `test`.
    pub op: String,
    /// The path with a leading slash, such as `/Category/Id`. The server does not distinguish case.
    pub path: String,
    /// The value. `null` if there is none.
    pub value: Json,
}

impl Changes {
    /// Reads a body. An array contains operations, and an object is merged, regardless of the media type.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let starts = |with: u8| bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&with);
        if starts(b'{') {
            return serde_json::from_slice(bytes).map(Self::Merge).map_err(|error| error.to_string());
        }
        if !starts(b'[') {
            return Err("expected an array of operations or an object to merge".to_owned());
        }
        let operations: Vec<BTreeMap<String, Json>> =
            serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        operations.into_iter().map(change).collect::<Result<_, _>>().map(Self::Operations)
    }
}

fn change(mut operation: BTreeMap<String, Json>) -> Result<Change, String> {
    let text = |name: &str| {
        let text = operation.get(name).and_then(|value| serde_json::from_str::<String>(value.as_str()).ok());
        text.ok_or_else(|| format!("an operation has no `{name}`"))
    };
    let (op, path) = (text("op")?.to_ascii_lowercase(), text("path")?);
    if !["add", "remove", "replace", "test"].contains(&op.as_str()) {
        return Err(format!("`{op}` is not one of `add`, `remove`, `replace` and `test`"));
    }
    let path = if path.starts_with('/') { path } else { format!("/{path}") };
    Ok(Change { op, path, value: operation.remove("value").unwrap_or_default() })
}
