//! Reports what a run would change, without changing it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use super::commit::STAGING;
use super::compare::{Comparison, Now};
use super::error::Blocked;
use super::fs::{There, there};
use super::manifest::MANIFEST;
use super::{OutputError, OutputFile, WriteOptions, names};
use crate::text::visible::{counted, visible_short};

/// Maximum number of differing lines shown per file, and of files named in the advice.
const SHOWN: usize = 3;
/// Width of each of the two columns.
const WIDTH: usize = 56;

/// The files that a run would change, sorted by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stale {
    /// The files, and why each is stale.
    pub files: Vec<(String, StaleFile)>,
    /// The causes, by the path of the file. Empty until the caller adds them.
    pub causes: BTreeMap<String, String>,
}

impl Stale {
    /// Whether a run would change nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// One line for the end of the list: how many files are out of date, and how to update them.
    #[must_use]
    pub fn advice(&self) -> String {
        let edited = self.paths(|why| matches!(why, StaleFile::HandEdited(_)));
        let blocked = self.paths(|why| matches!(why, StaleFile::Blocked(_)));
        let mut steps = Vec::new();
        if !edited.is_empty() {
            let them = if edited.len() == 1 { "it" } else { "them" };
            steps.push(format!("undo the edits in {} or delete {them}", listed(&edited)));
        }
        if !blocked.is_empty() {
            steps.push(format!("fix {} as described above", listed(&blocked)));
        }
        let (files, then) = (counted(self.files.len(), "file"), if steps.is_empty() { "" } else { ", then " });
        let (are, steps) = (if self.files.len() == 1 { "is" } else { "are" }, steps.join(" and "));
        format!("{files} {are} out of date; {steps}{then}run the same command without `--check`")
    }

    fn paths(&self, wanted: fn(&StaleFile) -> bool) -> Vec<&str> {
        self.files.iter().filter(|(_, why)| wanted(why)).map(|(path, _)| path.as_str()).collect()
    }
}

/// The first few of these paths.
fn listed(paths: &[&str]) -> String {
    let names: Vec<String> = paths.iter().take(SHOWN).map(|path| format!("`{}`", visible_short(path, 200))).collect();
    let more = paths.len().saturating_sub(SHOWN);
    if more > 0 { format!("{} and {more} more", names.join(", ")) } else { names.join(", ") }
}

/// The reason why a file is out of date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaleFile {
    /// The file does not exist.
    Missing,
    /// An earlier run wrote it, and this run would replace it.
    Different(Vec<Line>),
    /// An earlier run wrote it, and this run would delete it.
    Orphan,
    /// It was edited by hand. A run would fail instead of replacing or deleting it.
    HandEdited(Vec<Line>),
    /// Something else is in the way. A run would fail.
    Blocked(Blocked),
    /// An earlier run was interrupted; the next run cleans up.
    Interrupted,
}

/// A line that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The line number, starting at 1.
    pub number: usize,
    /// The line in the existing file, if it has that many lines.
    pub found: Option<String>,
    /// The line that a run would write, if its file has that many lines.
    pub wanted: Option<String>,
}

