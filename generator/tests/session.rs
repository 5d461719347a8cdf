//! A session gives the same result as a new run, whatever was edited before.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use superoffice_codegen::diagnostics::{Diagnostics, render};
use superoffice_codegen::{Builder, Outcome, Session, disk};

use crate::common;
use crate::common::random::Random;

/// The pages of two resources, with their samples.
fn copy_docs(to: &Path) -> Vec<PathBuf> {
    copy_pages(to, |path| path.contains("/ProjectMember/") || path.contains("/Webhook/"))
}

/// Some pages, with their samples.
fn copy_pages(to: &Path, wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let sources = disk::load(&common::docs()).unwrap().sources;
    let mut written = Vec::new();
    for (_, page) in sources.pages().filter(|(_, page)| wanted(&page.path)) {
        let mut files = vec![page];
        for target in disk::include_targets(&page.text) {
            let path = disk::resolve_include(&page.path, target).unwrap();
            files.push(sources.file(sources.find(&path).unwrap()));
        }
        for file in files {
            let path = to.join(&file.path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &file.text).unwrap();
            written.push(path);
        }
    }
    written
}

/// The files of a crate, except the record of the last run.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if !path.ends_with(".codegen-cache") {
                    folders.push(path);
                }
            } else {
                found.insert(path.strip_prefix(folder).unwrap().to_owned(), std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// One random edit. Returns the path that an editor would have saved.
fn edit(paths: &[PathBuf], originals: &BTreeMap<PathBuf, String>, random: &mut Random) -> PathBuf {
    let path = &paths[random.below(paths.len())];
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let rows: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].starts_with("| ")).collect();
    let changed = match random.below(12) {
        // Deletes the file, or brings it back.
        0 if !text.is_empty() => {
            std::fs::remove_file(path).unwrap();
            return path.clone();
        }
        1 | 2 => originals[path].clone(),
        3 if !rows.is_empty() => {
            let at = rows[random.below(rows.len())];
            let kept = lines.iter().enumerate().filter(|(line, _)| *line != at).map(|(_, line)| *line);
            kept.collect::<Vec<_>>().join("\n")
        }
        4 => text.replacen("int32", "string", 1),
        5 => text.replacen("string", "int32", 1 + random.below(3)),
        6 => text.replace("## Sample", "## Sampel"),
        7 => text.replacen(": 1", ": \"x\"", 1),
        // Other white space, which changes no fact.
        8 if !rows.is_empty() => {
            let at = rows[random.below(rows.len())];
            let padded = lines.iter().enumerate().map(|(line, text)| match line == at {
                true => text.replace(" |", "   |"),
                false => (*text).to_owned(),
            });
            padded.collect::<Vec<_>>().join("\n")
        }
        9 => text.replace("\n## ", "\n\n## "),
        10 => text.replacen("| ", "|  ", 1 + random.below(5)),
        _ => format!("{text}\n\nMore.\n"),
    };
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, changed).unwrap();
    path.clone()
}

fn shown(found: &Diagnostics, run: &superoffice_codegen::Run) -> String {
    render::render(render::Format::Json, found, &run.sources, &run.summary, false)
}

