//! `path:line:col: error[DOC0001]: message`: for editors and for `grep`.

use std::fmt::Write as _;

use super::Report;
use crate::diagnostics::explain::level_name;
use crate::text::visible::{visible, visible_short};

pub(super) fn render(report: &Report<'_>) -> String {
    let mut text = String::new();
    for finding in report.worst_first() {
        let place = &finding.place;
        let message = visible_short(&finding.diagnostic.message, 1_000);
        let level = level_name(finding.level());
        let _ = writeln!(text, "{}:{}: {level}[{}]: {message}", visible(place.path), place.start, finding.code());
    }
    text
}
