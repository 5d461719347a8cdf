//! Pages and lines that are out of proportion.
//!
//! In: the text of a page and how deeply its Markdown is nested. Out: a finding for the page and one for its longest line,
//! if it is more than ten times as long as on any page of the vendor's docs.

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Span};
use crate::text::visible::thousands;

/// The size of the largest real page, in bytes.
const PAGE: usize = 63_491;
/// The size of the longest line of a real page, in bytes.
const LINE: usize = 888;
/// The deepest nesting of lists, quotes, emphasis and links on a real page.
const DEPTH: usize = 4;
/// How many times as much is a mistake.
const TIMES: usize = 10;

/// Reports a page that is out of proportion. `deepest` is the depth of its Markdown and the place of the deepest block.
pub(super) fn size(id: FileId, text: &str, deepest: (usize, usize), diagnostics: &mut Diagnostics) {
    let start = |at: usize| Span::new(id, at..at + text.get(at..).and_then(|rest| rest.find('\n')).unwrap_or_default());
    let mut report = |span: Span, message: String, label: String| {
        diagnostics.push(
            Diagnostic::new(Code::Oversized, span, message)
                .label(label)
                .help("check how this page was made; pages like this come from a broken export"),
        );
    };
    if text.len() > TIMES * PAGE {
        let message = format!("the page has {} bytes", thousands(text.len()));
        report(start(0), message, format!("no page of the API has more than {}", thousands(PAGE)));
    }
    let (depth, at) = deepest;
    if depth > TIMES * DEPTH {
        let message = format!("the Markdown is nested {} levels deep", thousands(depth));
        report(start(at), message, format!("no page of the API has more than {DEPTH}"));
    }
    // A page without a long line, as nearly all are, is not split into lines.
    if text.len() > TIMES * LINE {
        let mut at = 0;
        let lines = text.split_inclusive('\n').map(|line| {
            at += line.len();
            (line.len(), at - line.len())
        });
        if let Some((length, at)) = lines.max().filter(|(length, _)| *length > TIMES * LINE) {
            let message = format!("the line has {} bytes", thousands(length));
            report(Span::new(id, at..at + 80), message, format!("no line of the API has more than {LINE}"));
        }
    }
}
