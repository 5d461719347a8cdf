//! Detects runs that delete more than half of an existing crate, which is probably a mistake.
//!
//! In: the folder as the last run left it, and the files of this run. Out: the number of files and operations that
//! would be lost, if it is more than half. The run is not blocked, because a smaller docs folder is valid too. This
//! module does not know the contents of any file except `names.lock`, which lists the operations.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use crate::names::lock;
use crate::output::{self, OutputFile};
use crate::text::visible::{counted, thousands};

/// Losses smaller than this are normal, and are not reported.
const MANY: usize = 10;

/// The number of files or operations that a crate loses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss {
    /// The number that is lost.
    pub gone: usize,
    /// The number before the run.
    pub of: usize,
}

impl Loss {
    fn of_files(before: &BTreeSet<String>, after: &BTreeSet<String>) -> Self {
        Self { gone: before.difference(after).count(), of: before.len() }
    }

    /// An operation is still there if its uid or its route is.
    fn of_operations(before: &BTreeSet<String>, after: &BTreeSet<String>) -> Self {
        let after = || after.iter().map(|key| lock::uid_and_route(key));
        let uids: BTreeSet<&str> = after().map(|(uid, _)| uid).collect();
        let routes: BTreeSet<&str> = after().filter_map(|(_, route)| route).collect();
        let is_gone = |key: &&String| {
            let (uid, route) = lock::uid_and_route(key);
            !uids.contains(uid) && route.is_none_or(|route| !routes.contains(route))
        };
        Self { gone: before.iter().filter(is_gone).count(), of: before.len() }
    }

    fn is_large(self) -> bool {
        self.gone >= MANY && self.gone * 2 > self.of
    }
}

/// The losses of a run that deletes more than half of the files or operations of a crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shrink {
    /// Files that are no longer generated from any page.
    pub files: Loss,
    /// Operations that no page describes any longer.
    pub operations: Loss,
}

impl Shrink {
    /// Compares a folder with the files of a run. `None` if the losses are small, or if it is unknown what was generated
    /// before.
    pub(crate) fn of(out: &Path, files: &[OutputFile]) -> Option<Self> {
        let paths = files.iter().map(|file| file.path.clone()).collect();
        let lock_before = output::read_plain(out, lock::FILE).unwrap_or_default();
        let lock_after = files.iter().find(|file| file.path == lock::FILE).map(|file| file.contents.as_str());
        let lock_after = lock_after.unwrap_or_default();
        let files = Loss::of_files(&output::owned(out), &paths);
        // The usual case: the lock file lists the same operations.
        if lock_before == lock_after.as_bytes() && !files.is_large() {
            return None;
        }
        let before = lock::operations(&String::from_utf8_lossy(&lock_before));
        let shrink = Self { files, operations: Loss::of_operations(&before, &lock::operations(lock_after)) };
        (shrink.files.is_large() || shrink.operations.is_large()).then_some(shrink)
    }
}

impl fmt::Display for Shrink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { files, operations } = self;
        let (files_gone, operations_gone) = (thousands(files.gone), thousands(operations.gone));
        let (of_files, of_operations) = (counted(files.of, "file"), counted(operations.of, "operation"));
        write!(f, "{files_gone} of {of_files} and {operations_gone} of {of_operations} no longer have a page")
    }
}
