//! The state file: the records on disk.
//!
//! In: a record that is written or deleted. Out: the record in the file, where it remains if the process is killed or the machine
//! loses power. Records are keyed by the name of their collection, so that they survive changes to the pages that do not affect
//! their resource.
//!
//! The file is a `redb` database. SQLite would also work, and other tools could read its files, but it needs a C compiler and a
//! second file next to the first one. `redb` is written in Rust, and a transaction is on disk when `commit` returns. Nothing more
//! is needed here, because the records are read only once, at the start.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use redb::{Database, ReadableDatabase as _, ReadableTable as _, TableDefinition, TableError};

use super::{Collections, Document, Record, name};
use crate::api::Api;
use crate::sample::Maker;

/// The name of the collection, the values of the parameters before the id, and the id.
type Place = (&'static str, &'static str, i64);

/// The time of the last change in seconds since 1970, and the value as JSON. Without a value, the record was deleted.
type Stored = (u64, Option<&'static [u8]>);

/// The records.
const RECORDS: TableDefinition<'static, Place, Stored> = TableDefinition::new("records");

/// The settings of the server.
const SETTINGS: TableDefinition<'static, &str, u128> = TableDefinition::new("settings");

/// The version of the file format.
const FORMAT: u128 = 1;

/// The memory that the database uses for a cache. The records are in memory anyway.
const CACHE: usize = 4 << 20;

/// The reason why records could not be read from a state file or written to it.
#[derive(Debug)]
#[non_exhaustive]
pub enum StateError {
    /// The file could not be read or written.
    File(PathBuf, String),
    /// Another process has opened the file.
    InUse(PathBuf),
    /// The file was made by another version.
    Format(PathBuf),
    /// The file was made with another value of a setting.
    Setting {
        /// The file.
        file: PathBuf,
        /// The name of the option.
        option: &'static str,
        /// The value in the file.
        value: u128,
    },
    /// The file has records of a resource that the pages do not describe.
    Resource(PathBuf, String),
    /// The snapshot is from a server with other pages.
    OtherPages,
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file, error) => write!(f, "cannot use the state file {}: {error}", file.display()),
            Self::InUse(file) => {
                write!(f, "the state file {} is in use; stop the other server, or name another file", file.display())
            }
            Self::Format(file) => write!(
                f,
                "the state file {} was written by another version of superoffice-mock; name another file",
                file.display()
            ),
            Self::Setting { file, option, value } => write!(
                f,
                "the state file {} was made with `{option} {value}`; use the same value, or name another file",
                file.display()
            ),
            Self::Resource(file, name) => write!(
                f,
                "the state file {} has records of {name}, which the pages no longer describe as a resource with state; \
                 serve the earlier pages, or name another file",
                file.display()
            ),
            Self::OtherPages => f.write_str("the snapshot is from a server of other pages; send it as JSON instead"),
        }
    }
}

impl std::error::Error for StateError {}

/// An open state file.
#[derive(Debug)]
pub(super) struct Disk {
    file: PathBuf,
    database: Database,
}

/// A record in the file. Without a value it was deleted.
pub(super) struct Row {
    /// The number of the collection.
    pub(super) group: usize,
    pub(super) base: String,
    pub(super) id: i64,
    pub(super) record: Option<Record>,
}

/// The contents of a file.
pub(super) struct Opened {
    pub(super) disk: Disk,
    pub(super) is_new: bool,
    pub(super) start: SystemTime,
    pub(super) rows: Vec<Row>,
}

impl Disk {
    /// Opens a file, or creates it.
    pub(super) fn open(file: &Path, maker: Maker<'_>, first: i64, start: SystemTime) -> Result<Opened, StateError> {
        let is_new = !file.exists();
        if is_new {
            create(file, maker, first, start)?;
        }
        let disk = Self { file: file.to_owned(), database: database(file, file)? };
        let start = disk.settings(maker, first)?;
        let rows = disk.rows(maker.api)?;
        Ok(Opened { disk, is_new, start, rows })
    }

    fn failed<E: fmt::Display>(&self, error: E) -> StateError {
        StateError::File(self.file.clone(), error.to_string())
    }

    /// Checks the settings. Returns the time at which the first records were created.
    fn settings(&self, maker: Maker<'_>, first: i64) -> Result<SystemTime, StateError> {
        let reading = self.database.begin_read().map_err(|error| self.failed(error))?;
        let table = match reading.open_table(SETTINGS) {
            Ok(table) => table,
            Err(TableError::Storage(error)) => return Err(self.failed(error)),
            Err(_) => return Err(StateError::Format(self.file.clone())),
        };
        let value = |key: &str| table.get(key).ok().flatten().map(|value| value.value());
        if value("format") != Some(FORMAT) {
            return Err(StateError::Format(self.file.clone()));
        }
        for (option, now) in settings(maker, first) {
            let value = value(option).unwrap_or_default();
            if value != now {
                return Err(StateError::Setting { file: self.file.clone(), option, value });
            }
        }
        Ok(time(u64::try_from(value("start").unwrap_or_default()).unwrap_or_default()))
    }

