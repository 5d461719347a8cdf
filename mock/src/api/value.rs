//! Checks JSON values against the documented types.
//!
//! In: a type and a value. Out: [`Problem`]s, each with the path in the value and the line of the page. Names of
//! properties are compared without case, as the server does; [`Api::canonical`] writes them as the docs do.

use serde_json::{Map, Value};

use super::{Api, Entity, PageLine, Type};
use crate::date;

/// Something that a request must not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// A sentence that names the property or parameter.
    pub message: String,
    /// The line of the page that describes it, or the object that it is in.
    pub line: Option<PageLine>,
    /// The property of the whole body that it is in.
    pub property: Option<String>,
    /// The innermost property that it is in, and the index of its type.
    pub(crate) owner: Option<(usize, String)>,
}

impl Problem {
    pub(crate) fn new(message: String, line: PageLine) -> Self {
        Self { message, line: Some(line), property: None, owner: None }
    }
}

impl Api {
    /// Compares a value with a type. `null` fits everywhere, because any property may be null.
    #[must_use]
    pub fn problems(&self, ty: &Type, value: &Value) -> Vec<Problem> {
        let mut walk =
            Walk { api: self, at: String::new(), line: None, property: None, owner: None, found: Vec::new() };
        walk.value(ty, value);
        walk.found
    }

    /// The value with the names of its properties as in the docs.
    #[must_use]
    pub fn canonical(&self, ty: &Type, value: Value) -> Value {
        match (ty, value) {
            (Type::Entity(id), Value::Object(members)) => {
                let Some(entity) = self.entities.get(*id) else { return Value::Object(members) };
                let members = members.into_iter().map(|(name, value)| match entity.property(&name) {
                    Some(property) => (property.name.clone(), self.canonical(&property.ty, value)),
                    None => (name, value),
                });
                Value::Object(members.collect())
            }
            (Type::Array(element), Value::Array(elements)) => {
                Value::Array(elements.into_iter().map(|value| self.canonical(element, value)).collect())
            }
            (Type::Map(of), Value::Object(members)) => {
                Value::Object(members.into_iter().map(|(name, value)| (name, self.canonical(of, value))).collect())
            }
            (_, value) => value,
        }
    }

    /// Whether the text of a parameter has the type. A list has its items between commas.
    #[must_use]
    pub fn text_fits(&self, ty: &Type, text: &str) -> bool {
        match ty {
            Type::Bool => text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"),
            Type::Int32 => text.parse::<i32>().is_ok(),
            Type::Int64 => text.parse::<i64>().is_ok(),
            Type::Double => text.parse::<f64>().is_ok_and(f64::is_finite),
            Type::DateTime => date::is_date(text),
            Type::Enum(id) => self.enums.get(*id).is_none_or(|known| {
                let listed = |word: &str| known.words.iter().any(|one| one.eq_ignore_ascii_case(word.trim()));
                !known.complete || listed(text) || text.split(',').all(listed)
            }),
            Type::Array(element) => text.is_empty() || text.split(',').all(|item| self.text_fits(element, item.trim())),
            Type::Any | Type::String | Type::Bytes | Type::Map(_) | Type::Entity(_) | Type::Nothing => true,
        }
    }
}

struct Walk<'a> {
    api: &'a Api,
    /// The path of the value, as in `Persons[0].Name`; empty for the whole body.
    at: String,
    /// The line of the innermost property.
    line: Option<PageLine>,
    property: Option<String>,
    owner: Option<(usize, String)>,
    found: Vec<Problem>,
}

impl Walk<'_> {
    fn value(&mut self, ty: &Type, value: &Value) {
        match (ty, value) {
            (_, Value::Null) | (Type::Any | Type::Nothing, _) => {}
            (Type::Entity(id), Value::Object(members)) => {
                if let Some(entity) = self.api.entities.get(*id) {
                    self.members(*id, entity, members);
                }
            }
            (Type::Map(of), Value::Object(members)) => {
                for (name, value) in members {
                    self.inside(&format!("[{name:?}]"), |walk| walk.value(of, value));
                }
            }
            (Type::Array(element), Value::Array(elements)) => {
                for (at, value) in elements.iter().enumerate() {
                    self.inside(&format!("[{at}]"), |walk| walk.value(element, value));
                }
            }
            _ if scalar_fits(ty, value) => {}
            _ => self.wrong(ty, value),
        }
    }

    fn members(&mut self, id: usize, entity: &Entity, members: &Map<String, Value>) {
        for (name, value) in members {
            let Some(property) = entity.property(name) else {
                let path = self.path(name);
                let mut message =
                    format!("the property `{path}` is not documented; `{}` does not have it", entity.name);
                let known = entity.properties.iter().map(|property| property.name.as_str());
                if let Some(near) = super::nearest_name(name, known) {
                    message.push_str(&format!("; did you mean `{near}`?"));
                }
                self.push(message);
                continue;
            };
            if self.at.is_empty() {
                self.property = Some(property.name.clone());
            }
            if property.loose && same_kind(&property.ty, value) {
                continue;
            }
            let owner = self.owner.replace((id, property.name.clone()));
            let outer = std::mem::replace(&mut self.line, property.line.clone());
            let name = if self.at.is_empty() { property.name.clone() } else { format!(".{}", property.name) };
            self.inside(&name, |walk| walk.value(&property.ty, value));
            (self.line, self.owner) = (outer, owner);
            if self.at.is_empty() {
                self.property = None;
            }
        }
    }

    fn push(&mut self, message: String) {
        let (line, property, owner) = (self.line.clone(), self.property.clone(), self.owner.clone());
        self.found.push(Problem { message, line, property, owner });
    }

    fn inside(&mut self, part: &str, walk: impl FnOnce(&mut Self)) {
        let before = self.at.len();
        self.at.push_str(part);
        walk(self);
        self.at.truncate(before);
    }

    fn path(&self, name: &str) -> String {
        if self.at.is_empty() { name.to_owned() } else { format!("{}.{name}", self.at) }
    }

    fn wrong(&mut self, ty: &Type, value: &Value) {
        let (what, wanted) = (kind(value), self.api.type_words(ty));
        let name = if self.at.is_empty() { "the body".to_owned() } else { format!("the property `{}`", self.at) };
        self.push(format!("{name} must be {wanted}, not {what}"));
    }
}

/// Whether a value is an array or an object where the type is one, and neither where it is not.
fn same_kind(ty: &Type, value: &Value) -> bool {
    match ty {
        Type::Array(_) => value.is_array(),
        Type::Map(_) | Type::Entity(_) => value.is_object(),
        _ => !value.is_array() && !value.is_object(),
    }
}

fn scalar_fits(ty: &Type, value: &Value) -> bool {
    match (ty, value) {
        (Type::Bool, Value::Bool(_)) | (Type::Double, Value::Number(_)) => true,
        (Type::Int32, value) => whole(value).is_some_and(|number| i32::try_from(number).is_ok()),
        (Type::Int64, value) => whole(value).is_some(),
        (Type::String | Type::Enum(_) | Type::Bytes, Value::String(_)) => true,
        (Type::DateTime, Value::String(text)) => date::is_date(text),
        _ => false,
    }
}

/// The value of an integer, also if it is written as `5.0`.
fn whole(value: &Value) -> Option<i64> {
    let number = value.as_number()?;
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    number.as_i64().or_else(|| {
        number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 9e15).map(|float| float as i64)
    })
}

fn kind(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "a boolean".to_owned(),
        Value::Number(number) => format!("the number {number}"),
        Value::String(_) => "this text".to_owned(),
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}
