//! The one call that xtask and build scripts make: read, generate, write.

use std::fmt;
use std::path::{Path, PathBuf};

use super::cache;
use crate::check::InternalError;
use crate::diagnostics::render;
use crate::diagnostics::{Diagnostics, Level, Summary};
use crate::disk::{self, LoadError};
use crate::names::lock::{self, Lock, LockError};
use crate::options::config::{self, ConfigError};
use crate::options::{Layout, Options};
use crate::output::{self, OutputError, WriteOptions, Written};
use crate::passes::Pass;
use crate::run::generated::Generated;
use crate::run::shrink::Shrink;
use crate::source::Sources;
use crate::text::visible::counted;
use crate::text::visible::visible_short;

/// A run in the making.
///
/// In a build script it writes one file, `superoffice.rs`, into `OUT_DIR`; with [`Builder::out_dir`] a whole crate.
#[derive(Debug, Clone)]
pub struct Builder {
    docs: PathBuf,
    fixups: Option<PathBuf>,
    out: Option<PathBuf>,
    names: Option<PathBuf>,
    options: Options,
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

/// What a run did.
#[derive(Debug)]
pub struct Run {
    /// The pages, for quoting them.
    pub sources: Sources,
    /// Everything found.
    pub diagnostics: Diagnostics,
    /// The closing numbers.
    pub summary: Summary,
    /// What became of the output.
    pub outcome: Outcome,
    /// What a crate loses, if it is more than half and nobody asked for a part of the docs.
    pub shrink: Option<Shrink>,
}

/// What became of the output.
#[derive(Debug)]
pub enum Outcome {
    /// The docs have errors; nothing was written.
    Rejected,
    /// Files were compared and written.
    Written(Written),
    /// Files were only compared.
    Checked(output::Stale),
    /// One file of a build script, and whether it changed.
    One(bool),
}

/// Why a run ended.
#[derive(Debug)]
pub enum BuildError {
    /// The docs could not be read.
    Load(LoadError),
    /// `codegen.toml` of the docs folder cannot be used.
    Config(ConfigError),
    /// The output could not be written.
    Output(OutputError),
    /// The lock of names could not be read.
    NoNames(PathBuf, std::io::Error),
    /// The lock of names is wrong.
    Names(PathBuf, LockError),
    /// A bug of the generator.
    Internal(InternalError),
    /// The docs have errors: how many.
    Docs(usize),
    /// No page, or none that was asked for, describes an operation.
    Nothing,
    /// Not called from a build script, and no output folder given.
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
            Self::Nothing => f.write_str("no page that was asked for describes an operation; nothing was generated"),
            Self::NoOutDir => {
                f.write_str("`OUT_DIR` is not set: call this from a build script, or give a folder with `out_dir`")
            }
        }
    }
}

fn shown(path: &Path) -> String {
    visible_short(&path.to_string_lossy(), 200)
}

impl std::error::Error for BuildError {}

impl Builder {
    /// Reads `docs` unless told otherwise.
    #[must_use]
    pub fn new() -> Self {
        Self { docs: PathBuf::from("docs"), fixups: None, out: None, names: None, options: Options::default() }
    }

    /// The folder of pages, or one page.
    #[must_use]
    pub fn docs(mut self, path: impl AsRef<Path>) -> Self {
        path.as_ref().clone_into(&mut self.docs);
        self
    }

    /// A file of corrections to the docs; unless told otherwise, `fixups.toml` in the docs folder if there is one.
    #[must_use]
    pub fn fixups(mut self, path: impl AsRef<Path>) -> Self {
        self.fixups = Some(path.as_ref().to_owned());
        self
    }

    /// Generates only what these globs match: uids, resources or paths.
    #[must_use]
    pub fn only<I: IntoIterator<Item: Into<String>>>(mut self, globs: I) -> Self {
        self.options.only.extend(globs.into_iter().map(Into::into));
        self
    }

    /// Writes a whole crate into a folder instead of one file into `OUT_DIR`.
    #[must_use]
    pub fn out_dir(mut self, path: impl AsRef<Path>) -> Self {
        self.out = Some(path.as_ref().to_owned());
        self
    }

    /// Takes names from a lock, such as the one that a run with [`Builder::out_dir`] left. Without this, a whole crate
    /// takes those of its own folder, and a build script names by rule.
    #[must_use]
    pub fn names(mut self, path: impl AsRef<Path>) -> Self {
        self.names = Some(path.as_ref().to_owned());
        self
    }

    /// Generates what the good pages describe even if others have errors.
    #[must_use]
    pub fn keep_going(mut self, yes: bool) -> Self {
        self.options.keep_going = yes;
        self
    }

    /// Cargo features of `default`; those that do not exist are left out.
    #[must_use]
    pub fn default_features<I: IntoIterator<Item: Into<String>>>(mut self, features: I) -> Self {
        self.options.default_features.extend(features.into_iter().map(Into::into));
        self
    }

