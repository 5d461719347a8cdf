//! Decides what a file is: the page of an operation, another page, a sample that no page includes, or a page that
//! claims to describe an operation but cannot be read.
//!
//! In: a file. Out: its [`Page`]. A page is recognised by its `uid` and its route, never by its name or folder.

use super::blocks::{Block, BlockKind, blocks, deepest};
use super::conflict::conflicts;
use super::elements::seen;
use super::endpoint::{Endpoint, Page};
use super::format::Format;
use super::forms::Form;
use super::found::Sections;
use super::front_matter::FrontMatter;
use super::hidden::hidden;
use super::includes::is_orphan;
use super::ledger::Ledger;
use super::reader::Reader;
use super::recognise;
use super::route::{self, Route};
use super::size::size;
use crate::account::{Account, Kind, Reason};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Sources, Span, Spanned};

/// Reads one page. Never fails: what cannot be read is reported in the diagnostics.
#[must_use]
pub(crate) fn parse(id: FileId, sources: &Sources, diagnostics: &mut Diagnostics) -> Page {
    let blocks = blocks(id, sources.file(id));
    let form = recognise::form(sources.file(id), &blocks);
    read(form, blocks, id, sources, diagnostics)
}

/// Reads one page of a given form.
#[cfg(test)]
pub(crate) fn parse_as(form: &'static Form, id: FileId, sources: &Sources, diagnostics: &mut Diagnostics) -> Page {
    read(form, blocks(id, sources.file(id)), id, sources, diagnostics)
}

fn read(form: &'static Form, blocks: Vec<Block>, id: FileId, sources: &Sources, diagnostics: &mut Diagnostics) -> Page {
    let (file, format) = (sources.file(id), form.format);
    hidden(id, &file.text, diagnostics);
    conflicts(id, &file.text, diagnostics);
    size(id, &file.text, deepest(&blocks), diagnostics);
    let front = FrontMatter::of(file, &blocks, form);
    let mut account = seen(file, &blocks);
    account.see(Kind::File);
    let problem = match (front.uid.clone(), route::find(&blocks)) {
        (Some(uid), Some((index, Ok(route)))) => {
            let whole = Span::new(id, 0..file.text.len());
            let page = endpoint(whole, (form, front.generated), uid, route);
            let ledger = Ledger { account, asides: Vec::new(), diagnostics };
            return Page::Endpoint(Box::new(Reader::new(sources, page, ledger).read(blocks, index)));
        }
        (_, Some((_, Err(span)))) => no_verb(sources, span),
        (None, Some((_, Ok((verb, _))))) => no_uid(verb.span, nearly_uid(id, sources, &front)),
        (None, None) if is_orphan(&blocks, format) => return Page::Orphan { file: id, account },
        (uid, None) => match claim(format, &front, &blocks) {
            Some(claim) => no_route(claim, uid, || {
                blocks.first().map_or_else(|| Span::new(id, 0..file.text.len()), |block| block.span)
            }),
            None => {
                account.all(Reason::IndexPage);
                let reason = "no route and no section of an endpoint: an index or introduction";
                return Page::Other { file: id, reason, account };
            }
        },
    };
    diagnostics.push(problem);
    account.all(Reason::BrokenPage);
    Page::Broken { account }
}

/// The page of an operation of which only the route has been read.
fn endpoint(
    span: Span,
    (form, generated): (&'static Form, bool),
    uid: Spanned<String>,
    (verb, path): Route,
) -> Endpoint {
    Endpoint {
        file: span.file,
        form,
        generated,
        uid,
        verb,
        path,
        summary: None,
        description: Vec::new(),
        marks: Vec::new(),
        sections: Sections::default(),
        asides: Vec::new(),
        includes: Vec::new(),
        account: Account::default(),
    }
}

/// The feature that makes a page without a route look like the page of an operation, if it has one.
fn claim(format: Format, front: &FrontMatter, blocks: &[Block]) -> Option<&'static str> {
    let section = blocks.iter().any(|block| match &block.kind {
        BlockKind::Heading { text, .. } => format.opened_by(&text.value).is_some(),
        BlockKind::Table(table) => format.table(&table.header).is_some(),
        BlockKind::Fence { info, .. } => format.sampled_by(&info.value).is_some(),
        _ => false,
    });
    if section { Some("sections of an endpoint") } else { front.operation.then_some("the title of an operation") }
}

fn no_verb(sources: &Sources, span: Span) -> Diagnostic {
    let words = sources.slice(span).trim();
    Diagnostic::new(Code::UnknownVerb, span, format!("`{words}` is not a verb and a path"))
        .label("expected a verb, one space and a path that starts with `/`")
        .help("write the route as in `GET /api/v1/Contact/{id}`")
}

/// The line that must be corrected so that the page has a `uid`, and the reason why it is not read.
fn nearly_uid(id: FileId, sources: &Sources, front: &FrontMatter) -> Option<(Span, &'static str)> {
    front.unread.or_else(|| {
        let text = &sources.file(id).text;
        let at = text
            .match_indices("uid:")
            .map(|(at, _)| at)
            .find(|at| text.get(..*at).is_some_and(|before| before.ends_with('\n')))?;
        let first = "not in the front matter, which starts on the first line of the file";
        Some(unclosed(id, text).unwrap_or((Span::new(id, at..at + 4), first)))
    })
}

/// The line that ends the front matter but is not `---`: the first one that is not an entry. `None` if the file does not
/// start with front matter.
fn unclosed(id: FileId, text: &str) -> Option<(Span, &'static str)> {
    let mut at = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let words = line.trim_end();
        match index {
            0 if words.trim_start_matches('\u{feff}') != "---" => return None,
            0 => {}
            _ if words == "---" => return None,
            _ if words.contains(':') => {}
            _ => {
                return Some((
                    Span::new(id, at..at + words.len()),
                    "this line must be `---`, the end of the front matter",
                ));
            }
        }
        at += line.len();
    }
    None
}

fn no_uid(verb: Span, nearly: Option<(Span, &'static str)>) -> Diagnostic {
    let message = "the page has a route but no `uid`";
    match nearly {
        Some((line, reason)) => Diagnostic::new(Code::MissingUid, line, message)
            .label(reason)
            .other(verb, "the route of the operation")
            .help("correct this line, so that the front matter is read and has a `uid`, as in `uid: v1Name_Operation`"),
        None => Diagnostic::new(Code::MissingUid, verb, message)
            .label("the route of the operation")
            .help("add `uid: v1Name_Operation` to the front matter; it names the operation"),
    }
}

fn no_route(claim: &str, uid: Option<Spanned<String>>, start: impl Fn() -> Span) -> Diagnostic {
    match uid {
        Some(uid) => Diagnostic::new(Code::MissingRoute, uid.span, format!("the page has {claim} but no route"))
            .label("the operation this page describes")
            .help("add an `http` fence with the verb and the path below the title"),
        None => {
            let message = format!("the page has {claim} but neither `uid` nor route");
            Diagnostic::new(Code::MissingRoute, start(), message)
                .label("the page starts here")
                .help("add the front matter and an `http` fence with the verb and the path")
        }
    }
}
