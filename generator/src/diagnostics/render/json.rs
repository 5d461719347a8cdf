//! One JSON object per line, for scripts: the findings, the changes of public names, and the summary as the last.
//!
//! `file` is relative to the docs folder, so that it is the same wherever the docs are. `base` is that folder as it can be
//! opened from the current folder.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::escape::to_json;
use super::{Finding, Report, changes};
use crate::diagnostics::explain::level_name;
use crate::diagnostics::{ChangeKind, Changes, Summary};

#[derive(serde::Serialize)]
struct Line<'a> {
    level: &'static str,
    code: &'static str,
    message: &'a str,
    base: &'a str,
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    byte_start: usize,
    byte_end: usize,
    label: &'a str,
    notes: &'a [String],
    help: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    others: Vec<Other<'a>>,
}

#[derive(serde::Serialize)]
struct Other<'a> {
    label: &'a str,
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    byte_start: usize,
    byte_end: usize,
}

struct Closing<'a>(&'a Summary, &'a Changes);

struct Counts<'a>(&'a Changes);

impl Serialize for Counts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(ChangeKind::ALL.iter().map(|kind| (kind.word(), self.0.count(*kind))))
    }
}

impl Serialize for Closing<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let summary = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("pages", &summary.pages)?;
        map.serialize_entry("operations", &summary.operations)?;
        map.serialize_entry("types", &summary.types)?;
        map.serialize_entry("errors", &summary.errors)?;
        map.serialize_entry("warnings", &summary.warnings)?;
        map.serialize_entry("complete", &summary.complete)?;
        map.serialize_entry("base", base(summary))?;
        if !summary.stale.is_empty() {
            let stale = summary.stale.iter().map(|stale| Stale {
                file: &stale.path,
                line: stale.line,
                text: &stale.why,
                cause: &stale.cause,
            });
            map.serialize_entry("stale", &stale.collect::<Vec<_>>())?;
        }
        for (name, count) in &summary.more {
            map.serialize_entry(name, count)?;
        }
        if self.1.compared {
            map.serialize_entry("changes", &Counts(self.1))?;
        }
        map.end()
    }
}

/// The docs folder. The current folder has a name too.
fn base(summary: &Summary) -> &str {
    if summary.root.is_empty() { "." } else { &summary.root }
}

#[derive(serde::Serialize)]
struct Stale<'a> {
    file: &'a str,
    line: usize,
    text: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    cause: &'a str,
}

#[derive(serde::Serialize)]
struct Last<'a> {
    summary: Closing<'a>,
}

pub(super) fn render(report: &Report<'_>) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        text.push_str(&to_json(&line(report, finding)));
        text.push('\n');
    }
    text.push_str(&changes::json(report.changes, report.sources));
    text.push_str(&to_json(&Last { summary: Closing(report.summary, report.changes) }));
    text.push('\n');
    text
}

fn line<'a>(report: &Report<'a>, finding: &Finding<'a>) -> Line<'a> {
    let (diagnostic, place) = (finding.diagnostic, &finding.place);
    let others = diagnostic.others.iter().map(|other| {
        let place = report.place(other.span);
        Other {
            label: &other.text,
            file: place.path,
            line: place.start.line,
            column: place.start.column,
            end_line: place.end.line,
            end_column: place.end.column,
            byte_start: place.bytes.start,
            byte_end: place.bytes.end,
        }
    });
    Line {
        level: level_name(finding.level()),
        code: finding.code().number(),
        message: &diagnostic.message,
        base: base(report.summary),
        file: place.path,
        line: place.start.line,
        column: place.start.column,
        end_line: place.end.line,
        end_column: place.end.column,
        byte_start: place.bytes.start,
        byte_end: place.bytes.end,
        label: &diagnostic.label,
        notes: &diagnostic.notes,
        help: &diagnostic.help,
        others: others.collect(),
    }
}
