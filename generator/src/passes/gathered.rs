//! The tables of all pages, each with what its own page says about it.
//!
//! In: the operations of an [`Api`]. Out: a [`Table`] for each table of properties. This module does not know which
//! tables are of one entity.

use std::sync::Arc;

use crate::model::{Api, Body, DocWord, Form, Json, Operation, Said, Side, Type, Word};
use crate::source::Span;

/// The place of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At {
    pub(super) operation: usize,
    /// 0 for the page in use, then the superseded ones.
    pub(super) page: usize,
    pub(super) side: Side,
}

impl At {
    /// The other side of the same page.
    pub(super) fn of(self, side: Side) -> Self {
        Self { side, ..self }
    }
}

/// A table, and what its page says about its owner.
pub(super) struct Table {
    pub(super) at: At,
    /// The names of its rows, except those that do not count.
    pub(super) names: Vec<String>,
    /// The name in its heading.
    pub(super) heading: Span,
    pub(super) rows: Vec<Arc<Said>>,
    /// The objects of its own sample that it describes.
    pub(super) objects: Vec<Json>,
    /// Whether its page has one of the newer formats.
    pub(super) newer: bool,
    /// The operation.
    pub(super) uid: String,
    /// The name of the operation, as in `GetAllFoos`.
    pub(super) call: String,
    /// The type that the heading names, if it can be trusted.
    pub(super) declared: Option<String>,
    /// Whether it has the anonymous type of a request.
    pub(super) carrier: bool,
}

impl Table {
    fn new(api: &Api, operation: &Operation, body: &Body, at: At) -> Self {
        let names: Vec<String> = body.rows.iter().flatten().map(|row| row.name.value.clone()).collect();
        let request = at.side == Side::Request;
        Self {
            at,
            uid: operation.uid.value.clone(),
            call: operation.name.clone(),
            declared: if request { None } else { declared(api, operation, body) },
            carrier: request && is_carrier(body, &names),
            names,
            heading: body.name.span,
            rows: body.rows.clone().unwrap_or_default(),
            objects: objects(body),
            newer: operation.generated,
        }
    }
}

/// Collects the tables, the response of a page before its request.
pub(super) fn gather(api: &Api) -> Vec<Table> {
    let mut tables = Vec::new();
    for (number, operation) in api.operations.iter().enumerate() {
        for (page, version) in std::iter::once(operation).chain(&operation.superseded).enumerate() {
            for side in [Side::Response, Side::Request] {
                if let Some(body) = version.body(side).filter(|body| has_table(body)) {
                    tables.push(Table::new(api, operation, body, At { operation: number, page, side }));
                }
            }
        }
    }
    tables
}

/// Whether a table describes the content of a body. That of a JSON Patch describes the patch.
fn has_table(body: &Body) -> bool {
    body.form != Form::Patch && body.rows.as_ref().is_some_and(|rows| !rows.is_empty())
}

fn declared(api: &Api, operation: &Operation, body: &Body) -> Option<String> {
    let name = &body.name.value;
    let is_type = matches!(DocWord::read(name).word, Word::Name(_));
    if !is_type || !body.kind.value.is_empty() {
        return None;
    }
    // `GetFooTableRight` returns what it is named after, even if `TableRight` is also a placeholder.
    (!api.lost.contains(name) || operation.name.ends_with(name.as_str())).then(|| name.clone())
}

/// Whether a request has an anonymous type: the sentence above its table lists its rows.
fn is_carrier(body: &Body, names: &[String]) -> bool {
    body.text.as_ref().is_some_and(|text| {
        let listed: Vec<&str> = text.value.split(',').map(str::trim).collect();
        listed.len() == names.len() && listed.iter().zip(names).all(|(a, b)| a == b)
    })
}

/// `FooWithLinks`, whose table has `_Links`, is `Foo` with its links.
pub(super) fn twin<'a>(name: &'a str, names: &[String]) -> Option<(&'a str, String)> {
    let (base, suffix) = name.rsplit_once("With")?;
    let property = format!("_{suffix}");
    (!base.is_empty() && names.contains(&property)).then_some((base, property))
}

/// The objects of a sample that a table describes.
pub(super) fn objects(body: &Body) -> Vec<Json> {
    let Some(sample) = &body.sample else { return Vec::new() };
    match &body.ty.value {
        Type::Array(_) => sample.elements().unwrap_or_default().to_vec(),
        Type::Map(_) => sample.members().unwrap_or_default().iter().map(|(_, value)| value.clone()).collect(),
        _ => vec![sample.clone()],
    }
}
