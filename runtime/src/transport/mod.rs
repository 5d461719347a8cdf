//! Sends a request and receives its response.
//!
//! [`Transport`] is the interface. One transport uses the network; two reply from memory, for tests: [`Mock`] by
//! operation, [`MemoryTransport`] in order.

mod body;
mod chunks;
#[cfg(feature = "reqwest")]
mod clients;
mod clock;
mod contract;
#[cfg(feature = "reqwest")]
mod crypto;
mod error;
#[cfg(feature = "reqwest")]
mod incoming;
mod layer;
mod memory;
mod mock;
#[cfg(feature = "reqwest")]
mod network;
#[cfg(feature = "reqwest")]
mod outgoing;
#[cfg(feature = "reqwest")]
mod progress;
mod waits;

pub use self::body::{Body, Pieces};
pub use self::chunks::Chunks;
pub use self::contract::{Request, Response, Sending, Sleeping, Transport};
pub use self::error::{TransportError, TransportErrorKind};
pub(crate) use self::layer::Layered;
pub use self::layer::{Layer, Next};
pub use self::memory::MemoryTransport;
pub use self::mock::{IntoReply, Mock, MockCall, MockError, Reply};
#[cfg(feature = "reqwest")]
pub use self::network::ReqwestTransport;
