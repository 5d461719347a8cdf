//! What is the same for all entities.
//!
//! In: an [`Entity`]. Out: access to its properties by name, for callers who have a name and no field, and the impls that
//! all entities share. This file must not know any entity.

use crate::slot::{Entity, Field, Slot, View};

/// The state of a property on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presence {
    /// The property was absent and is left out when the entity is written.
    Absent,
    /// The property is `null` and is written as `null`.
    Null,
    /// The property has a value.
    Value,
}

/// Access to the properties of any entity by their names on the wire.
pub trait EntityExt: Entity {
    /// Whether the property is absent, is `null` or has a value. Undocumented properties count too.
    fn presence(&self, key: &str) -> Presence;

    /// Sets the property to `None` and has it written as `null`. Returns `false` if the type has no such property.
    fn set_null(&mut self, key: &str) -> bool;

    /// Sets the property to `None` and has it left out when the entity is written, or removes an undocumented property.
    /// Returns `false` if there is no such property.
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

/// Implements [`Field`](crate::Field), `Debug`, `PartialEq` and serde's `Serialize` and `Deserialize` for entities.
///
/// All of them delegate to the one reader and the one writer in [`json`](crate::json). Derived impls would compile a
/// reader and a writer for each entity.
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

        $crate::serde_impls!($entity);
    )*};
}
