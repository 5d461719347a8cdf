//! The operations of all pages as one model.
//!
//! In: the [`Lowered`] of each page. Out: an [`Api`] with one operation for each uid, and findings about pages that
//! describe the same operation or route.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::operation::Lowered;
use super::versions::{self, Difference, Relation};
use crate::account::{Account, Kind, Reason};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{Api, Aside, Method, Operation, Side};
use crate::page;
use crate::source::{FileId, Sources, Span, Spanned};
use crate::text::visible::counted;

/// One page in this many may be an exception.
const FEW: usize = 4;

/// Collects the operations of all pages into one model, sorted by uid. A uid or a route that occurs twice is an error,
/// unless the pages are docs versions or languages. `order` lists their folders, the one to use last.
#[must_use]
pub(crate) fn collect(
    lowered: Vec<Lowered>,
    order: &[String],
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Api {
    let mut api = Api { operations: Vec::with_capacity(lowered.len()), ..Api::default() };
    let misspelt = diagnostics.iter().filter(|finding| finding.code == Code::SampleMisspelt);
    let named: BTreeSet<FileId> = misspelt.flat_map(|finding| &finding.others).map(|other| other.span.file).collect();
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
            Lowered::Orphan(file, mut account) => {
                // The finding about a misspelt include names the sample already.
                let code = if named.contains(&file) { Code::SampleMisspelt } else { Code::OrphanedSample };
                account.all(code);
                api.account.add(&account);
                if code == Code::OrphanedSample {
                    diagnostics.push(orphan(file, sources));
                }
            }
            Lowered::Broken(account) => api.account.add(&account),
        }
    }
    uids(&api, sources, diagnostics);
    one_for_each_uid(&mut api, order, sources, diagnostics);
    left_over(&mut api, diagnostics);
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

/// The finding about a sample that no page includes.
fn orphan(file: FileId, sources: &Sources) -> Diagnostic {
    let name = sources.file(file).path.rsplit('/').next().unwrap_or_default();
    let mut pages = sources.pages_called(name).iter().map(|page| sources.file(*page));
    let help = match pages.find(|page| page.text.contains("\nuid:")) {
        Some(page) => format!("include it in `{}`, or delete it", page.path),
        None => "delete it if the page of its operation was removed, or include it in that page".to_owned(),
    };
    Diagnostic::new(Code::OrphanedSample, Span::new(file, 0..0), "no page includes this sample")
        .label("the file holds a sample, and is not used")
        .help(help)
}

/// Sorts the operations by uid and keeps one of several pages with the same uid. Pages of older docs versions become
/// evidence; other pages are left out.
fn one_for_each_uid(api: &mut Api, order: &[String], sources: &Sources, diagnostics: &mut Diagnostics) {
    let path = |operation: &Operation| sources.file(operation.file).path.as_str();
    api.operations.sort_by(|a, b| a.uid.value.cmp(&b.uid.value).then_with(|| path(b).cmp(path(a))));
    let relation = |a: &Operation, b: &Operation| versions::relation(path(a), path(b), order);
    let mut kept: Vec<Operation> = Vec::with_capacity(api.operations.len());
    let mut pages = std::mem::take(&mut api.operations).into_iter().peekable();
    while let Some(mut used) = pages.next() {
        let mut rest = Vec::new();
        while let Some(mut page) = pages.next_if(|page| page.uid.value == used.uid.value) {
            let instead = match relation(&page, &used) {
                Relation::Version(order) | Relation::Language(order) => order.is_gt(),
                // The newer form, then the later folder, which comes first.
                Relation::Unknown => (page.generated, page.form) > (used.generated, used.form),
            };
            if instead {
                std::mem::swap(&mut page, &mut used);
            }
            rest.push(page);
        }
        for page in rest {
            let same = page.method == used.method && page.path.value == used.path.value;
            // A page has the same file name in every docs version, and two pages of one version cannot share a name.
            let relation = Some(relation(&page, &used)).filter(|_| versions::same_name(path(&page), path(&used)));
            // A route may change from one version to the next, but copies of a page cannot be told from mistakes.
            let relation = relation.filter(|relation| same || *relation != Relation::Unknown);
            beside(page, &mut used, relation, &mut api.account, diagnostics);
        }
        kept.push(used);
    }
    api.operations = kept;
}

