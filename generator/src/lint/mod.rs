//! Rules for the owners of the docs: what readers of a page stumble over, although the compiler needs none of it.
//!
//! In: a checked model and the text of its pages. Out: notes. Only `lint` runs these rules; they change nothing, and no
//! generated file depends on them. What is true in many places is one finding with a count.

use std::collections::BTreeMap;

use crate::account::Reason;
use crate::check::Checked;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::Operation;
use crate::source::{Sources, Span};
use crate::text::visible::{counted, thousands};

mod facts;
mod leftovers;
mod sentences;
mod spelling;

/// Runs all rules.
pub(crate) fn lint(api: &Checked, sources: &Sources, diagnostics: &mut Diagnostics) {
    let mut found = Found::default();
    facts::run(api, &mut found);
    sentences::run(api, &mut found);
    for operation in api.operations.iter().filter(|operation| !is_imported(operation)) {
        leftovers::run(operation, sources, &mut found);
    }
    diagnostics.extend(found.findings());
}

/// Whether an import has written the page, so that its sentences are neutral.
fn is_imported(operation: &Operation) -> bool {
    operation.asides.iter().any(|aside| aside.reason == Reason::Imported)
}

/// More places than this of one cause are one finding.
const FEW: usize = 3;
/// The other places shown for such a cause.
const SHOWN: usize = 2;

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
    let places: Vec<Span> = found.iter().map(|one| one.span).take(1 + SHOWN).collect();
    let (first, others) = places.split_first().map_or((None, &[][..]), |(first, others)| (Some(*first), others));
    let span = first.unwrap_or(Span::new(crate::source::FileId(0), 0..0));
    let message = format!("{cause}: {} times in {}", thousands(found.len()), counted(files.len(), "page"));
    let mut finding = Diagnostic::new(code, span, message).label("the first of them");
    for other in others {
        finding = finding.other(*other, "another one");
    }
    found.first().into_iter().flat_map(|one| &one.help).fold(finding, Diagnostic::help)
}
