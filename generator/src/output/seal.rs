//! Records the contents of a folder after a run, and checks whether they are still the same.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::commit::STAGING;
use super::compare::Comparison;
use super::fs::{There, read, there, with_lf};
use super::manifest::{MANIFEST, hash};

/// The hashes of all files that a run wrote and of the manifest. A file of which only a part is generated is hashed as
/// a whole, with LF line ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seal {
    /// Hashes by path.
    pub files: BTreeMap<String, u128>,
}

impl Seal {
    /// Creates the seal of a folder with the contents that the comparison expects.
    pub(super) fn of(comparison: &Comparison) -> Self {
        let wanted =
            comparison.wanted.iter().map(|(path, wanted)| (path.clone(), hash(&with_lf(wanted.contents.clone()))));
        let manifest = (MANIFEST.to_owned(), hash(comparison.manifest.as_bytes()));
        Self { files: wanted.chain([manifest]).collect() }
    }

    /// Whether all these files exist as regular files with the same contents, and no run was interrupted.
    ///
    /// Files that were not generated are ignored, because no run changes them. A generated file that is no longer
    /// wanted is noticed because the manifest lists it.
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

    /// Returns the paths of the generated files without the manifest, sorted.
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        self.files.keys().filter(|path| *path != MANIFEST).cloned().collect()
    }
}

/// Reads a regular file in a folder, with LF line ends; `None` if it does not exist or is reached through a link.
#[must_use]
pub fn read_plain(dir: &Path, path: &str) -> Option<Vec<u8>> {
    let place = dir.join(path);
    let plain = super::compare::blocked_way(dir, path).is_ok_and(|blocked| blocked.is_none());
    if plain && there(&place).ok()? == There::File { read(&place).ok() } else { None }
}
