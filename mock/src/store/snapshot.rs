//! Everything that was written to a server, in memory and as JSON.
//!
//! In: the collections, or JSON. Out: a [`Snapshot`], or JSON with the records of each resource. Data files that people write
//! have the same form: a list of records is enough, and the last word of the name of a resource may replace it. Errors have the
//! line and the column of the record. This module must not know HTTP.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Collection, Collections, Document, Record, collection, id_of, whole, with_id};
use crate::api::{Api, Group, Segment, Type};
use crate::date;
use crate::sample::Maker;

/// Characters that a value in a path must not contain.
const IN_PATH: &AsciiSet = &CONTROLS.add(b'/').add(b'%').add(b'{').add(b' ');

/// Everything that was written to a server. A snapshot shares its values with the server, so it takes little time and memory.
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub(super) docs: u128,
    pub(super) collections: Arc<Collections>,
}

/// The reason why records could not be read from JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataError {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// The problem and how to solve it.
    pub message: String,
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for DataError {}

impl Snapshot {
    /// A server without written records.
    pub(crate) fn empty(api: &Api) -> Self {
        Self { docs: api.docs, collections: Arc::default() }
    }

    /// Whether it is from a server of this API.
    pub(crate) fn is_of(&self, api: &Api) -> bool {
        self.docs == api.docs
    }

    /// The number of records.
    #[must_use]
    pub fn records(&self) -> usize {
        self.collections.values().flat_map(|known| known.written.values()).flatten().count()
    }

    /// The snapshot as JSON text, with the resources sorted by name.
    pub(crate) fn to_json(&self, api: &Api) -> Vec<u8> {
        let written = self.collections.iter().filter(|(_, known)| !known.written.is_empty());
        let named = written.filter_map(|((number, base), known)| {
            let group = api.groups.get(*number)?;
            Some((key(group, base), Shown::of(known)))
        });
        let all: BTreeMap<String, Shown<'_>> = named.collect();
        serde_json::to_vec_pretty(&all).unwrap_or_default()
    }
}

/// The records of a resource, to be written as JSON.
#[derive(Serialize)]
struct Shown<'a> {
    records: Vec<&'a Value>,
    deleted: Vec<i64>,
    modified: BTreeMap<i64, String>,
}

impl<'a> Shown<'a> {
    fn of(known: &'a Collection) -> Self {
        let records = || known.written.iter().filter_map(|(id, record)| Some((id, record.as_ref()?)));
        let deleted = known.written.iter().filter(|(_, record)| record.is_none());
        Self {
            records: records().map(|(_, record)| &**record.value).collect(),
            deleted: deleted.map(|(id, _)| *id).collect(),
            modified: records().map(|(id, record)| (*id, date::text(record.modified))).collect(),
        }
    }
}

/// The name of a collection: that of its group, with the values of the parameters before the id.
fn key(group: &Group, base: &str) -> String {
    if is_plain(group) {
        return group.name.clone();
    }
    let mut values = base.split('/');
    let mut parts = Vec::new();
    for part in group.name.split('/') {
        parts.push(match part.starts_with('{') {
            true => utf8_percent_encode(values.next().unwrap_or_default(), IN_PATH).to_string(),
            false => part.to_owned(),
        });
    }
    parts.join("/")
}

/// Whether all operations of a group have the same records.
fn is_plain(group: &Group) -> bool {
    group.base.iter().all(|segment| matches!(segment, Segment::Literal(_)))
}

/// Finds the collection with a name: its number, and the values of the parameters.
fn find(api: &Api, name: &str) -> Result<(usize, String), String> {
    let owners = || api.groups.iter().enumerate().filter(|(at, group)| group.collection == *at);
    let parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty()).collect();
    // A literal takes precedence over a parameter, as it does in routes.
    let fitting = owners().filter_map(|(at, group)| Some((at, values(group, &parts)?)));
    if let Some((at, values)) = fitting.min_by_key(|(_, values)| values.len()) {
        return Ok((at, values.join("/")));
    }
    let last = |group: &Group| group.name.rsplit(['/', ' ']).next().is_some_and(|last| last.eq_ignore_ascii_case(name));
    let mut short: Vec<(usize, &Group)> = owners().filter(|(_, group)| last(group) && is_plain(group)).collect();
    if short.iter().any(|(_, group)| group.is_resource) {
        short.retain(|(_, group)| group.is_resource);
    }
    match short.as_slice() {
        [(at, _)] => Ok((*at, String::new())),
        [] => Err(format!("no resource with state is named `{name}`; `GET /_mock` lists their names")),
        several => {
            let names: Vec<&str> = several.iter().map(|(_, group)| group.name.as_str()).collect();
            Err(format!("`{name}` can mean any of {}; write the whole name", names.join(", ")))
        }
    }
}

/// The values of the parameters in the name of a group.
fn values(group: &Group, parts: &[&str]) -> Option<Vec<String>> {
    let known: Vec<&str> = group.name.split('/').filter(|part| !part.is_empty()).collect();
    let mut values = Vec::new();
    for (known, part) in known.iter().zip(parts) {
        if known.starts_with('{') && !is_plain(group) {
            values.push(percent_decode_str(part).decode_utf8_lossy().to_lowercase());
        } else if !known.eq_ignore_ascii_case(part) {
            return None;
        }
    }
    (known.len() == parts.len()).then_some(values)
}

