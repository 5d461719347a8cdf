//! An entity: an object whose properties the documentation lists.
//!
//! In: the table the generated half prints for each entity. Out: access to its properties by name, for the reader,
//! the writer, and for a caller who has a name and no field. It must not know any entity.

use std::fmt;

use crate::{Extra, Field, Slot, View};

/// An object with a table: its properties' names, and a place for each.
///
/// `keys()`, `get` and `get_mut` agree: property `i` is called `keys()[i]`.
pub trait Entity {
    /// The documentation's name for it.
    fn name(&self) -> &'static str;

    /// The names of its properties as they are on the wire, in the documentation's order.
    fn keys(&self) -> &'static [&'static str];

    /// The property with this place in [`Entity::keys`].
    fn get(&self, index: usize) -> Option<&dyn Field>;

    /// The property with this place in [`Entity::keys`].
    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Field>;

    /// What it remembers beside its properties.
    fn extra(&self) -> &Extra;

    /// What it remembers beside its properties.
    fn extra_mut(&mut self) -> &mut Extra;
}

/// The state of a property: the wire has three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presence {
    /// Not on the wire, and not written.
    Absent,
    /// `null` on the wire, and written as such.
    Null,
    /// It has a value.
    Value,
}

/// What can be done with any entity by the wire name of a property.
pub trait EntityExt: Entity {
    /// Whether the property is absent, `null` or has a value. Also answers for unknown members.
    fn presence(&self, key: &str) -> Presence;

    /// Empties the property and makes it be written as `null`; `false` if the entity has no such property.
    fn set_null(&mut self, key: &str) -> bool;

    /// Empties the property and leaves it out of what is written; `false` if the entity has no such property.
    /// Removes an unknown member.
    fn set_absent(&mut self, key: &str) -> bool;
}

impl<T: Entity> EntityExt for T {
    fn presence(&self, key: &str) -> Presence {
        presence(self, key)
    }

    fn set_null(&mut self, key: &str) -> bool {
        empty(self, key, true)
    }

    fn set_absent(&mut self, key: &str) -> bool {
        empty(self, key, false) || self.extra_mut().remove(key).is_some()
    }
}

fn index_of(entity: &dyn Entity, key: &str) -> Option<usize> {
    entity.keys().iter().position(|known| *known == key)
}

fn presence(entity: &dyn Entity, key: &str) -> Presence {
    let Some(index) = index_of(entity, key) else {
        return match entity.extra().get(key) {
            None => Presence::Absent,
            Some(serde_json::Value::Null) => Presence::Null,
            Some(_) => Presence::Value,
        };
    };
    match entity.get(index).map(Field::view) {
        None | Some(View::Null) if !entity.extra().saw(index) => Presence::Absent,
        None | Some(View::Null | View::Json(serde_json::Value::Null)) => Presence::Null,
        Some(_) => Presence::Value,
    }
}

fn empty(entity: &mut dyn Entity, key: &str, seen: bool) -> bool {
    let Some(index) = index_of(entity, key) else { return false };
    let Some(Slot::Nullable(place)) = entity.get_mut(index).map(Field::slot) else { return false };
    place.none();
    entity.extra_mut().set_seen(index, seen);
    true
}

impl fmt::Debug for dyn Entity + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        View::Entity(self).fmt(f)
    }
}

/// Prints the impls every entity has in common: [`Field`], `Debug`, `PartialEq`, and serde's `Serialize` and
/// `Deserialize`.
///
/// They are only doors to the one reader and the one writer in [`crate::json`]; serde's own derive would compile a
/// reader and a writer an entity.
#[macro_export]
macro_rules! entity_impls {
    ($($entity:ident),* $(,)?) => {$(
        impl $crate::Field for $entity {
            fn slot(&mut self) -> $crate::Slot<'_> {
                $crate::Slot::Entity(self)
            }

            fn view(&self) -> $crate::View<'_> {
                $crate::View::Entity(self)
            }
        }

        impl std::fmt::Debug for $entity {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::json::debug(self, f)
            }
        }

        impl PartialEq for $entity {
            fn eq(&self, other: &Self) -> bool {
                $crate::json::equal(self, other)
            }
        }

        impl $crate::private::serde::Serialize for $entity {
            fn serialize<S: $crate::private::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::json::serialize(self, serializer)
            }
        }

        impl<'de> $crate::private::serde::Deserialize<'de> for $entity {
            fn deserialize<D: $crate::private::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::json::deserialize(deserializer)
            }
        }
    )*};
}
