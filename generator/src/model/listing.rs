//! A model as text for people: routes, types and enumerations, each decision with its class, its rule and the first
//! observation that supports it.
//!
//! In: an [`Api`]. Out: text in the notation of `notation.rs`, with the names of the docs. Callers that show it to a
//! person must make invisible characters visible. `dump.rs` writes everything a model holds, for a program.

use std::fmt::Write as _;

use super::{Api, Body, Known, Operation, Property, Type};
use crate::source::{FileId, Span};

/// Lists a whole model. `place` prints the place of an observation.
#[must_use]
pub fn listing(api: &Api, place: &dyn Fn(Span) -> String) -> String {
    let mut blocks = Vec::new();
    for operation in &api.operations {
        let mut out = String::new();
        head(&mut out, api, operation);
        for (what, body) in bodies(operation) {
            body_line(&mut out, api, what, body);
        }
        blocks.push(out);
    }
    for (id, entity) in api.entities.with_ids() {
        let mut out = format!("{}\n", Type::Entity(id).text(api));
        for property in &entity.properties {
            property_line(&mut out, api, property, place);
        }
        blocks.push(out);
    }
    for known in &api.enums {
        let more = if known.complete { "" } else { ", ..." };
        blocks.push(format!("enum {}: {}{more}\n", known.name, known.words.join(", ")));
    }
    for (what, names) in [("lost names", &api.lost), ("set only by the server", &api.read_only)] {
        if !names.is_empty() {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            blocks.push(format!("{what}: {}\n", names.join(", ")));
        }
    }
    blocks.join("\n")
}

/// Lists the operations of one page, with the properties of their request and response bodies.
#[must_use]
pub fn page_listing(api: &Api, file: FileId, place: &dyn Fn(Span) -> String) -> String {
    let mut out = String::new();
    for operation in api.operations.iter().filter(|operation| operation.file == file) {
        head(&mut out, api, operation);
        let mut shown = std::collections::BTreeSet::new();
        for (what, body) in bodies(operation) {
            body_line(&mut out, api, what, body);
            let Type::Entity(id) = body.ty.value.innermost() else { continue };
            // Both bodies may be the same entity.
            if shown.insert(*id) {
                for property in &api.entities[*id].properties {
                    property_line(&mut out, api, property, place);
                }
            }
        }
    }
    out
}

fn bodies(operation: &Operation) -> impl Iterator<Item = (&'static str, &Body)> {
    let bodies = [("request", &operation.request), ("response", &operation.response)];
    bodies.into_iter().filter_map(|(what, body)| Some((what, body.as_ref()?)))
}

/// Prints the route, the statuses, the parameters and the data rows.
fn head(out: &mut String, api: &Api, operation: &Operation) {
    let _ = writeln!(out, "{} {}  ({})", operation.method.as_str(), operation.path.value, operation.uid.value);
    let statuses: Vec<String> = operation.statuses.iter().map(|status| status.code.to_string()).collect();
    if !statuses.is_empty() {
        let _ = writeln!(out, "  status {}", statuses.join(", "));
    }
    for parameter in &operation.parameters {
        let place = format!("{:?}", parameter.place).to_lowercase();
        let need = if parameter.required { ", required" } else { "" };
        let ty = parameter.ty.value.text(api);
        let _ = writeln!(out, "  {place} {}: {ty}{need}{}", parameter.name.value, decided(&parameter.ty));
    }
    for (heading, rows) in &operation.tables {
        for row in rows {
            let cells: Vec<&str> = row.iter().map(|cell| cell.value.as_str()).collect();
            let _ = writeln!(out, "  {heading}: {}", cells.join(" | "));
        }
    }
}

fn body_line(out: &mut String, api: &Api, what: &str, body: &Body) {
    let _ = writeln!(out, "{what}: {}{}", body.ty.value.text(api), decided(&body.ty));
}

fn property_line(out: &mut String, api: &Api, property: &Property, place: &dyn Fn(Span) -> String) {
    let ty = property.ty.value.text(api);
    let only = property.only_in.as_ref().map(|twin| format!(", only in {twin}")).unwrap_or_default();
    let _ = write!(out, "  {} {ty}{only}{}", property.name, decided(&property.ty));
    if let Some(evidence) = property.ty.because.first() {
        let _ = write!(out, ", {} {}", place(evidence.span), evidence.says);
    }
    if let Some(evidence) = property.ty.against.first() {
        let _ = write!(out, "; against it {} {}", place(evidence.span), evidence.says);
    }
    out.push('\n');
}

/// The certainty of a type, and the rule that decided it.
fn decided(ty: &Known<Type>) -> String {
    format!("  {} by {}", ty.class.as_str(), ty.rule)
}
