//! Imports a tree of reference pages as facts.
//!
//! In: the model of a source tree, and the target folder. Out: pages in the newest form, which include their samples; a
//! record of where they come from; and counts of what was imported and what was not. Pages of a form that does not name
//! the types of objects keep their form. With `facts`, no sentence and no value of a sample is copied: sentences are
//! written by rule, and values are replaced with neutral ones of the same kind. The model of an import is equal to that
//! of its source in everything but text. A page without the mark of an import is written by hand and is never changed.
//! This room does not know what a type means.
//!
//! Facts of companion files become companion files of the same kinds in the folder `companions`.

mod account;
mod flags;
mod intro;
mod kept;
mod layout;
mod neutral;
mod page;
mod rows;
mod sample;
mod summary;
pub(crate) mod tree;
mod upstream;
mod words;

use std::fmt;
use std::path::{Path, PathBuf};

use kept::Kept;
use tree::Tree;
use upstream::Given;

use crate::check::InternalError;
use crate::diagnostics::Diagnostics;
use crate::disk::{self, LoadError};
use crate::model::{Api, Operation};
use crate::output::{self, Blocked, OutputError, OutputFile, WriteOptions, Written};
use crate::source::{SourceFile, Sources};

/// Configures and starts an import.
#[derive(Debug, Clone)]
pub struct Import {
    from: PathBuf,
    companions: Vec<PathBuf>,
    into: PathBuf,
    given: Given,
}

/// The result of an import.
#[derive(Debug)]
pub struct Imported {
    /// What was written to the target.
    pub written: Written,
    /// The counts of what was imported and what was not, as lines of text.
    pub account: String,
    /// The number of operations whose pages in the target are written by hand and were kept.
    pub kept: usize,
    /// The facts on which pages written by hand differ from the source.
    pub differences: Diagnostics,
    /// The pages that the differences are about, for quoting them.
    pub sources: Sources,
}

/// The reason why nothing was imported.
#[derive(Debug)]
pub enum ImportError {
    /// The source or the target could not be read.
    Load(LoadError),
    /// The source has no page of an operation.
    Nothing(PathBuf),
    /// The source and the target are the same folder.
    Same(PathBuf),
    /// One of the source and the target is inside the other.
    Nested(PathBuf, PathBuf),
    /// The target could not be written.
    Output(OutputError),
    /// A bug in the generator.
    Internal(InternalError),
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |path: &Path| crate::text::visible::visible_short(&path.to_string_lossy(), 400);
        match self {
            Self::Load(error) => error.fmt(f),
            Self::Nothing(path) => {
                write!(f, "{} has no endpoint page that can be read; nothing was written", shown(path))
            }
            Self::Same(path) => {
                write!(f, "the source and the target are both {}; name another folder with `--into`", shown(path))
            }
            Self::Nested(inner, outer) => write!(
                f,
                "{} is inside {}: the next import would read its own pages or delete its source; use folders beside each other",
                shown(inner),
                shown(outer)
            ),
            Self::Output(OutputError::Blocked(files)) if files.iter().any(|(_, why)| *why == Blocked::HandEdited) => {
                write!(
                    f,
                    "{}\nto maintain a page by hand, delete the line `imported: true` at its start",
                    OutputError::Blocked(files.clone())
                )
            }
            Self::Output(error) => error.fmt(f),
            Self::Internal(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ImportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Load(error) => Some(error),
            Self::Output(error) => Some(error),
            Self::Internal(error) => Some(error),
            Self::Nothing(_) | Self::Same(_) | Self::Nested(..) => None,
        }
    }
}

impl Import {
    /// Creates an import from one folder into another. Without [`Import::facts`], texts and samples are copied as well.
    pub fn new(from: impl Into<PathBuf>, into: impl Into<PathBuf>) -> Self {
        let from = from.into();
        let given = Given { name: upstream::name_of(&from), ..Given::default() };
        Self { from, companions: Vec::new(), into: into.into(), given }
    }

    /// Imports facts only.
    #[must_use]
    pub fn facts(mut self, facts: bool) -> Self {
        self.given.facts = facts;
        self
    }

    /// Adds folders of companion files. Those in the `codegen.toml` of the source are read first.
    #[must_use]
    pub fn companions<I: IntoIterator<Item: AsRef<Path>>>(mut self, folders: I) -> Self {
        self.companions.extend(folders.into_iter().map(|folder| folder.as_ref().to_owned()));
        self
    }

    /// Sets the name of the source in `UPSTREAM.toml`. The default is the last two folders of its path.
    #[must_use]
    pub fn name(mut self, name: String) -> Self {
        self.given.name = name;
        self
    }

