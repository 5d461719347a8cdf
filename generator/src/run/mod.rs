//! Runs the generator on folders: reads pages, writes code and keeps a record for the next run.
//!
//! In: the options of the caller. Out: a crate or a file on disk, and a record of the run. This module does not know
//! what is generated.

pub(crate) mod accepted;
pub(crate) mod builder;
pub(crate) mod cache;
pub(crate) mod causes;
pub(crate) mod changes;
pub(crate) mod error;
pub(crate) mod generated;
pub(crate) mod job;
pub(crate) mod last;
pub(crate) mod pages;
pub(crate) mod progress;
pub(crate) mod session;
pub(crate) mod shrink;
pub(crate) mod since;
pub(crate) mod stale;
mod to_cargo;
