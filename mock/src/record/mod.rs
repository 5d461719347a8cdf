//! Records the exchanges with a real service, and replays them.
//!
//! In: requests, and the responses of the service. Out: a file with one line per exchange, answers from this file,
//! and the differences from the pages. Secrets are removed before a line is written to disk.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

mod drift;
mod exchange;
mod proxy;
mod replay;

pub use self::drift::Difference;
pub(crate) use self::proxy::Proxy;
pub use self::proxy::RecordError;
pub(crate) use self::replay::Recording;
pub use self::replay::ReplayError;

/// The first line of a recording.
const HEAD: &str = r#"{"recording":"superoffice-mock","version":1}"#;

/// Stands for the address of the service in a recording.
const HERE: &str = "{superoffice-mock}";

/// A function that receives the log of a proxy, line by line.
#[derive(Clone)]
pub(crate) struct Listener(pub(crate) Arc<dyn Fn(&str) + Send + Sync>);

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Listener")
    }
}

/// Settings for recording and replay.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    pub(crate) record: Option<(PathBuf, String)>,
    pub(crate) replay: Option<PathBuf>,
    pub(crate) only: bool,
    pub(crate) listener: Option<Listener>,
}

impl Options {
    pub(crate) fn proxy(&self) -> Result<Option<Proxy>, RecordError> {
        let proxy = |(path, upstream): &(PathBuf, String)| Proxy::new(upstream, path, self.listener.clone());
        self.record.as_ref().map(proxy).transpose()
    }

    pub(crate) fn recording(&self) -> Result<Option<Recording>, ReplayError> {
        self.replay.as_ref().map(|path| Recording::read(path, self.only)).transpose()
    }
}
