//! One entity, many tables: joins the tables of all pages into entities.
//!
//! ```text
//! `### Response body: Foo` on three pages           ->  one entity `Foo`
//! `FooWithLinks` with a property `_Links`           ->  `Foo`, where only the twin has `_Links`
//! `### Response body: array`, rows as in `Foo`      ->  array of `Foo`
//! `## Request Body: entity`, rows of `Foo` without
//!     what only the server sets                     ->  `Foo`
//! the same, less one row in ten                     ->  `Foo`, if the call returns it or no other entity fits
//! the same, with one row in ten renamed             ->  `Foo`, if the call returns it; the row is reported
//! `## Request Body: request`, "A, B" above A and B  ->  an anonymous type, never joined
//! ```
//!
//! If several entities have the same rows, the one that the call is named after is meant: `GetFoos`, `GetFooList`,
//! `GetAllFoo`. `GetBarFooList` is about something else, which may be described on a page that is missing.
//!
//! A lost name is not used, unless the operation is named after it. Tables of one row are never joined by their rows
//! alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::by_names::{ByNames, READ_ONLY_AT_MOST, nearly, odd_rows};
use super::gathered::{At, Table, gather, objects, twin};
use super::observe::{extend, observe, position};
use super::odd_tables;
use super::rules;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{Api, Body, Class, Entity, EntityId, Evidence, Json, Operation, Origin, Side, Type};
use crate::source::Span;
use crate::text::alike;
use crate::text::visible::counted;

/// Fills [`Api::entities`], and the innermost type of every body with a table.
pub(super) fn run(api: &mut Api, diagnostics: &mut Diagnostics) {
    let mut tables = gather(api);
    odd_tables::judge(&mut tables, diagnostics);
    read_only(api, &tables);
    let (requests, responses): (Vec<&Table>, Vec<&Table>) =
        tables.iter().partition(|table| table.at.side == Side::Request);
    let mut index = Index::default();
    for table in &responses {
        if let Some(declared) = &table.declared {
            index.named_response(api, table, declared);
        }
    }
    for id in api.entities.ids() {
        index.by_names.remember(api, id);
    }
    for table in responses.iter().filter(|table| table.declared.is_none()) {
        index.other_response(api, table);
    }
    for table in requests {
        index.request(api, table, diagnostics);
    }
    attach(api, &index.of_table);
}

/// Finds what only the server sets: the few rows that a call returns in addition to those it sends for the same entity.
fn read_only(api: &mut Api, tables: &[Table]) {
    let sent: BTreeSet<&String> =
        tables.iter().filter(|table| table.at.side == Side::Request).flat_map(|table| &table.names).collect();
    let mut found = BTreeSet::new();
    // `gather` puts the response of a page right before its request.
    let pairs = tables.iter().zip(tables.iter().skip(1));
    let of_one_page = |(a, b): &(&Table, &Table)| a.at.side == Side::Response && b.at == a.at.of(Side::Request);
    for (response, request) in pairs.filter(of_one_page) {
        let extra: Vec<&String> = response.names.iter().filter(|name| !request.names.contains(name)).collect();
        let same = response.names.iter().filter(|name| request.names.contains(name)).eq(&request.names);
        if same && extra.len() <= READ_ONLY_AT_MOST && request.names.len() > 1 {
            found.extend(extra.into_iter().filter(|name| !sent.contains(name)).cloned());
        }
    }
    api.read_only = found;
}

/// The entity of each table.
#[derive(Default)]
struct Index {
    of_table: BTreeMap<At, EntityId>,
    by_names: ByNames,
}

impl Index {
    fn named_response(&mut self, api: &mut Api, table: &Table, declared: &str) {
        let (name, only) = match twin(declared, &table.names) {
            Some((base, property)) => (base, Some(property)),
            None => (declared, None),
        };
        let id = match api.described.get(name) {
            Some(id) => *id,
            None => {
                let id = api.entities.push(Entity::new(name.to_owned(), Origin::Docs, String::new()));
                api.described.insert(name.to_owned(), id);
                id
            }
        };
        if only.is_some() {
            api.described.insert(declared.to_owned(), id);
        }
        extend(&mut api.entities[id], &table.names, only.as_deref().map(|property| (property, declared)));
        self.of_table.insert(table.at, id);
        api.count(&rules::NAMED_TABLE);
    }

    /// A response whose heading says `array`, `object` or a lost name is found by its rows.
    fn other_response(&mut self, api: &mut Api, table: &Table) {
        let found = self.by_names.of_call(api, &table.names, &table.call, None);
        let found = found.or_else(|| nearly(api, &table.names, &table.call, None));
        api.count(if found.is_some() { &rules::TABLE_BY_ROWS } else { &rules::TABLE_OF_ITS_OWN });
        let id = found.unwrap_or_else(|| self.of_its_own(api, table, Origin::Response));
        self.of_table.insert(table.at, id);
    }

    fn request(&mut self, api: &mut Api, table: &Table, diagnostics: &mut Diagnostics) {
        let id = if table.carrier { self.carrier(api, table) } else { self.known_request(api, table, diagnostics) };
        self.of_table.insert(table.at, id);
    }

