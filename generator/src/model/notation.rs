//! The notation of types: how they are printed and read.
//!
//! ```text
//! int32, string, date-time, ...   scalars
//! ?                               any value
//! [Person], {string}              an array, a dictionary
//! Person, enum Slevel             by name
//! enum {Slim, Wide}               by its values; only read
//! <ContactEntity.Persons>         by its place, before it has a name; only printed
//! ```
//!
//! Listings, reports and drafts of fixups are printed in it, and fixups are written in it.

use super::{Api, OpenReason, Type};

/// The scalars by their names.
const SCALARS: [(&str, Type); 7] = [
    ("bool", Type::Bool),
    ("int32", Type::Int32),
    ("int64", Type::Int64),
    ("double", Type::Double),
    ("string", Type::String),
    ("date-time", Type::DateTime),
    ("byte", Type::Bytes),
];

/// Types are nested at most three deep. The limit protects code that visits them recursively.
const DEPTH: usize = 8;

/// A type as it is written. Its names are not looked up yet.
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

impl Type {
    /// The type in the notation of listings.
    #[must_use]
    pub fn text(&self, api: &Api) -> String {
        match self {
            Self::Open(_) => "?".to_owned(),
            Self::Array(element) => format!("[{}]", element.text(api)),
            Self::Map(value) => format!("{{{}}}", value.text(api)),
            Self::Enum(id) => format!("enum {}", api.enums[*id].name),
            Self::Entity(id) => match &api.entities[*id] {
                entity if entity.name.is_empty() => format!("<{}>", entity.place),
                entity => entity.name.clone(),
            },
            Self::Nothing => "nothing".to_owned(),
            scalar => {
                let known = SCALARS.iter().find(|(_, known)| known == scalar);
                known.map(|(name, _)| (*name).to_owned()).unwrap_or_default()
            }
        }
    }
}

impl Notation {
    /// Reads a type.
    ///
    /// # Errors
    ///
    /// Returns the part of the text that is not a type.
    pub fn read(text: &str) -> Result<Self, &str> {
        Self::nested(text, 0)
    }

    fn nested(text: &str, depth: usize) -> Result<Self, &str> {
        let text = text.trim();
        if depth > DEPTH {
            return Err(text);
        }
        let within = |open: char, close: char| text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        if let Some(element) = within('[', ']') {
            return Ok(Self::Array(Box::new(Self::nested(element, depth + 1)?)));
        }
        if let Some(value) = within('{', '}') {
            return Ok(Self::Map(Box::new(Self::nested(value, depth + 1)?)));
        }
        if let Some(rest) = text.strip_prefix("enum ") {
            return enumeration(rest.trim()).ok_or(text);
        }
        if text == "?" {
            return Ok(Self::Plain(Type::Open(OpenReason::FreeForm)));
        }
        match SCALARS.iter().find(|(name, _)| *name == text) {
            Some((_, scalar)) => Ok(Self::Plain(scalar.clone())),
            None if is_type_name(text) => Ok(Self::Name(text.to_owned())),
            None => Err(text),
        }
    }
}

/// Reads what follows `enum`: a name, or a list of different values.
fn enumeration(text: &str) -> Option<Notation> {
    let Some(words) = text.strip_prefix('{').and_then(|words| words.strip_suffix('}')) else {
        return is_type_name(text).then(|| Notation::Enum(text.to_owned()));
    };
    let words: Vec<String> = words.split(',').map(|word| word.trim().to_owned()).collect();
    let mut sorted: Vec<&String> = words.iter().collect();
    sorted.sort();
    sorted.dedup();
    let is_word = |word: &String| !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c));
    (sorted.len() == words.len() && words.iter().all(is_word)).then_some(Notation::Words(words))
}

/// Whether a text can be the name of a type.
pub(super) fn is_type_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Entity, Enum, Origin};

    fn api() -> Api {
        let mut api = Api::default();
        for (name, place) in [("Person", ""), ("", "Person.Phones")] {
            api.entities.push(Entity::new(name.to_owned(), Origin::Docs, place.to_owned()));
        }
        api.enums.push(Enum::new("Slevel".to_owned(), Vec::new(), false, Vec::new()));
        api
    }

    /// The type that a text stands for, with its names looked up in a model.
    fn resolved(api: &Api, notation: Notation) -> Type {
        match notation {
            Notation::Plain(ty) => ty,
            Notation::Array(element) => Type::array(resolved(api, *element)),
            Notation::Map(value) => Type::map(resolved(api, *value)),
            Notation::Name(name) => Type::Entity(api.entities.find(|entity| entity.name == name).unwrap()),
            Notation::Enum(name) => Type::Enum(api.enums.find(|known| known.name == name).unwrap()),
            Notation::Words(words) => panic!("{words:?}"),
        }
    }

    #[test]
    fn types_are_printed_as_they_are_written() {
        let api = api();
        let scalars = SCALARS.iter().map(|(name, _)| *name);
        for text in scalars.chain(["?", "Person", "enum Slevel", "[Person]", "{[string]}", "[{enum Slevel}]"]) {
            assert_eq!(resolved(&api, Notation::read(text).unwrap()).text(&api), text);
        }
    }

    #[test]
    fn a_type_without_a_name_is_printed_by_its_place() {
        let api = api();
        let unnamed = api.entities.find(|entity| entity.name.is_empty()).unwrap();
        assert_eq!(Type::array(Type::Entity(unnamed)).text(&api), "[<Person.Phones>]");
    }

    #[test]
    fn words() {
        let words = |list: &[&str]| Ok(Notation::Words(list.iter().map(|word| (*word).to_owned()).collect()));
        assert_eq!(Notation::read("enum {Slim, Wide}"), words(&["Slim", "Wide"]));
        assert_eq!(Notation::read("enum {Slim, Slim}"), Err("enum {Slim, Slim}"));
        assert_eq!(Notation::read("[a b]"), Err("a b"), "the part that is not a type");
        assert!(Notation::read(&"[".repeat(99)).is_err());
        assert!(Notation::read(&format!("{}int32{}", "[".repeat(99), "]".repeat(99))).is_err());
    }
}
