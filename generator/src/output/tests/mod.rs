//! Tests the invariants of writing on real folders.

mod interrupted;

use std::collections::BTreeMap;
use std::fs as disk;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::commit::STAGING;
use super::fs::Fault;
use super::*;

const BEGIN: &str = "# @generated features begin";
const END: &str = "# @generated features end";
const SKELETON: &str =
    "[package]\nname = \"x\"\n\n[features]\n# @generated features begin\n# @generated features end\n";

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn files(list: &[(&str, &str)]) -> Vec<OutputFile> {
    list.iter().map(|(path, contents)| OutputFile::whole(*path, *contents)).collect()
}

fn features(body: &str) -> OutputFile {
    OutputFile::region("Cargo.toml", body, BEGIN, END, SKELETON)
}

fn run(dir: &Path, list: &[OutputFile]) -> Result<Written, OutputError> {
    write(dir, list, &WriteOptions::default())
}

/// Every entry below a folder. A link is shown with its target, a folder with a slash.
fn tree(dir: &Path) -> BTreeMap<String, String> {
    fn walk(dir: &Path, prefix: &str, tree: &mut BTreeMap<String, String>) {
        let Ok(entries) = disk::read_dir(dir) else { return };
        for entry in entries.map(Result::unwrap) {
            let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
            let kind = entry.file_type().unwrap();
            if kind.is_symlink() {
                tree.insert(name, format!("-> {}", disk::read_link(entry.path()).unwrap().display()));
            } else if kind.is_dir() {
                tree.insert(format!("{name}/"), String::new());
                walk(&entry.path(), &format!("{name}/"), tree);
            } else {
                tree.insert(name, String::from_utf8_lossy(&disk::read(entry.path()).unwrap()).into_owned());
            }
        }
    }
    let mut all = BTreeMap::new();
    walk(dir, "", &mut all);
    all
}

fn times(dir: &Path) -> BTreeMap<String, SystemTime> {
    let time = |path: &str| disk::metadata(dir.join(path)).unwrap().modified().unwrap();
    tree(dir).keys().filter(|path| !path.ends_with('/')).map(|path| (path.clone(), time(path))).collect()
}

fn put(dir: &Path, path: &str, contents: &str) -> PathBuf {
    let place = dir.join(path);
    disk::create_dir_all(place.parent().unwrap()).unwrap();
    disk::write(&place, contents).unwrap();
    place
}

#[track_caller]
fn blocked(result: Result<Written, OutputError>) -> Vec<(String, Blocked)> {
    match result {
        Err(OutputError::Blocked(list)) => list,
        other => panic!("not blocked: {other:?}"),
    }
}

fn first() -> Vec<OutputFile> {
    let mut list = files(&[
        ("REPORT.md", "report 1\n"),
        ("src/lib.rs", "lib 1\n"),
        ("src/entities/contact.rs", "contact\n"),
        ("src/entities/person.rs", "person 1\n"),
        ("src/old/gone.rs", "gone\n"),
        ("mixed/a.rs", "a 1\n"),
        ("mixed/deep/b.rs", "b 1\n"),
        ("only-first/x.rs", "x\n"),
    ]);
    list.push(features("contact = []\n"));
    list
}

fn second() -> Vec<OutputFile> {
    let mut list = files(&[
        ("REPORT.md", "report 2\n"),
        ("src/lib.rs", "lib 2\n"),
        ("src/entities/contact.rs", "contact\n"),
        ("src/entities/person.rs", "person 2\n"),
        ("src/new/made.rs", "made\n"),
        ("mixed/a.rs", "a 2\n"),
        ("mixed/deeper/c.rs", "c\n"),
        ("only-second/y.rs", "y\n"),
    ]);
    list.push(features("contact = []\nperson = []\n"));
    list
}

fn faulty(at: usize, forever: bool) -> Fs {
    Fs { fault: Some(Fault { at, forever }), ..Fs::default() }
}

/// A folder with the first tree and files made by hand, some of them within a generated folder.
fn lived_in() -> tempfile::TempDir {
    let dir = folder();
    run(dir.path(), &first()).unwrap();
    put(dir.path(), "examples/mine.rs", "mine\n");
    put(dir.path(), "mixed/mine.rs", "mine too\n");
    dir
}

