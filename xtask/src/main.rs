//! The command line: turns arguments into one call to the library.
//!
//! In: arguments. Out: text on stdout or stderr, and an exit code. Only paths, exit codes and printing are handled
//! here; everything else is in the library, so that a build script can do the same.

use std::io::{IsTerminal, Write as _};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser as _;
use superoffice_codegen::check::Checked;
use superoffice_codegen::diagnostics::{
    Changes, Diagnostics, Level, Summary, explain::explain as explain_code, render,
};
use superoffice_codegen::output::Stale;
use superoffice_codegen::source::Sources;
use superoffice_codegen::text::visible::counted;
use superoffice_codegen::{
    BuildError, Builder, Import, Options, Outcome, Run, ShowError, Stage, below, disk, outdated,
};

mod bench;
mod ci;
mod cli;
mod coverage;
mod drift;
mod explain;
mod fix;
mod import;
mod lint;
mod mock;
mod openapi;
mod paths;
mod progress;
mod watch;

use cli::{Cli, Color, Command, Common, Deny, Docs, StageName};
use paths::{folder, home, slashes};
use progress::Progress;

impl Docs {
    fn load(&self) -> Result<disk::Loaded, disk::LoadError> {
        let beside = disk::Beside { fixups: self.fixups.clone(), companions: self.companions.clone() };
        disk::load_beside(&self.docs, &beside)
    }

    /// The path of the docs folder in messages of this format.
    fn root(&self, format: render::Format) -> String {
        let parent = self.docs.parent().unwrap_or(Path::new(""));
        folder(&home(format), if self.docs.is_file() { parent } else { &self.docs })
    }

    /// A builder with these inputs.
    fn builder(&self) -> Builder {
        let builder = Builder::new().docs(&self.docs).companions(&self.companions);
        match &self.fixups {
            Some(file) => builder.fixups(file),
            None => builder,
        }
    }

    /// Returns the checked model of the docs and its diagnostics. The error is an exit code; its message has been
    /// printed.
    fn model(&self) -> Result<(Sources, Checked, Diagnostics), ExitCode> {
        let loaded = self.load().map_err(|error| fail(ENVIRONMENT, &read(&error)))?;
        let mut diagnostics = loaded.diagnostics;
        match superoffice_codegen::model(&loaded.sources, &Options::default(), &mut diagnostics) {
            Ok(api) => Ok((loaded.sources, api, diagnostics)),
            Err(error) => Err(fail(INTERNAL, &error.to_string())),
        }
    }
}

/// Exit code: there are findings at or above the threshold.
const FINDINGS: u8 = 1;
/// Exit code: a usage, I/O or environment error; nothing was written.
const ENVIRONMENT: u8 = 2;
/// Exit code: `--check` found files that are out of date.
const STALE: u8 = 3;
/// Exit code: a bug in the generator; nothing was written.
const INTERNAL: u8 = 4;

/// Much of a run is allocation: with the allocator of the system, it takes a third longer.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // The panic hook has already printed the message and the place in the code.
    std::panic::catch_unwind(run)
        .unwrap_or_else(|_| fail(INTERNAL, "a bug in the generator; please report it with the page that causes it"))
}

fn run() -> ExitCode {
    match Cli::parse().command {
        Command::Codegen { docs, out, check, watch, keep_going, only, known, common } => {
            let how = How { check, watch, keep_going };
            codegen(&docs, &out, how, only, known.baseline.as_deref(), &common)
        }
        Command::Lint { pages, fix: true, write, docs, common, .. } => fix::run(&docs, &pages, write, &common),
        Command::Lint { pages, known, write_baseline, prune, docs, common, .. } => {
            lint::run(&docs, &pages, &lint::Known { file: known.baseline, write: write_baseline, prune }, &common)
        }
        Command::Openapi { docs, keep_going, output, split, resource } => {
            openapi::run(&docs, keep_going, &output, split.as_deref(), resource.as_deref())
        }
        Command::Explain { suggest: true, docs, .. } => suggest(&docs),
        Command::Explain { changes: true, out, docs, .. } => {
            explain::changes(&docs, out.as_deref().unwrap_or(Path::new("generated")))
        }
        Command::Explain { what, out, docs, .. } => {
            let what = what.unwrap_or_default();
            match explain_code(&what) {
                Some(text) => say(&text),
                None => explain::run(&docs, &what, out.as_deref()),
            }
        }
        Command::Show { page, stage, docs } => show(&docs, &page, stage),
        Command::Import { from, companions, into, facts, name, revision, date, common } => {
            let mut import = Import::new(from, into).companions(companions).facts(facts);
            for (value, set) in [
                (name, Import::name as fn(Import, String) -> Import),
                (revision, Import::revision),
                (date, Import::date),
            ] {
                if let Some(value) = value {
                    import = set(import, value);
                }
            }
            import::run(&import, &common)
        }
        Command::Drift { old, new, fail_on, message_format, changelog, verify } => {
            drift::run((&old, &new), fail_on, message_format, changelog.as_deref(), verify)
        }
        Command::Bench { json, compile, passes, docs } => bench::run(&docs, json.as_deref(), compile, passes),
        Command::Mock { options } => mock::run(&options),
        Command::Ci => ci::run(),
    }
}

