//! Compares a run with a record to one without. Whatever happened in between, both must have the same result.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::*;
use crate::diagnostics::{Format, render};
use crate::{BuildError, Builder, Run};

const PAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/build-rs/reference");
const PAGE: &str = "docs/rest/TicketRelation/v1TicketRelationEntity_GetTicketRelationEntity.md";
const INCLUDE: &str = "docs/samples/rest/response/v1TicketRelationEntity_GetTicketRelationEntity.md";
const ENTITY: &str = "out/src/entities/ticket_relation_entity.rs";

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let place = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).unwrap();
        }
    }
}

/// A folder with `docs` and `out`.
struct Workspace(tempfile::TempDir);

impl Workspace {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        copy(Path::new(PAGES), &place.at("docs"));
        // A finding to report in every run: a row without a name.
        place.edit(PAGE, |text| text.replace("### Response body", "### Response Body").replacen("| id |", "|  |", 1));
        place
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn edit(&self, path: &str, change: impl FnOnce(String) -> String) {
        let before = fs::read_to_string(self.at(path)).unwrap();
        let after = change(before.clone());
        assert_ne!(before, after, "{path} must change");
        fs::write(self.at(path), after).unwrap();
    }

    fn builder(&self) -> Builder {
        Builder::new().docs(self.at("docs")).out_dir(self.at("out"))
    }

    fn is_up_to_date(&self) -> bool {
        let loaded = crate::disk::load(&self.at("docs")).unwrap();
        let inputs = self.builder().inputs(&self.at("out"), &loaded).unwrap();
        Record::read(&self.at("out")).is_some_and(|record| record.up_to_date(&self.at("out"), &inputs).is_some())
    }

    /// Every file of the output except the record.
    fn tree(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut tree = BTreeMap::new();
        walk(&self.at("out"), &mut |path| {
            if !path.parent().unwrap().ends_with(CACHE) {
                // A link to a folder cannot be read, so only its kind is compared.
                let contents = if path.is_dir() { b"a link".to_vec() } else { fs::read(path).unwrap() };
                tree.insert(path.strip_prefix(self.0.path()).unwrap().to_owned(), contents);
            }
        });
        tree
    }

    /// The modification times of all files except the index, which a run also writes if only the times of files have
    /// changed.
    fn times(&self) -> BTreeMap<PathBuf, SystemTime> {
        let mut times = BTreeMap::new();
        walk(&self.at("out"), &mut |path| {
            times.insert(path.to_owned(), fs::metadata(path).unwrap().modified().unwrap());
        });
        times.remove(&self.at("out").join(CACHE).join("index"));
        times
    }
}

fn walk(dir: &Path, each: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(dir).into_iter().flatten().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() { walk(&entry.path(), each) } else { each(&entry.path()) }
    }
}

/// Everything that a run reports, in every format.
fn reported(run: &Result<Run, BuildError>) -> String {
    match run {
        Ok(run) => {
            let formats = Format::ALL
                .iter()
                .map(|format| render(*format, &run.diagnostics, &run.sources, &run.summary, false))
                .collect::<Vec<_>>();
            format!("{:?}\n{:?}\n{:?}\n{}", run.outcome, run.summary, run.diagnostics, formats.join("\n"))
        }
        Err(error) => format!("error: {error}"),
    }
}

/// The files of earlier runs that a run finds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    Nothing,
    /// The record and an index of files that had just been changed, so their contents are compared.
    Record,
    /// The record and an index of files whose times are trusted.
    Index,
}

