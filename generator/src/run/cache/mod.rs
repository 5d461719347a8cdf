//! A cache of the last run, so that a run on the same input does almost no work.
//!
//! In: all inputs of a run and its result. Out: a record in the output folder, from which a later run takes either the
//! whole result or single formatted files. This module does not know what a page is or what is generated from it.
//!
//! Invariant: the record is only a hint. It is used only if the running program, the options, every byte of input and
//! every byte of output are the same as when it was written. A record that is missing, old, damaged or written by
//! another program is ignored, and everything is generated anew. It is in a folder that git ignores, and it is not part of
//! the output.
//!
//! The hashes detect changes, but do not protect against tampering: anyone who can write the record can also write the
//! output.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use crate::diagnostics::explain::level_name;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Edit, Label, Level, Summary};
use crate::options::Options;
use crate::output::{self, Seal};
use crate::source::{FileId, Sources, Span};

/// The folder of the record within the output folder. It holds a `.gitignore` as well, so that git ignores it wherever the
/// crate is.
pub(super) const CACHE: &str = ".codegen-cache";

pub(crate) mod last_run;
mod unread;

pub(crate) use unread::{index_with_output, refresh, unread};

/// The path of the record within the output folder.
pub const RECORD: &str = ".codegen-cache/record";

/// Ignores the whole folder, including this file.
const IGNORED: &str = "# Written by superoffice-codegen. This folder can be deleted.\n*\n";

/// The first word of the record. Its number changes with the format.
const MAGIC: &str = "codegen-cache-1";

/// A hash of everything that a run depends on.
///
/// Everything that a run reads must be added here; otherwise a change to it is not noticed.
pub(crate) struct Inputs(Box<Xxh3>);

impl Inputs {
    /// Starts with the options. The number of threads does not affect the output, so it is left out; all other options
    /// are included, as is any option added later.
    pub(crate) fn new(options: &Options) -> Self {
        let mut inputs = Self(Box::default());
        inputs.add("options", &Options { threads: 0, ..options.clone() });
        inputs
    }

    /// Adds a value by its `Debug` output.
    pub(crate) fn add(&mut self, name: &str, value: &impl Debug) {
        self.file(name, format!("{value:?}").as_bytes());
    }

    /// Adds a file: its name and its contents.
    pub(crate) fn file(&mut self, name: &str, contents: &[u8]) {
        // Lengths first, so that two different lists of files never produce the same bytes.
        for part in [name.as_bytes(), contents] {
            self.0.update(&(part.len() as u64).to_le_bytes());
            self.0.update(part);
        }
    }

    /// Adds all pages and included files, and which of the files are pages.
    pub(crate) fn sources(&mut self, sources: &Sources) {
        self.add("pages", &sources.pages().map(|(id, _)| id.0).collect::<Vec<_>>());
        for (_, file) in sources.files() {
            self.file(&file.path, file.text.as_bytes());
        }
    }

    fn hash(&self) -> u128 {
        self.0.digest128()
    }
}

/// The result of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Made {
    /// The contents of the folder at the end of the run.
    pub(crate) seal: Seal,
    /// For each formatted file, the hash of the text before formatting.
    pub(crate) rendered: BTreeMap<String, u128>,
    /// All findings.
    pub(crate) diagnostics: Diagnostics,
    /// The totals.
    pub(crate) summary: Summary,
}

/// The record of the last run of this same program.
#[derive(Debug)]
pub(crate) struct Record {
    inputs: u128,
    made: Made,
}

impl Record {
    /// Reads the record of a folder; `None` if there is none or it cannot be relied on.
    pub(crate) fn read(dir: &Path) -> Option<Self> {
        let (record, program) = Self::of(&output::read_plain(dir, RECORD)?)?;
        (program == generator()?).then_some(record)
    }

    /// Parses the text of a record. Also returns the hash of the program that wrote it.
    fn of(text: &[u8]) -> Option<(Self, u128)> {
        let stored = parse(std::str::from_utf8(text).ok()?)?;
        let seal = Seal { files: stored.files };
        let made = Made {
            seal,
            rendered: stored.rendered,
            diagnostics: stored.found.into_iter().map(StoredFinding::back).collect::<Option<_>>()?,
            summary: stored.summary.back(),
        };
        Some((Self { inputs: stored.inputs, made }, stored.generator))
    }

    /// The result of the last run, if the input is the same and the output is unchanged, byte for byte.
    pub(crate) fn up_to_date(&self, dir: &Path, inputs: &Inputs) -> Option<&Made> {
        (self.inputs == inputs.hash() && self.made.seal.holds(dir)).then_some(&self.made)
    }

    /// A formatted file made from text with this hash, if its contents have not changed since.
    pub(crate) fn formatted(&self, dir: &Path, path: &str, rendered: u128) -> Option<String> {
        (*self.made.rendered.get(path)? == rendered).then_some(())?;
        let text = output::read_plain(dir, path)?;
        (*self.made.seal.files.get(path)? == xxh3_128(&text)).then_some(())?;
        String::from_utf8(text).ok()
    }
}

