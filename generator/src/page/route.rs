//! The fence with the verb and the path, which marks the page of an operation.

use super::blocks::{Block, BlockKind};
use super::format::Format;
use super::ledger::Ledger;
use super::text::closed_late;
use crate::account::{Kind, Reason};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::{Span, Spanned};

/// The verbs of the format.
pub(super) const VERBS: [&str; 8] = ["GET", "POST", "PUT", "PATCH", "DELETE", "DEL", "HEAD", "OPTIONS"];

/// A verb and a path.
pub(super) type Route = (Spanned<String>, Spanned<String>);

/// The first `http` fence with a verb and a path, and its index. `Err` is the place of a fence that only looks like
/// one.
pub(super) fn find(blocks: &[Block]) -> Option<(usize, Result<Route, Span>)> {
    blocks.iter().enumerate().find_map(|(index, block)| Some((index, route_of(block)?)))
}

fn route_of(block: &Block) -> Option<Result<Route, Span>> {
    let BlockKind::Fence { info, body, .. } = &block.kind else { return None };
    if info.value != "http" {
        return None;
    }
    let line = body.value.lines().next().unwrap_or_default().trim_end();
    let file = body.span.file;
    let start = body.span.start as usize + (line.len() - line.trim_start().len());
    let line = line.trim_start();
    let span = Span::new(file, start..start + line.len());
    // An index page shows a path without a verb.
    if line.starts_with('/') && !line.contains(' ') {
        return None;
    }
    let Some((verb, rest)) = line.split_once(' ') else { return Some(Err(span)) };
    let path = rest.trim();
    let path_start = start + verb.len() + 1 + (rest.len() - rest.trim_start().len());
    if !VERBS.contains(&verb) || !path.starts_with('/') || path.contains(char::is_whitespace) {
        return Some(Err(span));
    }
    let verb = Spanned::new(verb.to_owned(), Span::new(file, start..start + verb.len()));
    let path = Spanned::new(path.to_owned(), Span::new(file, path_start..path_start + path.len()));
    Some(Ok((verb, path)))
}

/// Decides what becomes of the fence of the route, which must hold one line and end after the path.
pub(super) fn read(body: &Spanned<String>, path: Span, format: Format, ledger: &mut Ledger<'_>) {
    let end = path.end as usize;
    let rest = body.value.get(end.saturating_sub(body.span.start as usize)..).unwrap_or_default();
    if rest.trim().is_empty() {
        ledger.used(Kind::Fence, Reason::Route);
        return;
    }
    if let Some(late) = closed_late(body, Some(path), format) {
        ledger.reported(Kind::Fence, late);
        return;
    }
    let start = end + (rest.len() - rest.trim_start().len());
    let span = Span::new(body.span.file, start..start + rest.trim().len());
    ledger.reported(
        Kind::Fence,
        Diagnostic::new(Code::UnexpectedText, span, "the route fence has more than one line")
            .label("not used")
            .help("write one page for each route"),
    );
}