/// Runs twice, makes a change, then checks and runs again. Does this with and without the record and the index. Returns
/// the reports of the last check and the last run.
#[track_caller]
fn same(what: &str, happens: impl Fn(&Workspace)) -> (String, String) {
    let all = [Kept::Index, Kept::Record, Kept::Nothing].map(|kept| {
        let place = Workspace::new();
        place.builder().generate().unwrap();
        // A run does not write an index if a file may have been changed while it was read.
        std::thread::sleep(std::time::Duration::from_millis(100));
        place.builder().generate().unwrap();
        assert!(place.is_up_to_date(), "{what}: the second run is known to change nothing");
        if kept == Kept::Index {
            unread::trust(&place.at("out"));
            assert!(place.builder().unread(true).is_some(), "{what}: nothing is read");
        }
        happens(&place);
        let forget = || {
            if kept == Kept::Nothing && place.at("out").join(RECORD).is_file() {
                fs::remove_file(place.at("out").join(RECORD)).unwrap();
            }
        };
        forget();
        let check = reported(&place.builder().check());
        forget();
        let before = place.tree();
        let run = reported(&place.builder().generate());
        // The paths of the two folders differ.
        let own = place.0.path().to_string_lossy().into_owned();
        let reports = (check.replace(&own, ""), run.replace(&own, ""));
        (reports, before, place.tree())
    });
    let [index, record, nothing] = all;
    assert_eq!(record, nothing, "{what}");
    assert_eq!(index, nothing, "{what}");
    index.0
}

#[test]
fn nothing_happens() {
    let (check, run) = same("nothing", |_| {});
    assert!(check.starts_with("Checked(Stale { files: [], causes: {} })"), "{check}");
    assert!(run.starts_with("Written(Written { written: [], unchanged: [\"Cargo.toml\""), "{run}");
    assert!(run.contains("DOC1006"), "findings are reported again: {run}");
}

#[test]
fn a_change_of_the_input_is_seen() {
    let (check, run) = same("a byte of a page", |place| {
        let page = PAGE.replace("_Get", "_Default");
        place.edit(&page, |text| text.replacen("Request the relation", "RequesT the relation", 1));
        assert!(!place.is_up_to_date());
    });
    assert!(check.contains("Different"), "{check}");
    assert!(run.contains("src/entities/ticket_relation_entity.rs"), "{run}");
    same("a byte of an include", |place| {
        place.edit(INCLUDE, |text| text.replacen('1', "2", 1));
        assert!(!place.is_up_to_date());
    });
    // The files that only this page included are left over.
    let (check, run) = same("a page is deleted", |place| fs::remove_file(place.at(PAGE)).unwrap());
    assert!(check.contains("Different") && run.contains("OrphanedSample"), "{check}\n{run}");
    same("a page is added", |place| {
        fs::copy(place.at(PAGE), place.at("docs/rest/TicketRelation/v1Other.md")).unwrap();
    });
    same("a page is renamed", |place| {
        fs::rename(place.at(PAGE), place.at("docs/rest/TicketRelation/v1Other.md")).unwrap();
    });
    let (_, run) = same("a page is broken", |place| place.edit(PAGE, |text| text.replacen("```http", "```text", 1)));
    assert!(run.starts_with("Rejected"), "{run}");
    same("all pages are deleted", |place| fs::remove_dir_all(place.at("docs")).unwrap());
}

#[test]
fn a_change_of_the_output_is_seen() {
    let (check, run) = same("a file is deleted", |place| fs::remove_file(place.at(ENTITY)).unwrap());
    assert!(check.contains("Missing"), "{check}");
    assert!(run.contains("written: [\"src/entities/ticket_relation_entity.rs\"]"), "{run}");
    let (check, run) = same("an edit by hand", |place| place.edit(ENTITY, |text| text + "\n"));
    assert!(check.contains("HandEdited"), "{check}");
    assert!(run.contains("edited by hand"), "{run}");
    same("a changed byte", |place| place.edit(ENTITY, |text| text.replacen('a', "b", 1)));
    same("the hand-written part of Cargo.toml", |place| place.edit("out/Cargo.toml", |text| format!("# mine\n{text}")));
    same("the generated part of Cargo.toml", |place| {
        place.edit("out/Cargo.toml", |text| text.replacen("full = [", "full = [ ", 1));
    });
    same("the manifest is deleted", |place| fs::remove_file(place.at("out").join(output::MANIFEST)).unwrap());
    same("the output is deleted", |place| fs::remove_dir_all(place.at("out")).unwrap());
    same("a run was interrupted", |place| fs::create_dir(place.at("out/.codegen-staging")).unwrap());
    same("a file made by hand", |place| fs::write(place.at("out/src/entities/mine.rs"), "mine").unwrap());
    let (check, run) = same("an orphan", |place| {
        let orphan = "// an earlier run left this\n";
        fs::write(place.at("out/src/entities/orphan.rs"), orphan).unwrap();
        let hash = xxh3_128(orphan.as_bytes());
        place.edit("out/.codegen-manifest", |text| format!("{text}{hash:032x} file src/entities/orphan.rs\n"));
    });
    assert!(check.contains("Orphan"), "{check}");
    assert!(run.contains("removed: [\"src/entities/orphan.rs\"]"), "{run}");
}

