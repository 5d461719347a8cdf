//! Compares the contents of the folder with what they should be. Never writes; `write` and `check` both start from it.

use std::collections::BTreeMap;
use std::path::Path;

use super::error::Blocked;
use super::fs::{There, read, read_as_is, there};
use super::manifest::{Entry, MANIFEST, Manifest, hash};
use super::{Kind, OutputError, OutputFile, WriteOptions, Written, region};

/// A file that should exist.
#[derive(Debug)]
pub(super) struct Wanted {
    /// The contents that the whole file should have.
    pub(super) contents: Vec<u8>,
    pub(super) now: Now,
}

/// The current state of a wanted file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Now {
    Missing,
    /// The file has the wanted contents.
    Equal,
    /// The contents that an earlier run wrote; they may be replaced.
    Old(Vec<u8>),
    /// Something that may not be replaced, with its contents if it is a file.
    Blocked(Blocked, Vec<u8>),
}

/// The current and the wanted contents of the folder.
#[derive(Debug)]
pub(super) struct Comparison {
    pub(super) wanted: BTreeMap<String, Wanted>,
    /// Files of an earlier run that are no longer wanted, each with the reason why it may not be deleted, if any.
    pub(super) orphans: BTreeMap<String, Option<Blocked>>,
    /// The text that the manifest should have.
    pub(super) manifest: String,
    /// Whether there is a manifest, and whether it is up to date.
    pub(super) manifest_now: Now,
}

impl Comparison {
    pub(super) fn new(dir: &Path, files: &[OutputFile], options: &WriteOptions) -> Result<Self, OutputError> {
        let path = dir.join(MANIFEST);
        let (old_text, manifest_blocked) = match there(&path)? {
            There::Nothing => (None, None),
            There::File => (Some(read(&path)?), None),
            There::Folder => (None, Some(Blocked::NotAFile)),
            There::Link => (None, Some(Blocked::Link)),
        };
        let old = Manifest::parse(&String::from_utf8_lossy(old_text.as_deref().unwrap_or_default()))?;

        let mut wanted = BTreeMap::new();
        let mut new = Manifest::default();
        for file in files {
            let part = matches!(file.kind, Kind::Region { .. });
            let body = if part { region::plain(&file.contents) } else { file.contents.clone() };
            new.entries.insert(file.path.clone(), Entry { hash: hash(body.as_bytes()), part });
            wanted.insert(file.path.clone(), look(dir, file, old.entries.get(&file.path))?);
        }

        let mut orphans = BTreeMap::new();
        for (path, entry) in &old.entries {
            // A file with a generated region is otherwise maintained by hand, so it is kept.
            if !wanted.contains_key(path)
                && !options.kept.contains(path)
                && !entry.part
                && let Some(orphan) = look_at_orphan(dir, path, *entry)?
            {
                orphans.insert(path.clone(), orphan);
            }
        }

        let manifest = new.to_text(options.command);
        let manifest_now = match (old_text, manifest_blocked) {
            (_, Some(blocked)) => Now::Blocked(blocked, Vec::new()),
            (None, None) => Now::Missing,
            (Some(text), None) if text == manifest.as_bytes() => Now::Equal,
            (Some(text), None) => Now::Old(text),
        };
        Ok(Self { wanted, orphans, manifest, manifest_now })
    }

    /// Whether a path belongs to the generator: a wanted file or an orphan.
    pub(super) fn owns(&self, path: &str) -> bool {
        self.wanted.contains_key(path) || self.orphans.contains_key(path)
    }

    /// Returns an error if any file may not be replaced or deleted.
    pub(super) fn refuse_blocked(&self, options: &WriteOptions) -> Result<(), OutputError> {
        let manifest = (MANIFEST, &self.manifest_now);
        let wanted = self.wanted.iter().map(|(path, wanted)| (path.as_str(), &wanted.now)).chain([manifest]);
        let wanted = wanted.filter_map(|(path, now)| match now {
            Now::Blocked(blocked, _) => Some((path, *blocked)),
            _ => None,
        });
        let orphans = self.orphans.iter().filter_map(|(path, blocked)| Some((path.as_str(), (*blocked)?)));
        let refused = wanted.chain(orphans).filter(|(_, why)| !(options.force && *why == Blocked::HandEdited));
        let mut refused: Vec<_> = refused.map(|(path, why)| (path.to_owned(), why)).collect();
        refused.sort_by(|a, b| a.0.cmp(&b.0));
        if refused.is_empty() { Ok(()) } else { Err(OutputError::Blocked(refused)) }
    }

