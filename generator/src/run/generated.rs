//! The result of a run in memory, before anything is written.

use std::collections::BTreeMap;

use crate::diagnostics::change::Places;
use crate::diagnostics::origins::Origins;
use crate::diagnostics::{Diagnostics, Summary};
use crate::names::lock::{self, Lock};
use crate::output::OutputFile;

/// The result of a run in memory.
#[derive(Debug, Clone)]
pub struct Generated {
    /// The files of the crate. Empty if the docs have errors, unless
    /// [`Options::keep_going`](crate::Options::keep_going) is set.
    pub files: Vec<OutputFile>,
    /// All findings.
    pub diagnostics: Diagnostics,
    /// The totals.
    pub summary: Summary,
    /// For each formatted file, the hash of the text before formatting.
    pub rendered: BTreeMap<String, u128>,
    /// Where the docs describe what is generated.
    pub(crate) places: Places,
    /// The inputs that the files are made from.
    pub(crate) origins: Origins,
}

impl Generated {
    /// The names of this run, for the next one.
    pub(crate) fn names(&self) -> Option<Lock> {
        let file = self.files.iter().find(|file| file.path == lock::FILE)?;
        Lock::parse(&file.contents).ok()
    }
}