/// Compares the folder with the files that a run would write. Writes nothing.
///
/// # Errors
///
/// Returns an [`OutputError`] if a file name is not allowed, the manifest is invalid, or the folder cannot be read.
pub fn check(dir: &Path, files: &[OutputFile]) -> Result<Stale, OutputError> {
    names::check(files)?;
    let comparison = Comparison::new(dir, files, &WriteOptions::default())?;
    let mut stale = Vec::new();
    if there(&dir.join(STAGING))? != There::Nothing {
        stale.push((STAGING.to_owned(), StaleFile::Interrupted));
    }
    for (path, wanted) in &comparison.wanted {
        let why = match &wanted.now {
            Now::Equal => continue,
            Now::Missing => StaleFile::Missing,
            Now::Old(found) => StaleFile::Different(differing(found, &wanted.contents)),
            Now::Blocked(Blocked::HandEdited, found) => StaleFile::HandEdited(differing(found, &wanted.contents)),
            Now::Blocked(blocked, _) => StaleFile::Blocked(*blocked),
        };
        stale.push((path.clone(), why));
    }
    for (path, blocked) in &comparison.orphans {
        let why = if blocked.is_none() { StaleFile::Orphan } else { StaleFile::HandEdited(Vec::new()) };
        stale.push((path.clone(), why));
    }
    // The manifest follows from the files, so it is listed only if nothing else is out of date.
    match &comparison.manifest_now {
        Now::Blocked(blocked, _) => stale.push((MANIFEST.to_owned(), StaleFile::Blocked(*blocked))),
        Now::Missing if stale.is_empty() => stale.push((MANIFEST.to_owned(), StaleFile::Missing)),
        Now::Old(found) if stale.is_empty() => {
            let lines = differing(found, comparison.manifest.as_bytes());
            stale.push((MANIFEST.to_owned(), StaleFile::Different(lines)));
        }
        _ => {}
    }
    stale.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(Stale { files: stale, causes: BTreeMap::new() })
}

/// Returns the first differing lines of a file.
fn differing(found: &[u8], wanted: &[u8]) -> Vec<Line> {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    let (found, wanted) = (text(found), text(wanted));
    let (mut left, mut right) = (found.split('\n'), wanted.split('\n'));
    let mut lines = Vec::new();
    for number in 1.. {
        let pair = (left.next(), right.next());
        if pair == (None, None) || lines.len() == SHOWN {
            break;
        }
        if pair.0 != pair.1 {
            let (found, wanted) = (pair.0.map(str::to_owned), pair.1.map(str::to_owned));
            lines.push(Line { number, found, wanted });
        }
    }
    lines
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (path, why) in &self.files {
            let shown = visible_short(path, 200);
            let cause = self.causes.get(path).map(|cause| visible_short(cause, 1_000));
            let lines = match why {
                StaleFile::Different(lines) | StaleFile::HandEdited(lines) => lines.as_slice(),
                _ => &[],
            };
            match lines.first() {
                Some(first) => writeln!(f, "{shown} {why}, starting at line {}", first.number)?,
                None => writeln!(f, "{shown} {why}")?,
            }
            if let Some(cause) = cause {
                writeln!(f, "  cause: {cause}")?;
            }
            table(f, lines)?;
        }
        Ok(())
    }
}

impl fmt::Display for StaleFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is missing"),
            Self::Orphan => f.write_str("is obsolete: no page generates it"),
            Self::Different(_) => f.write_str("differs"),
            Self::HandEdited(_) => f.write_str("was edited by hand"),
            Self::Blocked(blocked) => blocked.fmt(f),
            Self::Interrupted => f.write_str("was left by an interrupted run; the next run cleans up"),
        }
    }
}

/// Prints the differing lines side by side.
fn table(f: &mut fmt::Formatter<'_>, lines: &[Line]) -> fmt::Result {
    if lines.is_empty() {
        return Ok(());
    }
    let (found, wanted) = ("in the folder", "generated now");
    writeln!(f, "  {:>6} | {found:WIDTH$} | {wanted}", "")?;
    for line in lines {
        let (found, wanted) = (side(line.found.as_deref(), line), side(line.wanted.as_deref(), line));
        let row = format!("  {:>6} | {found:WIDTH$} | {wanted}", line.number);
        writeln!(f, "{}", row.trim_end())?;
    }
    Ok(())
}

/// One column of a line. If the first difference would not fit, the column starts shortly before it.
fn side(text: Option<&str>, line: &Line) -> String {
    let Some(text) = text else { return "(no such line)".to_owned() };
    let other = [&line.found, &line.wanted].into_iter().flatten().find(|other| *other != text);
    let same = other.map_or(0, |other| text.chars().zip(other.chars()).take_while(|(a, b)| a == b).count());
    let skipped = if same + 8 > WIDTH { same - 16 } else { 0 };
    let dots = if skipped > 0 { "..." } else { "" };
    let cut: String = text.chars().skip(skipped).take(WIDTH - dots.len()).collect();
    format!("{dots}{}", crate::text::visible::visible(&cut))
}
