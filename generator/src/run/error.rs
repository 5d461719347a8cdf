//! The reasons why a run fails.
//!
//! In: what went wrong. Out: the message for the user.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::check::InternalError;
use crate::disk::LoadError;
use crate::names::lock::LockError;
use crate::options::config::ConfigError;
use crate::output::OutputError;
use crate::text::visible::{counted, visible_short};

/// The reason why a run failed.
///
/// `Debug` prints the same text as `Display`, because that is what a build script shows if its `main` returns the
/// error.
pub enum BuildError {
    /// The docs could not be read.
    Load(LoadError),
    /// The `codegen.toml` in the docs folder is invalid.
    Config(ConfigError),
    /// The output could not be written.
    Output(OutputError),
    /// The lock file of names could not be read.
    NoNames(PathBuf, std::io::Error),
    /// The lock file of names is invalid.
    Names(PathBuf, LockError),
    /// A bug in the generator.
    Internal(InternalError),
    /// The docs have this number of errors.
    Docs(usize),
    /// No page in the folder, or no page selected with these globs of [`Builder::only`](crate::Builder::only), describes an operation.
    Nothing(PathBuf, Vec<String>),
    /// The file of accepted findings could not be read or is invalid.
    Baseline(PathBuf, String),
    /// A build script found this number of warnings that the file of accepted findings does not list.
    NotAccepted(usize, PathBuf),
    /// A build script would remove or change this number of public names, which [`Builder::deny_removals`](crate::Builder::deny_removals) forbids.
    Removals(usize),
    /// The caller is not a build script, and no output folder is given.
    NoOutDir,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Load(error) => error.fmt(f),
            Self::Config(error) => error.fmt(f),
            Self::Output(error) => error.fmt(f),
            Self::NoNames(path, error) => write!(f, "cannot read {}: {error}", shown(path)),
            Self::Names(path, error) => write!(f, "{}:{error}", shown(path)),
            Self::Internal(error) => error.fmt(f),
            Self::Docs(count) => write!(f, "the docs have {}; nothing was generated", counted(*count, "error")),
            Self::Nothing(docs, only) => {
                let docs = std::path::absolute(docs).unwrap_or_else(|_| docs.clone());
                match only.as_slice() {
                    [] => f.write_str("no page")?,
                    only => write!(f, "no page that matches `{}`", visible_short(&only.join("`, `"), 200))?,
                }
                write!(f, " in {} describes an operation; nothing was generated", shown(&docs))
            }
            Self::Baseline(path, problem) => write!(f, "cannot read {}: {problem}", shown(path)),
            Self::NotAccepted(count, path) => {
                let warnings = counted(*count, "warning");
                write!(f, "the docs have {warnings} that {} does not list; nothing was generated", shown(path))
            }
            Self::Removals(count) => write!(
                f,
                "{} would be removed or changed, which `deny_removals` forbids; nothing was written",
                counted(*count, "public name")
            ),
            Self::NoOutDir => {
                f.write_str("`OUT_DIR` is not set; call this from a build script, or set a folder with `out_dir`")
            }
        }
    }
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn shown(path: &Path) -> String {
    visible_short(&path.to_string_lossy(), 200)
}

impl std::error::Error for BuildError {}
