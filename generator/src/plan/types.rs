//! Translates types of the model into Rust types.
//!
//! In: a [`Type`] and the names of entities and enumerations. Out: [`RustText`], and the [`Uses`] that the type adds to its
//! file. This file knows neither the contents of entities nor the layout.

use std::ops::Index;

use super::imports::Uses;
use super::text::RustText;
use crate::model::{EntityId, EnumId, Type};
use crate::names::ident::Ident;

/// The names of all entities and enumerations, by id.
#[derive(Debug, Clone, Default)]
pub struct TypeNames {
    /// Entities.
    pub entities: Vec<Ident>,
    /// Enumerations.
    pub enums: Vec<Ident>,
}

/// Ids come from a checked model, so there is a name for each.
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

/// Returns a type without `Option`.
pub fn plain(names: &TypeNames, ty: &Type, uses: &mut Uses) -> RustText {
    match ty {
        Type::Open(_) => {
            uses.runtime.insert("Json");
            RustText::fixed("Json")
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
            // Values of a dictionary may be `null`. Entities and open values can represent `null` themselves.
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

/// Returns the type of a field. It is always optional, because any property may be absent, even if the docs say
/// otherwise. Entities are boxed, so that absent ones need little memory, and so that an entity may contain itself.
pub fn field(names: &TypeNames, ty: &Type, uses: &mut Uses) -> RustText {
    let inner = plain(names, ty, uses);
    let (before, after) = if matches!(ty, Type::Entity(_)) { ("Option<Box<", ">>") } else { ("Option<", ">") };
    RustText::between(before, &inner, after)
}

/// Returns the type of a setter's argument, in the notation of the macro `entity!`: `[T]` stands for items of a list.
pub fn setter(names: &TypeNames, ty: &Type, uses: &mut Uses) -> RustText {
    if let Type::Array(element) = ty {
        // The items of a list of open values have different types, which an `impl Into` does not allow.
        let open = matches!(**element, Type::Array(_) | Type::Open(_));
        let item = if open { plain(names, element, uses) } else { setter(names, element, uses) };
        return RustText::between("[", &item, "]");
    }
    let inner = plain(names, ty, uses);
    match ty {
        Type::String | Type::DateTime | Type::Enum(_) | Type::Open(_) => RustText::between("impl Into<", &inner, ">"),
        _ => inner,
    }
}

/// Returns the type of an argument in a path or query. Everything except numbers and booleans is borrowed.
pub fn argument(names: &TypeNames, ty: &Type, uses: &mut Uses) -> RustText {
    match ty {
        Type::Array(element) if **element == Type::String => RustText::fixed("&[&str]"),
        Type::Array(element) => RustText::between("&[", &plain(names, element, uses), "]"),
        Type::String | Type::Open(_) | Type::Map(_) | Type::Entity(_) => RustText::fixed("&str"),
        Type::Enum(_) | Type::DateTime | Type::Bytes => RustText::between("&", &plain(names, ty, uses), ""),
        _ => plain(names, ty, uses),
    }
}

/// Returns the type of an argument for a property of a request body, and the expression for the setter of the property.
pub fn property(names: &TypeNames, ty: &Type, argument: &Ident, uses: &mut Uses) -> (RustText, RustText) {
    let name = RustText::ident(argument);
    let plain = plain(names, ty, uses);
    match ty {
        Type::String => (RustText::fixed("&str"), name),
        Type::DateTime | Type::Enum(_) | Type::Open(_) => (RustText::between("impl Into<", &plain, ">"), name),
        Type::Array(element) if **element == Type::String => {
            (RustText::fixed("&[&str]"), RustText::between("", &name, ".iter().copied()"))
        }
        Type::Array(element) => {
            let element = self::plain(names, element, uses);
            (RustText::between("&[", &element, "]"), RustText::between("", &name, ".to_vec()"))
        }
        Type::Map(_) | Type::Entity(_) => {
            (RustText::between("&", &plain, ""), RustText::between("", &name, ".clone()"))
        }
        Type::Bool | Type::Int32 | Type::Int64 | Type::Double | Type::Bytes | Type::Nothing => (plain, name),
    }
}

/// Returns the type of a JSON body argument, and the expression that passes it on by reference.
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