#[test]
fn a_session_equals_a_new_run() {
    // For the figures: SUPEROFFICE_SEQUENCES=1000.
    let sequences: usize = std::env::var("SUPEROFFICE_SEQUENCES").ok().and_then(|text| text.parse().ok()).unwrap_or(25);
    let dir = tempfile::tempdir().unwrap();
    let docs = dir.path().join("docs");
    let paths = copy_docs(&docs);
    assert!(paths.len() > 20);
    let originals: BTreeMap<PathBuf, String> =
        paths.iter().map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect();
    let builder = |out: &str| Builder::new().docs(&docs).out_dir(dir.path().join(out)).keep_going(true);
    let mut runs = 0;
    for seed in 0..sequences {
        let mut random = Random::new(seed as u64 + 1);
        for out in ["session", "fresh"] {
            let _ = std::fs::remove_dir_all(dir.path().join(out));
        }
        for (path, text) in &originals {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let mut session = Session::new(builder("session"));
        let mut changed = Vec::new();
        for step in 0..4 {
            let (run, files_changed) = session.run(&changed).unwrap();
            session.rest();
            let record = |out: &str| std::fs::read_to_string(dir.path().join(out).join(".codegen-cache/record")).ok();
            // The names of earlier runs are kept, so the new run has those of the session, and no record.
            let out = dir.path().join("fresh");
            let _ = std::fs::remove_dir_all(out.join(".codegen-cache"));
            let fresh = builder("fresh").generate().unwrap();
            assert_eq!(shown(&run.diagnostics, &run), shown(&fresh.diagnostics, &fresh), "seed {seed}, step {step}");
            if matches!(fresh.outcome, Outcome::Written(_)) {
                assert_eq!(record("session"), record("fresh"), "seed {seed}, step {step}");
            }
            let (a, b) = (files(&dir.path().join("session")), files(&out));
            assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>(), "seed {seed}, step {step}");
            let differ: Vec<_> = a.iter().filter(|(path, text)| **text != b[*path]).map(|(path, _)| path).collect();
            if let Some(path) = differ.last() {
                let text = |files: &BTreeMap<PathBuf, Vec<u8>>| String::from_utf8_lossy(&files[*path]).into_owned();
                let (before, after) = (text(&a), text(&b));
                let diff = similar::TextDiff::from_lines(&before, &after).unified_diff().to_string();
                panic!("seed {seed}, step {step}: {differ:?}\n{diff}");
            }
            assert!(step > 0 || files_changed.is_empty());
            runs += 1;
            changed = (0..=random.below(2)).map(|_| edit(&paths, &originals, &mut random)).collect();
        }
    }
    eprintln!("{runs} runs in {sequences} sequences of edits are equal to new runs");
}

#[test]
fn the_first_edit_after_a_start_with_nothing_to_do_is_shown() {
    let dir = tempfile::tempdir().unwrap();
    let (docs, out) = (dir.path().join("docs"), dir.path().join("out"));
    let paths = copy_docs(&docs);
    let builder = Builder::new().docs(&docs).out_dir(&out);
    builder.generate().unwrap();
    let mut session = Session::new(builder);
    let (run, files) = session.run(&[]).unwrap();
    assert!(matches!(&run.outcome, Outcome::Written(written) if written.written.is_empty()), "{:?}", run.outcome);
    assert!(files.is_empty());

    let is_page = |path: &&PathBuf| std::fs::read_to_string(path).unwrap().contains("\n```\n\nGets ");
    let page = paths.iter().find(is_page).unwrap();
    let text = std::fs::read_to_string(page).unwrap();
    std::fs::write(page, text.replacen("\n```\n\nGets ", "\n```\n\nFinds ", 1)).unwrap();
    let (_, files) = session.run(std::slice::from_ref(page)).unwrap();
    let rust: Vec<_> = files.iter().filter(|file| file.path.ends_with(".rs")).collect();
    assert!(!rust.is_empty() && rust.len() < 4, "{:?}", files.iter().map(|file| &file.path).collect::<Vec<_>>());
    for file in rust {
        let lines = similar::TextDiff::from_lines(&file.old, &file.new);
        let differ = lines.iter_all_changes().filter(|line| line.tag() != similar::ChangeTag::Equal).count();
        assert!((1..10).contains(&differ), "{}: {differ} lines differ", file.path);
    }
}

