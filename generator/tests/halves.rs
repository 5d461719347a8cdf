//! What is decided from some of the pages does not contradict what all of them say. A half may know less: it may leave
//! a value open, or see a string where all pages together show an enumeration. Anything else would be a guess that a
//! few more pages disprove.

#![allow(clippy::unwrap_used, reason = "a test")]

use crate::common;
use crate::common::compare::{Comparison, compare};
use crate::common::random::{half, part};
use superoffice_codegen::check::Checked;
use superoffice_codegen::diagnostics::Diagnostics;
use superoffice_codegen::source::Sources;
use superoffice_codegen::{Options, disk, generate, model};

fn read(sources: &Sources) -> Checked {
    model(sources, &Options { keep_going: true, ..Options::default() }, &mut Diagnostics::default()).unwrap()
}

/// Compares a part with the whole, checks that the part results in Rust, and returns the number of facts.
#[track_caller]
fn check(what: &str, whole: (&Checked, &Sources), part: &Sources) -> usize {
    // Every file of the output is parsed by the emitter.
    let generated = generate(part, &Options { keep_going: true, ..Options::default() }).unwrap();
    assert!(!generated.files.is_empty(), "{what}");
    let api = read(part);
    let found = compare((&api, part), whole);
    print(what, api.operations.len(), &found);
    assert!(found.contradictions.is_empty(), "{what}: {} contradictions", found.contradictions.len());
    assert!(found.gone.is_empty(), "{what}: {:?}", found.gone);
    found.facts
}

fn print(what: &str, operations: usize, found: &Comparison) {
    println!(
        "{what}: {operations} operations, {} facts: {} equal, {} open in the part, {} open in the whole, {} string or \
         enumeration, {} contradictions",
        found.facts,
        found.equal,
        found.first_open,
        found.second_open,
        found.words,
        found.contradictions.len()
    );
    for contradiction in &found.contradictions {
        println!("  {}\n    part:  {}\n    whole: {}", contradiction.fact, contradiction.first, contradiction.second);
    }
}

#[test]
fn halves_of_the_pages_of_the_repository() {
    // A companion file describes a type of which the half has no page.
    let sources = disk::load(&common::docs()).unwrap().sources.with_companions(Vec::new());
    let whole = read(&sources);
    for seed in 1..=6 {
        let facts = check(&format!("docs, seed {seed}"), (&whole, &sources), &half(&sources, seed));
        assert!(facts > 500, "only {facts} facts are in both");
    }
}

#[test]
fn halves_of_the_whole_tree() {
    // The newer versions have only a few pages, which the tests of formats read.
    for tree in common::references_if_named() {
        let sources = disk::load(&tree).unwrap().sources;
        if sources.pages().count() < 1000 {
            continue;
        }
        let whole = read(&sources);
        let name = tree.display();
        for seed in [5, 8] {
            check(&format!("{name}, seed {seed}"), (&whole, &sources), &half(&sources, seed));
        }
        let rest = part(&sources, |file| !file.path.split('/').any(|folder| folder == "agent"));
        check(&format!("{name} without its agents"), (&whole, &sources), &rest);
    }
}

#[test]
fn a_contradiction_is_found() {
    let sources = disk::load(&common::docs()).unwrap().sources.with_companions(Vec::new());
    let whole = read(&sources);
    assert!(compare((&whole, &sources), (&whole, &sources)).contradictions.is_empty());
    // The same pages with a different type word for the same sample values.
    let changed = sources.pages().map(|(_, file)| file.clone()).map(|mut file| {
        file.text = file.text.replace("| int32 |", "| int64 |");
        file
    });
    let changed = Sources::new(changed.collect(), common::random::included(&sources));
    let found = compare((&read(&changed), &changed), (&whole, &sources));
    assert!(found.contradictions.len() > 100, "{} of {} facts", found.contradictions.len(), found.facts);
    assert!(found.contradictions.iter().all(|it| it.first.contains("Int64") && it.second.contains("Int32")));
}
