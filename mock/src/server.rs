//! A server that listens on a port.
//!
//! In: settings. Out: [`MockServer`], which stops when it is dropped. Only this module and `connection` know sockets.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{Request, Response};
use superoffice_runtime::transport::MemoryTransport;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::api::{Api, LoadError, ModelError};
use crate::cache;
use crate::connection::accept;
use crate::explorer::Explorer;
use crate::fault::Fault;
use crate::memory;
use crate::mock::{Damage, Mock, Settings};
use crate::received::Logged;
use crate::record::{self, RecordError, ReplayError};
use crate::store::{DataError, Snapshot, StateError};

/// The reason why a server did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The pages could not be read.
    Docs(LoadError),
    /// The saved model could not be read.
    Model(PathBuf, io::Error),
    /// The file is not a model that this version can read.
    NotAModel(PathBuf, ModelError),
    /// The model could not be saved.
    Save(PathBuf, io::Error),
    /// The data file could not be read.
    Data(PathBuf, io::Error),
    /// The data file has a mistake.
    WrongData(PathBuf, DataError),
    /// The state file cannot be used.
    State(StateError),
    /// No folder of pages was set, and none was found.
    NoDocs,
    /// The address is not one of this machine, and [`Builder::allow_remote`] was not called.
    Remote(IpAddr),
    /// The port could not be opened.
    Listen(SocketAddr, io::Error),
    /// The recording could not be started.
    Record(RecordError),
    /// The recording could not be read.
    Replay(ReplayError),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Docs(error) => error.fmt(f),
            Self::Record(error) => error.fmt(f),
            Self::Replay(error) => error.fmt(f),
            Self::Model(path, error) => write!(f, "cannot read the model {}: {error}", path.display()),
            Self::NotAModel(path, error) => write!(f, "cannot read the model {}: {error}", path.display()),
            Self::Save(path, error) => write!(f, "cannot write the model to {}: {error}", path.display()),
            Self::Data(path, error) => write!(f, "cannot read the data file {}: {error}", path.display()),
            Self::WrongData(path, error) => write!(f, "{}:{error}", path.display()),
            Self::State(error) => error.fmt(f),
            Self::NoDocs => f.write_str(
                "no folder of reference pages was found: pass one, set SUPEROFFICE_DOCS, or run in a folder that contains `docs`",
            ),
            Self::Remote(address) => {
                write!(f, "{address} can be reached from other machines; a mock has no access control, so allow this explicitly")
            }
            Self::Listen(address, error) => write!(f, "cannot listen on {address}: {error}"),
        }
    }
}

impl std::error::Error for StartError {}

/// The settings of a server that is about to start.
#[derive(Debug, Clone)]
pub struct Builder {
    docs: Option<PathBuf>,
    model: Option<PathBuf>,
    cache: Option<PathBuf>,
    api: Option<Arc<Api>>,
    state: Option<PathBuf>,
    data: Option<PathBuf>,
    address: IpAddr,
    port: u16,
    remote: bool,
    settings: Settings,
    faults: Vec<Fault>,
    pub(crate) recording: record::Options,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            docs: None,
            model: None,
            cache: None,
            api: None,
            state: None,
            data: None,
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            remote: false,
            settings: Settings { strict: true, seed: 0, records: 20 },
            faults: Vec::new(),
            recording: record::Options::default(),
        }
    }
}

impl Builder {
    /// Sets the folder of reference pages. Without it, the folder is `SUPEROFFICE_DOCS`, or the first folder named `docs`
    /// that has pages, in the current folder and those around it.
    #[must_use]
    pub fn docs(mut self, docs: impl Into<PathBuf>) -> Self {
        self.docs = Some(docs.into());
        self
    }

    /// Sets the default folder of pages, as described at [`Builder::docs`], if no folder is set and a default one exists.
    #[must_use]
    pub fn find_docs(mut self) -> Self {
        self.docs = self.docs.or_else(found);
        self
    }

    /// Sets a file with a saved model, which is read much faster than pages. `superoffice-mock --docs DIR --save FILE` and
    /// [`Api::to_bytes`] make one. It takes precedence over a folder of pages.
    #[must_use]
    pub fn model(mut self, file: impl Into<PathBuf>) -> Self {
        self.model = Some(file.into());
        self
    }

    /// Sets a folder for generated files, in which the model of the pages is cached for the next start. The pages are read again
    /// when one of them has changed. Without a cache, every process reads the pages.
    #[must_use]
    pub fn cache(mut self, folder: impl Into<PathBuf>) -> Self {
        self.cache = Some(folder.into());
        self
    }

    /// Sets an API that is already in memory.
    #[must_use]
    pub fn api(mut self, api: Arc<Api>) -> Self {
        self.api = Some(api);
        self
    }

    /// Keeps the records in a file, which is created if it does not exist. A write is in the file before its request is answered,
    /// so that nothing is lost if the process is killed. Without a file, the records are only in memory.
    #[must_use]
    pub fn state(mut self, file: impl Into<PathBuf>) -> Self {
        self.state = Some(file.into());
        self
    }

