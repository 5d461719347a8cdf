//! One run, from its inputs to its output.
//!
//! In: the inputs that a builder has read, and the generated files. Out: a crate or a file on disk, a record of the run, and
//! the [`Run`]. This module does not know what is generated.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::builder::{Builder, NamesText, Outcome, Run, inputs_of, named};
use super::causes::Causes;
use super::error::BuildError;
use super::generated::Generated;
use super::shrink::Shrink;
use super::to_cargo::{opened, print_errors, report_to_cargo};
use super::{accepted, cache, changes};
use crate::diagnostics::origins::Origins;
use crate::diagnostics::{Changes, Diagnostics, Level, render};
use crate::disk;
use crate::names::lock::{self, Lock};
use crate::options::{Layout, Options};
use crate::output::{self, WriteOptions, Written};
use crate::source::Sources;

impl Builder {
    /// Reads everything that the run needs.
    pub(crate) fn job(&self, check: bool) -> Result<Job<'_>, BuildError> {
        let started = SystemTime::now();
        match &self.out {
            Some(out) => self.crate_job(out, check, self.load()?, Some(started)),
            None if check => Err(BuildError::NoOutDir),
            None => self.build_script_job(),
        }
    }

    /// The result of the last run, if no file has changed since then. Compares the sizes and times of the files, and
    /// reads only those for which this is not enough.
    pub(crate) fn unread(&self, check: bool) -> Option<Run> {
        let (made, sources) = cache::unread(&self.config(), &self.docs, self.out.as_deref()?, !check)?;
        Some(repeated(&made, sources, check))
    }

    /// Writes the index for a record that has just been written or compared.
    pub(super) fn index(&self, out: &Path, loaded: &disk::Loaded, made: &cache::Made, started: SystemTime) {
        let mut inputs = loaded.inputs();
        inputs.files.extend(self.names.clone());
        // A page without its tree is read quickly, so it needs no index.
        if !loaded.sources.is_alone() {
            cache::refresh(&self.config(), (inputs, &loaded.sources), out, made, started);
        }
    }

    /// The configuration as text, without the number of threads and the baseline, which do not affect the output.
    fn config(&self) -> String {
        let options = Options { threads: 0, ..self.options.clone() };
        format!("{:?}", Self { options, baseline: None, ..self.clone() })
    }

    /// Prepares a run that writes a crate or compares it. `started` is a time before the pages were read. Without it,
    /// nothing is recorded: the caller does that later.
    pub(crate) fn crate_job(
        &self,
        out: &Path,
        check: bool,
        loaded: disk::Loaded,
        started: Option<SystemTime>,
    ) -> Result<Job<'_>, BuildError> {
        let names = self.names_text(Some(&out.join(lock::FILE)))?;
        let options = self.configured(&loaded.sources)?;
        let inputs = inputs_of(&options, names.as_ref(), &loaded);
        let record = cache::Record::read(out).map(Box::new);
        let made = record.as_ref().and_then(|record| record.up_to_date(out, &inputs)).cloned().map(Box::new);
        if let (Some(made), Some(started), false) = (&made, started, check) {
            self.index(out, &loaded, made, started);
        }
        // A run that has nothing to do does not need the names.
        let options = if made.is_some() { options } else { named(options, names.as_ref())? };
        Ok(Job {
            builder: self,
            loaded,
            options,
            target: Target::Crate { out: out.to_owned(), check, started, record, made },
        })
    }

    /// Prepares a run that writes a crate and writes no record. `known` are the names that were read earlier.
    pub(crate) fn unrecorded_job(
        &self,
        out: &Path,
        loaded: disk::Loaded,
        known: Option<(NamesText, Lock)>,
    ) -> Result<Job<'_>, BuildError> {
        let names = self.names_text(Some(&out.join(lock::FILE)))?;
        let options = self.configured(&loaded.sources)?;
        let options = match known.filter(|(text, _)| Some(text) == names.as_ref()) {
            Some((_, names)) => Options { names, ..options },
            None => named(options, names.as_ref())?,
        };
        let target = Target::Crate { out: out.to_owned(), check: false, started: None, record: None, made: None };
        Ok(Job { builder: self, loaded, options, target })
    }

    /// Records the result of a run and its inputs for the next one.
    pub(super) fn record(
        &self,
        out: &Path,
        loaded: &disk::Loaded,
        made: &cache::Made,
        origins: &Origins,
    ) -> Result<(), BuildError> {
        // The lock file of names that this run wrote is an input of the next one.
        cache::write(out, &self.inputs(out, loaded)?, made);
        self.listed(out, &loaded.sources, origins)?.write(out);
        Ok(())
    }

    fn build_script_job(&self) -> Result<Job<'_>, BuildError> {
        let out = std::env::var_os("OUT_DIR").map(PathBuf::from).ok_or(BuildError::NoOutDir)?;
        let loaded = self.load()?;
        let options = named(self.configured(&loaded.sources)?, self.names_text(None)?.as_ref())?;
        for path in self.names.iter().chain(&self.baseline) {
            // A file name with a line break could inject a line into cargo's protocol.
            println!("cargo::rerun-if-changed={}", path.to_string_lossy().replace(char::is_control, ""));
        }
        for path in &loaded.watched {
            // The loader has rejected file names that could inject a line into cargo's protocol.
            println!("cargo::rerun-if-changed={}", path.display());
        }
        let options = Options { layout: Layout::BuildScript, ..options };
        Ok(Job { builder: self, loaded, options, target: Target::BuildScript { out } })
    }
}

