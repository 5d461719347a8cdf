//! The entry point of xtask and build scripts: reads the pages, generates code and writes it.
//!
//! In: a [`Builder`] with its options. Out: a [`Run`], or a [`BuildError`]. This module reads the inputs and writes the
//! output. The steps in between are in the crate root.

use std::path::{Path, PathBuf};

use super::error::BuildError;
use super::to_cargo::{print_errors, report_to_cargo};
use super::{accepted, cache, changes};
use crate::baseline::Baseline;
use crate::diagnostics::render;
use crate::diagnostics::{Changes, Diagnostics, Level, Summary};
use crate::disk::{self, Beside};
use crate::names::lock::{self, Lock};
use crate::options::config::{self, ConfigError};
use crate::options::{Layout, Options};
use crate::output::{self, WriteOptions, Written};
use crate::passes::Pass;
use crate::run::generated::Generated;
use crate::run::shrink::Shrink;
use crate::source::Sources;

/// Configures and starts a run.
///
/// In a build script it writes one file, `superoffice.rs`, to `OUT_DIR`; with [`Builder::out_dir`] it writes a whole
/// crate.
#[derive(Debug, Clone)]
pub struct Builder {
    docs: PathBuf,
    beside: Beside,
    out: Option<PathBuf>,
    names: Option<PathBuf>,
    baseline: Option<PathBuf>,
    deny_removals: bool,
    options: Options,
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

    /// Accepts the warnings that a file lists, which `cargo xtask lint --write-baseline FILE` writes. They are not among the
    /// findings of the run, only counted in its summary.
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

    /// The docs folder.
    pub(super) fn docs_folder(&self) -> &Path {
        &self.docs
    }

    /// The output folder.
    pub(super) fn out_folder(&self) -> Option<&Path> {
        self.out.as_deref()
    }

    pub(super) fn load(&self) -> Result<disk::Loaded, BuildError> {
        disk::load_beside(&self.docs, &self.beside).map_err(BuildError::Load)
    }

    /// The text of the lock file of names. It is not parsed yet, because a run that has nothing to do needs only its
    /// hash.
    fn names_text(&self, default: Option<&Path>) -> Result<Option<NamesText>, BuildError> {
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
    fn accepted(&self) -> Result<Option<Baseline>, BuildError> {
        self.baseline.as_deref().map(accepted::open).transpose()
    }

    /// The options, with those in the `codegen.toml` of the docs folder.
    fn configured(&self, sources: &Sources) -> Result<Options, BuildError> {
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

    /// Reads everything that the run needs.
    pub(crate) fn job(&self, check: bool) -> Result<Job<'_>, BuildError> {
        match &self.out {
            Some(out) => self.crate_job(out, check, self.load()?),
            None if check => Err(BuildError::NoOutDir),
            None => self.build_script_job(),
        }
    }

    pub(crate) fn crate_job(&self, out: &Path, check: bool, loaded: disk::Loaded) -> Result<Job<'_>, BuildError> {
        let names = self.names_text(Some(&out.join(lock::FILE)))?;
        let options = self.configured(&loaded.sources)?;
        let inputs = inputs_of(&options, names.as_ref(), &loaded);
        let record = cache::Record::read(out).map(Box::new);
        let made = record.as_ref().and_then(|record| record.up_to_date(out, &inputs)).cloned().map(Box::new);
        // A run that has nothing to do does not need the names.
        let options = if made.is_some() { options } else { named(options, names.as_ref())? };
        let target = Target::Crate { out: out.to_owned(), check, record, made };
        Ok(Job { builder: self, loaded, options, baseline: self.accepted()?, target })
    }

