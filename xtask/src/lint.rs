//! The command `lint`: checks the pages, and compares what it finds with the file of accepted findings.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use superoffice_codegen::baseline::{Baseline, Entry};
use superoffice_codegen::diagnostics::render::{Format, joined};
use superoffice_codegen::diagnostics::{Changes, Diagnostics, Level};
use superoffice_codegen::source::Sources;
use superoffice_codegen::text::visible::{counted, visible_short};
use superoffice_codegen::{Options, open_baseline, pages, without_accepted};

use crate::cli::{Common, Docs};
use crate::progress::Progress;
use crate::{ENVIRONMENT, FINDINGS, INTERNAL, fail, note, nothing, read, report, verdict};

/// What to do with the file of accepted findings.
pub(crate) struct Known {
    pub(crate) file: Option<PathBuf>,
    pub(crate) write: Option<PathBuf>,
    pub(crate) prune: bool,
}

/// The number of entries listed that no finding has.
const LISTED: usize = 10;

pub(crate) fn run(docs: &Docs, names: &[String], known: &Known, common: &Common) -> ExitCode {
    let progress = Progress::start("checking the docs");
    let loaded = match docs.load() {
        Ok(loaded) => loaded,
        Err(error) => return fail(ENVIRONMENT, &read(&error)),
    };
    let sources = loaded.sources;
    if let Some(problem) = superoffice_codegen::invalid_config(&sources, &docs.root(Format::Human)) {
        return fail(ENVIRONMENT, &problem);
    }
    let chosen = match names {
        [] => None,
        names => match pages(&docs.docs, &sources, names) {
            Ok(pages) => Some(pages),
            Err(error) => return fail(ENVIRONMENT, &error),
        },
    };
    let (mut found, mut summary) =
        match superoffice_codegen::lint(&sources, &Options::default(), chosen.as_ref(), loaded.diagnostics) {
            Ok(found) => found,
            Err(error) => return fail(INTERNAL, &error.to_string()),
        };
    drop(progress);
    if chosen.is_none() && summary.operations == 0 && summary.errors == 0 {
        return nothing(&docs.docs, false);
    }
    if let Some(file) = &known.write {
        return write(file, &found, &sources, docs, common);
    }
    let baseline = match known.file.as_deref().map(open_baseline).transpose() {
        Ok(baseline) => baseline,
        Err(error) => return fail(ENVIRONMENT, &error.to_string()),
    };
    let unused = match &baseline {
        Some(baseline) => {
            let mut unused = without_accepted(baseline, &mut found, &sources, &mut summary);
            // The entries of pages that were not asked for are not looked at.
            let is_chosen = |entry: &&Entry| {
                chosen.as_ref().is_none_or(|some| sources.find(&entry.page).is_some_and(|id| some.contains(&id)))
            };
            unused.retain(is_chosen);
            unused
        }
        None => Vec::new(),
    };
    if let Err(code) = report(&sources, &found, &summary, &Changes::default(), docs, common) {
        return code;
    }
    let (Some(baseline), Some(file)) = (&baseline, &known.file) else { return verdict(&found, common) };
    if known.prune && !unused.is_empty() {
        if let Err(error) = std::fs::write(file, baseline.without(&unused).text()) {
            return fail(ENVIRONMENT, &format!("cannot write {}: {error}", file.display()));
        }
        note(common, &format!("{}: {} removed", file.display(), counted(unused.len(), "entry")));
        return compared(&found, &[], file, common);
    }
    compared(&found, &unused, file, common)
}

/// The exit code after the accepted findings were removed: any warning left is new.
pub(crate) fn compared(found: &Diagnostics, unused: &[&Entry], file: &Path, common: &Common) -> ExitCode {
    for entry in unused.iter().take(LISTED) {
        let (page, item) = (visible_short(&entry.page, 200), visible_short(&entry.item, 80));
        let text = format!("{}: no finding {} about `{item}` in {page}; remove it", file.display(), entry.code);
        let _ = writeln!(std::io::stderr(), "error: {text}");
    }
    if !unused.is_empty() {
        let entries = counted(unused.len(), "entry");
        return fail(FINDINGS, &format!("{} has {entries} without a finding; `--prune` removes them", file.display()));
    }
    let new = found.count(Level::Warning);
    if new > 0 {
        let warnings = counted(new, "warning");
        return fail(FINDINGS, &format!("the docs have {warnings} that {} does not list", file.display()));
    }
    verdict(found, common)
}

fn write(file: &Path, found: &Diagnostics, sources: &Sources, docs: &Docs, common: &Common) -> ExitCode {
    let old = match file.exists().then(|| open_baseline(file)).transpose() {
        Ok(old) => old.unwrap_or_default(),
        Err(error) => return fail(ENVIRONMENT, &error.to_string()),
    };
    let (baseline, refused) = Baseline::of(found, sources, &old);
    if let Err(error) = std::fs::write(file, baseline.text()) {
        return fail(ENVIRONMENT, &format!("cannot write {}: {error}", file.display()));
    }
    note(common, &format!("{}: {} written", file.display(), counted(baseline.len(), "entry")));
    match refused.first() {
        Some(first) => {
            let count = counted(refused.len(), "finding");
            let path = joined(&docs.root(Format::Human), &sources.file(first.span.file).path);
            let message = format!("{count} cannot be accepted and must be corrected, first {} in {path}", first.code);
            fail(FINDINGS, &message)
        }
        None => ExitCode::SUCCESS,
    }
}
