//! The columns that a call requests.
//!
//! In: columns of one archive. Out: their names.

use std::borrow::Cow;

use super::column::Column;

/// Columns of the archive `A`: a column, an array or a `Vec` of columns of one kind, or a tuple of up to twelve of these.
/// Tuples can contain tuples.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected from the archive `{A}`",
    note = "a selection is a column of this archive, or a tuple, an array or a `Vec` of its columns"
)]
pub trait Select<A> {
    /// Adds the names of the columns.
    fn add_to(self, names: &mut Vec<Cow<'static, str>>);
}

/// Returns the names of columns.
#[must_use]
pub fn selected<A>(columns: impl Select<A>) -> Vec<Cow<'static, str>> {
    let mut names = Vec::new();
    columns.add_to(&mut names);
    names
}

impl<A, K, O> Select<A> for Column<A, K, O> {
    fn add_to(self, names: &mut Vec<Cow<'static, str>>) {
        names.push(self.into_name());
    }
}

impl<A, S: Select<A>> Select<A> for Vec<S> {
    fn add_to(self, names: &mut Vec<Cow<'static, str>>) {
        self.into_iter().for_each(|column| column.add_to(names));
    }
}

impl<A, S: Select<A>, const N: usize> Select<A> for [S; N] {
    fn add_to(self, names: &mut Vec<Cow<'static, str>>) {
        self.into_iter().for_each(|column| column.add_to(names));
    }
}

macro_rules! tuples {
    ($first:ident $($rest:ident)*) => {
        impl<Archive, $first: Select<Archive>, $($rest: Select<Archive>),*> Select<Archive> for ($first, $($rest,)*) {
            fn add_to(self, names: &mut Vec<Cow<'static, str>>) {
                #[allow(non_snake_case, reason = "the names of the types")]
                let ($first, $($rest,)*) = self;
                $first.add_to(names);
                $($rest.add_to(names);)*
            }
        }
        tuples!($($rest)*);
    };
    () => {};
}

tuples!(A B C D E F G H I J K L);
