//! Answers calls of operations that have state.
//!
//! In: a checked request and the role of its operation. Out: the success or the failure, and changed records.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{Mock, State, Success};
use crate::api::{Group, KeyIn, Operation, Problem, Role, Segment, Type};
use crate::failure::Failure;
use crate::request::Given;
use crate::store::patch::{self, PatchError};
use crate::store::rows::{self, Query};
use crate::store::{Document, Record, StateError, id_of, whole};

/// A call of an operation of a group.
pub(super) struct Call<'a> {
    pub(super) mock: &'a Mock,
    pub(super) operation: &'a Operation,
    pub(super) given: &'a Given,
    pub(super) group: &'a Group,
    /// The values of the parameters before the id.
    pub(super) base: String,
    pub(super) body: &'a Value,
}

impl Mock {
    /// Answers a call if its operation has state.
    pub(super) fn stored(
        &self,
        at: usize,
        operation: &Operation,
        given: &Given,
        body: &Value,
    ) -> Result<Option<Success>, Failure> {
        let Some(Some((group, role))) = self.api.roles.get(at) else { return self.parent(operation, given) };
        let Some(group) = self.api.groups.get(*group) else { return Ok(None) };
        let start = given.segments.len().saturating_sub(operation.segments.len());
        let before = group.base.iter().zip(given.segments.iter().skip(start));
        let owners = before.filter(|(segment, _)| matches!(segment, Segment::Parameter { .. }));
        let base = owners.map(|(_, value)| value.to_lowercase()).collect::<Vec<_>>().join("/");
        let call = Call { mock: self, operation, given, group, base, body };
        let state = &mut *self.state();
        match role {
            Role::Read(key) => call.read(state, key),
            Role::Create => call.write(state, None, body).map(Some),
            Role::Update => call.update(state),
            Role::Patch => call.patch(state),
            Role::Delete(key) => call.delete(state, key),
            Role::Default => Ok(Some(call.default())),
            Role::Save(from) => call.save(state, from.as_deref()),
            Role::Rows => call.rows(state),
            Role::List => Ok(Some(call.list(state))),
            Role::ReadBy(key) => call.read_by(state, key),
            Role::SaveBy(key, from) => call.save_by(state, key, from.as_deref()),
            Role::PatchBy(key) => call.patch_by(state, key),
            Role::DeleteBy(key) => call.delete_by(state, key),
        }
    }

    /// For an operation below a record, such as `base/{id}/Persons`: the failure if the record does not exist and the
    /// operation documents that.
    fn parent(&self, operation: &Operation, given: &Given) -> Result<Option<Success>, Failure> {
        if !operation.statuses.contains(&404) {
            return Ok(None);
        }
        let start = given.segments.len().saturating_sub(operation.segments.len());
        let plain = |group: &&Group| {
            let rest = operation.segments.strip_prefix(group.base.as_slice());
            group.is_resource
                && group.base.iter().all(|segment| matches!(segment, Segment::Literal(_)))
                && rest.is_some_and(|rest| matches!(rest, [Segment::Parameter { integer: true, .. }, _, ..]))
        };
        let Some(group) = self.api.groups.iter().find(plain) else { return Ok(None) };
        let id = given.segments.get(start + group.base.len()).and_then(|id| id.parse().ok());
        match id.map(|id| (id, self.state().store.get(self.maker(), group, "", id))) {
            Some((id, None)) => Err(absent(group, id)),
            _ => Ok(None),
        }
    }
}

fn absent(group: &Group, id: i64) -> Failure {
    Failure::new(404, format!("{} has no record with the id {id}", group.name))
}

/// The failure of a write that is not in the state file.
fn unwritten(error: StateError) -> Failure {
    Failure::new(507, error.to_string())
}

