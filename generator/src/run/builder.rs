//! The entry point of xtask and build scripts: reads the pages, generates code and writes it.
//!
//! In: a [`Builder`] with its options. Out: a [`Run`], or a [`BuildError`]. This module reads the inputs and writes the
//! output. The steps in between are in the crate root.

use std::path::{Path, PathBuf};

use super::cache::last_run::LastRun;
use super::causes::Causes;
use super::error::BuildError;
use super::progress::{Progress, Step};
use super::{accepted, cache};
use crate::baseline::Baseline;
use crate::diagnostics::origins::Origins;
use crate::diagnostics::{Changes, Diagnostics, Summary};
use crate::disk::{self, Beside};
use crate::names::lock::{self, Lock};
use crate::options::Options;
use crate::options::config::{self, ConfigError};
use crate::output::{self, Written};
use crate::passes::Pass;
use crate::run::shrink::Shrink;
use crate::source::Sources;

/// Configures and starts a run.
///
/// In a build script it writes one file, `superoffice.rs`, to `OUT_DIR`; with [`Builder::out_dir`] it writes a whole
/// crate.
#[derive(Debug, Clone)]
pub struct Builder {
    pub(super) docs: PathBuf,
    pub(super) beside: Beside,
    pub(super) out: Option<PathBuf>,
    pub(super) names: Option<PathBuf>,
    pub(super) baseline: Option<PathBuf>,
    pub(super) deny_removals: bool,
    pub(super) options: Options,
    pub(crate) progress: Progress,
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

/// The result of a run.
#[derive(Debug)]
pub struct Run {
    /// The pages, for quoting them in messages.
    pub sources: Sources,
    /// All findings, except those that the file of [`Builder::baseline`] accepts.
    pub diagnostics: Diagnostics,
    /// The totals.
    pub summary: Summary,
    /// What happened to the output.
    pub outcome: Outcome,
    /// What the crate loses, if that is more than half of it and the run was not restricted with [`Builder::only`].
    pub shrink: Option<Shrink>,
    /// The changes to the public names, compared with the existing crate.
    pub changes: Changes,
    /// The causes of generated files that are out of date. Empty unless the files were only compared.
    pub causes: Causes,
}

impl Run {
    /// Returns the run without the accepted findings.
    pub(crate) fn without(mut self, accepted: Option<&Baseline>) -> Self {
        if let Some(baseline) = accepted {
            accepted::apply(baseline, &mut self.diagnostics, &self.sources, &mut self.summary);
        }
        self
    }
}

/// What happened to the output.
#[derive(Debug)]
pub enum Outcome {
    /// The docs have errors; nothing was written.
    Rejected,
    /// The run would remove or change public names, which [`Builder::deny_removals`] forbids; nothing was written.
    Denied,
    /// The files of a crate were written.
    Written(Written),
    /// The files of a crate were compared; nothing was written.
    Checked(output::Stale),
    /// The file of a build script was compared, and written if it was out of date; `true` if it was written.
    One(bool),
}

impl Builder {
    /// Creates a builder that reads the pages in the folder `docs`.
    #[must_use]
    pub fn new() -> Self {
        Self {
            docs: PathBuf::from("docs"),
            beside: Beside::default(),
            out: None,
            names: None,
            baseline: None,
            deny_removals: false,
            options: Options::default(),
            progress: Progress::default(),
        }
    }

    /// Sets the folder of pages, or a single page.
    #[must_use]
    pub fn docs(mut self, path: impl AsRef<Path>) -> Self {
        path.as_ref().clone_into(&mut self.docs);
        self
    }

    /// Sets the file of corrections to the docs. The default is `fixups.toml` in the docs folder, if it exists.
    #[must_use]
    pub fn fixups(mut self, path: impl AsRef<Path>) -> Self {
        self.beside.fixups = Some(path.as_ref().to_owned());
        self
    }

