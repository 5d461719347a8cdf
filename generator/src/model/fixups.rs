//! Corrections of the docs, as data: their targets, how targets are written, and the places in a model that they apply
//! to.
//!
//! `fixups.rs` reads a file into these types; `passes/fixups.rs` finds the targets and applies the corrections.

use std::fmt;

use super::notation::{Notation, is_type_name};
use super::{Api, EntityId, Known, Place, Side, Type};
use crate::source::{Span, Spanned};

/// The corrections of a run.
#[derive(Debug, Clone, Default)]
pub struct Fixups {
    /// The corrections, in the order of their file.
    pub list: Vec<Fixup>,
    /// Whether the model has every page of the docs. If it has only a part, no correction can be called unneeded.
    pub whole: bool,
    /// The types that were set, and where. Later passes leave them alone, and `check` verifies that they did.
    pub applied: Vec<(Spot, Known<Type>)>,
}

/// One correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixup {
    /// Its target.
    pub target: Spanned<Target>,
    /// The target as written, which serves as the name of the correction.
    pub name: String,
    /// The words that the docs print there now, without duplicates.
    pub expect: Spanned<Vec<String>>,
    /// The correct value.
    pub set: Spanned<Wanted>,
    /// The reason, in the words of its author.
    pub reason: String,
    /// A link to the source of the correction.
    pub link: Option<String>,
}

/// The target of a correction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A property of an entity, or of every entity that has it.
    Property {
        /// The entity; `None` means every entity.
        owner: Option<String>,
        /// The property.
        name: String,
    },
    /// A parameter of an operation.
    Parameter {
        /// The operation.
        uid: String,
        /// Where the parameter is sent.
        place: Place,
        /// The parameter.
        name: String,
    },
    /// The body of a request or of a successful response.
    Body {
        /// The operation.
        uid: String,
        /// Request or response.
        side: Side,
    },
    /// A status of an operation.
    Status {
        /// The operation.
        uid: String,
        /// The status.
        code: u16,
    },
}

impl Target {
    /// Reads a target, as in `Person.Emails` or `uid ?query`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some((uid, what)) = text.split_once(char::is_whitespace) {
            let (uid, what) = (uid.to_owned(), what.trim());
            let parameter = |place, name: &str| {
                let (uid, name) = (uid.clone(), name.trim().to_owned());
                (!name.is_empty()).then_some(Self::Parameter { uid, place, name })
            };
            if what == "request" {
                return Some(Self::Body { uid, side: Side::Request });
            } else if what == "response" {
                return Some(Self::Body { uid, side: Side::Response });
            } else if let Some(code) = what.strip_prefix("status ") {
                let code = code.trim().parse().ok().filter(|code| (100..600).contains(code))?;
                return Some(Self::Status { uid, code });
            } else if let Some(name) = what.strip_prefix('?') {
                return parameter(Place::Query, name);
            } else if let Some(name) = what.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                return parameter(Place::Path, name);
            } else if let Some(name) = what.strip_suffix(':') {
                return parameter(Place::Header, name);
            }
        }
        // The name of a type has no dots, that of a property may have some.
        let (owner, name) = text.split_once('.')?;
        let good = (owner == "*" || is_type_name(owner)) && !name.is_empty();
        let owner = (owner != "*").then(|| owner.to_owned());
        good.then(|| Self::Property { owner, name: name.to_owned() })
    }
}

/// Prints the target as it is written in a fixup.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Property { owner, name } => write!(f, "{}.{name}", owner.as_deref().unwrap_or("*")),
            Self::Parameter { uid, place: Place::Query, name } => write!(f, "{uid} ?{name}"),
            Self::Parameter { uid, place: Place::Path, name } => write!(f, "{uid} {{{name}}}"),
            Self::Parameter { uid, place: Place::Header, name } => write!(f, "{uid} {name}:"),
            Self::Body { uid, side: Side::Request } => write!(f, "{uid} request"),
            Self::Body { uid, side: Side::Response } => write!(f, "{uid} response"),
            Self::Status { uid, code } => write!(f, "{uid} status {code}"),
        }
    }
}

/// The value that a correction sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// A type.
    Type(Notation),
    /// The type of a parameter, and whether it is required.
    Parameter(Notation, bool),
    /// No body.
    Nothing,
    /// Whether a status is documented.
    Listed(bool),
}

/// A place in a model that holds a type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// A property.
    Property(EntityId, String),
    /// A parameter of an operation.
    Parameter(String, Place, String),
    /// A body of an operation.
    Body(String, Side),
}

impl Spot {
    /// The type at this place of a model.
    #[must_use]
    pub fn of<'a>(&self, api: &'a Api) -> Option<&'a Known<Type>> {
        match self {
            Self::Property(id, name) => api.entities[*id].property(name).map(|property| &property.ty),
            Self::Parameter(uid, place, name) => api.operation(uid)?.parameter(*place, name).map(|known| &known.ty),
            Self::Body(uid, side) => api.operation(uid)?.body(*side).map(|body| &body.ty),
        }
    }

    /// The type at this place of a model, mutably.
    pub fn of_mut<'a>(&self, api: &'a mut Api) -> Option<&'a mut Known<Type>> {
        match self {
            Self::Property(id, name) => api.entities[*id].property_mut(name).map(|property| &mut property.ty),
            Self::Parameter(uid, place, name) => {
                api.operation_mut(uid)?.parameter_mut(*place, name).map(|known| &mut known.ty)
            }
            Self::Body(uid, side) => api.operation_mut(uid)?.body_mut(*side).as_mut().map(|body| &mut body.ty),
        }
    }
}

impl Fixup {
    /// The place of its target in the fixups file.
    #[must_use]
    pub fn span(&self) -> Span {
        self.target.span
    }
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn targets_are_printed_as_they_are_written() {
        for text in [
            "Person.Emails",
            "*.Emails",
            "uid request",
            "uid response",
            "uid ?a",
            "uid {a}",
            "uid A:",
            "uid status 404",
        ] {
            assert_eq!(Target::read(text).map(|target| target.to_string()).as_deref(), Some(text));
        }
        for text in ["", "Person", "Person.", ".Emails", "a b.Emails", "uid ?", "uid status 99"] {
            assert_eq!(Target::read(text), None, "{text}");
        }
    }
}
