//! A server that listens on a port.
//!
//! In: settings. Out: [`MockServer`], which stops when it is dropped. The only module that knows sockets.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::api::{Api, LoadError};
use crate::failure::Failure;
use crate::fault::Fault;
use crate::mock::{Answer, Damage, Logged, Mock, Settings};

/// The longest request body that is read.
const LONGEST: usize = 64 << 20;

/// The reason why a server did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The pages could not be read.
    Docs(LoadError),
    /// No folder of pages was named, and there is none.
    NoDocs,
    /// The address is not one of this machine, and [`Builder::allow_remote`] was not called.
    Remote(IpAddr),
    /// The port could not be opened.
    Listen(SocketAddr, io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Docs(error) => error.fmt(f),
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
    api: Option<Arc<Api>>,
    address: IpAddr,
    port: u16,
    remote: bool,
    settings: Settings,
    faults: Vec<Fault>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            docs: None,
            api: None,
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            remote: false,
            settings: Settings { strict: true, seed: 0, records: 20 },
            faults: Vec::new(),
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

    /// Sets an API that is already in memory.
    #[must_use]
    pub fn api(mut self, api: Arc<Api>) -> Self {
        self.api = Some(api);
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

    /// Accepts requests that differ from the pages, with the differences in headers `X-Mock-Warning`. The default is to
    /// reject them with status 400.
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

    /// Starts the server.
    ///
    /// # Errors
    ///
    /// Returns a [`StartError`] if the pages cannot be read or the port cannot be opened.
    pub async fn start(self) -> Result<MockServer, StartError> {
        if !self.address.is_loopback() && !self.remote {
            return Err(StartError::Remote(self.address));
        }
        let docs = self.docs.or_else(|| self.api.is_none().then(found).flatten());
        let api = match (self.api, &docs) {
            (Some(api), _) => api,
            (None, Some(docs)) => Api::shared(docs).map_err(StartError::Docs)?,
            (None, None) => return Err(StartError::NoDocs),
        };
        let mock = Arc::new(Mock::new(api, self.settings, self.faults).pages(docs.as_deref()));
        let wanted = SocketAddr::new(self.address, self.port);
        let failed = |error| StartError::Listen(wanted, error);
        let listener = TcpListener::bind(wanted).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let task = tokio::spawn(accept(listener, Arc::clone(&mock)));
        Ok(MockServer { mock, address, task })
    }
}

/// The folder of pages that nobody had to name.
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

/// A running server. It stops when it is dropped.
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
    mock: Arc<Mock>,
    address: SocketAddr,
    task: JoinHandle<()>,
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

    /// The address of the tenant, as a client needs it: `http://127.0.0.1:PORT/Cust12345`. Any other tenant has the same
    /// records.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/Cust12345", self.address)
    }

    /// The address that the server listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What is served.
    #[must_use]
    pub fn api(&self) -> &Api {
        self.mock.api()
    }

    /// Answers a request in memory. Faults of the connection have no effect on it.
    #[must_use]
    pub fn respond(&self, request: Request<Bytes>) -> Response<Bytes> {
        let mut answer = self.mock.answer(request);
        if answer.damage == Damage::Cut {
            let half = answer.response.body().len() / 2;
            answer.response.body_mut().truncate(half);
        }
        answer.response
    }

    /// Forgets everything that was written, the log, and the rules for faults that were added after the start.
    pub fn reset(&self) {
        self.mock.reset();
    }

    /// Adds a rule for faults.
    pub fn fault(&self, fault: Fault) {
        self.mock.add_fault(fault);
    }

    /// The last 10,000 requests, without those to the control endpoints.
    #[must_use]
    pub fn requests(&self) -> Vec<Logged> {
        self.mock.log()
    }
}

impl Drop for MockServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Accepts connections. All of them end with this future.
async fn accept(listener: TcpListener, mock: Arc<Mock>) {
    let mut connections = JoinSet::new();
    loop {
        // The failure of one connection, or of the limit of open files, does not concern the others.
        if let Ok((stream, _)) = listener.accept().await {
            connections.spawn(serve(stream, Arc::clone(&mock)));
        } else {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        while connections.try_join_next().is_some() {}
    }
}

/// Answers the requests of a connection.
async fn serve(stream: TcpStream, mock: Arc<Mock>) {
    let _ = stream.set_nodelay(true);
    let reset = Arc::new(AtomicBool::new(false));
    let resets = Arc::clone(&reset);
    let service = service_fn(move |request: Request<Incoming>| {
        let (mock, reset) = (Arc::clone(&mock), Arc::clone(&resets));
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let answer = match Limited::new(body, LONGEST).collect().await {
                Ok(body) => mock.answer(Request::from_parts(head, body.to_bytes())),
                Err(_) => Answer {
                    response: Failure::new(413, "the request body was cut off, or is longer than 64 MiB").response(),
                    delay: std::time::Duration::ZERO,
                    damage: Damage::None,
                },
            };
            if !answer.delay.is_zero() {
                tokio::time::sleep(answer.delay).await;
            }
            match answer.damage {
                Damage::Reset => {
                    reset.store(true, Ordering::Relaxed);
                    Err(Broken)
                }
                Damage::Cut => Ok(answer.response.map(Sent::half)),
                Damage::None => Ok(answer.response.map(|body| Sent { bytes: Some(body), rest: 0, flushed: true })),
            }
        })
    });
    let builder = http1::Builder::new();
    let mut connection = builder.serve_connection(TokioIo::new(stream), service);
    let ended = std::future::poll_fn(|context| connection.poll_without_shutdown(context)).await;
    let stream = connection.into_parts().io.into_inner();
    if ended.is_err() && reset.load(Ordering::Relaxed) {
        // A socket that does not linger is reset when it is closed.
        let _ = stream.set_zero_linger();
    }
}

/// The error of a connection that is reset.
#[derive(Debug)]
struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is broken by a rule for faults")
    }
}

impl std::error::Error for Broken {}

/// The body of a response. If `rest` is not 0, the connection breaks before that many bytes.
struct Sent {
    bytes: Option<Bytes>,
    rest: u64,
    /// Whether the connection had time to send the bytes before it breaks.
    flushed: bool,
}

impl Sent {
    fn half(mut body: Bytes) -> Self {
        let rest = body.split_off(body.len() / 2);
        Self { bytes: Some(body), rest: rest.len() as u64, flushed: false }
    }
}

impl Body for Sent {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        match self.bytes.take().filter(|bytes| !bytes.is_empty()) {
            Some(bytes) => Poll::Ready(Some(Ok(Frame::data(bytes)))),
            None if !self.flushed => {
                self.flushed = true;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            None if self.rest > 0 => Poll::Ready(Some(Err(Broken))),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.rest == 0 && self.bytes.as_ref().is_none_or(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest + self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}