#[cfg(unix)]
#[test]
fn nothing_is_read_through_a_link() {
    use std::os::unix::fs::symlink;
    same("a file becomes a link", |place| {
        fs::rename(place.at(ENTITY), place.at("elsewhere.rs")).unwrap();
        symlink(place.at("elsewhere.rs"), place.at(ENTITY)).unwrap();
    });
    same("a folder becomes a link", |place| {
        fs::rename(place.at("out/src/entities"), place.at("elsewhere")).unwrap();
        symlink(place.at("elsewhere"), place.at("out/src/entities")).unwrap();
    });
    let place = Workspace::new();
    place.builder().generate().unwrap();
    fs::rename(place.at("out").join(RECORD), place.at("elsewhere")).unwrap();
    symlink(place.at("elsewhere"), place.at("out").join(RECORD)).unwrap();
    place.builder().generate().unwrap();
    assert!(!place.is_up_to_date());
    assert!(place.at("out").join(RECORD).is_symlink(), "a link is not replaced");
}

#[test]
fn a_damaged_record_is_ignored() {
    let record = format!("out/{RECORD}");
    let damage: [(&str, &dyn Fn(String) -> String); 7] = [
        ("empty", &|_| String::new()),
        ("cut off", &|text| text.chars().take(text.len() / 2).collect()),
        ("a changed byte", &|text| text.replacen("\"pages\"", "\"pagez\"", 1).replacen('7', "8", 1)),
        ("trailing text", &|text| text + "\n"),
        ("of another version", &|text| text.replacen("codegen-cache-1", "codegen-cache-0", 1)),
        ("foreign text", &|_| "<<<<<<< HEAD".to_owned()),
        ("of another program", &|text| {
            let body = text.split_once('\n').unwrap().1.trim_end().replacen("\"generator\":", "\"generator\":1", 1);
            format!("{MAGIC} {:032x}\n{body}\n", xxh3_128(body.as_bytes()))
        }),
    ];
    for (what, damage) in damage {
        same(what, |place| {
            place.edit(&record, damage);
            assert!(!place.is_up_to_date(), "{what}");
        });
    }
    same("bytes that are not UTF-8", |place| fs::write(place.at(&record), [0xff, 0xfe, 0]).unwrap());
    same("a folder in its place", |place| {
        fs::remove_file(place.at(&record)).unwrap();
        fs::create_dir(place.at(&record)).unwrap();
    });
}

#[test]
fn options_are_part_of_the_key_and_threads_are_not() {
    let place = Workspace::new();
    let hash = |options: &Options| Inputs::new(options).hash();
    let base = Options::default();
    assert_eq!(hash(&base), hash(&Options { threads: 7, ..base.clone() }));
    assert_ne!(hash(&base), hash(&Options { keep_going: true, ..base.clone() }));
    assert_ne!(hash(&base), hash(&Options { only: vec!["Ticket*".to_owned()], ..base.clone() }));
    assert_ne!(hash(&base), hash(&Options { runtime: String::new(), ..base.clone() }));
    place.builder().generate().unwrap();
    let run = place.builder().only(["*/{id}"]).generate().unwrap();
    assert!(run.summary.operations < 6, "the other options must be applied: {:?}", run.summary);
}

