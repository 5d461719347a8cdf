//! The order of the rows of one archive.
//!
//! In: columns. Out: an [`OrderBy`] that remembers its archive.

use std::fmt;
use std::marker::PhantomData;

use crate::lists::OrderBy;

/// An order of the rows of the archive `A`: an [`OrderBy`] whose columns the compiler has checked.
#[must_use = "an order does nothing until a call takes it"]
pub struct Order<A> {
    order: OrderBy,
    archive: PhantomData<A>,
}

impl<A> Order<A> {
    pub(super) fn of(order: OrderBy) -> Self {
        Self { order, archive: PhantomData }
    }

    /// Adds an order for rows that are equal according to the previous ones.
    pub fn then(self, next: Self) -> Self {
        Self::of(self.order.then(next.order))
    }

    /// Returns the text that is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.order.as_str()
    }

    /// Returns the order without its archive, for a call whose archive is not known.
    #[must_use]
    pub fn into_order_by(self) -> OrderBy {
        self.order
    }
}

impl<A> From<Vec<Self>> for Order<A> {
    fn from(orders: Vec<Self>) -> Self {
        orders.into_iter().fold(Self::of(OrderBy::default()), Self::then)
    }
}

impl<A, const N: usize> From<[Self; N]> for Order<A> {
    fn from(orders: [Self; N]) -> Self {
        orders.into_iter().fold(Self::of(OrderBy::default()), Self::then)
    }
}

impl<A> Clone for Order<A> {
    fn clone(&self) -> Self {
        Self::of(self.order.clone())
    }
}

impl<A> fmt::Debug for Order<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.order.fmt(f)
    }
}