    /// Sets the revision of the source in `UPSTREAM.toml`.
    #[must_use]
    pub fn revision(mut self, revision: String) -> Self {
        self.given.revision = Some(revision);
        self
    }

    /// Sets the date of the source in `UPSTREAM.toml`.
    #[must_use]
    pub fn date(mut self, date: String) -> Self {
        self.given.date = Some(date);
        self
    }

    /// Reads the source. Its fixups are not read: a page is imported as it is.
    pub(crate) fn source(&self) -> Result<(Sources, Diagnostics), ImportError> {
        let same = |a: &Path, b: &Path| a.canonicalize().is_ok_and(|a| b.canonicalize().is_ok_and(|b| a == b));
        if same(&self.from, &self.into) {
            return Err(ImportError::Same(self.from.clone()));
        }
        let (from, into) = (real(&self.from), real(&self.into));
        if into.starts_with(&from) {
            return Err(ImportError::Nested(self.into.clone(), self.from.clone()));
        }
        if from.exists() && from.starts_with(&into) {
            return Err(ImportError::Nested(self.from.clone(), self.into.clone()));
        }
        let beside = disk::Beside { companions: self.companions.clone(), ..disk::Beside::default() };
        let loaded = disk::load_beside(&self.from, &beside).map_err(ImportError::Load)?;
        let files = |found: &mut dyn Iterator<Item = (crate::source::FileId, &SourceFile)>| -> Vec<SourceFile> {
            found.map(|(_, file)| file.clone()).collect()
        };
        let (pages, included) = (files(&mut loaded.sources.pages()), files(&mut loaded.sources.included()));
        let companions = files(&mut loaded.sources.companions());
        Ok((Sources::new(pages, included).with_companions(companions), loaded.diagnostics))
    }

    /// The files of the import, in memory.
    pub(crate) fn tree(&self, pages: Vec<Operation>, api: &Api, sources: &Sources) -> Result<Tree, ImportError> {
        if api.operations.is_empty() {
            return Err(ImportError::Nothing(self.from.clone()));
        }
        Ok(tree(pages, api, sources, self.given.facts))
    }

    /// Writes the files to the target, except those that are written by hand there.
    pub(crate) fn write(
        &self,
        (api, sources, found): (&Api, &Sources, &Diagnostics),
        mut tree: Tree,
    ) -> Result<Imported, ImportError> {
        let account = account::lines(&tree.account, api, self.given.facts, found);
        let known = output::read_plain(&self.from, upstream::FILE).and_then(|text| String::from_utf8(text).ok());
        let record = upstream::text(&self.given, &tree.account, (&tree.files, tree.indexes.len()), known);
        let target = match disk::load(&self.into) {
            Ok(loaded) => loaded.sources,
            Err(LoadError::NotFound(_)) => Sources::default(),
            Err(error) => return Err(ImportError::Load(error)),
        };
        let kept = Kept::of(&target);
        let (names, other) = (slashes(&self.into), slashes(&self.from));
        let (both, differences) = kept.compare((&target, &names), (sources, &other), &tree);
        let count = kept.remove_from(&mut tree);
        tree.files.insert(upstream::FILE.to_owned(), record);
        let files: Vec<OutputFile> =
            tree.files.into_iter().map(|(path, contents)| OutputFile::whole(path, contents)).collect();
        let options = WriteOptions { command: "import", kept: kept.files, ..WriteOptions::default() };
        let written = output::write(&self.into, &files, &options).map_err(ImportError::Output)?;
        Ok(Imported { written, account, kept: count, differences, sources: both })
    }
}

/// The files of an import, in memory: `pages` are the operations before any pass has changed them.
pub(crate) fn tree(pages: Vec<Operation>, api: &Api, sources: &Sources, facts: bool) -> Tree {
    tree::tree(pages, api, &|operation: &Operation| sources.file(operation.file).path.clone(), facts)
}

/// A path without links, `.` and `..`. Its end need not exist.
fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let known = path.ancestors().find_map(|known| Some((known, known.canonicalize().ok()?)));
    let Some((known, real)) = known else { return path };
    path.strip_prefix(known)
        .map_or_else(|_| real.clone(), |rest| if rest.as_os_str().is_empty() { real.clone() } else { real.join(rest) })
}

/// A path with forward slashes, as messages show it.
fn slashes(path: &Path) -> String {
    let shown = path.to_string_lossy().replace('\\', "/");
    shown.trim_end_matches('/').trim_start_matches("./").to_owned()
}
