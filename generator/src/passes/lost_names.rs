//! Finds type names that are only placeholders.
//!
//! The exporter prints a type name even where there is no type: above a 204 response without a table. That name is its
//! placeholder for names that it has lost, so it is not trusted elsewhere unless something else confirms it.
//!
//! ```text
//! 204 No Content, `### Response body: Foo`, no table     ->  `Foo` is a lost name
//! ```

use std::collections::BTreeMap;

use super::rules;
use crate::diagnostics::Diagnostics;
use crate::model::{Api, Operation, Origin, Type, Word};
use crate::source::Span;

/// Fills [`Api::lost`].
pub(super) fn run(api: &mut Api, _: &mut Diagnostics) {
    let names: Vec<String> = api.pages().filter_map(placeholder).collect();
    for name in names {
        api.lost.insert(name);
        api.count(&rules::LOST_NAMES);
    }
}

/// A lost type name, in place of which the docs show a placeholder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Lost {
    /// The property; `None` if the name of a response body was lost.
    pub(crate) property: Option<String>,
    /// The placeholder.
    pub(crate) placeholder: String,
    /// The type that is used instead.
    pub(crate) ty: String,
    /// Whether the docs name this type elsewhere. If not, its name is derived, and may differ from that in the API.
    pub(crate) is_named: bool,
}

/// All lost names, each with the cells and headings that show the placeholder. A placeholder that happens to be the
/// right name is left out.
pub(crate) fn places(api: &Api) -> BTreeMap<Lost, Vec<Span>> {
    let mut found: BTreeMap<Lost, Vec<Span>> = BTreeMap::new();
    let mut add = |property: Option<&String>, placeholder: &String, ty: &Type, span: Span| {
        let text = ty.text(api);
        if api.lost.contains(placeholder) && *placeholder != text {
            let is_named = match ty.innermost() {
                Type::Entity(id) => api.entities[*id].origin == Origin::Docs,
                Type::Enum(id) => api.enums[*id].is_named,
                ty => !ty.is_open(),
            };
            let lost = Lost { property: property.cloned(), placeholder: placeholder.clone(), ty: text, is_named };
            found.entry(lost).or_default().push(span);
        }
    };
    for property in api.entities.iter().flat_map(|entity| &entity.properties) {
        for row in &property.rows {
            if let Word::Name(name) = &row.word.value.word {
                add(Some(&property.name), name, &property.ty.value, row.word.span);
            }
        }
    }
    for body in api.operations.iter().filter_map(|operation| operation.response.as_ref()) {
        if body.kind.value.is_empty() {
            add(None, &body.name.value, &body.ty.value, body.name.span);
        }
    }
    found
}

fn placeholder(operation: &Operation) -> Option<String> {
    let body = operation.response.as_ref()?;
    let void = operation.documents_success() && !operation.answers_with_body();
    (void && body.rows.is_none() && body.kind.value.is_empty() && !body.name.value.is_empty())
        .then(|| body.name.value.clone())
}