fn fail(code: u8, message: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "error: {message}");
    ExitCode::from(code)
}

/// Prints the requested text on stdout.
fn say(text: &str) -> ExitCode {
    print(text).err().unwrap_or(ExitCode::SUCCESS)
}

/// Prints text on stdout. Returns the exit code if that fails, except if the reader has closed the pipe.
fn print(text: &str) -> Result<(), ExitCode> {
    let mut out = std::io::stdout();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(fail(ENVIRONMENT, &error.to_string())),
        _ => Ok(()),
    }
}

/// The switches of `codegen`.
#[derive(Clone, Copy)]
struct How {
    check: bool,
    watch: bool,
    keep_going: bool,
}

fn codegen(docs: &Docs, out: &Path, how: How, only: Vec<String>, known: Option<&Path>, common: &Common) -> ExitCode {
    let How { check, watch, keep_going } = how;
    let asked = !only.is_empty();
    let mut builder = docs.builder().out_dir(out).only(only).keep_going(keep_going).runtime(runtime());
    builder = builder.deny_removals(common.deny.contains(&Deny::Removals));
    if let Some(file) = known {
        builder = builder.baseline(file);
    }
    if watch {
        return watch::run(builder, docs, common);
    }
    let progress = (!common.quiet).then(|| Progress::start("reading the docs"));
    if let Some(progress) = &progress {
        builder = builder.progress(progress.steps());
    }
    let run = if check { builder.check() } else { builder.generate() };
    drop(progress);
    let run = match run {
        Ok(run) => run,
        Err(error) => return failed(&error),
    };
    let stale = match &run.outcome {
        Outcome::Checked(stale) => {
            let format = common.message_format;
            // The paths of `json` are relative to the docs folder.
            let root = if format == render::Format::Json { String::new() } else { docs.root(format) };
            below(&folder(&home(format), out), stale, &root, &run.causes)
        }
        _ => Stale::default(),
    };
    let summary = Summary { stale: outdated(&stale), ..run.summary.clone() };
    if let Err(code) = report(&run.sources, &run.diagnostics, &summary, &run.changes, docs, common) {
        return code;
    }
    match &run.outcome {
        Outcome::Rejected if run.summary.operations == 0 && run.summary.errors == 0 => {
            return nothing(&docs.docs, asked);
        }
        Outcome::Rejected => {
            note(common, "nothing was written; use `--keep-going` to generate code from the valid pages anyway");
            return ExitCode::from(FINDINGS);
        }
        Outcome::Denied => {
            let _ = write!(
                std::io::stderr(),
                "{}",
                render::breaking(&run.changes, &run.sources, &docs.root(render::Format::Human))
            );
            return fail(FINDINGS, "public names would be removed or changed (`--deny removals`); nothing was written");
        }
        Outcome::Written(written) => note(
            common,
            &format!(
                "{}: {} written, {} unchanged, {} deleted",
                out.display(),
                counted(written.written.len(), "file"),
                written.unchanged.len(),
                written.removed.len()
            ),
        ),
        Outcome::Checked(_) if stale.is_empty() => note(common, "the generated files are up to date"),
        Outcome::Checked(_) => {
            if common.message_format == render::Format::Human {
                let _ = write!(std::io::stderr(), "{stale}");
            }
            changed(&run, docs, common);
            shrunk(&run, check, common);
            return fail(STALE, &stale.advice());
        }
        Outcome::One(_) => {}
    }
    if let Some(readme) = coverage::Outdated::around(out) {
        if check {
            let message = format!(
                "the table in {} is out of date; run the same command without `--check`",
                readme.path.display()
            );
            return fail(STALE, &message);
        }
        if let Err(error) = readme.write() {
            return fail(ENVIRONMENT, &error.to_string());
        }
    }
    changed(&run, docs, common);
    shrunk(&run, check, common);
    match known {
        // Only `lint` reports entries that match no finding, because some entries are about findings that only `lint`
        // has.
        Some(file) => lint::compared(&run.diagnostics, &[], file, common),
        None => verdict(&run.diagnostics, common),
    }
}

