//! Makes values: the documented sample where it has the documented type, otherwise a value made from the type.
//!
//! In: a type and a seed. Out: a value that has the type. The same seed gives the same value.

use serde_json::{Map, Number, Value, json};

use crate::api::{Api, Body, Entity, Sample, Type};

/// How deep objects are nested in a value that is made. Further objects are `null`.
const DEPTH: usize = 2;

/// Makes values for one server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Maker<'a> {
    pub(crate) api: &'a Api,
    pub(crate) seed: u64,
}

impl Maker<'_> {
    /// The value of a body: its sample if it has the type.
    pub(crate) fn body(self, body: &Body, name: &str) -> Value {
        let sample = body.sample.as_ref().map(Sample::value);
        let sample = sample.filter(|sample| !sample.is_null() && self.api.problems(&body.ty, sample).is_empty());
        sample.unwrap_or_else(|| match &body.ty {
            Type::Entity(id) => self.entity(*id),
            ty => self.value(ty, name, DEPTH),
        })
    }

    /// A value of an object type, with all properties.
    pub(crate) fn entity(self, id: usize) -> Value {
        match self.api.entities.get(id) {
            Some(Entity { sample: Some(sample), .. }) => sample.value(),
            Some(entity) => self.members(entity, DEPTH),
            None => Value::Null,
        }
    }

    /// A value of a type without objects in it.
    pub(crate) fn scalar(self, ty: &Type, name: &str) -> Value {
        match ty {
            Type::Array(element) => self.scalar(element, name),
            ty => self.value(ty, name, 0),
        }
    }

    fn members(self, entity: &Entity, depth: usize) -> Value {
        let one = |property: &crate::api::Property| {
            let name = format!("{}.{}", entity.name, property.name);
            (property.name.clone(), self.value(&property.ty, &name, depth))
        };
        Value::Object(entity.properties.iter().map(one).collect())
    }

    /// A value of a type. `name` is that of the property, and gives each one another value.
    fn value(self, ty: &Type, name: &str, depth: usize) -> Value {
        let number = xxhash_rust::xxh3::xxh3_64_with_seed(name.as_bytes(), self.seed);
        match ty {
            Type::Any | Type::Nothing => Value::Null,
            Type::Bool => Value::Bool(number & 1 == 1),
            Type::Int32 | Type::Int64 => Value::Number(Number::from(number % 900 + 1)),
            Type::Double => json!((number % 90_000) as f64 / 100.0),
            Type::String => Value::String(format!("text {}", number % 1000)),
            Type::DateTime => {
                Value::String(format!("2026-{:02}-{:02}T10:00:00", number % 12 + 1, number / 12 % 28 + 1))
            }
            Type::Bytes => Value::String("bW9jaw==".to_owned()),
            Type::Enum(id) => {
                let words = self.api.enums.get(*id).map_or(&[][..], |known| &known.words);
                let at = usize::try_from(number).unwrap_or_default().checked_rem(words.len());
                words.get(at.unwrap_or_default()).map_or(Value::Null, |word| Value::String(word.clone()))
            }
            Type::Array(element) if depth > 0 => match self.value(element, name, depth - 1) {
                Value::Null => Value::Array(Vec::new()),
                value => Value::Array(vec![value]),
            },
            Type::Array(_) => Value::Array(Vec::new()),
            Type::Map(_) => Value::Object(Map::new()),
            Type::Entity(id) if depth > 0 => {
                self.api.entities.get(*id).map_or(Value::Null, |entity| self.members(entity, depth - 1))
            }
            Type::Entity(_) => Value::Null,
        }
    }
}

/// Copies values of a request to the properties of a response that have the same name and a type that fits.
pub(crate) fn echo(api: &Api, ty: &Type, response: &mut Value, given: &Map<String, Value>) {
    let (Type::Entity(id), Value::Object(members)) = (ty, response) else { return };
    let Some(entity) = api.entities.get(*id) else { return };
    for (name, value) in given {
        if let Some(property) = entity.property(name)
            && api.problems(&property.ty, value).is_empty()
        {
            members.insert(property.name.clone(), value.clone());
        }
    }
}
