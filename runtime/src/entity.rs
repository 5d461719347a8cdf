//! The parts that all entities have in common.
//!
//! In: an [`Entity`]. Out: access to its properties by name, for callers that have only a name, and the impls that all
//! entities share. This file must not know any entity.

use crate::slot::{Entity, Slot, View};

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
    /// Whether the property is absent, is `null` or has a value. Undocumented properties are included.
    fn presence(&self, key: &str) -> Presence;

    /// Sets the property to `None`, so that it is written as `null`. Returns `false` if the type has no such property.
    fn set_null(&mut self, key: &str) -> bool;

    /// Sets the property to `None`, so that it is left out when the entity is written, or removes an undocumented
    /// property. Returns `false` if there is no such property.
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
        empty(self, key, false) || remove(self, key)
    }
}

fn presence(entity: &dyn Entity, key: &str) -> Presence {
    let index = index_of(entity, key);
    let presence = entity.lent(|fields, extra| {
        let Some(index) = index else {
            return match extra.get(key) {
                None => Presence::Absent,
                Some(value) if value.is_null() => Presence::Null,
                Some(_) => Presence::Value,
            };
        };
        match fields.get(index).map(|field| field.view()) {
            None | Some(View::Null) if !extra.saw(index) => Presence::Absent,
            None | Some(View::Null | View::Json("null") | View::Value(serde_json::Value::Null)) => Presence::Null,
            Some(_) => Presence::Value,
        }
    });
    presence.unwrap_or(Presence::Absent)
}

/// Sets a property to `None`. It is written as `null` if `seen` is true, and left out otherwise.
fn empty(entity: &mut dyn Entity, key: &str, seen: bool) -> bool {
    let Some(index) = index_of(entity, key) else { return false };
    let emptied = entity.lent_mut(|fields, extra| {
        match fields.get_mut(index).map(|field| field.slot()) {
            Some(Slot::Nullable(place)) => place.none(),
            Some(Slot::Json(place)) => place.set_json("null"),
            _ => return false,
        }
        extra.set_seen(index, seen);
        true
    });
    emptied.unwrap_or(false)
}

fn remove(entity: &mut dyn Entity, key: &str) -> bool {
    entity.lent_mut(|_, extra| extra.remove(key).is_some()).unwrap_or(false)
}

fn index_of(entity: &dyn Entity, key: &str) -> Option<usize> {
    entity.table().keys.iter().position(|known| *known == key)
}

/// Completes an entity: `new`, a setter for each property, [`Entity`](crate::Entity), `Default`, `Debug`, `PartialEq` and
/// serde's `Serialize` and `Deserialize`.
///
/// The struct itself is plain Rust. Everything else about a property is one row: its field, its setter with the type of
/// the argument, and its name on the wire. `id` names the property that other entities use to refer to this one, if
/// there is one.
///
/// ```
/// use superoffice_runtime::{Extra, entity};
///
/// #[derive(Clone)]
/// pub struct TableRight {
///     pub mask: Option<String>,
///     pub level: Option<i32>,
///     pub groups: Option<Vec<String>>,
///     pub extra: Extra,
/// }
///
/// entity! {
///     TableRight, "TableRight" {
///         mask, with_mask(impl Into<String>) = "Mask";
///         level, with_level(i32) = "Level";
///         groups, with_groups([impl Into<String>]) = "Groups";
///     }
///     id(level: i32)
/// }
///
/// let right = TableRight::new().with_mask("Update").with_level(3).with_groups(["Sales", "Support"]);
/// assert_eq!(serde_json::to_string(&right)?, r#"{"Mask":"Update","Level":3,"Groups":["Sales","Support"]}"#);
/// assert_eq!(TableRight::id(3), TableRight::new().with_level(3));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// All impls delegate to the reader and the writer in [`json`](crate::json). Derived impls would compile a reader and a
/// writer for each entity.
#[macro_export]
macro_rules! entity {
    (
        $entity:ident, $name:literal { $($field:ident, $setter:ident $argument:tt = $key:literal;)* }
        $(id($id:ident: $id_type:ty))?
    ) => {
        impl $entity {
            /// An empty value: every property is `None`.
            #[must_use]
            pub const fn new() -> Self {
                Self { $($field: None,)* extra: $crate::Extra::new() }
            }

            $(
                #[doc = concat!("Creates a reference by id: an entity in which only [`", stringify!($id), "`](field@Self::", stringify!($id), ") is set.")]
                #[must_use]
                pub fn id(id: $id_type) -> Self {
                    Self { $id: Some(id), ..Self::new() }
                }
            )?

            $($crate::entity!(@setter $field, $setter $argument);)*
        }

        impl $crate::Entity for $entity {
            fn table(&self) -> &'static $crate::Table {
                &$crate::Table { name: $name, keys: &[$($key),*] }
            }

            fn fields(&self, lend: &mut dyn FnMut(&[&dyn $crate::Field], &$crate::Extra)) {
                lend(&[$(&self.$field),*], &self.extra);
            }

            fn fields_mut(&mut self, lend: &mut dyn FnMut(&mut [&mut dyn $crate::Field], &mut $crate::Extra)) {
                lend(&mut [$(&mut self.$field),*], &mut self.extra);
            }
        }

        impl Default for $entity {
            fn default() -> Self {
                Self::new()
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
    };
    (@setter $field:ident, $setter:ident([$item:ty])) => {
        /// Sets the items of the property.
        #[must_use]
        pub fn $setter(mut self, items: impl IntoIterator<Item = $item>) -> Self {
            self.$field = Some(items.into_iter().map(Into::into).collect());
            self
        }
    };
    (@setter $field:ident, $setter:ident($value:ty)) => {
        /// Sets the property.
        #[must_use]
        pub fn $setter(mut self, value: $value) -> Self {
            self.$field = Some(value.into());
            self
        }
    };
}
