//! The places of facts as paths and lines.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::source::{FileId, Sources, Span};

/// Finds lines. The starts of the lines of a file are found once.
pub(super) struct Lines<'a> {
    sources: &'a Sources,
    breaks: RefCell<BTreeMap<FileId, Vec<usize>>>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(sources: &'a Sources) -> Self {
        Self { sources, breaks: RefCell::default() }
    }

    /// Returns a place, as in `rest/Contact/page.md:12`.
    pub(super) fn of(&self, span: Span) -> String {
        let file = self.sources.file(span.file);
        let mut breaks = self.breaks.borrow_mut();
        let breaks =
            breaks.entry(span.file).or_insert_with(|| file.text.match_indices('\n').map(|(at, _)| at).collect());
        let before = breaks.partition_point(|at| *at < span.range().start);
        format!("{}:{}", file.path, before + 1)
    }
}
