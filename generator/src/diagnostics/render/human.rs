//! Findings in the form of compiler messages, on one screen.
//!
//! A few findings are shown in full. Of more, every code is shown with at least two lines, and as many examples are shown
//! in full as a budget of lines allows, up to three of a code. Errors come before warnings, causes before their possible
//! consequences, and rare codes before frequent ones: a finding that somebody has just caused is rare, and the frequent
//! ones were there before.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::renderer::DEFAULT_TERM_WIDTH;
use annotate_snippets::{AnnotationKind, Group, Level as Shown, Renderer, Snippet};

use super::{Finding, Mark, Report, files_of};
use crate::diagnostics::explain::level_name;
use crate::diagnostics::lines::clamped;
use crate::diagnostics::{Code, Level};
use crate::source::Span;
use crate::text::visible::{counted, is_hostile, thousands, visible, visible_short};

/// The maximum number of findings that are always shown in full.
const ALL: usize = 10;
/// The maximum number of lines printed for more findings than that.
const BUDGET: usize = 40;
/// The number of lines of a code of which no finding is shown in full.
const LISTED: usize = 2;
/// The maximum number of examples shown of a code.
const EXAMPLES: usize = 3;
/// The maximum number of other places, of notes and of helps shown of a finding.
const DETAILS: usize = 3;
/// A span over more lines than this is underlined only on its first line.
const LINES: u32 = 4;

pub(super) fn render(report: &Report<'_>, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() }.term_width(DEFAULT_TERM_WIDTH);
    let mut text = String::new();
    if report.findings.len() <= ALL {
        for finding in report.worst_first() {
            let _ = writeln!(text, "{}\n", block(report, finding, &renderer));
        }
    } else {
        grouped(&mut text, report, &renderer);
    }
    closing(&mut text, report);
    text
}

/// All findings of one code and one level.
struct CodeGroup<'r, 'a> {
    level: Level,
    code: Code,
    findings: Vec<&'r Finding<'a>>,
    /// Examples in the order in which they are worth showing.
    picks: Vec<&'r Finding<'a>>,
    shown: Vec<String>,
}

fn grouped(text: &mut String, report: &Report<'_>, renderer: &Renderer) {
    let mut groups = group(report);
    // Two lines for each code, a blank line after the last one, and the closing lines.
    let around = 1 + closing_lines(report);
    // If that is too much, a note has one line.
    let is_full = LISTED * groups.len() + around > BUDGET;
    let height = |group: &CodeGroup<'_, '_>| if is_full && group.level == Level::Note { 1 } else { LISTED };
    let reserved = groups.iter().map(height).sum::<usize>() + around;
    let mut room = BUDGET.saturating_sub(reserved);
    for round in 0..EXAMPLES {
        for group in &mut groups {
            let Some(pick) = group.picks.get(round) else { continue };
            // An example and the blank line after it.
            let block = block(report, pick, renderer);
            let cost = block.lines().count() + 1;
            if cost <= room && group.shown.len() == round {
                room -= cost;
                group.shown.push(block);
            }
        }
    }
    let (shown, listed): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| !group.shown.is_empty());
    for group in &shown {
        let last = group.shown.len() - 1;
        for (index, block) in group.shown.iter().enumerate() {
            text.push_str(block);
            text.push('\n');
            if index == last {
                more(text, group);
            }
            text.push('\n');
        }
    }
    // Without room for every code, the last line counts the rest.
    let mut room = if reserved > BUDGET { BUDGET.saturating_sub(around + 1) } else { BUDGET };
    let mut fits = 0;
    for group in &listed {
        let lines = height(group);
        if lines > room {
            break;
        }
        room -= lines;
        fits += 1;
        list(text, report, group, lines == 1);
    }
    let rest: usize = listed.iter().skip(fits).map(|group| group.findings.len()).sum();
    if rest > 0 {
        let _ = writeln!(text, "{} more of {}", counted(rest, "finding"), counted(listed.len() - fits, "other code"));
    }
    if !listed.is_empty() {
        text.push('\n');
    }
}

