//! The hand-written half of the SuperOffice client.
//!
//! In: what the generated half states as plain data, tables and small impls. Out: requests sent, values read from
//! and written to JSON, errors that say what happened. This crate must not know a single endpoint or entity by name, so that it changes only when HTTP, JSON or
//! the conventions of the whole API change.
//!
//! Read in this order: [`Field`] is a place a JSON value can be put in, [`Entity`] is a table of such places,
//! [`Extra`] is what an entity remembers beside its fields, [`json`] walks all of them. Then an [`Operation`] is a row of data, a [`Draft`] is one about to be sent, a [`Call`]
//! is a draft that knows the type of its answer, and [`Http`] sends it through a [`Transport`](transport::Transport).

pub mod field;

pub mod entity;

pub mod extra;

pub mod json;

pub mod values;

pub mod operation;

pub mod argument;

pub mod body;

pub mod call;

pub mod http;

pub mod transport;

pub mod error;

pub use crate::http::{Auth, Http, HttpBuilder};
pub use argument::Argument;
pub use body::{Patch, Upload};
pub use call::{Answer, Call, CallOptions, Draft, HttpDate, Pending, Selectable};
pub use entity::{Entity, EntityExt, Presence};
pub use error::Error;
pub use extra::Extra;
pub use field::{Field, Slot, View};
pub use operation::{Method, Operation, Parameter, Place};
pub use serde_json;
pub use values::{Base64, Binary, DateTime, Word};

/// What calls end in.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What the macros of this crate print paths into; not for use by hand.
#[doc(hidden)]
pub mod private {
    pub use serde_core as serde;
}
