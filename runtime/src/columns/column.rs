//! One column of an archive.
//!
//! In: its name. Out: the name, and the order of rows by it. The operators are in `kinds.rs`.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use super::order::Order;
use crate::lists::{asc, col, desc};

/// The server can order rows by the column.
#[derive(Debug, Clone, Copy)]
pub enum Sortable {}

/// The server cannot order rows by the column.
#[derive(Debug, Clone, Copy)]
pub enum Unsortable {}

/// A column of the archive `A`. Its kind `K`, such as [`Text`](super::Text), decides which operators it has as methods, and
/// `O` whether rows can be ordered by it.
///
/// The kind says nothing about the type of the value in a row, which is not documented.
#[must_use = "a column is not a condition"]
pub struct Column<A, K, O = Sortable> {
    name: Cow<'static, str>,
    types: PhantomData<(A, K, O)>,
}

impl<A, K, O> Column<A, K, O> {
    pub(super) fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Self { name: name.into(), types: PhantomData }
    }

    /// Returns its name, such as `contactAssociate/fullName`, by which an [`ArchiveRow`](crate::ArchiveRow) has its value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// Returns the same column with all operators, and without its archive.
    pub fn untyped(self) -> crate::Column {
        col(self.name)
    }

    pub(super) fn into_name(self) -> Cow<'static, str> {
        self.name
    }
}

impl<A, K> Column<A, K, Sortable> {
    /// Orders rows by this column, the smallest value first.
    pub fn asc(self) -> Order<A> {
        Order::of(asc(self.name))
    }

    /// Orders rows by this column, the largest value first.
    pub fn desc(self) -> Order<A> {
        Order::of(desc(self.name))
    }
}

impl<A, K, O> Clone for Column<A, K, O> {
    fn clone(&self) -> Self {
        Self { name: self.name.clone(), types: PhantomData }
    }
}

impl<A, K, O> fmt::Debug for Column<A, K, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Column").field(&self.name).finish()
    }
}

impl<A, K, O> fmt::Display for Column<A, K, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}
