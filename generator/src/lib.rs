//! The compiler from reference pages to Rust.
//!
//! In: pages of the SuperOffice WebAPI reference. Out: entity types, routes and a client, and diagnostics about the
//! pages. This file connects the stages: [`Builder::generate`] reads pages from disk and writes files, [`generate`]
//! works in memory, and [`model`] is the first half of it. A page passes through the modules in this order: `disk`,
//! `source`, `page`, `lower`, `model`, `passes`, `check`, `plan`, `emit`, `output`.
//!
//! A complete build script:
//!
//! ```no_run
//! fn main() -> Result<(), superoffice_codegen::BuildError> {
//!     superoffice_codegen::Builder::new().docs("reference").only(["Ticket*"]).generate()?;
//!     Ok(())
//! }
//! ```

// For build scripts, the command line and owners of docs.
pub mod baseline;
pub mod diagnostics;
pub mod disk;
pub mod output;
pub mod source;

// The stages. They are public only for the tests and benches of this repository, and are not stable.
#[doc(hidden)]
pub mod account;
#[doc(hidden)]
pub mod check;
#[doc(hidden)]
pub mod model;
#[doc(hidden)]
pub mod names;
#[doc(hidden)]
pub mod passes;
#[doc(hidden)]
pub mod plan;
#[doc(hidden)]
pub mod text;

mod change;
mod companions;
pub mod drift;
mod emit;
mod fixups;
mod import;
mod lint;
mod lower;
mod options;
mod page;
mod parallel;
mod run;
mod views;

pub use check::InternalError;
pub use import::{Import, ImportError, Imported};
pub use names::lock::{Lock, LockError};
pub use options::{FeatureGroup, Layout, Options};
pub use run::accepted::{apply as without_accepted, open as open_baseline};
pub use run::builder::{Builder, Outcome, Run};
pub use run::cache::RECORD;
pub use run::cache::last_run::Input;
pub use run::causes::{Cause, Causes, How, InputChange};
pub use run::error::BuildError;
pub use run::generated::Generated;
pub use run::progress::Step;
pub use run::session::{Changed, Session};
pub use run::shrink::{Loss, Shrink};
pub use run::since::since_last_run;
pub use run::stale::{below, outdated};
pub use views::openapi;
#[doc(hidden)]
pub use views::show::listing;
pub use views::show::{ShowError, Stage};

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use diagnostics::{Diagnostics, Level, Summary};
use run::last::Last;
use run::progress::Progress;
use source::{FileId, Sources};

impl Builder {
    /// Reads the pages, generates code and writes it. In a build script, errors in the docs are reported to cargo.
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`] if nothing could be generated or written. In that case the output is unchanged.
    pub fn generate(&self) -> Result<Run, BuildError> {
        self.run(false)
    }

    /// Reads the pages, generates code and compares it with the existing files. Writes nothing.
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`] if nothing could be generated, or if the output could not be read.
    pub fn check(&self) -> Result<Run, BuildError> {
        self.run(true)
    }

    fn run(&self, check: bool) -> Result<Run, BuildError> {
        let accepted = self.accepted()?;
        let run = self.whole_run(check)?;
        Ok(run.without(accepted.as_ref()))
    }

    /// The run, with all its findings.
    fn whole_run(&self, check: bool) -> Result<Run, BuildError> {
        if let Some(run) = self.unread(check) {
            return Ok(run);
        }
        self.progress.step(Step::Load);
        let job = self.job(check)?;
        if let Some((run, _)) = job.up_to_date() {
            return Ok(run);
        }
        let found = job.found().clone();
        let known = |path: &str, hash| job.formatted(path, hash);
        let generated = generate_from(job.sources(), job.options(), found, (&known, None), &self.progress);
        self.progress.step(Step::Write);
        let (run, _) = job.finish(&generated.map_err(BuildError::Internal)?)?;
        Ok(run)
    }
}

impl Session {
    /// Reads what changed, generates code and writes what differs. The result is that of [`Builder::generate`].
    ///
    /// `changed` are the paths of files that may have changed since the last run, below the docs folder as the builder
    /// names it. The first run reads everything.
    ///
    /// # Errors
    ///
    /// As [`Builder::generate`]. The next run reads everything.
    pub fn run(&mut self, changed: &[PathBuf]) -> Result<(Run, Vec<Changed>), BuildError> {
        let accepted = self.builder.accepted()?;
        let (run, changed) = self.whole_run(changed)?;
        Ok((run.without(accepted.as_ref()), changed))
    }

