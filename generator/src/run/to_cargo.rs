//! The findings of a build script, as messages for cargo.
//!
//! In: the findings of a run. Out: lines that cargo shows to everyone who builds the crate. This file must not know how the
//! pages were read.

use std::path::Path;

use crate::diagnostics::{Diagnostics, Level, Summary, render};
use crate::source::Sources;
use crate::text::visible::{counted, visible_short};

/// Maximum number of findings printed, because cargo shows each of them to everyone who builds the crate.
const PRINTED: usize = 20;

/// Prints the findings that are at least as severe as `failing` one by one. If `failing` is [`Level::Error`], warnings
/// are counted in one line, because they are for the owners of the docs. Without this line, a damaged page could change
/// the generated API unnoticed.
pub(super) fn report_to_cargo(
    diagnostics: &Diagnostics,
    failing: Level,
    sources: &Sources,
    summary: &Summary,
    docs: &Path,
) {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.level() <= failing);
    let errors: Diagnostics = errors.take(PRINTED).cloned().collect();
    let summary = Summary { root: opened(docs), ..summary.clone() };
    let text = render::render(render::Format::Short, &errors, sources, &summary, false);
    if !errors.is_empty() {
        print_errors(&text);
    }
    if summary.warnings > 0 && failing < Level::Warning {
        let docs = std::path::absolute(docs).unwrap_or_else(|_| docs.to_owned());
        let (warnings, docs) = (counted(summary.warnings, "warning"), visible_short(&docs.to_string_lossy(), 200));
        println!(
            "cargo::warning=the SuperOffice docs have {warnings}; to list them, run `cargo xtask lint --docs {docs}` in the \
             repository of superoffice-codegen"
        );
    }
}

/// The absolute path of the docs folder, for messages. A build script runs in the folder of its package, but its
/// messages are read in another folder.
pub(super) fn opened(docs: &Path) -> String {
    let docs = std::path::absolute(docs).unwrap_or_else(|_| docs.to_owned());
    let root = if docs.is_file() { docs.parent().unwrap_or(&docs) } else { &docs };
    root.to_string_lossy().replace('\\', "/")
}

/// Prints each line of a text as an error.
pub(super) fn print_errors(text: &str) {
    for line in text.lines().take(PRINTED + 2) {
        println!("cargo::error={line}");
    }
}
