//! Sending a request and receiving its response.
//!
//! [`Transport`] is the interface. One transport uses the network, one responds from memory for tests.

mod contract;
mod error;
mod memory;
#[cfg(feature = "reqwest")]
mod network;

pub use self::contract::{Request, Response, Sending, Transport};
pub use self::error::{TransportError, TransportErrorKind};
pub use self::memory::MemoryTransport;
#[cfg(feature = "reqwest")]
pub use self::network::ReqwestTransport;
