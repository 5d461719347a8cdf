//! Samples of HTTP traffic: a request or status line, header lines, and after a blank line the body.

use super::found::{Found, Sample};
use super::ledger::Ledger;
use crate::account::Kind;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::{Span, Spanned};

/// Keeps a sample; a second one of the same section is reported.
pub(super) fn read(info: &Spanned<String>, body: &Spanned<String>, found: &mut Found, ledger: &mut Ledger<'_>) {
    if let Some(first) = &found.sample {
        ledger.reported(
            Kind::Fence,
            Diagnostic::new(Code::DuplicateSection, info.span, "a second sample of the same kind")
                .label("not used")
                .other(first.first_line.span, "the first one")
                .help("keep one sample request and one sample response"),
        );
        return;
    }
    let sample = split(body);
    ledger.account.see((Kind::SampleLine, 1 + sample.headers.len()));
    found.sample = Some(sample);
}

/// Splits a sample into the lines of its head and the text of its body.
fn split(body: &Spanned<String>) -> Sample {
    let mut at = body.span.start as usize;
    let mut first_line = None;
    let mut headers = Vec::new();
    let mut rest: Option<usize> = None;
    for line in body.value.split_inclusive('\n') {
        let text = line.trim();
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        if text.is_empty() {
            if first_line.is_some() {
                rest = Some(at);
                break;
            }
            continue;
        }
        let line = Spanned::new(text.to_owned(), Span::new(body.span.file, start..start + text.len()));
        if first_line.is_none() { first_line = Some(line) } else { headers.push(line) }
    }
    let body_text = rest.and_then(|from| {
        let raw = body.value.get(from - body.span.start as usize..)?;
        let text = raw.trim();
        let start = from + (raw.len() - raw.trim_start().len());
        (!text.is_empty()).then(|| Spanned::new(text.to_owned(), Span::new(body.span.file, start..start + text.len())))
    });
    let first_line = first_line.unwrap_or_else(|| Spanned::new(String::new(), body.span));
    Sample { first_line, headers, body: body_text }
}
