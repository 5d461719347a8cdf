//! Line ends of a checkout: docs, settings, names and output with CRLF give the same crate, and `--check` finds nothing.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use superoffice_codegen::{Builder, Outcome};

use crate::common;

/// Every file of a folder, by its path.
fn files(dir: &Path) -> BTreeMap<String, String> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![dir.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap().to_string_lossy().into_owned();
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// Copies files, with CRLF line ends as `core.autocrlf` writes them.
fn with_crlf(files: &BTreeMap<String, String>, to: &Path) {
    for (path, text) in files {
        let place = to.join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text.replace("\r\n", "\n").replace('\n', "\r\n")).unwrap();
    }
}

#[test]
fn line_ends_do_not_matter() {
    let dir = tempfile::tempdir().unwrap();
    let place = |name: &str| dir.path().join(name);
    let mut docs: BTreeMap<String, String> =
        common::by_hand().files().map(|(_, file)| (file.path.clone(), file.text.clone())).collect();
    docs.insert("codegen.toml".to_owned(), "# Settings\nabout = \"One line.\"\n".to_owned());
    with_crlf(&docs, &place("docs-crlf"));
    for (path, text) in &docs {
        let path = place("docs").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    Builder::new().docs(place("docs")).out_dir(place("lf")).generate().unwrap();
    let run = Builder::new().docs(place("docs-crlf")).out_dir(place("crlf")).generate().unwrap();
    assert!(matches!(run.outcome, Outcome::Written(_)));
    let without_record = |name: &str| {
        let mut files = files(&place(name));
        files.retain(|path, _| !path.starts_with(".codegen-cache"));
        files
    };
    let lf = without_record("lf");
    assert_eq!(lf, without_record("crlf"), "docs with CRLF");

    with_crlf(&lf, &place("clone"));
    let builder = Builder::new().docs(place("docs-crlf")).out_dir(place("clone"));
    let run = builder.check().unwrap();
    let Outcome::Checked(stale) = &run.outcome else { panic!("{:?}", run.outcome) };
    assert!(stale.is_empty(), "{stale}");
    let Outcome::Written(written) = builder.generate().unwrap().outcome else { panic!() };
    assert!(written.is_unchanged(), "{written:?}");

    // The hand-written part of a file keeps its line ends, and a file that changes is written.
    fs::write(place("docs-crlf").join("codegen.toml"), "about = \"One line.\\r\\nAnother.\"\r\n").unwrap();
    let Outcome::Written(written) = builder.generate().unwrap().outcome else { panic!() };
    assert!(written.written.contains(&"README.md".to_owned()), "{written:?}");
    let cargo = fs::read_to_string(place("clone").join("Cargo.toml")).unwrap();
    assert_eq!(cargo.matches('\n').count(), cargo.matches("\r\n").count(), "{cargo}");
}
