//! Rows that describe parameters: of the path, the query and the headers.

use super::route::placeholders;
use super::wire;
use crate::account::Reason;
use crate::diagnostics::{Code, Diagnostic};
use crate::model::{DocWord, Known, Parameter, Place, Word};
use crate::page::{Ledger, Row};
use crate::source::{Span, Spanned};
use crate::text::alike;

/// The parameters of a path, in the order of the path, each with its row.
pub(super) fn of_path(path: &Spanned<String>, rows: Vec<Row>, ledger: &mut Ledger<'_>) -> Vec<Parameter> {
    let rows = named(rows, ledger);
    let mut parameters = Vec::new();
    for name in placeholders(&path.value) {
        parameters.push(match rows.iter().find(|row| row.name.value == name) {
            Some(row) => path_part(row.clone(), ledger),
            None => undescribed(name, path.span, ledger),
        });
    }
    for row in &rows {
        if placeholders(&path.value).any(|name| name == row.name.value) {
            ledger.used(row, Reason::PathPart);
        } else {
            let message = format!("the path has no part `{}`", row.name.value);
            let meant = alike::meant(&row.name.value, placeholders(&path.value).map(|name| (name, name)));
            let help = match meant {
                Some(name) => format!("write `{name}` in the row, or correct the path"),
                None => "correct the name in the row, or correct the path".to_owned(),
            };
            ledger.reported(
                row,
                Diagnostic::new(Code::PathPartUnused, row.name.span, message)
                    .label("not used")
                    .other(path.span, "the path")
                    .help(help),
            );
        }
    }
    if !rows.iter().map(|row| &row.name.value).eq(parameters.iter().map(|part| &part.name.value)) {
        let names: Vec<&str> = rows.iter().map(|row| row.name.value.as_str()).collect();
        ledger.aside(Reason::PathPartOrder, Spanned::new(names.join(", "), path.span));
    }
    parameters
}

/// Reads the row of a placeholder. It is required: without the value, the path would be a different one.
fn path_part(row: Row, ledger: &mut Ledger<'_>) -> Parameter {
    let parameter = parameter(row, Place::Path, ledger);
    if !parameter.required {
        let message = format!("the path part `{}` is not marked as required", parameter.name.value);
        ledger.note(
            Diagnostic::new(Code::PathPartOptional, parameter.description.span, message)
                .label("treated as required: without it, the path would be a different one")
                .help("end the description with `**Required**`"),
        );
    }
    Parameter { required: true, ..parameter }
}

/// The parameter of a placeholder that no row describes.
fn undescribed(name: &str, path: Span, ledger: &mut Ledger<'_>) -> Parameter {
    ledger.note(
        Diagnostic::new(Code::PathPartMissing, path, format!("the path part `{name}` is not described"))
            .label("assumed to be a string")
            .help(format!("add a row `| {name} | int32 | ... **Required** |` to the table of path parts")),
    );
    Parameter {
        name: Spanned::new(name.to_owned(), path),
        place: Place::Path,
        word: Spanned::new(DocWord::read("string"), path),
        ty: Known::undecided(),
        described: false,
        required: true,
        description: Spanned::new(String::new(), path),
    }
}

/// The rows whose first cell is a name; the others are reported.
fn named(mut rows: Vec<Row>, ledger: &mut Ledger<'_>) -> Vec<Row> {
    rows.retain(|row| match wire::problem_of_parameter(&row.name.value) {
        Some(problem) => {
            ledger.reported(row, wire::not_a_name(&row.name, problem));
            false
        }
        None => true,
    });
    rows
}

/// The parameters of a query.
pub(super) fn of_query(rows: Vec<Row>, ledger: &mut Ledger<'_>) -> impl Iterator<Item = Parameter> {
    let rows = named(rows, ledger);
    ledger.used(rows.as_slice(), Reason::QueryParameter);
    rows.into_iter().map(|row| parameter(row, Place::Query, ledger))
}

/// The content of the rows of request headers.
#[derive(Default)]
pub(super) struct Headers {
    pub(super) parameters: Vec<Parameter>,
    /// Media types of the request body.
    pub(super) consumes: Vec<String>,
    /// Media types of the response.
    pub(super) produces: Vec<String>,
}

/// Reads the rows of request headers: two of them list media types, the others are parameters.
pub(super) fn of_headers(rows: Vec<Row>, ledger: &mut Ledger<'_>) -> Headers {
    let mut headers = Headers::default();
    for (index, row) in named(rows, ledger).into_iter().enumerate() {
        let media = if row.name.value.eq_ignore_ascii_case("content-type") {
            &mut headers.consumes
        } else if row.name.value.eq_ignore_ascii_case("accept") {
            &mut headers.produces
        } else {
            ledger.used(&row, Reason::HeaderParameter);
            headers.parameters.push(parameter(row, Place::Header, ledger));
            continue;
        };
        *media = media_types(&row.description.value);
        for word in quoted(&row.description.value).filter(|word| !word.contains('/')) {
            let message = format!("`{word}` is not a media type");
            ledger.note(
                Diagnostic::new(Code::OddMediaType, part_of(&row.description, word), message)
                    .label("not used")
                    .help("write a media type with a slash, as in `application/json`"),
            );
        }
        ledger.used(&row, Reason::MediaTypes);
        // Keeps the words around the media types, and the position of the row among those of the parameters.
        let text = format!("{index} {}: {}", row.name.value, row.description.value);
        ledger.aside(Reason::MediaTypes, Spanned::new(text, row.span));
    }
    headers
}

