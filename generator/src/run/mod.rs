//! A run over folders: read, generate, write, remember.
//!
//! In: what a person asks for. Out: a crate or a file on disk, and a record of the run for the next one. This room does not
//! know what is generated.

pub(crate) mod builder;
pub(crate) mod cache;
pub(crate) mod generated;
pub(crate) mod only;
pub(crate) mod shrink;
