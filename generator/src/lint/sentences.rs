//! Sentences that say something else than the facts beside them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Found, is_imported};
use crate::check::Checked;
use crate::diagnostics::{Code, Diagnostic};
use crate::model::{Body, Method, Operation, Said};

pub(super) fn run(api: &Checked, found: &mut Found) {
    for operation in api.operations.iter().filter(|operation| !is_imported(operation)) {
        summary(operation, found);
        for body in [&operation.request, &operation.response].into_iter().flatten() {
            repeated(body, found);
        }
    }
}

/// A DELETE that is summarised as a GET.
fn summary(operation: &Operation, found: &mut Found) {
    let Some(summary) = operation.summary.as_ref().filter(|_| operation.method == Method::Delete) else { return };
    let first = summary.value.split_whitespace().next().unwrap_or_default();
    if ["Get", "Gets", "Returns"].contains(&first) {
        let message = format!("the summary of a `DELETE` begins with `{first}`");
        let span = summary.part(0..first.len()).span;
        let finding = Diagnostic::new(Code::OddSummary, span, message)
            .label("copied from another page?")
            .help("describe what is deleted");
        found.add("summaries of a `DELETE` that begin like those of a `GET`", finding);
    }
}

/// One sentence for several properties of a table.
fn repeated(body: &Body, found: &mut Found) {
    let mut known: BTreeMap<&str, Vec<&Said>> = BTreeMap::new();
    for row in body.rows.iter().flatten() {
        known.entry(row.description.value.trim()).or_default().push(row);
    }
    // Short descriptions, such as `The name`, may be right for both.
    known.retain(|text, rows| rows.len() > 1 && text.split_whitespace().count() >= WORDS);
    for rows in known.values() {
        let mut names: Vec<String> = rows.iter().map(|row| format!("`{}`", row.name.value)).collect();
        names.sort();
        // Properties that are only numbered, such as `Line1` and `Line2`, may have the same meaning.
        let stems = names.iter().map(|name| name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '`'));
        if stems.collect::<BTreeSet<&str>>().len() == 1 {
            continue;
        }
        let (Some(first), Some(second)) = (rows.first(), rows.get(1)) else { continue };
        let message = format!("the properties {} have the same description", names.join(", "));
        let finding = Diagnostic::new(Code::RepeatedText, second.description.span, message.clone())
            .label("copied from the other row?")
            .other(first.description.span, "the same sentence")
            .help("say in which way they differ");
        found.add(message, finding);
    }
}

/// Fewer words are not compared.
const WORDS: usize = 5;
