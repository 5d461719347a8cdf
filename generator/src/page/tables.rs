//! Tables of the format and their rows.
//!
//! In: a table as written, and the section below whose heading it is. Out: its rows, added to the section that the
//! table belongs to according to its columns, and what became of each row and cell. The meaning of a row is left to
//! `lower`.

use std::borrow::Cow;

use super::blocks::{RawRow, RawTable};
use super::format::{Format, Section, Table};
use super::found::{Found, Row, Sections};
use super::inline;
use super::ledger::Ledger;
use crate::account::{Kind, Reason};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::{Sources, Span, Spanned};
use crate::text::visible::counted;

/// A table as its reader sees it: the columns, and the cells with names and types, without marks. What was written is
/// put aside.
pub(super) fn seen(mut raw: RawTable, sources: &Sources, ledger: &mut Ledger<'_>) -> RawTable {
    let described = raw.header.len().saturating_sub(1);
    let rows = raw.rows.iter_mut().flat_map(|row| row.cells.iter_mut().take(described));
    for cell in raw.header.iter_mut().chain(rows) {
        if let Cow::Owned(value) = inline::rendered(&cell.value) {
            cell.value = value;
            ledger.marks(sources, cell);
        }
    }
    raw
}

/// Reads a table below the heading of `place`.
pub(super) fn read(
    raw: RawTable,
    span: Span,
    (format, place): (Format, Option<&'static Section>),
    sections: &mut Sections,
    ledger: &mut Ledger<'_>,
) {
    let header = header(&raw, span);
    let Some(table) = format.table(&raw.header) else {
        let meant = format.reordered(&raw.header);
        ledger.reported(&raw, unknown(&raw, header, meant, place.and_then(|place| place.table)));
        return;
    };
    let here = place.filter(|place| place.table == Some(table));
    let Some(section) = here.or_else(|| format.owner(table)) else {
        ledger.reported(&raw, misplaced(header, "not used: it could belong to the request or to the response"));
        return;
    };
    if here.is_some() || place.is_some_and(|place| place.guest == Some(table)) {
        ledger.used(Kind::Table, Reason::Table);
    } else {
        ledger.reported(Kind::Table, misplaced(header, "used anyway: its columns show what it describes"));
    }
    let columns = (Kind::Column, raw.header.len());
    if table.is_written(&raw) {
        ledger.used(columns, Reason::Columns);
    } else {
        ledger.reported(
            columns,
            Diagnostic::new(
                Code::HeadingForm,
                odd_column(&raw, table, header),
                "the columns are not written as in the format",
            )
            .label("used anyway")
            .help(format!("write `{}`; case matters", table.header()))
            .edits(cells(&raw, table)),
        );
    }
    rows(raw.rows, table.columns.len(), sections.entry(section), ledger);
}

/// The columns as the format writes them.
fn cells(raw: &RawTable, table: &Table) -> impl Iterator<Item = (Span, String)> {
    let odd = raw.header.iter().zip(table.columns).filter(|(cell, column)| cell.value != **column);
    let edits: Vec<_> = odd.map(|(cell, column)| (cell.span, (*column).to_owned())).collect();
    edits.into_iter()
}

/// The place of the first column that is not written as in the format.
fn odd_column(raw: &RawTable, table: &Table, header: Span) -> Span {
    let mut cells = raw.header.iter().zip(table.columns);
    cells.find(|(cell, column)| cell.value != **column).map_or(header, |(cell, _)| cell.span)
}

/// The place of all cells of the header row.
fn header(raw: &RawTable, span: Span) -> Span {
    let first = raw.header.first().map_or(span, |cell| cell.span);
    raw.header.iter().fold(first, |all, cell| Span { end: cell.span.end.max(all.end), ..all })
}

/// Adds the rows to those of the section. Of two rows with the same name, the first one is used.
fn rows(raw: Vec<RawRow>, columns: usize, section: &mut Found, ledger: &mut Ledger<'_>) {
    let rows = section.rows.get_or_insert_default();
    rows.reserve(raw.len());
    for raw in raw {
        let Some(row) = row(raw, columns, ledger) else { continue };
        match rows.iter().find(|known| known.name.value == row.name.value) {
            Some(known) => ledger.reported(
                &row,
                Diagnostic::new(Code::DuplicateRow, row.name.span, format!("a second row `{}`", row.name.value))
                    .label("not used")
                    .other(known.name.span, "the first one, which is used")
                    .help("delete one of the two rows"),
            ),
            None => rows.push(row),
        }
    }
}

/// Reads a row. It must have a name; in a table of two columns it has no type word.
fn row(raw: RawRow, columns: usize, ledger: &mut Ledger<'_>) -> Option<Row> {
    let cells = raw.cells.len();
    if raw.cells.first().is_none_or(|name| name.value.is_empty()) {
        let help = match raw.surplus {
            0 => "fill in the name, or delete the row",
            _ => "delete the surplus pipe at the start of the row",
        };
        ledger.reported(
            &raw,
            Diagnostic::new(Code::EmptyName, raw.span, "the row has no name")
                .label("the first cell is empty; the row is not used")
                .help(help),
        );
        return None;
    }
    form(&raw, columns, ledger);
    let mut rest = raw.cells.into_iter();
    let name = rest.next()?;
    let empty = Spanned::new(String::new(), Span { start: raw.span.end, ..raw.span });
    let word = (columns == 3).then(|| rest.next().unwrap_or_else(|| empty.clone()));
    let description = rest.next().unwrap_or(empty);
    Some(Row { name, word, description, span: raw.span, cells })
}

/// Reports a row that does not have one cell for each column, all on one line.
fn form(raw: &RawRow, columns: usize, ledger: &mut Ledger<'_>) {
    let name = raw.cells.first().map_or("", |name| name.value.as_str());
    let mut note = |code, span, message, label: &str, help: &str| {
        ledger.note(Diagnostic::new(code, span, message).label(label).help(help));
    };
    if raw.continued {
        let message = format!("the row `{name}` spans several lines");
        note(Code::RowContinued, raw.span, message, "read as one row", "put the row on one line");
    }
    if raw.surplus > 0 {
        let message = format!("the row `{name}` has {} too many", counted(raw.surplus, "cell"));
        let label = "the surplus text is read as part of the last cell";
        let last = raw.cells.last().map_or(raw.span, |last| last.span);
        if raw.surplus >= columns {
            let message = format!("the row `{name}` and another row are on one line");
            note(Code::SurplusPipe, last, message, label, "start a new line for the second row");
        } else {
            let help = "write a pipe inside a cell as `\\|`, or move the row to the table to which it belongs";
            note(Code::SurplusPipe, raw.span, message, label, help);
        }
    }
    if raw.cells.len() < columns {
        let message = format!("the row `{name}` has {} of {columns} cells", raw.cells.len());
        // Only descriptions have spaces, so a space shows which pipe is missing.
        match raw.cells.first().filter(|name| name.value.contains(' ')) {
            Some(name) => {
                let help = "separate the name from the next cell with a pipe";
                note(Code::ShortRow, name.span, message, "a pipe is probably missing in this cell", help);
            }
            None => {
                let help = "add the missing cells, or the missing pipe between two cells";
                note(Code::ShortRow, raw.span, message, "the missing cells are read as empty", help);
            }
        }
    }
}

/// The finding about a table that is not part of the format: `meant` has its columns in another order, and `here` is the
/// table that belongs below its heading.
fn unknown(raw: &RawTable, header: Span, meant: Option<&Table>, here: Option<&Table>) -> Diagnostic {
    let cells: Vec<_> = raw.header.iter().map(|cell| cell.value.as_str()).collect();
    let message = format!("no table of the format has the columns `{}`", cells.join(" | "));
    let finding = Diagnostic::new(Code::UnknownTable, header, message).label("the table is not used");
    match (meant, here) {
        (Some(table), _) => finding.help(format!("put the columns of all rows in the order `{}`", table.header())),
        (None, Some(table)) => finding.help(format!("name the columns as the format does here: `{}`", table.header())),
        (None, None) => {
            finding.help("name the columns as the format does, as in `| Property Name | Type | Description |`")
        }
    }
}

fn misplaced(header: Span, label: &str) -> Diagnostic {
    Diagnostic::new(Code::MisplacedTable, header, "the table is below the heading of another section")
        .label(label)
        .help("put the heading of its own section above the table")
}
