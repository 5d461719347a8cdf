//! Reports titles that state another operation than the route of their page.
//!
//! ```text
//! `title: GET Lamp/{id}/Shade` above `GET /api/v1/Lamp/{lampId}/Bulb`  ->  one of them is wrong
//! ```
//!
//! The segments of a title are the last ones of the route. Placeholders may have other names.

use crate::account::Reason;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{Api, Operation};
use crate::source::Spanned;
use crate::text::visible::visible_short;

/// Compares the title and the heading of each page with its route.
pub(super) fn run(api: &Api, diagnostics: &mut Diagnostics) {
    for operation in &api.operations {
        let mut titles = operation.asides.iter().filter(|aside| aside.reason == Reason::PageTitle);
        // A heading that differs from the title has a finding already.
        if let Some(title) = titles.next().map(|aside| &aside.text) {
            diagnostics.extend(contradicts(operation, title).map(|problem| finding(operation, title, problem)));
        }
    }
}

/// What a title states differently; `None` if it does not begin with a verb, so that it states no route.
fn contradicts(operation: &Operation, title: &Spanned<String>) -> Option<&'static str> {
    let (verb, path) = title.value.trim().split_once(' ')?;
    let verb = if verb == "DEL" { "DELETE" } else { verb };
    if verb.is_empty() || !verb.chars().all(|c| c.is_ascii_uppercase()) {
        return None;
    }
    if verb != operation.method.as_str() {
        return Some("verb");
    }
    let titled = path.trim().split('?').next().unwrap_or_default().trim_matches('/').rsplit('/');
    let mut route = operation.path.value.split('/').rev();
    let same = |one: &str, other: &str| one == other || (one.starts_with('{') && other.starts_with('{'));
    for segment in titled {
        if !route.next().is_some_and(|other| same(segment, other)) {
            return Some("path");
        }
    }
    None
}

fn finding(operation: &Operation, title: &Spanned<String>, what: &str) -> Diagnostic {
    let (shown, verb) = (visible_short(&title.value, 120), operation.method.as_str());
    let message = format!("the title `{shown}` has another {what} than the route `{verb} {}`", operation.path.value);
    Diagnostic::new(Code::TitleContradicts, title.span, message)
        .label("not used")
        .other(operation.path.span, "the route that is used")
        .help("correct the title or the route")
}
