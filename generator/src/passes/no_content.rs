//! A response with status 204 has no body, even if a heading names one.
//!
//! ```text
//! 204, `### Response body: Foo`, sample null     ->  no response body
//! ```

use super::rules;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{Api, Operation};
use crate::text::visible::counted;

/// Removes the response body of operations whose only success is 204.
pub(super) fn run(api: &mut Api, diagnostics: &mut Diagnostics) {
    let mut count = 0;
    for operation in &mut api.operations {
        count += void(operation, diagnostics);
        for older in &mut operation.superseded {
            void(older, diagnostics);
        }
    }
    api.tally.add(&rules::NO_CONTENT, count);
}

fn void(operation: &mut Operation, diagnostics: &mut Diagnostics) -> usize {
    if !operation.documents_success() || operation.answers_with_body() {
        return 0;
    }
    let Some(body) = operation.response.take() else { return 0 };
    let rows = body.rows.as_deref().unwrap_or_default().len();
    let shown = body.sample.as_ref().filter(|sample| !sample.is_null());
    let described = match (rows, shown) {
        (0, None) if body.kind.value.is_empty() => None,
        (0, None) => Some((body.kind.span, "a kind, not used".to_owned())),
        (0, Some(sample)) => Some((sample.span, format!("{}, not used", sample.kind_word()))),
        _ => Some((body.name.span, format!("{}, not used", counted(rows, "row")))),
    };
    if let Some((span, label)) = described {
        let at = operation.statuses.first().map_or(body.name.span, |status| status.description.span);
        diagnostics.push(
            Diagnostic::new(Code::Contradiction, span, "a response body is described, but no status has one")
                .label(label)
                .other(at, "the statuses have no content")
                .help("add the status 200, or delete the body"),
        );
    }
    operation.void = Some(Box::new(body));
    1
}
