//! The connection to one tenant.
//!
//! In: an address, credentials, defaults. Out: [`Http`], which sends requests. This module must not know what a response
//! means.

mod address;
mod auth;
mod builder;
mod connection;
mod headers;

pub use self::auth::{Auth, Obtaining, TokenSource};
pub use self::builder::{BODY_LIMIT, HttpBuilder};
pub use self::connection::Http;
pub(crate) use self::connection::Prepared;
pub(crate) use self::headers::{SO_CULTURE, SO_LANGUAGE, SO_TIME_ZONE, set_header};
