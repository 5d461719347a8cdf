//! The place in a document where an error occurred.
//!
//! In: steps, recorded from the inside out while an error is returned. Out: a path such as `Persons[3].Rank`. A
//! successful read records no steps, so it costs nothing.

use std::cell::RefCell;
use std::fmt::Write as _;

#[derive(Default)]
pub(super) struct Trace(RefCell<Vec<Step>>);

/// The number of characters of a key that a path shows. A key can be as long as the document.
const LONGEST_KEY: usize = 80;

enum Step {
    Key(String),
    Index(usize),
}

impl Trace {
    pub(super) fn key(&self, key: &str) {
        let end = key.char_indices().nth(LONGEST_KEY).map_or(key.len(), |(end, _)| end);
        self.0.borrow_mut().push(Step::Key(key.get(..end).unwrap_or_default().to_owned()));
    }

    pub(super) fn index(&self, index: usize) {
        self.0.borrow_mut().push(Step::Index(index));
    }

    pub(super) fn path(&self) -> String {
        let mut path = String::new();
        for step in self.0.borrow().iter().rev() {
            // Writing to a String cannot fail.
            let _ = match step {
                Step::Index(index) => write!(path, "[{index}]"),
                Step::Key(key) if !is_plain(key) => write!(path, "[{key:?}]"),
                Step::Key(key) if path.is_empty() => write!(path, "{key}"),
                Step::Key(key) => write!(path, ".{key}"),
            };
        }
        path
    }
}

/// Whether a key can follow a dot in a path without ambiguity. `SuperOffice:1` cannot.
fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_')
}
