//! What a run makes of the pages, before anything is written.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostics, Summary};
use crate::output::OutputFile;

/// What a run makes of the pages.
#[derive(Debug, Clone)]
pub struct Generated {
    /// The files of the crate; empty if the docs have errors and the run was not told to keep going.
    pub files: Vec<OutputFile>,
    /// Everything found.
    pub diagnostics: Diagnostics,
    /// The closing numbers.
    pub summary: Summary,
    /// Of each formatted file, the hash of the text it was formatted from.
    pub rendered: BTreeMap<String, u128>,
}