#[test]
fn a_second_run_writes_nothing() {
    let dir = folder();
    let out = dir.path().join("not/yet/there");
    let written = run(&out, &first()).unwrap();
    assert_eq!((written.written.len(), written.unchanged.len(), written.removed.len()), (9, 0, 0));
    let (before, held) = (times(&out), tree(&out));
    let again = run(&out, &first()).unwrap();
    assert!(again.is_unchanged() && again.unchanged.len() == 9, "{again:?}");
    assert_eq!((times(&out), tree(&out)), (before, held));
    assert!(check(&out, &first()).unwrap().is_empty());
}

#[test]
fn a_new_tree_keeps_equal_files_and_files_made_by_hand() {
    let dir = lived_in();
    let before = times(dir.path());
    let written = run(dir.path(), &second()).unwrap();
    assert_eq!(
        written.written,
        [
            "Cargo.toml",
            "REPORT.md",
            "mixed/a.rs",
            "mixed/deeper/c.rs",
            "only-second/y.rs",
            "src/entities/person.rs",
            "src/lib.rs",
            "src/new/made.rs"
        ]
    );
    assert_eq!(written.unchanged, ["src/entities/contact.rs"]);
    assert_eq!(written.removed, ["mixed/deep/b.rs", "only-first/x.rs", "src/old/gone.rs"]);
    let after = times(dir.path());
    for path in ["src/entities/contact.rs", "examples/mine.rs", "mixed/mine.rs"] {
        assert_eq!(before[path], after[path], "{path}");
    }
    let mut expected = tree(lived_in().path());
    for path in ["src/old/", "src/old/gone.rs", "mixed/deep/", "mixed/deep/b.rs", "only-first/", "only-first/x.rs"] {
        expected.remove(path);
    }
    for path in ["src/new/", "mixed/deeper/", "only-second/"] {
        expected.insert(path.to_owned(), String::new());
    }
    let mut held = tree(dir.path());
    for file in second().iter().filter(|file| file.kind == Kind::Whole) {
        expected.insert(file.path.clone(), file.contents.clone());
    }
    let cargo = SKELETON.replace("begin\n", "begin\ncontact = []\nperson = []\n");
    expected.insert("Cargo.toml".to_owned(), cargo);
    expected.remove(MANIFEST);
    held.remove(MANIFEST);
    assert_eq!(held, expected);
}

#[test]
fn deleted_files_come_back() {
    let dir = folder();
    run(dir.path(), &first()).unwrap();
    let whole = tree(dir.path());
    disk::remove_dir_all(dir.path().join("src")).unwrap();
    disk::remove_file(dir.path().join("mixed/a.rs")).unwrap();
    assert_eq!(run(dir.path(), &first()).unwrap().written.len(), 5);
    assert_eq!(tree(dir.path()), whole);
    disk::remove_file(dir.path().join(MANIFEST)).unwrap();
    let stale = |files: &[OutputFile]| check(dir.path(), files).unwrap().files;
    assert_eq!(stale(&first()), [(MANIFEST.to_owned(), StaleFile::Missing)]);
    assert!(stale(&second()).iter().all(|(path, _)| path != MANIFEST), "it follows from the other files");
    assert!(run(dir.path(), &first()).unwrap().written.is_empty());
    assert_eq!(tree(dir.path()), whole, "equal files are adopted without a manifest");
}

#[test]
fn an_edited_file_is_reported_and_nothing_is_written() {
    let dir = lived_in();
    put(dir.path(), "src/lib.rs", "lib 1, improved\n");
    put(dir.path(), "src/old/gone.rs", "still needed\n");
    let held = tree(dir.path());
    let edited = |path: &str| (path.to_owned(), Blocked::HandEdited);
    assert_eq!(blocked(run(dir.path(), &second())), [edited("src/lib.rs"), edited("src/old/gone.rs")]);
    assert_eq!(tree(dir.path()), held);

    // An edit with the same result as the generator is not an edit.
    put(dir.path(), "src/lib.rs", "lib 2\n");
    put(dir.path(), "src/old/gone.rs", "gone\n");
    run(dir.path(), &second()).unwrap();
    put(dir.path(), "src/lib.rs", "edited\n");
    write(dir.path(), &second(), &WriteOptions { force: true, ..WriteOptions::default() }).unwrap();
    assert!(check(dir.path(), &second()).unwrap().is_empty());
}

