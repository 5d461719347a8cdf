//! `cargo xtask import`: runs an import and prints its result.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use superoffice_codegen::diagnostics::{Changes, Level, Summary, render};
use superoffice_codegen::text::visible::counted;
use superoffice_codegen::{Import, ImportError};

use crate::cli::Common;
use crate::paths::{folder, home, slashes};
use crate::progress::Progress;
use crate::{ENVIRONMENT, INTERNAL, colored, fail, note, print, verdict};

/// Runs an import, and prints the findings and the counts.
pub(crate) fn run(import: &Import, common: &Common) -> ExitCode {
    let progress = Progress::start("importing the docs");
    let done = import.run();
    drop(progress);
    let done = match done {
        Ok(done) => done,
        Err(error @ ImportError::Internal(_)) => return fail(INTERNAL, &error.to_string()),
        Err(error) => return fail(ENVIRONMENT, &error.to_string()),
    };
    let format = common.message_format;
    let home = home(format);
    // The paths of both trees are relative to the current folder.
    let summary = Summary {
        pages: done.kept,
        operations: done.kept,
        complete: true,
        root: folder(&home, Path::new("")),
        home: slashes(&home),
        ..Summary::default()
    };
    let summary = summary.with_counts(&done.differences);
    let shown = done.differences.iter().filter(|finding| !common.quiet || finding.level() == Level::Error);
    let color = colored(common.color);
    let text =
        render::render_run(format, &shown.cloned().collect(), &done.sources, &summary, &Changes::default(), color);
    if format.is_document() {
        if let Err(code) = print(&text) {
            return code;
        }
    } else if !common.quiet && !done.differences.is_empty() {
        let _ = std::io::stderr().write_all(text.as_bytes());
    }
    note(common, done.account.trim_end());
    if done.kept > 0 {
        let kept = counted(done.kept, "operation");
        note(
            common,
            &format!(
                "not replaced: the pages of {kept}, which are written by hand and differ from the source in {}",
                counted(done.differences.len(), "fact")
            ),
        );
    }
    let written = &done.written;
    note(
        common,
        &format!(
            "{} written, {} unchanged, {} deleted",
            counted(written.written.len(), "file"),
            written.unchanged.len(),
            written.removed.len()
        ),
    );
    verdict(&done.differences, common)
}
