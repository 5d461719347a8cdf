//! Rules for the owners of the docs: what readers of a page stumble over, although the compiler needs none of it.
//!
//! In: a checked model and the text of its pages. Out: notes. Only `lint` runs these rules; they change nothing, and no
//! generated file depends on them. Problems that occur in many places are one finding with a count.

use std::collections::{BTreeMap, BTreeSet};

use crate::account::Reason;
use crate::check::Checked;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::Operation;
use crate::source::{FileId, Sources, Span};
use crate::text::visible::{counted, thousands};

mod examples;
mod facts;
mod leftovers;
mod sentences;
mod spelling;

/// Runs all rules. If `pages` is given, only findings that have a place in these files are kept and counted.
pub(crate) fn lint(api: &Checked, sources: &Sources, pages: Option<&BTreeSet<FileId>>, diagnostics: &mut Diagnostics) {
    let mut found = Found::default();
    facts::run(api, &mut found);
    sentences::run(api, &mut found);
    for operation in api.operations.iter().filter(|operation| !is_imported(operation)) {
        leftovers::run(operation, sources, &mut found);
        examples::run(operation, sources, &mut found);
    }
    if let Some(pages) = pages {
        found.keep(pages);
    }
    diagnostics.extend(found.findings());
}

/// Whether an import has written the page, so that its sentences are neutral.
fn is_imported(operation: &Operation) -> bool {
    operation.asides.iter().any(|aside| aside.reason == Reason::Imported)
}

/// More places than this of one cause are one finding.
const FEW: usize = 3;

/// What was found, by code and cause.
#[derive(Default)]
struct Found {
    causes: BTreeMap<(Code, String), Vec<Diagnostic>>,
}

impl Found {
    /// Adds a finding. `cause` is what findings about the same mistake have in common, as in `` `<see cref` ``.
    fn add(&mut self, cause: impl Into<String>, finding: Diagnostic) {
        self.causes.entry((finding.code, cause.into())).or_default().push(finding);
    }

    /// Keeps the findings that have a place in these files.
    fn keep(&mut self, files: &BTreeSet<FileId>) {
        for found in self.causes.values_mut() {
            found.retain(|one| one.files().any(|file| files.contains(&file)));
        }
    }

    /// Every finding, those with many places once.
    fn findings(self) -> impl Iterator<Item = Diagnostic> {
        self.causes.into_iter().flat_map(|((code, cause), mut found)| {
            found.sort();
            if found.len() <= FEW { found } else { vec![many(code, &cause, &found)] }
        })
    }
}

/// One finding for many places.
fn many(code: Code, cause: &str, found: &[Diagnostic]) -> Diagnostic {
    let mut files: Vec<_> = found.iter().map(|one| one.span.file).collect();
    files.dedup();
    let mut places = found.iter().map(|one| one.span);
    let span = places.next().unwrap_or(Span::new(FileId(0), 0..0));
    let message = format!("{cause}: {} times in {}", thousands(found.len()), counted(files.len(), "page"));
    let mut finding = Diagnostic::new(code, span, message).label("the first of them");
    // The formats for machines print all places.
    for other in places {
        finding = finding.other(other, "another one");
    }
    found.first().into_iter().flat_map(|one| &one.help).fold(finding, Diagnostic::help)
}