    fn build_script_job(&self) -> Result<Job<'_>, BuildError> {
        let out = std::env::var_os("OUT_DIR").map(PathBuf::from).ok_or(BuildError::NoOutDir)?;
        let loaded = self.load()?;
        let options = named(self.configured(&loaded.sources)?, self.names_text(None)?.as_ref())?;
        let baseline = self.accepted()?;
        for path in self.names.iter().chain(&self.baseline) {
            // A file name with a line break could inject a line into cargo's protocol.
            println!("cargo::rerun-if-changed={}", path.to_string_lossy().replace(char::is_control, ""));
        }
        for path in &loaded.watched {
            // The loader has rejected file names that could inject a line into cargo's protocol.
            println!("cargo::rerun-if-changed={}", path.display());
        }
        let options = Options { layout: Layout::BuildScript, ..options };
        Ok(Job { builder: self, loaded, options, baseline, target: Target::BuildScript { out } })
    }

    /// The inputs of the next run into this folder, if nothing changes.
    pub(crate) fn inputs(&self, out: &Path, loaded: &disk::Loaded) -> Result<cache::Inputs, BuildError> {
        let names = self.names_text(Some(&out.join(lock::FILE)))?;
        Ok(inputs_of(&self.configured(&loaded.sources)?, names.as_ref(), loaded))
    }
}

/// A run that has read its inputs and has not generated anything yet.
pub(crate) struct Job<'a> {
    builder: &'a Builder,
    loaded: disk::Loaded,
    options: Options,
    baseline: Option<Baseline>,
    target: Target,
}

/// Where a run writes.
enum Target {
    /// To a crate in a folder.
    Crate {
        out: PathBuf,
        /// Whether to compare only.
        check: bool,
        /// The record of the last run into the folder.
        record: Option<Box<cache::Record>>,
        /// The result of the last run, if nothing has changed since.
        made: Option<Box<cache::Made>>,
    },
    /// To one file in the folder of a build script.
    BuildScript { out: PathBuf },
}

