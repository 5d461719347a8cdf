//! Types of the model as types of Rust.
//!
//! In: a [`Type`] and the names of entities and enumerations. Out: tokens, built with `quote` because types recurse.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::names::Ident;
use crate::model::Type;

/// Tokens of a type or expression that the generator itself built: the second form in which something reaches a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RustText(String);

impl RustText {
    /// The text of the tokens of a type or an expression, with the spaces that a person would put: where a macro holds
    /// it, nobody else lays it out.
    #[must_use]
    pub fn of(tokens: &TokenStream) -> Self {
        let spaced = tokens.to_string();
        let mut text = String::with_capacity(spaced.len());
        let mut rest = spaced.chars().peekable();
        while let Some(c) = rest.next() {
            let word = |c: char| c.is_alphanumeric() || c == '_';
            let (before, after) = (text.chars().next_back(), rest.peek().copied());
            let needed = before == Some(',') || (before.is_some_and(word) && after.is_some_and(word));
            if c != ' ' || needed {
                text.push(c);
            }
        }
        Self(text)
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

fn ident(name: &str) -> proc_macro2::Ident {
    format_ident!("{name}")
}

/// A type without the `Option` around it.
pub fn plain(names: &TypeNames, ty: &Type, uses: &mut Uses) -> TokenStream {
    match ty {
        Type::Open(_) => {
            uses.value = true;
            quote!(Value)
        }
        Type::Bool => quote!(bool),
        Type::Int32 => quote!(i32),
        Type::Int64 => quote!(i64),
        Type::Double => quote!(f64),
        Type::String => quote!(String),
        Type::DateTime => {
            uses.runtime.insert("DateTime".to_owned());
            quote!(DateTime)
        }
        Type::Bytes => {
            uses.runtime.insert("Base64".to_owned());
            quote!(Base64)
        }
        Type::Enum(id) => match names.enums.get(id.0) {
            Some(name) => {
                uses.enums.insert(name.as_str().to_owned());
                let name = ident(name.as_str());
                quote!(#name)
            }
            None => quote!(String),
        },
        Type::Array(element) => {
            let element = plain(names, element, uses);
            quote!(Vec<#element>)
        }
        Type::Map(value) => {
            uses.map = true;
            // A dictionary may hold `null`; an entity remembers that itself, an open value is one.
            let bare = matches!(**value, Type::Entity(_) | Type::Open(_));
            let value = plain(names, value, uses);
            if bare { quote!(BTreeMap<String, #value>) } else { quote!(BTreeMap<String, Option<#value>>) }
        }
        Type::Entity(id) => match names.entities.get(id.0) {
            Some(name) => {
                uses.entities.insert(name.as_str().to_owned());
                let name = ident(name.as_str());
                quote!(#name)
            }
            None => quote!(()),
        },
        Type::Nothing => quote!(()),
    }
}

/// The type of a field: every property may be absent, whatever the docs say.
pub fn field(names: &TypeNames, ty: &Type, boxed: bool, uses: &mut Uses) -> RustText {
    let inner = plain(names, ty, uses);
    RustText::of(&if boxed { quote!(Option<Box<#inner>>) } else { quote!(Option<#inner>) })
}

/// The argument of a setter, and the value it stores.
pub fn setter(names: &TypeNames, ty: &Type, boxed: bool, argument: &Ident, uses: &mut Uses) -> (RustText, RustText) {
    let inner = plain(names, ty, uses);
    let name = ident(argument.as_str());
    let convertible = matches!(ty, Type::String | Type::DateTime | Type::Enum(_) | Type::Open(_));
    let (ty, value) = match (convertible, boxed) {
        (true, _) => (quote!(impl Into<#inner>), quote!(#name.into())),
        (false, true) => (inner, quote!(Box::new(#name))),
        (false, false) => (inner, quote!(#name)),
    };
    (RustText::of(&ty), RustText::of(&value))
}

/// An argument in a path or query: borrowed where it has a length.
pub fn argument(names: &TypeNames, ty: &Type, uses: &mut Uses) -> RustText {
    RustText::of(&match ty {
        Type::Array(element) if **element == Type::String => quote!(&[&str]),
        Type::Array(element) => {
            let element = plain(names, element, uses);
            quote!(&[#element])
        }
        Type::String | Type::Open(_) | Type::Map(_) | Type::Entity(_) => quote!(&str),
        Type::Enum(_) | Type::DateTime | Type::Bytes => {
            let inner = plain(names, ty, uses);
            quote!(&#inner)
        }
        _ => plain(names, ty, uses),
    })
}

/// A JSON body: its type, and the expression that gives a place to read it from.
pub fn body(names: &TypeNames, ty: &Type, argument: &Ident, uses: &mut Uses) -> (RustText, RustText) {
    let inner = plain(names, ty, uses);
    let name = ident(argument.as_str());
    let (ty, value) = match ty {
        Type::Array(element) => {
            let element = plain(names, element, uses);
            (quote!(&[#element]), quote!(&#name.to_vec()))
        }
        Type::String => (quote!(&str), quote!(&#name.to_owned())),
        Type::Bool | Type::Int32 | Type::Int64 | Type::Double => (inner, quote!(&#name)),
        _ => (quote!(&#inner), name.into_token_stream()),
    };
    (RustText::of(&ty), RustText::of(&value))
}

use quote::ToTokens;
