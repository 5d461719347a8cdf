//! Calls without optional parameters that list rows.
//!
//! In: a [`Call`]. Out: its [`Rows`]. This file must not know any operation.

use super::rows::Rows;
use crate::request::{Call, CallOptions as _};

/// Marks calls that list rows and can request a selection of columns.
#[derive(Debug, Clone, Copy)]
pub enum Listed {}

impl<T> Call<T, Listed> {
    /// Returns the rows of all pages. The parameters of the call set the first page and the size of a page.
    pub fn rows<R>(self) -> Rows<R> {
        Rows::new(self.into_draft())
    }

    /// Requests only these properties.
    pub fn select<I: IntoIterator<Item: AsRef<str>>>(mut self, columns: I) -> Self {
        self.draft_mut().set_select(columns);
        self
    }
}
