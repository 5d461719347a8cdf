//! The model: what the docs say, in SuperOffice's words.
//!
//! In: nothing; `lower` fills it and `passes` correct it. Out: [`Api`], plain data in which every decided fact has its
//! evidence ([`Known`]). This room knows neither Markdown nor Rust, and has no behaviour other than lookups.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::account::Account;
use crate::source::{FileId, Span, Spanned};

mod arena;
mod companions;
mod dump;
mod evidence;
mod fixups;
mod json;
mod listing;
mod marks;
mod notation;
mod rule;
mod types;
mod words;

pub use arena::{Arena, EntityId, EnumId};
pub use companions::{
    Archive, ArchiveColumn, CompanionType, Companions, Member, Object, Signature, Stated, Value, Values,
};
pub use dump::dump;
pub use evidence::{Class, Evidence, Known};
pub use fixups::{Fixup, Fixups, Spot, Target, Wanted};
pub use json::{Json, JsonKind, Key};
pub use listing::{listing, page_listing};
pub use marks::{Aside, Mark, MarkKind};
pub use notation::Notation;
pub use rule::{Rule, Tally};
pub use types::{OpenReason, Type};
pub use words::{DocWord, Word};

/// Everything the docs describe.
#[derive(Debug, Clone, Default)]
pub struct Api {
    /// One per endpoint page, sorted by uid.
    pub operations: Vec<Operation>,
    /// The object types.
    pub entities: Arena<EntityId, Entity>,
    /// The open enumerations.
    pub enums: Arena<EnumId, Enum>,
    /// Type names that pages print where the true name was lost.
    pub lost: BTreeSet<String>,
    /// Entities by their names in the docs, including those of `...WithLinks` twins.
    pub described: BTreeMap<String, EntityId>,
    /// The names in `described` that only a call suggests: `GetFoo` suggests that it returns a `Foo`.
    pub assumed_names: BTreeSet<String>,
    /// What became of every element of every page. Complete once all passes have run.
    pub account: Account,
    /// Pages without an operation, with the reason.
    pub other_pages: Vec<(FileId, &'static str)>,
    /// Content of pages without an operation.
    pub asides: Vec<Aside>,
    /// The entity of each object in a sample, by the place of the object.
    pub shapes: BTreeMap<Span, EntityId>,
    /// Names of properties that only the server sets: responses have them, requests lack them.
    pub read_only: BTreeSet<String>,
    /// How often each rule decided a fact, for the report.
    pub tally: Tally,
    /// Corrections of the docs.
    pub fixups: Fixups,
    /// What companion material says.
    pub companions: Arc<Companions>,
}

/// HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are the standard's")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
    Options,
}

impl Method {
    /// The method as written in a request line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
        }
    }
}

/// One endpoint.
#[derive(Debug, Clone, Hash)]
pub struct Operation {
    /// Its page.
    pub file: FileId,
    /// The folders of its page within the docs, as in `rest/Contact`; empty if a part of the docs was read.
    pub folder: String,
    /// The identity of the operation, as in `v1ContactEntity_GetAll`.
    pub uid: Spanned<String>,
    /// The part of the uid before the underscore, without the version: `ContactEntity`, `TicketAgent`.
    pub controller: String,
    /// The part of the uid after the underscore.
    pub name: String,
    /// The form of the page, as the year in which the vendor first published it.
    pub form: u16,
    /// Whether the page is of one of the newer formats.
    pub generated: bool,
    /// The HTTP method.
    pub method: Method,
    /// The path with placeholders, as in `/api/v1/Contact/{id}`.
    pub path: Spanned<String>,
    /// First paragraph of the page.
    pub summary: Option<Spanned<String>>,
    /// The other paragraphs.
    pub description: Vec<Spanned<String>>,
    /// Restrictions, thresholds, agent services.
    pub marks: Vec<Mark>,
    /// Path, query and header parameters in the order of the page.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub request: Option<Body>,
    /// Media types of the request body.
    pub consumes: Vec<String>,
    /// Media types of the response.
    pub produces: Vec<String>,
    /// Documented statuses in the order of the page.
    pub statuses: Vec<Status>,
    /// The body of a successful response; `None` if no success has a body.
    pub response: Option<Body>,
    /// The response body that the page describes although no success has content.
    pub void: Option<Box<Body>>,
    /// Rows of sections that no rule reads, by the words of the heading, as in `Rate limits`. They are data for the
    /// plan.
    pub tables: BTreeMap<&'static str, Vec<DataRow>>,
    /// Pages of older docs versions about the same operation, used only as evidence for types.
    pub superseded: Vec<Operation>,
    /// Content of the page that no rule needs.
    pub asides: Vec<Aside>,
    /// The files whose samples the page includes.
    pub includes: Vec<FileId>,
    /// What became of the elements of the page, except keys of samples.
    pub account: Account,
}

impl Operation {
    /// Whether a documented status is a success with a body.
    #[must_use]
    pub fn answers_with_body(&self) -> bool {
        self.statuses.iter().any(Status::has_content)
    }