/// Groups findings by code. The first examples of a code have different shapes, the rarest shape first.
fn group<'r, 'a>(report: &'r Report<'a>) -> Vec<CodeGroup<'r, 'a>> {
    let mut by_code: BTreeMap<(Level, Code), BTreeMap<String, Vec<&Finding<'a>>>> = BTreeMap::new();
    for finding in &report.findings {
        let shapes = by_code.entry((finding.level(), finding.code())).or_default();
        shapes.entry(shape(&finding.diagnostic.message)).or_default().push(finding);
    }
    let mut groups: Vec<_> = by_code
        .into_iter()
        .map(|((level, code), shapes)| {
            let mut shapes: Vec<_> = shapes.into_values().collect();
            shapes.sort_by_key(Vec::len);
            let mut picks: Vec<_> = shapes.iter().filter_map(|findings| findings.first().copied()).collect();
            let spare = shapes.last().into_iter().flatten().skip(1).copied();
            picks.extend(spare.take(EXAMPLES));
            picks.truncate(EXAMPLES);
            let mut findings: Vec<_> = shapes.into_iter().flatten().collect();
            findings.sort_by_key(|finding| (finding.place.path, finding.place.bytes.start));
            CodeGroup { level, code, findings, picks, shown: Vec::new() }
        })
        .collect();
    groups.sort_by_key(|group| (group.level, group.code.is_consequence(), group.findings.len(), group.code));
    groups
}

/// The message without what differs from page to page: words in backticks and numbers.
fn shape(message: &str) -> String {
    let mut shape = String::new();
    for (index, piece) in message.split('`').enumerate() {
        if index % 2 == 1 {
            shape.push('`');
        } else {
            shape.extend(piece.chars().filter(|c| !c.is_ascii_digit()));
        }
    }
    shape
}

fn more(text: &mut String, group: &CodeGroup<'_, '_>) {
    let shown: BTreeSet<_> = group.picks.iter().take(group.shown.len()).map(|pick| std::ptr::from_ref(*pick)).collect();
    let rest: Vec<_> =
        group.findings.iter().copied().filter(|one| !shown.contains(&std::ptr::from_ref(*one))).collect();
    if !rest.is_empty() {
        let pages = counted(files_of(rest.iter().copied()), "page");
        let _ = writeln!(text, "  = {}: {} more in {pages}", group.code, thousands(rest.len()));
    }
}

/// Prints one finding of a code without its lines of the page, and counts the others. `brief` leaves out its place.
fn list(text: &mut String, report: &Report<'_>, group: &CodeGroup<'_, '_>, brief: bool) {
    let (Some(first), code) = (group.picks.first(), group.code) else { return };
    let (diagnostic, place) = (first.diagnostic, &first.place);
    let (level, message) = (level_name(group.level), visible_short(&diagnostic.message, 160));
    let path = visible_short(&report.opened(place.path), 300);
    let _ = write!(text, "{level}[{code}]: {message}");
    if !brief {
        let _ = write!(text, "\n  --> {path}:{}", place.start);
    }
    if !brief && !diagnostic.label.is_empty() {
        let _ = write!(text, ": {}", visible_short(&diagnostic.label, 120));
    }
    let rest = group.findings.len() - 1;
    if rest > 0 {
        let _ = write!(text, " ({} more)", thousands(rest));
    }
    text.push('\n');
}

fn closing_lines(report: &Report<'_>) -> usize {
    let mut text = String::new();
    closing(&mut text, report);
    text.lines().count()
}

fn closing(text: &mut String, report: &Report<'_>) {
    let summary = report.summary;
    let _ = writeln!(
        text,
        "{}, {} in {}, {}, {}",
        counted(summary.errors, "error"),
        counted(summary.warnings, "warning"),
        counted(summary.pages, "page"),
        counted(summary.operations, "operation"),
        counted(summary.types, "type"),
    );
    if !summary.more.is_empty() {
        let more: Vec<String> =
            summary.more.iter().map(|(name, count)| format!("{name} {}", thousands(*count))).collect();
        let _ = writeln!(text, "{}", more.join(", "));
    }
    if !summary.complete {
        text.push_str("incomplete: items with errors were left out\n");
    }
    if report.findings.len() > ALL {
        text.push_str("use `--message-format short` to list every finding, `explain CODE` to explain a code\n");
    }
}