/// The top-level media types, by which a media type is recognised without backticks.
const TOP_LEVEL: [&str; 9] =
    ["application", "audio", "font", "image", "message", "model", "multipart", "text", "video"];

/// The media types in a header row: its words in backticks, or without backticks the words that look like one.
fn media_types(text: &str) -> Vec<String> {
    if text.contains('`') {
        return quoted(text).filter(|word| word.contains('/')).map(str::to_owned).collect();
    }
    let is_type =
        |word: &&str| word.split_once('/').is_some_and(|(top, rest)| TOP_LEVEL.contains(&top) && !rest.is_empty());
    let words = text.split(|c: char| c.is_whitespace() || ",;()<>*\"".contains(c));
    words.map(|word| word.trim_end_matches('.')).filter(is_type).map(str::to_owned).collect()
}

/// The words in backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The place of a word in a cell, or the cell if it is not written there letter for letter.
fn part_of(cell: &Spanned<String>, word: &str) -> Span {
    match cell.value.find(&format!("`{word}`")).filter(|_| cell.span.range().len() == cell.value.len()) {
        Some(at) => cell.part(at + 1..at + 1 + word.len()).span,
        None => cell.span,
    }
}

/// The ways to write a word in bold.
const BOLD: [(&str, &str); 4] = [("**", "**"), ("__", "__"), ("<b>", "</b>"), ("<strong>", "</strong>")];

/// The description without its mark `**Required**`; `None` if it has none.
fn without_required(text: &str) -> Option<String> {
    const WORD: &str = "required";
    text.to_ascii_lowercase().match_indices(WORD).find_map(|(at, _)| {
        let before = text.get(..at)?.trim_end();
        let after = text.get(at + WORD.len()..)?.trim_start_matches(['.', ':', '!', ' ']);
        let bold =
            |(open, close): &(&str, &str)| Some([before.strip_suffix(open)?, after.strip_prefix(close)?].concat());
        BOLD.iter().find_map(bold).map(|rest| rest.trim().to_owned())
    })
}

fn parameter(row: Row, place: Place, ledger: &mut Ledger<'_>) -> Parameter {
    let word = match &row.word {
        Some(cell) => word(cell, "read as a string, as everything in a URL or a header is text", ledger),
        None => Spanned::new(DocWord::read("string"), row.name.span),
    };
    let mut description = row.description;
    let rest = without_required(&description.value);
    let required = rest.is_some();
    if let Some(rest) = rest {
        description.value = rest;
    }
    Parameter { name: row.name, place, word, ty: Known::undecided(), described: true, required, description }
}

/// Reads a type word. `outcome` says what becomes of a cell that is not one.
pub(super) fn word(cell: &Spanned<String>, outcome: &str, ledger: &mut Ledger<'_>) -> Spanned<DocWord> {
    let mut word = DocWord::read(&cell.value);
    match &mut word.word {
        Word::Words(values) => values.retain(|value| match wire::problem(value) {
            Some(problem) => {
                let value = Spanned::new(value.clone(), cell.span);
                ledger.note(wire::not_a_name(&value, problem));
                false
            }
            None => true,
        }),
        Word::Unknown(text) => {
            let message = format!("`{text}` is not a type word of the format");
            let finding = Diagnostic::new(Code::UnknownTypeWord, cell.span, message).label(outcome);
            let is_list = text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("enum"));
            ledger.note(match alike::meant(text, DocWord::words()) {
                Some(word) => finding.help(format!("did you mean `{word}`?")),
                None if is_list => finding.help("write a list of values as in `Enum: Slim, Wide`"),
                None => finding.help(
                    "use a scalar (`int32`, `string`, `date-time`, ...), `array`, `object`, `Enum: ...` or the name of a type",
                ),
            });
        }
        Word::Empty => ledger.note(
            Diagnostic::new(Code::UnknownTypeWord, cell.span, "the type cell is empty")
                .label(outcome)
                .help("fill in the type"),
        ),
        _ => {}
    }
    Spanned::new(word, cell.span)
}

#[cfg(test)]
mod tests {
    use super::{media_types, without_required};

    #[test]
    fn media_types_of_a_header() {
        assert_eq!(media_types("Use `application/json` or `text/xml`, not a/b"), ["application/json", "text/xml"]);
        assert_eq!(media_types("Only `json`"), [""; 0]);
        assert_eq!(
            media_types("application/json, text/xml; (image/png)."),
            ["application/json", "text/xml", "image/png"]
        );
        // Words with a slash that are not media types.
        assert_eq!(media_types("and/or text/ of both"), [""; 0]);
    }

    #[test]
    fn the_mark_of_a_required_parameter_is_bold() {
        let rest = |text: &str| without_required(text);
        for text in
            ["Key. **Required**", "Key. __required__", "Key. <b>Required</b>", "Key. <strong>Required.</strong>"]
        {
            assert_eq!(rest(text).as_deref(), Some("Key."), "{text}");
        }
        assert_eq!(rest("**Required:** a key").as_deref(), Some("a key"));
        for text in ["Required", "**Required", "Required**", "<b>Required</strong>", "**not required by all**", ""] {
            assert_eq!(rest(text), None, "{text}");
        }
        // The second one is the mark.
        assert_eq!(rest("Required by law. **Required**").as_deref(), Some("Required by law."));
    }
}
