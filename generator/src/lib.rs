//! The compiler from reference pages to Rust.
//!
//! In: pages of the SuperOffice WebAPI reference. Out: entity types, routes and client stubs, and diagnostics about the
//! pages. The rooms, in the order in which a page passes through them: [`source`], [`page`], [`lower`], [`mod@model`],
//! [`passes`], [`check`], [`plan`], [`emit`], [`output`]; [`disk`] and [`output`] alone touch the disk.
//!
//! A build script needs three lines:
//!
//! ```no_run
//! fn main() -> Result<(), superoffice_codegen::BuildError> {
//!     superoffice_codegen::Builder::new().docs("reference").only(["Ticket*"]).generate()?;
//!     Ok(())
//! }
//! ```

pub mod account;
pub mod check;
pub mod config;
pub mod diagnostics;
pub mod disk;
pub mod emit;
pub mod explain;
pub mod fixups;
pub mod lower;
pub mod model;
pub mod openapi;
pub mod output;
pub mod page;
pub mod passes;
pub mod plan;
pub mod prose;
pub mod report;
pub mod source;

mod alike;
mod builder;
mod cache;
mod only;
mod show;
mod shrink;
mod suggest;

pub use builder::{BuildError, Builder, Outcome, Run};
pub use cache::RECORD;
pub use check::InternalError;
pub use plan::lock::{Lock, LockError};
pub use show::{ShowError, Stage, listing, show};
pub use shrink::{Loss, Shrink};
pub use suggest::suggest;

use std::collections::BTreeMap;

use diagnostics::{Diagnostics, Level, Summary};
use output::OutputFile;
use source::Sources;

/// What a run is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// Globs over operations: uid, resource or route. Empty is all.
    pub only: Vec<String>,
    /// Generates what the good pages describe, even if others have errors.
    pub keep_going: bool,
    /// Features of `default`; those that do not exist are left out.
    pub default_features: Vec<String>,
    /// The dependency on the runtime in a new `Cargo.toml`, as a line of TOML.
    pub runtime: String,
    /// Threads; the output does not depend on it.
    pub threads: usize,
    /// The names that stay: the lock of an earlier run.
    pub names: Lock,
    /// Names of passes to leave out, for comparing.
    pub without: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(4);
        Self {
            only: Vec::new(),
            keep_going: false,
            default_features: Vec::new(),
            runtime: "superoffice-runtime = { version = \"0.1.0\", default-features = false }".to_owned(),
            threads,
            names: Lock::default(),
            without: Vec::new(),
        }
    }
}

/// What a run makes of the pages.
#[derive(Debug, Clone)]
pub struct Generated {
    /// The files of the crate; empty if the docs have errors and the run was not told to keep going.
    pub files: Vec<OutputFile>,
    /// Everything found, sorted.
    pub diagnostics: Diagnostics,
    /// The closing numbers.
    pub summary: Summary,
    /// Of each formatted file, the hash of the text it was formatted from.
    pub rendered: BTreeMap<String, u128>,
}

