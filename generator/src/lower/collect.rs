//! The operations of all pages as one model.
//!
//! In: the [`Lowered`] of each page. Out: an [`Api`] with one operation for each uid, and findings about pages that
//! describe the same operation or route.

use std::collections::BTreeSet;

use super::operation::Lowered;
use crate::account::{Kind, Reason};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{Api, Aside, Operation};
use crate::page;
use crate::source::{FileId, Sources, Span, Spanned};

/// One page in this many may be an exception.
const FEW: usize = 4;

/// Collects the operations of all pages into one model, sorted by uid. A uid or a route that occurs twice is an error.
#[must_use]
pub(crate) fn collect(lowered: Vec<Lowered>, sources: &Sources, diagnostics: &mut Diagnostics) -> Api {
    let mut api = Api { operations: Vec::with_capacity(lowered.len()), ..Api::default() };
    for page in lowered {
        match page {
            Lowered::Operation(mut operation) => {
                let path = &sources.file(operation.file).path;
                operation.folder = path.rsplit_once('/').map(|(folder, _)| folder.to_owned()).unwrap_or_default();
                api.operations.push(*operation);
            }
            Lowered::Other(file, reason, account) => {
                api.account.add(&account);
                let text = sources.file(file).text.trim_start_matches('\u{feff}');
                let text = Spanned::new(page::prose(text), Span::new(file, 0..text.len()));
                api.asides.push(Aside { reason: Reason::IndexPage, text });
                api.other_pages.push((file, reason));
            }
            Lowered::Broken(account) => api.account.add(&account),
        }
    }
    uids(&api, sources, diagnostics);
    one_for_each_uid(&mut api, sources, diagnostics);
    included(&mut api, sources);
    routes(&api, diagnostics);
    api
}

/// Reports uids that differ from the names of their files, if most uids are equal to them.
fn uids(api: &Api, sources: &Sources, diagnostics: &mut Diagnostics) {
    let stem = |operation: &Operation| {
        let path = &sources.file(operation.file).path;
        let name = path.rsplit('/').next().unwrap_or(path);
        name.strip_suffix(".md").unwrap_or(name).to_owned()
    };
    let odd: Vec<(&Operation, String)> = api
        .operations
        .iter()
        .map(|operation| (operation, stem(operation)))
        .filter(|(operation, stem)| operation.uid.value != *stem)
        .collect();
    // A tree may name its files differently, so only exceptions are reported.
    if odd.len() * FEW > api.operations.len() {
        return;
    }
    for (operation, stem) in odd {
        let message = format!("the uid `{}` differs from the name of the file, `{stem}`", operation.uid.value);
        diagnostics.push(
            Diagnostic::new(Code::UidDiffers, operation.uid.span, message)
                .label("used as the identity of the operation")
                .note("the uids of the other pages are the names of their files")
                .help(format!("write `{stem}`, or rename the file")),
        );
    }
}

/// Sorts the operations by uid and keeps the newest of several pages with the same uid. Pages of older docs versions
/// become evidence; other pages are left out.
fn one_for_each_uid(api: &mut Api, sources: &Sources, diagnostics: &mut Diagnostics) {
    // Newer formats first, then later folders: if two docs versions describe the same operation, the later one is kept.
    let path = |operation: &Operation| sources.file(operation.file).path.as_str();
    api.operations.sort_by(|a, b| {
        let order = |operation: &Operation| (!operation.generated, std::cmp::Reverse(path(operation).to_owned()));
        a.uid.value.cmp(&b.uid.value).then_with(|| order(a).cmp(&order(b)))
    });
    let account = &mut api.account;
    api.operations.dedup_by(|later, first| {
        if later.uid.value != first.uid.value {
            return false;
        }
        let same = later.method == first.method && later.path.value == first.path.value;
        // A page has the same file name in every docs version, and two pages of one version cannot share a name.
        let name = |operation: &Operation| path(operation).rsplit('/').next().map(str::to_owned);
        if same && name(later) == name(first) {
            diagnostics.push(superseded(&later.uid, first.uid.span));
            first.superseded.push(later.clone());
        } else {
            diagnostics.push(duplicate(&later.uid, first.uid.span));
            later.account.all(Code::DuplicateUid);
            account.add(&later.account);
        }
        true
    });
}

