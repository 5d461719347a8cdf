//! Types of the model as types of Rust.
//!
//! In: a [`Type`] and the names of entities and enumerations. Out: [`RustText`], the second form, next to identifiers, in
//! which something reaches a template.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::names::Ident;
use crate::model::Type;

/// A type or an expression that the generator itself built, laid out as a person would: where a macro holds it, nobody
/// else does. It is made of words of this room and of identifiers, never of a text of the docs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RustText(Cow<'static, str>);

impl RustText {
    /// A type or an expression that is the same everywhere.
    #[must_use]
    pub const fn fixed(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// An identifier, as a type or an expression.
    #[must_use]
    pub fn ident(ident: &Ident) -> Self {
        Self(Cow::Owned(ident.as_str().to_owned()))
    }

    /// A type or an expression between two fixed texts.
    #[must_use]
    pub fn between(before: &'static str, inner: &Self, after: &'static str) -> Self {
        Self(Cow::Owned([before, &inner.0, after].concat()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What the types of a file refer to, for its `use` lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uses {
    /// Entities of this crate.
    pub entities: BTreeSet<String>,
    /// Enumerations of this crate.
    pub enums: BTreeSet<String>,
    /// Items of the runtime.
    pub runtime: BTreeSet<String>,
    /// Whether `BTreeMap` occurs.
    pub map: bool,
    /// Whether `serde_json::Value` occurs.
    pub value: bool,
}

impl Uses {
    /// Takes over what another place refers to.
    pub fn add(&mut self, other: &Self) {
        self.entities.extend(other.entities.iter().cloned());
        self.enums.extend(other.enums.iter().cloned());
        self.runtime.extend(other.runtime.iter().cloned());
        self.map |= other.map;
        self.value |= other.value;
    }
}

/// The names of everything a type can refer to, by id.
#[derive(Debug, Clone, Default)]
pub struct TypeNames {
    /// Entities.
    pub entities: Vec<Ident>,
    /// Enumerations.
    pub enums: Vec<Ident>,
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
            uses.runtime.insert("DateTime".to_owned());
            RustText::fixed("DateTime")
        }
        Type::Bytes => {
            uses.runtime.insert("Base64".to_owned());
            RustText::fixed("Base64")
        }
        Type::Enum(id) => match names.enums.get(id.0) {
            Some(name) => {
                uses.enums.insert(name.as_str().to_owned());
                RustText::ident(name)
            }
            None => RustText::fixed("String"),
        },
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
        Type::Entity(id) => match names.entities.get(id.0) {
            Some(name) => {
                uses.entities.insert(name.as_str().to_owned());
                RustText::ident(name)
            }
            None => RustText::fixed("()"),
        },
        Type::Nothing => RustText::fixed("()"),
    }
}

/// The type of a field: every property may be absent, whatever the docs say.
pub fn field(names: &TypeNames, ty: &Type, boxed: bool, uses: &mut Uses) -> RustText {
    let inner = plain(names, ty, uses);
    let (before, after) = if boxed { ("Option<Box<", ">>") } else { ("Option<", ">") };
    RustText::between(before, &inner, after)
}

/// The argument of a setter, and the value it stores; the argument is called `value`.
pub fn setter(names: &TypeNames, ty: &Type, boxed: bool, uses: &mut Uses) -> (RustText, RustText) {
    let inner = plain(names, ty, uses);
    let convertible = matches!(ty, Type::String | Type::DateTime | Type::Enum(_) | Type::Open(_));
    match (convertible, boxed) {
        (true, _) => (RustText::between("impl Into<", &inner, ">"), RustText::fixed("value.into()")),
        (false, true) => (inner, RustText::fixed("Box::new(value)")),
        (false, false) => (inner, RustText::fixed("value")),
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