/// Writes the record. Failures are ignored, because the output does not depend on it.
pub(crate) fn write(dir: &Path, inputs: &Inputs, made: &Made) {
    let Some(generator) = generator() else { return };
    let stored = Stored {
        generator,
        inputs: inputs.hash(),
        files: made.seal.files.clone(),
        rendered: made.rendered.clone(),
        found: made.diagnostics.iter().cloned().map(StoredFinding::of).collect(),
        summary: StoredSummary::of(made.summary.clone()),
    };
    let Some(folder) = folder(dir) else { return };
    output::remove_drafts(&folder, "record");
    if let Ok(body) = serde_json::to_string(&stored) {
        let _ = output::write_one(&dir.join(RECORD), &closed(MAGIC, &body));
    }
}

/// Creates the folder of the record. `None` if something else has its name.
fn folder(dir: &Path) -> Option<PathBuf> {
    let folder = dir.join(CACHE);
    // Earlier versions wrote the record to a file of this name.
    if output::read_plain(dir, CACHE).is_some_and(|text| text.starts_with(b"codegen-cache-")) {
        std::fs::remove_file(&folder).ok()?;
    }
    if !folder.is_symlink() && !folder.exists() {
        std::fs::create_dir(&folder).ok()?;
    }
    (folder.is_dir() && !folder.is_symlink()).then_some(())?;
    let _ = output::write_one(&folder.join(".gitignore"), IGNORED);
    Some(folder)
}

fn parse(text: &str) -> Option<Stored> {
    serde_json::from_str(opened(text, MAGIC)?).ok()
}

/// The text of a cache file: a line with the hash of its contents, then the contents.
fn closed(magic: &str, body: &str) -> String {
    format!("{magic} {:032x}\n{body}\n", xxh3_128(body.as_bytes()))
}

/// The contents of a cache file, or `None` if they are damaged or have another format.
fn opened<'a>(text: &'a str, magic: &str) -> Option<&'a str> {
    let (head, body) = text.split_once('\n')?;
    let body = body.strip_suffix('\n')?;
    let hash = head.strip_prefix(magic)?.strip_prefix(' ')?;
    (hash == format!("{:032x}", xxh3_128(body.as_bytes()))).then_some(body)
}

/// The hash of the running program, which contains the generator, its templates and its dependencies.
///
/// `None` if the program file cannot be read, for example because it was replaced while running; then there is no
/// record.
fn generator() -> Option<u128> {
    static HASH: OnceLock<Option<u128>> = OnceLock::new();
    *HASH.get_or_init(|| {
        let mut hash = Xxh3::new();
        let mut program = std::fs::File::open(std::env::current_exe().ok()?).ok()?;
        // In chunks: allocating memory for the whole file costs more than reading it.
        std::io::copy(&mut program, &mut hash).ok()?;
        Some(hash.digest128())
    })
}

/// The file format of the record. It has separate types, so that a field added elsewhere does not compile until it is
/// added here.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    generator: u128,
    inputs: u128,
    files: BTreeMap<String, u128>,
    rendered: BTreeMap<String, u128>,
    found: Vec<StoredFinding>,
    summary: StoredSummary,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredFinding {
    code: String,
    message: String,
    span: (u32, u32, u32),
    label: String,
    others: Vec<((u32, u32, u32), String)>,
    notes: Vec<String>,
    help: Vec<String>,
    set: Option<String>,
    edits: Vec<((u32, u32, u32), String)>,
}

impl StoredFinding {
    fn of(finding: Diagnostic) -> Self {
        let Diagnostic { code, message, span, label, others, notes, help, set, edits } = finding;
        let edits = edits.into_iter().map(|Edit { span, text }| (numbers(span), text)).collect();
        let set = set.map(|level| level_name(level).to_owned());
        let others = others.into_iter().map(|Label { span, text }| (numbers(span), text)).collect();
        Self { code: code.number().to_owned(), message, span: numbers(span), label, others, notes, help, set, edits }
    }

    fn back(self) -> Option<Diagnostic> {
        let Self { code, message, span, label, others, notes, help, set, edits } = self;
        let edits = edits.into_iter().map(|(at, text)| Edit { span: place(at), text }).collect();
        let set = [Level::Error, Level::Warning, Level::Note]
            .into_iter()
            .find(|level| set.as_deref() == Some(level_name(*level)));
        let code = Code::ALL.iter().copied().find(|known| known.number() == code)?;
        let others = others.into_iter().map(|(at, text)| Label { span: place(at), text }).collect();
        Some(Diagnostic { code, message, span: place(span), label, others, notes, help, set, edits })
    }
}

fn numbers(span: Span) -> (u32, u32, u32) {
    (span.file.0, span.start, span.end)
}

fn place((file, start, end): (u32, u32, u32)) -> Span {
    Span { file: FileId(file), start, end }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredSummary {
    counts: [usize; 5],
    complete: bool,
    more: Vec<(String, usize)>,
}

impl StoredSummary {
    fn of(summary: Summary) -> Self {
        // The folders depend on where the next run is started, and a record is written only if nothing is out of date.
        let Summary { pages, operations, types, errors, warnings, complete, more, root: _, home: _, stale: _ } =
            summary;
        Self { counts: [pages, operations, types, errors, warnings], complete, more }
    }

    fn back(self) -> Summary {
        let Self { counts: [pages, operations, types, errors, warnings], complete, more } = self;
        Summary { pages, operations, types, errors, warnings, complete, more, ..Summary::default() }
    }
}

#[cfg(test)]
mod tests;
