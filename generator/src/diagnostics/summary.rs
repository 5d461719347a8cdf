//! A run in numbers: what was read, what was generated, and how much was wrong.

use super::{Diagnostics, Level};

/// The closing numbers of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Endpoint pages read.
    pub pages: usize,
    /// Operations generated.
    pub operations: usize,
    /// Types generated.
    pub types: usize,
    /// Findings that stop the run.
    pub errors: usize,
    /// Findings that do not stop it.
    pub warnings: usize,
    /// Whether everything the pages describe was generated.
    pub complete: bool,
    /// Further numbers with their names, in the order in which they are shown.
    pub more: Vec<(String, usize)>,
    /// The docs folder as the reader of the messages opens it. `human`, `short` and `json` are read in the current
    /// folder; the readers of `github` and `sarif` know only the root of the repository. Empty if unknown.
    pub root: String,
    /// The absolute path of the folder to which `root` is relative. Empty if unknown.
    pub home: String,
    /// The generated files that are out of date, if the run compared them.
    pub stale: Vec<Outdated>,
}

/// A generated file that is out of date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outdated {
    /// Its path, as the reader of the messages opens it.
    pub path: String,
    /// The first line that differs.
    pub line: usize,
    /// How it differs.
    pub why: String,
    /// The cause; empty if `why` already says it, as for a file that was edited by hand.
    pub cause: String,
}

impl Outdated {
    /// Returns how the file differs, and the cause unless it is empty.
    #[must_use]
    pub fn text(&self) -> String {
        if self.cause.is_empty() { self.why.clone() } else { format!("{}; cause: {}", self.why, self.cause) }
    }
}

impl Summary {
    /// Takes the numbers of errors and warnings from the findings.
    #[must_use]
    pub fn with_counts(mut self, diagnostics: &Diagnostics) -> Self {
        self.errors = diagnostics.count(Level::Error);
        self.warnings = diagnostics.count(Level::Warning);
        self
    }

    /// Adds a further number.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, count: usize) -> Self {
        self.more.push((name.into(), count));
        self
    }
}