    /// The anonymous type of an older page is that of the page in use.
    fn carrier(&self, api: &mut Api, table: &Table) -> EntityId {
        api.count(&rules::CARRIER);
        // The page in use is the first one of its operation.
        let id = match self.of_table.get(&At { page: 0, ..table.at }) {
            Some(id) => *id,
            None => api.entities.push(Entity::new(String::new(), Origin::Carrier, table.uid.clone())),
        };
        extend(&mut api.entities[id], &table.names, None);
        id
    }

    fn known_request(&mut self, api: &mut Api, table: &Table, diagnostics: &mut Diagnostics) -> EntityId {
        let answer = self.of_table.get(&table.at.of(Side::Response)).copied();
        let found = self.by_names.of_call(api, &table.names, &table.call, answer);
        let found = found.or_else(|| nearly(api, &table.names, &table.call, answer));
        let found = found.or_else(|| {
            let own = answer?;
            let odd = odd_rows(api, &table.names, own)?;
            for name in odd {
                if let Some(finding) = odd_request_row(&api.entities[own], table, name) {
                    diagnostics.push(finding);
                }
            }
            Some(own)
        });
        api.count(if found.is_some() { &rules::REQUEST_BY_ROWS } else { &rules::REQUEST_OF_ITS_OWN });
        found.unwrap_or_else(|| self.of_its_own(api, table, Origin::Carrier))
    }

    /// Creates an entity with the rows of a table.
    fn of_its_own(&mut self, api: &mut Api, table: &Table, origin: Origin) -> EntityId {
        let id = api.entities.push(Entity::new(String::new(), origin, table.uid.clone()));
        extend(&mut api.entities[id], &table.names, None);
        self.by_names.remember(api, id);
        id
    }
}

/// The finding about a row of a request that the response of the same page lacks; `None` if the sample of the request
/// lacks it, too, which was reported.
fn odd_request_row(entity: &Entity, table: &Table, name: &str) -> Option<Diagnostic> {
    let row = table.rows.iter().find(|row| row.name.value == name)?;
    let mut keys = table.objects.iter().filter_map(Json::members).flatten().map(|(key, _)| &*key.name).peekable();
    if keys.peek().is_some() && !keys.any(|key| key == name) {
        return None;
    }
    let message = format!("the row `{name}` is not in the response of this page");
    let finding = Diagnostic::new(Code::OddRow, row.name.span, message)
        .label(format!("the request sends a `{}`, which has no such row", entity.name));
    let missing = entity.properties.iter().map(|property| &property.name).filter(|other| !table.names.contains(other));
    let near = missing.filter_map(|other| Some((alike::distance(other, name)?, other))).min();
    Some(match near {
        Some((_, other)) => finding.help(format!("write `{other}`, or correct the response")),
        None => finding.help("delete the row, or add it to the response"),
    })
}

/// Gives every row and every sample value to its property, and every body with a table its entity.
fn attach(api: &mut Api, of_table: &BTreeMap<At, EntityId>) {
    let Api { operations, entities, shapes, .. } = api;
    let mut attach_page = |version: &mut Operation, operation: usize, page: usize| {
        for side in [Side::Response, Side::Request] {
            let id = of_table.get(&At { operation, page, side });
            if let Some((id, body)) = id.zip(version.body_mut(side).as_mut()) {
                body_of(*id, body);
                let found = describe(&mut entities[*id], body, side);
                shapes.extend(found.into_iter().map(|span| (span, *id)));
            }
        }
    };
    for (number, operation) in operations.iter_mut().enumerate() {
        attach_page(operation, number, 0);
        for (older, version) in operation.superseded.iter_mut().enumerate() {
            attach_page(version, number, older + 1);
        }
    }
}

/// Gives a body the entity of its table.
fn body_of(id: EntityId, body: &mut Body) {
    // If the sample contradicts the heading, the table does not show which of them is right.
    if body.ty.class != Class::Contradicted {
        body.ty.value = body.ty.value.with_innermost(Type::Entity(id));
    }
    if body.ty.class == Class::Open {
        // The page lists only errors, so the table is the only evidence.
        body.ty.class = Class::Assumed;
    }
    let rows = body.rows.as_deref().unwrap_or_default().len();
    body.ty.because.push(Evidence { span: body.name.span, says: format!("a table of {}", counted(rows, "row")) });
}

/// Gives an entity the rows and samples of a body. Returns the places of its objects in the sample.
fn describe(entity: &mut Entity, body: &Body, side: Side) -> Vec<Span> {
    entity.said.push(body.name.span);
    let mut at = 0;
    for row in body.rows.iter().flatten() {
        if let Some(found) = position(&entity.properties, at, |property| property.name == row.name.value) {
            at = found + 1;
            if let Some(property) = entity.properties.get_mut(found) {
                property.rows.push(Arc::clone(row));
            }
        }
    }
    let mut of_it = Vec::new();
    for object in objects(body) {
        if observe(entity, &object, side) {
            of_it.push(object.span);
        }
    }
    of_it
}