    /// Adds folders of companion files, which describe the same API in another form than the pages. Those in the
    /// `codegen.toml` of the docs folder are read first; if two files describe the same fact, the later one takes
    /// precedence.
    #[must_use]
    pub fn companions<I: IntoIterator<Item: AsRef<Path>>>(mut self, folders: I) -> Self {
        self.beside.companions.extend(folders.into_iter().map(|folder| folder.as_ref().to_owned()));
        self
    }

    /// Generates only the operations whose uid, resource or path matches one of these globs. All pages are read: the
    /// types and names are those of the whole docs.
    #[must_use]
    pub fn only<I: IntoIterator<Item: Into<String>>>(mut self, globs: I) -> Self {
        self.options.only.extend(globs.into_iter().map(Into::into));
        self
    }

    /// Writes a whole crate to a folder instead of one file to `OUT_DIR`.
    #[must_use]
    pub fn out_dir(mut self, path: impl AsRef<Path>) -> Self {
        self.out = Some(path.as_ref().to_owned());
        self
    }

    /// Takes names from a lock file, such as the `names.lock` written by a run with [`Builder::out_dir`].
    ///
    /// Without this, a whole crate uses the `names.lock` in its folder, and a build script derives every name by rule.
    #[must_use]
    pub fn names(mut self, path: impl AsRef<Path>) -> Self {
        self.names = Some(path.as_ref().to_owned());
        self
    }

    /// Accepts the warnings that are listed in a file, which `cargo xtask lint --write-baseline FILE` writes. They are
    /// left out of the findings of the run, and only counted in its summary.
    ///
    /// In a build script, any other warning is then an error. With [`Builder::out_dir`], the caller decides: every warning
    /// in [`Run::diagnostics`] is new.
    #[must_use]
    pub fn baseline(mut self, path: impl AsRef<Path>) -> Self {
        self.baseline = Some(path.as_ref().to_owned());
        self
    }

    /// Writes nothing if a public name would be removed or changed: if it is gone without an alias, has another type or
    /// signature, or is compiled under other features.
    ///
    /// The names are those of the crate in the output folder; in a build script, those of the last build, if cargo has
    /// kept its file.
    #[must_use]
    pub fn deny_removals(mut self, yes: bool) -> Self {
        self.deny_removals = yes;
        self
    }

    /// Generates code from the valid pages even if others have errors.
    #[must_use]
    pub fn keep_going(mut self, yes: bool) -> Self {
        self.options.keep_going = yes;
        self
    }

    /// Adds cargo features to `default`. Features that do not exist are left out.
    #[must_use]
    pub fn default_features<I: IntoIterator<Item: Into<String>>>(mut self, features: I) -> Self {
        self.options.default_features.extend(features.into_iter().map(Into::into));
        self
    }

    /// Sets the dependency on the runtime in a new `Cargo.toml`, as a line of TOML.
    #[must_use]
    pub fn runtime(mut self, line: impl Into<String>) -> Self {
        self.options.runtime = line.into();
        self
    }

    /// Skips passes, to measure what they contribute.
    #[must_use]
    pub fn without(mut self, passes: impl IntoIterator<Item = &'static Pass>) -> Self {
        self.options.without.extend(passes);
        self
    }

    /// Calls a function before each step of a run.
    #[must_use]
    pub fn progress(mut self, show: impl Fn(Step) + Send + Sync + 'static) -> Self {
        self.progress = Progress::new(show);
        self
    }

    /// The docs folder.
    pub(super) fn docs_folder(&self) -> &Path {
        &self.docs
    }

    /// The output folder.
    pub(super) fn out_folder(&self) -> Option<&Path> {
        self.out.as_deref()
    }

    /// The lock file of names, if it is not the one in the output folder.
    pub(super) fn names_file(&self) -> Option<&Path> {
        self.names.as_deref()
    }

    pub(super) fn load(&self) -> Result<disk::Loaded, BuildError> {
        disk::load_beside(&self.docs, &self.beside).map_err(BuildError::Load)
    }