/// One finding in full, without a line end.
fn block(report: &Report<'_>, finding: &Finding<'_>, renderer: &Renderer) -> String {
    let diagnostic = finding.diagnostic;
    let level = match finding.level() {
        Level::Error => Shown::ERROR,
        Level::Warning => Shown::WARNING,
        Level::Note => Shown::NOTE,
    };
    let title = level.primary_title(visible_short(&diagnostic.message, 300)).id(finding.code().number());
    let mut group: Group<'_> =
        title.element(snippet(report, diagnostic.span, &diagnostic.label, AnnotationKind::Primary));
    for other in diagnostic.others.iter().take(DETAILS) {
        group = group.element(snippet(report, other.span, &other.text, AnnotationKind::Context));
    }
    for note in diagnostic.notes.iter().take(DETAILS) {
        group = group.element(Shown::NOTE.message(visible_short(note, 400)));
    }
    let hidden = diagnostic.others.len().saturating_sub(DETAILS) + diagnostic.notes.len().saturating_sub(DETAILS);
    if hidden > 0 {
        let more = if hidden == 1 { "place or note" } else { "places and notes" };
        group = group.element(Shown::NOTE.message(format!("{hidden} more {more}")));
    }
    for help in diagnostic.help.iter().take(DETAILS) {
        group = group.element(Shown::HELP.message(visible_short(help, 400)));
    }
    renderer.render(&[group])
}

/// Prints a title with quoted places and notes.
pub(super) fn quote(report: &Report<'_>, title: &str, marks: &[Mark], notes: &[String], color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() }.term_width(DEFAULT_TERM_WIDTH);
    let mut group: Group<'_> = Group::with_title(Shown::INFO.primary_title(visible_short(title, 300)));
    for (index, mark) in marks.iter().enumerate() {
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let label = if mark.against { format!("against: {}", mark.label) } else { mark.label.clone() };
        group = group.element(snippet(report, mark.span, &label, kind));
    }
    for note in notes {
        group = group.element(Shown::NOTE.message(visible_short(note, 600)));
    }
    let mut text = renderer.render(&[group]);
    text.push('\n');
    text
}

/// The quoted lines of a span. The renderer gets only these lines, not the whole file, because it walks over everything
/// it is given and panics at a span that is outside the text or not between characters.
fn snippet<'s>(
    report: &Report<'_>,
    span: Span,
    label: &str,
    kind: AnnotationKind,
) -> Snippet<'s, annotate_snippets::Annotation<'s>> {
    let place = report.place(span);
    let text = report.sources.file(span.file).text.as_str();
    // A span that ends with a line break is still on that line.
    let end = if place.end.column == 1 { place.end.line.saturating_sub(1) } else { place.end.line };
    let end = end.max(place.start.line);
    let last = if end - place.start.line < LINES { end } else { place.start.line };
    let lines = match report.lines.get(&span.file) {
        Some(index) => index.bytes_of(text, place.start.line, last),
        None => 0..0,
    };
    let (quote, within) = quoted(text, lines, place.bytes);
    let label = visible_short(label, 120);
    let annotation = kind.span(within).label((!label.is_empty()).then_some(label));
    let path = if place.path.is_empty() { "?".into() } else { visible_short(&report.opened(place.path), 300) };
    Snippet::source(quote).line_start(place.start.line as usize).path(path).annotation(annotation)
}

/// Makes some lines of a text visible, and finds a range of the text in the result.
fn quoted(text: &str, lines: Range<usize>, bytes: Range<usize>) -> (String, Range<usize>) {
    let source = text.get(lines.clone()).unwrap_or_default();
    let (source, lines) = (source.trim_end_matches(['\r', '\n']), lines.start);
    let mut quote = String::with_capacity(source.len());
    let mut within = 0..0;
    for (at, c) in source.char_indices() {
        if lines + at <= bytes.start {
            within.start = quote.len();
        }
        if lines + at <= bytes.end {
            within.end = quote.len();
        }
        // A line break or a tab within the quoted lines keeps its meaning; the carriage return of a CRLF is not text.
        match c {
            '\n' | '\t' => quote.push(c),
            '\r' if source.get(at + 1..).is_some_and(|rest| rest.starts_with('\n')) => {}
            c if is_hostile(c) => quote.push_str(&visible(c.encode_utf8(&mut [0; 4]))),
            c => quote.push(c),
        }
    }
    if lines + source.len() <= bytes.start {
        within.start = quote.len();
    }
    if lines + source.len() <= bytes.end {
        within.end = quote.len();
    }
    let within = clamped(&quote, within);
    (quote, within)
}
