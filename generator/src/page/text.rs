//! The text of a block, and findings about blocks where the format does not allow them.

use super::format::Format;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::{Sources, Span, Spanned};

/// Normalises line ends and blank lines, so that a text does not depend on the editor that saved it.
pub(crate) fn prose(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut blank = false;
    for line in raw.lines().map(str::trim_end) {
        if line.is_empty() {
            blank = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank { "\n\n" } else { "\n" });
        }
        blank = false;
        out.push_str(line);
    }
    out
}

/// A span without the white space at its ends.
pub(super) fn trimmed(sources: &Sources, span: Span) -> Span {
    let raw = sources.slice(span);
    let start = span.start as usize + (raw.len() - raw.trim_start().len());
    Span::new(span.file, start..start + raw.trim().len())
}

/// The finding about text where the format does not allow any.
pub(super) fn unexpected(span: Span) -> Diagnostic {
    Diagnostic::new(Code::UnexpectedText, span, "unexpected text: the format does not allow any here")
        .label("not used")
        .help("move it into the introduction, above the first section")
}

/// The finding about a fence where the format does not allow one. It shows the info string.
pub(super) fn unexpected_fence(info: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(
        Code::UnexpectedText,
        info.span,
        format!("unexpected fence `{}`: the format does not allow one here", info.value),
    )
    .label("not used")
    .help("fence samples as `http!` (request) or `http_` (response)")
}

/// The finding about lines with pipes that Markdown does not read as a table. If the second line is meant to be the
/// line of dashes, the finding is about that line.
pub(super) fn no_delimiter(raw: &str, span: Span) -> Diagnostic {
    let mut lines = raw.split_inclusive('\n');
    let (header, second) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let columns = header.trim().trim_matches('|').split('|').count();
    let delimiter = format!("`|{}`", "---|".repeat(columns));
    let is_meant = second.contains('|') && !second.contains(char::is_alphanumeric);
    if is_meant {
        let start = span.start as usize + header.len();
        let line = Span::new(span.file, start..start + second.trim_end().len());
        return Diagnostic::new(
            Code::NoDelimiter,
            line,
            "the line below the header of the table is not a line of dashes",
        )
        .label("not a line of dashes, so the table is not used")
        .help(format!("write {delimiter}, with the plain hyphen `-`"));
    }
    Diagnostic::new(Code::NoDelimiter, span, "these lines look like a table but are not one")
        .label("not used")
        .help(format!("add the line {delimiter} below the header"))
}

/// The finding about rows that a blank line separates from their table.
pub(super) fn cut_off(span: Span, table: Span) -> Diagnostic {
    Diagnostic::new(Code::NoDelimiter, span, "a blank line above this row ends the table")
        .label("not used: the row is outside of the table")
        .other(Span { end: table.start, ..table }, "the table starts here")
        .help("delete the blank line above this row")
}

/// The finding about a fence without an end.
pub(super) fn unclosed(info: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::UnclosedFence, info.span, "the fence is never closed")
        .label("opened here; everything below is inside it")
        .help("close it with three backticks on a separate line")
}

/// The finding about a fence that holds a heading of the format, because its own end is missing. The content of a fence
/// ends above that heading; that of the route ends after its first line.
pub(super) fn closed_late(body: &Spanned<String>, route: Option<Span>, format: Format) -> Option<Diagnostic> {
    let mut at = body.span.start as usize;
    let mut last = Span::new(body.span.file, at..at);
    for line in body.value.split_inclusive('\n') {
        let text = line.trim();
        let words = text.trim_start_matches('#');
        if words.len() < text.len() && format.opened_by(words.trim()).is_some() {
            let heading = Span::new(body.span.file, at..at + line.trim_end().len());
            let last = route.unwrap_or(last);
            let finding = Diagnostic::new(Code::UnclosedFence, last, "the fence is not closed below this line")
                .label("the last line of the fence")
                .other(heading, "this heading is inside the fence")
                .help("add a line of three backticks below this line");
            return Some(finding);
        }
        if !text.is_empty() {
            last = Span::new(body.span.file, at..at + line.trim_end().len());
        }
        at += line.len();
    }
    None
}
