//! Parts of a page that repeat its route: the example of a query, the title and the first line of the sample request.
//!
//! In: a page. Out: findings where they disagree with the route or with the table of parameters. They state no facts.

use super::route::method;
use crate::account::Reason;
use crate::diagnostics::{Code, Diagnostic};
use crate::model::{Method, Parameter, Place};
use crate::page::{Endpoint, Ledger};
use crate::source::{Span, Spanned};
use crate::text::alike;

/// Compares the example of a query with the table of query parameters.
pub(super) fn query(page: &Endpoint, parameters: &[Parameter], ledger: &mut Ledger<'_>) {
    let example = ledger.asides.iter().find(|aside| aside.reason == Reason::QueryExampleFence);
    let Some(line) = example.map(|aside| aside.text.clone()) else { return };
    let names: Vec<&str> = parameters
        .iter()
        .filter(|parameter| parameter.place == Place::Query)
        .map(|parameter| parameter.name.value.as_str())
        .collect();
    let text = line.value.lines().next().unwrap_or_default();
    let Some((start, query)) = text.split_once('?') else { return };
    let mut at = start.len() + 1;
    for pair in query.split('&') {
        let name = pair.split('=').next().unwrap_or_default().trim();
        if !name.is_empty() && !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            ledger.note(unknown_parameter(name, place(&line, at, name.len()), &names, page));
        }
        at += pair.len() + 1;
    }
}

/// A part of the first line of a text.
fn place(text: &Spanned<String>, at: usize, len: usize) -> Span {
    let start = text.span.start as usize + at;
    if start + len <= text.span.end as usize { Span::new(text.span.file, start..start + len) } else { text.span }
}

fn unknown_parameter(name: &str, at: Span, names: &[&str], page: &Endpoint) -> Diagnostic {
    let message = format!("the example has a query parameter `{name}` that the table lacks");
    let finding = Diagnostic::new(Code::QueryExample, at, message).label("not used");
    let near = names.iter().filter_map(|known| alike::distance(known, name).map(|far| (far, (*known).to_owned())));
    match alike::nearest(near).first() {
        Some(known) => finding.help(format!("write `{known}`, or add a row to the table of query parameters")),
        None if names.is_empty() => finding
            .other(page.path.span, "the operation has no query parameters")
            .help("add the table of query parameters, or correct the example"),
        None => finding.help("correct the example, or add a row to the table of query parameters"),
    }
}

/// Reports a route that abbreviates its verb.
pub(super) fn verb(page: &Endpoint, ledger: &mut Ledger<'_>) {
    if page.verb.value == "DEL" {
        ledger.note(
            Diagnostic::new(Code::VerbForm, page.verb.span, "the route abbreviates its verb")
                .label("read as `DELETE`")
                .help("write `DELETE`; only titles abbreviate it"),
        );
    }
}

/// Whether the title or heading of a page has this method.
pub(super) fn titled(ledger: &Ledger<'_>, verb: Method) -> bool {
    let titles = ledger.asides.iter().filter(|aside| aside.reason == Reason::PageTitle);
    let mut verbs = titles.filter_map(|aside| aside.text.value.split_whitespace().next().and_then(method));
    verbs.any(|titled| titled == verb)
}