    /// Sets a JSON file with the records that exist from the start and after a reset, by resource:
    /// `{"Contact": [{"Name": "Nordlys"}]}`. It does not change the records of a state file that already exists.
    #[must_use]
    pub fn data(mut self, file: impl Into<PathBuf>) -> Self {
        self.data = Some(file.into());
        self
    }

    /// Sets the port. The default is a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets the address to listen on. The default is 127.0.0.1.
    #[must_use]
    pub fn address(mut self, address: IpAddr) -> Self {
        self.address = address;
        self
    }

    /// Allows an address that other machines can reach.
    #[must_use]
    pub fn allow_remote(mut self) -> Self {
        self.remote = true;
        self
    }

    /// Accepts requests that differ from the pages, and lists the differences in headers `X-Mock-Warning`. The default is to
    /// reject such requests with status 400.
    #[must_use]
    pub fn lenient(mut self) -> Self {
        self.settings.strict = false;
        self
    }

    /// Sets the seed of generated values and of faults. The default is 0.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// Sets the number of records that each resource has from the start. The default is 20, with the ids 1 to 20.
    #[must_use]
    pub fn records(mut self, records: u32) -> Self {
        self.settings.records = records;
        self
    }

    /// Adds a rule for faults.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Returns the API from memory, from a saved model, or from the pages, in this order of precedence.
    fn read(&self) -> Result<Arc<Api>, StartError> {
        if let Some(api) = &self.api {
            return Ok(Arc::clone(api));
        }
        if let Some(path) = &self.model {
            let bytes = std::fs::read(path).map_err(|error| StartError::Model(path.clone(), error))?;
            let api = Api::from_bytes(&bytes).map_err(|error| StartError::NotAModel(path.clone(), error))?;
            return Ok(Arc::new(api));
        }
        let docs = self.docs.clone().or_else(found).ok_or(StartError::NoDocs)?;
        match &self.cache {
            Some(folder) => cache::load(&docs, folder).map(Arc::new),
            None => Api::shared(&docs),
        }
        .map_err(StartError::Docs)
    }

    /// Returns the API from the folder of [`Builder::cache`], if the cached model is up to date.
    #[must_use]
    pub fn cached(&self) -> Option<Arc<Api>> {
        let docs = self.docs.clone().or_else(found)?;
        cache::saved(&docs, self.cache.as_ref()?).map(Arc::new)
    }

    /// Returns the model of the pages as bytes, for [`Api::from_bytes`].
    ///
    /// # Errors
    ///
    /// Returns a [`StartError`] if the pages cannot be read.
    pub fn to_bytes(&self) -> Result<Vec<u8>, StartError> {
        self.read().map(|api| api.to_bytes())
    }

    /// Saves the model of the pages to a file, from which [`Builder::model`] starts a server.
    ///
    /// # Errors
    ///
    /// Returns a [`StartError`] if the pages cannot be read or the file cannot be written.
    pub fn save(&self, file: &Path) -> Result<(), StartError> {
        let bytes = self.read()?.to_bytes();
        cache::write(file, &bytes).map_err(|error| StartError::Save(file.to_owned(), error))
    }

    /// Creates a server without a socket, for [`MockServer::transport`] and [`MockServer::respond`]. It does not need an async
    /// runtime.
    ///
    /// # Errors
    ///
    /// Returns a [`StartError`] if the pages or one of the other files cannot be used.
    pub fn in_memory(self) -> Result<MockServer, StartError> {
        Ok(MockServer { mock: self.mock()?, listening: None })
    }

    /// Starts the server.
    ///
    /// # Errors
    ///
    /// Returns a [`StartError`] if the pages or one of the other files cannot be used, if the address is not allowed, or if the
    /// port cannot be opened.
    pub async fn start(self) -> Result<MockServer, StartError> {
        if !self.address.is_loopback() && !self.remote {
            return Err(StartError::Remote(self.address));
        }
        let wanted = SocketAddr::new(self.address, self.port);
        let mock = self.mock()?;
        let failed = |error| StartError::Listen(wanted, error);
        let listener = TcpListener::bind(wanted).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let task = tokio::spawn(accept(listener, Arc::clone(&mock)));
        Ok(MockServer { mock, listening: Some((address, task)) })
    }

    fn mock(self) -> Result<Arc<Mock>, StartError> {
        let api = self.read()?;
        // A model or an API that was passed in may have been made from other pages than those in the default folder.
        let is_read = self.api.is_none() && self.model.is_none();
        let docs = self.docs.or_else(|| is_read.then(found).flatten());
        let mut mock = Mock::new(api, self.settings, self.faults);
        mock.explorer = Explorer::new(docs.as_deref());
        if let Some(file) = self.data {
            let text = std::fs::read_to_string(&file).map_err(|error| StartError::Data(file.clone(), error))?;
            mock.begin_with(&text).map_err(|error| StartError::WrongData(file, error))?;
        }
        if let Some(file) = &self.state {
            mock.open(file).map_err(StartError::State)?;
        }
        mock.recording = self.recording.recording().map_err(StartError::Replay)?;
        mock.proxy = self.recording.proxy().map_err(StartError::Record)?;
        Ok(Arc::new(mock))
    }
}