    /// The run, with all its findings.
    fn whole_run(&mut self, changed: &[PathBuf]) -> Result<(Run, Vec<Changed>), BuildError> {
        let started = SystemTime::now();
        let loaded = self.load(changed)?;
        if let Some(run) = self.again(&loaded, |id| lowered(id, &loaded.sources)) {
            self.loaded(loaded);
            return Ok((run, Vec::new()));
        }
        let builder = self.builder.clone();
        let out = self.out()?;
        let job = match self.last.take() {
            Some(_) => builder.unrecorded_job(&out, loaded.clone(), self.names.take())?,
            None => builder.crate_job(&out, false, loaded.clone(), None)?,
        };
        if let Some((run, made)) = job.up_to_date() {
            // Parses the pages now, so that the run after the first change parses only what has changed.
            read(job.sources(), job.options(), &mut Diagnostics::default(), Some(&mut self.known));
            self.last = Some(Last::new(made.clone(), loaded.sources.clone(), None, started));
            self.unchanged(loaded, &run, &out);
            return Ok((run, Vec::new()));
        }
        let mut pages = std::mem::take(&mut self.known);
        let known = |path: &str, hash| self.formatted(path, hash).or_else(|| job.formatted(path, hash));
        let found = job.found().clone();
        let reused = (&known as &emit::Formatted<'_>, Some(&mut pages));
        let generated = generate_from(job.sources(), job.options(), found, reused, &builder.progress);
        self.known = pages;
        let generated = generated.map_err(BuildError::Internal)?;
        let (run, made) = job.finish(&generated)?;
        let origins = Some(generated.origins.clone());
        self.last = made.map(|made| Last::new(made, loaded.sources.clone(), origins, started));
        let changed = self.keep(loaded, &generated, &run);
        Ok((run, changed))
    }
}

impl Import {
    /// Reads the source, writes its pages to the target, and compares them with the pages written by hand.
    ///
    /// # Errors
    ///
    /// Returns an [`ImportError`] if nothing could be imported. In that case the target is unchanged.
    pub fn run(&self) -> Result<Imported, ImportError> {
        let (sources, mut diagnostics) = self.source()?;
        let (pages, api) = pages_and_model(&sources, &mut diagnostics).map_err(ImportError::Internal)?;
        let tree = self.tree(pages, &api, &sources)?;
        self.write((&api, &sources, &diagnostics), tree)
    }
}

/// The pages of an import in memory: with `facts` without the sentences and the sample data of the source.
///
/// # Errors
///
/// Returns an [`InternalError`] on a bug in the generator.
pub fn imported(sources: &Sources, facts: bool) -> Result<Sources, InternalError> {
    let (pages, api) = pages_and_model(sources, &mut Diagnostics::default())?;
    Ok(import::tree(pages, &api, sources, facts).into_sources())
}

/// The operations as their pages describe them, and the model that the passes derive from them.
fn pages_and_model(
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Result<(Vec<model::Operation>, check::Checked), InternalError> {
    let mut api = read(sources, &Options::default(), diagnostics, None);
    let pages = api.operations.clone();
    passes::run(&mut api, &[], diagnostics);
    Ok((pages, check::check(api)?))
}

/// Generates code in memory: pages in, files out.
///
/// # Errors
///
/// Returns an [`InternalError`] on a bug in the generator. Errors in the docs are reported as diagnostics.
pub fn generate(sources: &Sources, options: &Options) -> Result<Generated, InternalError> {
    generate_from(sources, options, Diagnostics::default(), (&|_, _| None, None), &Progress::default())
}

/// Like [`generate`], but starts with the diagnostics of the loader, and reuses files that an earlier run has
/// formatted, and pages that it has read.
fn generate_from(
    sources: &Sources,
    options: &Options,
    mut diagnostics: Diagnostics,
    (formatted, pages): (&emit::Formatted<'_>, Option<&mut lower::Known>),
    progress: &Progress,
) -> Result<Generated, InternalError> {
    progress.step(Step::Parse(sources.pages().count()));
    let mut api = read(sources, options, &mut diagnostics, pages);
    progress.step(Step::Decide(api.operations.len()));
    let fixups = api.fixups.list.clone();
    passes::run(&mut api, &options.without, &mut diagnostics);
    let api = check::check(api)?;
    progress.step(Step::Plan);
    let plan = plan::plan(&api, options, sources.config(), &mut diagnostics);
    run::pages::alone(sources, &mut diagnostics);
    policy(sources, &mut diagnostics);
    let summary = views::summary::summary(sources, &api, &plan, &diagnostics);
    let report = views::report::report(&api, &plan.lock, &diagnostics, sources);
    let places = views::places::places(&api, &plan);
    let origins = views::origins::origins(&api, &plan, &fixups);
    // Frees the memory of the model, so that the generated text can reuse it.
    drop(api);
    progress.step(Step::Format);
    let (files, rendered) = if summary.complete || options.keep_going {
        emit::emit(&plan, report, options.threads, formatted)?
    } else {
        Default::default()
    };
    Ok(Generated { files, diagnostics, summary, rendered, places, origins })
}

/// Gives the findings the levels that the settings of the docs state.
fn policy(sources: &Sources, diagnostics: &mut Diagnostics) {
    if let Some(config) = sources.config().and_then(|(_, file)| options::config::read(&file.text).ok()) {
        options::policy::apply(&config.policy, sources, diagnostics);
    }
}

/// Returns the problem of an invalid `codegen.toml` in the docs folder and its place, such as
/// `docs/codegen.toml:1:2: unknown key`. `root` is the path of the docs folder in messages.
#[must_use]
pub fn invalid_config(sources: &Sources, root: &str) -> Option<String> {
    let (_, file) = sources.config()?;
    let path = diagnostics::render::joined(root, &file.path);
    options::config::read(&file.text).err().map(|problem| format!("{path}{problem}"))
}

/// Finds the pages that a user has named: by a path on disk or in the docs folder, by a file name, by a uid, or by the
/// name of a resource or an agent. A folder stands for the pages in it. The files that the pages include are returned
/// as well.
///
/// # Errors
///
/// Returns a message if a name fits no page, or if the name of a file or a resource is ambiguous.
pub fn pages(docs: &Path, sources: &Sources, names: &[String]) -> Result<BTreeSet<FileId>, String> {
    let api = || read(sources, &Options::default(), &mut Diagnostics::default(), None);
    run::pages::pages(docs, sources, names, &|name| views::called::called(sources, &api, name))
}

/// Checks the pages and returns the findings. Generates no code. If `pages` is given, only the findings that have a
/// place in these files are returned, although all files are read.
///
/// # Errors
///
/// Returns an [`InternalError`] on a bug in the generator.
pub fn lint(
    sources: &Sources,
    options: &Options,
    pages: Option<&BTreeSet<FileId>>,
    mut diagnostics: Diagnostics,
) -> Result<(Diagnostics, Summary), InternalError> {
    let api = model(sources, options, &mut diagnostics)?;
    let plan = plan::plan(&api, options, sources.config(), &mut diagnostics);
    lint::lint(&api, sources, pages, &mut diagnostics);
    run::pages::alone(sources, &mut diagnostics);
    policy(sources, &mut diagnostics);
    let summary = match pages {
        Some(pages) => {
            run::pages::keep(pages, &mut diagnostics);
            views::summary::summary_of(pages, sources, &api, &diagnostics)
        }
        None => views::summary::summary(sources, &api, &plan, &diagnostics),
    };
    Ok((diagnostics, summary))
}

/// Turns the pages into a checked model. This is the first half of [`generate`].
///
/// # Errors
///
/// Returns an [`InternalError`] on a bug in the generator.
pub fn model(
    sources: &Sources,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Result<check::Checked, InternalError> {
    let mut api = read(sources, options, diagnostics, None);
    passes::run(&mut api, &options.without, diagnostics);
    check::check(api)
}

/// Returns the unchecked model as it is after `pass`. Tests use it to show what a pass does.
pub fn model_after(
    sources: &Sources,
    options: &Options,
    pass: &'static passes::Pass,
    diagnostics: &mut Diagnostics,
) -> model::Api {
    let mut api = read(sources, options, diagnostics, None);
    passes::run_to(&mut api, pass, &options.without, diagnostics);
    api
}

/// The kind of a companion file; `None` if it is not read. Benches use it to measure what each kind contributes.
#[doc(hidden)]
#[must_use]
pub fn companion_kind(text: &str) -> Option<&'static str> {
    companions::kind(text)
}

/// Reads one page.
fn lowered(id: FileId, sources: &Sources) -> (lower::Lowered, Diagnostics) {
    let mut found = Diagnostics::default();
    let page = page::parse(id, sources, &mut found);
    (lower::lower(page, &mut found), found)
}

/// Reads the pages into a model, before any pass compares or decides anything. Pages that `known` has are not read again.
fn read(
    sources: &Sources,
    options: &Options,
    diagnostics: &mut Diagnostics,
    mut known: Option<&mut lower::Known>,
) -> model::Api {
    if let Some(known) = &mut known {
        known.start(sources);
    }
    let pages: Vec<_> = sources.pages().map(|(id, _)| id).collect();
    let mut ready: Vec<_> = pages.iter().map(|id| known.as_deref_mut().and_then(|known| known.get(*id))).collect();
    let missing: Vec<_> = pages.iter().zip(&ready).filter(|(_, ready)| ready.is_none()).map(|(id, _)| *id).collect();
    let mut read = parallel::parallel(&missing, options.threads, |id| lowered(*id, sources)).into_iter();
    let mut all = Vec::with_capacity(pages.len());
    for (id, ready) in pages.into_iter().zip(&mut ready) {
        let Some((operation, found)) = ready.take().or_else(|| {
            let page = read.next()?;
            if let Some(known) = known.as_deref_mut() {
                known.keep(id, page.clone());
            }
            Some(page)
        }) else {
            continue;
        };
        diagnostics.append(found);
        all.push(operation);
    }
    let mut api = lower::collect(all, &options.versions, sources, diagnostics);
    // If pages are invalid or were not read, the target of a fixup may be on one of those pages.
    api.fixups.whole = !sources.is_alone() && diagnostics.count(Level::Error) == 0;
    if let Some((id, file)) = sources.fixups() {
        api.fixups.list = fixups::read(id, &file.text, diagnostics);
    }
    let companions = |found: &mut Diagnostics| companions::read(sources, options.threads, found);
    api.companions = match known {
        Some(known) => known.companions(diagnostics, companions),
        None => Arc::new(companions(diagnostics)),
    };
    api
}

/// Explains a type, an enumeration, a property (`Type.Property`) or an operation (by uid), also if it is given by its
/// name in Rust (`Contact.get`). Case is ignored. `root` is the docs folder as the reader opens it.
///
/// # Errors
///
/// Returns similar names if nothing has this name.
pub fn explain(
    api: &check::Checked,
    sources: &Sources,
    what: &str,
    root: &str,
    color: bool,
) -> Result<String, Vec<String>> {
    let plan = || plan::plan(api, &Options::default(), sources.config(), &mut Diagnostics::default());
    views::explain::explain(&views::explain::View { api, sources, root, color }, &plan, what)
}

/// Returns the changes of the public names of one item, which is named as in [`explain`]. An item that the docs no
/// longer describe is found by its old name.
#[must_use]
pub fn changes_of(
    api: &check::Checked,
    sources: &Sources,
    what: &str,
    changes: &diagnostics::Changes,
) -> diagnostics::Changes {
    views::explain::View { api, sources, root: "", color: false }.changes(what, changes)
}

/// Prints one page at a stage of the compiler.
///
/// # Errors
///
/// Returns a [`ShowError`] if the page does not exist, or if the generator has a bug.
pub fn show(sources: &Sources, name: &str, stage: Stage, options: &Options) -> Result<String, ShowError> {
    let file = views::show::find(sources, name)?;
    if stage == Stage::Page {
        return Ok(views::sections::sections(sources, file));
    }
    let mut diagnostics = Diagnostics::default();
    let api = model(sources, options, &mut diagnostics).map_err(ShowError::Internal)?;
    if stage == Stage::Model {
        return Ok(views::show::model(&api, file, sources));
    }
    let plan = plan::plan(&api, options, sources.config(), &mut diagnostics);
    if stage == Stage::Plan {
        return Ok(views::show::plan(&api, file, &plan));
    }
    views::show::rust(&api, file, &plan, options.threads).map_err(ShowError::Internal)
}

/// Compares two versions of the docs. The result contains the changes, what they break for programs that call the API, and
/// what they break for programs that use the generated crate. As in a run of the generator, the crate of the new version
/// keeps the names of the old one.
///
/// # Errors
///
/// Returns an [`InternalError`] on a bug in the generator.
pub fn drift(
    (old, old_options): (&Sources, &Options),
    (new, new_options): (&Sources, &Options),
) -> Result<drift::Compared, InternalError> {
    let whole = |options: &Options| Options { keep_going: true, layout: Layout::Crate, ..options.clone() };
    let old_options = whole(old_options);
    let old_api = model(old, &old_options, &mut Diagnostics::default())?;
    let old_crate = generate(old, &old_options)?;
    let mut new_options = whole(new_options);
    if let Some(names) = old_crate.names() {
        new_options.names = names;
    }
    let new_api = model(new, &new_options, &mut Diagnostics::default())?;
    let new_crate = generate(new, &new_options)?;
    let before = drift::Version { api: &old_api, sources: old, generated: &old_crate };
    let after = drift::Version { api: &new_api, sources: new, generated: &new_crate };
    let drift = drift::between(&before, &after);
    Ok(drift::Compared { drift, old: old_crate, new: new_crate })
}

/// Drafts a fixups file, with an entry for every fact on which the docs contradict themselves.
///
/// # Errors
///
/// Returns an [`InternalError`] on a bug in the generator.
pub fn suggest(sources: &Sources, options: &Options) -> Result<String, InternalError> {
    let api = model(sources, options, &mut Diagnostics::default())?;
    Ok(views::suggest::suggest(&api, sources))
}
