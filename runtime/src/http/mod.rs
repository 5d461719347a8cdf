//! The connection to one tenant.
//!
//! In: an address, credentials, defaults. Out: [`Http`], which sends requests. This module must not know what a response
//! means.

mod address;
mod auth;
mod budget;
mod builder;
mod connection;
mod exchange;
mod headers;
mod joint;
mod limits;
mod online;
mod renewal;
mod retry;
mod tenant;
mod trace;

pub use self::auth::{Auth, Obtaining, SharedSource, TokenSource};
pub use self::builder::{BODY_LIMIT, HttpBuilder};
pub use self::connection::Http;
pub(crate) use self::exchange::Prepared;
pub(crate) use self::headers::{SO_CULTURE, SO_LANGUAGE, SO_TIME_ZONE, set_header};
#[cfg(any(feature = "oauth", feature = "system-user"))]
pub(crate) use self::joint::Work;
#[cfg(any(feature = "oauth", feature = "system-user"))]
pub(crate) use self::renewal::{Failure, Finish, Issued, Renewal};
pub use self::retry::Retry;