#[test]
fn a_file_made_by_hand_is_never_replaced() {
    let dir = lived_in();
    put(dir.path(), "src/new/made.rs", "by hand\n");
    put(dir.path(), "only-second", "a file where a folder must be\n");
    let held = tree(dir.path());
    for force in [false, true] {
        let result = write(dir.path(), &second(), &WriteOptions { force, ..WriteOptions::default() });
        let foreign = ("src/new/made.rs".to_owned(), Blocked::Foreign);
        assert_eq!(blocked(result), [("only-second/y.rs".to_owned(), Blocked::NotAFile), foreign]);
        assert_eq!(tree(dir.path()), held);
    }
    disk::remove_file(dir.path().join("only-second")).unwrap();
    put(dir.path(), "src/new/made.rs", "made\n");
    run(dir.path(), &second()).unwrap();
}

#[cfg(unix)]
#[test]
fn nothing_is_written_or_removed_through_a_link() {
    use std::os::unix::fs::symlink;

    let away = folder();
    put(away.path(), "lib.rs", "lib 1\n");
    put(away.path(), "gone.rs", "gone\n");
    let held_away = tree(away.path());

    let dir = lived_in();
    disk::remove_dir_all(dir.path().join("src")).unwrap();
    symlink(away.path(), dir.path().join("src")).unwrap();
    let held = tree(dir.path());
    let list = blocked(run(dir.path(), &second()));
    assert!(list.iter().all(|(path, why)| path.starts_with("src/") && *why == Blocked::Link), "{list:?}");
    assert_eq!((tree(dir.path()), tree(away.path())), (held, held_away.clone()));

    // An orphan behind a link is not the file that was written.
    let dir = lived_in();
    disk::remove_dir_all(dir.path().join("src/old")).unwrap();
    symlink(away.path(), dir.path().join("src/old")).unwrap();
    run(dir.path(), &second()).unwrap();
    assert!(tree(dir.path())["src/old"].starts_with("-> "));
    assert_eq!(tree(away.path()), held_away);

    // A file, the manifest and the staging folder as links.
    for path in ["REPORT.md", MANIFEST, STAGING] {
        let dir = lived_in();
        let _ = disk::remove_file(dir.path().join(path));
        symlink(away.path().join("lib.rs"), dir.path().join(path)).unwrap();
        let held = tree(dir.path());
        let list = blocked(run(dir.path(), &second()));
        assert!(list.iter().any(|(blocked, _)| blocked == path), "{list:?}");
        assert_eq!((tree(dir.path()), tree(away.path())), (held, held_away.clone()));
        assert!(!check(dir.path(), &first()).unwrap().is_empty());
    }
}

#[test]
fn a_bad_name_or_a_tampered_manifest_writes_nothing() {
    let dir = lived_in();
    let held = tree(dir.path());
    for path in ["../evil.rs", "/tmp/evil.rs", "src/aux.rs", "src/LIB.rs", MANIFEST] {
        let mut list = second();
        list.push(OutputFile::whole(path, "evil"));
        assert!(matches!(run(dir.path(), &list), Err(OutputError::Names(_))), "{path}");
        assert_eq!(tree(dir.path()), held);
    }
    let mut text = held[MANIFEST].clone();
    text.push_str("00000000000000000000000000000000 file ../victim\n");
    put(dir.path(), MANIFEST, &text);
    let held = tree(dir.path());
    assert!(matches!(run(dir.path(), &second()), Err(OutputError::Manifest { line: 12 })));
    assert_eq!(tree(dir.path()), held);
}

#[test]
fn only_the_region_of_a_file_is_generated() {
    let dir = folder();
    let cargo = dir.path().join("Cargo.toml");
    let held = || disk::read_to_string(&cargo).unwrap();
    run(dir.path(), &[features("a = []\n")]).unwrap();
    assert_eq!(held(), SKELETON.replace("begin\n", "begin\na = []\n"));

    // Edits outside the region.
    disk::write(&cargo, held().replace("[package]", "# mine\n[package]") + "extra = []\n").unwrap();
    assert!(run(dir.path(), &[features("a = []\n")]).unwrap().is_unchanged());
    run(dir.path(), &[features("a = []\nb = []\n")]).unwrap();
    let full = held();
    assert!(
        full.starts_with("# mine\n") && full.ends_with("extra = []\n") && full.contains("begin\na = []\nb = []\n#")
    );

    // An emptied region is filled again.
    disk::write(&cargo, full.replace("a = []\nb = []\n", "")).unwrap();
    assert_eq!(run(dir.path(), &[features("a = []\nb = []\n")]).unwrap().written, ["Cargo.toml"]);
    assert_eq!(held(), full);

    // An edited region is reported.
    disk::write(&cargo, full.replace("b = []", "b = [\"a\"]")).unwrap();
    assert_eq!(blocked(run(dir.path(), &[features("a = []\n")])), [("Cargo.toml".to_owned(), Blocked::HandEdited)]);

    // Without markers it is unknown where the region belongs.
    disk::write(&cargo, "[package]\n").unwrap();
    let error = run(dir.path(), &[features("a = []\n")]).unwrap_err();
    assert!(error.to_string().contains("put them back"), "{error}");
    assert_eq!(held(), "[package]\n");

    // If the region is no longer wanted, the file is kept.
    disk::write(&cargo, &full).unwrap();
    run(dir.path(), &files(&[("src/lib.rs", "x")])).unwrap();
    assert_eq!(held(), full);
}

