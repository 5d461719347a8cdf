//! Handles untrusted text: docs, paths, names.
//!
//! In: any text. Out: the same text as plain prose ([`prose`]), made safe to display ([`visible`]), or compared with
//! other texts (`alike`). This module does not know where a text comes from or where it is printed.

pub(crate) mod alike;
pub(crate) mod confusable;
pub(crate) mod glob;
pub(crate) mod include;
pub mod prose;
mod tags;
pub mod visible;
