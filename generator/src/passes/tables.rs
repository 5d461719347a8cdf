//! One entity, many tables: joins the tables of all pages into entities.
//!
//! ```text
//! `### Response body: Foo` on three pages           ->  one entity `Foo`
//! `FooWithLinks` with a property `_Links`           ->  `Foo`, where only the twin has `_Links`
//! `### Response body: array`, rows as in `Foo`      ->  array of `Foo`
//! `## Request Body: entity`, rows of `Foo` without
//!     what only the server sets                     ->  `Foo`
//! the same, less one row in ten                     ->  `Foo`, if it is what the call answers with or the only such
//! `## Request Body: request`, "A, B" above A and B  ->  an anonymous carrier, never joined
//! ```
//!
//! Where several entities have the same rows, the one that the call is called after is meant: `GetFoos`, `GetFooList`,
//! `GetAllFoo`. `GetBarFooList` is about something else, which may be described on a page that is not there.
//!
//! A lost name is no name, unless the operation is called after it. Never joins tables of one row by their rows alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::rules;
use crate::diagnostics::text::counted;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{
    Api, Body, Class, DocWord, Entity, EntityId, Evidence, Form, Json, Observed, Operation, Origin, Property, Said,
    Side, Type, Word,
};

/// A table and what is known about its owner.
struct Table {
    operation: usize,
    /// 0 for the page in use, then the superseded ones.
    page: usize,
    side: Side,
    names: Vec<String>,
}

/// How many properties only the server sets: a request table that lacks more is of another type.
const READ_ONLY_AT_MOST: usize = 3;

/// Tables of so many rows can lack one and still be told from others.
const MANY_ROWS: usize = 5;

/// Fills [`Api::entities`], and the innermost type of every body with a table.
pub(super) fn run(api: &mut Api, diagnostics: &mut Diagnostics) {
    let tables = gather(api);
    let mut index = Index { of_table: BTreeMap::new(), by_names: ByNames::default() };
    read_only(api, &tables);
    for table in tables.iter().filter(|table| table.side == Side::Response) {
        index.named_response(api, table);
    }
    for id in api.entities.ids() {
        index.by_names.remember(api, id);
    }
    for table in tables.iter().filter(|table| table.side == Side::Response) {
        index.other_response(api, table);
    }
    for table in tables.iter().filter(|table| table.side == Side::Request) {
        index.request(api, table);
    }
    attach(api, &tables, &index.of_table, diagnostics);
}

fn body(operation: &Operation, side: Side) -> Option<&Body> {
    match side {
        Side::Request => operation.request.as_ref(),
        Side::Response => operation.response.as_ref(),
    }
}

fn page(operation: &Operation, page: usize) -> Option<&Operation> {
    if page == 0 { Some(operation) } else { operation.superseded.get(page - 1) }
}

fn gather(api: &Api) -> Vec<Table> {
    let mut tables = Vec::new();
    for (index, operation) in api.operations.iter().enumerate() {
        for (number, version) in std::iter::once(operation).chain(&operation.superseded).enumerate() {
            for side in [Side::Response, Side::Request] {
                let Some(body) = body(version, side) else { continue };
                let Some(rows) = body.rows.as_deref().filter(|rows| !rows.is_empty()) else { continue };
                if body.form == Form::Patch {
                    continue;
                }
                let names = rows.iter().map(|row| row.name.value.clone()).collect();
                tables.push(Table { operation: index, page: number, side, names });
            }
        }
    }
    tables
}

