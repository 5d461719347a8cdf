//! Every format of the docs, alone and together, and parts of a tree: each results in Rust without an error. If two
//! docs versions describe the same operation, the later one decides.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeSet;

use crate::common;
use crate::common::compare::compare;
use crate::common::random::part;
use superoffice_codegen::check::Checked;
use superoffice_codegen::diagnostics::{Code, Diagnostics, Level};
use superoffice_codegen::source::Sources;
use superoffice_codegen::{Options, disk, generate, model};

/// Generates in strict mode, in which a single error means no files.
#[track_caller]
fn check(what: &str, sources: &Sources) -> Diagnostics {
    let generated = generate(sources, &Options::default()).unwrap();
    let errors: Vec<_> = generated.diagnostics.iter().filter(|found| found.code.level() == Level::Error).collect();
    assert!(errors.is_empty(), "{what}: {errors:?}");
    assert!(generated.summary.operations > 0, "{what}");
    assert!(generated.files.iter().any(|file| file.path.starts_with("src/client/")), "{what}");
    generated.diagnostics
}

fn load(path: &std::path::Path) -> Sources {
    disk::load(path).unwrap().sources
}

fn read(sources: &Sources) -> Checked {
    model(sources, &Options::default(), &mut Diagnostics::default()).unwrap()
}

/// The folders that hold endpoint pages.
fn folders(sources: &Sources) -> BTreeSet<String> {
    let api = read(sources);
    let path = |file| sources.file(file).path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    api.operations.iter().map(|operation| path(operation.file)).collect()
}

/// Each folder alone, and every `step`th page alone.
fn parts(what: &str, sources: &Sources, step: usize) -> (usize, usize) {
    let folders = folders(sources);
    for folder in &folders {
        let folder_of = |path: &str| path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        check(&format!("{what}/{folder}"), &part(sources, |file| folder_of(&file.path) == *folder));
    }
    let api = read(sources);
    let pages: Vec<_> = api.operations.iter().map(|operation| operation.file).step_by(step).collect();
    for page in &pages {
        let path = &sources.file(*page).path;
        check(path, &part(sources, |file| file.path == *path));
    }
    (folders.len(), pages.len())
}

#[test]
fn folders_and_pages_of_the_repository() {
    let sources = load(&common::docs());
    check("docs", &sources);
    // Every part has the same companion files, which take longer than the pages of a part.
    let sources = sources.with_companions(Vec::new());
    let (folders, pages) = parts("docs", &sources, 40);
    assert!(folders > 10 && pages > 10, "{folders} folders, {pages} pages");
    // As a user would name them.
    check("one folder", &load(&common::docs().join("rest/Ticket")));
    let page = "rest/TicketRelation/v1TicketRelationEntity_PostTicketRelationEntity.md";
    check("one page", &load(&common::docs().join(page)));
}

#[test]
fn every_version_alone() {
    for tree in common::references_if_named() {
        let sources = common::sound(&load(&tree));
        let name = tree.file_name().unwrap().to_string_lossy().into_owned();
        check(&name, &sources);
        let (folders, pages) = parts(&name, &sources, 97);
        println!("{name}: {folders} folders alone, {pages} pages alone");
    }
}

#[test]
fn all_versions_together() {
    let trees = common::references_if_named();
    let [first, .., last] = trees.as_slice() else {
        eprintln!("SKIPPED: fewer than two versions of the docs in the reference tree");
        return;
    };
    let folder = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
    let versions: BTreeSet<String> =
        trees.iter().map(|tree| tree.file_name().unwrap().to_string_lossy().into_owned()).collect();
    // As a user would name them, without the other content of that folder.
    let all = load(first.parent().unwrap());
    let sources = common::sound(&part(&all, |file| versions.contains(&folder(&file.path))));
    let diagnostics = check("all versions", &sources);
    let together = read(&sources);

    let superseded: Vec<_> = diagnostics.iter().filter(|found| found.code == Code::Superseded).collect();
    let mut twice = 0;
    for operation in &together.operations {
        let used = folder(&sources.file(operation.file).path);
        for older in &operation.superseded {
            twice += 1;
            assert!(used > folder(&sources.file(older.file).path), "{}: {used} is used", operation.uid.value);
            let found = superseded.iter().any(|found| found.span.file == older.file);
            assert!(found, "{}: no finding", operation.uid.value);
        }
    }
    assert!(twice > 0, "no operation is described by two versions");
    assert_eq!(superseded.len(), twice);

    // The decisions from the last version stay as they are, whatever the older pages say.
    let newest = load(last);
    let alone = read(&newest);
    let found = compare((&alone, &newest), (&together, &sources));
    println!(
        "{twice} operations twice; of {} facts of the last version {} are equal, {} open in it, {} open together",
        found.facts, found.equal, found.first_open, found.second_open
    );
    assert!(found.contradictions.is_empty() && found.gone.is_empty(), "{:#?} {:?}", found.contradictions, found.gone);
    assert!(found.facts > 0);
}

#[test]
fn the_later_of_two_versions_decides() {
    let docs = load(&common::docs());
    let text = |old: bool| {
        let pages = docs.pages().filter(|(_, file)| file.path.starts_with("rest/TicketRelation/"));
        let pages = pages.map(|(_, file)| file.clone()).map(move |mut file| {
            file.path = format!("{}/{}", if old { "2023" } else { "2026" }, file.path);
            if old {
                file.text = file.text.replace("| int32 |", "| string |").replace("| Integer |", "| String |");
            }
            file
        });
        pages.collect::<Vec<_>>()
    };
    let newer = Sources::new(text(false), common::random::included(&docs));
    let both = Sources::new([text(true), text(false)].concat(), common::random::included(&docs));
    let diagnostics = check("two versions", &both);
    let (alone, together) = (read(&newer), read(&both));
    assert_eq!(diagnostics.iter().filter(|found| found.code == Code::Superseded).count(), alone.operations.len());
    assert!(together.operations.iter().all(|operation| both.file(operation.file).path.starts_with("2026/")));
    let found = compare((&alone, &newer), (&together, &both));
    assert!(found.facts > 50 && found.gone.is_empty(), "{} facts, {:?}", found.facts, found.gone);
    assert!(found.contradictions.is_empty(), "{:#?}", found.contradictions);
    println!("{} facts of the later version: {} stay as they are", found.facts, found.equal);
}
