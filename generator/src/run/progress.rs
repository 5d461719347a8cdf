//! Reports what a run is doing.
//!
//! In: a function of the caller. Out: a call of this function before each step of a run. This module does not know how
//! steps are shown.

use std::fmt;
use std::sync::Arc;

/// A step of a run. The variants are in the order in which the steps happen. A run that has nothing to do ends before
/// the second one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Reads the files of the docs.
    Load,
    /// Parses this number of pages.
    Parse(usize),
    /// Decides the types of this number of operations.
    Decide(usize),
    /// Chooses the names and the files of the generated code.
    Plan,
    /// Writes and formats the code in memory.
    Format,
    /// Compares the files with those on disk, and writes those that differ.
    Write,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Load => f.write_str("reading the docs"),
            Self::Parse(pages) => write!(f, "parsing {pages} pages"),
            Self::Decide(operations) => write!(f, "deciding the types of {operations} operations"),
            Self::Plan => f.write_str("planning the code"),
            Self::Format => f.write_str("formatting the code"),
            Self::Write => f.write_str("writing the files"),
        }
    }
}

/// The function that is called before each step.
#[derive(Clone, Default)]
pub(crate) struct Progress(Option<Arc<dyn Fn(Step) + Send + Sync>>);

impl Progress {
    pub(crate) fn new(show: impl Fn(Step) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(show)))
    }

    pub(crate) fn step(&self, step: Step) {
        if let Some(show) = &self.0 {
            show(step);
        }
    }
}

/// Prints nothing about the function, which does not affect the output of a run.
impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Progress")
    }
}
