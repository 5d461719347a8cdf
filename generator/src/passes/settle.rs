//! Reports what stayed open and why, with one finding for each open property and body.
//!
//! ```text
//! no sample has the property            ->  no sample shows a value
//! `"Value": null` wherever it is shown  ->  every sample shows null
//! ```
//!
//! To the rules before this one both are the same, because `null` does not show a type. To a reader they are different.

use super::nested_shapes::is_odata;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{Api, Body, DocWord, Entity, Evidence, Json, Known, OpenReason, Operation, Property, Type};
use crate::text::alike::{self, Spelling};

/// Reports open values.
pub(super) fn run(api: &mut Api, diagnostics: &mut Diagnostics) {
    nulls(api);
    let types: Vec<(Spelling, &str)> = api.described.keys().map(|name| (Spelling::of(name), name.as_str())).collect();
    for entity in &api.entities {
        for property in &entity.properties {
            if let Type::Open(reason) = property.ty.value.innermost()
                && let Some(finding) = open_property(entity, property, reason, &types)
            {
                diagnostics.push(finding);
            }
        }
    }
    for operation in &api.operations {
        for (side, body) in [("request", &operation.request), ("response", &operation.response)] {
            if let Some(body) = body
                && let Type::Open(reason) = body.ty.value.innermost()
                && *reason != OpenReason::FreeForm
            {
                diagnostics.push(open_body(operation, side, body, reason));
            }
        }
    }
}

/// Separates values that are always `null` from those that are never shown.
fn nulls(api: &mut Api) {
    for property in api.entities.iter_mut().flat_map(|entity| &mut entity.properties) {
        let values = property.samples.iter().map(|observed| &observed.json);
        always_null(&mut property.ty, values);
    }
    for operation in &mut api.operations {
        // If a page lists only errors, its sample response is one of an error.
        let success = operation.documents_success();
        let response = operation.response.as_mut().filter(|_| success);
        for body in operation.request.as_mut().into_iter().chain(response) {
            always_null(&mut body.ty, body.sample.iter());
        }
    }
}

/// The finding about an open property; `None` if the docs mean it to be open, or if it was already reported.
fn open_property(
    entity: &Entity,
    property: &Property,
    reason: &OpenReason,
    types: &[(Spelling, &str)],
) -> Option<Diagnostic> {
    let row = property.rows.first();
    // A row or a sample has it, otherwise it would not be known.
    let span = row.map(|row| row.word.span).or_else(|| property.samples.first().map(|seen| seen.json.span))?;
    let name = &property.name;
    let array = matches!(property.ty.value, Type::Array(_));
    let (code, message) = match reason {
        // The docs mean it to be open, or the word was reported where it was read.
        OpenReason::FreeForm | OpenReason::UnknownWord(_) => return None,
        // Tables that differ were reported where they were compared.
        OpenReason::Contradiction if property.ty.rule.reports => return None,
        // Its samples show rows, but with columns that the caller selects.
        OpenReason::Cut if array && is_odata(entity) => return None,
        OpenReason::Contradiction => {
            (Code::Contradiction, format!("the table and the samples disagree about `{}.{name}`", entity.name))
        }
        OpenReason::NullElements => (Code::ElementUnknown, format!("`{name}` contains `null` beside other values")),
        OpenReason::Undescribed(named) => (Code::UndescribedType, format!("no page describes `{named}`")),
        OpenReason::Unnamed => (Code::ValueUnknown, format!("the docs do not name the type of `{name}`")),
        OpenReason::Lost => {
            let printed = row.map(|row| row.word.value.printed()).unwrap_or_default();
            (Code::LostTypeName, format!("`{printed}` is a placeholder for a type name that the exporter lost"))
        }
        _ if array => (Code::ElementUnknown, format!("the docs do not show an element of the array `{name}`")),
        _ => (Code::ValueUnknown, format!("the docs do not show a value of `{name}`")),
    };
    let what = match property.ty.value {
        Type::Array(_) => "the elements are",
        Type::Map(_) => "the values are",
        _ => "the value is",
    };
    let why = reason.words();
    let said = message == why;
    let mut finding = Diagnostic::new(code, span, message)
        .label(format!("{what} left open in `{}.{name}`", entity.name))
        .help("describe the type on a page, or show a value in a sample");
    if let OpenReason::Undescribed(named) = reason
        && let Some(meant) = meant(named, types)
    {
        finding.help = vec![format!("did you mean `{meant}`?")];
    }
    if *reason == OpenReason::Contradiction {
        finding.help = vec!["correct the type in the table, or the value in the sample".to_owned()];
    }
    if !said {
        finding = finding.note(why);
    }
    if let Some(other) = property.ty.against.first() {
        finding = finding.other(other.span, other.says.clone());
    }
    Some(finding)
}

/// The type word, or the type that pages describe, of which a name is probably a misspelling.
fn meant<'a>(named: &str, types: &[(Spelling, &'a str)]) -> Option<&'a str> {
    alike::meant(named, DocWord::words()).or_else(|| {
        let named = Spelling::of(named);
        let near = types.iter().filter_map(|(known, name)| Some((known.misspelt(&named)?, *name)));
        near.min().map(|(_, name)| name)
    })
}

fn open_body(operation: &Operation, side: &str, body: &Body, reason: &OpenReason) -> Diagnostic {
    let what = match body.name.value.as_str() {
        "" => format!("the {side} body"),
        name => format!("the {side} body `{name}`"),
    };
    let left = format!("left open for `{}`", operation.uid.value);
    if let (OpenReason::Contradiction, Some(other)) = (reason, body.ty.against.first()) {
        let message = format!("the heading and the sample of {what} contradict each other");
        let finding = Diagnostic::new(Code::Contradiction, body.name.span, message)
            .other(other.span, other.says.clone())
            .note(left)
            .help("correct the heading or the sample");
        return match body.ty.because.first() {
            Some(heading) => finding.label(heading.says.clone()),
            None => finding,
        };
    }
    Diagnostic::new(Code::BodyUnknown, body.name.span, format!("{what} is not described"))
        .label(left)
        .note(reason.words())
        .help("add a table of properties or a sample")
}

/// Separates a value that is always `null` from one that is never shown.
fn always_null<'a>(known: &mut Known<Type>, values: impl Iterator<Item = &'a Json>) {
    if *known.value.innermost() != Type::Open(OpenReason::NoSample) || known.is_fixed() {
        return;
    }
    let Some(null) = only_null(&known.value, values.collect()) else { return };
    known.value = known.value.with_innermost(Type::Open(OpenReason::AlwaysNull));
    if known.because.len() < Known::<Type>::KEPT {
        known.because.push(Evidence { span: null.span, says: format!("a sample shows {}", null.kind_word()) });
    }
}

/// The first of the values, if there are any and all are `null` or hold nothing else.
fn only_null<'a>(ty: &Type, values: Vec<&'a Json>) -> Option<&'a Json> {
    if values.iter().all(|value| value.is_null()) {
        return values.first().copied();
    }
    match ty {
        Type::Array(element) => {
            only_null(element, values.iter().filter_map(|value| value.elements()).flatten().collect())
        }
        Type::Map(value) => {
            let members = values.iter().filter_map(|value| value.members()).flatten();
            only_null(value, members.map(|(_, value)| value).collect())
        }
        _ => None,
    }
}
