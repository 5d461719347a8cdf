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

/// The bytes of memory that the first undocumented property of an entity takes beside its text.
const FIRST_UNKNOWN: usize = 96;

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

    /// Takes the memory of an undocumented property off the budget, twice the length of its text because a text grows by
    /// doubling.
    pub(super) fn take_member<E: Error>(&self, is_first: bool, name: &str, value: &str) -> Result<(), E> {
        let first = if is_first { FIRST_UNKNOWN } else { 0 };
        self.take(first + 2 * (name.len() + value.len()))
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

#[cfg(test)]
mod tests {
    use super::{Budget, list_growth, map_growth};

    /// The bytes that something takes off the budget.
    fn taken(take: impl FnOnce(&Budget) -> Result<(), serde_json::Error>) -> usize {
        let budget = Budget::of(0);
        let before = budget.left.get();
        take(&budget).unwrap();
        before - budget.left.get()
    }

    #[test]
    fn a_document_may_take_8_mib_and_8_bytes_for_each_of_its_bytes() {
        let budget = Budget::of(100);
        let take = |bytes| budget.take::<serde_json::Error>(bytes);
        take((8 << 20) + 800).unwrap();
        take(0).unwrap();
        let error = take(1).unwrap_err().to_string();
        assert_eq!(error, "the value takes too much memory: more than 8389408 bytes for 100 bytes of JSON");
        assert!(Budget::unlimited().take::<serde_json::Error>(usize::MAX).is_ok());
    }

    #[test]
    fn a_short_text_takes_32_bytes() {
        for (text, bytes) in [("", 0), ("x", 32), (&*"x".repeat(24), 32), (&*"x".repeat(100), 108)] {
            assert_eq!(taken(|budget| budget.take_text(text)), bytes, "{text}");
        }
    }

    #[test]
    fn an_undocumented_property_takes_twice_its_length_and_the_first_one_more() {
        assert_eq!(taken(|budget| budget.take_member(false, "\"abc\"", "1234567")), 24);
        assert_eq!(taken(|budget| budget.take_member(true, "\"abc\"", "1234567")), 96 + 24);
    }

    #[test]
    fn a_list_grows_by_doubling_and_by_four_items_at_least() {
        assert_eq!(list_growth(&Vec::<u64>::new()), 4 * 8);
        for count in [1, 4, 10] {
            let mut items = vec![0_u64; count];
            items.shrink_to_fit();
            assert_eq!(list_growth(&items), count.max(4) * 8);
            items.reserve(1);
            assert_eq!(list_growth(&items), 0);
        }
    }

    #[test]
    fn a_map_grows_by_half_full_nodes_of_eleven_members() {
        for (members, growth) in [(0, 11 * 40), (1, 0), (10, 0), (11, 2 * 40), (1_000, 2 * 40)] {
            assert_eq!(map_growth(members, 40), growth, "{members}");
        }
    }
}