    /// The request body, or the body of a successful response.
    #[must_use]
    pub fn body(&self, side: Side) -> Option<&Body> {
        match side {
            Side::Request => self.request.as_ref(),
            Side::Response => self.response.as_ref(),
        }
    }

    /// The request body, or the body of a successful response, to be changed or removed.
    pub fn body_mut(&mut self, side: Side) -> &mut Option<Body> {
        match side {
            Side::Request => &mut self.request,
            Side::Response => &mut self.response,
        }
    }

    /// A parameter by its place and its name.
    #[must_use]
    pub fn parameter(&self, place: Place, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.place == place && parameter.name.value == name)
    }

    /// A parameter by its place and its name, mutably.
    pub fn parameter_mut(&mut self, place: Place, name: &str) -> Option<&mut Parameter> {
        self.parameters.iter_mut().find(|parameter| parameter.place == place && parameter.name.value == name)
    }

    /// Whether a documented status is a success.
    #[must_use]
    pub fn documents_success(&self) -> bool {
        self.statuses.iter().any(|status| (200..300).contains(&status.code))
    }
}

/// The part of a request that holds a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Place {
    Path,
    Query,
    Header,
}

/// A parameter of an operation.
#[derive(Debug, Clone, Hash)]
pub struct Parameter {
    /// The name on the wire.
    pub name: Spanned<String>,
    /// Path, query or header.
    pub place: Place,
    /// The type word of the page.
    pub word: Spanned<DocWord>,
    /// The decided type.
    pub ty: Known<Type>,
    /// Whether a row describes it. A path parameter may occur only in the path itself.
    pub described: bool,
    /// Whether the parameter is required.
    pub required: bool,
    /// Its description on the page.
    pub description: Spanned<String>,
}

impl Parameter {
    /// The facts in its row: the type word, and `required` if the row says so.
    #[must_use]
    pub fn printed(&self) -> String {
        let need = if self.required { ", required" } else { "" };
        format!("{}{need}", self.word.value.printed())
    }
}

/// A documented status.
#[derive(Debug, Clone, Hash)]
pub struct Status {
    /// The number, as in 200.
    pub code: u16,
    /// Its description on the page.
    pub description: Spanned<String>,
}

impl Status {
    /// Whether it is a success whose response has a body.
    #[must_use]
    pub fn has_content(&self) -> bool {
        (200..300).contains(&self.code) && self.code != 204 && self.code != 205
    }
}

/// A row as it is on the page: a cell for each column of its table.
pub type DataRow = Vec<Spanned<String>>;

/// The body of a request or of a successful response.
#[derive(Debug, Clone, Hash)]
pub struct Body {
    /// The name in the heading: a type for responses, an argument for requests.
    pub name: Spanned<String>,
    /// The kind in the heading: `array`, `object`, `byte`, ..., or empty.
    pub kind: Spanned<String>,
    /// The sentence under the heading.
    pub text: Option<Spanned<String>>,
    /// The rows of its table.
    pub rows: Option<Vec<Arc<Said>>>,
    /// The body of the sample, if the page has a valid one.
    pub sample: Option<Json>,
    /// The decided type.
    pub ty: Known<Type>,
    /// How the body is encoded.
    pub form: Form,
}

impl Body {
    /// The text of its heading: the name, and the kind if it adds something.
    #[must_use]
    pub fn printed(&self) -> String {
        match (self.name.value.trim(), self.kind.value.trim()) {
            (name, kind) if kind.is_empty() || name == kind => name.to_owned(),
            ("", kind) => kind.to_owned(),
            (name, kind) => format!("{name} {kind}"),
        }
    }
}

/// The encoding of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Form {
    /// As JSON.
    #[default]
    Json,
    /// As a JSON Patch or a JSON Merge Patch.
    Patch,
    /// As raw bytes of some media type.
    Binary,
}

/// Whether a fact is about a request or a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Side {
    Request,
    Response,
}

/// One row of a table of properties.
#[derive(Debug, Clone, Hash)]
pub struct Said {
    /// Name of the property.
    pub name: Spanned<String>,
    /// Type word.
    pub word: Spanned<DocWord>,
    /// Description.
    pub description: Spanned<String>,
    /// Request or response.
    pub side: Side,
    /// Whether the page has one of the newer formats, which are given more weight.
    pub newer: bool,
}

/// The origin of an entity's name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The docs name it.
    Docs,
    /// The anonymous type of a request body, named after the operation.
    Carrier,
    /// The response of an operation whose type name was lost, named after the operation.
    Response,
    /// The elements of an array or the values of a dictionary, named after the property.
    Nested,
}

/// An object type.
#[derive(Debug, Clone)]
pub struct Entity {
    /// The name in the docs, or one derived from the place where the type was found.
    pub name: String,
    /// The origin of the name.
    pub origin: Origin,
    /// The properties in the order of the fullest table.
    pub properties: Vec<Property>,
    /// Headings of the tables that describe it.
    pub said: Vec<Span>,
    /// The names of twins, which differ by the properties named in their suffix, as in `ContactEntityWithLinks`.
    pub twins: Vec<String>,
    /// A sentence about it, from a row that refers to it.
    pub description: Option<Spanned<String>>,
    /// The operation or property it is named after, if the docs do not name it.
    pub place: String,
}

