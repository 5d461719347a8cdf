//! The accepted findings of a run.
//!
//! In: the file of [`Builder::baseline`], and the findings of a run. Out: the findings that are left.
//!
//! [`Builder::baseline`]: super::builder::Builder::baseline

use std::path::Path;

use super::error::BuildError;
use crate::baseline::{Baseline, Entry};
use crate::diagnostics::{Diagnostics, Summary};
use crate::source::Sources;
use crate::text::visible::visible_short;

/// Reads a file of accepted findings.
///
/// # Errors
///
/// Returns an error that names the file, if it cannot be read or is invalid.
pub fn open(file: &Path) -> Result<Baseline, BuildError> {
    let wrong = |problem: String| BuildError::Baseline(file.to_owned(), problem);
    let shown = visible_short(&file.to_string_lossy(), 200);
    let text = std::fs::read_to_string(file)
        .map_err(|error| wrong(format!("{error}; `cargo xtask lint --write-baseline {shown}` writes it")))?;
    Baseline::parse(&text).map_err(wrong)
}

/// Removes the accepted findings, and counts them in the summary. Returns the entries that match no finding.
pub fn apply<'a>(
    baseline: &'a Baseline,
    found: &mut Diagnostics,
    sources: &Sources,
    summary: &mut Summary,
) -> Vec<&'a Entry> {
    let before = found.len();
    let unused = baseline.apply(found, sources);
    *summary = summary.clone().with_counts(found).with("accepted findings", before - found.len());
    unused
}
