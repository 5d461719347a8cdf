//! The records of a server.
//!
//! In: the group of an operation, an id, a value. Out: records. Every collection has a number of records from the start:
//! the documented sample, with the ids from 1. New records get the next id, which is never used again. Records that
//! were neither read nor written take no memory. With a state file, a record is in the file before it is in memory. This module
//! must not know HTTP.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use serde_json::{Map, Value};

use crate::api::{Api, Group};
use crate::clock::Clock;
use crate::sample::Maker;
use disk::Disk;

pub use disk::StateError;
pub(crate) use document::Document;
pub(crate) use snapshot::parse;
pub use snapshot::{DataError, Snapshot};

mod disk;
mod document;
pub(crate) mod filter;
mod lex;
pub(crate) mod patch;
pub(crate) mod rows;
pub(crate) mod select;
mod snapshot;

/// A record: its value, and when it was written.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) value: Arc<Document>,
    pub(crate) modified: SystemTime,
}

/// The collection of a group, and the values of the parameters before the id.
pub(crate) type Key = (usize, String);

type Collections = HashMap<Key, Collection>;

#[derive(Debug, Clone)]
struct Collection {
    /// The sample, of which the first records are copies.
    sample: Arc<Value>,
    /// The property with the id.
    id: String,
    /// The first records that were read and not written.
    first: HashMap<i64, Arc<Document>>,
    /// Records that were written; `None` if deleted.
    written: BTreeMap<i64, Option<Record>>,
    next: i64,
}

/// Records with this id or a larger one do not change which id is the next one.
const LARGE: i64 = 1 << 30;

/// All collections.
#[derive(Debug)]
pub(crate) struct Store {
    /// The number of records that every collection has from the start.
    first: i64,
    start: SystemTime,
    clock: Clock,
    collections: Collections,
    disk: Option<Disk>,
}

impl Store {
    /// Creates collections with this number of records.
    pub(crate) fn new(first: u32) -> Self {
        let clock = Clock::default();
        // The precision of dates in headers is a second.
        let start = seconds(clock.now());
        Self { first: i64::from(first), start, clock, collections: HashMap::new(), disk: None }
    }

    /// Keeps the records in a file from now on, and reads those that are in it. Returns whether the file is new.
    pub(crate) fn open(&mut self, maker: Maker<'_>, file: &Path) -> Result<bool, StateError> {
        let opened = Disk::open(file, maker, self.first, self.start)?;
        self.start = opened.start;
        for row in opened.rows {
            let known = collection(&mut self.collections, self.first, maker, row.group, &row.base);
            known.insert(row.id, row.record);
        }
        self.disk = Some(opened.disk);
        Ok(opened.is_new)
    }

    pub(crate) fn clock(&mut self) -> &mut Clock {
        &mut self.clock
    }

    /// The number of records that were written and not deleted.
    pub(crate) fn written(&self) -> usize {
        self.collections.values().flat_map(|known| known.written.values()).flatten().count()
    }

    /// A copy of everything that was written. It shares the values with the store.
    pub(crate) fn snapshot(&self, api: &Api) -> Snapshot {
        Snapshot { docs: api.docs, collections: Arc::new(self.collections.clone()) }
    }

    /// Replaces everything that was written.
    pub(crate) fn restore(&mut self, maker: Maker<'_>, snapshot: &Snapshot) -> Result<(), StateError> {
        if let Some(disk) = &self.disk {
            disk.replace(maker.api, &snapshot.collections)?;
        }
        let before = std::mem::replace(&mut self.collections, Collections::clone(&snapshot.collections));
        // Freeing thousands of values takes longer than everything else, and no request has to wait for it.
        if before.values().any(|known| known.written.len() > 100) {
            let _ = std::thread::Builder::new().spawn(move || drop(before));
        }
        Ok(())
    }

    /// The number of records that every collection has from the start, and the time.
    pub(crate) fn basis(&self) -> (i64, SystemTime) {
        (self.first, seconds(self.clock.now()))
    }

    /// A record by its id.
    pub(crate) fn get(&mut self, maker: Maker<'_>, group: &Group, base: &str, id: i64) -> Option<Record> {
        let (first, start) = (self.first, self.start);
        collection(&mut self.collections, first, maker, group.collection, base).get(first, start, id)
    }

    /// All records in the order of their ids.
    pub(crate) fn all(&mut self, maker: Maker<'_>, group: &Group, base: &str) -> Vec<Record> {
        let (first, start) = (self.first, self.start);
        let known = collection(&mut self.collections, first, maker, group.collection, base);
        let ids: Vec<i64> = (1..=first).chain(known.written.range(first + 1..).map(|(id, _)| *id)).collect();
        ids.into_iter().filter_map(|id| known.get(first, start, id)).collect()
    }

    /// Stores a value: under its id, or under the next one.
    pub(crate) fn put(
        &mut self,
        maker: Maker<'_>,
        group: &Group,
        base: &str,
        id: Option<i64>,
        value: Value,
    ) -> Result<Record, StateError> {
        let known = collection(&mut self.collections, self.first, maker, group.collection, base);
        let id = id.unwrap_or_else(|| known.fresh());
        let value = Document::new(with_id(value, &known.id, id));
        let record = Record { value, modified: seconds(self.clock.now()) };
        if let Some(disk) = &self.disk {
            disk.put(name(maker.api, group.collection), base, id, Some(&record))?;
        }
        known.insert(id, Some(record.clone()));
        Ok(record)
    }

    /// Deletes a record.
    pub(crate) fn delete(&mut self, maker: Maker<'_>, group: &Group, base: &str, id: i64) -> Result<(), StateError> {
        if let Some(disk) = &self.disk {
            disk.put(name(maker.api, group.collection), base, id, None)?;
        }
        collection(&mut self.collections, self.first, maker, group.collection, base).insert(id, None);
        Ok(())
    }
}

/// The name of the group that a collection belongs to.
fn name(api: &Api, collection: usize) -> &str {
    api.groups.get(collection).map_or("", |group| group.name.as_str())
}

/// The collection with a number, which is that of the group that owns it.
fn collection<'a>(
    all: &'a mut Collections,
    first: i64,
    maker: Maker<'_>,
    number: usize,
    base: &str,
) -> &'a mut Collection {
    all.entry((number, base.to_owned())).or_insert_with(|| {
        let group = maker.api.groups.get(number);
        Collection {
            sample: Arc::new(group.map_or(Value::Null, |group| maker.entity(group.entity))),
            first: HashMap::new(),
            id: group.map_or_else(String::new, |group| group.id.clone()),
            written: BTreeMap::new(),
            next: first + 1,
        }
    })
}

impl Collection {
    fn insert(&mut self, id: i64, record: Option<Record>) {
        // A client can store a record with an id so large that no larger id would fit in 32 bits.
        if id < LARGE {
            self.next = self.next.max(id + 1);
        }
        self.written.insert(id, record);
    }

    /// The next id that no record has.
    fn fresh(&mut self) -> i64 {
        while self.written.contains_key(&self.next) {
            self.next += 1;
        }
        self.next
    }

    fn get(&mut self, first: i64, start: SystemTime, id: i64) -> Option<Record> {
        match self.written.get(&id) {
            Some(record) => record.clone(),
            None if (1..=first).contains(&id) => {
                let made = || Document::new(with_id(Value::clone(&self.sample), &self.id, id));
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