impl Job<'_> {
    /// The pages.
    pub(crate) fn sources(&self) -> &Sources {
        &self.loaded.sources
    }

    /// The options, including those in `codegen.toml`.
    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    /// The findings about the files themselves: size, encoding, links.
    pub(crate) fn found(&self) -> &Diagnostics {
        &self.loaded.diagnostics
    }

    /// The result of the last run, if this run would have the same result.
    pub(crate) fn up_to_date(&self) -> Option<Run> {
        let Target::Crate { check, made: Some(made), .. } = &self.target else { return None };
        let outcome = if *check {
            Outcome::Checked(output::Stale::default())
        } else {
            Outcome::Written(Written { unchanged: made.seal.paths(), ..Written::default() })
        };
        let (diagnostics, summary) = self.new_findings(&made.diagnostics, &made.summary);
        let (sources, changes) = (self.loaded.sources.clone(), Changes { compared: true, ..Changes::default() });
        Some(Run { sources, diagnostics, summary, outcome, shrink: None, changes })
    }

    /// The findings that are not accepted, and their counts.
    fn new_findings(&self, found: &Diagnostics, summary: &Summary) -> (Diagnostics, Summary) {
        let (mut found, mut summary) = (found.clone(), summary.clone());
        if let Some(baseline) = &self.baseline {
            let _ = accepted::apply(baseline, &mut found, &self.loaded.sources, &mut summary);
        }
        (found, summary)
    }

    /// A file that the last run formatted from the same text.
    pub(crate) fn formatted(&self, path: &str, rendered: u128) -> Option<String> {
        match &self.target {
            Target::Crate { out, record: Some(record), .. } => record.formatted(out, path, rendered),
            _ => None,
        }
    }

    /// Writes the generated files or compares them with the existing ones.
    pub(crate) fn finish(self, generated: &Generated) -> Result<Run, BuildError> {
        let (diagnostics, summary) = self.new_findings(&generated.diagnostics, &generated.summary);
        let (outcome, changes, shrink) = match &self.target {
            Target::Crate { out, check, .. } => self.finish_crate(out, *check, generated)?,
            Target::BuildScript { out } => {
                let (changed, changes) = self.finish_build_script(out, generated, (&diagnostics, &summary))?;
                (Outcome::One(changed), changes, None)
            }
        };
        Ok(Run { sources: self.loaded.sources, diagnostics, summary, outcome, shrink, changes })
    }

    fn finish_crate(
        &self,
        out: &Path,
        check: bool,
        generated: &Generated,
    ) -> Result<(Outcome, Changes, Option<Shrink>), BuildError> {
        // A mistyped folder or glob must not empty a crate.
        if generated.files.is_empty() || generated.summary.operations == 0 {
            return Ok((Outcome::Rejected, Changes::default(), None));
        }
        // Compared before writing, while the old files are still there.
        let shrink = if self.options.only.is_empty() { Shrink::of(out, &generated.files) } else { None };
        let changes = changes::of_crate(out, generated);
        let outcome = if self.builder.deny_removals && changes.is_breaking() {
            Outcome::Denied
        } else if check {
            output::check(out, &generated.files).map(Outcome::Checked).map_err(BuildError::Output)?
        } else {
            self.write_crate(out, generated).map(Outcome::Written)?
        };
        Ok((outcome, changes, shrink))
    }

    fn write_crate(&self, out: &Path, generated: &Generated) -> Result<Written, BuildError> {
        let Generated { files, diagnostics, summary, rendered, .. } = generated;
        let (written, seal) = output::write_sealed(out, files, &WriteOptions::default()).map_err(BuildError::Output)?;
        // The lock file of names that this run wrote is an input of the next one.
        let inputs = self.builder.inputs(out, &self.loaded)?;
        let (rendered, diagnostics, summary) = (rendered.clone(), diagnostics.clone(), summary.clone());
        cache::write(out, &inputs, cache::Made { seal, rendered, diagnostics, summary });
        Ok(written)
    }

    /// Returns whether the file changed, and its changes of public names, which only a denial needs.
    fn finish_build_script(
        &self,
        out: &Path,
        generated: &Generated,
        (found, summary): (&Diagnostics, &Summary),
    ) -> Result<(bool, Changes), BuildError> {
        let files = &generated.files;
        let failing = if self.baseline.is_some() { Level::Warning } else { Level::Error };
        report_to_cargo(found, failing, &self.loaded.sources, summary, &self.builder.docs);
        if summary.errors == 0 && summary.operations == 0 {
            return Err(BuildError::Nothing(self.builder.docs.clone(), self.options.only.clone()));
        }
        let Some(file) = files.first() else { return Err(BuildError::Docs(summary.errors)) };
        if let Some(known) = self.builder.baseline.as_ref().filter(|_| summary.warnings > 0) {
            return Err(BuildError::NotAccepted(summary.warnings, known.clone()));
        }
        let path = out.join(&file.path);
        let mut changes = Changes::default();
        if self.builder.deny_removals {
            changes = changes::of_file(&path, generated);
            if changes.is_breaking() {
                print_errors(&render::breaking(&changes, &self.loaded.sources));
                return Err(BuildError::Removals(changes.list.iter().filter(|it| it.kind.is_breaking()).count()));
            }
        }
        let changed = output::write_one(&path, &file.contents).map_err(BuildError::Output)?;
        Ok((changed, changes))
    }
}

/// The text of a lock file of names.
struct NamesText {
    path: PathBuf,
    text: String,
}

/// The options, with the names of the lock file.
fn named(options: Options, names: Option<&NamesText>) -> Result<Options, BuildError> {
    let Some(NamesText { path, text }) = names else { return Ok(options) };
    let names = Lock::parse(text).map_err(|error| BuildError::Names(path.clone(), error))?;
    Ok(Options { names, ..options })
}

/// Everything that a crate is generated from. Any further file that a run reads must be added here.
fn inputs_of(options: &Options, names: Option<&NamesText>, loaded: &disk::Loaded) -> cache::Inputs {
    let mut inputs = cache::Inputs::new(options);
    inputs.file("names", names.map_or("", |names| &names.text).as_bytes());
    inputs.sources(&loaded.sources);
    inputs.add("alone", &loaded.sources.is_alone());
    inputs.add("fixups", &loaded.sources.fixups().is_some());
    inputs.add("companions", &loaded.sources.companions().count());
    inputs.add("findings about the files", &loaded.diagnostics);
    inputs
}
