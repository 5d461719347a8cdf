//! Writes the generated files to a folder: all of them or none.
//!
//! In: all files of a run, in memory, and a folder. Out: the folder contains exactly these files and the files that
//! were never generated; or an error, and the folder is unchanged. This module does not know what the files are about,
//! and reads existing files only to compare them.
//!
//! Invariants:
//! - A file that is up to date is not written, so that its modification time stays the same and cargo rebuilds nothing.
//! - A manifest in the folder lists the generated files with hashes of their contents. No other file is ever deleted,
//!   and a generated file that has been edited since is reported instead of replaced.
//! - Nothing is written through a link, outside the folder, or under a name that is invalid on some operating system.
//! - Files are first written to a staging folder; then a journal is written, then the files are renamed. A run that was
//!   killed is finished or undone by the next one.

use std::collections::BTreeSet;
use std::path::Path;

mod check;
mod commit;
mod compare;
mod error;
mod fs;
mod manifest;
mod names;
mod one;
mod previous;
mod region;
mod seal;

pub use check::{Line, Stale, StaleFile, check};
pub(crate) use commit::STAGING;
pub use error::{Blocked, OutputError};
pub use manifest::MANIFEST;
pub(crate) use manifest::owned;
pub use names::NameProblem;
pub(crate) use names::is_device;
pub(crate) use one::remove_drafts;
pub use one::write_one;
pub(crate) use previous::{Before, Previous};
pub use region::filled;
pub use seal::{Seal, read_plain};

use compare::Comparison;
use fs::Fs;

/// A file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// The path within the output folder, with forward slashes.
    pub path: String,
    /// The generated text: the whole file, or the lines of its region.
    pub contents: String,
    /// Which part of the file is generated.
    pub kind: Kind,
}

/// Which part of a file is generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The whole file.
    Whole,
    /// The whole file, although it is also edited by hand. The run has read it, and the new contents keep the edits.
    Shared,
    /// The lines between two marker lines; the rest is maintained by hand.
    Region {
        /// The marker line before the region.
        begin: String,
        /// The marker line after the region.
        end: String,
        /// The initial contents of a new file, including both markers.
        skeleton: String,
    },
}

impl OutputFile {
    /// Creates a file that is generated as a whole.
    #[must_use]
    pub fn whole(path: impl Into<String>, contents: impl Into<String>) -> Self {
        Self { path: path.into(), contents: contents.into(), kind: Kind::Whole }
    }

    /// Creates a file that is also edited by hand, and that the run reads before it writes.
    #[must_use]
    pub fn shared(path: impl Into<String>, contents: impl Into<String>) -> Self {
        Self { path: path.into(), contents: contents.into(), kind: Kind::Shared }
    }

    /// Creates a region in a file that is otherwise maintained by hand.
    #[must_use]
    pub fn region(
        path: impl Into<String>,
        contents: impl Into<String>,
        begin: impl Into<String>,
        end: impl Into<String>,
        skeleton: impl Into<String>,
    ) -> Self {
        let kind = Kind::Region { begin: begin.into(), end: end.into(), skeleton: skeleton.into() };
        Self { path: path.into(), contents: contents.into(), kind }
    }
}

/// Options of [`write()`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteOptions {
    /// Replaces generated files even if they were edited. Files that were not generated are never replaced.
    pub force: bool,
    /// Files of an earlier run that are now maintained by hand. They are neither deleted nor listed as generated.
    pub kept: BTreeSet<String>,
    /// The command that the manifest names as its author, as in `codegen`.
    pub command: &'static str,
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self { force: false, kept: BTreeSet::new(), command: "codegen" }
    }
}

/// The changes that a run made to the folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Paths that were created or replaced, sorted.
    pub written: Vec<String>,
    /// Paths that were already up to date, sorted.
    pub unchanged: Vec<String>,
    /// Paths that were deleted, sorted.
    pub removed: Vec<String>,
}

impl Written {
    /// Whether nothing was changed.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.written.is_empty() && self.removed.is_empty()
    }
}

/// Writes these files to the folder and deletes generated files that are not among them. After an error the folder is
/// unchanged.
///
/// # Errors
///
/// Returns an [`OutputError`] if a file name is not allowed, a file that was not generated is in the way, a generated
/// file was edited, another run is writing, or a file cannot be read or written.
pub fn write(dir: &Path, files: &[OutputFile], options: &WriteOptions) -> Result<Written, OutputError> {
    write_sealed(dir, files, options).map(|(written, _)| written)
}

/// Like [`write()`]. Also returns a seal of the folder, with which a later run can check that nothing has changed.
///
/// # Errors
///
/// As for [`write()`].
pub fn write_sealed(dir: &Path, files: &[OutputFile], options: &WriteOptions) -> Result<(Written, Seal), OutputError> {
    write_on(&Fs::default(), dir, files, options)
}

fn write_on(fs: &Fs, dir: &Path, files: &[OutputFile], options: &WriteOptions) -> Result<(Written, Seal), OutputError> {
    names::check(files)?;
    let made = fs.create_dirs(dir)?;
    let result = write_into(fs, dir, files, options);
    if result.is_err() {
        // Deletes the folders created for a run that failed. A folder that contains anything is kept.
        for folder in made.iter().rev() {
            let _ = fs.remove_dir(folder);
        }
    }
    result
}

fn write_into(
    fs: &Fs,
    dir: &Path,
    files: &[OutputFile],
    options: &WriteOptions,
) -> Result<(Written, Seal), OutputError> {
    // Held until the end of the run; the system releases it if the process is killed.
    let _lock = commit::lock(dir)?;
    commit::recover(fs, dir)?;
    let comparison = Comparison::new(dir, files, options)?;
    comparison.refuse_blocked(options)?;
    commit::commit(fs, dir, &comparison)?;
    Ok((comparison.written(), Seal::of(&comparison)))
}

#[cfg(test)]
mod tests;
