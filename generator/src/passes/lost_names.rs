//! Finds type names that are only placeholders.
//!
//! The exporter prints a type name even where there is no type: above a 204 response without a table. That name is its
//! placeholder for names that it has lost, so it is not trusted elsewhere unless something else confirms it.
//!
//! ```text
//! 204 No Content, `### Response body: Foo`, no table     ->  `Foo` is a lost name
//! ```

use super::rules;
use crate::diagnostics::Diagnostics;
use crate::model::{Api, Operation};

/// Fills [`Api::lost`].
pub(super) fn run(api: &mut Api, _: &mut Diagnostics) {
    let names: Vec<String> = api.pages().filter_map(placeholder).collect();
    for name in names {
        api.lost.insert(name);
        api.count(&rules::LOST_NAMES);
    }
}

fn placeholder(operation: &Operation) -> Option<String> {
    let body = operation.response.as_ref()?;
    let void = operation.documents_success() && !operation.answers_with_body();
    (void && body.rows.is_none() && body.kind.value.is_empty() && !body.name.value.is_empty())
        .then(|| body.name.value.clone())
}
