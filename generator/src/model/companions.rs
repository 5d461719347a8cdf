//! The facts of companion material, as data.
//!
//! Companion material is published with the pages: the types of the vendor's own client, signatures of agents, pages of
//! enumerations and archives. `companions` reads it into these types, and passes compare it with the pages. Every fact has its
//! place.

use std::collections::{BTreeMap, BTreeSet};

use super::Type;
use crate::source::{Span, Spanned};

/// All facts of all companion files.
#[derive(Debug, Clone, Default)]
pub struct Companions {
    /// Types by name. If several files describe a type, their facts are merged, and the file that was read last takes
    /// precedence.
    pub types: BTreeMap<String, CompanionType>,
    /// Signatures of operations by the part of the uid before the underscore and the part after it. If several files
    /// describe one, the kind of file with the most exact names comes first, and within a kind the last file.
    pub calls: BTreeMap<(String, String), Vec<Signature>>,
    /// Names of types that a notation shows to be enumerations, although no file describes them.
    pub enums: BTreeSet<String>,
    /// Archives by name. If several files describe one, the last one decides.
    pub archives: BTreeMap<String, Archive>,
    /// The names of MDO lists, with their places.
    pub mdo_lists: BTreeMap<String, Span>,
    /// The number of files of each kind, by the name of the kind.
    pub files: BTreeMap<&'static str, usize>,
}

/// A type in companion material.
#[derive(Debug, Clone)]
pub enum CompanionType {
    /// An object with properties.
    Class(Object),
    /// A dictionary with values of one type.
    Dictionary(Spanned<Stated>),
    /// An enumeration.
    Values(Values),
}

/// An object type.
#[derive(Debug, Clone)]
pub struct Object {
    /// Its name, where it is declared.
    pub name: Spanned<String>,
    /// The type that it inherits properties from.
    pub base: Option<String>,
    /// A sentence about it.
    pub text: Option<Spanned<String>>,
    /// Its own properties in the order of the file.
    pub properties: Vec<Member>,
}

/// A property of a class, or a parameter of a signature.
#[derive(Debug, Clone)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Spanned<Stated>,
    /// A sentence about it.
    pub text: Option<Spanned<String>>,
}

/// An enumeration.
#[derive(Debug, Clone)]
pub struct Values {
    /// Its name, where it is declared.
    pub name: Spanned<String>,
    /// A sentence about it.
    pub text: Option<Spanned<String>>,
    /// Whether a value on the wire can combine several.
    pub flags: bool,
    /// The values in the order of the file.
    pub values: Vec<Value>,
}

/// A value of an enumeration.
#[derive(Debug, Clone)]
pub struct Value {
    /// The word on the wire.
    pub word: Spanned<String>,
    /// Its number in the vendor's code and database.
    pub number: Option<i64>,
    /// A sentence about it.
    pub text: Option<Spanned<String>>,
}

/// The signature of an operation.
#[derive(Debug, Clone)]
pub struct Signature {
    /// The kind of file that states it.
    pub kind: &'static str,
    /// Where it is declared.
    pub span: Span,
    /// Its parameters: the properties of the request body. Their names may differ in case.
    pub parameters: Vec<Member>,
    /// The type of the result; `None` if there is none.
    pub result: Option<Spanned<Stated>>,
}

/// An archive: the provider of the rows of lists.
#[derive(Debug, Clone)]
pub struct Archive {
    /// Its name, where it is declared.
    pub name: Spanned<String>,
    /// The kinds of rows.
    pub entities: Vec<Spanned<String>>,
    /// Its columns, without those that exist only in some tenants. Each name occurs once.
    pub columns: Vec<ArchiveColumn>,
}

/// A column of an archive. Another archive may have a column with the same name and other facts.
#[derive(Debug, Clone)]
pub struct ArchiveColumn {
    /// Its name, with the joins that lead to it, as in `person/contact/name`.
    pub name: Spanned<String>,
    /// Its restriction type, which decides the operators that it allows. `None` if no filter can contain it.
    pub restriction: Option<String>,
    /// Whether rows can be ordered by it.
    pub sortable: bool,
    /// What users read above the column, and often an explanation after a colon.
    pub label: Option<Spanned<String>>,
}

/// A type as companion material states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stated {
    /// A scalar.
    Scalar(Type),
    /// Any value.
    Anything,
    /// An array of a type.
    Array(Box<Stated>),
    /// A dictionary from strings to a type.
    Map(Box<Stated>),
    /// A type by its name.
    Named {
        /// The name.
        name: String,
        /// Whether the notation shows that it is an enumeration.
        is_enum: bool,
    },
    /// A type that companion material does not describe, such as one of the platform.
    Opaque(String),
}

impl Stated {
    /// The type inside arrays and dictionaries.
    #[must_use]
    pub fn innermost(&self) -> &Self {
        match self {
            Self::Array(inner) | Self::Map(inner) => inner.innermost(),
            other => other,
        }
    }
}

impl Companions {
    /// Whether there are no facts about types.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.types.is_empty() && self.calls.is_empty()
    }

    /// The class with a name.
    #[must_use]
    pub fn class(&self, name: &str) -> Option<&Object> {
        match self.types.get(name) {
            Some(CompanionType::Class(class)) => Some(class),
            _ => None,
        }
    }

    /// The enumeration with a name.
    #[must_use]
    pub fn values(&self, name: &str) -> Option<&Values> {
        match self.types.get(name) {
            Some(CompanionType::Values(values)) => Some(values),
            _ => None,
        }
    }

    /// The properties of a class, followed by those that it inherits.
    #[must_use]
    pub fn members(&self, class: &Object) -> Vec<&Member> {
        // Invalid files can describe types that inherit from each other.
        const DEEPEST: usize = 8;
        let mut found: Vec<&Member> = Vec::new();
        let mut next = self.class(&class.name.value);
        for _ in 0..DEEPEST {
            let Some(class) = next else { break };
            for member in &class.properties {
                if found.iter().all(|known| known.name != member.name) {
                    found.push(member);
                }
            }
            next = class.base.as_deref().and_then(|base| self.class(base));
        }
        found
    }

    /// Whether a type is an enumeration: it is described as one, or its notation shows it.
    #[must_use]
    pub fn is_enum(&self, stated: &Stated) -> bool {
        match stated {
            Stated::Named { name, is_enum } => match self.types.get(name) {
                Some(known) => matches!(known, CompanionType::Values(_)),
                None => *is_enum || self.enums.contains(name),
            },
            _ => false,
        }
    }
}

impl Stated {
    /// The type in the notation of these docs.
    #[must_use]
    pub fn printed(&self) -> String {
        match self {
            Self::Scalar(ty) => match ty {
                Type::Bool => "bool",
                Type::Int32 => "int32",
                Type::Int64 => "int64",
                Type::Double => "double",
                Type::DateTime => "date-time",
                Type::Bytes => "byte",
                _ => "string",
            }
            .to_owned(),
            Self::Anything => "object".to_owned(),
            Self::Array(of) => format!("array of {}", of.printed()),
            Self::Map(of) => format!("dictionary of {}", of.printed()),
            Self::Named { name, .. } | Self::Opaque(name) => name.clone(),
        }
    }
}
