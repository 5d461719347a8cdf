//! Views of a checked model: what people and other programs read of it.
//!
//! In: a checked model, and the pages to quote. Out: text. A view decides nothing.

pub mod explain;
pub mod openapi;
pub(crate) mod report;
pub(crate) mod show;
pub(crate) mod suggest;
pub(crate) mod summary;
