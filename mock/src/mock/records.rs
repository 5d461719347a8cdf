//! Operations on all records of a server and on its clock: the state file, the data file, snapshots, reset.
//!
//! In: files, snapshots and times. Out: changed records, and the control endpoints `/_mock/snapshot` and `/_mock/clock`.

use std::path::Path;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::Response;
use serde::Deserialize;
use serde_json::json;

use super::Mock;
use super::control::of_json;
use crate::date;
use crate::failure::{Failure, JSON, response};
use crate::record::Recording;
use crate::request::Given;
use crate::store::{self, DataError, Snapshot, StateError};

impl Mock {
    /// Keeps the records in a file.
    pub(crate) fn open(&mut self, file: &Path) -> Result<(), StateError> {
        let is_new = self.state().store.open(self.maker(), file)?;
        if is_new {
            let initial = self.initial.clone();
            self.state().store.restore(self.maker(), &initial)?;
        }
        Ok(())
    }

    /// Sets the records that a server has from the start and after a reset, as JSON.
    pub(crate) fn begin_with(&mut self, data: &str) -> Result<(), DataError> {
        let initial = self.parse(data)?;
        // Nothing is on disk yet, so this cannot fail.
        let _ = self.state().store.restore(self.maker(), &initial);
        self.initial = initial;
        Ok(())
    }

    fn parse(&self, data: &str) -> Result<Snapshot, DataError> {
        // The lock is not held during this.
        let basis = self.state().store.basis();
        store::parse(self.maker(), basis, data)
    }

    pub(crate) fn reset(&self) -> Result<(), StateError> {
        let mut state = self.state();
        state.store.restore(self.maker(), &self.initial)?;
        state.store.clock().set(None);
        let now = SystemTime::now();
        state.faults = self.faults.iter().map(|fault| fault.clone().from(now)).collect();
        state.log.clear();
        drop(state);
        self.expected.clear();
        self.recording.iter().for_each(Recording::reset);
        Ok(())
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        self.state().store.snapshot(&self.api)
    }

    pub(crate) fn restore(&self, snapshot: &Snapshot) -> Result<(), StateError> {
        if !snapshot.is_of(&self.api) {
            return Err(StateError::OtherPages);
        }
        self.state().store.restore(self.maker(), snapshot)
    }

    pub(crate) fn set_time(&self, time: Option<SystemTime>) {
        self.state().store.clock().set(time);
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.state().store.clock().advance(by);
    }

    /// Answers `/_mock/snapshot`.
    fn snapshot_endpoint(&self, given: &Given) -> Response<Bytes> {
        match given.method.as_str() {
            "GET" => response(200, Some((JSON, self.snapshot().to_json(&self.api).into()))),
            "PUT" => {
                let Ok(text) = std::str::from_utf8(&given.body) else {
                    return Failure::new(400, "the snapshot is not valid UTF-8").response();
                };
                match self.parse(text).map(|snapshot| self.restore(&snapshot)) {
                    Ok(Ok(())) => response(204, None),
                    Ok(Err(error)) => Failure::new(507, error.to_string()).response(),
                    Err(error) => Failure::new(400, format!("the snapshot cannot be read: {error}")).response(),
                }
            }
            _ => Failure::new(405, "use GET or PUT").with("allow", "GET, PUT").response(),
        }
    }

    /// Answers `/_mock/clock`.
    fn clock_endpoint(&self, given: &Given) -> Response<Bytes> {
        match given.method.as_str() {
            "GET" => {
                let clock = *self.state().store.clock();
                of_json(200, &json!({"now": date::text(clock.now()), "set": clock.is_set()}))
            }
            "PUT" => match self.change_clock(&given.body) {
                Ok(()) => response(204, None),
                Err(message) => Failure::new(400, message).response(),
            },
            "DELETE" => {
                self.set_time(None);
                response(204, None)
            }
            _ => Failure::new(405, "use GET, PUT or DELETE").with("allow", "DELETE, GET, PUT").response(),
        }
    }

    fn change_clock(&self, body: &[u8]) -> Result<(), String> {
        let change: Change = serde_json::from_slice(body).map_err(|error| error.to_string())?;
        match (change.now, change.advance_ms) {
            (Some(text), None) => {
                let seconds = date::seconds(&text).and_then(|seconds| u64::try_from(seconds).ok());
                let time = seconds.and_then(|at| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(at)));
                let time = time.ok_or("`now` must be a date after 1970, such as `2026-01-31T12:00:00Z`")?;
                self.set_time(Some(time));
            }
            (None, Some(by)) => self.advance(Duration::from_millis(by)),
            _ => return Err("send either `now` or `advance_ms`".to_owned()),
        }
        Ok(())
    }

    /// The control endpoints of this module; `None` for another one.
    pub(super) fn records_endpoint(&self, name: &str, given: &Given) -> Option<Response<Bytes>> {
        match name {
            "snapshot" => Some(self.snapshot_endpoint(given)),
            "clock" => Some(self.clock_endpoint(given)),
            _ => None,
        }
    }
}

/// A change of the clock as JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    now: Option<String>,
    advance_ms: Option<u64>,
}

/// The failure of a reset as a response.
pub(super) fn reset(outcome: Result<(), StateError>) -> Response<Bytes> {
    match outcome {
        Ok(()) => response(204, None),
        Err(error) => Failure::new(507, error.to_string()).response(),
    }
}