    /// The result of writing these changes.
    pub(super) fn written(&self) -> Written {
        let (unchanged, written): (Vec<_>, Vec<_>) =
            self.wanted.iter().partition(|(_, wanted)| wanted.now == Now::Equal);
        let paths = |list: Vec<(&String, &Wanted)>| list.into_iter().map(|(path, _)| path.clone()).collect();
        Written {
            written: paths(written),
            unchanged: paths(unchanged),
            removed: self.orphans.keys().cloned().collect(),
        }
    }
}

/// Checks whether a parent folder of a path is a link or something other than a folder.
pub(super) fn blocked_way(dir: &Path, path: &str) -> Result<Option<Blocked>, OutputError> {
    for (at, _) in path.match_indices('/') {
        match there(&dir.join(path.get(..at).unwrap_or_default()))? {
            There::Folder => {}
            There::Nothing => return Ok(None),
            There::Link => return Ok(Some(Blocked::Link)),
            There::File => return Ok(Some(Blocked::NotAFile)),
        }
    }
    Ok(None)
}

fn look(dir: &Path, file: &OutputFile, known: Option<&Entry>) -> Result<Wanted, OutputError> {
    let place = dir.join(&file.path);
    let found = there(&place)?;
    let blocked = blocked_way(dir, &file.path)?.or(match found {
        There::Link => Some(Blocked::Link),
        There::Folder => Some(Blocked::NotAFile),
        There::Nothing | There::File => None,
    });
    // The hand-written part of a file keeps its line ends.
    let read = if matches!(file.kind, Kind::Region { .. }) { read_as_is } else { read };
    let now = if blocked.is_none() && found == There::File { Some(read(&place)?) } else { None };
    let mut wanted = match &file.kind {
        Kind::Whole | Kind::Shared => whole(file, known, now),
        Kind::Region { begin, end, skeleton } => part(file, known, now, (begin, end, skeleton)),
    };
    if let Some(blocked) = blocked {
        wanted.now = Now::Blocked(blocked, Vec::new());
    }
    Ok(wanted)
}

fn whole(file: &OutputFile, known: Option<&Entry>, now: Option<Vec<u8>>) -> Wanted {
    let contents = file.contents.clone().into_bytes();
    let now = match now {
        None => Now::Missing,
        Some(text) if text == contents => Now::Equal,
        Some(text) if file.kind == Kind::Shared => Now::Old(text),
        Some(text) => match known {
            Some(entry) if !entry.part && entry.hash == hash(&text) => Now::Old(text),
            Some(entry) if !entry.part => Now::Blocked(Blocked::HandEdited, text),
            _ => Now::Blocked(Blocked::Foreign, text),
        },
    };
    Wanted { contents, now }
}

fn part(
    file: &OutputFile,
    known: Option<&Entry>,
    now: Option<Vec<u8>>,
    (begin, end, skeleton): (&str, &str, &str),
) -> Wanted {
    let fill = |text: &str| region::filled(text, begin, end, &file.contents);
    let Some(bytes) = now else {
        let contents = fill(skeleton);
        let now = if contents.is_some() { Now::Missing } else { Now::Blocked(Blocked::Markers, Vec::new()) };
        return Wanted { contents: contents.unwrap_or_default().into_bytes(), now };
    };
    let filled = std::str::from_utf8(&bytes).ok().and_then(|text| {
        let body = region::plain(text.get(region::find(text, begin, end)?)?);
        Some((fill(text)?.into_bytes(), body))
    });
    let Some((contents, body)) = filled else {
        return Wanted { contents: Vec::new(), now: Now::Blocked(Blocked::Markers, bytes) };
    };
    // An empty region may be filled. A region that is not in the manifest was requested by writing the markers.
    let ours = body.trim().is_empty() || known.is_none_or(|entry| !entry.part || entry.hash == hash(body.as_bytes()));
    let now = match (contents == bytes, ours) {
        (true, _) => Now::Equal,
        (false, true) => Now::Old(bytes),
        (false, false) => Now::Blocked(Blocked::HandEdited, bytes),
    };
    Wanted { contents, now }
}

fn look_at_orphan(dir: &Path, path: &str, entry: Entry) -> Result<Option<Option<Blocked>>, OutputError> {
    let place = dir.join(path);
    if blocked_way(dir, path)?.is_some() {
        // A file behind a link is not the file that was written.
        return Ok(None);
    }
    Ok(match there(&place)? {
        There::Nothing => None,
        There::Link | There::Folder => None,
        There::File if hash(&read(&place)?) == entry.hash => Some(None),
        There::File => Some(Some(Blocked::HandEdited)),
    })
}
