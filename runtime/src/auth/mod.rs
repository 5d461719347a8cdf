//! Authentication with SuperOffice Online.
//!
//! In: the credentials of an application. Out: sources of access tokens and tickets for
//! [`Auth::source`](crate::Auth::source). This module must not know any operation except those of the login server.
//!
//! Which one to use:
//!
//! | the program acts for | use | feature |
//! |---|---|---|
//! | a user who signs in with a browser | [`OAuth`] | `oauth` |
//! | the application itself, without a user | [`SystemUser`] | `system-user` |
//! | something that already has a token | [`Auth::bearer`](crate::Auth::bearer), [`Auth::ticket`](crate::Auth::ticket) | |
//! | a user of an onsite installation | [`Auth::basic`](crate::Auth::basic) | |
//!
//! A connection asks its source once for all concurrent calls, renews what has expired, and sends a call once more if the
//! server has rejected the credentials. Secrets are sent to the login server of the [`Environment`](crate::Environment) only,
//! and are never part of an error or of `Debug`.
#![cfg_attr(feature = "oauth", doc = include_str!("oauth.md"))]
#![cfg_attr(feature = "system-user", doc = include_str!("system_user.md"))]
#![cfg_attr(not(all(feature = "oauth", feature = "system-user")), allow(rustdoc::broken_intra_doc_links))]

mod endpoint;
#[cfg(feature = "system-user")]
mod jwt;
#[cfg(feature = "oauth")]
mod oauth;
#[cfg(feature = "oauth")]
mod oauth_source;
#[cfg(feature = "oauth")]
mod pkce;
#[cfg(feature = "system-user")]
mod private_key;
#[cfg(feature = "system-user")]
mod system_user;
#[cfg(feature = "oauth")]
mod tokens;

#[cfg(feature = "oauth")]
pub use self::oauth::{Login, OAuth};
#[cfg(feature = "oauth")]
pub use self::oauth_source::OAuthSource;
#[cfg(feature = "system-user")]
pub use self::private_key::PrivateKey;
#[cfg(feature = "system-user")]
pub use self::system_user::{SystemUser, SystemUserBuilder};
#[cfg(feature = "oauth")]
pub use self::tokens::Tokens;
