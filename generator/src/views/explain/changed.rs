//! The changes of public names that are about one item.
//!
//! In: the changes of a whole crate, and the name of an item in the docs or in Rust. Out: the changes of the item. An
//! item that the docs no longer describe is found by its old name.

use super::View;
use super::rust::parts;
use crate::diagnostics::{Change, ChangeKind, Changes};
use crate::model::Operation;
use crate::source::Span;
use crate::text::alike::distance;

impl View<'_> {
    /// The changes that are about the item with this name.
    pub(crate) fn changes(&self, what: &str, changes: &Changes) -> Changes {
        let named = |one: &&Operation| one.uid.value.eq_ignore_ascii_case(what);
        let mut operations: Vec<&Operation> = self.api.operations.iter().filter(named).collect();
        operations.extend(self.routed(what));
        let places: Vec<Span> = operations.iter().map(|one| one.uid.span).collect();
        let list = changes.list.iter().filter(|change| {
            change.at.is_some_and(|at| places.contains(&at)) || is_page(&change.page, what) || is_about(change, what)
        });
        Changes { list: list.cloned().collect(), ..changes.clone() }
    }
}

/// Whether a page that was deleted had this uid as its file name.
fn is_page(page: &str, what: &str) -> bool {
    page.rsplit('/').next().and_then(|name| name.strip_suffix(".md")) == Some(what)
}

/// Whether the Rust path of a change has the parts of a name in this order. The name of a type also matches its fields;
/// the name of a property matches only its field.
fn is_about(change: &Change, what: &str) -> bool {
    let parts = parts(what);
    let mut path = change.path.split("::");
    let Some((last, owners)) = parts.split_last() else { return false };
    let same = |segment: &str, part: &String| distance(segment.trim_start_matches("r#"), part) == Some(0);
    // If a module or a type was removed, its items were removed with it.
    let whole = change.path.rsplit("::").next().unwrap_or_default();
    if change.kind == ChangeKind::Removed && owners.iter().any(|part| same(whole, part)) {
        return true;
    }
    let found = owners.iter().all(|part| path.any(|segment| same(segment, part)));
    let ends = |segment: &str| same(segment, last);
    found && if owners.is_empty() { path.any(ends) } else { path.last().is_some_and(ends) }
}