#[test]
fn check_reports_each_kind_and_writes_nothing() {
    let dir = lived_in();
    put(dir.path(), "src/lib.rs", "lib 1, improved\n");
    put(dir.path(), "only-second/y.rs", "by hand\n");
    disk::create_dir(dir.path().join(STAGING)).unwrap();
    let (held, before) = (tree(dir.path()), times(dir.path()));
    let stale = check(dir.path(), &second()).unwrap();
    assert_eq!((tree(dir.path()), times(dir.path())), (held, before));
    let expected = "\
.codegen-staging was left by an interrupted run; the next run cleans up
Cargo.toml differs, starting at line 7
         | in the folder                                            | generated now
       7 | # @generated features end                                | person = []
       8 |                                                          | # @generated features end
       9 | (no such line)                                           |
REPORT.md differs, starting at line 1
         | in the folder                                            | generated now
       1 | report 1                                                 | report 2
mixed/a.rs differs, starting at line 1
         | in the folder                                            | generated now
       1 | a 1                                                      | a 2
mixed/deep/b.rs is obsolete: no page generates it
mixed/deeper/c.rs is missing
only-first/x.rs is obsolete: no page generates it
only-second/y.rs is in the way of a generated file, but was not generated; move it away, then run again
src/entities/person.rs differs, starting at line 1
         | in the folder                                            | generated now
       1 | person 1                                                 | person 2
src/lib.rs was edited by hand, starting at line 1
         | in the folder                                            | generated now
       1 | lib 1, improved                                          | lib 2
src/new/made.rs is missing
src/old/gone.rs is obsolete: no page generates it
";
    assert_eq!(stale.to_string(), expected);
    assert_eq!(
        stale.advice(),
        "12 files are out of date; undo the edits in `src/lib.rs` or delete it and fix `only-second/y.rs` as described \
         above, then run the same command without `--check`"
    );
}

#[test]
fn advice_names_only_files_that_a_run_would_refuse() {
    let stale = |files: &[(&str, StaleFile)]| {
        let files = files.iter().map(|(path, why)| ((*path).to_owned(), why.clone()));
        Stale { files: files.collect(), ..Stale::default() }.advice()
    };
    let then = "run the same command without `--check`";
    let (missing, edited) = (StaleFile::Missing, StaleFile::HandEdited(Vec::new()));
    assert_eq!(stale(&[("a", missing.clone())]), format!("1 file is out of date; {then}"));
    assert_eq!(stale(&[("a", missing.clone()), ("b", missing)]), format!("2 files are out of date; {then}"));
    let five = ["a", "b", "c", "d", "e"].map(|path| (path, edited.clone()));
    let undo = "undo the edits in `a`, `b`, `c` and 2 more or delete them";
    assert_eq!(stale(&five), format!("5 files are out of date; {undo}, then {then}"));
}

#[test]
fn check_shows_long_and_hostile_lines_where_they_differ() {
    let dir = folder();
    let line = |end: &str| files(&[("a.rs", &format!("{}{end}\n", "x".repeat(500)))]);
    run(dir.path(), &line("one")).unwrap();
    put(dir.path(), "a.rs", &format!("{}\u{1b}[31m\u{202e}\n", "x".repeat(500)));
    let text = check(dir.path(), &line("two")).unwrap().to_string();
    assert!(text.contains("...xxxxxxxxxxxxxxxx␛[31m\u{fffd}") && text.contains("...xxxxxxxxxxxxxxxxtwo"), "{text}");
    assert!(!text.contains(['\u{1b}', '\u{202e}']));
}

