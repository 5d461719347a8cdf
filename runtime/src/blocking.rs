//! Calls without async code.
//!
//! In: a call. Out: its result, after the current thread has waited for it. This file must not know what a call is.
//!
//! All calls share one tokio runtime, which a single thread drives, so connections stay open between calls even if
//! different threads make them. The first call starts the thread, which never ends.

use std::sync::{Mutex, PoisonError};

use serde_core::de::DeserializeOwned;
use tokio::runtime::{Builder, Handle};

use crate::error::{RequestError, Result};
use crate::lists::Rows;

/// Sends a call and blocks the current thread until it has the result, for code that is not async.
///
/// It works for every call, and for every other future of this crate that returns a [`Result`](crate::Result), such as
/// that of `send_with_response`.
///
/// ```
/// use superoffice_runtime::transport::{MemoryTransport, Response};
/// use superoffice_runtime::{Http, Method, Operation, Wait as _};
///
/// static GET: Operation = Operation::new("uid", Method::Get, "/api/v1/Thing");
///
/// # let transport = MemoryTransport::queue([Response::json(200, r#""a text""#)]);
/// let http = Http::builder("https://host/Cust1").transport(transport).build()?;
/// let text: String = http.request(&GET).call::<String, ()>().wait()?;
/// # assert_eq!(text, "a text");
/// # Ok::<(), superoffice_runtime::Error>(())
/// ```
pub trait Wait<T> {
    /// Sends the call and waits for its result.
    ///
    /// # Errors
    /// Returns the errors that awaiting the call returns. In addition, returns an
    /// [`Error::Request`](crate::Error::Request), and sends nothing, on a thread of a tokio runtime, where waiting
    /// would block other tasks. These threads include those of `spawn_blocking`; there, pass the call to
    /// `Handle::block_on`.
    fn wait(self) -> Result<T>;
}

impl<F: IntoFuture<Output = Result<T>>, T> Wait<T> for F {
    fn wait(self) -> Result<T> {
        if Handle::try_current().is_ok() {
            return Err(RequestError::new("`wait` was called inside an async runtime; await the call instead").into());
        }
        handle()?.block_on(self.into_future())
    }
}

/// Reads a list row by row and blocks the current thread while a page is requested.
///
/// ```
/// # use superoffice_runtime::{ArchiveRow, Http, Operation, Method, Rows, transport::{MemoryTransport, Response}};
/// # static LIST: Operation = Operation::new("v1Contact_List", Method::Get, "/api/v1/Contact");
/// # let body = r#"{"odata.nextLink": null, "value": [{"PrimaryKey": "17", "contactId": 17}]}"#;
/// # let http = Http::builder("https://host/Cust1").transport(MemoryTransport::queue([Response::json(200, body)])).build()?;
/// for row in Rows::<ArchiveRow>::new(http.request(&LIST)) {
///     assert_eq!(row?.get::<i32>("contactId").unwrap(), 17);
/// }
/// # Ok::<(), superoffice_runtime::Error>(())
/// ```
impl<T: DeserializeOwned> IntoIterator for Rows<T> {
    type Item = Result<T>;
    type IntoIter = BlockingRows<T>;

    fn into_iter(self) -> BlockingRows<T> {
        BlockingRows { rows: self, ended: false }
    }
}

/// The rows of a list as an iterator that blocks the current thread while a page is requested.
///
/// On a thread of a tokio runtime, it returns the error of [`Wait::wait`] and ends.
#[must_use = "a list is not requested until its rows are read"]
#[derive(Debug)]
pub struct BlockingRows<T> {
    rows: Rows<T>,
    ended: bool,
}

impl<T: DeserializeOwned> Iterator for BlockingRows<T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        if self.ended {
            return None;
        }
        let rows = &mut self.rows;
        (async move { Ok(rows.next().await) }).wait().unwrap_or_else(|error| {
            self.ended = true;
            Some(Err(error))
        })
    }
}

/// The runtime, if a thread drives it.
static RUNTIME: Mutex<Option<Handle>> = Mutex::new(None);

/// Returns the runtime, and starts it if it is not running.
fn handle() -> Result<Handle> {
    let mut started = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*started {
        return Ok(handle.clone());
    }
    let handle = start().map_err(|error| {
        RequestError::new(format!("the tokio runtime for blocking calls cannot be started: {error}"))
    })?;
    *started = Some(handle.clone());
    Ok(handle)
}

fn start() -> std::io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    // Timers and sockets make progress only while a thread runs `Runtime::block_on`.
    let drive = move || runtime.block_on(std::future::pending::<()>());
    std::thread::Builder::new().name("superoffice-blocking".to_owned()).spawn(drive)?;
    Ok(handle)
}
