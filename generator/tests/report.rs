//! `REPORT.md`: what to fix first, statistics last.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::Path;

use superoffice_codegen::source::{SourceFile, Sources};
use superoffice_codegen::{Options, disk, generate};

fn report(change: impl Fn(&SourceFile) -> String) -> String {
    let loaded = disk::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/build-rs/reference")).unwrap();
    let files = |files: &mut dyn Iterator<Item = &SourceFile>| -> Vec<SourceFile> {
        files.map(|file| SourceFile { path: file.path.clone(), text: change(file) }).collect()
    };
    let sources = Sources::new(
        files(&mut loaded.sources.pages().map(|(_, file)| file)),
        files(&mut loaded.sources.included().map(|(_, file)| file)),
    );
    let options = Options { keep_going: true, ..Options::default() };
    let generated = generate(&sources, &options).unwrap();
    generated.files.into_iter().find(|file| file.path == "REPORT.md").unwrap().contents
}

#[test]
fn the_first_lines_say_what_to_fix_and_the_last_are_statistics() {
    let text = report(|file| file.text.clone());
    let headings: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let starts = ["What to fix first", "Contradicted facts", "Findings", "Open types", "Lost names", "Statistics"];
    assert_eq!(headings.len(), starts.len(), "{headings:?}");
    assert!(headings.iter().zip(starts).all(|(heading, start)| heading.starts_with(start)), "{headings:?}");
    // The first cause is within the first ten lines, with its place and the next step.
    let first = text.lines().take(10).find(|line| line.starts_with("1. warning DOC")).unwrap();
    assert!(first.contains(".md:") && first.contains("; "), "{first}");
}

#[test]
fn errors_come_before_warnings_and_frequent_causes_before_rare_ones() {
    let text = report(|file| {
        let text = file.text.replace("| int32 |", "| itn32 |");
        if file.path.contains("_Delete") { text.replace("DELETE /api", "ERASE /api") } else { text }
    });
    let causes: Vec<&str> =
        text.lines().filter(|line| line.split_once(". ").is_some_and(|(n, _)| n.parse::<u8>().is_ok())).collect();
    assert!(causes.iter().any(|line| line.starts_with("1. error DOC0003: ")), "{causes:?}");
    let times = |line: &str| -> Option<usize> {
        let (before, _) = line.split_once(" times, first at")?;
        before.rsplit(' ').next()?.parse().ok()
    };
    let warnings: Vec<usize> =
        causes.iter().filter(|line| line.contains(". warning")).map(|line| times(line).unwrap_or(1)).collect();
    assert!(warnings.len() > 1 && warnings.is_sorted_by(|a, b| a >= b) && warnings.first() > Some(&1), "{causes:#?}");
}

#[test]
fn routes_that_differ_only_in_a_parameter_are_listed_in_the_order_of_precedence() {
    let page = |name: &str, ty: &str| SourceFile {
        path: format!("v1Lamp_GetBy{name}.md"),
        text: format!(
            "---\ntitle: GET Lamp\nuid: v1Lamp_GetBy{name}\n---\n\n# GET Lamp\n\n\
             ```http\nGET /api/v1/Lamp/{{{name}}}/Light\n```\n\nReads it.\n\n\
             | Path Part | Type | Description |\n|---|---|---|\n| {name} | {ty} | Which. **Required** |\n"
        ),
    };
    let sources = Sources::new(vec![page("colour", "string"), page("id", "int32")], Vec::new());
    let options = Options { keep_going: true, ..Options::default() };
    let generated = generate(&sources, &options).unwrap();
    let report = &generated.files.iter().find(|file| file.path == "REPORT.md").unwrap().contents;
    let expected = "## Routes that differ only in a parameter: 1\n";
    let row = "| GET | `/api/v1/Lamp/{id}/Light` (integer), `/api/v1/Lamp/{colour}/Light` (text) \
               | `v1Lamp_GetByid`, `v1Lamp_GetBycolour` |\n";
    assert!(report.contains(expected) && report.contains(row), "{report}");
}
