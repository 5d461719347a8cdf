//! The crate in `generated/` is the output for the pages in `docs/`, so that a commit shows every change of the generated
//! Rust, of a name, of a finding and of a count in the report.

#![allow(clippy::unwrap_used, missing_docs, reason = "a test")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use superoffice_codegen::{Builder, Outcome};

use crate::common;

/// The files that a run reads if they are there.
const KEPT: [&str; 2] = ["Cargo.toml", "names.lock"];

/// Generates the crate in a new folder, which first gets copies of `kept` and of the module written by hand, and compares every file that the run writes
/// with the one in `generated/`.
#[track_caller]
fn check(kept: &[&str]) {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated");
    let out = tempfile::tempdir().unwrap();
    std::fs::create_dir(out.path().join("src")).unwrap();
    for file in kept.iter().chain(&["src/guide.rs"]) {
        std::fs::copy(committed.join(file), out.path().join(file)).unwrap();
    }
    let run = Builder::new().docs(common::docs()).out_dir(out.path()).generate().unwrap();
    assert!(matches!(run.outcome, Outcome::Written(_)), "{:?}", run.outcome);
    let (mut old, mut new) = (BTreeMap::new(), BTreeMap::new());
    for folder in ["", "src", "src/client", "src/columns", "src/entities", "src/requests", "src/routes"] {
        read(&committed, folder, &mut old);
        read(out.path(), folder, &mut new);
    }
    if kept.is_empty() {
        // People edit this file, and a run changes only its features.
        old.remove(Path::new("Cargo.toml"));
        new.remove(Path::new("Cargo.toml"));
    }
    let files = old.keys().chain(new.keys());
    let different: Vec<_> = files.filter(|file| old.get(*file) != new.get(*file)).collect();
    for file in &different {
        let lines = |files: &BTreeMap<PathBuf, String>| files.get(*file).cloned().unwrap_or_default();
        let (old, new) = (lines(&old), lines(&new));
        println!("{}: {:?}", file.display(), old.lines().zip(new.lines()).find(|(old, new)| old != new));
    }
    assert!(different.is_empty(), "run `cargo xtask codegen`; these files differ: {different:?}");
}

/// Reads the files of a folder, except the records of the generator, whose names start with a dot.
fn read(root: &Path, folder: &str, files: &mut BTreeMap<PathBuf, String>) {
    for entry in std::fs::read_dir(root.join(folder)).unwrap().map(Result::unwrap) {
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !hidden && entry.file_type().unwrap().is_file() {
            let text = std::fs::read_to_string(entry.path()).unwrap().replace("\r\n", "\n");
            files.insert(entry.path().strip_prefix(root).unwrap().to_owned(), text);
        }
    }
}

#[test]
fn the_generated_crate_is_up_to_date() {
    check(&KEPT);
}

#[test]
fn a_first_run_gives_the_same_names() {
    check(&[]);
}
