//! Tests that a feature costs nothing until it is enabled, and that the generated crate forwards it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a helper of a test may fail like the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(repository()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The features of a package of the workspace.
fn features(package: &str) -> BTreeMap<String, Vec<String>> {
    let text = cargo(&["metadata", "--no-deps", "--offline", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&text).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|found| found["name"] == package).unwrap();
    serde_json::from_value(package["features"].clone()).unwrap()
}

/// The crates that a feature enables, directly or through other features.
fn crates(features: &BTreeMap<String, Vec<String>>, feature: &str) -> BTreeSet<String> {
    features[feature].iter().fold(BTreeSet::new(), |mut found, entry| {
        match entry.strip_prefix("dep:") {
            Some(name) => drop(found.insert(name.to_owned())),
            None if features.contains_key(entry) => found.extend(crates(features, entry)),
            None => {}
        }
        found
    })
}

/// The crates that `package` is built from.
fn tree(package: &str, arguments: &[&str]) -> BTreeSet<String> {
    let tree = ["tree", "--package", package, "--edges", "normal,build", "--prefix", "none", "--offline"];
    let text = cargo(&[&tree, arguments].concat());
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn optional_crates_are_not_built_by_default() {
    let features = features("superoffice-runtime");
    let default = crates(&features, "default");
    let all: BTreeSet<_> = features.keys().flat_map(|feature| crates(&features, feature)).collect();
    assert!(default.len() > 3 && all.len() > default.len(), "{default:?} {all:?}");

    for package in ["superoffice-runtime", "superoffice"] {
        // A crate of an optional feature can be needed by another one: the HTTP transport uses `tracing`.
        let built = tree("superoffice-runtime", &["--depth", "1"]);
        assert!(default.is_subset(&tree(package, &[])), "{package}: {built:?}");
        let unwanted: Vec<_> = all.difference(&default).filter(|name| built.contains(*name)).collect();
        assert!(unwanted.is_empty(), "{package} builds {unwanted:?} by default");

        let built = tree(package, &["--no-default-features"]);
        let unwanted: Vec<_> = all.intersection(&built).collect();
        assert!(unwanted.is_empty(), "{package} builds {unwanted:?} without features");
    }
}

#[test]
fn no_c_library_is_built() {
    // It takes longer to compile than everything else together.
    let built = tree("superoffice", &["--all-features"]);
    assert!(built.contains("ring") && !built.iter().any(|name| name.contains("aws-lc") || name == "openssl-sys"));
}

#[test]
fn the_generated_crate_forwards_every_feature() {
    let skeleton = std::fs::read_to_string(repository().join("templates/package_skeleton.toml")).unwrap();
    let forwarded: BTreeSet<String> = features("superoffice").into_values().flatten().collect();
    for feature in features("superoffice-runtime").into_keys().filter(|feature| feature != "default") {
        let entry = format!("superoffice-runtime/{feature}");
        assert!(forwarded.contains(&entry), "generated/Cargo.toml does not forward `{feature}`");
        assert!(skeleton.contains(&format!("[\"{entry}\"]")), "the skeleton does not forward `{feature}`");
    }
}
