//! What a person says against the docs; read, not yet applied.

use super::{EntityId, Known, Place, Side, Type};
use crate::source::{Span, Spanned};

/// The corrections of a run.
#[derive(Debug, Clone, Default)]
pub struct Fixups {
    /// In the order of their file.
    pub list: Vec<Fixup>,
    /// Whether every page of the docs is in the model. Of a part, nobody can say that a correction is not needed.
    pub whole: bool,
    /// The types that were set, and where: later passes must not change them.
    pub applied: Vec<(Spot, Known<Type>)>,
}

/// One correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixup {
    /// What it is about.
    pub target: Spanned<Target>,
    /// The target as it is written, which is the name of the correction.
    pub name: String,
    /// What the docs print there now, each word once.
    pub expect: Spanned<Vec<String>>,
    /// What is right.
    pub set: Spanned<Wanted>,
    /// Why, in a person's words.
    pub reason: String,
    /// Where it is known from.
    pub link: Option<String>,
}

/// What a correction is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A property of an entity, or of every entity that has it.
    Property {
        /// The entity; none is every entity.
        owner: Option<String>,
        /// The property.
        name: String,
    },
    /// A parameter of an operation.
    Parameter {
        /// The operation.
        uid: String,
        /// Where the parameter travels.
        place: Place,
        /// The parameter.
        name: String,
    },
    /// The body of a request or of a successful response.
    Body {
        /// The operation.
        uid: String,
        /// Which of the two.
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

/// What is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// A type.
    Type(Notation),
    /// A type of a parameter, and whether a call without it is wrong.
    Parameter(Notation, bool),
    /// No body.
    Nothing,
    /// Whether a status is documented.
    Listed(bool),
}

/// A type in the notation of listings, whose names are not looked up yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notation {
    /// A scalar, or any value.
    Plain(Type),
    /// `[element]`
    Array(Box<Notation>),
    /// `{value}`
    Map(Box<Notation>),
    /// `Person`
    Name(String),
    /// `enum Slevel`
    Enum(String),
    /// `enum {Slim, Wide}`
    Words(Vec<String>),
}

/// A place of the model that holds a type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// A property.
    Property(EntityId, String),
    /// A parameter of an operation.
    Parameter(String, Place, String),
    /// A body of an operation.
    Body(String, Side),
}

impl Fixup {
    /// Where it stands.
    #[must_use]
    pub fn span(&self) -> Span {
        self.target.span
    }
}
