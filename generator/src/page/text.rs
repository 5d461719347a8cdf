//! The text of a block, and findings about blocks where the format has none.

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

/// The finding about text where the format has none.
pub(super) fn unexpected(span: Span) -> Diagnostic {
    Diagnostic::new(Code::UnexpectedText, span, "unexpected text: the format has none here")
        .label("not used")
        .help("move it into the introduction, above the first section")
}

/// The finding about a fence where the format has none. It shows the info string.
pub(super) fn unexpected_fence(info: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(
        Code::UnexpectedText,
        info.span,
        format!("unexpected fence `{}`: the format has none here", info.value),
    )
    .label("not used")
    .help("fence samples as `http!` (request) or `http_` (response)")
}

/// The finding about lines with pipes that Markdown does not read as a table.
pub(super) fn no_delimiter(span: Span) -> Diagnostic {
    Diagnostic::new(Code::NoDelimiter, span, "these lines look like a table but are not one")
        .label("not used")
        .help("add the line `|---|---|` below the header, with as many cells as the header")
}
