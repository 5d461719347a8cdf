//! A place in a Rust value where a JSON value is put or taken from.
//!
//! In: nothing; these are the words [`crate::json`] speaks with values. Out: [`Slot`] to write into and [`View`] to
//! read from. This room must not know JSON's grammar.
//!
//! Both are enums over `dyn` traits on purpose. A thousand entities would otherwise bring a thousand readers and
//! writers to compile; so there is one of each, and an entity is only a table it looks places up in.

use std::collections::BTreeMap;

use serde_json::{Number, Value};

use crate::Entity;

/// A value that JSON can be read into and written from.
///
/// Implemented for what properties are made of: `bool`, `i32`, `i64`, `f64`, `String`, [`Value`], `()`, entities,
/// the types of [`crate::values`], and `Option`, `Box`, `Vec` and `BTreeMap<String, _>` of these.
pub trait Field {
    /// The place to put a JSON value in.
    fn slot(&mut self) -> Slot<'_>;

    /// The value as it goes to JSON.
    fn view(&self) -> View<'_>;
}

/// A place that takes one JSON value.
pub enum Slot<'a> {
    /// Takes anything and keeps nothing.
    Unit,
    /// `true` or `false`.
    Bool(&'a mut bool),
    /// A 32-bit integer.
    I32(&'a mut i32),
    /// A 64-bit integer.
    I64(&'a mut i64),
    /// A double; integers are doubles too.
    F64(&'a mut f64),
    /// A string.
    String(&'a mut String),
    /// A type that keeps a string its own way.
    Text(&'a mut dyn Text),
    /// Bytes: base64 in JSON, raw where a whole response is bytes.
    Bytes(&'a mut Vec<u8>),
    /// Any JSON value.
    Json(&'a mut Value),
    /// A place that can be empty.
    Nullable(&'a mut dyn Nullable),
    /// An array.
    List(&'a mut dyn List),
    /// An object with keys nobody knows in advance.
    Map(&'a mut dyn Map),
    /// An object with a table.
    Entity(&'a mut dyn Entity),
}

/// A value on its way to JSON.
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// Nothing: `null`, or left out if an entity never saw the property.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    I64(i64),
    /// A double.
    F64(f64),
    /// A string.
    Str(&'a str),
    /// Bytes, as base64.
    Bytes(&'a [u8]),
    /// Any JSON value.
    Json(&'a Value),
    /// The decimal text of a number.
    Number(&'a str),
    /// An array.
    List(&'a dyn List),
    /// An object with keys nobody knows in advance.
    Map(&'a dyn Map),
    /// An object with a table.
    Entity(&'a dyn Entity),
}

/// A string-like value behind a [`Slot`].
pub trait Text {
    /// Takes the string.
    fn set_text(&mut self, text: &str);

    /// Takes a number where a string was expected; `false` refuses it.
    fn set_number(&mut self, number: &Number) -> bool {
        let _ = number;
        false
    }
}

/// A value that can be empty, behind a [`Slot`].
pub trait Nullable {
    /// Empties the place.
    fn none(&mut self);

    /// Forgets what was there, and gives the place for a new value.
    fn some(&mut self) -> Slot<'_>;
}

/// An array behind a [`Slot`] or a [`View`].
pub trait List {
    /// Forgets all items.
    fn begin(&mut self);

    /// Adds an item, and gives the place for it.
    fn push(&mut self) -> Slot<'_>;

    /// How many items there are.
    fn count(&self) -> usize;

    /// One item.
    fn item(&self, index: usize) -> Option<View<'_>>;
}

/// An object with free keys, behind a [`Slot`] or a [`View`].
pub trait Map {
    /// Forgets all members.
    fn begin(&mut self);

    /// Keeps a member if `fill` says it could fill its place; otherwise hands the key back, for the error.
    ///
    /// # Errors
    /// The key, if `fill` returned `false`.
    fn insert(&mut self, key: String, fill: &mut dyn FnMut(Slot<'_>) -> bool) -> Result<(), String>;

    /// How many members there are.
    fn count(&self) -> usize;

    /// One member.
    fn get(&self, key: &str) -> Option<View<'_>>;

    /// Shows the members in order until `show` returns `false`.
    fn each(&self, show: &mut dyn FnMut(&str, View<'_>) -> bool);
}

macro_rules! scalar {
    ($($type:ty: $slot:ident, |$value:ident| $view:expr;)*) => {$(
        impl Field for $type {
            fn slot(&mut self) -> Slot<'_> {
                Slot::$slot(self)
            }

            fn view(&self) -> View<'_> {
                let $value = self;
                $view
            }
        }
    )*};
}

scalar! {
    bool: Bool, |value| View::Bool(*value);
    i32: I32, |value| View::I64(i64::from(*value));
    i64: I64, |value| View::I64(*value);
    f64: F64, |value| View::F64(*value);
    String: String, |value| View::Str(value);
    Value: Json, |value| View::Json(value);
}

impl Field for () {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Unit
    }

    fn view(&self) -> View<'_> {
        View::Null
    }
}

impl<T: Field> Field for Box<T> {
    fn slot(&mut self) -> Slot<'_> {
        (**self).slot()
    }

    fn view(&self) -> View<'_> {
        (**self).view()
    }
}

impl<T: Field + Default> Field for Option<T> {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Nullable(self)
    }

    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Null, Field::view)
    }
}

impl<T: Field + Default> Nullable for Option<T> {
    fn none(&mut self) {
        *self = None;
    }

    fn some(&mut self) -> Slot<'_> {
        self.insert(T::default()).slot()
    }
}

impl<T: Field + Default> Field for Vec<T> {
    fn slot(&mut self) -> Slot<'_> {
        Slot::List(self)
    }

    fn view(&self) -> View<'_> {
        View::List(self)
    }
}

impl<T: Field + Default> List for Vec<T> {
    fn begin(&mut self) {
        self.clear();
    }

    fn push(&mut self) -> Slot<'_> {
        self.push(T::default());
        self.last_mut().map_or(Slot::Unit, Field::slot)
    }

    fn count(&self) -> usize {
        self.len()
    }

    fn item(&self, index: usize) -> Option<View<'_>> {
        self.get(index).map(Field::view)
    }
}

impl<T: Field + Default> Field for BTreeMap<String, T> {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Map(self)
    }

    fn view(&self) -> View<'_> {
        View::Map(self)
    }
}

impl<T: Field + Default> Map for BTreeMap<String, T> {
    fn begin(&mut self) {
        self.clear();
    }

    fn insert(&mut self, key: String, fill: &mut dyn FnMut(Slot<'_>) -> bool) -> Result<(), String> {
        let mut value = T::default();
        if !fill(value.slot()) {
            return Err(key);
        }
        BTreeMap::insert(self, key, value);
        Ok(())
    }

    fn count(&self) -> usize {
        self.len()
    }

    fn get(&self, key: &str) -> Option<View<'_>> {
        BTreeMap::get(self, key).map(Field::view)
    }

    fn each(&self, show: &mut dyn FnMut(&str, View<'_>) -> bool) {
        for (key, value) in self {
            if !show(key, value.view()) {
                return;
            }
        }
    }
}
