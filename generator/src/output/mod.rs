//! The writing end: finished files into a folder, or nothing at all.
//!
//! In: every file of a run, whole in memory, and a folder. Out: the folder holds exactly these files and all that was
//! never ours; or an error, and the folder is as it was. The room does not know what is in a file, and reads only to
//! compare.
//!
//! What it keeps to:
//! - A file that is already right is not written, so that its time stands and cargo rebuilds nothing.
//! - A manifest in the folder says which files are ours and what they held. Only those are ever removed, and one that
//!   somebody has edited since is reported instead of replaced.
//! - Nothing is written through a link, outside the folder, or under a name that some system cannot hold.
//! - All is written beside first; then a journal, then a few renames. A run that dies is finished, or undone, by the
//!   next one.

use std::path::Path;

mod check;
mod commit;
mod compare;
mod error;
mod fs;
mod manifest;
mod names;
mod one;
mod region;
mod seal;

pub use check::{Line, Stale, StaleFile, check};
pub use error::{Blocked, OutputError};
pub use manifest::MANIFEST;
pub(crate) use manifest::owned;
pub use names::NameProblem;
pub(crate) use names::is_device;
pub(crate) use one::remove_drafts;
pub use one::write_one;
pub use seal::{Seal, read_plain};

use compare::Comparison;
use fs::Fs;

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// Path within the output folder, with forward slashes.
    pub path: String,
    /// All that belongs to the generator: the whole file, or the lines of its region.
    pub contents: String,
    /// How much of the file is the generator's.
    pub kind: Kind,
}

/// How much of a file is the generator's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The whole file.
    Whole,
    /// The whole file, which people edit too: the run has read it, and what they wrote is in its new contents.
    Shared,
    /// The lines between two marker lines; the others belong to people.
    Region {
        /// The line before the region.
        begin: String,
        /// The line after the region.
        end: String,
        /// The file to begin with where there is none; holds both markers.
        skeleton: String,
    },
}

impl OutputFile {
    /// A file that is all the generator's.
    #[must_use]
    pub fn whole(path: impl Into<String>, contents: impl Into<String>) -> Self {
        Self { path: path.into(), contents: contents.into(), kind: Kind::Whole }
    }

    /// A file that people edit and the run reads before it writes.
    #[must_use]
    pub fn shared(path: impl Into<String>, contents: impl Into<String>) -> Self {
        Self { path: path.into(), contents: contents.into(), kind: Kind::Shared }
    }

    /// A region of a file that otherwise belongs to people.
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

/// How to write.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// Replaces generated files even if somebody edited them. Files of people are never replaced.
    pub force: bool,
}

/// What a run did to the folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Paths that were made or replaced, sorted.
    pub written: Vec<String>,
    /// Paths that were right already, sorted.
    pub unchanged: Vec<String>,
    /// Paths of an earlier run that are gone now, sorted.
    pub removed: Vec<String>,
}

impl Written {
    /// Whether the folder was left as it was.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.written.is_empty() && self.removed.is_empty()
    }
}

/// Makes the folder hold these files: all of them, or, with an error, as if nothing had been tried.
///
/// # Errors
///
/// When a name is not allowed, a person's file is in the way, a generated file was edited, another run is writing, or
/// the disk refuses.
pub fn write(dir: &Path, files: &[OutputFile], options: &WriteOptions) -> Result<Written, OutputError> {
    write_sealed(dir, files, options).map(|(written, _)| written)
}

/// As [`write()`], and says what the folder holds now, so that a later run can see whether it still does.
///
/// # Errors
///
/// Those of [`write()`].
pub fn write_sealed(dir: &Path, files: &[OutputFile], options: &WriteOptions) -> Result<(Written, Seal), OutputError> {
    write_on(&Fs::default(), dir, files, options)
}

fn write_on(fs: &Fs, dir: &Path, files: &[OutputFile], options: &WriteOptions) -> Result<(Written, Seal), OutputError> {
    names::check(files)?;
    let made = fs.create_dirs(dir)?;
    let result = write_into(fs, dir, files, options);
    if result.is_err() {
        // A folder made for a run that came to nothing goes again; one that holds anything stays.
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
    // Held until the end of the run; the system lets go of it if the run dies.
    let _lock = commit::lock(dir)?;
    commit::recover(fs, dir)?;
    let comparison = Comparison::new(dir, files)?;
    comparison.refuse_blocked(options)?;
    commit::commit(fs, dir, &comparison)?;
    Ok((comparison.written(), Seal::of(&comparison)))
}

#[cfg(test)]
mod tests;
