//! The memory that a document may take.
//!
//! In: the length of a document, and the sizes of the values made from it. Out: an error before they take too much. A
//! list of empty objects is three bytes of JSON per item, and an entity can have a thousand.

use std::cell::Cell;

use serde_core::de::Error;

/// The bytes of memory that are allowed for each byte of JSON. A list of entities whose properties are all `null`, as the
/// server sends them for a few selected columns, takes less than four.
const RATIO: usize = 8;

/// The bytes of memory that are allowed for any document, however short.
const FREE: usize = 8 << 20;

/// The bytes of memory that a document may still take.
pub(super) struct Budget {
    length: usize,
    left: Cell<usize>,
}

impl Budget {
    /// Creates the budget of a document.
    pub(super) fn of(length: usize) -> Self {
        Self { length, left: Cell::new(length.saturating_mul(RATIO).saturating_add(FREE)) }
    }

    /// Creates the budget for a format whose length is unknown.
    pub(super) fn unlimited() -> Self {
        Self { length: 0, left: Cell::new(usize::MAX) }
    }

    /// Takes bytes off the budget.
    pub(super) fn take<E: Error>(&self, bytes: usize) -> Result<(), E> {
        match self.left.get().checked_sub(bytes) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None => Err(E::custom(format_args!(
                "the value takes too much memory: more than {} bytes for {} bytes of JSON",
                self.length.saturating_mul(RATIO).saturating_add(FREE),
                self.length
            ))),
        }
    }

    /// Takes the memory of a text off the budget; allocators use 32 bytes for a short one.
    pub(super) fn take_text<E: Error>(&self, text: &str) -> Result<(), E> {
        if text.is_empty() { Ok(()) } else { self.take(text.len().max(24) + 8) }
    }
}

/// Returns the number of bytes that the next item makes a list grow by.
pub(crate) fn list_growth<T>(items: &Vec<T>) -> usize {
    if items.len() < items.capacity() { 0 } else { items.len().max(4) * size_of::<T>() }
}

/// Returns the number of bytes that the next member of this size makes a map grow by. A node of a map has room for
/// eleven members, and is half full at least.
pub(crate) fn map_growth(members: usize, size: usize) -> usize {
    match members {
        0 => 11 * size,
        1..11 => 0,
        _ => 2 * size,
    }
}
