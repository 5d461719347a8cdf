//! Records the exchanges with a real service, and replays them.
//!
//! In: requests, and the responses of the service. Out: a file with a line per exchange, from which secrets were removed before
//! they reached the disk; answers from this file; and what differs from the pages.

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

/// A function that gets the lines of the log of a proxy.
#[derive(Clone)]
pub(crate) struct Listener(pub(crate) Arc<dyn Fn(&str) + Send + Sync>);

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Listener")
    }
}

/// What a server records or replays.
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
