//! Reports facts that one page states differently from all others like it. No type changes.
//!
//! ```text
//! `Enum: Unknown, Intrenal` here, `Internal` in other lists      ->  the value is probably misspelt
//! `"Sqare"` in a sample, `Enum: Round, Square` in its row          ->  one of them is wrong
//! `aplication/json` on one page, `application/json` on others    ->  so is the media type
//! `id` of `/Lamp/{id}` is a string here, `int32` on other pages  ->  one of them is wrong
//! ```
//!
//! Each rule holds for every page of the vendor's docs.

use std::collections::{BTreeMap, BTreeSet};

use super::{odd_names, odd_titles, odd_uids};
use crate::account::Reason;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{Api, Parameter, Place, Type, Word};
use crate::source::Span;
use crate::text::alike::{self, Spelling};
use crate::text::visible::counted;

/// How many times as many pages must state the other fact.
const TIMES: usize = 3;

/// Compares the pages.
pub(super) fn run(api: &mut Api, diagnostics: &mut Diagnostics) {
    values(api, diagnostics);
    shown_values(api, diagnostics);
    media_types(api, diagnostics);
    path_parts(api, diagnostics);
    odd_uids::run(api, diagnostics);
    odd_titles::run(api, diagnostics);
    odd_names::run(api, diagnostics);
}

/// Values that only one list has, and whose spelling is almost that of a value in several others.
fn values(api: &Api, diagnostics: &mut Diagnostics) {
    let mut lists: BTreeMap<&str, Vec<(&Vec<String>, Span)>> = BTreeMap::new();
    let parameters = api.operations.iter().flat_map(|one| &one.parameters).map(|one| &one.word);
    let rows = api.entities.iter().flat_map(|one| &one.properties).flat_map(|one| &one.rows).map(|row| &row.word);
    for cell in parameters.chain(rows) {
        let Word::Words(words) = &cell.value.word else { continue };
        for word in words {
            lists.entry(word).or_default().push((words, cell.span));
        }
    }
    // The samples show values, too.
    let shown = shown(api);
    let all: BTreeSet<&str> = lists.keys().chain(&shown).copied().collect();
    let all: Vec<(&str, Spelling)> = all.into_iter().map(|known| (known, Spelling::of(known))).collect();
    for (word, found) in &lists {
        let [(list, cell)] = found.as_slice() else { continue };
        if word.len() < MANY_LETTERS {
            continue;
        }
        let count = |known: &str| lists.get(known).map_or(0, Vec::len) + usize::from(shown.contains(known));
        let spelling = Spelling::of(word);
        let near = all.iter().filter(|(_, known)| known.misspelt(&spelling).is_some()).map(|(known, _)| *known);
        let others = near.filter(|known| known != word && !list.iter().any(|one| one == known));
        if let Some(meant) = others.filter(|known| count(known) > 1).max_by_key(|known| count(known)) {
            let span = place(list, word, *cell);
            diagnostics.push(odd_value(word, meant, span, lists.get(meant).and_then(|lists| lists.first())));
        }
    }
}

/// Values in samples that the list of the property lacks.
fn shown_values(api: &Api, diagnostics: &mut Diagnostics) {
    for property in api.entities.iter().flat_map(|entity| &entity.properties) {
        let Type::Enum(id) = property.ty.value else { continue };
        let Some(row) = property.rows.iter().find(|row| matches!(row.word.value.word, Word::Words(_))) else {
            continue;
        };
        let known = &api.enums[id].words;
        for sample in &property.samples {
            let Some(text) = sample.json.as_str().filter(|text| !known.iter().any(|word| word == text)) else {
                continue;
            };
            let message = format!("the sample shows `{text}`, which is not in the list of values");
            let finding = Diagnostic::new(Code::OddValue, sample.json.span, message)
                .label("kept and written back, as every unknown value")
                .other(row.word.span, "the list");
            diagnostics.push(match alike::meant(text, known.iter().map(|word| (word.as_str(), word.as_str()))) {
                Some(meant) => finding.help(format!("write `{meant}`, or add the value to the list")),
                None => finding.help("add the value to the list, or correct the sample"),
            });
        }
    }
}

/// A shorter value resembles too many others.
const MANY_LETTERS: usize = 5;

/// The values of enumerations that samples show.
fn shown(api: &Api) -> BTreeSet<&str> {
    let partly = api.enums.iter().filter(|known| !known.complete);
    partly.flat_map(|known| &known.words).map(String::as_str).collect()
}

/// The place of a value in its cell, if the cell is written as usual; otherwise the cell.
fn place(list: &[String], word: &str, cell: Span) -> Span {
    let printed = format!("Enum: {}", list.join(", "));
    let before: usize = list.iter().take_while(|one| *one != word).map(|one| one.len() + ", ".len()).sum();
    let start = cell.start as usize + "Enum: ".len() + before;
    if cell.range().len() == printed.len() { Span::new(cell.file, start..start + word.len()) } else { cell }
}

