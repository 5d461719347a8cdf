//! A mock server for the SuperOffice WebAPI, made from its reference pages.
//!
//! In: a folder of pages, or the API that was read from it. Out: a server that answers all operations of the pages with
//! documented statuses and bodies, checks requests against the pages, and keeps what is written. The code does not contain the
//! name of any operation: routes, types, samples and state follow from the pages by rules. `GET /_mock` lists what is not
//! imitated.
//!
//! ```no_run
//! use superoffice_mock::{Fault, MockServer};
//!
//! # async fn run() -> Result<(), superoffice_mock::StartError> {
//! // A free port of this machine. The server stops when it is dropped.
//! let server = MockServer::builder().docs("docs").fault(Fault::status(503).times(1)).start().await?;
//! println!("{}", server.url());
//! # Ok(())
//! # }
//! ```
//!
//! In tests, [`MockServer::expect`] states which calls must be made and how they are answered, in the types of the client.
//! [`MockServer::on`] answers operations with a function, and [`MockServer::requests`] returns the requests that were received.
//! [`Builder::record`] writes the exchanges with a real service to a file, without secrets, and [`Builder::replay`] answers
//! from it.

pub mod api;
mod cache;
mod check;
mod clock;
mod connection;
mod date;
mod example;
mod expect;
mod expecting;
mod explorer;
mod failure;
mod fault;
mod language;
mod memory;
mod mock;
mod received;
mod record;
mod recording;
mod redact;
mod request;
mod sample;
mod server;
mod store;

pub use expect::{Expectation, Operations, Reply, Sequence, Unmet};
pub use fault::Fault;
pub use received::{Logged, Received};
pub use record::{Difference, RecordError, ReplayError};
pub use server::{Builder, MockServer, StartError};
pub use store::{DataError, Snapshot, StateError};
