//! The changes of public names: a few lines for people, all of them for machines and in Markdown.

use std::fmt::Write as _;

use super::escape::to_json;
use super::joined;
use crate::diagnostics::{Change, ChangeKind, Changes};
use crate::source::{Sources, Span};
use crate::text::visible::{counted, thousands, visible_short};

/// Maximum number of lines for people, without the line of totals.
const LINES: usize = 10;
/// Maximum number of changes that a run which is denied shows.
const MANY: usize = 100;

/// Returns the totals of a run and its most important changes, in at most ten lines below the totals. Returns an empty
/// text if there was no older crate. `root` is the path of the docs folder in messages.
#[must_use]
pub fn brief(changes: &Changes, sources: &Sources, root: &str) -> String {
    if !changes.compared {
        return String::new();
    }
    let mut text = format!("public names: {}\n", totals(changes));
    let mut room = LINES;
    if changes.unknown > 0 {
        room -= 1;
        let are = if changes.unknown == 1 { "is" } else { "are" };
        let _ = writeln!(
            text,
            "  {} of the last run {are} missing or edited and could not be compared",
            counted(changes.unknown, "file")
        );
    }
    let mut left = changes.list.len();
    for change in &changes.list {
        let lines = lines(change, sources, root);
        // One line is kept for the number of changes that are left out.
        if lines.len() + usize::from(left > 1) > room {
            break;
        }
        room -= lines.len();
        left -= 1;
        lines.iter().for_each(|line| text.push_str(&format!("  {line}\n")));
    }
    if left > 0 {
        let _ = writeln!(text, "  {} more; `--message-format json` and `markdown` list all of them", thousands(left));
    }
    text
}

/// Returns every change that takes a name away or changes its type, for a run that may not do so.
#[must_use]
pub fn breaking(changes: &Changes, sources: &Sources, root: &str) -> String {
    let mut text = String::new();
    let breaking = || changes.list.iter().filter(|change| change.kind.is_breaking());
    for line in breaking().take(MANY).flat_map(|change| lines(change, sources, root)) {
        let _ = writeln!(text, "  {line}");
    }
    let left = breaking().count().saturating_sub(MANY);
    if left > 0 {
        let _ = writeln!(text, "  {} more; `--message-format json` and `markdown` list all of them", thousands(left));
    }
    text
}

fn totals(changes: &Changes) -> String {
    let counts = ChangeKind::ALL.iter().filter_map(|kind| {
        let count = changes.count(*kind);
        (count > 0).then(|| format!("{} {}", thousands(count), kind.word().replace('-', " ")))
    });
    let counts: Vec<String> = counts.collect();
    if counts.is_empty() { "no changes".to_owned() } else { counts.join(", ") }
}

/// One change, and a second line with the edit that keeps the old name.
fn lines(change: &Change, sources: &Sources, root: &str) -> Vec<String> {
    let what =
        format!("{}: {} {}{}", change.kind.word().replace('-', " "), change.item, code(&change.path), to(change));
    let mut lines = vec![what + &place(change, sources, root)];
    lines.extend(advice(change).map(|advice| format!("  to keep the name, {advice}")));
    lines
}

/// What the item is now.
fn to(change: &Change) -> String {
    match change.kind {
        ChangeKind::Removed | ChangeKind::Added => String::new(),
        ChangeKind::Renamed | ChangeKind::Deprecated => format!(" is now {}", code(&change.now)),
        ChangeKind::Retyped => format!(" was {} and is now {}", code(&change.was), code(&change.now)),
        ChangeKind::Regated => format!(" was enabled by {} and is now by {}", code(&change.was), code(&change.now)),
    }
}

fn advice(change: &Change) -> Option<String> {
    let edit = change.keep.as_ref()?;
    let (section, add) = (edit.section, code(&edit.add));
    Some(match &edit.remove {
        Some(old) if *old != edit.add => format!("replace {} in `names.lock` by {add} in `[{section}]`", code(old)),
        _ => format!("write {add} in `[{section}]` of `names.lock`"),
    })
}

fn place(change: &Change, sources: &Sources, root: &str) -> String {
    match change.at {
        Some(span) => format!(" ({})", shown_place(span, sources, root)),
        None if change.page.is_empty() => String::new(),
        None => format!(" (formerly {})", visible_short(&change.page, 200)),
    }
}

fn shown_place(span: Span, sources: &Sources, root: &str) -> String {
    let file = sources.file(span.file);
    format!("{}:{}", visible_short(&joined(root, &file.path), 200), file.line_column(span.start as usize))
}

fn code(text: &str) -> String {
    format!("`{}`", visible_short(text, 300))
}

#[derive(serde::Serialize)]
struct Line<'a> {
    change: &'static str,
    item: &'static str,
    path: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    was: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    now: &'a str,
    breaking: bool,
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    #[serde(skip_serializing_if = "str::is_empty")]
    old_page: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    names_lock: Option<Edit<'a>>,
}

#[derive(serde::Serialize)]
struct Edit<'a> {
    section: &'a str,
    remove: Option<&'a str>,
    add: &'a str,
}

/// One JSON object per change.
pub(super) fn json(changes: &Changes, sources: &Sources) -> String {
    let mut text = String::new();
    for change in &changes.list {
        let file = change.at.map(|span| sources.file(span.file));
        let at = change.at.zip(file).map(|(span, file)| file.line_column(span.start as usize));
        let edit = change.keep.as_ref();
        text.push_str(&to_json(&Line {
            change: change.kind.word(),
            item: change.item,
            path: &change.path,
            was: &change.was,
            now: &change.now,
            breaking: change.kind.is_breaking(),
            file: file.map(|file| file.path.as_str()),
            line: at.map(|at| at.line),
            column: at.map(|at| at.column),
            old_page: &change.page,
            names_lock: edit.map(|it| Edit { section: it.section, remove: it.remove.as_deref(), add: &it.add }),
        }));
        text.push('\n');
    }
    text
}

/// A section of a report in Markdown. Empty if there was no older crate.
pub(super) fn markdown(changes: &Changes, sources: &Sources, root: &str, escape: fn(&str) -> String) -> String {
    if !changes.compared {
        return String::new();
    }
    let mut text = format!("\n## Public names\n\n{}\n", escape(&totals(changes)));
    let mut before = None;
    for change in &changes.list {
        if before != Some(change.kind) {
            let _ = writeln!(text, "\n### {}: {}\n", change.kind.word().replace('-', " "), changes.count(change.kind));
            before = Some(change.kind);
        }
        let what = format!("{} {}{}{}", change.item, code(&change.path), to(change), place(change, sources, root));
        let _ = writeln!(text, "- {}", escape(&what));
        if let Some(advice) = advice(change) {
            let _ = writeln!(text, "  - to keep the name, {}", escape(&advice));
        }
    }
    text
}
