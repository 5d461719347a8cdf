//! Makes the OpenAPI documents of a server.
//!
//! In: the API, and the folder of pages it was read from. Out: documents, compressed. In addition to what the pages state,
//! they have the statuses with which this server rejects requests, and values of a valid request of each operation.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use bytes::Bytes;
use superoffice_codegen::diagnostics::Diagnostics;
use superoffice_codegen::openapi::parts::{Served, parts};
use superoffice_codegen::{Options, disk, model};

use super::packed;
use crate::api::{Api, In, Operation, Role, Segment};

/// The documents by the names of the resources and agents. The error is a message. The pages are read again, because the server
/// does not keep them in memory.
pub(super) fn made(api: &Api, docs: &Path) -> Result<BTreeMap<String, Bytes>, String> {
    let loaded = disk::load(docs).map_err(|error| error.to_string())?;
    let mut diagnostics = Diagnostics::default();
    let checked = model(&loaded.sources, &Options::default(), &mut diagnostics).map_err(|error| error.to_string())?;
    let known: HashMap<&str, (usize, &Operation)> =
        api.operations.iter().enumerate().map(|(at, one)| (one.uid.as_str(), (at, one))).collect();
    let served = |operation: &model::Operation| match known.get(operation.uid.value.as_str()) {
        Some((at, operation)) => served(api, *at, operation),
        None => Served::default(),
    };
    let mut found = BTreeMap::new();
    parts(&checked, &loaded.sources, &served, |part| {
        found.insert(part.name, packed(part.text.as_bytes()));
    });
    Ok(found)
}

fn served(api: &Api, at: usize, operation: &Operation) -> Served {
    let has_path = operation.parameters.iter().any(|parameter| parameter.place == In::Path);
    let role = api.roles.get(at).and_then(Option::as_ref).map(|(_, role)| role);
    let statuses = [
        (true, 400, "The request differs from the page. The message has the line of the page."),
        (!api.schemes.is_empty(), 401, "The request has no credentials, or they have no documented form."),
        (has_path, 404, "The record does not exist, or a parameter in the path is empty."),
        (is_taken_for_another(api, operation), 405, "With text in place of an integer, this method is not allowed."),
        (operation.response.is_some(), 406, "The server cannot answer with a media type in `Accept`."),
        (role == Some(&Role::Patch), 409, "A test of the JSON Patch failed."),
        (operation.request.is_some(), 415, "The server does not read this media type."),
    ];
    let statuses = statuses.into_iter().filter(|(applies, ..)| *applies);
    let example = |one: &&crate::api::Parameter| one.required && one.place != In::Header || one.place == In::Path;
    Served {
        statuses: statuses.map(|(_, status, why)| (status, format!("Sent by the mock server. {why}"))).collect(),
        parameters: (operation.parameters.iter().filter(example))
            .map(|parameter| (parameter.name.clone(), api.example_of(parameter)))
            .collect(),
        body: api.example_json(at, operation),
    }
}

/// Whether a path of an operation belongs to another operation, which does not have this method, if a parameter is not an
/// integer.
fn is_taken_for_another(api: &Api, operation: &Operation) -> bool {
    let fits = |(own, other): (&Segment, &Segment)| match (own, other) {
        (Segment::Literal(own), Segment::Literal(other)) => own == other,
        (Segment::Parameter { .. }, Segment::Literal(_) | Segment::Parameter { integer: false, .. }) => true,
        (Segment::Literal(_), Segment::Parameter { integer, .. }) => !integer,
        (Segment::Parameter { integer, .. }, Segment::Parameter { integer: true, .. }) => *integer,
    };
    let has_integer = |one: &Segment| matches!(one, Segment::Parameter { integer: true, .. });
    operation.segments.iter().any(has_integer)
        && api.operations.iter().any(|other| {
            other.segments.len() == operation.segments.len()
                && other.segments != operation.segments
                && operation.segments.iter().zip(&other.segments).all(fits)
        })
}
