//! Companion files: which folders are read, which file decides, and that they never contradict the pages.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use std::path::{Path, PathBuf};

use crate::common;
use crate::common::compare::compare;
use superoffice_codegen::check::Checked;
use superoffice_codegen::diagnostics::{Code, Diagnostics};
use superoffice_codegen::disk::{self, Beside, LoadError};
use superoffice_codegen::source::Sources;
use superoffice_codegen::{Options, model};

const PAGE: &str = "---\nuid: v1Lamp_Get\n---\n\n# Get\n\n```http\nGET /api/v1/Lamp\n```\n\nGets it.\n\n\
    ## Response: object\n\n| Response | Description |\n|---|---|\n| 200 | OK |\n\n### Response body: Lamp\n\n\
    | Property Name | Type | Description |\n|---|---|---|\n| Paint | Paint | Surface |\n";

fn class(property: &str, ty: &str) -> String {
    format!(
        "### YamlMime:ManagedReference\nitems:\n- uid: SuperOffice.WebApi.Data.Paint\n  type: Class\n  syntax:\n    \
         content: 'public class Paint : Carrier'\n- uid: SuperOffice.WebApi.Data.Paint.{property}\n  type: Property\n  \
         syntax:\n    return:\n      type: {ty}\n"
    )
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    dir
}

fn read(sources: &Sources) -> (Checked, Diagnostics) {
    let mut found = Diagnostics::default();
    let api = model(sources, &Options { keep_going: true, ..Options::default() }, &mut found).unwrap();
    (api, found)
}

/// The properties of `Paint` with their types.
fn paint(sources: &Sources) -> Vec<String> {
    let (api, _) = read(sources);
    let Some(id) = api.described.get("Paint") else { return Vec::new() };
    api.entities[*id].properties.iter().map(|one| format!("{} {}", one.name, one.ty.value.text(&api))).collect()
}

#[test]
fn folders_in_the_docs_are_not_searched_for_pages() {
    let dir = folder(&[
        ("lamp.md", PAGE),
        ("codegen.toml", "companions = ['more']\n"),
        ("more/deep/Paint.yml", &class("Colour", "System.String")),
        ("more/page.md", &PAGE.replace("v1Lamp_Get", "v1Lamp_Other")),
    ]);
    let loaded = disk::load(dir.path()).unwrap();
    assert_eq!(loaded.sources.pages().count(), 1);
    let paths: Vec<&str> = loaded.sources.companions().map(|(_, file)| file.path.as_str()).collect();
    assert_eq!(paths, ["more/deep/Paint.yml", "more/page.md"]);
    assert_eq!(paint(&loaded.sources), ["Colour string"]);
    assert!(loaded.watched.contains(&dir.path().join("more/deep")), "{:?}", loaded.watched);
}

#[test]
fn the_later_folder_decides_and_keeps_the_rest() {
    let docs = folder(&[("lamp.md", PAGE)]);
    let old =
        folder(&[("Paint.yml", &class("Colour", "System.String")), ("b/Paint.yml", &class("Coats", "System.Int32"))]);
    let new = folder(&[("Paint.yml", &class("Colour", "System.Int32"))]);
    let load = |folders: [&tempfile::TempDir; 2]| {
        let companions: Vec<PathBuf> = folders.iter().map(|dir| dir.path().to_owned()).collect();
        disk::load_beside(docs.path(), &Beside { companions, fixups: None }).unwrap().sources
    };
    assert_eq!(paint(&load([&old, &new])), ["Colour int32", "Coats int32"]);
    let mut other_way = paint(&load([&new, &old]));
    other_way.sort();
    assert_eq!(other_way, ["Coats int32", "Colour string"]);
}

#[test]
fn a_folder_that_does_not_exist_is_an_error() {
    let docs = folder(&[("lamp.md", PAGE)]);
    let beside = Beside { companions: vec![docs.path().join("none")], fixups: None };
    let error = disk::load_beside(docs.path(), &beside).unwrap_err();
    assert!(
        matches!(error, LoadError::NoCompanions(_)) && error.to_string().ends_with("none is not a folder"),
        "{error}"
    );
}

