//! Compares the public names of the crate in the output folder with those of this run.
//!
//! In: the folder as the last run left it, and the files of this run. Out: the changes. Only files whose text differs
//! are read, so that a first run and a run that changes nothing cost nothing. This must happen before the files are
//! written. This module does not know what a name is.

use std::path::Path;

use super::generated::Generated;
use crate::change::{Pair, between};
use crate::diagnostics::Changes;
use crate::names::lock;
use crate::output::{Before, Previous};

/// Compares a folder with the files of a run. Nothing is compared if the folder has no generated crate.
pub(crate) fn of_crate(out: &Path, generated: &Generated) -> Changes {
    let Some(previous) = Previous::read(out) else { return Changes::default() };
    let mut unknown = 0;
    let mut known = |before: Before| match before {
        Before::Missing => Some(None),
        Before::Same => None,
        Before::Text(text) => Some(Some(text)),
        Before::Unknown => {
            unknown += 1;
            None
        }
    };
    let has_names = |path: &str| path == "Cargo.toml" || path.starts_with("src/");
    let orphans = previous.orphans(&generated.files);
    let mut pairs = Vec::new();
    for file in generated.files.iter().filter(|file| has_names(&file.path)) {
        if let Some(old) = known(previous.before(file)) {
            pairs.push(Pair { path: file.path.as_str().into(), old, new: Some(&file.contents) });
        }
    }
    for (path, before) in orphans.into_iter().filter(|(path, _)| has_names(path)) {
        if let Some(old) = known(before) {
            pairs.push(Pair { path: path.into(), old, new: None });
        }
    }
    let lock = generated.files.iter().find(|file| file.path == lock::FILE);
    let changes = between(&pairs, lock.map_or("", |file| &file.contents), &generated.places);
    Changes { unknown, ..changes }
}

/// Compares the file of a build script with that of this run.
pub(crate) fn of_file(path: &Path, generated: &Generated) -> Changes {
    let (Some(file), Ok(old)) = (generated.files.first(), std::fs::read_to_string(path)) else {
        return Changes::default();
    };
    if old == file.contents {
        return Changes { compared: true, ..Changes::default() };
    }
    let pair = Pair { path: file.path.as_str().into(), old: Some(old), new: Some(&file.contents) };
    between(&[pair], "", &generated.places)
}