/// What only the server sets: where a call sends an entity and gets it back, the few rows that came on top.
fn read_only(api: &mut Api, tables: &[Table]) {
    let sent: BTreeSet<&String> =
        tables.iter().filter(|table| table.side == Side::Request).flat_map(|table| &table.names).collect();
    let mut found = BTreeSet::new();
    // `gather` puts the response of a page right before its request.
    for pair in tables.windows(2) {
        let [response, request] = pair else { continue };
        let one_page = (response.operation, response.page) == (request.operation, request.page);
        if !one_page || response.side != Side::Response || request.side != Side::Request {
            continue;
        }
        let extra: Vec<&String> = response.names.iter().filter(|name| !request.names.contains(name)).collect();
        let same = response.names.iter().filter(|name| request.names.contains(name)).eq(&request.names);
        if same && extra.len() <= READ_ONLY_AT_MOST && request.names.len() > 1 {
            found.extend(extra.into_iter().filter(|name| !sent.contains(name)).cloned());
        }
    }
    api.read_only = found;
}

/// `FooWithLinks` whose table has `_Links` is `Foo` and its links.
fn twin<'a>(name: &'a str, names: &[String]) -> Option<(&'a str, String)> {
    let (base, suffix) = name.rsplit_once("With")?;
    let property = format!("_{suffix}");
    (!base.is_empty() && names.contains(&property)).then_some((base, property))
}

/// Entities by their ordered names, whole and without what only the server sets.
#[derive(Default)]
pub(super) struct ByNames(BTreeMap<String, Vec<EntityId>>);

impl ByNames {
    /// Takes up an entity, which may have got more names since the last time.
    pub(super) fn remember(&mut self, api: &Api, id: EntityId) {
        let own = api.entities[id].properties.iter().filter(|property| property.only_in.is_none());
        let names: Vec<String> = own.map(|property| property.name.clone()).collect();
        for names in [reduce(api, &names), key(&names)] {
            let known = self.0.entry(names).or_default();
            if !known.contains(&id) {
                known.push(id);
            }
        }
    }

    /// The entities with these names, failing that with these and what only the server sets.
    pub(super) fn get(&self, api: &Api, names: &[String]) -> Option<&[EntityId]> {
        self.0.get(&key(names)).or_else(|| self.0.get(&reduce(api, names))).map(Vec::as_slice)
    }
}

struct Index {
    of_table: BTreeMap<(usize, usize, Side), EntityId>,
    by_names: ByNames,
}

impl Index {
    fn named_response(&mut self, api: &mut Api, table: &Table) {
        let Some(declared) = declared(api, table) else { return };
        let (name, only) = match twin(&declared, &table.names) {
            Some((base, property)) => (base.to_owned(), Some(property)),
            None => (declared.clone(), None),
        };
        let id = match api.described.get(&name) {
            Some(id) => *id,
            None => {
                let id = add(api, name.clone(), Origin::Docs, String::new());
                api.described.insert(name, id);
                id
            }
        };
        if only.is_some() {
            api.described.insert(declared.clone(), id);
        }
        let twin = only.as_deref().map(|property| (property, declared.as_str()));
        extend(&mut api.entities[id], &table.names, twin);
        self.of_table.insert((table.operation, table.page, table.side), id);
        api.count(&rules::NAMED_TABLE);
    }

    /// A response whose heading says `array`, `object` or a lost name: known by its rows.
    fn other_response(&mut self, api: &mut Api, table: &Table) {
        if self.of_table.contains_key(&(table.operation, table.page, table.side)) {
            return;
        }
        let Some(operation) = api.operations.get(table.operation) else { return };
        let id = match self.find(api, &table.names, &operation.name, None) {
            Some(id) => {
                api.count(&rules::TABLE_BY_ROWS);
                id
            }
            None => {
                let place = operation.uid.value.clone();
                let id = add(api, String::new(), Origin::Response, place);
                extend(&mut api.entities[id], &table.names, None);
                self.by_names.remember(api, id);
                api.count(&rules::TABLE_OF_ITS_OWN);
                id
            }
        };
        self.of_table.insert((table.operation, table.page, table.side), id);
    }

