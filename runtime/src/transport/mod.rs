//! Sends a request and receives its response.
//!
//! [`Transport`] is the interface. One transport uses the network, and one returns responses from memory, for tests.

#[cfg(feature = "reqwest")]
mod clients;
mod clock;
mod contract;
mod error;
mod layer;
mod memory;
#[cfg(feature = "reqwest")]
mod network;
#[cfg(feature = "reqwest")]
mod progress;

pub use self::contract::{Request, Response, Sending, Sleeping, Transport};
pub use self::error::{TransportError, TransportErrorKind};
pub(crate) use self::layer::Layered;
pub use self::layer::{Layer, Next};
pub use self::memory::MemoryTransport;
#[cfg(feature = "reqwest")]
pub use self::network::ReqwestTransport;
