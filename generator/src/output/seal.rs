//! What a folder held when a run had written it, and whether it still does.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::commit::STAGING;
use super::compare::Comparison;
use super::fs::{There, read, there};
use super::manifest::{MANIFEST, hash};

/// The hash of every file that a run left, with the whole of those that only partly belong to the generator, and of the
/// manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seal {
    /// Hashes by path.
    pub files: BTreeMap<String, u128>,
}

impl Seal {
    /// The seal of a folder that holds what a comparison wants.
    pub(super) fn of(comparison: &Comparison) -> Self {
        let wanted = comparison.wanted.iter().map(|(path, wanted)| (path.clone(), hash(&wanted.contents)));
        let manifest = (MANIFEST.to_owned(), hash(comparison.manifest.as_bytes()));
        Self { files: wanted.chain([manifest]).collect() }
    }

    /// Whether all these files are there, are ordinary files, and hold the same bytes; and whether no run was cut off.
    ///
    /// Files of people are not looked at: no run would touch them. An orphan is seen by the manifest, which lists it.
    #[must_use]
    pub fn holds(&self, dir: &Path) -> bool {
        let is = |path: &str, what| there(&dir.join(path)).is_ok_and(|found| found == what);
        let folders: BTreeSet<&str> =
            self.files.keys().flat_map(|path| path.match_indices('/').filter_map(|(at, _)| path.get(..at))).collect();
        is(STAGING, There::Nothing)
            && folders.into_iter().all(|folder| is(folder, There::Folder))
            && self.files.iter().all(|(path, sealed)| {
                is(path, There::File) && read(&dir.join(path)).is_ok_and(|found| hash(&found) == *sealed)
            })
    }

    /// The paths of the generator's files, without the manifest, sorted.
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        self.files.keys().filter(|path| *path != MANIFEST).cloned().collect()
    }
}

/// The contents of an ordinary file in a folder, not reached through a link.
#[must_use]
pub fn read_plain(dir: &Path, path: &str) -> Option<Vec<u8>> {
    let place = dir.join(path);
    let plain = super::compare::blocked_way(dir, path).is_ok_and(|blocked| blocked.is_none());
    if plain && there(&place).ok()? == There::File { read(&place).ok() } else { None }
}