/// A run that has read its inputs and has not generated anything yet.
pub(crate) struct Job<'a> {
    builder: &'a Builder,
    loaded: disk::Loaded,
    options: Options,
    target: Target,
}

/// Where a run writes.
enum Target {
    /// To a crate in a folder.
    Crate {
        out: PathBuf,
        /// Whether to compare only.
        check: bool,
        /// A time before the pages were read.
        started: Option<SystemTime>,
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

    /// The result of the last run, if this run would have the same result. Also returns what its record has.
    pub(crate) fn up_to_date(&self) -> Option<(Run, &cache::Made)> {
        let Target::Crate { check, made: Some(made), .. } = &self.target else { return None };
        Some((repeated(made, self.loaded.sources.clone(), *check), made))
    }

    /// A file that the last run formatted from the same text.
    pub(crate) fn formatted(&self, path: &str, rendered: u128) -> Option<String> {
        match &self.target {
            Target::Crate { out, record: Some(record), .. } => record.formatted(out, path, rendered),
            _ => None,
        }
    }

    /// Writes the generated files or compares them with the existing ones. Also returns what is to be recorded if a crate
    /// was written.
    pub(crate) fn finish(self, generated: &Generated) -> Result<(Run, Option<cache::Made>), BuildError> {
        match &self.target {
            Target::Crate { out, check, started, .. } => {
                // A mistyped folder or glob must not empty a crate.
                if generated.files.is_empty() || generated.summary.operations == 0 {
                    let causes = self.causes(out, *check, &Outcome::Rejected, generated)?;
                    let rejected = run(self.loaded.sources, generated, Outcome::Rejected, Changes::default());
                    return Ok((Run { causes, ..rejected }, None));
                }
                // Compared before writing, while the old files are still there.
                let shrink = if self.options.only.is_empty() { Shrink::of(out, &generated.files) } else { None };
                let changes = changes::of_crate(out, generated);
                let (outcome, made) = if self.builder.deny_removals && changes.is_breaking() {
                    (Outcome::Denied, None)
                } else {
                    finish_crate(out, *check, generated)?
                };
                if let (Some(started), Some(made)) = (started, &made) {
                    self.builder.record(out, &self.loaded, made, &generated.origins)?;
                    self.builder.index(out, &self.loaded, made, *started);
                }
                let causes = self.causes(out, *check, &outcome, generated)?;
                Ok((Run { shrink, causes, ..run(self.loaded.sources, generated, outcome, changes) }, made))
            }
            Target::BuildScript { out } => {
                let (changed, changes) = self.finish_build_script(out, generated)?;
                Ok((run(self.loaded.sources, generated, Outcome::One(changed), changes), None))
            }
        }
    }

    /// Finds the causes of files that are out of date, if the run only compares.
    fn causes(&self, out: &Path, check: bool, outcome: &Outcome, generated: &Generated) -> Result<Causes, BuildError> {
        if !check {
            return Ok(Causes::default());
        }
        let now = self.builder.listed(out, &self.loaded.sources, &generated.origins)?;
        let none = output::Stale::default();
        let stale = if let Outcome::Checked(stale) = outcome { stale } else { &none };
        Ok(Causes::find(out, stale, &now, &generated.origins))
    }

    /// Returns whether the file changed, and the changes of public names, which are found only for `deny_removals`.
    fn finish_build_script(&self, out: &Path, generated: &Generated) -> Result<(bool, Changes), BuildError> {
        let (mut found, mut summary) = (generated.diagnostics.clone(), generated.summary.clone());
        let mut failing = Level::Error;
        if let Some(baseline) = self.builder.accepted()? {
            accepted::apply(&baseline, &mut found, &self.loaded.sources, &mut summary);
            failing = Level::Warning;
        }
        report_to_cargo(&found, failing, &self.loaded.sources, &summary, self.builder.docs_folder());
        if summary.errors == 0 && summary.operations == 0 {
            return Err(BuildError::Nothing(self.builder.docs_folder().to_owned(), self.options.only.clone()));
        }
        let Some(file) = generated.files.first() else { return Err(BuildError::Docs(summary.errors)) };
        if let Some(known) = self.builder.baseline.as_ref().filter(|_| summary.warnings > 0) {
            return Err(BuildError::NotAccepted(summary.warnings, known.clone()));
        }
        let path = out.join(&file.path);
        let mut changes = Changes::default();
        if self.builder.deny_removals {
            changes = changes::of_file(&path, generated);
            if changes.is_breaking() {
                let root = opened(self.builder.docs_folder());
                print_errors(&render::breaking(&changes, &self.loaded.sources, &root));
                return Err(BuildError::Removals(changes.list.iter().filter(|it| it.kind.is_breaking()).count()));
            }
        }
        let changed = output::write_one(&path, &file.contents).map_err(BuildError::Output)?;
        Ok((changed, changes))
    }
}

/// Writes the files of a crate or compares them with the existing ones.
fn finish_crate(out: &Path, check: bool, generated: &Generated) -> Result<(Outcome, Option<cache::Made>), BuildError> {
    let Generated { files, diagnostics, summary, rendered, .. } = generated;
    if check {
        return Ok((Outcome::Checked(output::check(out, files).map_err(BuildError::Output)?), None));
    }
    let (written, seal) = output::write_sealed(out, files, &WriteOptions::default()).map_err(BuildError::Output)?;
    let (rendered, diagnostics, summary) = (rendered.clone(), diagnostics.clone(), summary.clone());
    Ok((Outcome::Written(written), Some(cache::Made { seal, rendered, diagnostics, summary })))
}

/// The result of the last run, if nothing has changed since then.
pub(super) fn repeated(made: &cache::Made, sources: Sources, check: bool) -> Run {
    let outcome = if check {
        Outcome::Checked(output::Stale::default())
    } else {
        Outcome::Written(Written { unchanged: made.seal.paths(), ..Written::default() })
    };
    Run {
        sources,
        diagnostics: made.diagnostics.clone(),
        summary: made.summary.clone(),
        outcome,
        shrink: None,
        changes: Changes { compared: true, ..Changes::default() },
        causes: Causes::none(),
    }
}

fn run(sources: Sources, generated: &Generated, outcome: Outcome, changes: Changes) -> Run {
    let (diagnostics, summary) = (generated.diagnostics.clone(), generated.summary.clone());
    Run { sources, diagnostics, summary, outcome, shrink: None, changes, causes: Causes::default() }
}
