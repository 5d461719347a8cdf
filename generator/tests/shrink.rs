//! A run that removes most of a crate prints a warning and proceeds.

#![allow(clippy::unwrap_used, missing_docs, reason = "a test")]

use std::path::Path;

use superoffice_codegen::{Builder, Loss, Outcome, Run};

/// A resource with one call that sends nothing and returns nothing.
fn write_page(docs: &Path, number: usize) {
    let path = format!("/api/v1/Lamp{number}");
    let text = format!(
        "---\ntitle: DELETE Lamp{number}\nuid: v1Lamp{number}Entity_Delete\n---\n\n# DELETE Lamp{number}\n\n\
         ```http\nDELETE {path}\n```\n\nDrops it.\n\n\
         ## Request Headers\n\n| Parameter Name | Description |\n|---|---|\n| Accept | `application/json` |\n\n\
         ## Response:\n\n| Response | Description |\n|---|---|\n| 204 | No Content |\n\n### Response body: TableRight\n\n\
         ## Sample request\n\n```http!\nDELETE {path}\n```\n\n\
         ## Sample response\n\n```http_\nHTTP/1.1 204 No Content\n\nnull\n```\n"
    );
    std::fs::write(docs.join(format!("v1Lamp{number}Entity_Delete.md")), text).unwrap();
}

fn run(docs: &Path, out: &Path, only: &[&str], check: bool) -> Run {
    let builder = Builder::new().docs(docs).out_dir(out).only(only.iter().copied());
    if check { builder.check().unwrap() } else { builder.generate().unwrap() }
}

fn some_of(count: usize) -> tempfile::TempDir {
    let docs = tempfile::tempdir().unwrap();
    (0..count).for_each(|number| write_page(docs.path(), number));
    docs
}

#[test]
fn removing_most_of_a_crate_prints_a_warning_and_proceeds() {
    let (all, few, out) = (some_of(30), some_of(12), tempfile::tempdir().unwrap());
    assert_eq!(run(all.path(), out.path(), &[], false).shrink, None, "a first run removes nothing");
    assert_eq!(run(all.path(), out.path(), &[], false).shrink, None, "nothing changed");

    let checked = run(few.path(), out.path(), &[], true).shrink.unwrap();
    assert_eq!(checked.operations, Loss { gone: 18, of: 30 });
    let run = run(few.path(), out.path(), &[], false);
    assert_eq!(run.shrink, Some(checked));
    let Outcome::Written(written) = run.outcome else { unreachable!("{:?}", run.outcome) };
    assert_eq!(written.removed.len(), checked.files.gone);
    let said = checked.to_string();
    assert!(said.ends_with("and 18 of 30 operations no longer have a page"), "{said}");
}

#[test]
fn items_removed_before_are_not_counted_again() {
    let (all, few, out) = (some_of(30), some_of(12), tempfile::tempdir().unwrap());
    run(all.path(), out.path(), &[], false);
    run(few.path(), out.path(), &[], false);
    // The lock still has all thirty, but only twelve of them were present.
    let fewer = some_of(11);
    assert_eq!(run(fewer.path(), out.path(), &[], false).shrink, None);
}

#[test]
fn a_run_with_only_prints_no_warning() {
    let (all, out) = (some_of(30), tempfile::tempdir().unwrap());
    run(all.path(), out.path(), &[], false);
    assert_eq!(run(all.path(), out.path(), &["Lamp1"], false).shrink, None);
}

#[test]
fn losing_a_half_or_a_handful_prints_no_warning() {
    let out = tempfile::tempdir().unwrap();
    run(some_of(30).path(), out.path(), &[], false);
    assert_eq!(run(some_of(15).path(), out.path(), &[], false).shrink, None);
    let out = tempfile::tempdir().unwrap();
    run(some_of(5).path(), out.path(), &[], false);
    assert_eq!(run(some_of(1).path(), out.path(), &[], false).shrink, None);
}
