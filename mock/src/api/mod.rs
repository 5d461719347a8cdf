//! The API that is served: a small, owned copy of the facts of the model that a server needs.
//!
//! In: a folder of pages. Out: [`Api`]. The copy is independent of the generator's model, so that the memory of that
//! model is free once the pages are read. This module must not know HTTP requests or the state of a server.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;

mod coverage;
mod groups;
mod keyed;
mod nearest;
mod read;
mod routes;
mod saved;
mod value;

pub use coverage::Coverage;
pub use groups::{Group, KeyIn, Role, Stateless};
pub use keyed::{Part, Place};
pub use nearest::Near;
pub(crate) use nearest::nearest_name;
pub use read::LoadError;
pub use routes::Routed;
pub use saved::ModelError;
pub use value::Problem;

/// The place of a fact in the pages, as in `rest/Contact/page.md:12`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageLine {
    /// The path of the page below the docs folder.
    #[serde(with = "saved::shared")]
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: u32,
}

impl fmt::Display for PageLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// A type of a parameter, a property or a body.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Type {
    /// Any JSON value.
    Any,
    /// A boolean.
    Bool,
    /// An integer of 32 bits.
    Int32,
    /// An integer of 64 bits.
    Int64,
    /// A number.
    Double,
    /// A text.
    String,
    /// A date, with or without a time.
    DateTime,
    /// Base64 in a JSON string.
    Bytes,
    /// A value of an enumeration, by its index in [`Api::enums`].
    Enum(usize),
    /// An array.
    Array(Box<Type>),
    /// A dictionary with string keys.
    Map(Box<Type>),
    /// An object, by its index in [`Api::entities`].
    Entity(usize),
    /// No value.
    Nothing,
}

impl Type {
    /// Whether it is an integer.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        matches!(self, Self::Int32 | Self::Int64)
    }
}

/// A documented value. It is kept as text, because most values are never needed while a server runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample(#[serde(with = "saved::shared")] Arc<str>);

impl Sample {
    fn new(value: &Value) -> Self {
        Self(value.to_string().into())
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> Value {
        serde_json::from_str(&self.0).unwrap_or_default()
    }

    /// The value as JSON text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// A property of an object type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Property {
    /// The name in JSON.
    pub name: String,
    /// The type.
    pub ty: Type,
    /// Whether only the server sets it.
    pub read_only: bool,
    /// Whether the value in a documented request contradicts the type. If so, a check distinguishes only arrays, objects and
    /// scalars.
    pub loose: bool,
    /// A line that describes it.
    pub line: Option<PageLine>,
}

/// An object type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// The name in the docs, or one derived from its place.
    pub name: String,
    /// The names of types that differ from it by a few properties.
    pub twins: Vec<String>,
    /// The properties in the order of the docs.
    pub properties: Vec<Property>,
    /// The indices of the properties, sorted by their names in lower case.
    by_name: Box<[u32]>,
    /// A documented value of the type.
    pub sample: Option<Sample>,
}

impl Entity {
    /// A property by its name. Case is ignored, as the server does.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&Property> {
        let named = |at: &u32| self.properties.get(usize::try_from(*at).ok()?);
        let place = self.by_name.partition_point(|at| named(at).is_some_and(|one| by_case(&one.name, name).is_lt()));
        self.by_name.get(place).and_then(named).filter(|one| one.name.eq_ignore_ascii_case(name))
    }

    /// Sorts the indices. Of properties with the same name, the first one is found.
    fn index(properties: &[Property]) -> Box<[u32]> {
        let mut sorted: Vec<(u32, &Property)> = (0..).zip(properties).collect();
        sorted.sort_by(|(_, a), (_, b)| by_case(&a.name, &b.name));
        sorted.into_iter().map(|(at, _)| at).collect()
    }
}

/// Compares texts and ignores case.
fn by_case(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.bytes().map(|byte| byte.to_ascii_lowercase()), b.bytes().map(|byte| byte.to_ascii_lowercase()));
    a.cmp(b)
}

/// An enumeration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enum {
    /// Its name.
    pub name: String,
    /// The documented values.
    pub words: Vec<String>,
    /// Whether there are no other values.
    pub complete: bool,
    /// Whether a value can combine several.
    pub flags: bool,
}

/// A segment of a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Segment {
    /// A fixed text, in lower case.
    Literal(String),
    /// A parameter: its name, and whether it is an integer.
    Parameter {
        /// The name.
        name: String,
        /// Whether only an integer fits.
        integer: bool,
    },
}

/// The part of a request that holds a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum In {
    /// The path.
    Path,
    /// The query.
    Query,
    /// The headers.
    Header,
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// The name.
    pub name: String,
    /// The part of the request.
    pub place: In,
    /// The type.
    pub ty: Type,
    /// Whether it is required.
    pub required: bool,
    /// The line that describes it.
    pub line: PageLine,
}