/// The pages as a checked model: the first half of [`generate`].
///
/// # Errors
///
/// An [`InternalError`]: a bug of the generator.
pub fn model(
    sources: &Sources,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Result<check::Checked, InternalError> {
    let mut api = lowered(sources, options, diagnostics);
    passes::run(&mut api, &options.without, diagnostics);
    check::check(api)
}

/// The model as one pass leaves it, not yet checked: to see what that pass did. Nothing if no pass has that name.
pub fn model_after(
    sources: &Sources,
    options: &Options,
    pass: &str,
    diagnostics: &mut Diagnostics,
) -> Option<model::Api> {
    let mut api = lowered(sources, options, diagnostics);
    passes::run_to(&mut api, pass, &options.without, diagnostics).then_some(api)
}

/// The pages as they are, before anything is compared or decided.
fn lowered(sources: &Sources, options: &Options, diagnostics: &mut Diagnostics) -> model::Api {
    let pages: Vec<_> = sources.pages().map(|(id, _)| id).collect();
    let lowered = parallel(&pages, options.threads, |id| {
        let mut found = Diagnostics::default();
        let page = page::parse(*id, sources, &mut found);
        (lower::lower(page, &mut found), found)
    });
    let mut operations = Vec::with_capacity(lowered.len());
    for (operation, found) in lowered {
        operations.push(operation);
        diagnostics.append(found);
    }
    let mut api = lower::collect(operations, sources, diagnostics);
    // Where pages are left out or broken, nobody can say that a fixup is about nothing.
    api.fixups.whole = options.only.is_empty() && diagnostics.count(Level::Error) == 0;
    if let Some((id, file)) = sources.fixups() {
        api.fixups.list = fixups::read(id, &file.text, diagnostics);
    }
    only::keep(&mut api, &options.only);
    api
}

/// The whole program: pages in, files out, in memory.
///
/// # Errors
///
/// An [`InternalError`]: a bug of the generator. Errors of the docs are in the diagnostics.
pub fn generate(sources: &Sources, options: &Options) -> Result<Generated, InternalError> {
    generate_with(sources, options, &|_, _| None)
}

/// As [`generate`], but does not format again what is known from an earlier run.
pub(crate) fn generate_with(
    sources: &Sources,
    options: &Options,
    known: &emit::Formatted<'_>,
) -> Result<Generated, InternalError> {
    let Planned { plan, report, mut diagnostics, summary } = planned(sources, options)?;
    let (files, rendered) = match plan {
        Some(plan) => {
            let (mut files, rendered) = emit::emit_with(&plan, &layout(options), known)?;
            files.push(OutputFile::whole("REPORT.md", report));
            files.push(OutputFile::shared(plan::lock::FILE, plan.lock.to_text()));
            files.sort_by(|a, b| a.path.cmp(&b.path));
            (files, rendered)
        }
        None => Default::default(),
    };
    diagnostics.sort();
    let complete = diagnostics.count(Level::Error) == 0;
    let summary = Summary { complete, ..summary }.with_counts(&diagnostics);
    Ok(Generated { files, diagnostics, summary, rendered })
}

/// As [`generate`], but one text for a build script.
///
/// # Errors
///
/// As [`generate`].
pub fn generate_one(
    sources: &Sources,
    options: &Options,
) -> Result<(Option<String>, Diagnostics, Summary), InternalError> {
    let Planned { plan, mut diagnostics, summary, .. } = planned(sources, options)?;
    let text = plan.map(|plan| emit::emit_one(&plan, &layout(options))).transpose()?;
    diagnostics.sort();
    let complete = diagnostics.count(Level::Error) == 0;
    let summary = Summary { complete, ..summary }.with_counts(&diagnostics);
    Ok((text, diagnostics, summary))
}

fn layout(options: &Options) -> emit::Layout<'_> {
    emit::Layout {
        gated: true,
        default_features: &options.default_features,
        runtime: &options.runtime,
        threads: options.threads,
    }
}

/// A run up to the point where text is made of it.
struct Planned {
    /// Nothing if the docs have errors and the run was not told to keep going.
    plan: Option<plan::Plan>,
    report: String,
    diagnostics: Diagnostics,
    summary: Summary,
}

fn planned(sources: &Sources, options: &Options) -> Result<Planned, InternalError> {
    let mut diagnostics = Diagnostics::default();
    let api = model(sources, options, &mut diagnostics)?;
    let plan = plan::plan(&api, &options.names, &mut diagnostics);
    plan::features::check(&plan, &api, &options.names, sources, &mut diagnostics);
    let open = api
        .entities
        .iter()
        .flat_map(|entity| &entity.properties)
        .filter(|property| property.ty.value.innermost().is_open());
    let summary = Summary {
        pages: sources.pages().len() - api.other_pages.len(),
        operations: api.operations.len(),
        types: plan.entities.len(),
        ..Summary::default()
    }
    .with("enumerations", plan.enums.len())
    .with("properties", api.entities.iter().map(|entity| entity.properties.len()).sum())
    .with("open", open.count());
    diagnostics.sort();
    let report = report::report(&api, &diagnostics, sources);
    let good = diagnostics.count(Level::Error) == 0 || options.keep_going;
    // Before text is made: its memory is used again, and no other thread waits for it to be given back.
    drop(api);
    Ok(Planned { plan: good.then_some(plan), report, diagnostics, summary })
}

/// Maps in order, on several threads.
pub(crate) fn parallel<T: Sync, R: Send>(items: &[T], threads: usize, map: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = threads.clamp(1, 64);
    if threads == 1 || items.len() < 2 {
        return items.iter().map(map).collect();
    }
    // Small chunks, taken in turn: one large page must not keep a thread busy while the others wait.
    let size = items.len().div_ceil(threads * 16).max(1);
    let chunks: Vec<&[T]> = items.chunks(size).collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut done: Vec<(usize, Vec<R>)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut own = Vec::new();
                    loop {
                        let index = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                        let Some(chunk) = chunks.get(index) else { break };
                        own.push((index, chunk.iter().map(&map).collect::<Vec<R>>()));
                    }
                    own
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| match worker.join() {
                Ok(own) => own,
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect()
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}