    fn request(&mut self, api: &mut Api, table: &Table) {
        let Some(operation) = api.operations.get(table.operation) else { return };
        let Some(version) = page(operation, table.page) else { return };
        let key = (table.operation, table.page, table.side);
        let place = operation.uid.value.clone();
        let carrier = version.request.as_ref().is_some_and(|body| is_carrier(body, &table.names));
        let older = self.of_table.get(&(table.operation, 0, Side::Request)).copied();
        let own = self.of_table.get(&(table.operation, table.page, Side::Response)).copied();
        if carrier {
            let id = match older.filter(|_| table.page > 0) {
                Some(id) => id,
                None => add(api, String::new(), Origin::Carrier, place),
            };
            extend(&mut api.entities[id], &table.names, None);
            self.of_table.insert(key, id);
            api.count(&rules::CARRIER);
            return;
        }
        let found = self.find(api, &table.names, &operation.name, own);
        let id = match found.or_else(|| nearly(api, &table.names, &operation.name, own)) {
            Some(id) => {
                api.count(&rules::REQUEST_BY_ROWS);
                id
            }
            None => {
                let id = add(api, String::new(), Origin::Carrier, place);
                extend(&mut api.entities[id], &table.names, None);
                self.by_names.remember(api, id);
                api.count(&rules::REQUEST_OF_ITS_OWN);
                id
            }
        };
        self.of_table.insert(key, id);
    }

    /// The one entity that has these rows, or these rows and what only the server sets.
    fn find(&self, api: &Api, names: &[String], call: &str, own: Option<EntityId>) -> Option<EntityId> {
        let candidates = self.by_names.get(api, names)?;
        if let Some(own) = own.filter(|own| candidates.contains(own)) {
            return Some(own);
        }
        if names.len() < 2 {
            return None;
        }
        if let [only] = candidates {
            return Some(*only);
        }
        candidates.iter().copied().find(|id| is_about(call, &api.entities[*id].name))
    }
}

/// The entity whose rows a request has but for very few: a row that was added to some pages and not to others, or lost on
/// one, must not make two types of one. What the call itself answers with goes first, then what it is called after.
fn nearly(api: &Api, names: &[String], call: &str, own: Option<EntityId>) -> Option<EntityId> {
    if names.len() < MANY_ROWS {
        return None;
    }
    let fits = |id: EntityId| {
        let entity = &api.entities[id];
        if entity.origin == Origin::Carrier {
            return false;
        }
        let rows = entity.properties.iter().filter(|property| property.only_in.is_none());
        let mut rows = rows.map(|property| &property.name).filter(|name| !api.read_only.contains(*name));
        let mut missing = 0;
        // In the same order, so that each name is looked for after the one before it.
        for name in names.iter().filter(|name| !api.read_only.contains(*name)) {
            loop {
                match rows.next() {
                    Some(row) if row == name => break,
                    Some(_) => missing += 1,
                    None => return false,
                }
            }
        }
        missing + rows.count() <= (names.len() / 10).max(1)
    };
    if let Some(own) = own.filter(|own| fits(*own)) {
        return Some(own);
    }
    let mut fitting = api.entities.ids().filter(|id| fits(*id));
    let (first, second) = (fitting.next()?, fitting.next());
    match second {
        None => Some(first),
        Some(second) => [first, second].into_iter().chain(fitting).find(|id| is_about(call, &api.entities[*id].name)),
    }
}

/// Whether a call is called after an entity, and after nothing else: `GetAllFoos` of `Foo`, not `GetBarFoos`.
fn is_about(call: &str, entity: &str) -> bool {
    let verb = call.char_indices().skip(1).find(|(_, c)| c.is_uppercase());
    let Some(thing) = verb.and_then(|(at, _)| call.get(at..)) else { return false };
    let thing = thing.strip_suffix("List").unwrap_or(thing);
    let things = [Some(thing), thing.strip_prefix("All")];
    let plurals = |thing: &str| match thing.strip_prefix(entity) {
        Some("" | "s" | "es") => true,
        _ => entity.strip_suffix('y').is_some_and(|stem| thing.strip_prefix(stem) == Some("ies")),
    };
    !entity.is_empty() && things.into_iter().flatten().any(plurals)
}

