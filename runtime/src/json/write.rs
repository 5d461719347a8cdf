//! Writes all values as JSON.
//!
//! In: a [`View`]. Out: calls to any serde `Serializer`. Like the reader, the writer is compiled once for each format.

use serde_core::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};

use super::raw::{self, unquoted};
use super::show::is_null;
use crate::encoding::BASE64;
use crate::extra::Extra;
use crate::slot::{Entity, Field, View};

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            View::Null => serializer.serialize_unit(),
            View::Bool(value) => serializer.serialize_bool(value),
            View::I64(value) => serializer.serialize_i64(value),
            // serde_json would write `null`, which the server treats as "no value".
            View::F64(value) if !value.is_finite() => {
                Err(S::Error::custom(format_args!("{value} cannot be written as a JSON number")))
            }
            View::F64(value) => serializer.serialize_f64(value),
            View::Str(value) => serializer.serialize_str(value),
            View::Bytes(value) => serializer.collect_str(&base64::display::Base64Display::new(value, &BASE64)),
            View::Json(text) => raw::serialize(text, serializer),
            View::Value(value) => value.serialize(serializer),
            View::Number(text) => number(text, serializer),
            View::List(list) => {
                let count = list.count();
                let mut items = serializer.serialize_seq(Some(count))?;
                for view in (0..count).filter_map(|index| list.item(index)) {
                    items.serialize_element(&view)?;
                }
                items.end()
            }
            View::Map(map) => {
                let mut members = serializer.serialize_map(Some(map.count()))?;
                let mut result = Ok(());
                map.each(&mut |key, view| {
                    result = members.serialize_entry(key, &view);
                    result.is_ok()
                });
                result?;
                members.end()
            }
            View::Entity(entity) => write_entity(entity, serializer),
        }
    }
}

/// Writes the text of a number.
pub(super) fn number<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if let Ok(value) = text.parse::<i64>() {
        serializer.serialize_i64(value)
    } else if let Ok(value) = text.parse::<u64>() {
        serializer.serialize_u64(value)
    } else if let Ok(value) = text.parse::<f64>() {
        View::F64(value).serialize(serializer)
    } else {
        serializer.serialize_str(text)
    }
}

fn write_entity<S: Serializer>(entity: &dyn Entity, serializer: S) -> Result<S::Ok, S::Error> {
    let keys = entity.table().keys;
    entity
        .lent(|fields, extra| write_fields(keys, fields, extra, serializer))
        .unwrap_or_else(|| Err(S::Error::custom("the entity does not lend its fields")))
}

fn write_fields<S: Serializer>(
    keys: &[&str],
    fields: &[&dyn Field],
    extra: &Extra,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if is_null(fields, extra) {
        return serializer.serialize_unit();
    }
    let mut members = serializer.serialize_map(None)?;
    for (index, (key, field)) in keys.iter().zip(fields).enumerate() {
        let view = field.view();
        if matches!(view, View::Null) && !extra.saw(index) {
            continue;
        }
        members.serialize_entry(key, &view)?;
    }
    for (name, value) in extra.members() {
        let name = unquoted(name);
        if !keys.contains(&&*name) {
            members.serialize_entry(&name, &View::Json(value))?;
        }
    }
    members.end()
}
