//! Types of the model as types of Rust.
//!
//! In: a [`Type`] and the names of entities and enumerations. Out: [`RustText`], and the [`Uses`] that the type adds to its
//! file. This room knows no entity and no layout.

use std::ops::Index;

use super::imports::Uses;
use super::text::RustText;
use crate::model::{EntityId, EnumId, Type};
use crate::names::ident::Ident;

/// The names of everything a type can refer to, by id.
#[derive(Debug, Clone, Default)]
pub struct TypeNames {
    /// Entities.
    pub entities: Vec<Ident>,
    /// Enumerations.
    pub enums: Vec<Ident>,
}

/// An id comes from a checked model, in which every type exists; there is a name for each.
#[allow(clippy::indexing_slicing, reason = "`check` proves that every id of the model exists")]
impl Index<EntityId> for TypeNames {
    type Output = Ident;

    fn index(&self, id: EntityId) -> &Ident {
        &self.entities[id.0]
    }
}

#[allow(clippy::indexing_slicing, reason = "`check` proves that every id of the model exists")]
impl Index<EnumId> for TypeNames {
    type Output = Ident;

    fn index(&self, id: EnumId) -> &Ident {
        &self.enums[id.0]
    }
}

/// A type without the `Option` around it.
pub fn plain(names: &TypeNames, ty: &Type, uses: &mut Uses) -> RustText {
    match ty {
        Type::Open(_) => {
            uses.value = true;
            RustText::fixed("Value")
        }
        Type::Bool => RustText::fixed("bool"),
        Type::Int32 => RustText::fixed("i32"),
        Type::Int64 => RustText::fixed("i64"),
        Type::Double => RustText::fixed("f64"),
        Type::String => RustText::fixed("String"),
        Type::DateTime => {
            uses.runtime.insert("DateTime");
            RustText::fixed("DateTime")
        }
        Type::Bytes => {
            uses.runtime.insert("Base64");
            RustText::fixed("Base64")
        }
        Type::Enum(id) => {
            uses.enums.insert(names[*id].clone());
            RustText::ident(&names[*id])
        }
        Type::Array(element) => RustText::between("Vec<", &plain(names, element, uses), ">"),
        Type::Map(value) => {
            uses.map = true;
            // A dictionary may hold `null`; an entity remembers that itself, an open value is one.
            let bare = matches!(**value, Type::Entity(_) | Type::Open(_));
            let value = plain(names, value, uses);
            if bare {
                RustText::between("BTreeMap<String, ", &value, ">")
            } else {
                RustText::between("BTreeMap<String, Option<", &value, ">>")
            }
        }
        Type::Entity(id) => {
            uses.entities.insert(names[*id].clone());
            RustText::ident(&names[*id])
        }
        Type::Nothing => RustText::fixed("()"),
    }
}

/// The type of a field: every property may be absent, whatever the docs say. Entities are boxed, so that one that holds
/// others is small as long as these are absent, and so that it may hold itself.
pub fn field(names: &TypeNames, ty: &Type, uses: &mut Uses) -> RustText {
    let inner = plain(names, ty, uses);
    let (before, after) = if matches!(ty, Type::Entity(_)) { ("Option<Box<", ">>") } else { ("Option<", ">") };
    RustText::between(before, &inner, after)
}

/// The argument of a setter.
pub fn setter(names: &TypeNames, ty: &Type, uses: &mut Uses) -> RustText {
    let inner = plain(names, ty, uses);
    match ty {
        Type::String | Type::DateTime | Type::Enum(_) | Type::Open(_) => RustText::between("impl Into<", &inner, ">"),
        _ => inner,
    }
}

/// An argument in a path or query: borrowed where it has a length.
pub fn argument(names: &TypeNames, ty: &Type, uses: &mut Uses) -> RustText {
    match ty {
        Type::Array(element) if **element == Type::String => RustText::fixed("&[&str]"),
        Type::Array(element) => RustText::between("&[", &plain(names, element, uses), "]"),
        Type::String | Type::Open(_) | Type::Map(_) | Type::Entity(_) => RustText::fixed("&str"),
        Type::Enum(_) | Type::DateTime | Type::Bytes => RustText::between("&", &plain(names, ty, uses), ""),
        _ => plain(names, ty, uses),
    }
}

/// A JSON body: its type, and the expression that gives a place to read it from.
pub fn body(names: &TypeNames, ty: &Type, argument: &Ident, uses: &mut Uses) -> (RustText, RustText) {
    let inner = plain(names, ty, uses);
    let name = RustText::ident(argument);
    match ty {
        Type::Array(element) => {
            (RustText::between("&[", &plain(names, element, uses), "]"), RustText::between("&", &name, ".to_vec()"))
        }
        Type::String => (RustText::fixed("&str"), RustText::between("&", &name, ".to_owned()")),
        Type::Bool | Type::Int32 | Type::Int64 | Type::Double => (inner, RustText::between("&", &name, "")),
        _ => (RustText::between("&", &inner, ""), name),
    }
}
