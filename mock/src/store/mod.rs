//! The records of a server.
//!
//! In: the group of an operation, an id, a value. Out: records. Every collection has a number of records from the start:
//! the documented sample, with the ids from 1. New records get the next id, which is never used again. Records that
//! nobody has read or written take no memory. This module must not know HTTP.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::SystemTime;

use serde_json::{Map, Value};

use crate::api::{Api, Group};
use crate::sample::Maker;

pub(crate) use document::Document;

mod document;
pub(crate) mod filter;
mod lex;
pub(crate) mod patch;
pub(crate) mod rows;
pub(crate) mod select;

/// A record: its value, and when it was written.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) value: Arc<Document>,
    pub(crate) modified: SystemTime,
}

/// The collection of a group, and the values of the parameters before the id.
pub(crate) type Key = (usize, String);

#[derive(Debug)]
struct Collection {
    /// The sample, of which the first records are copies.
    sample: Value,
    /// The property with the id.
    id: String,
    /// The first records that were read and not written.
    first: HashMap<i64, Arc<Document>>,
    /// Records that were written; `None` if deleted.
    written: BTreeMap<i64, Option<Record>>,
    next: i64,
}

/// All collections.
#[derive(Debug)]
pub(crate) struct Store {
    /// The number of records that every collection has from the start.
    first: i64,
    start: SystemTime,
    collections: HashMap<Key, Collection>,
}

impl Store {
    /// Creates collections with this number of records.
    pub(crate) fn new(first: u32) -> Self {
        // The precision of dates in headers is a second.
        Self { first: i64::from(first), start: seconds(SystemTime::now()), collections: HashMap::new() }
    }

    /// Forgets everything that was written.
    pub(crate) fn reset(&mut self) {
        self.collections.clear();
    }

    /// The number of records that were written and not deleted.
    pub(crate) fn written(&self) -> usize {
        self.collections.values().flat_map(|known| known.written.values()).flatten().count()
    }

    fn collection(&mut self, maker: Maker<'_>, group: &Group, base: &str) -> &mut Collection {
        let next = self.first + 1;
        self.collections.entry((group.collection, base.to_owned())).or_insert_with(|| Collection {
            sample: maker.entity(group.entity),
            first: HashMap::new(),
            id: group.id.clone(),
            written: BTreeMap::new(),
            next,
        })
    }

    /// A record by its id.
    pub(crate) fn get(&mut self, maker: Maker<'_>, group: &Group, base: &str, id: i64) -> Option<Record> {
        let (first, start) = (self.first, self.start);
        self.collection(maker, group, base).get(first, start, id)
    }

    /// All records in the order of their ids.
    pub(crate) fn all(&mut self, maker: Maker<'_>, group: &Group, base: &str) -> Vec<Record> {
        let (first, start) = (self.first, self.start);
        let known = self.collection(maker, group, base);
        let ids: Vec<i64> = (1..=first).chain(known.written.range(first + 1..).map(|(id, _)| *id)).collect();
        ids.into_iter().filter_map(|id| known.get(first, start, id)).collect()
    }

    /// Stores a value: under its id, or under the next one.
    pub(crate) fn put(&mut self, maker: Maker<'_>, group: &Group, base: &str, id: Option<i64>, value: Value) -> Record {
        let known = self.collection(maker, group, base);
        let id = id.unwrap_or_else(|| known.fresh());
        let record =
            Record { value: Document::new(with_id(value, &known.id, id)), modified: seconds(SystemTime::now()) };
        known.written.insert(id, Some(record.clone()));
        record
    }

    /// Deletes a record.
    pub(crate) fn delete(&mut self, maker: Maker<'_>, group: &Group, base: &str, id: i64) {
        self.collection(maker, group, base).written.insert(id, None);
    }
}

impl Collection {
    /// The next id that no record has. A request that stores a record with a large id does not change which ids follow.
    fn fresh(&mut self) -> i64 {
        while self.written.contains_key(&self.next) {
            self.next += 1;
        }
        self.next += 1;
        self.next - 1
    }

    fn get(&mut self, first: i64, start: SystemTime, id: i64) -> Option<Record> {
        match self.written.get(&id) {
            Some(record) => record.clone(),
            None if (1..=first).contains(&id) => {
                let made = || Document::new(with_id(self.sample.clone(), &self.id, id));
                let value = Arc::clone(self.first.entry(id).or_insert_with(made));
                Some(Record { value, modified: start })
            }
            None => None,
        }
    }
}

/// A time without fractions of a second.
fn seconds(time: SystemTime) -> SystemTime {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(since.as_secs())
}

fn with_id(mut value: Value, name: &str, id: i64) -> Value {
    if let Value::Object(members) = &mut value {
        members.insert(name.to_owned(), Value::from(id));
    }
    value
}

/// The id in a value; `None` if it has none, or 0.
pub(crate) fn id_of(value: &Map<String, Value>, name: &str) -> Option<i64> {
    value.get(name).and_then(Value::as_i64).filter(|id| *id > 0)
}

/// A whole record from a request body: properties that the request lacks are `null`, except those that only the server
/// sets, which have the values of an earlier record.
pub(crate) fn whole(api: &Api, entity: usize, given: Map<String, Value>, before: &Value) -> Value {
    let mut whole = Map::new();
    for property in api.entities.get(entity).iter().flat_map(|entity| &entity.properties) {
        let kept = before.get(&property.name).filter(|_| property.read_only);
        whole.insert(property.name.clone(), kept.cloned().unwrap_or(Value::Null));
    }
    whole.extend(given);
    Value::Object(whole)
}