#[test]
fn a_column_is_cut_only_if_the_difference_would_not_fit() {
    let dir = folder();
    let shown = |same: usize| {
        let line = |end: &str| files(&[("a.rs", &format!("{}{end}\n", "x".repeat(same)))]);
        run(dir.path(), &line("one")).unwrap();
        check(dir.path(), &line("two")).unwrap().to_string()
    };
    let (fits, cut) = (shown(48), shown(49));
    assert!(!fits.contains("...") && fits.contains("xone ") && fits.contains("xtwo"), "{fits}");
    assert!(cut.contains(" ...xxxxxxxxxxxxxxxxone ") && cut.contains(" ...xxxxxxxxxxxxxxxxtwo\n"), "{cut}");
}

#[test]
fn one_file_is_written_only_if_it_differs() {
    let dir = folder();
    let path = dir.path().join("superoffice.rs");
    assert!(write_one(&path, "one").unwrap());
    let before = times(dir.path());
    assert!(!write_one(&path, "one").unwrap());
    assert_eq!(times(dir.path()), before);
    assert!(write_one(&path, "two").unwrap());
    let held = tree(dir.path());
    for at in 0..3 {
        assert!(super::one::write_one_on(&faulty(at, false), &path, "three").is_err());
        assert_eq!(tree(dir.path()), held, "change {at}");
    }
    assert!(write_one(dir.path(), "x").is_err());
    assert!(write_one(&dir.path().join("no/such/folder.rs"), "x").is_err());
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&path, dir.path().join("link.rs")).unwrap();
        assert!(matches!(write_one(&dir.path().join("link.rs"), "x"), Err(OutputError::Blocked(_))));
    }
}

#[test]
fn only_drafts_of_the_same_file_are_deleted() {
    let dir = folder();
    let kept =
        [".other.12.tmp", ".record.tmp", ".record..tmp", ".record.x.tmp", ".record.1.tmp.bak", "12.tmp", "record"];
    for name in kept.iter().chain(&[".record.12.tmp", ".record.7.tmp"]) {
        disk::write(dir.path().join(name), "draft").unwrap();
    }
    remove_drafts(dir.path(), "record");
    let left = tree(dir.path());
    assert_eq!(left.keys().map(String::as_str).collect::<std::collections::BTreeSet<_>>(), kept.into());
}

#[test]
fn a_manifest_does_not_depend_on_the_order_of_files() {
    let (one, two) = (folder(), folder());
    run(one.path(), &first()).unwrap();
    run(two.path(), &first().into_iter().rev().collect::<Vec<_>>()).unwrap();
    assert_eq!(tree(one.path()), tree(two.path()));
}

#[test]
fn errors_suggest_a_next_step_and_show_no_hostile_characters() {
    let names = OutputError::Names(vec![("a\u{1b}\n::error::b".to_owned(), NameProblem::Character)]);
    let text = names.to_string();
    assert!(!text.contains('\u{1b}') && !text.contains("\n::"), "{text}");
    let many = (0..30).map(|number| (format!("src/{number}.rs"), Blocked::HandEdited)).collect();
    assert!(OutputError::Blocked(many).to_string().ends_with("and 20 more"));
}

/// A checkout with `core.autocrlf` changes the line ends of every file.
#[test]
fn line_ends_of_a_checkout_do_not_matter() {
    let dir = folder();
    run(dir.path(), &first()).unwrap();
    let (_, seal) = write_sealed(dir.path(), &first(), &WriteOptions::default()).unwrap();
    for path in seal.files.keys() {
        let text = std::fs::read_to_string(dir.path().join(path)).unwrap();
        std::fs::write(dir.path().join(path), text.replace('\n', "\r\n")).unwrap();
    }
    assert!(check(dir.path(), &first()).unwrap().is_empty());
    assert!(seal.holds(dir.path()));
    let before = times(dir.path());
    assert!(run(dir.path(), &first()).unwrap().is_unchanged());
    assert_eq!(times(dir.path()), before, "nothing is written");

    let edited = dir.path().join(seal.paths().iter().find(|path| path.ends_with(".rs")).unwrap());
    let text = std::fs::read_to_string(&edited).unwrap();
    std::fs::write(&edited, format!("{text}// edited\r\n")).unwrap();
    let stale = check(dir.path(), &first()).unwrap();
    let [(_, StaleFile::HandEdited(lines))] = stale.files.as_slice() else { panic!("{stale:?}") };
    assert_eq!(lines.first().and_then(|line| line.found.as_deref()), Some("// edited"), "the line that was added");
    assert!(run(dir.path(), &first()).is_err());
}
