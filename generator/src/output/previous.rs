//! Reads the files that the last run wrote, as far as they differ from those of this run.

use std::collections::BTreeMap;
use std::path::Path;

use super::manifest::{Entry, MANIFEST, Manifest, hash};
use super::{Kind, OutputFile, read_plain, region};

/// The files of the last run.
#[derive(Debug)]
pub(crate) struct Previous<'a> {
    dir: &'a Path,
    entries: BTreeMap<String, Entry>,
}

/// A file of the last run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Before {
    /// There was no such file.
    Missing,
    /// It was the same.
    Same,
    /// The text that the last run wrote; of a file that is also maintained by hand, the generated lines.
    Text(String),
    /// The file is gone or was edited, so that its text is unknown.
    Unknown,
}

impl<'a> Previous<'a> {
    /// Reads the manifest of a folder; `None` if it has none.
    pub(crate) fn read(dir: &'a Path) -> Option<Self> {
        let text = read_plain(dir, MANIFEST)?;
        let entries = Manifest::parse(&String::from_utf8_lossy(&text)).ok()?.entries;
        (!entries.is_empty()).then_some(Self { dir, entries })
    }

    /// Returns the earlier text of a file. Only a file that differs is read.
    pub(crate) fn before(&self, file: &OutputFile) -> Before {
        let Some(entry) = self.entries.get(&file.path) else { return Before::Missing };
        let body = if entry.part { region::plain(&file.contents) } else { file.contents.clone() };
        if hash(body.as_bytes()) == entry.hash {
            return Before::Same;
        }
        let markers = match &file.kind {
            Kind::Region { begin, end, .. } => Some((begin.as_str(), end.as_str())),
            Kind::Whole | Kind::Shared => None,
        };
        self.text(&file.path, *entry, markers)
    }

    /// The earlier files that are not among these.
    pub(crate) fn orphans(&self, files: &[OutputFile]) -> Vec<(String, Before)> {
        let here: BTreeMap<&str, ()> = files.iter().map(|file| (file.path.as_str(), ())).collect();
        let gone = self.entries.iter().filter(|(path, entry)| !entry.part && !here.contains_key(path.as_str()));
        gone.map(|(path, entry)| (path.clone(), self.text(path, *entry, None))).collect()
    }

    fn text(&self, path: &str, entry: Entry, markers: Option<(&str, &str)>) -> Before {
        let text = read_plain(self.dir, path).and_then(|text| String::from_utf8(text).ok());
        let text = text.and_then(|text| match markers {
            Some((begin, end)) => text.get(region::find(&text, begin, end)?).map(str::to_owned),
            None => Some(text),
        });
        // A checkout may have changed the line endings.
        let text = text.map(|text| region::plain(&text));
        text.filter(|text| hash(text.as_bytes()) == entry.hash).map_or(Before::Unknown, Before::Text)
    }
}