impl Api {
    /// An entity by its id, if this model has one.
    #[must_use]
    pub fn entity(&self, id: EntityId) -> Option<&Entity> {
        self.entities.contains(id).then(|| &self.entities[id])
    }

    /// Every operation, including older pages about the same operation.
    pub fn pages(&self) -> impl Iterator<Item = &Operation> {
        self.operations.iter().flat_map(|operation| std::iter::once(operation).chain(&operation.superseded))
    }

    /// Splits the name of an operation that is a version of another: `GetRows2` is `GetRows` and `2` if the docs have a
    /// `GetRows`. Otherwise the number is part of the name.
    #[must_use]
    pub fn version<'a>(&self, name: &'a str) -> Option<(&'a str, char)> {
        let number = name.chars().next_back().filter(|c| ('2'..='9').contains(c))?;
        let first = name.get(..name.len() - 1).map(|name| name.strip_suffix('V').unwrap_or(name))?;
        self.operations.iter().any(|operation| operation.name == first).then_some((first, number))
    }

    /// An operation by its uid.
    #[must_use]
    pub fn operation(&self, uid: &str) -> Option<&Operation> {
        let at = self.operations.binary_search_by(|operation| operation.uid.value.as_str().cmp(uid)).ok()?;
        self.operations.get(at)
    }

    /// An operation by its uid, mutably.
    pub fn operation_mut(&mut self, uid: &str) -> Option<&mut Operation> {
        let at = self.operations.binary_search_by(|operation| operation.uid.value.as_str().cmp(uid)).ok()?;
        self.operations.get_mut(at)
    }

    /// Counts a decision of a rule.
    pub fn count(&mut self, rule: &'static Rule) {
        self.tally.add(rule, 1);
    }
}

impl Entity {
    /// Creates an entity of which nothing but its place is known.
    #[must_use]
    pub fn new(name: String, origin: Origin, place: String) -> Self {
        let (properties, said, twins) = (Vec::new(), Vec::new(), Vec::new());
        Self { name, origin, properties, said, twins, description: None, place }
    }

    /// Finds a property by its name.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// Finds a property by its name, mutably.
    pub fn property_mut(&mut self, name: &str) -> Option<&mut Property> {
        self.properties.iter_mut().find(|property| property.name == name)
    }
}

/// A property of an entity.
#[derive(Debug, Clone)]
pub struct Property {
    /// The name on the wire.
    pub name: String,
    /// The decided type.
    pub ty: Known<Type>,
    /// The only twin that has it, as in `_Links` of `...WithLinks`.
    pub only_in: Option<String>,
    /// All rows about it.
    pub rows: Vec<Arc<Said>>,
    /// All its values in samples.
    pub samples: Vec<Observed>,
    /// A sentence about it in companion material, if no row has one.
    pub text: Option<Spanned<String>>,
}

/// A value of a property in a sample.
#[derive(Debug, Clone)]
pub struct Observed {
    /// Whether the value is from a request or a response.
    pub side: Side,
    /// The value.
    pub json: Json,
}

impl Property {
    /// Creates a property of which nothing but its name is known.
    #[must_use]
    pub fn new(name: String) -> Self {
        Self { name, ty: Known::undecided(), only_in: None, rows: Vec::new(), samples: Vec::new(), text: None }
    }

    /// The first description that is not empty: that of a response, of a request, or of companion material.
    #[must_use]
    pub fn description(&self) -> Option<&Spanned<String>> {
        let said = |side| {
            self.rows
                .iter()
                .filter(move |row| row.side == side)
                .map(|row| &row.description)
                .find(|text| !text.value.is_empty())
        };
        said(Side::Response).or_else(|| said(Side::Request)).or(self.text.as_ref())
    }
}

/// An open enumeration: the docs show some values, and there may be others.
#[derive(Debug, Clone)]
pub struct Enum {
    /// The name, derived from the parameter or property.
    pub name: String,
    /// The values in the vendor's order.
    pub words: Vec<String>,
    /// Whether the docs list all values.
    pub complete: bool,
    /// The places where the values were seen.
    pub said: Vec<Span>,
    /// Whether companion material names it.
    pub is_named: bool,
    /// Whether a value can combine several, as in `Read, Write`.
    pub flags: bool,
    /// A sentence about it.
    pub text: Option<Spanned<String>>,
    /// What companion material says about the values.
    pub meanings: BTreeMap<String, Meaning>,
}

/// What is known about a value of an enumeration.
#[derive(Debug, Clone, Default)]
pub struct Meaning {
    /// Its number in the vendor's code and database.
    pub number: Option<i64>,
    /// A sentence about it.
    pub text: Option<Spanned<String>>,
}

impl Enum {
    /// Creates an enumeration that only pages describe.
    #[must_use]
    pub fn new(name: String, words: Vec<String>, complete: bool, said: Vec<Span>) -> Self {
        let (text, meanings) = (None, BTreeMap::new());
        Self { name, words, complete, said, is_named: false, flags: false, text, meanings }
    }
}

/// Shared text of a name that occurs very often.
pub type Shared = Arc<str>;
