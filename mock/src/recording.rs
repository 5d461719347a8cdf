//! The methods of [`Builder`] and [`MockServer`] that record and replay.

use std::path::PathBuf;
use std::sync::Arc;

use crate::record::{Difference, Listener, Proxy};
use crate::server::{Builder, MockServer};

impl Builder {
    /// Forwards all requests to the tenant of a real service, such as `https://sod.superoffice.com/Cust12345`, and writes the
    /// exchanges to a new file, without secrets. The clients' own credentials are forwarded. [`MockServer::respond`] does not
    /// forward requests.
    ///
    /// The crate must be built with the feature `record`.
    #[must_use]
    pub fn record(mut self, file: impl Into<PathBuf>, upstream: impl Into<String>) -> Self {
        self.recording.record = Some((file.into(), upstream.into()));
        self
    }

    /// Calls a function with each line of the log of a recording. The log contains the requests, without secrets, and each difference
    /// from the pages once.
    #[must_use]
    pub fn on_recorded(mut self, listener: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.recording.listener = Some(Listener(Arc::new(listener)));
        self
    }

    /// Answers requests that are in a recording with the recorded responses, unless an expectation or a function of a test applies to
    /// them. Other requests are mocked.
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
    /// Returns the differences between the pages and the traffic so far. Empty if the server does not record.
    #[must_use]
    pub fn differences(&self) -> Vec<Difference> {
        self.mock.proxy.as_ref().map(Proxy::differences).unwrap_or_default()
    }
}