#[test]
fn an_edit_that_changes_no_fact_generates_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (docs, out) = (dir.path().join("docs"), dir.path().join("out"));
    let paths = copy_docs(&docs);
    let steps = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&steps);
    let builder = Builder::new().docs(&docs).out_dir(&out);
    let mut session = Session::new(builder.clone().progress(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
    }));
    session.run(&[]).unwrap();
    session.rest();
    let report = std::fs::read_to_string(out.join("REPORT.md")).unwrap();
    let is_page = |path: &&PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        text.contains("\nuid:") && !report.contains(path.file_name().unwrap().to_str().unwrap())
    };
    let page = paths.iter().find(is_page).unwrap();
    let original = std::fs::read_to_string(page).unwrap();
    let mut check = |what: &str, text: &str, is_generated: bool| {
        std::fs::write(page, text).unwrap();
        let before = steps.load(Ordering::Relaxed);
        let (run, _) = session.run(std::slice::from_ref(page)).unwrap();
        assert_eq!(steps.load(Ordering::Relaxed) > before, is_generated, "{what}");
        session.rest();
        // The next process finds the record of this run, and the findings have their new places.
        let fresh = builder.check().unwrap();
        assert_eq!(shown(&run.diagnostics, &run), shown(&fresh.diagnostics, &fresh), "{what}");
        assert!(matches!(&fresh.outcome, Outcome::Checked(stale) if stale.is_empty()), "{what}");
    };
    check("the same text", &original, false);
    check("a blank line", &original.replace("\n## ", "\n\n## "), false);
    check("cells with spaces", &original.replace("| ", "|    "), false);
    check("a comment", &original.replacen("\n## ", "\n<!-- later -->\n\n## ", 1), true);
    check("the same text again", &original, true);
    check("another summary", &original.replacen("\n```\n\n", "\n```\n\nNow: ", 1), true);
    check("and a blank line", &original.replacen("\n```\n\n", "\n```\n\n\nNow: ", 1), false);

    let edited = out.join("src/lib.rs");
    let text = std::fs::read_to_string(&edited).unwrap();
    std::fs::remove_file(&edited).unwrap();
    let before = steps.load(Ordering::Relaxed);
    let (run, _) = session.run(std::slice::from_ref(page)).unwrap();
    assert!(steps.load(Ordering::Relaxed) > before, "a file was deleted");
    assert!(
        matches!(&run.outcome, Outcome::Written(written) if written.written == ["src/lib.rs"]),
        "{:?}",
        run.outcome
    );
    assert_eq!(std::fs::read_to_string(&edited).unwrap(), text);
}

#[test]
fn a_sample_of_a_page_with_a_missing_sample_is_read_again() {
    let dir = tempfile::tempdir().unwrap();
    let (docs, out) = (dir.path().join("docs"), dir.path().join("out"));
    copy_pages(&docs, |path| path.ends_with("_AddUdefField.md") || path.ends_with("ContactEntity_Activities.md"));
    let place = |path: &str| docs.join(path);
    let builder = Builder::new().docs(&docs).out_dir(&out).keep_going(true);
    let mut session = Session::new(builder.clone());
    let mut run = |changed: PathBuf| {
        session.run(&[changed]).unwrap();
        session.rest();
    };
    run(docs.clone());
    let request = place("samples/rest/request/v1ContactEntity_AddUdefField.md");
    std::fs::remove_file(&request).unwrap();
    run(request);
    let page = place("rest/Contact/v1ContactEntity_Activities.md");
    let include = "[!include[x](../../samples/rest/response/v1ContactEntity_AddUdefField.md)]";
    let text = std::fs::read_to_string(&page).unwrap();
    std::fs::write(&page, format!("{text}\n\n{include}\n")).unwrap();
    run(page);
    let sample = place("samples/rest/response/v1ContactEntity_AddUdefField.md");
    let text = std::fs::read_to_string(&sample).unwrap();
    let edited = text.replacen("\"ColumnId\": 1,", "\"ColumnId\": 1, \"BrandNewKey\": true,", 1);
    assert_ne!(edited, text);
    std::fs::write(&sample, edited).unwrap();
    run(sample);
    std::fs::remove_dir_all(out.join(".codegen-cache")).unwrap();
    let Outcome::Checked(stale) = builder.check().unwrap().outcome else { panic!() };
    assert!(stale.is_empty(), "{stale}");
}
