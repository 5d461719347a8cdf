//! `path:line:col: error[DOC0001]: message; also path:line:col: label; help: step`: for editors and for `grep`.

use std::fmt::Write as _;

use super::Report;
use crate::diagnostics::explain::level_name;
use crate::text::visible::{counted, visible, visible_short};

/// Maximum number of other places shown per finding. `json` and `sarif` have all of them.
pub(super) const OTHERS: usize = 3;

pub(super) fn render(report: &Report<'_>) -> String {
    let mut text = String::new();
    for stale in &report.summary.stale {
        let (path, why) = (visible(&stale.path), visible_short(&stale.text(), 1_000));
        let _ = writeln!(text, "{path}:{}:1: error[out-of-date]: {why}", stale.line);
    }
    for finding in report.worst_first() {
        let (diagnostic, place) = (finding.diagnostic, &finding.place);
        let message = visible_short(&diagnostic.message, 1_000);
        let (path, level) = (report.opened(place.path), level_name(finding.level()));
        let _ = write!(text, "{}:{}: {level}[{}]: {message}", visible(&path), place.start, finding.code());
        for other in diagnostic.others.iter().take(OTHERS) {
            let place = report.place(other.span);
            let (path, label) = (report.opened(place.path), visible_short(&other.text, 300));
            let _ = write!(text, "; also {}:{}: {label}", visible(&path), place.start);
        }
        let more = diagnostic.others.len().saturating_sub(OTHERS);
        if more > 0 {
            let _ = write!(text, "; and {}", counted(more, "more place"));
        }
        for help in &diagnostic.help {
            let _ = write!(text, "; help: {}", visible_short(help, 1_000));
        }
        text.push('\n');
    }
    text
}
