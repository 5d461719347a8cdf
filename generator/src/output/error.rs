//! The reasons why nothing was written, and what to do about each.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::manifest::MANIFEST;
use super::names::NameProblem;
use crate::text::visible::visible_short;

/// The reason why a run left the folder unchanged.
#[derive(Debug)]
pub enum OutputError {
    /// Paths that may not be written; a bug in the generator.
    Names(Vec<(String, NameProblem)>),
    /// Files in the way.
    Blocked(Vec<(String, Blocked)>),
    /// The manifest is invalid.
    Manifest {
        /// The number of the first invalid line.
        line: usize,
    },
    /// Another run is writing.
    Locked(PathBuf),
    /// An operation on a file failed.
    Io {
        /// The failed operation, for example "cannot write".
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
}

/// The reason why a file cannot be replaced or deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocked {
    /// A generated file was edited since it was written.
    HandEdited,
    /// A file that was not generated is at the path of a generated file.
    Foreign,
    /// The file or one of its parent folders is a link.
    Link,
    /// A folder where a file must be, or a file where a folder must be.
    NotAFile,
    /// A marker line of the generated region is missing or occurs twice.
    Markers,
}

impl fmt::Display for Blocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HandEdited => {
                "was generated and then edited by hand; undo the edit or delete the file, then run again"
            }
            Self::Foreign => "is in the way of a generated file, but was not generated; move it away, then run again",
            Self::Link => "is a symbolic link or is behind one, and nothing is written through links; remove the link",
            Self::NotAFile => {
                "is a folder where a file is expected, or a file where a folder is expected; move it away"
            }
            Self::Markers => {
                "must have each of the two `@generated` marker lines once, in order; put them back around the \
                 generated lines"
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
                "line {line} of {MANIFEST} is invalid, so nothing was written; restore the file, or delete it \
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(error: &OutputError, expected: &str) {
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn an_error_names_what_is_in_the_way_and_says_what_to_do() {
        check(&OutputError::Locked("out".into()), "another run is writing to out; wait for it, then run again");
        let source = io::Error::new(io::ErrorKind::PermissionDenied, "permission denied");
        let error = OutputError::Io { doing: "cannot write", path: "out/a.rs".into(), source };
        check(&error, "cannot write out/a.rs: permission denied");
        assert!(std::error::Error::source(&error).is_some());
        check(
            &OutputError::Blocked(vec![("a.rs".to_owned(), Blocked::Foreign), ("b".to_owned(), Blocked::Link)]),
            "nothing was written:\n  a.rs is in the way of a generated file, but was not generated; move it away, then run \
             again\n  b is a symbolic link or is behind one, and nothing is written through links; remove the link",
        );
        check(
            &OutputError::Names(vec![("../a".to_owned(), NameProblem::Traversal)]),
            "these file names are not allowed in the output:\n  ../a: must be relative, without empty parts, `.` or `..`",
        );
    }

    #[test]
    fn at_most_ten_files_are_listed() {
        let blocked = |count: usize| {
            let files = (0..count).map(|number| (format!("{number}.rs"), Blocked::NotAFile)).collect();
            OutputError::Blocked(files).to_string()
        };
        assert_eq!(blocked(10).lines().count(), 11);
        assert!(blocked(10).lines().last().is_some_and(|line| line.starts_with("  9.rs ")));
        assert_eq!(blocked(12).lines().count(), 12);
        assert!(blocked(12).ends_with("\n  and 2 more"));
    }
}
