//! Reports names that are hard to tell apart, or that have characters that no name of the API has.
//!
//! ```text
//! `v1Lаmp_Get` with a Cyrillic `а`                    ->  a person reads another name than a program
//! the rows `Colour` and `colour` in one table         ->  one of them is probably a mistake
//! `Item0` and `ItemO` in one table                    ->  so they are here
//! a path part whose type is `object` or `array`       ->  a URL cannot have it
//! a name ten times as long as the longest real one    ->  probably not a name
//! ```
//!
//! Each rule holds for every page of the vendor's docs. The names are used nevertheless.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{Api, Entity, Operation, Place, Property, Word};
use crate::source::{Span, Spanned};
use crate::text::confusable::{looks_like, shape};
use crate::text::visible::{thousands, visible_short};

/// A name and its kind, as messages call it.
#[derive(Clone, Copy)]
struct Name<'a> {
    what: &'static str,
    text: &'a str,
    span: Span,
}

impl<'a> Name<'a> {
    fn of(what: &'static str, name: &'a Spanned<String>) -> Self {
        Self { what, text: &name.value, span: name.span }
    }

    /// Ten times the length of the longest real name of the kind.
    fn limit(&self) -> usize {
        match self.what {
            "uid" => 810,
            "path" => 1_110,
            "parameter" => 400,
            _ => 350,
        }
    }
}

/// Checks all names.
pub(super) fn run(api: &Api, diagnostics: &mut Diagnostics) {
    for operation in &api.operations {
        for name in names_of(operation) {
            check(&name, diagnostics);
        }
        path_parts(operation, diagnostics);
    }
    for entity in &api.entities {
        for name in entity.properties.iter().filter_map(property) {
            check(&name, diagnostics);
        }
        similar(entity.properties.iter().filter_map(property), "in the same table", diagnostics);
    }
    similar(api.operations.iter().map(|one| Name::of("uid", &one.uid)), "on another page", diagnostics);
    for types in types(api) {
        check(&types, diagnostics);
    }
    similar(types(api), "of another table", diagnostics);
    for operation in &api.operations {
        let parameters = operation.parameters.iter().map(|one| Name::of("parameter", &one.name));
        similar(parameters, "of the same operation", diagnostics);
    }
    segments(api, diagnostics);
}

/// The names in the head of a page and in its tables of parameters.
fn names_of(operation: &Operation) -> impl Iterator<Item = Name<'_>> {
    let head = [Name::of("uid", &operation.uid), Name::of("path", &operation.path)];
    head.into_iter().chain(operation.parameters.iter().map(|one| Name::of("parameter", &one.name)))
}

/// The name of a property, at its first row, or at a sample that shows it.
fn property(property: &Property) -> Option<Name<'_>> {
    let row = property.rows.first().map(|row| row.name.span);
    let span = row.or_else(|| property.samples.first().map(|sample| sample.json.span))?;
    Some(Name { what: "property", text: &property.name, span })
}

/// The names of types, at the first table of each.
fn types(api: &Api) -> impl Iterator<Item = Name<'_>> {
    let named = |entity: &Entity| entity.place.is_empty();
    let names = api.entities.iter().filter(move |entity| named(entity));
    names.filter_map(|entity| Some(Name { what: "type", text: &entity.name, span: *entity.said.first()? }))
}

