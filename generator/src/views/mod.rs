//! Presents a checked model to people and other programs.
//!
//! In: a checked model, and the pages to quote. Out: text. A view decides nothing.

mod ambiguous;
pub(crate) mod called;
pub(crate) mod explain;
pub(crate) mod names;
pub mod openapi;
pub(crate) mod origins;
pub(crate) mod places;
pub(crate) mod report;
pub(crate) mod sections;
pub(crate) mod show;
pub(crate) mod suggest;
pub(crate) mod summary;