/// The encoding of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// JSON.
    Json,
    /// A JSON Patch or a JSON Merge Patch.
    Patch,
    /// Raw bytes.
    Binary,
}

/// The body of a request or of a response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// The type.
    pub ty: Type,
    /// The encoding.
    pub form: Form,
    /// The documented sample.
    pub sample: Option<Sample>,
    /// The line of its heading.
    pub line: PageLine,
    /// The lines of the rows of its table, by the names of the properties.
    pub rows: Vec<(String, u32)>,
}

impl Body {
    /// The line that describes a property of the body, on the page of the operation.
    #[must_use]
    pub fn row(&self, name: &str) -> Option<PageLine> {
        let (_, line) = self.rows.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(PageLine { file: Arc::clone(&self.line.file), line: *line })
    }
}

/// An operation: a method and a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// The identity in the docs.
    pub uid: String,
    /// The resource or agent that it belongs to. It is the name of an OpenAPI document.
    pub resource: String,
    /// The purpose in one line; empty if its page does not state it.
    pub summary: String,
    /// The HTTP method.
    #[serde(with = "saved::method")]
    pub method: Method,
    /// The path with placeholders.
    pub path: String,
    /// The segments of the path.
    pub segments: Vec<Segment>,
    /// The parameters.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub request: Option<Body>,
    /// The documented media types of the request body, in lower case.
    pub consumes: Vec<String>,
    /// The documented media types of the response, in lower case.
    pub produces: Vec<String>,
    /// The documented statuses.
    pub statuses: Vec<u16>,
    /// The status of a successful response.
    pub success: u16,
    /// The body of a successful response.
    pub response: Option<Body>,
    /// The line of its uid.
    pub line: PageLine,
}

impl Operation {
    /// A parameter by its place and its name. Case is ignored.
    #[must_use]
    pub fn parameter(&self, place: In, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.place == place && parameter.name.eq_ignore_ascii_case(name))
    }
}

/// Everything that is served.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Api {
    /// The operations, sorted by uid.
    pub operations: Vec<Operation>,
    /// The object types.
    pub entities: Vec<Entity>,
    /// The enumerations.
    pub enums: Vec<Enum>,
    /// The authentication schemes that the docs name, such as `Bearer`.
    pub schemes: Vec<String>,
    /// The groups of operations that share state.
    pub groups: Vec<Group>,
    /// For each operation its group, its role in it, and where the id is.
    pub roles: Vec<Option<(usize, Role)>>,
    /// Operations that look as if they had state but have none, with the reason.
    pub stateless: Vec<Stateless>,
    /// A hash of everything that was read: pages, companion files and settings.
    pub(crate) docs: u128,
    /// The number of errors in the pages. What they describe is not served.
    pub errors: usize,
    /// The table of routes. It is derived from the operations, so it is not saved.
    #[serde(skip)]
    routes: routes::Routes,
    /// The type that most properties with a name have, by the name in lower case.
    columns: BTreeMap<String, Type>,
}

impl Api {
    /// The type of a column of a list: that of most properties with the last part of its name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Type> {
        self.columns.get(&name.rsplit(['/', '.']).next().unwrap_or(name).to_ascii_lowercase())
    }

    /// Whether a type is a page of rows: it has the properties `value` and `odata.nextLink`.
    #[must_use]
    pub fn is_page_of_rows(&self, ty: &Type) -> bool {
        let Type::Entity(id) = ty else { return false };
        let Some(entity) = self.entities.get(*id) else { return false };
        let value = entity.property("value").is_some_and(|property| matches!(property.ty, Type::Array(_)));
        value && entity.property("odata.nextLink").is_some()
    }

    /// The type in words, for messages.
    #[must_use]
    pub fn type_words(&self, ty: &Type) -> String {
        match ty {
            Type::Any => "any value".to_owned(),
            Type::Bool => "a boolean".to_owned(),
            Type::Int32 => "an integer (int32)".to_owned(),
            Type::Int64 => "an integer (int64)".to_owned(),
            Type::Double => "a number".to_owned(),
            Type::String => "a text".to_owned(),
            Type::DateTime => "a date such as `2026-01-31T12:00:00`".to_owned(),
            Type::Bytes => "a text with Base64".to_owned(),
            Type::Enum(id) => match self.enums.get(*id) {
                Some(known) if known.complete => format!("one of {}", known.words.join(", ")),
                _ => "a text with a value of an enumeration".to_owned(),
            },
            Type::Array(element) => match self.type_words(element).split_once(' ') {
                Some((_, words)) if **element != Type::Any => format!("an array of {words}"),
                _ => "an array".to_owned(),
            },
            Type::Map(_) => "an object (a dictionary)".to_owned(),
            Type::Entity(id) => {
                format!("an object ({})", self.entities.get(*id).map_or("", |entity| entity.name.as_str()))
            }
            Type::Nothing => "no value".to_owned(),
        }
    }
}