    /// The text of the lock file of names. It is not parsed yet, because a run that has nothing to do needs only its
    /// hash.
    pub(super) fn names_text(&self, default: Option<&Path>) -> Result<Option<NamesText>, BuildError> {
        let Some(path) = self.names.as_deref().or(default) else { return Ok(None) };
        match std::fs::read(path) {
            Ok(text) => Ok(Some(NamesText {
                path: path.to_owned(),
                text: String::from_utf8_lossy(&text).replace("\r\n", "\n"),
            })),
            // The first run into a folder finds no lock file; one that was named must exist.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && self.names.is_none() => Ok(None),
            Err(error) => Err(BuildError::NoNames(path.to_owned(), error)),
        }
    }

    /// The accepted findings.
    pub(crate) fn accepted(&self) -> Result<Option<Baseline>, BuildError> {
        self.baseline.as_deref().map(accepted::open).transpose()
    }

    /// The options, with those in the `codegen.toml` of the docs folder.
    pub(super) fn configured(&self, sources: &Sources) -> Result<Options, BuildError> {
        let mut options = self.options.clone();
        if let Some((_, file)) = sources.config() {
            let broken = |problem| BuildError::Config(ConfigError { path: self.docs.join(config::FILE), problem });
            let config = config::read(&file.text).map_err(broken)?;
            options.default_features.extend(config.default_features.into_iter().map(|(name, _)| name));
            options.feature_groups.extend(config.feature_groups.into_iter().map(|entry| entry.group));
            options.about = config.about;
            // A crate that is written to another folder does not have them.
            let exists = |name: &String| {
                let file = |file: String| self.out.as_ref().is_some_and(|out| out.join("src").join(file).is_file());
                file(format!("{name}.rs")) || file(format!("{name}/mod.rs"))
            };
            options.modules = config.modules.into_iter().filter(exists).collect();
            options.versions = config.versions;
        }
        Ok(options)
    }

    /// The inputs of the next run into this folder, if nothing changes.
    pub(crate) fn inputs(&self, out: &Path, loaded: &disk::Loaded) -> Result<cache::Inputs, BuildError> {
        let names = self.names_text(Some(&out.join(lock::FILE)))?;
        Ok(inputs_of(&self.configured(&loaded.sources)?, names.as_ref(), loaded))
    }

    /// Lists the inputs of a run one by one.
    pub(super) fn listed(&self, out: &Path, sources: &Sources, origins: &Origins) -> Result<LastRun, BuildError> {
        let names = self.names_text(Some(&out.join(lock::FILE)))?;
        let names = names.as_ref().map_or("", |names| &names.text);
        let modules = self.configured(sources)?.modules;
        Ok(LastRun::of((&self.options, &modules, names), sources, origins))
    }
}

/// The text of a lock file of names.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NamesText {
    path: PathBuf,
    text: String,
}

impl NamesText {
    /// Parses the text. `None` if it is invalid, which the next run reports.
    pub(super) fn parsed(self) -> Option<(Self, Lock)> {
        let names = Lock::parse(&self.text).ok()?;
        Some((self, names))
    }
}

/// The options, with the names of the lock file.
pub(super) fn named(options: Options, names: Option<&NamesText>) -> Result<Options, BuildError> {
    let Some(NamesText { path, text }) = names else { return Ok(options) };
    let names = Lock::parse(text).map_err(|error| BuildError::Names(path.clone(), error))?;
    Ok(Options { names, ..options })
}

/// Everything that a crate is generated from. Any further file that a run reads must be added here.
pub(super) fn inputs_of(options: &Options, names: Option<&NamesText>, loaded: &disk::Loaded) -> cache::Inputs {
    let mut inputs = cache::Inputs::new(options);
    inputs.file("names", names.map_or("", |names| &names.text).as_bytes());
    inputs.sources(&loaded.sources);
    inputs.add("alone", &loaded.sources.is_alone());
    inputs.add("fixups", &loaded.sources.fixups().is_some());
    inputs.add("companions", &loaded.sources.companions().count());
    inputs.add("findings about the files", &loaded.diagnostics);
    inputs
}