#[test]
fn the_boundary_between_name_and_contents_is_part_of_the_key() {
    let hash = |files: &[(&str, &str)]| {
        let mut inputs = Inputs::new(&Options::default());
        files.iter().for_each(|(name, text)| inputs.file(name, text.as_bytes()));
        inputs.hash()
    };
    assert_ne!(hash(&[("ab", "c")]), hash(&[("a", "bc")]));
    assert_ne!(hash(&[("a", ""), ("b", "")]), hash(&[("a", "b")]));
    assert_ne!(hash(&[("a", "x"), ("b", "y")]), hash(&[("b", "y"), ("a", "x")]));
}

/// Plants a number that no run would report, so that it can only come from the record.
#[test]
fn an_unchanged_run_comes_from_the_record() {
    let place = Workspace::new();
    place.builder().keep_going(true).generate().unwrap();
    let out = place.at("out");
    let loaded = crate::disk::load(&place.at("docs")).unwrap();
    let builder = place.builder().keep_going(true);
    let inputs = builder.inputs(&out, &loaded).unwrap();
    let mut made = Record::read(&out).unwrap().made;
    made.summary = made.summary.with("planted", 4711);
    write(&out, &inputs, &made);
    for run in [builder.generate().unwrap(), builder.check().unwrap()] {
        assert!(run.summary.more.contains(&("planted".to_owned(), 4711)), "{:?}", run.summary);
    }
    // Once the record does not match, the planted number is gone.
    place.edit(PAGE, |text| text + "\n");
    assert!(!builder.generate().unwrap().summary.more.contains(&("planted".to_owned(), 4711)));
}