fn superseded(uid: &Spanned<String>, newer: Span) -> Diagnostic {
    Diagnostic::new(Code::Superseded, uid.span, format!("`{}` is described in two docs versions", uid.value))
        .label("the older page; its rows still count as evidence for types")
        .other(newer, "the newer page, which is used")
        .help("delete the older page")
}

fn duplicate(uid: &Spanned<String>, first: Span) -> Diagnostic {
    Diagnostic::new(Code::DuplicateUid, uid.span, format!("two pages have the uid `{}`", uid.value))
        .label("this page is left out")
        .other(first, "this page is used")
        .help("change the uid of one of the two pages, or delete one of them")
}

/// Counts the files that are not pages, whether a page includes them or not.
fn included(api: &mut Api, sources: &Sources) {
    let used: BTreeSet<FileId> = api.pages().flat_map(|operation| &operation.includes).copied().collect();
    for (id, file) in sources.included() {
        api.account.see(Kind::File);
        let reason = if used.contains(&id) {
            Reason::IncludedSample
        } else if file.text.is_empty() {
            // The disk room has reported this file and keeps it without text; an empty file is reported where it is
            // included.
            Reason::UnreadFile
        } else {
            Reason::IncludeOfNoOperation
        };
        api.account.put(Kind::File, reason);
    }
}

/// Reports routes that are equal, and routes that differ only in the names of their parameters.
fn routes(api: &Api, diagnostics: &mut Diagnostics) {
    let mut exact = std::collections::BTreeMap::new();
    let mut shapes = std::collections::BTreeMap::new();
    for operation in &api.operations {
        let path = operation.path.value.to_ascii_lowercase();
        if let Some(first) = exact.insert((operation.method, path.clone()), operation) {
            diagnostics.push(duplicate_route(operation, first));
            continue;
        }
        let shape: Vec<&str> = path.split('/').map(|part| if part.contains('{') { "{}" } else { part }).collect();
        if let Some(first) = shapes.insert((operation.method, shape.join("/")), operation.path.span) {
            diagnostics.push(
                Diagnostic::new(
                    Code::AmbiguousRoute,
                    operation.path.span,
                    "two routes differ only in the name of a parameter",
                )
                .label("the server can tell them apart only by the value")
                .other(first, "the other route")
                .note("both operations are generated")
                .help("no change is needed to generate a client"),
            );
        }
    }
}

/// The finding about two pages with one route. The page to correct is the one whose own sample has another route.
fn duplicate_route(later: &Operation, first: &Operation) -> Diagnostic {
    let (wrong, right) =
        if sampled_route(first).is_some() && sampled_route(later).is_none() { (first, later) } else { (later, first) };
    let message = format!("a second page describes `{} {}`", wrong.method.as_str(), wrong.path.value);
    let finding = Diagnostic::new(Code::DuplicateRoute, wrong.path.span, message).label("the same route again");
    let finding = finding.other(
        right.path.span,
        if std::ptr::eq(wrong, later) { "first described here" } else { "also described here" },
    );
    match sampled_route(wrong) {
        Some(line) => finding
            .note(format!("the sample request of this page is for `{}`", line.value.trim()))
            .help("correct the verb or the path, or delete one of the two pages"),
        None => finding.help("delete one of the two pages, or correct its route"),
    }
}

/// The first line of the sample request, if it has another route than the page.
fn sampled_route(operation: &Operation) -> Option<&Spanned<String>> {
    let line = operation.asides.iter().find(|aside| aside.reason == Reason::RequestLine)?;
    let mut parts = line.text.value.split_whitespace();
    let verb = parts.next().and_then(super::route::method);
    let path = parts.next().map(|path| path.split('?').next().unwrap_or(path));
    (verb != Some(operation.method) || path != Some(operation.path.value.as_str())).then_some(&line.text)
}
