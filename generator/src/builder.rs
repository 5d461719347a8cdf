//! The one call that xtask and build scripts make: read, generate, write.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::check::InternalError;
use crate::config::{self, ConfigError};
use crate::diagnostics::text::counted;
use crate::diagnostics::{Diagnostics, Level, Summary};
use crate::disk::{self, LoadError};
use crate::output::{self, OutputError, WriteOptions, Written};
use crate::plan::lock;
use crate::source::Sources;
use crate::{Lock, LockError, Options, Shrink, cache, diagnostics};

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
    diagnostics::text::visible_short(&path.to_string_lossy(), 200)
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
    pub fn without<I: IntoIterator<Item: Into<String>>>(mut self, passes: I) -> Self {
        self.options.without.extend(passes.into_iter().map(Into::into));
        self
    }

    /// Reads, generates and writes. From a build script, findings go to cargo.
    ///
    /// # Errors
    ///
    /// A [`BuildError`]: nothing was written.
    pub fn generate(&self) -> Result<Run, BuildError> {
        match &self.out {
            Some(out) => self.crate_in(out, false),
            None => self.one_file(),
        }
    }

    /// Reads and generates, and compares with what is there.
    ///
    /// # Errors
    ///
    /// A [`BuildError`].
    pub fn check(&self) -> Result<Run, BuildError> {
        match &self.out {
            Some(out) => self.crate_in(out, true),
            None => Err(BuildError::NoOutDir),
        }
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

    fn crate_in(&self, out: &Path, check: bool) -> Result<Run, BuildError> {
        let names = self.names_text(Some(&out.join(lock::FILE)))?;
        let loaded = self.load()?;
        let options = self.configured(&loaded.sources)?;
        let inputs = inputs_of(&options, names.as_ref(), &loaded);
        let record = cache::Record::read(out);
        if let Some(made) = record.as_ref().and_then(|record| record.up_to_date(out, &inputs)) {
            let made = made.clone();
            let unchanged = || Written { unchanged: made.seal.paths(), ..Written::default() };
            let outcome =
                if check { Outcome::Checked(output::Stale::default()) } else { Outcome::Written(unchanged()) };
            let (diagnostics, summary) = (made.diagnostics, made.summary);
            return Ok(Run { sources: loaded.sources, diagnostics, summary, outcome, shrink: None });
        }
        let options = named(options, names.as_ref())?;
        let known = |path: &str, rendered| record.as_ref()?.formatted(out, path, rendered);
        let generated = crate::generate_with(&loaded.sources, &options, &known).map_err(BuildError::Internal)?;
        let (diagnostics, summary) = merged(loaded.diagnostics.clone(), generated.diagnostics, generated.summary);
        // A mistyped folder or glob must not empty a crate.
        let rejected = generated.files.is_empty()
            || summary.operations == 0
            || (!self.options.keep_going && diagnostics.count(Level::Error) > 0);
        // Before anything is written: afterwards nobody knows what was there.
        let shrink = if rejected || !options.only.is_empty() { None } else { Shrink::of(out, &generated.files) };
        let outcome = if rejected {
            Outcome::Rejected
        } else if check {
            Outcome::Checked(output::check(out, &generated.files).map_err(BuildError::Output)?)
        } else {
            let (written, seal) =
                output::write_sealed(out, &generated.files, &WriteOptions::default()).map_err(BuildError::Output)?;
            let (diagnostics, summary) = (diagnostics.clone(), summary.clone());
            // The names of this run are an input of the next one.
            let inputs = self.inputs(out, &loaded)?;
            cache::write(out, &inputs, cache::Made { seal, rendered: generated.rendered, diagnostics, summary });
            Outcome::Written(written)
        };
        Ok(Run { sources: loaded.sources, diagnostics, summary, outcome, shrink })
    }

    /// What the next run into this folder will start from, if nothing changes.
    pub(crate) fn inputs(&self, out: &Path, loaded: &disk::Loaded) -> Result<cache::Inputs, BuildError> {
        let names = self.names_text(Some(&out.join(lock::FILE)))?;
        Ok(inputs_of(&self.configured(&loaded.sources)?, names.as_ref(), loaded))
    }

    fn one_file(&self) -> Result<Run, BuildError> {
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
        let (text, found, summary) = crate::generate_one(&loaded.sources, &options).map_err(BuildError::Internal)?;
        let (diagnostics, summary) = merged(loaded.diagnostics, found, summary);
        tell_cargo(&diagnostics, &loaded.sources, &summary);
        let errors = diagnostics.count(Level::Error);
        if errors == 0 && summary.operations == 0 {
            return Err(BuildError::Nothing);
        }
        let Some(text) = text.filter(|_| errors == 0 || self.options.keep_going) else {
            return Err(BuildError::Docs(errors));
        };
        let changed = output::write_one(&out.join("superoffice.rs"), &text).map_err(BuildError::Output)?;
        Ok(Run { sources: loaded.sources, diagnostics, summary, outcome: Outcome::One(changed), shrink: None })
    }
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

fn merged(mut disk: Diagnostics, found: Diagnostics, summary: Summary) -> (Diagnostics, Summary) {
    disk.append(found);
    disk.sort();
    let complete = disk.count(Level::Error) == 0;
    let summary = Summary { complete, ..summary }.with_counts(&disk);
    (disk, summary)
}

/// So many findings are told one by one; cargo shows every line to everyone who builds.
const TOLD: usize = 20;

fn tell_cargo(diagnostics: &Diagnostics, sources: &Sources, summary: &Summary) {
    let mut bad = Diagnostics::default();
    for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.level() == Level::Error).take(TOLD) {
        bad.push(diagnostic.clone());
    }
    // Findings of a lower level belong to the docs' owners, not to everyone who builds.
    let text = diagnostics::render::render(diagnostics::render::Format::Short, &bad, sources, summary, false);
    for line in text.lines().filter(|_| !bad.is_empty()) {
        println!("cargo::error={line}");
    }
}
