//! A mock server for the SuperOffice WebAPI, made from its reference pages.
//!
//! In: a folder of pages, or the API that was read from it. Out: a server that answers all operations of the pages with
//! documented statuses and bodies, checks requests against the pages, and keeps what is written. It knows no operation by
//! name: routes, types, samples and state follow from the pages by rules. `GET /_mock` lists what is not imitated.
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

pub mod api;
mod check;
mod date;
mod example;
mod explorer;
mod failure;
mod fault;
mod mock;
mod request;
mod sample;
mod server;
mod store;

pub use fault::Fault;
pub use mock::Logged;
pub use server::{Builder, MockServer, StartError};
