//! The hand-written half of the SuperOffice client.
//!
//! In: the plain data, tables and small impls of the generated half. Out: requests that are sent, values that are read
//! from and written to JSON, and errors that describe what happened. This crate must not know any endpoint or entity by
//! name: it changes only when HTTP, JSON or the conventions of the whole API change.
//!
//! Reading order: a [`Field`] is a place for a JSON value, an [`Entity`] is a table of fields, [`Extra`] holds the
//! parts of an entity that are not in its fields, and [`json`] reads and writes all of them. An [`Operation`] is one
//! endpoint as data, a [`Draft`] is a request being built for it, a [`Call`] is a draft that knows the type of its
//! response, and [`Http`] sends it through a [`Transport`](transport::Transport).
//!
//! Every type has one public path: here at the root, or in [`field`](mod@field), [`json`], [`transport`], `auth`,
//! `columns`, `server` or `webhook`.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod slot;

mod fields;

mod extra;

mod entity;

mod serde_impls;

pub mod json;

mod encoding;

mod values;

mod operation;

mod argument;

mod body;

mod timeouts;

mod loopback;

mod environment;

mod wall_clock;

mod secrets;

mod media;

mod random;

mod retry_after;

pub mod transport;

mod shown;

mod error;

mod http;

mod request;

#[cfg(any(feature = "oauth", feature = "system-user"))]
pub mod auth;

#[cfg(feature = "webhook")]
pub mod webhook;

#[cfg(feature = "blocking")]
mod blocking;

mod lists;

#[cfg(feature = "columns")]
pub mod columns;

#[cfg(feature = "server")]
pub mod server;

pub use argument::Argument;
#[cfg(feature = "blocking")]
pub use blocking::{BlockingRows, Wait};
pub use body::{Patch, Upload};
pub use entity::{EntityExt, Presence};
pub use environment::Environment;
pub use error::{AnswerError, CredentialsError, Error, ExchangeError, RequestError, Result, StatusError};
pub use extra::Extra;
pub use http::{Auth, BODY_LIMIT, Http, HttpBuilder, Obtaining, Retry, SharedSource, TokenSource};
pub use json::value::Json;
pub use lists::{ArchiveRow, Column, Cursor, Filter, Listed, Literal, OrderBy, Page, Pages, Rows, asc, col, desc};
pub use operation::{Method, Operation, Parameter, Place};
pub use request::{
    Answer, Call, CallOptions, Conditional, Download, Draft, HttpDate, Outcome, Pending, Present, Selectable,
};
pub use serde_json;
pub use slot::{Entity, Field, Slot, Table, View};
pub use timeouts::Timeouts;
pub use values::{
    Base64, Base64Error, Binary, CustomField, CustomFields, DateTime, DateTimeError, Encoded, EncodedValue,
    MultiLanguage, MultiLanguageError, TimeSpan, TimeSpanError, Word,
};

/// The traits behind [`Slot`] and [`View`], for types that implement [`Field`] by hand.
pub mod field {
    pub use crate::slot::{List, Map, Nullable, Open, Text};
}

/// The crates whose types occur in signatures, in the versions that this crate uses.
pub mod crates {
    #[cfg(feature = "server")]
    pub use ::axum;
    pub use ::bytes;
    pub use ::futures_core;
    pub use ::http;
    #[cfg(feature = "jiff")]
    pub use ::jiff;
    #[cfg(feature = "reqwest")]
    pub use ::reqwest;
    pub use ::serde_json;
}

/// Items that the macros of this crate use in their expansion. Not public API.
#[doc(hidden)]
pub mod private {
    pub use crate::values::flags;
    pub use serde_core as serde;
}