/// The records of a resource in JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written<'a> {
    #[serde(borrow, default)]
    records: Vec<&'a RawValue>,
    #[serde(default)]
    deleted: Vec<i64>,
    /// The times of the last changes, by the ids.
    #[serde(default)]
    modified: BTreeMap<i64, String>,
}

/// Text and the places in it.
struct Text<'a>(&'a str);

impl Text<'_> {
    /// An error at a part of the text.
    fn at(&self, part: &str, message: impl Into<String>) -> DataError {
        let offset = (part.as_ptr() as usize).saturating_sub(self.0.as_ptr() as usize);
        let before = self.0.get(..offset).unwrap_or_default();
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        DataError { line: before.matches('\n').count() + 1, column, message: message.into() }
    }

    /// An error of the parser, which counts from the beginning of a part.
    fn syntax(&self, part: &str, error: &serde_json::Error) -> DataError {
        let text = error.to_string();
        let message = text.split(" at line ").next().unwrap_or_default();
        let begin = self.at(part, message);
        let column = if error.line() > 1 { error.column() } else { begin.column + error.column().saturating_sub(1) };
        DataError { line: begin.line + error.line().saturating_sub(1), column: column.max(1), ..begin }
    }
}

/// Reads records. They are checked like the body of a request. `(first, now)` are the number of records that every collection has
/// from the start, and the time of the last change of records for which the JSON does not state one.
pub(crate) fn parse(maker: Maker<'_>, (first, now): (i64, SystemTime), text: &str) -> Result<Snapshot, DataError> {
    let place = Text(text);
    let resources: BTreeMap<String, &RawValue> =
        serde_json::from_str(text).map_err(|error| place.syntax(text, &error))?;
    let mut collections = HashMap::new();
    for (name, raw) in resources {
        let part = raw.get();
        let (number, base) = find(maker.api, &name).map_err(|message| place.at(part, message))?;
        let list = part.starts_with('[');
        let written = if list {
            let records = serde_json::from_str(part).map_err(|error| place.syntax(part, &error))?;
            Written { records, deleted: Vec::new(), modified: BTreeMap::new() }
        } else {
            serde_json::from_str(part).map_err(|error| place.syntax(part, &error))?
        };
        let Some(group) = maker.api.groups.get(number) else { continue };
        let known = collection(&mut collections, first, maker, number, &base);
        let mut reader = Reader { maker, place: &place, name: &name, group, known, before: None };
        reader.read(written, part, now)?;
    }
    Ok(Snapshot { docs: maker.api.docs, collections: Arc::new(collections) })
}

struct Reader<'a> {
    maker: Maker<'a>,
    place: &'a Text<'a>,
    name: &'a str,
    group: &'a Group,
    known: &'a mut Collection,
    /// A new record, with the values that only the server sets.
    before: Option<Value>,
}

impl Reader<'_> {
    fn read(&mut self, written: Written<'_>, part: &str, now: SystemTime) -> Result<(), DataError> {
        let mut times = HashMap::new();
        for (id, text) in &written.modified {
            let seconds = date::seconds(text).and_then(|seconds| u64::try_from(seconds).ok());
            let Some(seconds) = seconds else {
                let message = format!("`{text}` is not a date such as `2026-01-31T12:00:00`");
                return Err(self.place.at(part, message));
            };
            times.insert(*id, SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        }
        for raw in &written.records {
            let (id, value) = self.record(raw.get())?;
            if matches!(self.known.written.get(&id), Some(Some(_))) {
                let message = format!("{} has two records with the id {id}; remove one of them", self.name);
                return Err(self.place.at(raw.get(), message));
            }
            let modified = times.get(&id).copied().unwrap_or(now);
            self.known.written.insert(id, Some(Record { value: Document::new(value), modified }));
        }
        for id in written.deleted {
            if matches!(self.known.written.get(&id), Some(Some(_))) {
                let message = format!("{} has the id {id} both in `records` and in `deleted`", self.name);
                return Err(self.place.at(part, message));
            }
            self.known.written.insert(id, None);
        }
        Ok(())
    }

    /// Reads and checks a record. Returns it with its id.
    fn record(&mut self, part: &str) -> Result<(i64, Value), DataError> {
        let value: Value = serde_json::from_str(part).map_err(|error| self.place.syntax(part, &error))?;
        if !value.is_object() {
            return Err(self.place.at(part, format!("a record of {} must be an object", self.name)));
        }
        let (api, ty) = (self.maker.api, Type::Entity(self.group.entity));
        if let Some(problem) = api.problems(&ty, &value).first() {
            let line = problem.line.as_ref().map(|line| format!(" ({line})")).unwrap_or_default();
            return Err(self.place.at(part, format!("{}{line}", problem.message)));
        }
        let Value::Object(members) = api.canonical(&ty, value) else { return Ok((0, Value::Null)) };
        let id = id_of(&members, &self.group.id).unwrap_or_else(|| self.known.fresh());
        let before = self.before.get_or_insert_with(|| self.maker.entity(self.group.entity));
        let value = whole(api, self.group.entity, members, before);
        Ok((id, with_id(value, &self.group.id, id)))
    }
}
