//! The output has the same bytes, whatever the order of pages on disk, the number of threads and the current folder.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::Path;
use std::process::Command;

use crate::common;
use crate::common::random::{Random, included};
use superoffice_codegen::diagnostics::render::{self, Format};
use superoffice_codegen::source::Sources;
use superoffice_codegen::{Options, disk, generate};

/// The folder that the child reads, and the file that it writes the result to.
const CHILD: &str = "ORDER_TEST_DOCS";
const OUT: &str = "ORDER_TEST_OUT";

/// Everything that a run produces: files, findings, the model as OpenAPI.
fn everything(sources: &Sources, threads: usize) -> String {
    let options = Options { keep_going: true, threads, ..Options::default() };
    let generated = generate(sources, &options).unwrap();
    let mut all = String::new();
    for file in &generated.files {
        all.push_str(&format!("==== {}\n{}", file.path, file.contents));
    }
    assert!(generated.files.len() > 10);
    all.push_str(&render::render(Format::Json, &generated.diagnostics, sources, &generated.summary, false));
    let mut found = superoffice_codegen::diagnostics::Diagnostics::default();
    all.push_str(&superoffice_codegen::openapi::openapi(
        &superoffice_codegen::model(sources, &options, &mut found).unwrap(),
    ));
    all
}

/// Fails with the first line that differs, instead of megabytes of text.
#[track_caller]
fn same(what: &str, one: &str, other: &str) {
    let differs = one.lines().zip(other.lines()).position(|(a, b)| a != b);
    assert!(one == other, "{what}: line {differs:?} differs");
}

/// The same files, given in another order.
fn shuffled(sources: &Sources, seed: u64) -> Sources {
    let mut random = Random::new(seed);
    let mut pages: Vec<_> = sources.pages().map(|(_, file)| file.clone()).collect();
    let mut others = included(sources);
    random.shuffle(&mut pages);
    random.shuffle(&mut others);
    // The order of companion files is a part of the input.
    let companions = sources.companions().map(|(_, file)| file.clone()).collect();
    Sources::new(pages, others).with_companions(companions)
}

/// Writes the files in another order to another folder.
fn copied(sources: &Sources, to: &Path, seed: u64) {
    let mut files: Vec<_> = sources.files().map(|(_, file)| file).collect();
    Random::new(seed).shuffle(&mut files);
    for file in files {
        let path = to.join(&file.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &file.text).unwrap();
    }
}

#[track_caller]
fn check(sources: &Sources) {
    let expected = everything(sources, 1);
    for threads in [2, 8] {
        same(&format!("{threads} threads"), &expected, &everything(sources, threads));
    }
    same("another order", &expected, &everything(&shuffled(sources, 1), 2));

    // Another folder, written in another order and read by a program that is started in it.
    let dir = tempfile::tempdir().unwrap();
    copied(sources, &dir.path().join("elsewhere"), 7);
    let out = dir.path().join("out.txt");
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "order::child"])
        .current_dir(dir.path())
        .env(CHILD, "elsewhere")
        .env(OUT, &out)
        .output()
        .unwrap();
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stdout));
    same("another current folder", &expected, &std::fs::read_to_string(out).unwrap());
}

/// Not a test by itself: the code that runs in another folder.
#[test]
fn child() {
    let (Some(docs), Some(out)) = (std::env::var_os(CHILD), std::env::var_os(OUT)) else { return };
    let sources = disk::load(Path::new(&docs)).unwrap().sources;
    std::fs::write(out, everything(&sources, 3)).unwrap();
}

#[test]
fn the_pages_of_the_repository() {
    let dir = tempfile::tempdir().unwrap();
    copied(&common::by_hand(), dir.path(), 3);
    check(&disk::load(dir.path()).unwrap().sources);
    let all = disk::load(&common::docs()).unwrap().sources;
    same("all pages in another order", &everything(&all, 1), &everything(&shuffled(&all, 2), 3));
}

#[test]
fn the_whole_tree() {
    for tree in common::references_if_named() {
        check(&disk::load(&tree).unwrap().sources);
    }
}