#[test]
fn a_damaged_file_is_reported() {
    let docs = folder(&[("lamp.md", PAGE)]);
    let files = folder(&[
        ("a.yml", "### YamlMime:ManagedReference\nuid: x\n"),
        ("b.yml", "\n### YamlMime:ManagedReference\nitems:\n  - uid: x\n    type: Class\n"),
        ("toc.yml", "### YamlMime:TableOfContent\n- uid: x\n"),
        ("text.md", "# Anything\n"),
    ]);
    let beside = Beside { companions: vec![files.path().to_owned()], fixups: None };
    let loaded = disk::load_beside(docs.path(), &beside).unwrap();
    let (_, found) = read(&loaded.sources);
    let found: Vec<_> = found.iter().filter(|one| one.code == Code::CompanionUnread).collect();
    let [one, other] = found.as_slice() else { panic!("{found:?}") };
    assert!(loaded.sources.file(one.span.file).path.ends_with("a.yml"));
    assert!(loaded.sources.file(other.span.file).path.ends_with("b.yml"));
}

/// The properties of `Paint` if its property `Colour` is one of these dictionaries.
fn paint_of(dictionaries: &[(&str, &str)]) -> Vec<String> {
    let mut files = vec![("Paint.yml".to_owned(), class("Colour", "SuperOffice.WebApi.Data.A0"))];
    files.extend(dictionaries.iter().map(|(name, of)| {
        let head =
            format!("### YamlMime:ManagedReference\nitems:\n- uid: SuperOffice.WebApi.Data.{name}\n  type: Class\n");
        let syntax = format!("  syntax:\n    content: 'public class {name} : Dictionary<string, {of}>'\n");
        (format!("{name}.yml"), head + &syntax)
    }));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let (docs, folder) = (folder(&[("lamp.md", PAGE)]), folder(&files));
    let beside = Beside { companions: vec![folder.path().to_owned()], fixups: None };
    paint(&disk::load_beside(docs.path(), &beside).unwrap().sources)
}

#[test]
fn dictionaries_inside_themselves_end_as_open_types() {
    assert_eq!(paint_of(&[("A0", "System.Int32")]), ["Colour {int32}"]);
    for cycle in [&[("A0", "A0")][..], &[("A0", "A1"), ("A1", "A0[]")]] {
        let found = paint_of(cycle);
        assert!(found.concat().starts_with("Colour {"), "{found:?}");
    }
    let names: Vec<String> = (0..2_000).map(|at| format!("A{at}")).collect();
    let chain: Vec<(&str, &str)> = names.windows(2).map(|two| (two[0].as_str(), two[1].as_str())).collect();
    assert_eq!(paint_of(&chain).len(), 1);
}

#[test]
fn a_byte_order_mark_does_not_hide_a_page() {
    let docs = folder(&[("lamp.md", PAGE)]);
    let list = "\u{feff}# Paint Enum\r\n\r\n| Name | Value |\r\n|---|---|\r\n|Red|1|\r\n";
    let files = folder(&[("a.md", list)]);
    let beside = Beside { companions: vec![files.path().to_owned()], fixups: None };
    let (api, _) = read(&disk::load_beside(docs.path(), &beside).unwrap().sources);
    assert!(api.companions.values("Paint").is_some());
}

/// The paths of the companion files, in the order in which they are read.
fn paths(loaded: &disk::Loaded) -> Vec<&str> {
    loaded.sources.companions().map(|(_, file)| file.path.as_str()).collect()
}

