//! Runs one after the other, as the docs change.
//!
//! In: a [`Builder`], and the files that changed. Out: a [`Run`] each time, equal to that of a new process, and the files
//! that it changed. Pages and generated files stay in memory, so that only what changed is read and formatted.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::builder::{Builder, NamesText, Outcome, Run};
use super::error::BuildError;
use super::generated::Generated;
use super::last::Last;
use crate::diagnostics::Diagnostics;
use crate::disk::{Loaded, relative};
use crate::lower::{Known, Lowered};
use crate::names::lock::{self, Lock};
use crate::source::FileId;

/// The only generated file that names places in pages.
const REPORT: &str = "REPORT.md";

/// Runs of one builder, which writes a crate.
#[derive(Debug)]
pub struct Session {
    pub(crate) builder: Builder,
    /// The pages in memory; `None` before the first run and after a failed one.
    loaded: Option<Loaded>,
    pub(crate) known: Known,
    /// The generated files, each with the hash of its text before formatting.
    files: BTreeMap<String, (u128, String)>,
    /// The last run; `None` if it wrote nothing.
    pub(crate) last: Option<Last>,
    /// The names for the next run.
    pub(crate) names: Option<(NamesText, Lock)>,
}

/// A generated file that a run changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The path in the crate.
    pub path: String,
    /// The text before; empty if the file is new.
    pub old: String,
    /// The text now; empty if the file was deleted.
    pub new: String,
}

impl Session {
    /// Starts with nothing in memory.
    #[must_use]
    pub fn new(builder: Builder) -> Self {
        Self { builder, loaded: None, known: Known::default(), files: BTreeMap::new(), last: None, names: None }
    }

    /// The folders and files to watch. Empty before the first run.
    #[must_use]
    pub fn watched(&self) -> &[PathBuf] {
        self.loaded.as_ref().map_or(&[], |loaded| &loaded.watched)
    }

    /// Does what a run leaves for later, so that its files are written sooner: writes the record for the next process, and
    /// prepares the next run. Call it while nothing else is to be done.
    pub fn rest(&mut self) {
        if let (Some(last), Some(loaded), Some(out)) = (&mut self.last, &self.loaded, self.builder.out_folder()) {
            last.record(&self.builder, out, loaded);
            if self.names.is_none() {
                let text = self.builder.names_text(Some(&out.join(lock::FILE))).ok().flatten();
                self.names = text.and_then(NamesText::parsed);
            }
        }
        self.known.prepare();
    }

    /// The pages as they are now. `changed` are files that may have changed since the last run.
    pub(crate) fn load(&mut self, changed: &[PathBuf]) -> Result<Loaded, BuildError> {
        let mut loaded = match self.loaded.take() {
            Some(loaded) => loaded,
            None => return self.builder.load(),
        };
        for path in changed {
            let root = self.builder.docs_folder();
            // A file that an editor has created and deleted again.
            if !path.exists() && !has(&loaded, root, path) {
                continue;
            }
            if !path.starts_with(root) || !loaded.reload(root, path).map_err(BuildError::Load)? {
                return self.builder.load();
            }
        }
        Ok(loaded)
    }

    /// The output folder.
    pub(crate) fn out(&self) -> Result<PathBuf, BuildError> {
        self.builder.out_folder().map(Path::to_owned).ok_or(BuildError::NoOutDir)
    }

    /// A file that an earlier run formatted from the same text.
    pub(crate) fn formatted(&self, path: &str, rendered: u128) -> Option<String> {
        let (known, text) = self.files.get(path)?;
        (*known == rendered).then(|| text.clone())
    }

    /// The result of a run after edits that change no fact.
    pub(crate) fn again(&mut self, loaded: &Loaded, read: impl Fn(FileId) -> (Lowered, Diagnostics)) -> Option<Run> {
        let (_, report) = self.files.get(REPORT)?;
        self.last.as_mut()?.again(&loaded.sources, &mut self.known, report, read)
    }

    /// Keeps the pages after a run.
    pub(crate) fn loaded(&mut self, loaded: Loaded) {
        self.loaded = Some(loaded);
    }

    /// Keeps the pages and the generated files after a run that found the output up to date.
    pub(crate) fn unchanged(&mut self, loaded: Loaded, run: &Run, out: &Path) {
        self.loaded = Some(loaded);
        if let (Outcome::Written(written), true) = (&run.outcome, self.files.is_empty()) {
            let read = |path: &String| {
                let text = String::from_utf8(crate::output::read_plain(out, path)?).ok()?;
                Some((path.clone(), (0, text)))
            };
            self.files = written.unchanged.iter().filter_map(read).collect();
        }
    }

    /// Keeps what the next run needs, and returns the files that the run wrote or deleted. Returns none if no earlier
    /// run of the session has found or written files, because their old texts are then unknown.
    pub(crate) fn keep(&mut self, loaded: Loaded, generated: &Generated, run: &Run) -> Vec<Changed> {
        self.loaded = Some(loaded);
        let Outcome::Written(written) = &run.outcome else { return Vec::new() };
        let first = self.files.is_empty();
        let mut changed = Vec::new();
        let mut files = BTreeMap::new();
        for file in &generated.files {
            let rendered = generated.rendered.get(&file.path).copied().unwrap_or_default();
            let old = self.files.remove(&file.path).map(|(_, text)| text).unwrap_or_default();
            if written.written.contains(&file.path) && !first {
                changed.push(Changed { path: file.path.clone(), old, new: file.contents.clone() });
            }
            files.insert(file.path.clone(), (rendered, file.contents.clone()));
        }
        let gone = std::mem::replace(&mut self.files, files).into_iter();
        changed.extend(gone.map(|(path, (_, old))| Changed { path, old, new: String::new() }));
        changed
    }
}

/// Whether a path is that of a file that was read, or of a folder with such files.
fn has(loaded: &Loaded, root: &Path, path: &Path) -> bool {
    let name = relative(root, path);
    let below = |file: &str| file.strip_prefix(&name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    loaded.sources.files().any(|(_, file)| below(&file.path)) || loaded.watched.iter().any(|known| known == path)
}