#[test]
fn only_files_whose_text_differs_are_formatted_again() {
    let place = Workspace::new();
    place.builder().generate().unwrap();
    let out = place.at("out");
    let loaded = crate::disk::load(&place.at("docs")).unwrap();
    let record = Record::read(&out).unwrap();
    let asked = std::sync::Mutex::new(BTreeMap::new());
    let known = |path: &str, rendered: u128| {
        let found = record.formatted(&out, path, rendered);
        asked.lock().unwrap().insert(path.to_owned(), found.is_some());
        found
    };
    let changed: Vec<_> = loaded
        .sources
        .pages()
        .map(|(_, page)| page.clone())
        .map(|mut page| {
            page.text = page.text.replace("assigned by the database", "given by the database");
            page
        })
        .collect();
    let sources = Sources::new(changed, loaded.sources.included().map(|f| f.1.clone()).collect());
    let reused: (&crate::emit::Formatted<'_>, _) = (&known, None);
    let progress = crate::run::progress::Progress::default();
    let with = crate::generate_from(&sources, &Options::default(), Diagnostics::default(), reused, &progress).unwrap();
    let asked = asked.into_inner().unwrap();
    let anew: Vec<_> = asked.iter().filter(|(_, known)| !**known).map(|(path, _)| path.as_str()).collect();
    assert_eq!(anew, ["src/entities/ticket_relation_entity.rs"], "{asked:?}");
    assert!(asked.len() > 5, "{asked:?}");
    assert_eq!(with.files, crate::generate(&sources, &Options::default()).unwrap().files);

    // An edited file is not reused.
    let path = "src/client/ticket_relation.rs";
    let rendered = record.made.rendered[path];
    assert!(record.formatted(&out, path, rendered).is_some());
    assert!(record.formatted(&out, path, rendered ^ 1).is_none());
    place.edit(&format!("out/{path}"), |text| text + " ");
    assert!(record.formatted(&out, path, rendered).is_none());
}

#[test]
fn a_second_run_changes_no_modification_time() {
    let place = Workspace::new();
    place.builder().generate().unwrap();
    let times = place.times();
    assert!(times.len() > 8 && times.contains_key(&place.at("out").join(RECORD)), "{times:?}");
    place.builder().generate().unwrap();
    assert_eq!(place.times(), times);
    place.builder().check().unwrap();
    assert_eq!(place.times(), times);
    // If everything is generated again because there is no record, only the record is written.
    fs::remove_file(place.at("out").join(RECORD)).unwrap();
    place.builder().check().unwrap();
    assert!(!place.at("out").join(RECORD).exists(), "a check writes nothing");
    place.builder().generate().unwrap();
    let mut again = place.times();
    again.insert(place.at("out").join(RECORD), times[&place.at("out").join(RECORD)]);
    assert_eq!(again, times);
    assert!(place.is_up_to_date());
}

#[test]
fn docs_with_errors_leave_no_record() {
    let place = Workspace::new();
    place.edit(PAGE, |text| text.replacen("```http", "```text", 1));
    assert!(matches!(place.builder().generate().unwrap().outcome, crate::Outcome::Rejected));
    assert!(!place.at("out").exists());
    let run = place.builder().keep_going(true).generate();
    let again = place.builder().keep_going(true).generate();
    assert!(run.as_ref().unwrap().summary.errors > 0 && !again.as_ref().unwrap().summary.complete);
    // The findings are exactly the same; only the list of written files differs.
    let findings = |report: &str| report.split_once('\n').unwrap().1.to_owned();
    assert_eq!(findings(&reported(&run)), findings(&reported(&again)));
}

/// A run that is killed while it writes its record leaves a temporary file. The next run deletes it, and nothing else.
#[test]
fn temporary_files_of_killed_runs_are_deleted() {
    let place = Workspace::new();
    place.builder().keep_going(true).generate().unwrap();
    let names = [".record.123.tmp", ".record.tmp", ".record.12a.tmp", ".other.1.tmp"];
    for name in names {
        fs::write(place.at("out").join(CACHE).join(name), "half").unwrap();
    }
    fs::create_dir(place.at("out").join(CACHE).join(".record.5.tmp")).unwrap();
    place.edit(PAGE, |text| text.replace("### Response Body", "### Response body"));
    place.builder().keep_going(true).generate().unwrap();
    let left = names.map(|name| place.at("out").join(CACHE).join(name).exists());
    assert_eq!(left, [false, true, true, true]);
    assert!(place.at("out").join(CACHE).join(".record.5.tmp").is_dir());
}

#[test]
fn git_ignores_the_record_wherever_the_crate_is() {
    let place = Workspace::new();
    place.builder().generate().unwrap();
    let ignored = fs::read_to_string(place.at("out").join(CACHE).join(".gitignore")).unwrap();
    assert!(ignored.lines().any(|line| line == "*"), "{ignored}");
    let git =
        |arguments: &[&str]| std::process::Command::new("git").args(arguments).current_dir(place.at("")).output().ok();
    if git(&["init", "--quiet"]).is_none_or(|made| !made.status.success()) {
        eprintln!("SKIPPED: git is not installed");
        return;
    }
    let status = git(&["status", "--short", "--untracked-files=all"]).unwrap();
    let seen = String::from_utf8(status.stdout).unwrap();
    assert!(seen.contains("out/Cargo.toml") && !seen.contains(CACHE), "{seen}");
}

#[test]
fn a_record_of_an_earlier_version_becomes_a_folder_and_nothing_else_does() {
    let place = Workspace::new();
    place.builder().generate().unwrap();
    let cache = place.at("out").join(CACHE);
    fs::remove_dir_all(&cache).unwrap();
    fs::write(&cache, "codegen-cache-1 00\n{}\n").unwrap();
    place.builder().generate().unwrap();
    assert!(place.is_up_to_date());
    fs::remove_dir_all(&cache).unwrap();
    fs::write(&cache, "a file of somebody else").unwrap();
    place.builder().generate().unwrap();
    assert_eq!(fs::read_to_string(&cache).unwrap(), "a file of somebody else");
}