    /// The dependency on the runtime in a new `Cargo.toml`, as a line of TOML.
    #[must_use]
    pub fn runtime(mut self, line: impl Into<String>) -> Self {
        self.options.runtime = line.into();
        self
    }

    /// Leaves out passes, to see what they are worth.
    #[must_use]
    pub fn without(mut self, passes: impl IntoIterator<Item = &'static Pass>) -> Self {
        self.options.without.extend(passes);
        self
    }

    fn load(&self) -> Result<disk::Loaded, BuildError> {
        disk::load_with_fixups(&self.docs, self.fixups.as_deref()).map_err(BuildError::Load)
    }

    /// The text of the names that stay, not yet read: a run that has nothing to do needs to know no more of it.
    fn names_text(&self, default: Option<&Path>) -> Result<Option<NamesText>, BuildError> {
        let Some(path) = self.names.as_deref().or(default) else { return Ok(None) };
        match std::fs::read(path) {
            Ok(text) => {
                Ok(Some(NamesText { path: path.to_owned(), text: String::from_utf8_lossy(&text).into_owned() }))
            }
            // The first run into a folder finds no lock; one that was asked for must be there.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && self.names.is_none() => Ok(None),
            Err(error) => Err(BuildError::NoNames(path.to_owned(), error)),
        }
    }

    /// The options with what the docs folder says about its crate.
    fn configured(&self, sources: &Sources) -> Result<Options, BuildError> {
        let mut options = self.options.clone();
        if let Some((_, file)) = sources.config() {
            let broken = |problem| BuildError::Config(ConfigError { path: self.docs.join(config::FILE), problem });
            let features = config::default_features(&file.text).map_err(broken)?;
            options.default_features.extend(features.into_iter().map(|(name, _)| name));
        }
        Ok(options)
    }

    /// Reads everything that the run needs.
    pub(crate) fn job(&self, check: bool) -> Result<Job<'_>, BuildError> {
        match &self.out {
            Some(out) => self.crate_job(out, check),
            None if check => Err(BuildError::NoOutDir),
            None => self.build_script_job(),
        }
    }

    fn crate_job(&self, out: &Path, check: bool) -> Result<Job<'_>, BuildError> {
        let names = self.names_text(Some(&out.join(lock::FILE)))?;
        let loaded = self.load()?;
        let options = self.configured(&loaded.sources)?;
        let inputs = inputs_of(&options, names.as_ref(), &loaded);
        let record = cache::Record::read(out).map(Box::new);
        let made = record.as_ref().and_then(|record| record.up_to_date(out, &inputs)).cloned().map(Box::new);
        // A run that has nothing to do needs to know no more of the names.
        let options = if made.is_some() { options } else { named(options, names.as_ref())? };
        Ok(Job { builder: self, loaded, options, target: Target::Crate { out: out.to_owned(), check, record, made } })
    }

    fn build_script_job(&self) -> Result<Job<'_>, BuildError> {
        let out = std::env::var_os("OUT_DIR").map(PathBuf::from).ok_or(BuildError::NoOutDir)?;
        let loaded = self.load()?;
        let options = named(self.configured(&loaded.sources)?, self.names_text(None)?.as_ref())?;
        if let Some(path) = &self.names {
            // A name with a line break could forge a line of cargo's protocol.
            println!("cargo::rerun-if-changed={}", path.to_string_lossy().replace(char::is_control, ""));
        }
        for path in &loaded.watched {
            // A name that could forge a line of cargo's protocol was refused when it was read.
            println!("cargo::rerun-if-changed={}", path.display());
        }
        let options = Options { layout: Layout::BuildScript, ..options };
        Ok(Job { builder: self, loaded, options, target: Target::BuildScript { out } })
    }

    /// What the next run into this folder will start from, if nothing changes.
    pub(crate) fn inputs(&self, out: &Path, loaded: &disk::Loaded) -> Result<cache::Inputs, BuildError> {
        let names = self.names_text(Some(&out.join(lock::FILE)))?;
        Ok(inputs_of(&self.configured(&loaded.sources)?, names.as_ref(), loaded))
    }
}

/// A run that has read its input and not yet generated anything.
pub(crate) struct Job<'a> {
    builder: &'a Builder,
    loaded: disk::Loaded,
    options: Options,
    target: Target,
}

/// Where a run writes.
enum Target {
    /// A crate in a folder.
    Crate {
        out: PathBuf,
        /// Only compares.
        check: bool,
        /// What the last run into the folder left.
        record: Option<Box<cache::Record>>,
        /// What the last run made, if nothing has changed since.
        made: Option<Box<cache::Made>>,
    },
    /// One file in the folder of a build script.
    BuildScript { out: PathBuf },
}

