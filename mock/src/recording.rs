//! The parts of [`Builder`] and [`MockServer`] that record and replay.

use std::path::PathBuf;
use std::sync::Arc;

use crate::record::{Difference, Listener, Proxy};
use crate::server::{Builder, MockServer};

impl Builder {
    /// Forwards all requests to the tenant of a real service, such as `https://sod.superoffice.com/Cust12345`, and writes the
    /// exchanges to a new file. Secrets are removed before. Credentials are those of the clients.
    /// [`MockServer::respond`] does not forward.
    ///
    /// The crate must be built with the feature `record`.
    #[must_use]
    pub fn record(mut self, file: impl Into<PathBuf>, upstream: impl Into<String>) -> Self {
        self.recording.record = Some((file.into(), upstream.into()));
        self
    }

    /// Calls a function with each line of the log of a recording: the requests, without secrets, and what differs from the
    /// pages, each difference once.
    #[must_use]
    pub fn on_recorded(mut self, listener: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.recording.listener = Some(Listener(Arc::new(listener)));
        self
    }

    /// Answers requests that are in a recording, and that no expectation of a test fits, with the recorded responses, and mocks the others.
    #[must_use]
    pub fn replay(mut self, file: impl Into<PathBuf>) -> Self {
        self.recording.replay = Some(file.into());
        self
    }

    /// Answers requests that are not in the recording with status 501 and the nearest request of the recording.
    #[must_use]
    pub fn replay_only(mut self) -> Self {
        self.recording.only = true;
        self
    }
}

impl MockServer {
    /// What differed between the pages and the traffic so far, if the server records.
    #[must_use]
    pub fn differences(&self) -> Vec<Difference> {
        self.mock.proxy.as_ref().map(Proxy::differences).unwrap_or_default()
    }
}
