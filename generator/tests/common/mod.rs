//! Pages for tests: those of the repository, and the vendor's whole tree where it is there.

#![allow(clippy::unwrap_used, reason = "a test")]
#![allow(dead_code, reason = "each test uses its part")]

pub(crate) mod compare;
pub(crate) mod random;

use std::path::{Path, PathBuf};

/// The pages of the repository.
pub(crate) fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

/// The vendor's trees, one for each version of the docs; says so where there are none.
pub(crate) fn references() -> Vec<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference");
    let root = std::env::var_os("SUPEROFFICE_REFERENCE").map_or(beside, PathBuf::from);
    let Ok(entries) = std::fs::read_dir(&root) else {
        eprintln!("SKIPPED: no reference tree; set SUPEROFFICE_REFERENCE to a folder that holds one a version");
        return Vec::new();
    };
    let mut trees: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    trees.sort();
    trees
}
