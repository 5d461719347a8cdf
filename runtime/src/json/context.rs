//! What all readers of one document share.
//!
//! In: the text of a document. Out: the path of an error, the memory that is left, and the original text of a value. This
//! file must not know types.

use std::cell::Cell;

use super::budget::Budget;
use super::path::Trace;

/// What all readers of one document share.
pub(super) struct Context<'d> {
    /// The path of an error.
    pub(super) trace: Trace,
    /// The memory that the document may still take.
    pub(super) budget: Budget,
    /// Whether the entities that are not inside another one are read in part.
    pub(super) partial: Cell<bool>,
    /// A document, and the copy of the same length that is read in its place.
    document: Option<(&'d str, &'d str)>,
}

impl<'d> Context<'d> {
    /// Creates the context of a document that is not text.
    pub(super) fn of(length: usize, partial: bool) -> Self {
        let partial = Cell::new(partial);
        Self { trace: Trace::default(), budget: Budget::of(length), partial, document: None }
    }

    /// Creates the context of a document that is read from a copy without lone surrogates, or from itself.
    pub(super) fn of_text(document: &'d str, copy: &'d str, partial: bool) -> Self {
        Self { document: Some((document, copy)), ..Self::of(document.len(), partial) }
    }

    /// Creates the context for another format.
    pub(super) fn of_other_format() -> Self {
        Self { trace: Trace::default(), budget: Budget::unlimited(), partial: Cell::new(false), document: None }
    }

    /// Returns the text in the document that a part of the copy stands for.
    pub(super) fn original(&self, text: &str) -> Option<&'d str> {
        let (document, copy) = self.document?;
        let start = text.as_ptr().addr().checked_sub(copy.as_ptr().addr())?;
        document.get(start..start.checked_add(text.len())?)
    }

    /// Returns the texts in the document of the name and the value of a member, for the value in the copy.
    pub(super) fn member(&self, value: &str) -> Option<(&'d str, &'d str)> {
        let (document, copy) = self.document?;
        let end = value.as_ptr().addr().checked_sub(copy.as_ptr().addr())?;
        let before = document.get(..end)?.trim_ascii_end().strip_suffix(':')?.trim_ascii_end();
        let inside = before.strip_suffix('"')?;
        // A quotation mark inside the name has a backslash in front of it, and the first one has not.
        let mut marks = inside.rmatch_indices('"').map(|(at, _)| at);
        let start = marks.find(|at| inside.get(..*at).is_some_and(|before| !before.ends_with('\\')))?;
        Some((before.get(start..)?, self.original(value)?))
    }
}
