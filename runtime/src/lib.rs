//! The hand-written half of the SuperOffice client.
//!
//! In: what the generated half states as plain data, tables and small impls. Out: values read from and written to
//! JSON. This crate must not know a single endpoint or entity by name, so that it changes only when HTTP, JSON or
//! the conventions of the whole API change.
//!
//! Read in this order: [`Field`] is a place a JSON value can be put in, [`Entity`] is a table of such places,
//! [`Extra`] is what an entity remembers beside its fields, [`json`] walks all of them.

pub mod field;

pub mod entity;

pub mod extra;

pub mod json;

pub mod values;

pub use entity::{Entity, EntityExt, Presence};
pub use extra::Extra;
pub use field::{Field, Slot, View};
pub use serde_json;
pub use values::{Base64, DateTime, Word};

/// What the macros of this crate print paths into; not for use by hand.
#[doc(hidden)]
pub mod private {
    pub use serde;
}