/// The default folder of pages.
fn found() -> Option<PathBuf> {
    if let Some(docs) = std::env::var_os("SUPEROFFICE_DOCS") {
        return Some(docs.into());
    }
    let here = std::env::current_dir().ok()?;
    here.ancestors().map(|folder| folder.join("docs")).find(|docs| has_pages(docs, 3))
}

/// Whether a folder has a page in one of its folders.
fn has_pages(folder: &Path, depth: usize) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).any(|path| {
        let is_page = || std::fs::read_to_string(&path).is_ok_and(|text| text.contains("\n```http\n"));
        if path.is_dir() {
            depth > 0 && has_pages(&path, depth - 1)
        } else {
            path.extension().is_some_and(|end| end == "md") && is_page()
        }
    })
}

/// A running server. It stops when it is dropped, and then panics if an expectation of [`expect`](Self::expect) was not met.
///
/// ```no_run
/// # async fn run() -> Result<(), superoffice_mock::StartError> {
/// let server = superoffice_mock::MockServer::start().await?;
/// println!("{}", server.url());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct MockServer {
    pub(crate) mock: Arc<Mock>,
    /// Its address, and the task that accepts connections; `None` if it is only in memory.
    listening: Option<(SocketAddr, JoinHandle<()>)>,
}

impl MockServer {
    /// Starts a server on a free port of this machine, with the default settings.
    ///
    /// # Errors
    ///
    /// As [`Builder::start`].
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Returns the default settings.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The address of the tenant, as a client needs it: `http://127.0.0.1:PORT/Cust12345`, or `https://localhost/Cust12345`
    /// if the server is only in memory. Any other tenant has the same records.
    #[must_use]
    pub fn url(&self) -> String {
        match &self.listening {
            Some((address, _)) => format!("http://{address}/Cust12345"),
            None => "https://localhost/Cust12345".to_owned(),
        }
    }

    /// The address that the server listens on; `None` if it is only in memory.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        self.listening.as_ref().map(|(address, _)| *address)
    }

    /// Returns a transport that answers the requests of a client in memory, without sockets. It never waits: delays of faults and
    /// waits before retries end at once.
    ///
    /// ```
    /// use superoffice::{Auth, Client, Http};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let server = superoffice_mock::MockServer::builder().docs("../docs").in_memory()?;
    /// let http = Http::builder(server.url()).auth(Auth::bearer("any")).transport(server.transport()).build()?;
    /// let contact = Client::new(http).contact().get(1).await?;
    /// assert_eq!(contact.contact_id, Some(1));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn transport(&self) -> MemoryTransport {
        let mock = Arc::clone(&self.mock);
        MemoryTransport::new(move |request| memory::exchange(&mock, request))
    }

    /// What is served.
    #[must_use]
    pub fn api(&self) -> &Api {
        self.mock.api()
    }

    /// Answers a single request in memory, without a delay. If a rule for faults resets the connection, the response has status 502.
    /// If a rule cuts the body, the body is short.
    #[must_use]
    pub fn respond(&self, request: Request<Bytes>) -> Response<Bytes> {
        let mut answer = self.mock.answer(request);
        if answer.damage == Damage::Cut {
            let half = answer.response.body().len() / 2;
            answer.response.body_mut().truncate(half);
        }
        answer.response
    }

    /// Deletes everything that was written, the log, the expectations and functions of the test, the time that was set, and the
    /// rules for faults that were added after the start. If the state file cannot be written, nothing is deleted.
    pub fn reset(&self) {
        let _ = self.mock.reset();
    }

    /// Returns a copy of everything that was written.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.mock.snapshot()
    }

    /// Replaces everything that was written. The log, the clock and the rules for faults do not change.
    ///
    /// # Errors
    ///
    /// Returns a [`StateError`] if the snapshot is from a server of other pages, or if the state file cannot be written.
    pub fn restore(&self, snapshot: &Snapshot) -> Result<(), StateError> {
        self.mock.restore(snapshot)
    }

    /// Sets the time and stops the clock. The time determines the dates of changes, the results of conditional requests, and when
    /// rules for faults expire. `None` returns to the time of the machine.
    pub fn set_time(&self, time: impl Into<Option<SystemTime>>) {
        self.mock.set_time(time.into());
    }

    /// Advances the time and stops the clock.
    pub fn advance(&self, by: Duration) {
        self.mock.advance(by);
    }

    /// Adds a rule for faults.
    pub fn fault(&self, fault: Fault) {
        self.mock.add_fault(fault);
    }

    /// Returns the last 10,000 requests, except those to the control endpoints.
    #[must_use]
    pub fn requests(&self) -> Vec<Logged> {
        self.mock.log()
    }
}

impl Drop for MockServer {
    fn drop(&mut self) {
        if let Some((_, task)) = &self.listening {
            task.abort();
        }
        self.check_expectations();
    }
}