/// Reports the first character that no name of the API has, and a length that no name has.
fn check(name: &Name<'_>, diagnostics: &mut Diagnostics) {
    let is_path = name.what == "path";
    let expected = |c: char| c.is_ascii_alphanumeric() || "_$.-".contains(c) || (is_path && "/{}".contains(c));
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_$.-/{}".contains(byte);
    let (what, length) = (name.what, name.text.chars().count());
    if length > name.limit() {
        let message = format!("the {what} has {} characters", thousands(length));
        diagnostics.push(
            Diagnostic::new(Code::Oversized, name.span, message)
                .label(format!("no {what} of the API has more than {}", thousands(name.limit() / 10)))
                .help("write the name alone"),
        );
    }
    // Nearly all names are plain, so the bytes are looked at first.
    if name.text.as_bytes().iter().all(plain) && (is_path || !name.text.contains(['/', '{', '}'])) {
        return;
    }
    let Some((at, odd)) = name.text.char_indices().find(|(_, c)| !expected(*c)) else { return };
    let number = format!("U+{:04X}", u32::from(odd));
    let shown = visible_short(name.text, 100);
    let message = format!("the {what} `{shown}` has the character {number}, which no name of the API has");
    let whole = name.span.range();
    let span = match whole.len() == name.text.len() {
        true => Span::new(name.span.file, whole.start + at..whole.start + at + odd.len_utf8()),
        false => name.span,
    };
    let finding = Diagnostic::new(Code::OddCharacter, span, message);
    diagnostics.push(match looks_like(odd) {
        Some(ascii) => finding
            .label(format!("looks like `{ascii}`, but is another letter"))
            .help(format!("write `{}`", name.text.chars().map(|c| looks_like(c).unwrap_or(c)).collect::<String>())),
        None => finding.label("used as it is").help(
            "write the name with ASCII letters, digits, `_`, `$`, `.` and `-`, or check that the API has this name",
        ),
    });
}

/// Reports names that differ only by case or by letters that look alike.
fn similar<'a>(names: impl Iterator<Item = Name<'a>>, whose: &str, diagnostics: &mut Diagnostics) {
    let mut by_case: BTreeMap<String, Name<'a>> = BTreeMap::new();
    let mut by_shape: BTreeMap<String, Name<'a>> = BTreeMap::new();
    for name in names {
        let (case, shape) = (name.text.to_lowercase(), shape(name.text));
        match (by_case.get(&case), by_shape.get(&shape)) {
            (Some(other), _) if other.text != name.text => diagnostics.push(alike(&name, other, "in case", whose)),
            (_, Some(other)) if other.text != name.text => {
                diagnostics.push(alike(&name, other, "in letters that look alike", whose));
            }
            _ => {
                by_case.insert(case, name);
                by_shape.insert(shape, name);
            }
        }
    }
}

fn alike(name: &Name<'_>, other: &Name<'_>, how: &str, whose: &str) -> Diagnostic {
    let what = name.what;
    let (one, two) = (visible_short(name.text, 100), visible_short(other.text, 100));
    let message = format!("the {what} `{one}` differs only {how} from `{two}` {whose}");
    Diagnostic::new(Code::SimilarNames, name.span, message)
        .label("a separate name")
        .other(other.span, format!("the {what} `{two}`"))
        .help("if both are meant to be the same, write them in the same way")
}

/// Compares each literal segment of the routes with the others below the same segments.
fn segments(api: &Api, diagnostics: &mut Diagnostics) {
    let mut below: BTreeMap<String, BTreeMap<&str, Span>> = BTreeMap::new();
    for operation in &api.operations {
        let mut before = String::new();
        let mut at = 0;
        for part in operation.path.value.split('/') {
            let is_literal = !part.is_empty() && !part.contains('{');
            if is_literal {
                let span = operation.path.part(at..at + part.len()).span;
                below.entry(before.clone()).or_default().entry(part).or_insert(span);
            }
            before.push('/');
            before.push_str(if part.contains('{') { "{}" } else { part });
            at += part.len() + 1;
        }
    }
    for parts in below.values() {
        let names = parts.iter().map(|(text, span)| Name { what: "segment", text, span: *span });
        similar(names, "of another route", diagnostics);
    }
}

/// Path parts that a URL cannot have.
fn path_parts(operation: &Operation, diagnostics: &mut Diagnostics) {
    let parts = operation.parameters.iter().filter(|one| one.place == Place::Path);
    for part in parts.filter(|part| matches!(part.word.value.word, Word::Object | Word::Array)) {
        let (name, kind) = (&part.name.value, part.word.value.printed());
        let message = format!("the path part `{name}` is described as `{kind}`, which a path cannot have");
        diagnostics.push(
            Diagnostic::new(Code::PathPartObject, part.word.span, message)
                .label("used as text")
                .help("write the type of the text in the path, such as `string` or `int32`"),
        );
    }
}
