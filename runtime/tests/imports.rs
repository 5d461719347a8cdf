//! Tests that no files of this crate import each other, directly or indirectly.

#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The module path of each file, with the modules that its `use` lines name.
type Imports = BTreeMap<Vec<String>, BTreeSet<Vec<String>>>;

#[test]
fn no_import_cycles() {
    let mut files = BTreeMap::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &[], &mut files);
    let imports: Imports = files
        .iter()
        .map(|(module, text)| {
            let named = used(module, text).into_iter().map(|path| defining(path, &files));
            (module.clone(), named.filter(|file| file != module).collect())
        })
        .collect();
    assert!(imports.len() > 20 && imports.values().map(BTreeSet::len).sum::<usize>() > 50, "{imports:?}");

    // Removes files without remaining imports, until only cycles are left.
    let mut left = imports;
    loop {
        let free: Vec<_> = left.iter().filter(|(_, named)| named.is_empty()).map(|(file, _)| file.clone()).collect();
        if free.is_empty() {
            break;
        }
        left.retain(|file, _| !free.contains(file));
        left.values_mut().for_each(|named| named.retain(|file| !free.contains(file)));
    }
    assert!(left.is_empty(), "these files import each other: {left:#?}");
}

/// Reads every file below a folder, by module path. The path of `lib.rs` is empty.
fn read(folder: &Path, inside: &[String], files: &mut BTreeMap<Vec<String>, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mut module = inside.to_vec();
        match path.file_stem().unwrap().to_str().unwrap() {
            "lib" | "mod" => {}
            name => module.push(name.to_owned()),
        }
        if path.is_dir() {
            read(&path, &module, files);
        } else {
            files.insert(module, std::fs::read_to_string(path).unwrap());
        }
    }
}

/// Returns the paths inside this crate in the `use` lines of a file, up to the first brace.
fn used(module: &[String], text: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for indented in text.lines() {
        let line = indented.trim().trim_start_matches("pub(crate) ").trim_start_matches("pub ");
        let Some(path) = line.strip_prefix("use ") else { continue };
        let mut words = path.split("::").map(|word| word.trim_end_matches(';').to_owned());
        let mut path = match words.next().as_deref() {
            Some("crate") => Vec::new(),
            Some("self") => module.to_vec(),
            // In a module inside the file `super` is the file itself.
            Some("super") if indented.starts_with(' ') => continue,
            Some("super") => module.split_last().map_or_else(Vec::new, |(_, parents)| parents.to_vec()),
            // The root names its own modules without `crate`.
            Some(first) if module.is_empty() => vec![first.to_owned()],
            _ => continue,
        };
        path.extend(words);
        paths.push(path);
    }
    paths
}

/// Returns the file that defines the item at a path: the longest prefix that is a module.
fn defining(mut path: Vec<String>, files: &BTreeMap<Vec<String>, String>) -> Vec<String> {
    while !files.contains_key(&path) {
        path.pop();
    }
    path
}