#[test]
fn only_files_that_can_be_companions_are_read() {
    let dir = folder(&[
        ("docs/lamp.md", PAGE),
        ("docs/codegen.toml", "companions = ['near']\n"),
        ("docs/near/z.yml", ""),
        ("far/b.YAML", ""),
        ("far/a.mdx", ""),
        ("far/deep/er/c.md", ""),
        ("far/d.json", ""),
        ("far/yml", ""),
        ("far/.git/e.md", ""),
        ("far/.github/f.md", ""),
        ("far/bidi\u{202e}.md", ""),
        ("far/bidi\u{202e}/g.md", ""),
    ]);
    let (docs, far) = (dir.path().join("docs"), dir.path().join("far"));
    let beside = Beside { companions: vec![far.clone()], fixups: None };
    let loaded = disk::load_beside(&docs, &beside).unwrap();
    assert_eq!(
        paths(&loaded),
        ["near/z.yml", "../far/.github/f.md", "../far/a.mdx", "../far/b.YAML", "../far/deep/er/c.md"]
    );
    assert_eq!(loaded.sources.pages().count(), 1);
    assert!(loaded.watched.contains(&far.join("deep/er")) && !loaded.watched.contains(&far.join(".git")));
    // A link is not followed.
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(dir.path().join("docs"), far.join("link")).unwrap();
        std::os::unix::fs::symlink(dir.path().join("docs/near/z.yml"), far.join("link.yml")).unwrap();
        assert_eq!(paths(&disk::load_beside(&docs, &beside).unwrap()), paths(&loaded));
    }
    // A single page has the folders of the caller.
    let one = disk::load_beside(&docs.join("lamp.md"), &beside).unwrap();
    assert_eq!(paths(&one).len(), 4);
}

#[test]
fn too_many_and_too_large_files_are_reported() {
    let docs = folder(&[("lamp.md", PAGE)]);
    let files = folder(&[("in/a.md", &"a".repeat((8 << 20) + 1)), ("in/b.md", &"b".repeat(8 << 20))]);
    let beside = Beside { companions: vec![files.path().to_owned()], fixups: None };
    let loaded = disk::load_beside(docs.path(), &beside).unwrap();
    let lengths: Vec<usize> = loaded.sources.companions().map(|(_, file)| file.text.len()).collect();
    assert_eq!(lengths, [0, 8 << 20]);
    let found: Vec<Code> = loaded.diagnostics.iter().map(|one| one.code).collect();
    assert_eq!(found, [Code::FileTooLarge]);
    let config = folder(&[
        ("lamp.md", PAGE),
        ("codegen.toml", "companions = ['more']\n"),
        ("more/in/a.md", ""),
        ("more/in/b.md", ""),
    ]);
    for (files, companions) in [(1, 0), (2, 2)] {
        let limits = disk::Limits { files, ..disk::Limits::default() };
        let loaded = disk::load_with(config.path(), &limits).unwrap();
        let found: Vec<Code> = loaded.diagnostics.iter().map(|one| one.code).collect();
        assert_eq!(
            (paths(&loaded).len(), found.contains(&Code::TooManyFiles)),
            (companions, companions == 0),
            "{found:?}"
        );
        let place = loaded.diagnostics.iter().next().map(|one| loaded.sources.file(one.span.file).path.as_str());
        assert!(place.is_none_or(|place| place == "more/in"), "{place:?}");
    }
}

/// Only open types become typed, and strings become enumerations.
#[test]
fn the_whole_tree_is_not_contradicted() {
    for tree in common::references() {
        let folder = companions(&tree);
        if !folder.is_dir() {
            eprintln!("SKIPPED: {}: no companion files in {}", tree.display(), folder.display());
            continue;
        }
        let without = disk::load(&tree).unwrap().sources;
        let with = disk::load_beside(&tree, &Beside { companions: vec![folder], fixups: None }).unwrap().sources;
        let (before, after) = (read(&without).0, read(&with).0);
        let found = compare((&before, &without), (&after, &with));
        let open = |api: &Checked| {
            let properties = api.entities.iter().flat_map(|entity| &entity.properties);
            properties.filter(|one| one.ty.value.innermost().is_open()).count()
        };
        println!(
            "{}: {} facts, {} more decided, {} strings or enumerations, open properties {} and {}",
            tree.display(),
            found.facts,
            found.first_open,
            found.words,
            open(&before),
            open(&after)
        );
        assert_eq!(found.second_open, 0, "a type was lost");
        assert!(found.gone.is_empty(), "{:?}", found.gone);
        assert!(found.contradictions.is_empty(), "{:#?}", found.contradictions);
    }
}

/// The companion files of the same year as a tree.
fn companions(tree: &Path) -> PathBuf {
    let year = tree.file_name().unwrap();
    tree.parent().unwrap().join("companions").join(year)
}