/// Of several entities with the same rows, the one whose name the hint contains; the longest such name.
pub(super) fn choose(api: &Api, candidates: &[EntityId], hint: &str) -> Option<EntityId> {
    match candidates {
        [] => None,
        [only] => Some(*only),
        many => {
            let mut hinted: Vec<(usize, EntityId)> = many
                .iter()
                .map(|id| (&api.entities[*id].name, *id))
                .filter(|(name, _)| !name.is_empty() && hint.contains(name.as_str()))
                .map(|(name, id)| (name.len(), id))
                .collect();
            hinted.sort();
            hinted.last().map(|(_, id)| *id)
        }
    }
}

/// The anonymous carrier of a call: the sentence above its table lists its rows.
fn is_carrier(body: &Body, names: &[String]) -> bool {
    body.text.as_ref().is_some_and(|text| {
        let listed: Vec<&str> = text.value.split(',').map(str::trim).collect();
        listed.len() == names.len() && listed.iter().zip(names).all(|(a, b)| a == b)
    })
}

/// The names without what only the server sets, if that is not too much.
pub(super) fn reduce(api: &Api, names: &[String]) -> String {
    let kept = || names.iter().filter(|name| !api.read_only.contains(*name));
    let count = kept().count();
    if names.len() - count > READ_ONLY_AT_MOST || count == 0 { key(names) } else { key(kept()) }
}

/// Names in their order as one text, to look up by; each with its length, as a key of a sample may hold any character.
fn key<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let mut key = String::new();
    for name in names {
        key.push_str(&name.len().to_string());
        key.push(' ');
        key.push_str(name);
    }
    key
}

fn declared(api: &Api, table: &Table) -> Option<String> {
    let operation = api.operations.get(table.operation)?;
    let body = page(operation, table.page)?.response.as_ref()?;
    let name = &body.name.value;
    let is_type = matches!(DocWord::read(name).word, Word::Name(_));
    if !is_type || !body.kind.value.is_empty() {
        return None;
    }
    // `GetFooTableRight` answers with what it is called after, even if `TableRight` is also the fallback.
    (!api.lost.contains(name) || operation.name.ends_with(name.as_str())).then(|| name.clone())
}

fn add(api: &mut Api, name: String, origin: Origin, place: String) -> EntityId {
    api.entities.push(Entity {
        name,
        origin,
        properties: Vec::new(),
        said: Vec::new(),
        twins: Vec::new(),
        description: None,
        place,
    })
}

/// Adds the names an entity lacks, each after its predecessor, so that the order of the fullest table is kept.
pub(super) fn extend(entity: &mut Entity, names: &[String], twin: Option<(&str, &str)>) {
    let mut after: Option<usize> = None;
    for name in names {
        match entity.properties.iter().position(|property| property.name == *name) {
            Some(at) => after = Some(at),
            None => {
                let at = after.map_or(0, |at| at + 1);
                let mut property = Property::new(name.clone());
                property.only_in = twin.filter(|(only, _)| only == name).map(|(_, twin)| twin.to_owned());
                entity.properties.insert(at, property);
                after = Some(at);
            }
        }
    }
    if let Some((_, twin)) = twin.filter(|(_, twin)| !entity.twins.iter().any(|known| known == twin)) {
        entity.twins.push(twin.to_owned());
    }
}

