//! Answers calls of operations that keep a value or find a record by a key that is not an id.
//!
//! In: a checked request and the key of its operation. Out: the success or the failure, and changed values. If there is one
//! value per key, it is kept in a record whose id is a hash of the key. A value that was never written is read as the sample.

use std::sync::Arc;

use serde_json::{Value, json};

use super::stored::Call;
use super::{State, Success};
use crate::api::{Part, Place, Type};
use crate::failure::Failure;
use crate::store::{Document, Record, id_of, whole};

/// The member of a record that holds the value of a key. It is absent if the value was deleted.
const VALUE: &str = "value";

impl Call<'_> {
    /// The values of a key as texts. Comparisons of them ignore case.
    fn key(&self, parts: &[Part], value: &Value) -> Vec<String> {
        let in_path = self.mock.api.path_values(self.operation, &self.given.segments);
        let one = |part: &Part| match part.place {
            Place::Path => in_path
                .iter()
                .find(|(name, _)| *name == part.name)
                .map_or_else(String::new, |(_, text)| (*text).to_owned()),
            Place::Query => self.given.query(&part.name).unwrap_or_default().to_owned(),
            Place::Body => as_text(self.body.get(&part.name)),
            Place::Value => as_text(value.get(&part.name)),
        };
        parts.iter().map(one).collect()
    }

    /// The records with a key, with their ids.
    fn matching(&self, state: &mut State, parts: &[Part], key: &[String]) -> Vec<(i64, Record)> {
        let fits = |record: &Record| {
            parts.iter().zip(key).all(|(part, text)| {
                let found = part.property.as_ref().and_then(|name| record.value.get(name));
                found.is_some_and(|value| as_text(Some(value)).to_lowercase() == text.to_lowercase())
            })
        };
        let all = state.store.all(self.mock.maker(), self.group, &self.base);
        let with_id =
            |record: Record| Some((record.value.as_object().and_then(|one| id_of(one, &self.group.id))?, record));
        all.into_iter().filter(fits).filter_map(with_id).collect()
    }

    /// The response to a request for something that does not exist.
    fn absent(&self) -> Result<Option<Success>, Failure> {
        if self.group.is_resource && self.operation.method != http::Method::POST {
            return Err(Failure::new(404, format!("{} has no record with this key", self.group.name)));
        }
        Ok(Some(self.nothing()))
    }

    /// The value with a key, if the group keeps values: `None` if it was never written, `Some(None)` if it was deleted.
    fn kept(&self, state: &mut State, key: &[String]) -> Option<Option<Record>> {
        let record = self.get(state, number(key))?;
        let value = record.value.get(VALUE).cloned().map(Document::new);
        Some(value.map(|value| Record { value, ..record }))
    }

    pub(super) fn read_by(&self, state: &mut State, parts: &[Part]) -> Result<Option<Success>, Failure> {
        let key = self.key(parts, &Value::Null);
        let record = match &self.group.value {
            Some(_) => match self.kept(state, &key) {
                None => return Ok(None),
                Some(known) => known,
            },
            None => self.matching(state, parts, &key).into_iter().next().map(|(_, record)| record),
        };
        let Some(record) = record else { return self.absent() };
        Ok(Some(self.unless_seen(&record).unwrap_or_else(|| self.success(&record))))
    }

    pub(super) fn save_by(
        &self,
        state: &mut State,
        parts: &[Part],
        from: Option<&str>,
    ) -> Result<Option<Success>, Failure> {
        let Some(value) = from.map_or(Some(self.body), |name| self.body.get(name)).filter(|value| !value.is_null())
        else {
            return Ok(None);
        };
        let key = self.key(parts, value);
        let Some(ty) = &self.group.value else { return self.save_record(state, parts, &key, value) };
        let before = self.kept(state, &key).flatten();
        if let Some(record) = &before {
            self.if_unchanged(record)?;
        }
        let value = match (ty, value) {
            (Type::Entity(id), Value::Object(members)) => {
                let before = before.map_or_else(|| self.mock.maker().entity(*id), |record| Value::clone(&record.value));
                whole(&self.mock.api, *id, members.clone(), &before)
            }
            (_, value) => value.clone(),
        };
        self.keep(state, &key, value)
    }

    /// Stores a record: under its id, in place of the record with the key, or as a new record.
    fn save_record(
        &self,
        state: &mut State,
        parts: &[Part],
        key: &[String],
        value: &Value,
    ) -> Result<Option<Success>, Failure> {
        let found = self.matching(state, parts, key).into_iter().next();
        match &found {
            Some((_, record)) => self.if_unchanged(record)?,
            None if self.operation.method == http::Method::PUT => return self.absent(),
            None => {}
        }
        let Some(mut members) = value.as_object().cloned() else { return Ok(None) };
        let id = id_of(&members, &self.group.id).or(found.map(|(id, _)| id));
        for (part, text) in parts.iter().zip(key) {
            let property = part.property.as_ref().filter(|name| members.get(*name).is_none_or(Value::is_null));
            if let Some(name) = property {
                let number = text.parse::<i64>().ok().filter(|_| self.is_integer(name));
                members.insert(name.clone(), number.map_or_else(|| Value::from(text.as_str()), Value::from));
            }
        }
        let success = self.write(state, id, &Value::Object(members))?;
        Ok(self.returns(&Type::Entity(self.group.entity)).then_some(success))
    }

    fn is_integer(&self, property: &str) -> bool {
        let entity = self.mock.api.entities.get(self.group.entity);
        entity.and_then(|entity| entity.property(property)).is_some_and(|property| property.ty.is_integer())
    }

    /// Whether the response is a value of a type, or nothing.
    fn returns(&self, ty: &Type) -> bool {
        self.operation.response.as_ref().is_none_or(|body| body.ty == *ty)
    }

    /// Keeps the value of a key. Returns the response, unless it is a sample.
    fn keep(&self, state: &mut State, key: &[String], value: Value) -> Result<Option<Success>, Failure> {
        let kept = json!({ VALUE: value });
        let record = self.put(state, Some(number(key)), kept)?;
        let record = Record { value: Document::new(value), ..record };
        let returned = self.group.value.as_ref().is_some_and(|ty| self.returns(ty));
        Ok(returned.then(|| self.success(&record)))
    }

    pub(super) fn patch_by(&self, state: &mut State, parts: &[Part]) -> Result<Option<Success>, Failure> {
        let key = self.key(parts, &Value::Null);
        let Some(ty) = &self.group.value else {
            let Some((id, record)) = self.matching(state, parts, &key).into_iter().next() else { return self.absent() };
            self.if_unchanged(&record)?;
            return self.patch_record(state, id, &record).map(Some);
        };
        let before = match (self.kept(state, &key), ty) {
            (Some(None), _) => return self.absent(),
            (Some(Some(record)), _) => {
                self.if_unchanged(&record)?;
                Arc::clone(&record.value)
            }
            (None, Type::Entity(id)) => Document::new(self.mock.maker().entity(*id)),
            (None, _) => return Ok(None),
        };
        let value = self.patched(ty, &before)?;
        self.keep(state, &key, value)
    }

    pub(super) fn delete_by(&self, state: &mut State, parts: &[Part]) -> Result<Option<Success>, Failure> {
        let key = self.key(parts, &Value::Null);
        if self.group.value.is_some() {
            match self.kept(state, &key) {
                Some(None) => return self.absent(),
                Some(Some(record)) => self.if_unchanged(&record)?,
                None => {}
            }
            self.put(state, Some(number(&key)), json!({}))?;
            return Ok(self.deleted());
        }
        let found = self.matching(state, parts, &key);
        if found.is_empty() {
            return self.absent();
        }
        for (id, record) in found {
            self.if_unchanged(&record)?;
            self.remove(state, id)?;
        }
        Ok(self.deleted())
    }
}

/// A part of a key as a text.
fn as_text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        None | Some(Value::Null) => String::new(),
        Some(other) => other.to_string(),
    }
}

/// The id of the record that holds the value of a key.
fn number(key: &[String]) -> i64 {
    let hash = xxhash_rust::xxh3::xxh3_64(key.join("\u{1f}").to_lowercase().as_bytes());
    // Ids are positive, and small ones belong to the records that exist from the start.
    i64::try_from(hash >> 2).unwrap_or_default() | (1 << 61)
}
