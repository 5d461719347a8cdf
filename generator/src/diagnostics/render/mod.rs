//! Findings as text, for people and for machines.
//!
//! In: the findings of a run, the files they point into, the closing numbers. Out: the text of one [`Format`]. Every
//! format has the same findings; only `human` counts those that it does not show. The room does not know where its text
//! is printed, and trusts nothing: a span may be outside the text or inside a character, and text may contain any
//! character.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use super::lines::{LineIndex, clamped};
use super::{Changes, Code, Diagnostic, Diagnostics, Level, Summary};
use crate::source::{FileId, LineColumn, Sources, Span};

mod changes;
mod escape;
mod github;
mod human;
mod json;
mod markdown;
mod sarif;
mod short;

pub use changes::{breaking, brief};

/// The formats in which findings can be printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// Quoted lines with underlined places. Similar findings are counted instead of repeated.
    #[default]
    Human,
    /// `path:line:col: error[DOC0001]: ...`, one line per finding, with its other places and its next step.
    Short,
    /// One JSON object per line, then the summary.
    Json,
    /// Workflow commands, which GitHub shows beside the changed lines.
    Github,
    /// SARIF 2.1.0.
    Sarif,
    /// A report in Markdown.
    Markdown,
}

impl Format {
    /// Every format.
    pub const ALL: &'static [Self] = &[Self::Human, Self::Short, Self::Json, Self::Github, Self::Sarif, Self::Markdown];

    /// The name, as on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Short => "short",
            Self::Json => "json",
            Self::Github => "github",
            Self::Sarif => "sarif",
            Self::Markdown => "markdown",
        }
    }

    /// Whether the output is meant for a program or a page, and therefore belongs on standard output.
    #[must_use]
    pub fn is_document(self) -> bool {
        !matches!(self, Self::Human | Self::Short)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.iter().find(|format| format.name() == name).copied();
        found.ok_or_else(|| format!("no such format: {}", crate::text::visible::visible_short(name, 40)))
    }
}

/// Prints all findings in one format. Colour is for `human` only, and the caller knows whether there is a terminal.
#[must_use]
pub fn render(format: Format, diagnostics: &Diagnostics, sources: &Sources, summary: &Summary, color: bool) -> String {
    render_run(format, diagnostics, sources, summary, &Changes::default(), color)
}

/// Like [`render`], with the changes of public names. Only `json` and `markdown` print them; for other formats, see
/// [`brief`].
#[must_use]
pub fn render_run(
    format: Format,
    diagnostics: &Diagnostics,
    sources: &Sources,
    summary: &Summary,
    changes: &Changes,
    color: bool,
) -> String {
    let report = Report { changes, ..Report::new(diagnostics, sources, summary) };
    match format {
        Format::Human => human::render(&report, color),
        Format::Short => short::render(&report),
        Format::Json => json::render(&report),
        Format::Github => github::render(&report),
        Format::Sarif => sarif::render(&report),
        Format::Markdown => markdown::render(&report),
    }
}

/// A place to quote, with a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The place.
    pub span: Span,
    /// What the place shows.
    pub label: String,
    /// Whether it contradicts the title.
    pub against: bool,
}

/// Quotes places below a title, as [`Format::Human`] does for a finding, followed by notes. `root` is the docs folder
/// as the reader opens it.
#[must_use]
pub fn quote(title: &str, marks: &[Mark], notes: &[String], sources: &Sources, root: &str, color: bool) -> String {
    let (diagnostics, summary) = (Diagnostics::default(), Summary { root: root.to_owned(), ..Summary::default() });
    let mut report = Report::new(&diagnostics, sources, &summary);
    for mark in marks {
        let text = &sources.file(mark.span.file).text;
        report.lines.entry(mark.span.file).or_insert_with(|| LineIndex::new(text));
    }
    human::quote(&report, title, marks, notes, color)
}

/// A location with everything that a format may print about it.
#[derive(Debug, Clone)]
struct Location<'a> {
    path: &'a str,
    bytes: Range<usize>,
    start: LineColumn,
    /// One past the last character.
    end: LineColumn,
}

/// A finding with its location.
#[derive(Debug, Clone)]
struct Finding<'a> {
    diagnostic: &'a Diagnostic,
    place: Location<'a>,
}

impl Finding<'_> {
    fn code(&self) -> Code {
        self.diagnostic.code
    }

    fn level(&self) -> Level {
        self.diagnostic.level()
    }
}

/// The input of every format: the findings in the order of their places, each once.
struct Report<'a> {
    findings: Vec<Finding<'a>>,
    sources: &'a Sources,
    summary: &'a Summary,
    changes: &'a Changes,
    lines: BTreeMap<FileId, LineIndex>,
}

static NO_CHANGES: Changes = Changes { list: Vec::new(), compared: false, unknown: 0 };

impl<'a> Report<'a> {
    fn new(diagnostics: &'a Diagnostics, sources: &'a Sources, summary: &'a Summary) -> Self {
        let mut lines = BTreeMap::new();
        for diagnostic in diagnostics {
            let others = diagnostic.others.iter().map(|other| other.span.file);
            for file in std::iter::once(diagnostic.span.file).chain(others) {
                lines.entry(file).or_insert_with(|| LineIndex::new(&sources.file(file).text));
            }
        }
        let findings = Vec::with_capacity(diagnostics.len());
        let mut report = Self { findings, sources, summary, changes: &NO_CHANGES, lines };
        report.findings =
            diagnostics.iter().map(|diagnostic| Finding { diagnostic, place: report.place(diagnostic.span) }).collect();
        report
    }

    fn place(&self, span: Span) -> Location<'a> {
        let file = self.sources.file(span.file);
        let bytes = clamped(&file.text, span.range());
        let at = |offset| match self.lines.get(&span.file) {
            Some(index) => index.line_column(&file.text, offset),
            None => file.line_column(offset),
        };
        Location { path: &file.path, start: at(bytes.start), end: at(bytes.end), bytes }
    }

    /// The path of a file of the docs as the reader opens it.
    fn opened(&self, path: &str) -> String {
        joined(&self.summary.root, path)
    }

    /// The findings with errors first, and causes before their possible consequences, for readers who stop early.
    fn worst_first(&self) -> Vec<&Finding<'a>> {
        let mut findings: Vec<_> = self.findings.iter().collect();
        findings.sort_by_key(|finding| (finding.level(), finding.code().is_consequence()));
        findings
    }
}

/// Joins the docs folder and a path relative to it. The path may start with `..`, because pages may include files
/// outside of the folder, and the fixups may be anywhere.
#[must_use]
pub fn joined(root: &str, path: &str) -> String {
    let absolute = path.starts_with('/') || path.get(1..3).is_some_and(|drive| drive == ":/");
    if absolute || path.is_empty() {
        return path.to_owned();
    }
    let rooted = root.starts_with('/');
    let mut parts: Vec<&str> = root.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    for part in path.split('/') {
        match (part, parts.last()) {
            ("" | ".", _) => {}
            ("..", Some(last)) if *last != ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    let start = if rooted { "/" } else { "" };
    if parts.is_empty() && !rooted { ".".to_owned() } else { format!("{start}{}", parts.join("/")) }
}

/// The number of different files that findings are in.
fn files_of<'f, 'a: 'f>(findings: impl IntoIterator<Item = &'f Finding<'a>>) -> usize {
    let mut files: Vec<_> = findings.into_iter().map(|finding| finding.diagnostic.span.file).collect();
    files.sort_unstable();
    files.dedup();
    files.len()
}

#[cfg(test)]
mod tests;
