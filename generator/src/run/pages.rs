//! Findings of some pages, in the context of the whole tree; and findings of a page that was read without its tree.
//!
//! In: the files of a run, its findings, and what the user calls the pages. Out: the files that are meant, and the
//! findings that concern them.

use std::collections::BTreeSet;
use std::path::Path;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::disk::{include_targets, relative, resolve_include};
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::text::visible::{counted, visible_short};

/// Finds the pages that a user has named by a path on disk or in the docs folder; `by_name` knows other names. A folder
/// stands for the pages in it. The files that the pages include belong to them.
///
/// # Errors
///
/// Returns a message if a name fits no page.
pub(crate) fn pages(
    docs: &Path,
    sources: &Sources,
    names: &[String],
    by_name: &dyn Fn(&str) -> Result<Vec<FileId>, String>,
) -> Result<BTreeSet<FileId>, String> {
    let mut found = BTreeSet::new();
    for name in names {
        let pages = called(docs, sources, name, by_name)?;
        for page in pages {
            with_includes(sources, page, &mut found);
        }
    }
    Ok(found)
}

fn called(
    docs: &Path,
    sources: &Sources,
    name: &str,
    by_name: &dyn Fn(&str) -> Result<Vec<FileId>, String>,
) -> Result<Vec<FileId>, String> {
    let root = if docs.is_file() { docs.parent().unwrap_or(docs) } else { docs };
    let on_disk = [Path::new(name).to_owned(), root.join(name)];
    for path in on_disk.iter().filter(|path| path.exists()) {
        let path = relative(root, path);
        let within = |file: &str| path.is_empty() || file.strip_prefix(&path).is_some_and(|rest| rest.starts_with('/'));
        let found: Vec<_> =
            sources.files().filter(|(_, file)| file.path == path || within(&file.path)).map(|(id, _)| id).collect();
        if !found.is_empty() {
            return Ok(found);
        }
    }
    by_name(name).map_err(|error| {
        let (shown, docs) = (visible_short(name, 200), visible_short(&docs.to_string_lossy(), 200));
        if Path::new(name).exists() {
            format!("{shown} is not a page in the docs folder {docs}; name the folder that it belongs to with `--docs`")
        } else {
            error
        }
    })
}

fn with_includes(sources: &Sources, file: FileId, found: &mut BTreeSet<FileId>) {
    if found.insert(file) {
        let SourceFile { path, text } = sources.file(file);
        let targets = include_targets(text).filter_map(|target| resolve_include(path, target));
        for target in targets.filter_map(|target| sources.find_markdown(&target)) {
            with_includes(sources, target, found);
        }
    }
}

/// Keeps the findings that have a place in these files.
pub(crate) fn keep(files: &BTreeSet<FileId>, diagnostics: &mut Diagnostics) {
    diagnostics.retain(|found| found.files().any(|file| files.contains(&file)));
}

/// Findings that another page of the tree may answer: it may describe the type, or show a value.
const ASK_OTHER_PAGES: [Code; 5] =
    [Code::UndescribedType, Code::LostTypeName, Code::ElementUnknown, Code::ValueUnknown, Code::BodyUnknown];

/// If a page was read without its tree, replaces the findings that other pages may answer by one that says so.
pub(crate) fn alone(sources: &Sources, diagnostics: &mut Diagnostics) {
    if !sources.is_alone() {
        return;
    }
    let before = diagnostics.len();
    diagnostics.retain(|found| !ASK_OTHER_PAGES.contains(&found.code));
    let open = before - diagnostics.len();
    if let (true, Some((page, _))) = (open > 0, sources.pages().next()) {
        let types = counted(open, "type");
        let (is, it) = if open == 1 { ("is", "it") } else { ("are", "them") };
        diagnostics.push(
            Diagnostic::new(
                Code::PageAlone,
                Span::new(page, 0..0),
                format!("{types} {is} left open, because the pages that may describe {it} were not read"),
            )
            .help("to check one page of a tree, run `cargo xtask lint PAGE --docs DIR` with the folder of all pages"),
        );
    }
}