impl Job<'_> {
    /// The pages.
    pub(crate) fn sources(&self) -> &Sources {
        &self.loaded.sources
    }

    /// The options, those of `codegen.toml` included.
    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    /// What was wrong with the files as files.
    pub(crate) fn found(&self) -> &Diagnostics {
        &self.loaded.diagnostics
    }

    /// The result of the last run, if it would be that of this one, too.
    pub(crate) fn up_to_date(&self) -> Option<Run> {
        let Target::Crate { check, made: Some(made), .. } = &self.target else { return None };
        let outcome = if *check {
            Outcome::Checked(output::Stale::default())
        } else {
            Outcome::Written(Written { unchanged: made.seal.paths(), ..Written::default() })
        };
        Some(Run {
            sources: self.loaded.sources.clone(),
            diagnostics: made.diagnostics.clone(),
            summary: made.summary.clone(),
            outcome,
            shrink: None,
        })
    }

    /// A file of the last run that was formatted from the same text.
    pub(crate) fn formatted(&self, path: &str, rendered: u128) -> Option<String> {
        match &self.target {
            Target::Crate { out, record: Some(record), .. } => record.formatted(out, path, rendered),
            _ => None,
        }
    }

    /// Writes or compares what was generated.
    pub(crate) fn finish(self, generated: Generated) -> Result<Run, BuildError> {
        match &self.target {
            Target::Crate { out, check, .. } => {
                let (outcome, shrink) = self.finish_crate(out, *check, &generated)?;
                Ok(run(self.loaded.sources, generated, outcome, shrink))
            }
            Target::BuildScript { out } => {
                let changed = self.finish_build_script(out, &generated)?;
                Ok(run(self.loaded.sources, generated, Outcome::One(changed), None))
            }
        }
    }

    fn finish_crate(
        &self,
        out: &Path,
        check: bool,
        generated: &Generated,
    ) -> Result<(Outcome, Option<Shrink>), BuildError> {
        let Generated { files, diagnostics, summary, rendered } = generated;
        // A mistyped folder or glob must not empty a crate.
        if files.is_empty() || summary.operations == 0 {
            return Ok((Outcome::Rejected, None));
        }
        // Before anything is written: afterwards nobody knows what was there.
        let shrink = if self.options.only.is_empty() { Shrink::of(out, files) } else { None };
        if check {
            return Ok((Outcome::Checked(output::check(out, files).map_err(BuildError::Output)?), shrink));
        }
        let (written, seal) = output::write_sealed(out, files, &WriteOptions::default()).map_err(BuildError::Output)?;
        // The names of this run are an input of the next one.
        let inputs = self.builder.inputs(out, &self.loaded)?;
        let (rendered, diagnostics, summary) = (rendered.clone(), diagnostics.clone(), summary.clone());
        cache::write(out, &inputs, cache::Made { seal, rendered, diagnostics, summary });
        Ok((Outcome::Written(written), shrink))
    }

    /// Says whether the file changed.
    fn finish_build_script(&self, out: &Path, generated: &Generated) -> Result<bool, BuildError> {
        let Generated { files, diagnostics, summary, .. } = generated;
        tell_cargo(diagnostics, &self.loaded.sources, summary);
        if summary.errors == 0 && summary.operations == 0 {
            return Err(BuildError::Nothing);
        }
        let Some(file) = files.first() else { return Err(BuildError::Docs(summary.errors)) };
        output::write_one(&out.join(&file.path), &file.contents).map_err(BuildError::Output)
    }
}

fn run(sources: Sources, generated: Generated, outcome: Outcome, shrink: Option<Shrink>) -> Run {
    let Generated { diagnostics, summary, .. } = generated;
    Run { sources, diagnostics, summary, outcome, shrink }
}

/// A lock of names as it is on disk.
struct NamesText {
    path: PathBuf,
    text: String,
}

/// The options with the names that stay.
fn named(options: Options, names: Option<&NamesText>) -> Result<Options, BuildError> {
    let Some(NamesText { path, text }) = names else { return Ok(options) };
    let names = Lock::parse(text).map_err(|error| BuildError::Names(path.clone(), error))?;
    Ok(Options { names, ..options })
}

/// All that a crate is made from. A file that a run reads beside the pages has to be added here.
fn inputs_of(options: &Options, names: Option<&NamesText>, loaded: &disk::Loaded) -> cache::Inputs {
    let mut inputs = cache::Inputs::new(options);
    inputs.file("names", names.map_or("", |names| &names.text).as_bytes());
    inputs.sources(&loaded.sources);
    inputs.add("fixups", &loaded.sources.fixups().is_some());
    inputs.add("what is wrong with the files", &loaded.diagnostics);
    inputs
}

/// So many findings are told one by one; cargo shows every line to everyone who builds.
const TOLD: usize = 20;

fn tell_cargo(diagnostics: &Diagnostics, sources: &Sources, summary: &Summary) {
    let mut bad = Diagnostics::default();
    for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.level() == Level::Error).take(TOLD) {
        bad.push(diagnostic.clone());
    }
    // Findings of a lower level belong to the docs' owners, not to everyone who builds.
    let text = render::render(render::Format::Short, &bad, sources, summary, false);
    for line in text.lines().filter(|_| !bad.is_empty()) {
        println!("cargo::error={line}");
    }
}
