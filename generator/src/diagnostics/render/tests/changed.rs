//! The changes of public names, for people and in Markdown.

use super::*;
use crate::diagnostics::{Change, ChangeKind, LockEdit};

fn change(kind: ChangeKind, item: &'static str, path: &str, was: &str, now: &str) -> Change {
    let [path, was, now] = [path, was, now].map(str::to_owned);
    Change { kind, item, path, was, now, at: None, page: String::new(), keep: None }
}

fn edit(remove: Option<&str>, add: &str) -> Option<LockEdit> {
    Some(LockEdit { section: "types", remove: remove.map(str::to_owned), add: add.to_owned() })
}

/// A change of each kind, and each kind of advice.
fn each() -> Changes {
    let list = vec![
        Change {
            page: "old/Contact/Get.md".to_owned(),
            ..change(ChangeKind::Removed, "method", "client::contact::ContactClient::get", "() -> Contact", "")
        },
        Change {
            at: Some(at(1, 2, 9)),
            keep: edit(Some("A = \"A\""), "B = [\"B\", \"A\"]"),
            ..change(ChangeKind::Renamed, "type", "entities::A", "", "entities::B")
        },
        Change {
            keep: edit(None, "D = [\"D\", \"C\"]"),
            ..change(ChangeKind::Renamed, "type", "entities::C", "", "entities::D")
        },
        change(ChangeKind::Retyped, "field", "entities::B::size", "Option<i32>", "Option<f64>"),
        change(ChangeKind::Regated, "type", "entities::E", "contact", "person"),
        change(ChangeKind::Deprecated, "type", "entities::F", "", "entities::G"),
        change(ChangeKind::Added, "type", "entities::H", "", ""),
    ];
    Changes { list, compared: true, unknown: 0 }
}

/// Additions of a number of types.
fn added(count: usize) -> Changes {
    let list = (0..count).map(|at| change(ChangeKind::Added, "type", &format!("entities::T{at}"), "", "")).collect();
    Changes { list, compared: true, unknown: 0 }
}

#[test]
fn each_kind_of_change_says_what_there_was_and_how_to_keep_it() {
    let (_, sources) = ordinary();
    let expected = "\
public names: 1 removed, 2 probably renamed, 1 retyped, 1 feature changed, 1 renamed, 1 added
  removed: method `client::contact::ContactClient::get` (formerly old/Contact/Get.md)
  probably renamed: type `entities::A` is now `entities::B` (docs/rest/Contact/Put.md:1:3)
    to keep the name, replace `A = \"A\"` in `names.lock` by `B = [\"B\", \"A\"]` in `[types]`
  probably renamed: type `entities::C` is now `entities::D`
    to keep the name, write `D = [\"D\", \"C\"]` in `[types]` of `names.lock`
  retyped: field `entities::B::size` was `Option<i32>` and is now `Option<f64>`
  feature changed: type `entities::E` was enabled by `contact` and is now by `person`
  renamed: type `entities::F` is now `entities::G`
  added: type `entities::H`
";
    assert_eq!(brief(&each(), &sources, "docs"), expected);
    assert_eq!(brief(&Changes { compared: false, ..each() }, &sources, "docs"), "");
}

#[test]
fn ten_lines_are_printed_and_the_last_counts_the_rest() {
    let (_, sources) = ordinary();
    let text = |changes: &Changes| brief(changes, &sources, "docs");
    assert_eq!(text(&added(10)).lines().count(), 11);
    assert!(text(&added(10)).ends_with("  added: type `entities::T9`\n"));
    let more = |count: usize| format!("  {count} more; `--message-format json` and `markdown` list all of them\n");
    assert_eq!(text(&added(11)).lines().count(), 11);
    assert!(text(&added(11)).ends_with(&format!("  added: type `entities::T8`\n{}", more(2))));
    // A change of two lines is not cut in half.
    let mut list = added(8).list;
    list.extend(each().list.into_iter().filter(|change| change.keep.is_some()).take(1));
    assert!(text(&Changes { list: list.clone(), ..each() }).ends_with("in `[types]`\n"));
    list.extend(added(1).list);
    assert!(text(&Changes { list, ..each() }).ends_with(&more(2)));
}

#[test]
fn files_that_could_not_be_compared_are_the_first_line() {
    let (_, sources) = ordinary();
    let text = |count: usize, unknown: usize| brief(&Changes { unknown, ..added(count) }, &sources, "docs");
    let first = "public names: 1 added\n  1 file of the last run is missing or edited and could not be compared\n";
    assert!(text(1, 1).starts_with(first), "{}", text(1, 1));
    assert!(text(0, 2).starts_with("public names: no changes\n  2 files of the last run are missing or edited"));
    assert!(text(9, 1).ends_with("entities::T8`\n") && text(10, 1).ends_with(" list all of them\n"));
    assert_eq!(text(10, 1).lines().count(), 11);
}

#[test]
fn a_denied_run_lists_a_hundred_breaking_changes() {
    let (_, sources) = ordinary();
    let removed = |count: usize| {
        let list = (0..count).map(|at| change(ChangeKind::Removed, "type", &format!("T{at}"), "", "")).collect();
        breaking(&Changes { list, compared: true, unknown: 0 }, &sources, "docs")
    };
    assert_eq!(breaking(&added(3), &sources, "docs"), "");
    let each = breaking(&each(), &sources, "docs");
    assert!(each.contains("retyped: field") && !each.contains("type `entities::F`"), "{each}");
    assert!(removed(100).ends_with("  removed: type `T99`\n"));
    assert!(removed(103).ends_with("`T99`\n  3 more; `--message-format json` and `markdown` list all of them\n"));
}

#[test]
fn markdown_has_a_section_for_each_kind() {
    let (found, sources) = ordinary();
    let summary = Summary { pages: 2, complete: true, root: "docs".to_owned(), ..Summary::default() };
    let summary = summary.with_counts(&found);
    let text = render_run(Format::Markdown, &found, &sources, &summary, &each(), false);
    let (_, names) = text.split_once("\n## Public names\n").unwrap();
    let expected = "
1 removed, 2 probably renamed, 1 retyped, 1 feature changed, 1 renamed, 1 added

### removed: 1

- method `client::contact::ContactClient::get` (formerly old/Contact/Get.md)

### probably renamed: 2

- type `entities::A` is now `entities::B` (docs/rest/Contact/Put.md:1:3)
  - to keep the name, replace `A = \"A\"` in `names.lock` by `B = [\"B\", \"A\"]` in `[types]`
- type `entities::C` is now `entities::D`
  - to keep the name, write `D = [\"D\", \"C\"]` in `[types]` of `names.lock`

### retyped: 1

- field `entities::B::size` was `Option<i32>` and is now `Option<f64>`

### feature changed: 1

- type `entities::E` was enabled by `contact` and is now by `person`

### renamed: 1

- type `entities::F` is now `entities::G`

### added: 1

- type `entities::H`
";
    assert_eq!(names, expected);
    let text = render_run(Format::Markdown, &found, &sources, &summary, &added(60_000), false);
    assert!(text.len() < 1 << 20 && text.ends_with("\nThe changes of public names do not fit on this page.\n"));
}
