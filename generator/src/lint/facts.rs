//! Facts of a page that contradict each other, or another page, without any doubt about what is generated.

use std::collections::BTreeSet;

use super::Found;
use crate::check::Checked;
use crate::diagnostics::{Code, Diagnostic};
use crate::model::{MarkKind, Operation, Parameter, Place, Property, Type};
use crate::passes::lost_names::{self, Lost};
use crate::passes::rules;

pub(super) fn run(api: &Checked, found: &mut Found) {
    let services: BTreeSet<(&str, &str)> =
        api.operations.iter().map(|one| (one.controller.as_str(), one.name.as_str())).collect();
    let agents: BTreeSet<&str> = services.iter().filter_map(|(owner, _)| owner.strip_suffix("Agent")).collect();
    for operation in &api.operations {
        success(operation, found);
        optional(operation, found);
        null_body(operation, found);
        json_of_bytes(operation, found);
        // A part of the docs, such as a single resource, has no page of any agent.
        if !agents.is_empty() {
            calls(operation, &services, found);
        }
    }
    for entity in &api.entities {
        for property in &entity.properties {
            dictionary(property, &entity.name, found);
        }
    }
    lost(api, found);
}

/// Cells and headings that show a placeholder for a type name that the exporter lost.
fn lost(api: &Checked, found: &mut Found) {
    for (Lost { property, placeholder, ty, is_named }, places) in lost_names::places(api) {
        let what = property.map_or("a response body".to_owned(), |name| format!("`{name}`"));
        let read =
            if ty.contains('?') { "the type is left open".to_owned() } else { format!("the type is read as `{ty}`") };
        let message = format!("the type name of {what} is lost: `{placeholder}` is a placeholder; {read}");
        for place in places {
            let finding = Diagnostic::new(Code::PlaceholderName, place, message.clone())
                .label("a placeholder of the exporter")
                .help(if is_named { format!("write `{ty}`") } else { "write the name of the type".to_owned() });
            found.add(message.clone(), finding);
        }
    }
}

/// A page that documents no success.
fn success(operation: &Operation, found: &mut Found) {
    if let Some(status) = operation.statuses.first().filter(|_| !operation.documents_success()) {
        let message = "the page documents no successful response";
        let finding = Diagnostic::new(Code::NoSuccess, status.description.span, message)
            .label("the first of its statuses")
            .help("add a row for the status of a success, such as 200 or 204");
        found.add("pages without a successful response", finding);
    }
}

/// A parameter that is described as optional and marked as required.
fn optional(operation: &Operation, found: &mut Found) {
    // Every path part is required. Its row contradicts itself only if it says so: the mark is not in the description.
    let marked = |one: &&Parameter| one.description.span.range().len() > one.description.value.len();
    let says = |one: &&Parameter| one.place != Place::Path || marked(one);
    let required = operation.parameters.iter().filter(|one| one.required && one.described).filter(says);
    for parameter in required {
        let words = parameter.description.value.split(|c: char| !c.is_alphanumeric());
        if words.into_iter().any(|word| word.eq_ignore_ascii_case("optional")) {
            let name = &parameter.name.value;
            let message = format!("the parameter `{name}` is described as optional, but marked `**Required**`");
            let finding = Diagnostic::new(Code::OptionalRequired, parameter.description.span, message)
                .label("treated as required")
                .help("delete `**Required**`, or correct the description");
            found.add("parameters that are described as optional, but marked `**Required**`", finding);
        }
    }
}

/// A sentence that names an operation without a page.
fn calls(operation: &Operation, services: &BTreeSet<(&str, &str)>, found: &mut Found) {
    for mark in &operation.marks {
        let MarkKind::CallsAgent { agent, service } = &mark.kind else { continue };
        if !services.contains(&(format!("{agent}Agent").as_str(), service.as_str())) {
            let message = format!("no page describes the operation `{service}` of the agent `{agent}`");
            let finding = Diagnostic::new(Code::UnknownService, mark.span, message)
                .label("named here")
                .help("add the page of the operation, or correct the sentence");
            found.add("sentences that name an operation of an agent without a page", finding);
        }
    }
}

/// A sample with the body `null` below a status without content.
fn null_body(operation: &Operation, found: &mut Found) {
    let sample = operation.void.as_ref().and_then(|body| body.sample.as_ref());
    if let Some(sample) = sample.filter(|sample| sample.is_null()) {
        let message = "the sample has the body `null`, but the status has no content";
        let finding = Diagnostic::new(Code::NullBody, sample.span, message)
            .label("not used")
            .help("delete the body of the sample");
        found.add("samples with the body `null` and a status without content", finding);
    }
}

/// A sample of JSON for a response that is also a file.
fn json_of_bytes(operation: &Operation, found: &mut Found) {
    let Some(sample) = operation.response.as_ref().and_then(|body| body.sample.as_ref()) else { return };
    let is_text = |ty: &str| ty.starts_with("text/") || ["json", "xml", "form"].iter().any(|word| ty.contains(word));
    if let Some(ty) = operation.produces.iter().find(|ty| ty.contains('/') && !is_text(ty)) {
        let message = format!("the sample is JSON, but the media types of the response include `{ty}`");
        let finding = Diagnostic::new(Code::JsonOfBytes, sample.span, message)
            .label("read as JSON")
            .help("say which media type the sample has, or list only media types of JSON");
        found.add("samples of JSON for a response whose media types include those of files", finding);
    }
}

/// A row that names an entity, although the sample shows a dictionary.
fn dictionary(property: &Property, entity: &str, found: &mut Found) {
    if property.ty.rule.name != rules::STOLEN_NAME.name || !matches!(property.ty.value, Type::Map(_)) {
        return;
    }
    let (Some(row), Some(sample)) = (property.ty.against.first(), property.ty.because.first()) else { return };
    let message = format!("the row of `{entity}.{}` names a type, but the sample shows a dictionary", property.name);
    let finding = Diagnostic::new(Code::DictionaryRow, row.span, message)
        .label("not used")
        .other(sample.span, "the dictionary that is used")
        .help("write `object` as the type");
    found.add("rows that name a type, although the sample shows a dictionary", finding);
}