/// Gives every row and every sample value to its property, and every body its entity.
fn attach(
    api: &mut Api,
    tables: &[Table],
    of_table: &BTreeMap<(usize, usize, Side), EntityId>,
    diagnostics: &mut Diagnostics,
) {
    let mut operations = std::mem::take(&mut api.operations);
    for table in tables {
        let Some(id) = of_table.get(&(table.operation, table.page, table.side)) else { continue };
        let Some(operation) = operations.get_mut(table.operation) else { continue };
        let version = match table.page.checked_sub(1) {
            None => operation,
            Some(older) => match operation.superseded.get_mut(older) {
                Some(version) => version,
                None => continue,
            },
        };
        let body = match table.side {
            Side::Request => version.request.as_mut(),
            Side::Response => version.response.as_mut(),
        };
        let Some(body) = body else { continue };
        let entity = &mut api.entities[*id];
        entity.said.push(body.name.span);
        // Where the sample contradicts the heading, the table does not tell which of them is right.
        if body.ty.class != Class::Contradicted {
            body.ty.value = body.ty.value.with_innermost(Type::Entity(*id));
        }
        if body.ty.class == Class::Open {
            // Of a page that lists errors only: the table is all that speaks for it.
            body.ty.class = Class::Assumed;
        }
        body.ty
            .because
            .push(Evidence { span: body.name.span, says: format!("a table of {}", counted(table.names.len(), "row")) });
        let mut at = 0;
        for row in body.rows.iter().flatten() {
            if let Some(found) = position(&entity.properties, at, |property| property.name == row.name.value) {
                at = found + 1;
                if let Some(property) = entity.properties.get_mut(found) {
                    property.rows.push(Arc::clone(row));
                }
            }
        }
        for object in objects(body) {
            if observe(entity, &object, table.side, body.rows.as_deref(), diagnostics) {
                api.shapes.insert(object.span, *id);
            }
        }
    }
    api.operations = operations;
}

/// The objects of a sample that a table describes.
fn objects(body: &Body) -> Vec<Json> {
    let Some(sample) = &body.sample else { return Vec::new() };
    match &body.ty.value {
        Type::Array(_) => sample.elements().unwrap_or_default().to_vec(),
        Type::Map(_) => sample.members().unwrap_or_default().iter().map(|(_, value)| value.clone()).collect(),
        _ => vec![sample.clone()],
    }
}

/// The place of what is looked for, from some place on and then from the start: rows, keys and properties mostly come in
/// the same order.
fn position<T>(list: &[T], from: usize, is: impl Fn(&T) -> bool) -> Option<usize> {
    let (before, after) = list.split_at_checked(from).unwrap_or((list, &[]));
    after.iter().position(&is).map(|at| before.len() + at).or_else(|| before.iter().position(is))
}

/// Takes over the members of an object as observations.
pub(super) fn observe(
    entity: &mut Entity,
    object: &Json,
    side: Side,
    rows: Option<&[Arc<Said>]>,
    diagnostics: &mut Diagnostics,
) -> bool {
    let Some(members) = object.members() else { return false };
    let (mut row, mut at) = (0, 0);
    for (key, value) in members.iter() {
        let listed = rows.map(|rows| position(rows, row, |row| *row.name.value == *key.name));
        row = listed.flatten().map_or(row, |found| found + 1);
        if listed == Some(None) {
            diagnostics.push(
                Diagnostic::new(
                    Code::UnlistedKey,
                    key.span,
                    format!("the sample has a key `{}` that the table lacks", key.name),
                )
                .label("taken over as a property; its type is read off the sample")
                .help("add a row to the table"),
            );
        }
        let observed = Observed { side, json: value.clone() };
        let found = position(&entity.properties, at, |property| *property.name == *key.name);
        at = found.map_or(at, |found| found + 1);
        match found.and_then(|found| entity.properties.get_mut(found)) {
            Some(property) => property.samples.push(observed),
            None => {
                let mut property = Property::new(key.name.to_string());
                property.samples.push(observed);
                entity.properties.push(property);
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::is_about;

    #[test]
    fn calls_about_an_entity() {
        for call in ["GetCategories", "GetCategoryList", "GetAllCategory", "SaveCategory"] {
            assert!(is_about(call, "Category"), "{call}");
        }
        for call in ["GetSaleCategories", "GetCategoryKindList", "Get", "", "Category"] {
            assert!(!is_about(call, "Category"), "{call}");
        }
        assert!(is_about("GetBusinesses", "Business"));
        assert!(!is_about("GetBusinesses", ""));
    }
}