impl Call<'_> {
    pub(super) fn success(&self, record: &Record) -> Success {
        let body = self.operation.response.as_ref().map(|_| Arc::clone(&record.value));
        Success { status: self.operation.success, body, modified: Some(record.modified) }
    }

    pub(super) fn get(&self, state: &mut State, id: i64) -> Option<Record> {
        state.store.get(self.mock.maker(), self.group, &self.base, id)
    }

    /// The id in the request; `None` if a lenient server accepted one that is not a number.
    fn id(&self, key: &KeyIn) -> Option<i64> {
        match key {
            KeyIn::Path => self.given.segments.last()?.parse().ok(),
            KeyIn::Query(name) => self.given.query(name)?.parse().ok(),
            KeyIn::Body(name) => self.body.get(name)?.as_i64(),
        }
    }

    fn read(&self, state: &mut State, key: &KeyIn) -> Result<Option<Success>, Failure> {
        let Some(id) = self.id(key) else { return Ok(None) };
        let Some(record) = self.get(state, id) else {
            return match key {
                KeyIn::Path => Err(absent(self.group, id)),
                _ => Ok(Some(self.nothing())),
            };
        };
        Ok(Some(self.unless_seen(&record).unwrap_or_else(|| self.success(&record))))
    }

    /// The response to a request for a record that does not exist. Calls of agents return nothing instead of a failure.
    pub(super) fn nothing(&self) -> Success {
        Success { status: self.operation.success, body: Some(Document::new(Value::Null)), modified: None }
    }

    /// The response to a client that already has the current record.
    pub(super) fn unless_seen(&self, record: &Record) -> Option<Success> {
        let since = self.date("if-modified-since").filter(|_| self.operation.statuses.contains(&304))?;
        let seen = record.modified <= since;
        seen.then(|| Success { status: 304, body: None, modified: Some(record.modified) })
    }

    /// The record that a request changes.
    fn existing(&self, state: &mut State, key: &KeyIn) -> Result<Option<(i64, Record)>, Failure> {
        let Some(id) = self.id(key) else { return Ok(None) };
        let record = self.get(state, id).ok_or_else(|| absent(self.group, id))?;
        self.if_unchanged(&record)?;
        Ok(Some((id, record)))
    }

    /// The failure if the record was changed after the client has seen it.
    pub(super) fn if_unchanged(&self, record: &Record) -> Result<(), Failure> {
        let since = self.date("if-unmodified-since").filter(|_| self.operation.statuses.contains(&412));
        if since.is_some_and(|since| record.modified > since) {
            return Err(Failure::new(412, "the record was changed after the time in `If-Unmodified-Since`"));
        }
        Ok(())
    }

    fn date(&self, header: &str) -> Option<std::time::SystemTime> {
        httpdate::parse_http_date(self.given.header(header)?).ok()
    }

    /// Stores a record as it is.
    pub(super) fn put(&self, state: &mut State, id: Option<i64>, value: Value) -> Result<Record, Failure> {
        state.store.put(self.mock.maker(), self.group, &self.base, id, value).map_err(unwritten)
    }

    pub(super) fn remove(&self, state: &mut State, id: i64) -> Result<(), Failure> {
        state.store.delete(self.mock.maker(), self.group, &self.base, id).map_err(unwritten)
    }

    /// Stores a value under an id, or as a new record.
    pub(super) fn write(&self, state: &mut State, id: Option<i64>, value: &Value) -> Result<Success, Failure> {
        let members = value.as_object().cloned().unwrap_or_default();
        let before = id.and_then(|id| self.get(state, id)).map(|record| record.value);
        let before = before.unwrap_or_else(|| Document::new(self.mock.maker().entity(self.group.entity)));
        let value = whole(&self.mock.api, self.group.entity, members, &before);
        let record = self.put(state, id, value)?;
        Ok(self.success(&record))
    }

    fn update(&self, state: &mut State) -> Result<Option<Success>, Failure> {
        let Some((id, _)) = self.existing(state, &KeyIn::Path)? else { return Ok(None) };
        self.write(state, Some(id), self.body).map(Some)
    }

    fn patch(&self, state: &mut State) -> Result<Option<Success>, Failure> {
        let Some((id, record)) = self.existing(state, &KeyIn::Path)? else { return Ok(None) };
        self.patch_record(state, id, &record).map(Some)
    }

    pub(super) fn patch_record(&self, state: &mut State, id: i64, before: &Record) -> Result<Success, Failure> {
        let value = self.patched(&Type::Entity(self.group.entity), &before.value)?;
        let record = self.put(state, Some(id), value)?;
        Ok(self.success(&record))
    }

    /// A value of a type, changed according to the request body.
    pub(super) fn patched(&self, ty: &Type, before: &Value) -> Result<Value, Failure> {
        let changed = patch::apply(before, self.body).map_err(|error| match error {
            PatchError::Test(message) => Failure::new(409, message),
            PatchError::Invalid(message) => Failure::new(400, message),
        })?;
        let api = &self.mock.api;
        let changed = api.canonical(ty, changed);
        let problems = api.problems(ty, &changed);
        if self.mock.settings.strict && !problems.is_empty() {
            let line = self.operation.request.as_ref().map(|body| &body.line);
            let with_line = |problem: Problem| Problem { line: problem.line.or_else(|| line.cloned()), ..problem };
            let problems: Vec<Problem> = problems.into_iter().map(with_line).collect();
            return Err(Failure::new(400, super::sentence(&problems)));
        }
        let (Value::Object(changed), Type::Entity(id)) = (&changed, ty) else { return Ok(changed) };
        let properties = api.entities.get(*id).into_iter().flat_map(|entity| &entity.properties);
        let mut members: Map<String, Value> = properties.map(|property| (property.name.clone(), Value::Null)).collect();
        members.extend(changed.clone());
        Ok(Value::Object(members))
    }

    fn delete(&self, state: &mut State, key: &KeyIn) -> Result<Option<Success>, Failure> {
        if *key == KeyIn::Path {
            let Some((id, _)) = self.existing(state, key)? else { return Ok(None) };
            self.remove(state, id)?;
        } else if let Some(id) = self.id(key).filter(|id| self.get(state, *id).is_some()) {
            self.remove(state, id)?;
        }
        Ok(self.deleted())
    }

    /// The response to a deletion. `None` if the operation has a response body, which is not the record.
    pub(super) fn deleted(&self) -> Option<Success> {
        let empty = || Success { status: self.operation.success, body: None, modified: None };
        self.operation.response.is_none().then(empty)
    }

    fn default(&self) -> Success {
        let mut value = self.mock.maker().entity(self.group.entity);
        if let Value::Object(members) = &mut value {
            members.insert(self.group.id.clone(), json!(0));
        }
        Success { status: self.operation.success, body: Some(Document::new(value)), modified: None }
    }

    fn save(&self, state: &mut State, from: Option<&str>) -> Result<Option<Success>, Failure> {
        let value = from.map_or(Some(self.body), |name| self.body.get(name));
        let Some((value, members)) = value.and_then(|value| Some((value, value.as_object()?))) else { return Ok(None) };
        self.write(state, id_of(members, &self.group.id), value).map(Some)
    }

    fn list(&self, state: &mut State) -> Success {
        let records = state.store.all(self.mock.maker(), self.group, &self.base);
        let values = records.iter().map(|record| Value::clone(&record.value)).collect();
        Success { status: self.operation.success, body: Some(Document::new(Value::Array(values))), modified: None }
    }

    fn rows(&self, state: &mut State) -> Result<Option<Success>, Failure> {
        let records = state.store.all(self.mock.maker(), self.group, &self.base);
        page(self.operation, self.given, &self.group.id, |_| records).map(Some)
    }
}

/// A page of rows of the records that a function returns.
pub(super) fn page(
    operation: &Operation,
    given: &Given,
    id: &str,
    records: impl FnOnce(&Query<'_>) -> Vec<Record>,
) -> Result<Success, Failure> {
    let number = |name: &str| given.query(name).and_then(|text| text.parse::<usize>().ok());
    let query = Query {
        select: given.query("$select"),
        filter: given.query("$filter"),
        order_by: given.query("$orderBy"),
        top: number("$top"),
        skip: number("$skip").unwrap_or_default(),
    };
    let page = rows::page(records(&query), &query).map_err(|message| Failure::new(400, message))?;
    let kind = operation.segments.iter().rev().find_map(|segment| match segment {
        Segment::Literal(text) => Some(text.as_str()),
        Segment::Parameter { .. } => None,
    });
    let row = |record: &Arc<Document>| rows::row(record, query.select, id, kind.unwrap_or_default());
    let body = json!({
        "odata.metadata": given.link("$metadata", "true"),
        "odata.nextLink": page.next.map(|skip| given.link("$skip", &skip.to_string())),
        "value": page.records.iter().map(row).collect::<Vec<_>>(),
    });
    Ok(Success { status: operation.success, body: Some(Document::new(body)), modified: None })
}
