//! Reads a [`Value`].
//!
//! In: any serde `Deserializer`. Out: the value, if its parts do not take too much memory: an empty array has two bytes of
//! JSON and needs 32 bytes, and an object needs 600. This file must not know entities.

use std::fmt;

use serde_core::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::budget::{list_growth, map_growth};
use super::context::Context;

/// The seed of a value.
pub(super) struct Tree<'c>(pub(super) &'c Context<'c>);

impl<'de> DeserializeSeed<'de> for Tree<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E: Error>(self, found: bool) -> Result<Value, E> {
        Ok(Value::from(found))
    }

    fn visit_i64<E: Error>(self, found: i64) -> Result<Value, E> {
        Ok(Value::from(found))
    }

    fn visit_u64<E: Error>(self, found: u64) -> Result<Value, E> {
        Ok(Value::from(found))
    }

    fn visit_f64<E: Error>(self, found: f64) -> Result<Value, E> {
        Ok(Value::from(found))
    }

    fn visit_str<E: Error>(self, found: &str) -> Result<Value, E> {
        self.0.budget.take_text(found)?;
        Ok(Value::from(found))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut found = Vec::new();
        while let Some(item) = items.next_element_seed(Tree(self.0))? {
            self.0.budget.take(list_growth(&found))?;
            found.push(item);
        }
        Ok(Value::Array(found))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut found = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            self.0.budget.take_text(&key)?;
            self.0.budget.take(map_growth(found.len(), size_of::<(String, Value)>()))?;
            found.insert(key, members.next_value_seed(Tree(self.0))?);
        }
        Ok(Value::Object(found))
    }
}