/// Decides what becomes of a page that is not used. Without a relation to the page that is used, it is a mistake.
fn beside(
    mut page: Operation,
    used: &mut Operation,
    relation: Option<Relation>,
    account: &mut Account,
    diagnostics: &mut Diagnostics,
) {
    let Some(relation) = relation else {
        diagnostics.push(duplicate(&page.uid, used.uid.span));
        page.account.all(Code::DuplicateUid);
        account.add(&page.account);
        return;
    };
    let is_language = matches!(relation, Relation::Language(_));
    let differences = versions::differences(&page, used, is_language);
    if let Some(first) = differences.first() {
        diagnostics.push(differ(&page.uid, first, differences.len(), is_language));
    }
    if is_language {
        diagnostics.push(translation(&page.uid, used.uid.span));
        page.account.all(Code::Translation);
        account.add(&page.account);
        return;
    }
    if relation == Relation::Unknown && (page.generated, page.form) == (used.generated, used.form) {
        diagnostics.push(unordered(&page.uid, used.uid.span));
    } else {
        diagnostics.push(superseded(&page.uid, used.uid.span));
    }
    as_older(page, used);
}

/// Keeps a page as evidence. Where the two disagree, the newer page is believed.
fn as_older(mut page: Operation, used: &mut Operation) {
    for side in [Side::Request, Side::Response] {
        mark(used, side, true);
        mark(&mut page, side, false);
        let forgotten = versions::forget(&mut page, used, side);
        page.account.put((Kind::SampleKey, forgotten), Code::VersionsDiffer);
    }
    used.superseded.push(page);
}

/// Marks the rows of a body as those of the newer or the older docs version.
fn mark(operation: &mut Operation, side: Side, newer: bool) {
    let rows = operation.body_mut(side).as_mut().and_then(|body| body.rows.as_mut());
    for row in rows.into_iter().flatten().filter(|row| row.newer != newer) {
        Arc::make_mut(row).newer = newer;
    }
}

fn superseded(uid: &Spanned<String>, newer: Span) -> Diagnostic {
    Diagnostic::new(Code::Superseded, uid.span, format!("`{}` is described in two docs versions", uid.value))
        .label("the older page; its rows still count as evidence for types")
        .other(newer, "the newer page, which is used")
        .help("delete the older page")
}

fn unordered(uid: &Spanned<String>, used: Span) -> Diagnostic {
    let message = format!("`{}` has two pages, and their folders do not say which one is newer", uid.value);
    Diagnostic::new(Code::VersionOrder, uid.span, message)
        .label("treated as the older page; its rows still count as evidence for types")
        .other(used, "this page is used")
        .help("remove one of them, or list their folders in `codegen.toml`, the newest last: `versions = [\"old\", \"new\"]`")
}

fn translation(uid: &Spanned<String>, used: Span) -> Diagnostic {
    Diagnostic::new(Code::Translation, uid.span, format!("`{}` is described in two languages", uid.value))
        .label("not used")
        .other(used, "this page is used")
        .help("no change is needed; `versions = [\"en\", \"sv\"]` in `codegen.toml` uses the language that comes last")
}

fn differ(uid: &Spanned<String>, first: &Difference, count: usize, is_language: bool) -> Diagnostic {
    let what = if is_language { "languages" } else { "docs versions" };
    let message = format!("the pages of `{}` in two {what} differ in {}", uid.value, counted(count, "fact"));
    Diagnostic::new(Code::VersionsDiffer, first.span, message)
        .label(format!("{}; this page is not used", first.says))
        .other(first.other, "the page that is used")
        .help(if is_language {
            "make the translations agree"
        } else {
            "remove the older page, or correct one of the two"
        })
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

/// Treats a page of an older form as an older docs version if a page of a newer form describes its route under another
/// uid: the operation was renamed, and its old page was not deleted.
fn left_over(api: &mut Api, diagnostics: &mut Diagnostics) {
    let route = |operation: &Operation| (operation.method, operation.path.value.to_ascii_lowercase());
    let mut newest: BTreeMap<(Method, String), (u16, String)> = BTreeMap::new();
    for operation in &api.operations {
        let known = newest.entry(route(operation)).or_insert_with(|| (operation.form, operation.uid.value.clone()));
        if known.0 < operation.form {
            *known = (operation.form, operation.uid.value.clone());
        }
    }
    let is_older = |page: &Operation| newest.get(&route(page)).is_some_and(|(form, _)| page.form < *form);
    let (older, kept): (Vec<Operation>, Vec<Operation>) =
        std::mem::take(&mut api.operations).into_iter().partition(is_older);
    api.operations = kept;
    for page in older {
        let Some((_, uid)) = newest.get(&route(&page)) else { continue };
        let Some(used) = api.operation_mut(uid) else { continue };
        let message = format!("the route of `{}` is also described by a page of a newer form", page.uid.value);
        diagnostics.push(
            Diagnostic::new(Code::Superseded, page.uid.span, message)
                .label(format!("this page has the form of {}; its rows still count as evidence for types", page.form))
                .other(used.uid.span, "the newer page, which is used")
                .help("delete the older page"),
        );
        as_older(page, used);
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
                .note("both operations are generated; server routes try the one with an integer first")
                .help("no change is needed"),
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
