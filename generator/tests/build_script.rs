//! A user's build script: what it prints for cargo, and what it writes.
//!
//! The test program starts itself again as the build script, because `OUT_DIR` and the printed lines belong to a
//! process.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

use superoffice_codegen::baseline::Baseline;
use superoffice_codegen::{Builder, Options, disk};

/// Set if this program is the build script: the docs folder.
const DOCS: &str = "SUPEROFFICE_TEST_DOCS";

/// Set if the build script uses fixups, companion files and names beside the docs: their folder.
const BESIDE: &str = "SUPEROFFICE_TEST_BESIDE";

/// Set if the build script may not take names away.
const DENY: &str = "SUPEROFFICE_TEST_DENY";

/// Set if the build script accepts findings: the file that lists them.
const BASELINE: &str = "SUPEROFFICE_TEST_BASELINE";

#[test]
fn child() {
    let Some(docs) = std::env::var_os(DOCS) else { return };
    let deny = std::env::var_os(DENY).is_some();
    let mut builder = Builder::new().docs(docs).only(["TicketRelation*"]).deny_removals(deny);
    if let Some(beside) = std::env::var_os(BESIDE).map(PathBuf::from) {
        builder = builder.fixups(beside.join("fixups.toml")).companions([beside.join("companions")]);
        builder = builder.names(beside.join("names.lock"));
    }
    if let Some(file) = std::env::var_os(BASELINE) {
        builder = builder.baseline(file);
    }
    match builder.generate() {
        Ok(_) => {}
        Err(error) => println!("cargo::warning=ended: {error}"),
    }
}

fn build(docs: &Path, out: &Path) -> Output {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "build_script::child", "--nocapture", "--quiet"])
        .env(DOCS, docs)
        .env("OUT_DIR", out)
        .output()
        .unwrap()
}

fn lines(output: &Output, prefix: &str) -> Vec<String> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    // The harness may print on the same line before the script does.
    let lines = text.lines().filter_map(|line| line.split_once(prefix));
    lines.map(|(_, rest)| rest.to_owned()).collect()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() { copy(&entry.path(), &target) } else { drop(std::fs::copy(entry.path(), target)) }
    }
}

fn walk(dir: &Path, found: &mut BTreeSet<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        }
        found.insert(path);
    }
}

/// The pages of the example crate, in a separate folder.
fn place() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let (docs, out) = (dir.path().join("reference"), dir.path().join("out"));
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/build-rs/reference"), &docs);
    std::fs::create_dir(&out).unwrap();
    (dir, docs, out)
}

#[test]
fn cargo_watches_exactly_what_was_read() {
    let (_dir, docs, out) = place();
    let printed: Vec<PathBuf> =
        lines(&build(&docs, &out), "cargo::rerun-if-changed=").into_iter().map(PathBuf::from).collect();
    let unique: BTreeSet<PathBuf> = printed.iter().cloned().collect();
    assert_eq!(unique.len(), printed.len(), "a path is printed twice");
    // Cargo watches everything in a printed folder, including new files, so the folders are all it has to know.
    let mut expected = BTreeSet::from([docs.clone()]);
    walk(&docs, &mut expected);
    expected.retain(|path| path.is_dir());
    assert_eq!(unique, expected);
    // A page that is given without its folder is printed by its name.
    let page = docs.join("rest/TicketRelation/v1TicketRelationEntity_DeleteTicketRelationEntity.md");
    let printed = lines(&build(&page, &out), "cargo::rerun-if-changed=");
    let samples: Vec<&String> = printed.iter().filter(|path| path.contains("/samples/")).collect();
    assert!(printed.contains(&page.to_string_lossy().into_owned()), "{printed:?}");
    assert_eq!((printed.len(), samples.len()), (3, 2), "{printed:?}");
}

#[test]
fn one_file_is_written_and_only_if_it_changed() {
    let (dir, docs, out) = place();
    build(&docs, &out);
    let mut written = BTreeSet::new();
    walk(&out, &mut written);
    let file = out.join("superoffice.rs");
    assert_eq!(written, BTreeSet::from([file.clone()]));
    let before = std::fs::metadata(&file).unwrap().modified().unwrap();
    let mut tree = BTreeSet::new();
    walk(dir.path(), &mut tree);
    build(&docs, &out);
    assert_eq!(std::fs::metadata(&file).unwrap().modified().unwrap(), before, "an equal file was written again");
    let mut again = BTreeSet::new();
    walk(dir.path(), &mut again);
    assert_eq!(again, tree, "something was written elsewhere");
}

#[test]
fn errors_of_the_docs_reach_cargo_with_their_place() {
    let (_dir, docs, out) = place();
    let page = docs.join("rest/TicketRelation/v1TicketRelationEntity_PostTicketRelationEntity.md");
    let text = std::fs::read_to_string(&page).unwrap().replace("POST /api", "FETCH /api");
    std::fs::write(&page, text).unwrap();
    let output = build(&docs, &out);
    let errors = lines(&output, "cargo::error=");
    assert_eq!(errors.len(), 1, "{errors:?}");
    let place = "rest/TicketRelation/v1TicketRelationEntity_PostTicketRelationEntity.md:";
    assert!(errors.iter().all(|error| error.contains(place) && error.contains("error[DOC0003]")), "{errors:?}");
    assert!(lines(&output, "ended: ").iter().any(|error| error.contains("1 error")), "nothing says why it ended");
    assert!(!out.join("superoffice.rs").exists());
}

