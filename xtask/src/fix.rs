//! `lint --fix`: prints the corrections of the findings that no person has to decide as a patch, or writes them.
//!
//! Corrections of a page that lead to a new finding are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use similar::TextDiff;
use superoffice_codegen::diagnostics::edit::edited;
use superoffice_codegen::diagnostics::render::joined;
use superoffice_codegen::diagnostics::{Code, Diagnostics};
use superoffice_codegen::source::{FileId, Sources};
use superoffice_codegen::text::visible::counted;
use superoffice_codegen::{InternalError, Options, lint, pages};

use crate::cli::{Common, Docs};
use crate::paths::{folder, home};
use crate::{ENVIRONMENT, INTERNAL, fail, note, read, say};

pub(crate) fn run(docs: &Docs, names: &[String], write: bool, common: &Common) -> ExitCode {
    let loaded = match docs.load() {
        Ok(loaded) => loaded,
        Err(error) => return fail(ENVIRONMENT, &read(&error)),
    };
    let sources = loaded.sources;
    let chosen = match names {
        [] => None,
        names => match pages(&docs.docs, &sources, names) {
            Ok(pages) => Some(pages),
            Err(error) => return fail(ENVIRONMENT, &error),
        },
    };
    let texts = match corrected(&sources, chosen.as_ref()) {
        Ok(texts) => texts,
        Err(error) => return fail(INTERNAL, &error.to_string()),
    };
    let root = folder(&home(common.message_format), &docs.docs);
    let mut patch = String::new();
    for (id, text) in &texts {
        let file = sources.file(*id);
        let path = joined(&root, &file.path);
        if write {
            if let Err(error) = std::fs::write(docs.docs.join(&file.path), text) {
                return fail(ENVIRONMENT, &format!("cannot write {path}: {error}"));
            }
        } else {
            let diff = TextDiff::from_lines(&file.text, text);
            patch.push_str(&diff.unified_diff().header(&format!("a/{path}"), &format!("b/{path}")).to_string());
        }
    }
    let done = if write { "corrected" } else { "in the patch; `--write` changes the files" };
    note(common, &format!("{} {done}", counted(texts.len(), "file")));
    say(&patch)
}

/// The new texts of the pages. A page stays as it is if its corrections lead to a new finding.
fn corrected(sources: &Sources, chosen: Option<&BTreeSet<FileId>>) -> Result<BTreeMap<FileId, String>, InternalError> {
    let find =
        |sources: &Sources| lint(sources, &Options::default(), None, Diagnostics::default()).map(|(found, _)| found);
    let before = find(sources)?;
    let mut texts = edited(&before, sources);
    texts.retain(|file, text| chosen.is_none_or(|some| some.contains(file)) && *text != sources.file(*file).text);
    if texts.is_empty() {
        return Ok(texts);
    }
    let after = counts(&find(&sources.edited(&texts))?);
    let before = counts(&before);
    let worse = |file: FileId| {
        after
            .iter()
            .any(|((of, code), count)| *of == file && before.get(&(file, *code)).is_none_or(|known| known < count))
    };
    texts.retain(|file, _| !worse(*file));
    Ok(texts)
}

/// The number of findings of each code in each file.
fn counts(found: &Diagnostics) -> BTreeMap<(FileId, Code), usize> {
    let mut counts = BTreeMap::new();
    for finding in found {
        *counts.entry((finding.span.file, finding.code)).or_default() += 1;
    }
    counts
}
