//! A crate of some operations has the types and names that these have in the crate of all.

#![allow(clippy::unwrap_used, missing_docs, reason = "a test")]

use std::collections::BTreeMap;
use std::path::Path;

use superoffice_codegen::{Generated, Options, disk, generate};

/// Generates code for the operations that the globs select.
fn generated(only: &[&str]) -> Generated {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let options = Options { only: only.iter().map(|&glob| glob.to_owned()).collect(), ..Options::default() };
    generate(&disk::load(&docs).unwrap().sources, &options).unwrap()
}

/// The fields, setters and methods of each file of types and clients, without attributes, imports and documentation.
fn items(generated: &Generated) -> BTreeMap<&str, Vec<&str>> {
    let files =
        generated.files.iter().filter(|file| file.path.starts_with("src/entities/") && !file.path.ends_with("mod.rs"));
    files
        .map(|file| {
            let lines = file.contents.lines().map(str::trim);
            (file.path.as_str(), lines.filter(|line| line.starts_with("pub ") || line.contains(") = \"")).collect())
        })
        .collect()
}

#[test]
fn types_are_those_of_the_whole_docs() {
    let (whole, part) = (generated(&[]), generated(&["Ticket*"]));
    let (whole, part) = (items(&whole), items(&part));
    assert!(!part.is_empty() && part.len() < whole.len());
    for (path, items) in part {
        assert_eq!(Some(&items), whole.get(path), "{path}");
    }
}

#[test]
fn names_are_those_of_the_whole_docs() {
    let lock = |generated: &Generated| {
        let file = generated.files.iter().find(|file| file.path == "names.lock").unwrap();
        let methods = file.contents.split("\n[").find(|section| section.starts_with("methods]")).unwrap();
        methods.to_owned()
    };
    assert_eq!(lock(&generated(&["v1TicketEntity_Get*"])), lock(&generated(&[])));
}
