//! Request and response bodies: what their heading, their text and their rows say.

use std::sync::Arc;

use super::parameters::word;
use crate::account::Reason;
use crate::model::{Body, Form, Json, Known, Said, Side};
use crate::page::{Found, Ledger, Row};
use crate::source::{Span, Spanned};

/// Reads the section of a body. `kind` is the kind of the body if another heading states it: the heading of the
/// statuses states that of the response body.
pub(super) fn read(
    found: Found,
    kind: Option<Spanned<String>>,
    (side, newer): (Side, bool),
    sample: Option<Json>,
    ledger: &mut Ledger<'_>,
) -> Option<Body> {
    let name = found.heading?.name;
    let (name, kind) = match kind {
        Some(kind) => (name, kind),
        None => name_and_kind(name),
    };
    let reason = if side == Side::Request { Reason::RequestProperty } else { Reason::ResponseProperty };
    ledger.used(found.rows.as_deref().unwrap_or_default(), reason);
    let rows = found.rows.map(|rows| {
        // Not collected in place: that would keep the larger allocation of the rows for the pointers to them.
        let mut shared = Vec::with_capacity(rows.len());
        shared.extend(rows.into_iter().map(|row| Arc::new(said(row, side, newer, ledger))));
        shared
    });
    Some(Body { name, kind, text: found.text, rows, sample, ty: Known::undecided(), form: Form::Json })
}

/// Splits the heading of a request into the name of the argument and its kind, if it has one: `changes string`,
/// `image binary`.
fn name_and_kind(text: Spanned<String>) -> (Spanned<String>, Spanned<String>) {
    let at = text.span;
    let Some((name, kind)) = text.value.split_once(' ') else {
        let end = Span { start: at.end, ..at };
        return (text, Spanned::new(String::new(), end));
    };
    let start = at.start as usize;
    let name_end = start + name.len();
    let kind = Spanned::new(kind.trim().to_owned(), Span::new(at.file, name_end + 1..at.end as usize));
    (Spanned::new(name.to_owned(), Span::new(at.file, start..name_end)), kind)
}

fn said(row: Row, side: Side, newer: bool, ledger: &mut Ledger<'_>) -> Said {
    let empty = Spanned::new(String::new(), row.name.span);
    let outcome = "not used: the type comes from other tables and from samples; without them it is left open";
    let word = word(row.word.as_ref().unwrap_or(&empty), outcome, ledger);
    Said { name: row.name, word, description: row.description, side, newer }
}
