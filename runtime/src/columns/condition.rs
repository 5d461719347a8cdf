//! Conditions on the columns of one archive.
//!
//! In: conditions on columns. Out: a [`Filter`] that remembers its archive.

use std::fmt;
use std::marker::PhantomData;

use crate::lists::Filter;

/// A condition on the rows of the archive `A`: a [`Filter`] whose columns the compiler has checked.
#[must_use = "a condition does nothing until a call takes it"]
pub struct Condition<A> {
    filter: Filter,
    archive: PhantomData<A>,
}

impl<A> Condition<A> {
    pub(super) fn of(filter: Filter) -> Self {
        Self { filter, archive: PhantomData }
    }

    /// Creates a condition from text, which is not checked: for columns that the administrator of a tenant has added, and
    /// for functions that columns lack.
    pub fn raw(text: impl Into<String>) -> Self {
        Self::of(Filter::raw(text))
    }

    /// Creates a condition from a filter, which is not checked.
    pub fn unchecked(filter: Filter) -> Self {
        Self::of(filter)
    }

    /// Adds a condition that rows must meet too.
    pub fn and(self, other: Self) -> Self {
        Self::of(self.filter.and(other.filter))
    }

    /// Adds a condition that rows can meet instead.
    pub fn or(self, other: Self) -> Self {
        Self::of(self.filter.or(other.filter))
    }

    /// Requires all of the conditions. Without conditions, every row is accepted.
    pub fn all(conditions: impl IntoIterator<Item = Self>) -> Self {
        Self::of(Filter::all(conditions.into_iter().map(Self::into_filter)))
    }

    /// Requires at least one of the conditions. Without conditions, every row is accepted.
    pub fn any(conditions: impl IntoIterator<Item = Self>) -> Self {
        Self::of(Filter::any(conditions.into_iter().map(Self::into_filter)))
    }

    /// Returns the text that is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.filter.as_str()
    }

    /// Returns the filter without its archive, for a call whose archive is not known.
    #[must_use]
    pub fn into_filter(self) -> Filter {
        self.filter
    }
}

impl<A> Clone for Condition<A> {
    fn clone(&self) -> Self {
        Self::of(self.filter.clone())
    }
}

impl<A> fmt::Debug for Condition<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.filter.fmt(f)
    }
}
