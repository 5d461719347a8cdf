//! The position in a list from which reading can continue.
//!
//! In: the state of a pager. Out: a value that serde can store. This file must not know how a page is requested.

use crate::extra::Extra;
use crate::slot::{Entity, Field, Table};

/// A position in a list, from which reading can continue later or in another process.
///
/// [`Rows::cursor`](crate::Rows::cursor) and [`Page::cursor`](crate::Page::cursor) return a cursor, and
/// [`Rows::resume`](crate::Rows::resume) accepts it. To store it, serialize it with serde. It contains no credentials,
/// but can contain the filter and the last key. It determines the next request, so do not accept one from a source that you
/// do not trust.
#[derive(Clone, Default)]
pub struct Cursor {
    /// The operation and its path.
    pub(super) call: Option<String>,
    /// The way to continue, and its key.
    pub(super) way: Option<String>,
    /// The link to the page, as the server wrote it.
    pub(super) link: Option<String>,
    /// The number of rows before the page.
    pub(super) skip: i64,
    /// The number of pages before the page.
    pub(super) page: i64,
    /// The key before the first row of the page.
    pub(super) after: Option<i64>,
    /// The number of rows of the page that have been delivered.
    pub(super) rows: i64,
    /// The hash of the rows of the previous page.
    pub(super) last: Option<i64>,
    /// Whether the server has linked one page to the next.
    pub(super) linked: bool,
    /// Whether the end of the list has been reached.
    pub(super) end: bool,
    pub(super) extra: Extra,
}

impl Cursor {
    /// Returns whether all rows have been delivered, so that there is nothing left to read.
    #[must_use]
    pub fn is_end(&self) -> bool {
        self.end
    }
}

impl Entity for Cursor {
    fn table(&self) -> &'static Table {
        &Table {
            name: "Cursor",
            keys: &["call", "way", "link", "skip", "page", "after", "rows", "last", "linked", "end"],
        }
    }

    fn fields(&self, lend: &mut dyn FnMut(&[&dyn Field], &Extra)) {
        let Self { call, way, link, skip, page, after, rows, last, linked, end, extra } = self;
        lend(&[call, way, link, skip, page, after, rows, last, linked, end], extra);
    }

    fn fields_mut(&mut self, lend: &mut dyn FnMut(&mut [&mut dyn Field], &mut Extra)) {
        let Self { call, way, link, skip, page, after, rows, last, linked, end, extra } = self;
        lend(&mut [call, way, link, skip, page, after, rows, last, linked, end], extra);
    }
}

impl std::fmt::Debug for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        crate::json::debug(self, f)
    }
}

impl PartialEq for Cursor {
    fn eq(&self, other: &Self) -> bool {
        crate::json::equal(self, other)
    }
}

crate::serde_impls!(Cursor);