#[test]
fn warnings_are_counted_in_one_line_that_says_how_to_list_them() {
    let (_dir, docs, out) = place();
    let warned = |output: &Output| -> Vec<String> {
        lines(output, "cargo::warning=").into_iter().filter(|line| line.contains("warning")).collect()
    };
    let before = warned(&build(&docs, &out));
    assert_eq!(before.len(), 1, "{before:?}");
    // Without its row of dashes, the table is text, and the fields of the type are lost.
    let page = docs.join("rest/TicketRelation/v1TicketRelationEntity_PostTicketRelationEntity.md");
    let text = std::fs::read_to_string(&page).unwrap().replace("|----------------|------|--------------|\n", "");
    std::fs::write(&page, text).unwrap();
    let found = warned(&build(&docs, &out));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_ne!(found, before, "the damage is not counted");
    assert!(found.iter().all(|line| line.starts_with("the SuperOffice docs have ")), "{found:?}");
    let command = format!("`cargo xtask lint --docs {}`", docs.display());
    assert!(found.iter().all(|line| line.contains(&command)), "{found:?}");
}

#[test]
fn errors_can_be_read_if_main_returns_them() {
    let missing = Builder::new().docs("no/such/folder").out_dir("out").generate().unwrap_err();
    let here = std::env::current_dir().unwrap();
    let expected = format!("cannot read pages: {}/no/such/folder does not exist", here.display());
    assert_eq!(format!("{missing:?}"), expected);
    let (_dir, docs, _) = place();
    let none = superoffice_codegen::BuildError::Nothing(docs.clone(), vec!["Lamp*".to_owned(), "Clock".to_owned()]);
    let expected = format!(
        "no page that matches `Lamp*`, `Clock` in {} describes an operation; nothing was generated",
        docs.display()
    );
    assert_eq!(format!("{none:?}"), expected);
}

/// The file of accepted findings for a folder of pages, as `lint` writes it.
fn baseline(docs: &Path) -> String {
    let loaded = disk::load(docs).unwrap();
    let (found, _) = superoffice_codegen::lint(&loaded.sources, &Options::default(), None, loaded.diagnostics).unwrap();
    let (known, refused) = Baseline::of(&found, &loaded.sources, &Baseline::default());
    assert_eq!(refused.len(), 0);
    known.text()
}

#[test]
fn a_build_script_can_accept_findings() {
    let (dir, docs, out) = place();
    let file = dir.path().join("known.toml");
    let build = || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "build_script::child", "--nocapture", "--quiet"]);
        let output = command.env(DOCS, &docs).env("OUT_DIR", &out).env(BASELINE, &file).output().unwrap();
        let watched = lines(&output, "cargo::rerun-if-changed=");
        let is_watched = watched.iter().any(|path| Path::new(path) == file);
        assert_eq!(is_watched, file.exists(), "{watched:?}");
        [lines(&output, "cargo::warning="), lines(&output, "cargo::error=")]
    };
    let none: [&str; 0] = [];
    let shown = file.display();
    let unread = format!("ended: cannot read {shown}: ");
    assert!(build()[0][0].starts_with(&unread));
    std::fs::write(&file, baseline(&docs)).unwrap();
    assert_eq!(build(), [none, none]);
    let written = std::fs::read(out.join("superoffice.rs")).unwrap();

    // Each further warning is an error with its place, and nothing is written.
    let page = docs.join("rest/TicketRelation/v1TicketRelationEntity_PostTicketRelationEntity.md");
    let before = std::fs::read_to_string(&page).unwrap();
    std::fs::write(&page, before.replace("| SourceTicketId | Integer |", "| SourceTicketId | Itneger |")).unwrap();
    let [warnings, errors] = build();
    assert_eq!(warnings, [format!("ended: the docs have 1 warning that {shown} does not list; nothing was generated")]);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].starts_with(&format!("{}:", page.display())), "{errors:?}");
    assert!(errors[0].contains(": warning[DOC2004]: "), "{errors:?}");
    assert_eq!(std::fs::read(out.join("superoffice.rs")).unwrap(), written);
}