/// Prints how the public names change.
fn changed(run: &Run, docs: &Docs, common: &Common) {
    let text = render::brief(&run.changes, &run.sources, &docs.root(render::Format::Human));
    if !text.is_empty() {
        note(common, text.trim_end());
    }
}

/// Warns if more than half of the crate is lost, because `--docs` may name the wrong folder.
fn shrunk(run: &Run, check: bool, common: &Common) {
    if let Some(shrink) = &run.shrink {
        let files = if check { "without `--check` the files are deleted" } else { "the files were deleted" };
        note(
            common,
            &format!("warning: {shrink}; {files}. To generate a part of the docs, use `--only` with another `--out`"),
        );
    }
}

/// Returns the dependency on the runtime for a crate outside the workspace. The path is absolute, so that `cargo check`
/// works without changes.
fn runtime() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let path = root.join("runtime").to_string_lossy().replace('\\', "/").replace('"', "");
    format!("superoffice-runtime = {{ path = \"{path}\", default-features = false }}")
}

fn note(common: &Common, text: &str) {
    if !common.quiet {
        let _ = writeln!(std::io::stderr(), "{text}");
    }
}

fn colored(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        }
    }
}

fn report(
    sources: &Sources,
    found: &Diagnostics,
    summary: &Summary,
    changes: &Changes,
    docs: &Docs,
    common: &Common,
) -> Result<(), ExitCode> {
    let format = common.message_format;
    let shown = found.iter().filter(|diagnostic| !common.quiet || diagnostic.level() == Level::Error);
    let summary = Summary { root: docs.root(format), home: slashes(&home(format)), ..summary.clone() };
    let text = render::render_run(format, &shown.cloned().collect(), sources, &summary, changes, colored(common.color));
    if format.is_document() {
        return print(&text);
    }
    let stale = format == render::Format::Short && !summary.stale.is_empty();
    if !common.quiet || summary.errors > 0 || stale {
        let _ = std::io::stderr().write_all(text.as_bytes());
    }
    Ok(())
}

/// Returns the exit code. If warnings are denied, says so, because `--quiet` prints only errors.
fn verdict(found: &Diagnostics, common: &Common) -> ExitCode {
    let (errors, warnings) = (found.count(Level::Error), found.count(Level::Warning));
    if errors == 0 && warnings > 0 && common.deny.contains(&Deny::Warnings) {
        let warnings = counted(warnings, "warning");
        let hidden = if common.quiet { "; without `--quiet` they are listed" } else { "" };
        return fail(FINDINGS, &format!("the docs have {warnings}, and `--deny warnings` is set{hidden}"));
    }
    if errors > 0 { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS }
}

/// The message about docs that cannot be read. Only the command line can name its option.
fn read(error: &disk::LoadError) -> String {
    match error {
        disk::LoadError::NotFound(_) => format!("{error}; name the docs folder with `--docs`"),
        disk::LoadError::NoCompanions(_) | disk::LoadError::Io { .. } => error.to_string(),
    }
}

/// Prints why a run failed, and returns the exit code.
fn failed(error: &BuildError) -> ExitCode {
    match error {
        BuildError::Load(error) => fail(ENVIRONMENT, &read(error)),
        BuildError::Internal(error) => fail(INTERNAL, &error.to_string()),
        error => fail(ENVIRONMENT, &error.to_string()),
    }
}

/// Fails because there is no operation to generate.
fn nothing(docs: &Path, asked: bool) -> ExitCode {
    let what = if asked { "no operation matches `--only`" } else { "there is no endpoint page" };
    fail(ENVIRONMENT, &format!("{what} in {}; nothing was written", docs.display()))
}

fn suggest(docs: &Docs) -> ExitCode {
    let loaded = match docs.load() {
        Ok(loaded) => loaded,
        Err(error) => return fail(ENVIRONMENT, &read(&error)),
    };
    match superoffice_codegen::suggest(&loaded.sources, &Options::default()) {
        Ok(text) => say(&text),
        Err(error) => fail(INTERNAL, &error.to_string()),
    }
}

fn show(docs: &Docs, page: &str, stage: StageName) -> ExitCode {
    let loaded = match docs.load() {
        Ok(loaded) => loaded,
        Err(error) => return fail(ENVIRONMENT, &read(&error)),
    };
    let stage = match stage {
        StageName::Page => Stage::Page,
        StageName::Model => Stage::Model,
        StageName::Plan => Stage::Plan,
        StageName::Rust => Stage::Rust,
    };
    match superoffice_codegen::show(&loaded.sources, page, stage, &Options::default()) {
        Ok(text) => say(&text),
        Err(error @ ShowError::NoSuchPage(_)) => fail(ENVIRONMENT, &error.to_string()),
        Err(ShowError::Internal(error)) => fail(INTERNAL, &error.to_string()),
    }
}
