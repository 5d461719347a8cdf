//! Texts that strangers wrote: docs, paths, names.
//!
//! In: any text. Out: the same text without the marks of other tools ([`prose`]), safe to show ([`visible`]), or compared with
//! others (`alike`). This room does not know where a text comes from or who prints it.

pub(crate) mod alike;
pub mod prose;
pub mod visible;
