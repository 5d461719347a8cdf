//! The interface between Rust values and JSON.
//!
//! In: nothing, because [`crate::json`] and all values share these types. Out: [`Slot`] to write into, [`View`] to read
//! from, and [`Field`] and [`Entity`], which provide them. This file must not know JSON's grammar.
//!
//! `Slot` and `View` are enums over `dyn` traits on purpose. With generics, a reader and a writer would be compiled for
//! each of a thousand entities. This way there is one of each, and an entity is only a table of fields that they use.

use serde_json::{Number, Value};

use crate::extra::Extra;

/// A value that JSON can be read into and written from.
///
/// Implemented for all types of properties: `bool`, `i32`, `i64`, `f64`, `String`, [`Json`](crate::Json), [`Value`], `()`, entities,
/// enumerations, dates, base64, and `Option`, `Box`, `Vec` and `BTreeMap<String, _>` of these.
pub trait Field {
    /// Returns the place to read a JSON value into.
    fn slot(&mut self) -> Slot<'_>;

    /// Returns the value as it is written to JSON.
    fn view(&self) -> View<'_>;

    /// Whether the type takes any JSON value as its text.
    fn is_open() -> bool
    where
        Self: Sized,
    {
        false
    }
}

/// A place that takes one JSON value.
pub enum Slot<'a> {
    /// Accepts any value and ignores it.
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
    /// A type with its own representation of a string.
    Text(&'a mut dyn Text),
    /// Bytes: base64 in JSON, or unencoded if the whole response body is bytes.
    Bytes(&'a mut Vec<u8>),
    /// Any JSON value, `null` included.
    Json(&'a mut dyn Open),
    /// Any JSON value, taken apart.
    Value(&'a mut Value),
    /// A place that can be empty.
    Nullable(&'a mut dyn Nullable),
    /// An array.
    List(&'a mut dyn List),
    /// An object whose keys are not known in advance.
    Map(&'a mut dyn Map),
    /// An object whose properties the documentation lists.
    Entity(&'a mut dyn Entity),
}

/// A value to be written to JSON.
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// No value: `null`, or left out if the property was absent when the entity was read.
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
    /// Any JSON value, as its text.
    Json(&'a str),
    /// Any JSON value, taken apart.
    Value(&'a Value),
    /// The decimal text of a number.
    Number(&'a str),
    /// An array.
    List(&'a dyn List),
    /// An object whose keys are not known in advance.
    Map(&'a dyn Map),
    /// An object whose properties the documentation lists.
    Entity(&'a dyn Entity),
}

/// A value that is a string in JSON, behind a [`Slot`].
pub trait Text {
    /// Stores the string.
    fn set_text(&mut self, text: &str);

    /// Stores a number found where a string was expected; returns `false` if the type does not accept numbers.
    fn set_number(&mut self, _number: &Number) -> bool {
        false
    }
}

/// A value that takes any JSON value, behind a [`Slot`].
pub trait Open {
    /// Stores the JSON text of the value.
    fn set_json(&mut self, text: &str);
}

/// A value that can be empty, behind a [`Slot`].
pub trait Nullable {
    /// Sets the value to `None`.
    fn none(&mut self);

    /// Replaces the value by a new, empty one and returns the place to read it into.
    fn some(&mut self) -> Slot<'_>;
}

/// An array behind a [`Slot`] or a [`View`].
pub trait List {
    /// Removes all items.
    fn begin(&mut self);

    /// Returns the number of bytes that the next item will make the list grow by.
    fn growth(&self) -> usize;

    /// Adds an empty item and returns the place to read it into.
    fn push(&mut self) -> Slot<'_>;

    /// The number of items.
    fn count(&self) -> usize;

    /// The item at this index.
    fn item(&self, index: usize) -> Option<View<'_>>;
}

/// An object whose keys are not known in advance, behind a [`Slot`] or a [`View`].
pub trait Map {
    /// Removes all members.
    fn begin(&mut self);

    /// Adds a member. `fill` reads its value into the place that is passed to it.
    ///
    /// # Errors
    /// Returns the key, for the error message, if `fill` returned `false`. In that case nothing is added.
    fn insert(&mut self, key: String, fill: &mut dyn FnMut(Slot<'_>) -> bool) -> Result<(), String>;

    /// Returns the number of bytes that the next member will make the map grow by.
    fn growth(&self) -> usize;

    /// The number of members.
    fn count(&self) -> usize;

    /// The member with this key.
    fn get(&self, key: &str) -> Option<View<'_>>;

    /// Passes the members in order to `show` until it returns `false`.
    fn each(&self, show: &mut dyn FnMut(&str, View<'_>) -> bool);
}

/// An object whose properties the documentation lists.
///
/// It lends all its fields at once, in the order of the keys in its table. Readers and writers find a field by its
/// index, so that generated code needs no indices.
pub trait Entity {
    /// Returns the name of the type and the keys of its properties.
    fn table(&self) -> &'static Table;

    /// Calls `lend` once, with the fields and the [`Extra`] of the entity.
    fn fields(&self, lend: &mut dyn FnMut(&[&dyn Field], &Extra));

    /// Calls `lend` once, with the fields and the [`Extra`] of the entity, for changing them.
    fn fields_mut(&mut self, lend: &mut dyn FnMut(&mut [&mut dyn Field], &mut Extra));

    /// Returns the size of the entity in bytes if it is in a box of its own, else 0.
    fn boxed(&self) -> usize {
        0
    }
}

/// The names of an entity type and its properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// The documentation's name for the type.
    pub name: &'static str,
    /// The names of the properties on the wire, in the documentation's order.
    pub keys: &'static [&'static str],
}

impl dyn Entity + '_ {
    /// Calls a function with the fields and returns its result. `None` if the entity violates its contract and does not
    /// lend them.
    pub(crate) fn lent<R>(&self, with: impl FnOnce(&[&dyn Field], &Extra) -> R) -> Option<R> {
        let (mut with, mut result) = (Some(with), None);
        self.fields(&mut |fields, extra| result = with.take().map(|with| with(fields, extra)));
        result
    }

    /// Like [`Entity::lent`], for a function that changes the fields.
    pub(crate) fn lent_mut<R>(&mut self, with: impl FnOnce(&mut [&mut dyn Field], &mut Extra) -> R) -> Option<R> {
        let (mut with, mut result) = (Some(with), None);
        self.fields_mut(&mut |fields, extra| result = with.take().map(|with| with(fields, extra)));
        result
    }
}
