//! Why nothing was written, and what to do about it.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::manifest::MANIFEST;
use super::names::NameProblem;
use crate::text::visible::visible_short;

/// Why a run left the folder as it was.
#[derive(Debug)]
pub enum OutputError {
    /// Paths that may not be written; a fault of the generator.
    Names(Vec<(String, NameProblem)>),
    /// Files in the way.
    Blocked(Vec<(String, Blocked)>),
    /// The manifest cannot be read.
    Manifest {
        /// The first line that makes no sense.
        line: usize,
    },
    /// Another run is writing.
    Locked(PathBuf),
    /// The disk refused.
    Io {
        /// What was tried, as in "cannot write".
        doing: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Why a file cannot be replaced or removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocked {
    /// A generated file was edited since it was written.
    HandEdited,
    /// A file that was never generated lies at the path of one.
    Foreign,
    /// The file, or a folder on the way to it, is a link.
    Link,
    /// A folder where a file must be, or a file where a folder must be.
    NotAFile,
    /// The file lacks the lines between which the generator writes, or has one of them twice.
    Markers,
}

impl fmt::Display for Blocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HandEdited => {
                "was generated and then edited by hand; undo the edit or delete the file, then run again"
            }
            Self::Foreign => "is not a generated file, but one is to be written there; move it away, then run again",
            Self::Link => "is or lies behind a symbolic link, and nothing is written through links; remove the link",
            Self::NotAFile => "is a folder where a file must be, or a file where a folder must be; move it away",
            Self::Markers => {
                "must have each of the two `@generated` marker lines once, in order; put them back where the \
                 generator's lines belong"
            }
        })
    }
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, items: &mut dyn Iterator<Item = String>, count: usize| {
            for item in items.take(10) {
                write!(f, "\n  {item}")?;
            }
            if count > 10 { write!(f, "\n  and {} more", count - 10) } else { Ok(()) }
        };
        match self {
            Self::Names(names) => {
                f.write_str("these file names are not allowed in the output:")?;
                let mut items = names.iter().map(|(path, problem)| format!("{}: {problem}", visible_short(path, 200)));
                list(f, &mut items, names.len())
            }
            Self::Blocked(files) => {
                f.write_str("nothing was written:")?;
                let mut items = files.iter().map(|(path, why)| format!("{} {why}", visible_short(path, 200)));
                list(f, &mut items, files.len())
            }
            Self::Manifest { line } => write!(
                f,
                "line {line} of {MANIFEST} makes no sense, so nothing was written; restore the file, or delete it \
                 together with the generated files it lists, then run again"
            ),
            Self::Locked(dir) => {
                write!(f, "another run is writing to {}; wait for it, then run again", shown(dir))
            }
            Self::Io { doing, path, source } => write!(f, "{doing} {}: {source}", shown(path)),
        }
    }
}

fn shown(path: &std::path::Path) -> String {
    visible_short(&path.to_string_lossy(), 400)
}

impl std::error::Error for OutputError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
