//! Implements [`Field`] for the standard types of properties.
//!
//! In: values of the standard library, [`Json`] and serde_json's [`Value`]. Out: their slots and views. This file must not know how these
//! are read or written.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::extra::Extra;
use crate::json::budget::{list_growth, map_growth};
use crate::json::value::Json;
use crate::slot::{Entity, Field, List, Map, Nullable, Open, Slot, Table, View};

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
    Value: Value, |value| View::Value(value);
}

impl Field for () {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Unit
    }

    fn view(&self) -> View<'_> {
        View::Null
    }
}

impl Field for Json {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Json(self)
    }

    fn view(&self) -> View<'_> {
        View::Json(self.as_str())
    }

    fn is_open() -> bool {
        true
    }
}

impl Open for Json {
    fn set_json(&mut self, text: &str) {
        *self = Self::of_valid(text);
    }
}

crate::serde_impls!(Json);

impl<T: Entity> Field for T {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Entity(self)
    }

    fn view(&self) -> View<'_> {
        View::Entity(self)
    }
}

impl<T: Entity> Entity for Box<T> {
    fn table(&self) -> &'static Table {
        (**self).table()
    }

    fn fields(&self, lend: &mut dyn FnMut(&[&dyn Field], &Extra)) {
        (**self).fields(lend);
    }

    fn fields_mut(&mut self, lend: &mut dyn FnMut(&mut [&mut dyn Field], &mut Extra)) {
        (**self).fields_mut(lend);
    }

    fn boxed(&self) -> usize {
        size_of::<T>() + (**self).boxed()
    }
}

impl<T: Field + Default> Field for Option<T> {
    fn slot(&mut self) -> Slot<'_> {
        if T::is_open() { Slot::Json(self) } else { Slot::Nullable(self) }
    }

    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Null, Field::view)
    }

    fn is_open() -> bool {
        T::is_open()
    }
}

impl<T: Field + Default> Open for Option<T> {
    fn set_json(&mut self, text: &str) {
        *self = None;
        if text != "null"
            && let Slot::Json(value) = self.insert(T::default()).slot()
        {
            value.set_json(text);
        }
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

    fn growth(&self) -> usize {
        list_growth(self)
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

    fn growth(&self) -> usize {
        map_growth(self.len(), size_of::<(String, T)>())
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
