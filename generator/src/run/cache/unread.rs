//! Recognises that nothing has changed without reading the inputs and the output.
//!
//! In: the configuration of a run, and the index that an earlier run wrote beside its record. Out: the result of that run. The
//! index has the sizes and times of all files, as git's index does. It is a hint, like the record: if it is missing, damaged or
//! out of date, the files are read.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use super::{CACHE, Made, RECORD, Record};
use crate::diagnostics::Diagnostics;
use crate::disk::{Index, Inputs, read_again};
use crate::output;
use crate::source::{FileId, SourceFile, Sources};

/// The path of the index within the output folder.
const INDEX: &str = ".codegen-cache/index";

/// The first word of the index. Its number changes with the format.
const MAGIC: &str = "codegen-index-1";

/// The file format of the index.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    /// A hash of the configuration, including the current folder, to which paths are relative.
    config: u128,
    /// The hash of the record to which the index belongs.
    record: u128,
    index: Index,
    pages: Vec<String>,
    included: Vec<String>,
    fixups: Option<String>,
    settings: Option<String>,
    companions: Vec<String>,
}

/// Returns the result of the last run and its sources, if no file has changed since then. Only sources that findings
/// mention have their texts; the others are empty. With `keep`, the index is updated if some files had to be read.
pub(crate) fn unread(config: &str, docs: &Path, dir: &Path, keep: bool) -> Option<(Made, Sources)> {
    let stored = Stored::read(dir)?;
    let record = output::read_plain(dir, RECORD)?;
    (stored.config == config_hash(config)? && stored.record == xxh3_128(&record)).then_some(())?;
    let now = SystemTime::now();
    let touched = stored.index.up_to_date()?;
    let (record, _) = Record::of(&record)?;
    let sources = stored.sources(docs, &record.made.diagnostics)?;
    if touched && keep {
        let _ = Stored { index: stored.index.refreshed(now), ..stored }.write(dir);
    }
    Some((record.made, sources))
}

/// Writes the index for a record that has just been written or compared. The files were read at `started` or later.
pub(crate) fn refresh(config: &str, read: (Inputs, &Sources), dir: &Path, made: &Made, started: SystemTime) {
    let _ = Stored::new(config, read, dir, made, started).map(|stored| stored.write(dir));
}

/// The state of the inputs and of the output. The inputs were read at `started` or later, and the output was written later.
///
/// # Errors
///
/// As [`Index::new`].
pub(crate) fn index_with_output(
    mut inputs: Inputs,
    dir: &Path,
    made: &Made,
    started: SystemTime,
) -> std::io::Result<Index> {
    // The names in the folders of the output: one of them may have become a link, and hand-written files may have
    // been added or deleted.
    let generated = made.seal.files.keys().flat_map(|path| Path::new(path).ancestors().skip(1));
    let mut folders: Vec<PathBuf> = generated.map(|folder| dir.join(folder)).collect();
    folders.sort();
    folders.dedup();
    inputs.names.extend(folders);
    inputs.missing.push(dir.join(output::STAGING));
    let mut index = Index::new(&inputs, started, false)?;
    index.add_written(made.seal.files.iter().map(|(path, hash)| (dir.join(path), *hash)), started)?;
    Ok(index)
}

fn config_hash(config: &str) -> Option<u128> {
    let folder = std::env::current_dir().ok()?;
    Some(xxh3_128(format!("{config}\n{}", folder.display()).as_bytes()))
}

impl Stored {
    fn new(
        config: &str,
        (mut inputs, sources): (Inputs, &Sources),
        dir: &Path,
        made: &Made,
        started: SystemTime,
    ) -> Option<Self> {
        inputs.files.push(std::env::current_exe().ok()?);
        let index = index_with_output(inputs, dir, made, started).ok()?;
        let path = |(_, file): (FileId, &SourceFile)| file.path.clone();
        Some(Self {
            config: config_hash(config)?,
            record: xxh3_128(&output::read_plain(dir, RECORD)?),
            index,
            pages: sources.pages().map(path).collect(),
            included: sources.included().map(path).collect(),
            fixups: sources.fixups().map(path),
            settings: sources.config().map(path),
            companions: sources.companions().map(path).collect(),
        })
    }

    fn read(dir: &Path) -> Option<Self> {
        let text = String::from_utf8(output::read_plain(dir, INDEX)?).ok()?;
        let (head, body) = text.split_once('\n')?;
        (head == format!("{MAGIC} {:032x}", xxh3_128(body.as_bytes()))).then_some(())?;
        serde_json::from_str(body).ok()
    }

    fn write(&self, dir: &Path) -> Option<()> {
        let body = serde_json::to_string(self).ok()?;
        output::remove_drafts(&dir.join(CACHE), "index");
        let text = format!("{MAGIC} {:032x}\n{body}", xxh3_128(body.as_bytes()));
        output::write_one(&dir.join(INDEX), &text).ok().map(|_| ())
    }

    /// The sources, with the texts of the files that findings mention.
    fn sources(&self, docs: &Path, found: &Diagnostics) -> Option<Sources> {
        let empty = |path: &String| SourceFile { path: path.clone(), text: String::new() };
        let all = |paths: &[String]| paths.iter().map(empty).collect();
        let mut sources = Sources::new(all(&self.pages), all(&self.included));
        if let Some(path) = &self.fixups {
            sources = sources.with_fixups(empty(path));
        }
        if let Some(path) = &self.settings {
            sources = sources.with_config(empty(path));
        }
        sources = sources.with_companions(all(&self.companions));
        let first = sources.companions().next().map(|(id, _)| id);
        let spans = found.iter().flat_map(|finding| {
            let edits = finding.edits.iter().map(|edit| edit.span);
            let others = finding.others.iter().map(|other| other.span);
            std::iter::once(finding.span).chain(others).chain(edits)
        });
        let mut texts = BTreeMap::new();
        for file in spans.map(|span| span.file) {
            if let Entry::Vacant(entry) = texts.entry(file) {
                let is_companion = first.is_some_and(|first| file >= first);
                entry.insert(read_again(docs, &sources.file(file).path, is_companion)?);
            }
        }
        Some(sources.edited(&texts))
    }
}

/// Trusts the times of all files, as a run does some seconds later.
#[cfg(test)]
pub(super) fn trust(dir: &Path) {
    let stored = Stored::read(dir).unwrap();
    let later = SystemTime::now() + std::time::Duration::from_secs(60);
    Stored { index: stored.index.refreshed(later), ..stored }.write(dir).unwrap();
}