    fn rows(&self, api: &Api) -> Result<Vec<Row>, StateError> {
        let reading = self.database.begin_read().map_err(|error| self.failed(error))?;
        let table = reading.open_table(RECORDS).map_err(|error| self.failed(error))?;
        let mut rows = Vec::new();
        for row in table.iter().map_err(|error| self.failed(error))? {
            let (key, value) = row.map_err(|error| self.failed(error))?;
            let ((name, base, id), (modified, value)) = (key.value(), value.value());
            let owner = api.groups.iter().enumerate().find(|(at, group)| group.collection == *at && group.name == name);
            let Some((group, _)) = owner else {
                return Err(StateError::Resource(self.file.clone(), name.to_owned()));
            };
            let record = match value {
                None => None,
                Some(text) => {
                    let value = serde_json::from_slice(text).map_err(|error| self.failed(error))?;
                    Some(Record { value: Document::new(value), modified: time(modified) })
                }
            };
            rows.push(Row { group, base: base.to_owned(), id, record });
        }
        Ok(rows)
    }

    /// Writes a record, or the fact that it was deleted. It is on disk when this returns.
    pub(super) fn put(&self, name: &str, base: &str, id: i64, record: Option<&Record>) -> Result<(), StateError> {
        let write = || -> Result<(), redb::Error> {
            let writing = self.database.begin_write()?;
            insert(&mut writing.open_table(RECORDS)?, name, base, id, record)?;
            Ok(writing.commit()?)
        };
        write().map_err(|error| self.failed(error))
    }

    /// Replaces all records. If the process ends in the meantime, the file has either all old records or all new ones.
    pub(super) fn replace(&self, api: &Api, collections: &Collections) -> Result<(), StateError> {
        let write = || -> Result<(), redb::Error> {
            let writing = self.database.begin_write()?;
            writing.delete_table(RECORDS)?;
            let mut table = writing.open_table(RECORDS)?;
            for ((number, base), known) in collections {
                for (id, record) in &known.written {
                    insert(&mut table, name(api, *number), base, *id, record.as_ref())?;
                }
            }
            drop(table);
            Ok(writing.commit()?)
        };
        write().map_err(|error| self.failed(error))
    }
}

fn insert(
    table: &mut redb::Table<'_, Place, Stored>,
    name: &str,
    base: &str,
    id: i64,
    record: Option<&Record>,
) -> Result<(), redb::StorageError> {
    let text = record.map(|record| (record.modified, record.value.text()));
    let value = match &text {
        Some((modified, text)) => (since_1970(*modified), Some(&**text)),
        None => (0, None),
    };
    table.insert((name, base, id), value).map(|_| ())
}

/// The settings on which the first records depend, by the names of their options.
fn settings(maker: Maker<'_>, first: i64) -> [(&'static str, u128); 2] {
    [("--records", u128::try_from(first).unwrap_or_default()), ("--seed", u128::from(maker.seed))]
}

/// Creates a file under a temporary name and renames it, so that a file that exists is always complete.
fn create(file: &Path, maker: Maker<'_>, first: i64, start: SystemTime) -> Result<(), StateError> {
    let failed = |error: &dyn fmt::Display| StateError::File(file.to_owned(), error.to_string());
    let mut draft = file.as_os_str().to_owned();
    draft.push(".new");
    let draft = PathBuf::from(draft);
    if draft.exists() {
        fs::remove_file(&draft).map_err(|error| failed(&error))?;
    }
    let database = database(&draft, file)?;
    let write = || -> Result<(), redb::Error> {
        let writing = database.begin_write()?;
        writing.open_table(RECORDS)?;
        let mut table = writing.open_table(SETTINGS)?;
        for (key, value) in settings(maker, first) {
            table.insert(key, value)?;
        }
        table.insert("start", u128::from(since_1970(start)))?;
        table.insert("format", FORMAT)?;
        drop(table);
        Ok(writing.commit()?)
    };
    write().map_err(|error| failed(&error))?;
    drop(database);
    fs::rename(&draft, file).map_err(|error| failed(&error))?;
    // The name of the file is durable only when its folder is on disk.
    #[cfg(unix)]
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| failed(&error))?;
    }
    Ok(())
}

/// Opens a database. `file` is the name in messages.
fn database(path: &Path, file: &Path) -> Result<Database, StateError> {
    let mut builder = Database::builder();
    builder.set_cache_size(CACHE).set_check_integrity_on_open(true);
    builder.create(path).map_err(|error| match error {
        redb::DatabaseError::DatabaseAlreadyOpen => StateError::InUse(file.to_owned()),
        redb::DatabaseError::UpgradeRequired(_) => StateError::Format(file.to_owned()),
        other => StateError::File(file.to_owned(), other.to_string()),
    })
}

fn since_1970(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
}

fn time(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds)).unwrap_or(SystemTime::UNIX_EPOCH)
}
