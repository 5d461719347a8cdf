//! How much of an existing crate a run takes away, for the person who did not mean it.
//!
//! In: the folder as the last run left it, and the files of this one. Out: what would be gone, if it is more than half.
//! A wrong docs folder, or a part of it, is a valid one: nothing is blocked. The room does not know what is in a file but
//! for the lock, which says which operations there are.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use crate::names::lock;
use crate::output::{self, OutputFile};
use crate::text::visible::{counted, thousands};

/// Fewer go whenever somebody tidies up.
const MANY: usize = 10;

/// What a crate loses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss {
    /// How many are gone.
    pub gone: usize,
    /// How many there were.
    pub of: usize,
}

impl Loss {
    fn between(before: &BTreeSet<String>, after: &BTreeSet<String>) -> Self {
        Self { gone: before.difference(after).count(), of: before.len() }
    }

    fn is_large(self) -> bool {
        self.gone >= MANY && self.gone * 2 > self.of
    }
}

/// A run that takes more than half of the files or operations of a crate away, and not just a few.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shrink {
    /// Files that no page makes any more.
    pub files: Loss,
    /// Operations that no page describes any more.
    pub operations: Loss,
}

impl Shrink {
    /// Compares what is in a folder with what a run makes. Nothing if it is not much less, or if nobody knows what is
    /// there.
    pub(crate) fn of(out: &Path, files: &[OutputFile]) -> Option<Self> {
        let paths = files.iter().map(|file| file.path.clone()).collect();
        let lock_before = output::read_plain(out, lock::FILE).unwrap_or_default();
        let lock_after = files.iter().find(|file| file.path == lock::FILE).map(|file| file.contents.as_str());
        let operations_before = lock::operations(&String::from_utf8_lossy(&lock_before));
        let shrink = Self {
            files: Loss::between(&output::owned(out), &paths),
            operations: Loss::between(&operations_before, &lock::operations(lock_after.unwrap_or_default())),
        };
        (shrink.files.is_large() || shrink.operations.is_large()).then_some(shrink)
    }
}

impl fmt::Display for Shrink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { files, operations } = self;
        let (files_gone, operations_gone) = (thousands(files.gone), thousands(operations.gone));
        let (of_files, of_operations) = (counted(files.of, "file"), counted(operations.of, "operation"));
        write!(f, "{files_gone} of {of_files} and {operations_gone} of {of_operations} have no page any more")
    }
}
