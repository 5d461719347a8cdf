//! Lists whose items are identified by ids.
//!
//! An id is created only when an item is added, and items are never removed, so an id always has its item and a lookup
//! is an index. `check` verifies this once more for every id in a type, for the benefit of all later rooms.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};
use std::slice::{Iter, IterMut};

/// The index of an item in an [`Arena`].
pub trait Id: Copy {
    /// The id of the item at a position.
    fn new(position: usize) -> Self;
    /// The position of the item.
    fn position(self) -> usize;
}

macro_rules! ids {
    ($($(#[$doc:meta])+ $name:ident)+) => {$(
        $(#[$doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(crate) usize);

        impl Id for $name {
            fn new(position: usize) -> Self {
                Self(position)
            }

            fn position(self) -> usize {
                self.0
            }
        }
    )+};
}

ids! {
    /// Identifies an entity in [`Api::entities`](super::Api::entities).
    EntityId
    /// Identifies an enumeration in [`Api::enums`](super::Api::enums).
    EnumId
}

/// A list that only grows and is indexed by the ids it hands out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arena<I, T> {
    items: Vec<T>,
    ids: PhantomData<I>,
}

impl<I, T> Default for Arena<I, T> {
    fn default() -> Self {
        Self { items: Vec::new(), ids: PhantomData }
    }
}

impl<I: Id, T> Arena<I, T> {
    /// Adds an item and returns its id.
    pub fn push(&mut self, item: T) -> I {
        self.items.push(item);
        I::new(self.items.len() - 1)
    }

    /// The number of items.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether the list is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether the list has an item with this id. It may not if the id is from another model.
    #[must_use]
    pub fn contains(&self, id: I) -> bool {
        id.position() < self.items.len()
    }

    /// The ids of the current items, in order. The list may grow while they are iterated.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T> {
        (0..self.items.len()).map(I::new)
    }

    /// The items in order.
    pub fn iter(&self) -> Iter<'_, T> {
        self.items.iter()
    }

    /// The items in order, mutably.
    pub fn iter_mut(&mut self) -> IterMut<'_, T> {
        self.items.iter_mut()
    }

    /// The items in order, each with its id.
    pub fn with_ids(&self) -> impl DoubleEndedIterator<Item = (I, &T)> {
        self.ids().zip(&self.items)
    }

    /// The id of the first item that satisfies a condition.
    pub fn find(&self, is: impl FnMut(&T) -> bool) -> Option<I> {
        self.items.iter().position(is).map(I::new)
    }

    /// Creates a list with a value for each item, indexed by the same ids.
    pub fn map<U>(&self, mut about: impl FnMut(I, &T) -> U) -> Arena<I, U> {
        Arena { items: self.with_ids().map(|(id, item)| about(id, item)).collect(), ids: PhantomData }
    }
}

impl<I: Id, T> Index<I> for Arena<I, T> {
    type Output = T;

    #[expect(clippy::indexing_slicing, reason = "only `push` creates ids, and items are never removed")]
    fn index(&self, id: I) -> &T {
        &self.items[id.position()]
    }
}

impl<I: Id, T> IndexMut<I> for Arena<I, T> {
    #[expect(clippy::indexing_slicing, reason = "as in `index`")]
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.items[id.position()]
    }
}

impl<'a, I: Id, T> IntoIterator for &'a Arena<I, T> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.items.iter()
    }
}

impl<'a, I: Id, T> IntoIterator for &'a mut Arena<I, T> {
    type Item = &'a mut T;
    type IntoIter = IterMut<'a, T>;

    fn into_iter(self) -> IterMut<'a, T> {
        self.items.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_finds_its_item_as_the_list_grows() {
        let mut arena: Arena<EntityId, &str> = Arena::default();
        let first = arena.push("Person");
        let ids = arena.ids();
        let second = arena.push("Contact");
        arena[first] = "Sale";
        assert_eq!((arena[first], arena[second]), ("Sale", "Contact"));
        assert_eq!(ids.collect::<Vec<_>>(), [first], "only the items at the time of the call");
        let lengths = arena.map(|_, name| name.len());
        assert_eq!(lengths[second], 7, "the same ids");
        assert_eq!(arena.find(|name| *name == "Contact"), Some(second));
        let empty = Arena::<EntityId, ()>::default();
        assert!(empty.is_empty() && !empty.contains(second) && !arena.is_empty());
    }
}
