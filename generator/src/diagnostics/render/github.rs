//! GitHub workflow commands, which show findings beside the lines of a pull request.
//!
//! GitHub shows ten errors, ten warnings and ten notices per step, so errors come first, and a line before the notes counts
//! the rest and names the command that lists them.

use std::fmt::Write as _;

use super::Report;
use crate::diagnostics::Level;
use crate::text::visible::{counted, visible, visible_short};

/// The number of findings of each level that GitHub shows per step.
const SHOWN: usize = 10;

pub(super) fn render(report: &Report<'_>) -> String {
    let mut text = String::new();
    for stale in &report.summary.stale {
        let path = property(&stale.path);
        let (line, why) = (stale.line, escaped(&visible_short(&stale.text(), 1_000)));
        let _ = writeln!(text, "::error file={path},line={line},title=out of date::{why}");
    }
    let mut rest = more(report);
    for finding in report.worst_first() {
        if finding.level() == Level::Note {
            text.push_str(&std::mem::take(&mut rest));
        }
        let (diagnostic, place) = (finding.diagnostic, &finding.place);
        let command = match finding.level() {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "notice",
        };
        let mut data = visible_short(&diagnostic.message, 1_000);
        for more in std::iter::once(&diagnostic.label).chain(&diagnostic.notes).chain(&diagnostic.help) {
            if !more.is_empty() {
                data.push('\n');
                data.push_str(&visible_short(more, 1_000));
            }
        }
        let _ = write!(text, "::{command} file={}", property(&report.opened(place.path)));
        let _ = write!(text, ",line={},endLine={}", place.start.line, place.end.line);
        // GitHub drops an annotation that has columns and spans several lines.
        if place.start.line == place.end.line {
            let _ = write!(text, ",col={},endColumn={}", place.start.column, place.end.column);
        }
        let _ = write!(text, ",title={}", property(&format!("{} {}", finding.code(), finding.code().name())));
        let _ = writeln!(text, "::{}", escaped(&data));
    }
    text.push_str(&rest);
    text
}

/// Counts the findings that GitHub does not show. The count is a notice itself, so it must precede the notes.
fn more(report: &Report<'_>) -> String {
    let count = |level| report.findings.iter().filter(|finding| finding.level() == level).count();
    let (errors, warnings, notes) = (count(Level::Error), count(Level::Warning), count(Level::Note));
    if errors.max(warnings).max(notes) <= SHOWN {
        return String::new();
    }
    let (errors, warnings) = (errors.saturating_sub(SHOWN), warnings.saturating_sub(SHOWN));
    // This notice is one of the ten that GitHub shows.
    let notes = notes.saturating_sub(SHOWN - 1);
    let (errors, warnings, notes) = (counted(errors, "error"), counted(warnings, "warning"), counted(notes, "note"));
    format!(
        "::notice title=more findings::{errors}, {warnings} and {notes} are not shown as annotations; `cargo xtask lint \
         --message-format markdown` lists them, for example for the job summary\n"
    )
}

fn escaped(data: &str) -> String {
    // Line breaks within a message are ours: those of the docs were already made visible.
    data.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(value: &str) -> String {
    escaped(&visible(value)).replace(':', "%3A").replace(',', "%2C")
}
