//! Selects the operations that match the globs of [`Builder::only`](crate::Builder::only).
//!
//! In: an operation and globs. Out: whether code is generated for it. Every page is read and every name decided, whatever
//! is selected: a part of the docs has the same types and the same names as the whole.

use crate::model::Operation;
use crate::text::glob::matches;

/// Whether at least one glob matches the uid, the controller, the controller without `Entity`, or the path. Without
/// globs, every operation is selected.
pub(super) fn selects(only: &[String], operation: &Operation) -> bool {
    let bare = operation.controller.strip_suffix("Entity").unwrap_or(&operation.controller);
    let names = [operation.uid.value.as_str(), &operation.controller, bare, &operation.path.value];
    only.is_empty() || only.iter().any(|glob| names.iter().any(|name| matches(glob, name)))
}
