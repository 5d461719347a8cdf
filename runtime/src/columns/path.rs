//! Archives, and where a set of columns is in one.
//!
//! In: the segments of joins. Out: columns with their full names.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use super::column::Column;

/// An archive: the provider of the rows of a list.
pub trait Archive: Sized {
    /// Its columns.
    type Columns: ColumnSet<Self>;

    /// Its name.
    const NAME: &'static str;
}

/// A set of columns of the archive `A`: those of the archive itself, or those below a join. The columns are methods.
pub trait ColumnSet<A> {
    /// Creates the set below a path.
    fn at(path: Path<A>) -> Self;
}

/// A sequence of joins in the archive `A`, such as `person/contact/`.
pub struct Path<A> {
    prefix: Cow<'static, str>,
    archive: PhantomData<A>,
}

impl<A> Path<A> {
    /// Creates the path of an archive itself.
    #[must_use]
    pub const fn root() -> Self {
        Self { prefix: Cow::Borrowed(""), archive: PhantomData }
    }

    /// Returns a column below this path.
    pub fn column<K, O>(&self, name: &'static str) -> Column<A, K, O> {
        Column::new(if self.prefix.is_empty() {
            Cow::Borrowed(name)
        } else {
            Cow::Owned(format!("{}{name}", self.prefix))
        })
    }

    /// Returns the columns below a join.
    pub fn join<S: ColumnSet<A>>(&self, segment: &'static str) -> S {
        S::at(Self { prefix: Cow::Owned(format!("{}{segment}/", self.prefix)), archive: PhantomData })
    }
}

impl<A> Clone for Path<A> {
    fn clone(&self) -> Self {
        Self { prefix: self.prefix.clone(), archive: PhantomData }
    }
}

impl<A> fmt::Debug for Path<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.prefix.fmt(f)
    }
}
