//! The whole model as text, to compare two models.
//!
//! In: an [`Api`]. Out: a line for every fact, in the words of the docs. Places and file numbers are left out, so that
//! pages with the same content give the same text wherever that content is.

use std::fmt::Write as _;

use crate::account::Reason;

use super::{Api, Body, Json, JsonKind, Known, Operation, Property, Said, Type};

/// Writes everything a model holds. Values of header lines in samples are replaced by a fingerprint, because they can
/// be credentials.
#[must_use]
pub fn dump(api: &Api) -> String {
    let mut out = String::new();
    for operation in &api.operations {
        one(&mut out, operation, "operation");
        for older in &operation.superseded {
            one(&mut out, older, "superseded");
        }
    }
    for (id, entity) in api.entities.iter().enumerate() {
        let _ = writeln!(
            out,
            "entity {id} {:?} {:?} {:?} twins {:?}",
            entity.name, entity.origin, entity.place, entity.twins
        );
        if let Some(text) = &entity.description {
            let _ = writeln!(out, "  description {:?}", text.value);
        }
        for property in &entity.properties {
            self::property(&mut out, property);
        }
    }
    for (id, known) in api.enums.iter().enumerate() {
        let _ = writeln!(out, "enum {id} {:?} complete {} {:?}", known.name, known.complete, known.words);
        if known.is_named {
            let text = known.text.as_ref().map(|text| &text.value);
            let _ = writeln!(out, "  named, flags {} {text:?}", known.flags);
        }
        for (word, meaning) in &known.meanings {
            let text = meaning.text.as_ref().map(|text| &text.value);
            let _ = writeln!(out, "  {word:?} {:?} {text:?}", meaning.number);
        }
    }
    let _ = writeln!(out, "lost {:?}", api.lost);
    let _ = writeln!(out, "described {:?}", api.described);
    let _ = writeln!(out, "read only {:?}", api.read_only);
    for (_, reason) in &api.other_pages {
        let _ = writeln!(out, "other page: {reason}");
    }
    for aside in &api.asides {
        let _ = writeln!(out, "  aside {} {:?}", aside.reason.name(), aside.text.value);
    }
    out
}

fn one(out: &mut String, operation: &Operation, what: &str) {
    let _ = writeln!(
        out,
        "{what} {:?} {} {:?} controller {:?} name {:?} generated {}",
        operation.uid.value,
        operation.method.as_str(),
        operation.path.value,
        operation.controller,
        operation.name,
        operation.generated
    );
    if let Some(summary) = &operation.summary {
        let _ = writeln!(out, "  summary {:?}", summary.value);
    }
    for text in &operation.description {
        let _ = writeln!(out, "  description {:?}", text.value);
    }
    for mark in &operation.marks {
        let _ = writeln!(out, "  mark {:?}", mark.kind);
    }
    for parameter in &operation.parameters {
        let _ = writeln!(
            out,
            "  {:?} {:?} {:?} required {} {:?}",
            parameter.place,
            parameter.name.value,
            parameter.word.value,
            parameter.required,
            parameter.description.value
        );
        known(out, &parameter.ty);
    }
    let _ = writeln!(out, "  consumes {:?} produces {:?}", operation.consumes, operation.produces);
    for status in &operation.statuses {
        let _ = writeln!(out, "  status {} {:?}", status.code, status.description.value);
    }
    for (side, body) in [
        ("request", operation.request.as_ref()),
        ("response", operation.response.as_ref()),
        ("void", operation.void.as_deref()),
    ] {
        if let Some(body) = body {
            self::body(out, side, body);
        }
    }
    for (heading, rows) in &operation.tables {
        for row in rows {
            let cells: Vec<&str> = row.iter().map(|cell| cell.value.as_str()).collect();
            let _ = writeln!(out, "  {heading} {cells:?}");
        }
    }
    for aside in &operation.asides {
        let text = &aside.text.value;
        match text.split_once(':').filter(|_| aside.reason == Reason::SampleHeaderLine) {
            Some((name, value)) => {
                let print = xxhash_rust::xxh3::xxh3_64(value.as_bytes());
                let _ = writeln!(out, "  aside {} {name:?} {print:016x}", aside.reason.name());
            }
            None => {
                let _ = writeln!(out, "  aside {} {text:?}", aside.reason.name());
            }
        }
    }
}

fn body(out: &mut String, side: &str, body: &Body) {
    let _ = writeln!(out, "  {side} {:?} kind {:?} form {:?}", body.name.value, body.kind.value, body.form);
    known(out, &body.ty);
    if let Some(text) = &body.text {
        let _ = writeln!(out, "    text {:?}", text.value);
    }
    for row in body.rows.iter().flatten() {
        said(out, row);
    }
    if let Some(sample) = &body.sample {
        out.push_str("    sample ");
        json(out, sample);
        out.push('\n');
    }
}

fn property(out: &mut String, property: &Property) {
    let _ = writeln!(out, "  property {:?} only in {:?}", property.name, property.only_in);
    known(out, &property.ty);
    if let Some(text) = &property.text {
        let _ = writeln!(out, "    companion text {:?}", text.value);
    }
    for row in &property.rows {
        said(out, row);
    }
    for observed in &property.samples {
        let _ = write!(out, "    seen {:?} ", observed.side);
        json(out, &observed.json);
        out.push('\n');
    }
}

fn said(out: &mut String, row: &Said) {
    let _ = writeln!(
        out,
        "    row {:?} {:?} {:?} {:?} newer {}",
        row.name.value, row.word.value, row.description.value, row.side, row.newer
    );
}

fn known(out: &mut String, known: &Known<Type>) {
    let says = |list: &[super::Evidence]| list.iter().map(|evidence| evidence.says.clone()).collect::<Vec<_>>();
    let _ = writeln!(
        out,
        "    {:?} {} by {} because {:?} against {:?}",
        known.value,
        known.class.as_str(),
        known.rule,
        says(&known.because),
        says(&known.against)
    );
}

fn json(out: &mut String, value: &Json) {
    match &value.kind {
        JsonKind::Null => out.push_str("null"),
        JsonKind::Bool(known) => out.push_str(if *known { "true" } else { "false" }),
        JsonKind::Number(text) => out.push_str(text),
        JsonKind::String(text) => {
            let _ = write!(out, "{text:?}");
        }
        JsonKind::Array(elements) => {
            out.push('[');
            for element in elements.iter() {
                json(out, element);
                out.push(',');
            }
            out.push(']');
        }
        JsonKind::Object(members) => {
            out.push('{');
            for (key, member) in members.iter() {
                let _ = write!(out, "{:?}:", key.name);
                json(out, member);
                out.push(',');
            }
            out.push('}');
        }
    }
}
