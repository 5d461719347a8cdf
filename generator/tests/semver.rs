//! The verdicts for Rust and those of `cargo-semver-checks`, on the same edits.
//!
//! In: `cargo semver-checks`, which must be installed. Out: a table. Ignored by default, because every edit needs the
//! documentation of two crates: about three minutes of CPU.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use superoffice_codegen::drift::Bump;
use superoffice_codegen::output::{self, WriteOptions};
use superoffice_codegen::source::Sources;
use superoffice_codegen::{Generated, Options, drift};

use crate::common::edits::{CLASSES, pages};
use crate::common::random::Random;

/// Differences that `cargo-semver-checks` does not look for: types of fields, parameters and results.
const TYPES: &str = "types are not compared by cargo-semver-checks";

#[test]
#[ignore = "needs cargo-semver-checks"]
fn verdicts_agree_with_cargo_semver_checks() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("semver");
    let _ = std::fs::remove_dir_all(root.join("crates"));
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("runtime");
    let runtime = format!("superoffice-runtime = {{ path = {runtime:?}, default-features = false }}");
    let options = Options { runtime, threads: 1, ..Options::default() };
    let pages = pages();
    let mut random = Random::new(20_261_128);
    let (mut same, mut all, mut wrong) = (0, 0, Vec::new());
    for class in CLASSES.iter().filter(|class| class.wire.is_some()) {
        let (old, new) = loop {
            if let Some(edited) = (class.edit)(&pages[random.below(pages.len())], &mut random) {
                break edited;
            }
        };
        let (old, new) = (Sources::new(old, Vec::new()), Sources::new(new, Vec::new()));
        let compared = drift((&old, &options), (&new, &options)).unwrap();
        let folder = root.join("crates").join(class.name.replace(' ', "-"));
        let [before, after] = [("old", &compared.old), ("new", &compared.new)]
            .map(|(name, files)| document(&root, &folder.join(name), files));
        let (ours, theirs) = (compared.drift.bump(), judged(&before, &after));
        let agree = (ours == Bump::Major) == (theirs == "major");
        let retyped = compared.drift.changes.iter().filter(|change| change.rust == Bump::Major).all(|change| {
            let word = change.kind.word();
            word.ends_with("retyped") || word.ends_with("optional") || change.text.contains("retyped")
        });
        let reason = if agree {
            ""
        } else if ours == Bump::Major && retyped {
            TYPES
        } else {
            wrong.push(format!("{}: {}", class.name, compared.drift.json()));
            "?"
        };
        all += 1;
        same += usize::from(agree);
        eprintln!("{:32} {:8} {theirs:8} {reason}", class.name, ours.word());
    }
    eprintln!("{same} of {all} verdicts are the same");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Writes a crate and returns its documentation as JSON.
fn document(root: &Path, folder: &Path, files: &Generated) -> PathBuf {
    output::write(folder, &files.files, &WriteOptions::default()).unwrap();
    let manifest = folder.join("Cargo.toml");
    let text = std::fs::read_to_string(&manifest).unwrap();
    if !text.contains("\n[workspace]") {
        std::fs::write(&manifest, format!("{text}\n[workspace]\n")).unwrap();
    }
    let target = root.join("target");
    let output = Command::new("cargo")
        .args(["rustdoc", "--lib", "--features", "full", "--quiet", "--manifest-path"])
        .arg(&manifest)
        .args(["--", "-Zunstable-options", "--output-format", "json"])
        .env("CARGO_TARGET_DIR", &target)
        // The format is unstable.
        .env("RUSTC_BOOTSTRAP", "1")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let json = folder.join("rustdoc.json");
    std::fs::copy(target.join("doc/superoffice.json"), &json).unwrap();
    json
}

/// The verdict of `cargo-semver-checks`: `major`, `minor` or `none`.
fn judged(old: &Path, new: &Path) -> String {
    let output = Command::new("cargo")
        .args(["semver-checks", "--release-type", "patch", "--color", "never", "--baseline-rustdoc"])
        .arg(old)
        .arg("--current-rustdoc")
        .arg(new)
        .output()
        .expect("cargo-semver-checks must be installed");
    let text = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    if output.status.success() {
        return "none".to_owned();
    }
    let word = text.split("semver requires new ").nth(1).and_then(|rest| rest.split(' ').next());
    word.unwrap_or_else(|| panic!("{text}")).to_owned()
}
