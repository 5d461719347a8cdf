//! A report in Markdown: numbers, a table of codes, then every finding under its code.
//!
//! The text comes from the docs, so everything that has a meaning in Markdown or HTML is escaped.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::short::OTHERS;
use super::{Finding, Report, changes, files_of};
use crate::diagnostics::explain::level_name;
use crate::diagnostics::{Code, Level};
use crate::text::visible::{counted, thousands, visible, visible_short};

/// Findings that do not fit are counted.
const LIMIT: usize = 1_000_000;

/// The maximum length with the changes. GitHub rejects a step summary over 1 MiB.
const WHOLE: usize = 1_040_000;

pub(super) fn render(report: &Report<'_>) -> String {
    let changes = changes::markdown(report.changes, report.sources, &report.summary.root, inline);
    let mut text = findings(report);
    if text.len() + changes.len() <= WHOLE {
        text.push_str(&changes);
    } else {
        text.push_str("\nThe changes of public names do not fit on this page.\n");
    }
    text
}

fn findings(report: &Report<'_>) -> String {
    let mut text = String::from("# Findings\n\n");
    let summary = report.summary;
    let _ = writeln!(
        text,
        "{}, {}, {}: {}, {}.{}\n",
        counted(summary.pages, "page"),
        counted(summary.operations, "operation"),
        counted(summary.types, "type"),
        counted(summary.errors, "error"),
        counted(summary.warnings, "warning"),
        if summary.complete { "" } else { " Incomplete: items with errors were left out." },
    );
    for (name, count) in &summary.more {
        let _ = writeln!(text, "- {}: {}", inline(name), thousands(*count));
    }
    if !summary.more.is_empty() {
        text.push('\n');
    }

    if !summary.stale.is_empty() {
        let _ = writeln!(text, "## Out of date\n");
        for stale in &summary.stale {
            let _ = writeln!(text, "- {}:{}: {}", inline(&stale.path), stale.line, inline(&stale.text()));
        }
        text.push('\n');
    }
    let mut groups: BTreeMap<(Level, Code), Vec<&Finding<'_>>> = BTreeMap::new();
    for finding in &report.findings {
        groups.entry((finding.level(), finding.code())).or_default().push(finding);
    }
    if groups.is_empty() {
        text.push_str("Nothing was found.\n");
        return text;
    }
    text.push_str("| code | level | name | findings | pages |\n|---|---|---|--:|--:|\n");
    for ((level, code), findings) in &groups {
        let (count, pages) = (thousands(findings.len()), thousands(files_of(findings.iter().copied())));
        let _ = writeln!(text, "| {code} | {} | {} | {count} | {pages} |", level_name(*level), code.name());
    }
    let mut left_out = 0;
    for ((_, code), findings) in &groups {
        if text.len() < LIMIT {
            let _ = write!(text, "\n## {code} {}\n\n", code.name());
        }
        // A step that is the same for all findings of a code is printed once.
        let step = findings.first().map(|first| &first.diagnostic.help);
        let common = step.filter(|step| findings.iter().all(|finding| finding.diagnostic.help == **step));
        for help in common.into_iter().flatten() {
            let _ = writeln!(text, "Help: {}\n", inline(&visible_short(help, 1_000)));
        }
        for finding in findings {
            if text.len() < LIMIT {
                item(&mut text, report, finding, common.is_none());
            } else {
                left_out += 1;
            }
        }
    }
    if left_out > 0 {
        let _ = writeln!(text, "\n{} more did not fit on this page.", counted(left_out, "finding"));
    }
    text
}

fn item(text: &mut String, report: &Report<'_>, finding: &Finding<'_>, with_help: bool) {
    let (diagnostic, place) = (finding.diagnostic, &finding.place);
    let message = inline(&visible_short(&diagnostic.message, 1_000));
    let _ = write!(text, "- {}:{}: {message}", inline(&report.opened(place.path)), place.start);
    if !diagnostic.label.is_empty() {
        let _ = write!(text, " ({})", inline(&visible_short(&diagnostic.label, 300)));
    }
    text.push('\n');
    for other in diagnostic.others.iter().take(OTHERS) {
        let place = report.place(other.span);
        let (path, label) = (inline(&report.opened(place.path)), inline(&visible_short(&other.text, 300)));
        let _ = writeln!(text, "  - also {path}:{}: {label}", place.start);
    }
    let more = diagnostic.others.len().saturating_sub(OTHERS);
    if more > 0 {
        let _ = writeln!(text, "  - {}", counted(more, "more place"));
    }
    for help in diagnostic.help.iter().filter(|_| with_help) {
        let _ = writeln!(text, "  - help: {}", inline(&visible_short(help, 1_000)));
    }
}

/// One line of prose in which only backticks keep their meaning, and only if they are in clean pairs.
fn inline(text: &str) -> String {
    let text = visible(text);
    let pieces: Vec<_> = text.split('`').collect();
    let paired = pieces.len() % 2 == 1;
    let full = pieces.iter().skip(1).step_by(2).all(|code| !code.trim().is_empty());
    if !(paired && full) || text.contains("``") {
        return escaped(&text);
    }
    let mut line = String::with_capacity(text.len() + 8);
    for (index, piece) in pieces.iter().enumerate() {
        if index % 2 == 1 {
            let _ = write!(line, "`{piece}`");
        } else {
            line.push_str(&escaped(piece));
        }
    }
    line
}

fn escaped(text: &str) -> String {
    let mut line = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '<' => line.push_str("&lt;"),
            '>' => line.push_str("&gt;"),
            '&' => line.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '!' | '~' | '@' => line.extend(['\\', c]),
            _ => line.push(c),
        }
    }
    line
}
