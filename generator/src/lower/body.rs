//! Request and response bodies: what their heading, their text and their rows say.

use std::sync::Arc;

use super::parameters::word;
use super::wire;
use crate::account::Reason;
use crate::diagnostics::{Code, Diagnostic};
use crate::model::{Body, DocWord, Form, Json, Known, Said, Side, Word};
use crate::page::{Found, Ledger, Row, forms};
use crate::source::{Span, Spanned};

/// What the form and the format of a page determine about the rows of its bodies.
pub(super) struct PageForm {
    pub(super) form: &'static forms::Form,
    /// Whether the page has one of the newer formats.
    pub(super) newer: bool,
}

/// Reads the section of a body. `kind` is the kind of the body if another heading states it: the heading of the
/// statuses states that of the response body.
pub(super) fn read(
    found: Found,
    kind: Option<Spanned<String>>,
    (side, page): (Side, &PageForm),
    sample: Option<Json>,
    ledger: &mut Ledger<'_>,
) -> Option<Body> {
    let name = found.heading?.name;
    let (name, kind) = match kind {
        Some(kind) if page.form.body_kind => repeated(name, kind, ledger),
        Some(kind) => (name, kind),
        None => name_and_kind(name),
    };
    let name = named(name, ledger);
    known_kind(&kind, ledger);
    let reason = if side == Side::Request { Reason::RequestProperty } else { Reason::ResponseProperty };
    let rows = found.rows.map(|rows| {
        // Not collected in place: that would keep the larger allocation of the rows for the pointers to them.
        let mut shared = Vec::with_capacity(rows.len());
        for row in rows {
            let problem = wire::problem(&row.name.value);
            // A key of JSON may be any text.
            match problem.filter(|_| !sample.as_ref().is_some_and(|sample| sample.has_key(&row.name.value))) {
                Some(problem) => ledger.reported(&row, wire::not_a_name(&row.name, problem)),
                None => {
                    ledger.used(&row, reason);
                    shared.push(Arc::new(said(row, side, page, ledger)));
                }
            }
        }
        shared
    });
    Some(Body { name, kind, text: found.text, rows, sample, ty: Known::undecided(), form: Form::Json })
}

/// The name and the kind of a body whose heading repeats the kind that the heading of the statuses states.
fn repeated(
    name: Spanned<String>,
    kind: Spanned<String>,
    ledger: &mut Ledger<'_>,
) -> (Spanned<String>, Spanned<String>) {
    if name.value != kind.value {
        let message = format!("the response is `{}` here and `{}` above", name.value, kind.value);
        ledger.note(
            Diagnostic::new(Code::Contradiction, name.span, message)
                .label("not used")
                .other(kind.span, "used")
                .help("write the same kind in both places"),
        );
    }
    (Spanned::new(String::new(), name.span), kind)
}

/// A body that no section describes.
pub(super) fn undescribed(kind: Option<Spanned<String>>, place: Span, sample: Option<Json>) -> Body {
    let empty = Spanned::new(String::new(), sample.as_ref().map_or(place, |sample| sample.span));
    let kind = kind.unwrap_or_else(|| empty.clone());
    Body { name: empty, kind, text: None, rows: None, sample, ty: Known::undecided(), form: Form::Json }
}

/// The name in a heading, if it is one.
fn named(name: Spanned<String>, ledger: &mut Ledger<'_>) -> Spanned<String> {
    match wire::problem(&name.value).filter(|_| !name.value.is_empty()) {
        Some(problem) => {
            ledger.note(wire::not_a_name(&name, problem));
            Spanned::new(String::new(), name.span)
        }
        None => name,
    }
}

/// Reports a kind that is not a scalar, `array`, `object` or `binary`.
fn known_kind(kind: &Spanned<String>, ledger: &mut Ledger<'_>) {
    let unknown = matches!(DocWord::read(&kind.value).word, Word::Name(_) | Word::Words(_) | Word::Unknown(_));
    if unknown && kind.value != "binary" {
        let message = format!("`{}` is not a kind of body", kind.value);
        ledger.note(
            Diagnostic::new(Code::UnknownTypeWord, kind.span, message).label("not used").help(
                "write `array`, `object`, a scalar or `binary`, or nothing if the body is an object with a table",
            ),
        );
    }
}

/// Splits the heading of a request into the name of the argument and its kind, if it has one: `changes string`,
/// `image binary`.
fn name_and_kind(text: Spanned<String>) -> (Spanned<String>, Spanned<String>) {
    let Some(at) = text.value.find(' ') else {
        let end = Span { start: text.span.end, ..text.span };
        return (text, Spanned::new(String::new(), end));
    };
    let kind = text.value.get(at..).unwrap_or_default().trim_start().len();
    let end = text.value.len();
    (text.part(0..at), text.part(end - kind..end))
}

fn said(row: Row, side: Side, page: &PageForm, ledger: &mut Ledger<'_>) -> Said {
    let empty = Spanned::new(String::new(), row.name.span);
    let outcome = "not used: the type comes from other tables and from samples; without them it is left open";
    let cell = row.word.as_ref().unwrap_or(&empty);
    let word = match page.form.unnamed_objects && cell.value.is_empty() {
        true => Spanned::new(DocWord::unnamed(), cell.span),
        false => word(cell, outcome, ledger),
    };
    Said { name: row.name, word, description: row.description, side, newer: page.newer }
}
