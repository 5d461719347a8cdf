//! Prints figures as a table and as JSON.

use std::fmt;
use std::path::Path;

/// One figure.
#[derive(Debug, Default)]
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) measured: f64,
    pub(crate) unit: &'static str,
    /// The value to compare with, in the same unit.
    pub(crate) reference: Option<f64>,
    pub(crate) ratio: Option<f64>,
    /// The maximum of the ratio.
    pub(crate) ratio_budget: Option<f64>,
    /// The maximum of the measured value.
    pub(crate) budget: Option<f64>,
}

impl Row {
    fn budget(&self) -> String {
        let ratio = self.ratio_budget.map(|most| format!("ratio <= {most:.2}"));
        let value = self.budget.map(|most| format!("<= {most:.0} {}", self.unit));
        match (ratio, value) {
            (Some(ratio), Some(value)) => format!("{ratio}, {value}"),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => String::new(),
        }
    }

    fn within(&self) -> Option<bool> {
        let ratio = self.ratio_budget.and_then(|most| Some(self.ratio? <= most));
        let value = self.budget.map(|most| self.measured <= most);
        match (ratio, value) {
            (Some(a), Some(b)) => Some(a && b),
            (one, other) => one.or(other),
        }
    }
}

/// All figures of a run.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) rows: Vec<Row>,
    /// Figures that could not be measured, and other notes.
    pub(crate) notes: Vec<String>,
}

impl Table {
    pub(crate) fn json(&self, docs: &Path) -> String {
        let figures: Vec<_> = self
            .rows
            .iter()
            .map(|row| {
                serde_json::json!({
                    "what": row.what, "measured": row.measured, "unit": row.unit, "reference": row.reference,
                    "ratio": row.ratio, "ratio_budget": row.ratio_budget, "budget": row.budget,
                    "within": row.within(),
                })
            })
            .collect();
        let all = serde_json::json!({ "docs": docs.to_string_lossy(), "figures": figures, "notes": self.notes });
        format!("{all:#}\n")
    }
}

fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["what", "measured", "reference", "ratio", "budget", "verdict"].map(str::to_owned);
        let rows = self.rows.iter().map(|row| {
            let verdict = match row.within() {
                Some(true) => "within",
                Some(false) => "over",
                None => "",
            };
            [
                row.what.clone(),
                format!("{} {}", number(row.measured), row.unit),
                row.reference.map(|value| format!("{} {}", number(value), row.unit)).unwrap_or_default(),
                row.ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default(),
                row.budget(),
                verdict.to_owned(),
            ]
        });
        let rows: Vec<_> = std::iter::once(head).chain(rows).collect();
        let widths: [usize; 6] = std::array::from_fn(|column| {
            rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        });
        for (index, row) in rows.iter().enumerate() {
            let cells = row.iter().zip(widths).map(|(cell, width)| format!(" {cell:width$} ")).collect::<Vec<_>>();
            writeln!(f, "|{}|", cells.join("|"))?;
            if index == 0 {
                writeln!(f, "|{}|", widths.map(|width| "-".repeat(width + 2)).join("|"))?;
            }
        }
        self.notes.iter().try_for_each(|note| writeln!(f, "\n{note}"))
    }
}
