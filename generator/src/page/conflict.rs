//! Conflict markers that a version control system has left in a page.
//!
//! In: the text of a page, including its samples. Out: one finding for each conflict. The lines of both versions are read
//! as they are.

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Span};

/// Reports each line that begins a conflict, together with the line that ends it.
pub(super) fn conflicts(id: FileId, text: &str, diagnostics: &mut Diagnostics) {
    const BEGINS: &str = "<<<<<<< ";
    const ENDS: &str = ">>>>>>> ";
    if !text.contains(BEGINS) {
        return;
    }
    let mut open: Option<Diagnostic> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(id, at..at + line.trim_end().len());
        at += line.len();
        if line.starts_with(BEGINS) {
            report(open.replace(conflict(span)), diagnostics);
        } else if line.starts_with(ENDS) {
            report(open.take().map(|found| found.other(span, "the conflict ends here")), diagnostics);
        }
    }
    report(open, diagnostics);
}

fn conflict(span: Span) -> Diagnostic {
    Diagnostic::new(Code::ConflictMarker, span, "the page has a merge conflict that was not resolved")
        .label("the conflict starts here")
        .help("keep the correct lines, and delete the others and the lines with `<<<<<<<`, `=======` and `>>>>>>>`")
}

fn report(found: Option<Diagnostic>, diagnostics: &mut Diagnostics) {
    if let Some(found) = found {
        diagnostics.push(found);
    }
}
