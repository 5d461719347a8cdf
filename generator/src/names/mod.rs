//! Rust names, independent of what they name.
//!
//! In: names as they are on the wire, and the lock of the last run. Out: valid identifiers ([`ident`]), the names that
//! never change ([`lock`]) and those that generated code uses for something else (`reserved`). This room does not know
//! types or pages.

pub mod ident;
pub mod lock;
pub(crate) mod reserved;