#[test]
fn a_build_script_can_forbid_removals() {
    let dir = tempfile::tempdir().unwrap();
    let (docs, out) = (dir.path().join("docs"), dir.path().join("out"));
    std::fs::create_dir(&out).unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs"), &docs);
    build(&docs, &out);
    let before = std::fs::read(out.join("superoffice.rs")).unwrap();
    let page = "v1TicketRelationEntity_DeleteTicketRelationEntity.md";
    for folder in ["rest/TicketRelation", "samples/rest/request", "samples/rest/response"] {
        let _ = std::fs::remove_file(docs.join(folder).join(page));
    }
    let denied = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "build_script::child", "--nocapture", "--quiet"])
        .env(DOCS, &docs)
        .env("OUT_DIR", &out)
        .env(DENY, "1")
        .output()
        .unwrap();
    let errors = lines(&denied, "cargo::error=");
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(
        errors[0].contains("removed: method `client::ticket_relation::TicketRelationClient::delete`"),
        "{errors:?}"
    );
    assert!(lines(&denied, "cargo::warning=ended: ")[0].contains("1 public name would be removed"), "{denied:?}");
    assert_eq!(std::fs::read(out.join("superoffice.rs")).unwrap(), before);
    build(&docs, &out);
    assert_ne!(std::fs::read(out.join("superoffice.rs")).unwrap(), before);
}

/// What cargo compares to find out whether a build script must run again: the times of the printed paths, and of
/// everything in them.
fn stamps(printed: &[PathBuf]) -> BTreeSet<(PathBuf, Option<SystemTime>)> {
    let mut paths = BTreeSet::new();
    for path in printed {
        walk_any(path, &mut paths);
    }
    let time = |path: &Path| std::fs::metadata(path).and_then(|about| about.modified()).ok();
    paths.into_iter().map(|path| (path.clone(), time(&path))).collect()
}

fn walk_any(path: &Path, found: &mut BTreeSet<PathBuf>) {
    found.insert(path.to_owned());
    if path.is_dir() {
        walk(path, found);
    }
}

#[test]
fn the_build_script_runs_again_exactly_if_an_input_has_changed() {
    let (dir, docs, out) = place();
    let beside = dir.path().join("beside");
    let companions = beside.join("companions");
    std::fs::create_dir_all(&companions).unwrap();
    let companion = companions.join("RelationSide.md");
    let write = |path: &Path, text: &str| std::fs::write(path, text).unwrap();
    write(&beside.join("fixups.toml"), "");
    write(&beside.join("names.lock"), "");
    write(&companion, "# Nothing\n");
    let printed = || -> Vec<PathBuf> {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "build_script::child", "--nocapture", "--quiet"]);
        let output = command.env(DOCS, &docs).env("OUT_DIR", &out).env(BESIDE, &beside).output().unwrap();
        assert_eq!(lines(&output, "ended: "), [""; 0]);
        lines(&output, "cargo::rerun-if-changed=").into_iter().map(PathBuf::from).collect()
    };
    let rest = docs.join("rest/TicketRelation");
    let page = rest.join("v1TicketRelationEntity_DeleteTicketRelationEntity.md");
    let text = std::fs::read_to_string(&page).unwrap();
    let is_run = |what: &str, edit: &dyn Fn(), expected: bool| {
        let watched = printed();
        let before = stamps(&watched);
        edit();
        assert_eq!(stamps(&watched) != before, expected, "{what}");
    };
    is_run("nothing", &|| {}, false);
    is_run("a file beside the docs", &|| write(&dir.path().join("notes.md"), "A note."), false);
    is_run("the output", &|| write(&out.join("superoffice.rs"), ""), false);
    is_run("a page", &|| write(&page, &format!("{text}\n")), true);
    is_run("a deleted page", &|| std::fs::remove_file(&page).unwrap(), true);
    is_run("an added page", &|| write(&page, &text), true);
    is_run(
        "a page in a new folder",
        &|| {
            std::fs::create_dir(docs.join("rest/Other")).unwrap();
            write(&docs.join("rest/Other/page.md"), "A text.");
        },
        true,
    );
    let sample = docs.join("samples/rest/response/v1TicketRelationEntity_DeleteTicketRelationEntity.md");
    is_run("an included sample", &|| write(&sample, &std::fs::read_to_string(&sample).unwrap()), true);
    is_run("the configuration", &|| write(&docs.join("codegen.toml"), ""), true);
    is_run("fixups", &|| write(&beside.join("fixups.toml"), "# None."), true);
    is_run("names", &|| write(&beside.join("names.lock"), "# None."), true);
    is_run("a companion file", &|| write(&companion, "# Nothing more\n"), true);
    is_run("a new companion file", &|| write(&companions.join("Other.md"), "# Nothing\n"), true);
    is_run("a deleted companion file", &|| std::fs::remove_file(&companion).unwrap(), true);
}

#[test]
fn a_page_that_was_only_touched_changes_nothing() {
    let (_dir, docs, out) = place();
    build(&docs, &out);
    let file = out.join("superoffice.rs");
    let before = std::fs::metadata(&file).unwrap().modified().unwrap();
    let page = docs.join("rest/TicketRelation/v1TicketRelationEntity_DeleteTicketRelationEntity.md");
    std::fs::write(&page, std::fs::read_to_string(&page).unwrap()).unwrap();
    build(&docs, &out);
    assert_eq!(std::fs::metadata(&file).unwrap().modified().unwrap(), before);
}