fn odd_value(word: &str, meant: &str, at: Span, other: Option<&(&Vec<String>, Span)>) -> Diagnostic {
    let message = format!("the value `{word}` is probably `{meant}`, as in other lists");
    let finding = Diagnostic::new(Code::OddValue, at, message).label("no other list has it");
    let finding = match other {
        Some((_, span)) => finding.other(*span, format!("lists `{meant}`")),
        None => finding,
    };
    finding.help(format!("write `{meant}`"))
}

/// Media types of few pages whose spelling is almost that of one of many pages.
fn media_types(api: &Api, diagnostics: &mut Diagnostics) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for operation in &api.operations {
        let types: BTreeSet<&String> = operation.consumes.iter().chain(&operation.produces).collect();
        for ty in types {
            *counts.entry(ty).or_default() += 1;
        }
    }
    let mut wrong: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    for (ty, count) in &counts {
        let others = counts.iter().filter(|(other, many)| *other != ty && **many >= TIMES * count);
        let near = others.filter(|(other, _)| is_misspelt(ty, other)).max_by_key(|(_, many)| **many);
        if let Some((other, many)) = near {
            wrong.insert(ty, (other, *many));
        }
    }
    for operation in api.operations.iter().filter(|_| !wrong.is_empty()) {
        let has = |ty: &str| operation.consumes.iter().chain(&operation.produces).any(|known| known == ty);
        for (ty, (meant, many)) in wrong.iter().filter(|(ty, _)| has(ty)) {
            let quoted = format!("`{ty}`");
            let rows = operation.asides.iter().filter(|aside| aside.reason == Reason::MediaTypes);
            for row in rows.filter(|row| row.text.value.contains(&quoted)) {
                let message = format!("the media type `{ty}` is probably `{meant}`");
                diagnostics.push(
                    Diagnostic::new(Code::OddMediaType, row.text.span, message)
                        .label("in this row")
                        .note(format!("`{meant}` is on {}", counted(*many, "page")))
                        .help(format!("write `{meant}`")),
                );
            }
        }
    }
}

/// Whether one half of a media type is a misspelling, and the other half is right.
fn is_misspelt(ty: &str, meant: &str) -> bool {
    let (Some((kind, format)), Some((other_kind, other_format))) = (ty.split_once('/'), meant.split_once('/')) else {
        return false;
    };
    let differs = |a: &str, b: &str| alike::misspelt(a, b).is_some();
    (kind == other_kind && differs(format, other_format)) || (format == other_format && differs(kind, other_kind))
}

/// Path parts that have a different type from the same part of the same path on most other pages.
fn path_parts(api: &Api, diagnostics: &mut Diagnostics) {
    let mut parts: BTreeMap<String, Vec<&Parameter>> = BTreeMap::new();
    for operation in &api.operations {
        let of_path = operation.parameters.iter().filter(|one| one.place == Place::Path && one.described);
        for parameter in of_path {
            let placeholder = format!("{{{}}}", parameter.name.value);
            if let Some((before, _)) = operation.path.value.split_once(&placeholder) {
                parts.entry(format!("{before}{placeholder}").to_ascii_lowercase()).or_default().push(parameter);
            }
        }
    }
    for (path, parameters) in parts {
        let mut by_word: BTreeMap<String, Vec<&Parameter>> = BTreeMap::new();
        for parameter in &parameters {
            by_word.entry(parameter.word.value.printed()).or_default().push(parameter);
        }
        let Some((most, many)) = by_word.iter().max_by_key(|(_, many)| many.len()) else { continue };
        let odd: Vec<&Parameter> =
            by_word.iter().filter(|(word, _)| *word != most).flat_map(|(_, odd)| odd.iter().copied()).collect();
        if many.len() < TIMES * odd.len() {
            continue;
        }
        for parameter in odd {
            diagnostics.push(odd_part(parameter, &path, most, many));
        }
    }
}

fn odd_part(parameter: &Parameter, path: &str, most: &str, many: &[&Parameter]) -> Diagnostic {
    let name = &parameter.name.value;
    let message = format!(
        "the path part `{name}` is `{}` here and `{most}` on {} with this path",
        parameter.word.value.printed(),
        counted(many.len(), "other page"),
    );
    let finding = Diagnostic::new(Code::OddPathPart, parameter.word.span, message)
        .label("used for this operation only")
        .note(format!("the path is `{path}`"))
        .help(format!("write `{most}`, or correct the other pages"));
    match many.first() {
        Some(other) => finding.other(other.word.span, format!("one of them says `{most}`")),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::is_misspelt;

    #[test]
    fn one_half_of_a_media_type_is_misspelt() {
        assert!(is_misspelt("application/jsno", "application/json"));
        assert!(is_misspelt("aplication/json", "application/json"));
        for other in ["aplication/jsno", "application/pdf", "text/json", "applicationjson"] {
            assert!(!is_misspelt(other, "application/json"), "{other}");
        }
    }
}
