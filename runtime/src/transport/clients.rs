//! The clients of reqwest behind a transport.
//!
//! In: settings, and the kind of client that a request needs. Out: a client whose connections work where the request is
//! sent. This file must not know requests.

use std::net::{Ipv4Addr, UdpSocket};
use std::panic::catch_unwind;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};
use tokio::runtime::{Handle, Id};

use super::crypto::ensure_provider;
use super::error::{TransportError, TransportErrorKind};
use super::progress::Observer;

/// The maximum number of clients kept.
const KEPT: usize = 8;

/// The clients with the same settings.
pub(super) struct Clients {
    settings: Box<dyn Fn() -> ClientBuilder + Send + Sync>,
    /// A connection only makes progress while the runtime that opened it runs, so each runtime has separate clients.
    /// The first client is assigned to a runtime when it is first used.
    clients: Mutex<Vec<(Option<Id>, Kind, Client)>>,
}

/// The kind of client that a request needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    /// Whether proxies are ignored.
    pub(super) direct: bool,
    /// Whether each request gets a new connection.
    pub(super) fresh: bool,
}

impl Clients {
    /// Creates the client that most transports need. The others are created when they are needed.
    pub(super) fn new(settings: impl Fn() -> ClientBuilder + Send + Sync + 'static) -> reqwest::Result<Self> {
        let kind = Kind { direct: false, fresh: false };
        let first = (None, kind, client(&settings, kind)?);
        Ok(Self { settings: Box::new(settings), clients: Mutex::new(vec![first]) })
    }

    /// Returns the client of a kind for the current runtime.
    pub(super) fn get(&self, kind: Kind) -> Result<Client, TransportError> {
        let runtime = Handle::try_current().map_err(unsent)?.id();
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if !clients.iter().any(|(known, ..)| *known == Some(runtime)) {
            check_drivers()?;
        }
        let fits = |known: Option<Id>| known.is_none_or(|known| known == runtime);
        if let Some((known, _, client)) = clients.iter_mut().find(|(known, of, _)| *of == kind && fits(*known)) {
            *known = Some(runtime);
            return Ok(client.clone());
        }
        let client = client(&self.settings, kind).map_err(unsent)?;
        if clients.len() >= KEPT {
            clients.remove(0);
        }
        clients.push((Some(runtime), kind, client.clone()));
        Ok(client)
    }
}

fn client(settings: &dyn Fn() -> ClientBuilder, kind: Kind) -> reqwest::Result<Client> {
    ensure_provider();
    // reqwest would follow redirects to other origins, and turn a POST into a GET.
    let mut builder = settings().redirect(Policy::none()).connector_layer(Observer);
    if kind.direct {
        builder = builder.no_proxy();
    }
    if kind.fresh {
        builder = builder.pool_max_idle_per_host(0);
    }
    builder.build()
}

/// Checks that the runtime has timers and I/O. There is no other way to find out than to use them, which panics if they are
/// missing.
fn check_drivers() -> Result<(), TransportError> {
    let probe = || -> std::io::Result<()> {
        drop(tokio::time::sleep(Duration::ZERO));
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        socket.set_nonblocking(true)?;
        tokio::net::UdpSocket::from_std(socket).map(drop)
    };
    match catch_unwind(probe) {
        // Without a socket nothing is known, and connecting fails with a better error.
        Ok(_) => Ok(()),
        Err(_) => Err(unsent("the tokio runtime has no timers or no I/O; build it with `enable_all`")),
    }
}

fn unsent(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> TransportError {
    TransportError::with_source(TransportErrorKind::Connect, cause)
}
