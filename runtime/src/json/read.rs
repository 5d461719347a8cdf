//! Reads JSON into all values.
//!
//! In: any serde `Deserializer` and a [`Slot`]. Out: the value, written through the slot. The reader is generic over
//! the deserializer only, so it is compiled once for each format and not for each entity.

use std::fmt;

use base64::Engine as _;
use serde_core::Deserialize as _;
use serde_core::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde_core::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};
use serde_json::{Number, Value};

use super::path::Trace;
use crate::encoding::BASE64;
use crate::extra::Extra;
use crate::slot::{Entity, Field, List, Slot, Text};

pub(super) struct Reader<'s, 't> {
    slot: Slot<'s>,
    trace: &'t Trace,
}

impl<'s, 't> Reader<'s, 't> {
    pub(super) fn new(slot: Slot<'s>, trace: &'t Trace) -> Self {
        Self { slot, trace }
    }

    /// Returns the place for a value that is not `null`.
    fn target(self) -> Slot<'s> {
        let mut slot = self.slot;
        while let Slot::Nullable(place) = slot {
            slot = place.some();
        }
        slot
    }
}

/// Reads into a place, without recording the path of an error.
pub(super) fn fill<'de, D: Deserializer<'de>>(slot: Slot<'_>, deserializer: D) -> Result<(), D::Error> {
    Reader::new(slot, &Trace::default()).deserialize(deserializer)
}

impl<'de> DeserializeSeed<'de> for Reader<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(expected(&self.slot))
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        match self.slot {
            Slot::Nullable(place) => place.none(),
            Slot::List(list) => list.begin(),
            Slot::Map(map) => map.begin(),
            Slot::Entity(entity) => entity.fields_mut(&mut |_, extra| extra.set_null()),
            Slot::Json(value) => *value = Value::Null,
            // The API writes `""` or `null` for "no text", depending on the property. Numbers have no such value.
            Slot::String(string) => string.clear(),
            Slot::Text(text) => text.set_text(""),
            Slot::Bytes(bytes) => bytes.clear(),
            Slot::Unit => {}
            slot @ (Slot::Bool(_) | Slot::I32(_) | Slot::I64(_) | Slot::F64(_)) => {
                return Err(E::invalid_type(Unexpected::Other("null"), &expected(&slot)));
            }
        }
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, found: bool) -> Result<(), E> {
        match self.target() {
            Slot::Bool(place) => *place = found,
            Slot::Json(place) => *place = Value::Bool(found),
            Slot::Unit => {}
            slot => return Err(E::invalid_type(Unexpected::Bool(found), &expected(&slot))),
        }
        Ok(())
    }

    fn visit_i64<E: Error>(self, found: i64) -> Result<(), E> {
        integer(self.target(), found, Unexpected::Signed(found))
    }

    fn visit_u64<E: Error>(self, found: u64) -> Result<(), E> {
        let unexpected = Unexpected::Unsigned(found);
        if let Ok(found) = i64::try_from(found) {
            return integer(self.target(), found, unexpected);
        }
        match self.target() {
            Slot::F64(place) => *place = found as f64,
            Slot::Json(place) => *place = Value::from(found),
            Slot::Text(place) => return text_number(place, Some(Number::from(found)), unexpected),
            Slot::Unit => {}
            slot @ (Slot::I32(_) | Slot::I64(_)) => return Err(E::invalid_value(unexpected, &expected(&slot))),
            slot => return Err(E::invalid_type(unexpected, &expected(&slot))),
        }
        Ok(())
    }

    fn visit_f64<E: Error>(self, found: f64) -> Result<(), E> {
        let unexpected = Unexpected::Float(found);
        match self.target() {
            Slot::F64(place) => *place = found,
            Slot::Json(place) => *place = Value::from(found),
            // Some senders write a whole number as `5.0`. The bounds, -2^31 and -2^63, and 2^31 and 2^63, are exact
            // in a double.
            Slot::I32(place) if found.fract() == 0.0 && (-2_147_483_648.0..2_147_483_648.0).contains(&found) => {
                *place = found as i32;
            }
            Slot::I64(place)
                if found.fract() == 0.0
                    && (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&found) =>
            {
                *place = found as i64;
            }
            Slot::Text(place) => return text_number(place, Number::from_f64(found), unexpected),
            Slot::Unit => {}
            slot @ (Slot::I32(_) | Slot::I64(_)) => return Err(E::invalid_value(unexpected, &expected(&slot))),
            slot => return Err(E::invalid_type(unexpected, &expected(&slot))),
        }
        Ok(())
    }

    fn visit_str<E: Error>(self, found: &str) -> Result<(), E> {
        match self.target() {
            Slot::String(place) => {
                place.clear();
                place.push_str(found);
            }
            Slot::Text(place) => place.set_text(found),
            Slot::Json(place) => *place = Value::String(found.to_owned()),
            Slot::Bytes(place) => {
                *place = BASE64.decode(found).map_err(|error| {
                    E::custom(format_args!("invalid base64 of {} characters: {error}", found.len()))
                })?;
            }
            Slot::Unit => {}
            slot => return Err(E::invalid_type(Unexpected::Str(excerpt(found)), &expected(&slot))),
        }
        Ok(())
    }

    fn visit_string<E: Error>(self, found: String) -> Result<(), E> {
        let trace = self.trace;
        match self.target() {
            Slot::String(place) => *place = found,
            Slot::Json(place) => *place = Value::String(found),
            slot => return Reader::new(slot, trace).visit_str(&found),
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let trace = self.trace;
        match self.target() {
            Slot::List(list) => {
                list.begin();
                let mut index = 0;
                // The place of an item exists only after the item is added, so the seed is the list itself.
                while items.next_element_seed(Item { list, trace }).inspect_err(|_| trace.index(index))?.is_some() {
                    index += 1;
                }
                Ok(())
            }
            Slot::Json(place) => {
                *place = Value::deserialize(SeqAccessDeserializer::new(items))?;
                Ok(())
            }
            Slot::Unit => IgnoredAny.visit_seq(items).map(drop),
            slot => Err(A::Error::invalid_type(Unexpected::Seq, &expected(&slot))),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let trace = self.trace;
        match self.target() {
            Slot::Entity(entity) => entity_members(entity, members, trace),
            Slot::Map(map) => {
                map.begin();
                while let Some(key) = members.next_key::<String>()? {
                    let mut result = Ok(());
                    let kept = map.insert(key, &mut |slot| {
                        result = members.next_value_seed(Reader::new(slot, trace));
                        result.is_ok()
                    });
                    if let Err(key) = kept {
                        trace.key(key);
                    }
                    result?;
                }
                Ok(())
            }
            Slot::Json(place) => {
                *place = Value::deserialize(MapAccessDeserializer::new(members))?;
                Ok(())
            }
            Slot::Unit => IgnoredAny.visit_map(members).map(drop),
            slot => Err(A::Error::invalid_type(Unexpected::Map, &expected(&slot))),
        }
    }
}

/// The seed for one item of a list.
struct Item<'s, 't> {
    list: &'s mut dyn List,
    trace: &'t Trace,
}

impl<'de> DeserializeSeed<'de> for Item<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(Reader::new(self.list.push(), self.trace))
    }
}

fn integer<E: Error>(slot: Slot<'_>, found: i64, unexpected: Unexpected<'_>) -> Result<(), E> {
    match slot {
        Slot::I32(place) => match i32::try_from(found) {
            Ok(found) => *place = found,
            Err(_) => return Err(E::invalid_value(unexpected, &expected(&Slot::I32(place)))),
        },
        Slot::I64(place) => *place = found,
        Slot::F64(place) => *place = found as f64,
        Slot::Json(place) => *place = Value::from(found),
        Slot::Text(place) => return text_number(place, Some(Number::from(found)), unexpected),
        Slot::Unit => {}
        slot => return Err(E::invalid_type(unexpected, &expected(&slot))),
    }
    Ok(())
}

fn text_number<E: Error>(place: &mut dyn Text, found: Option<Number>, unexpected: Unexpected<'_>) -> Result<(), E> {
    if found.is_some_and(|number| place.set_number(&number)) {
        return Ok(());
    }
    Err(E::invalid_type(unexpected, &expected(&Slot::Text(place))))
}

fn entity_members<'de, A: MapAccess<'de>>(
    entity: &mut dyn Entity,
    mut members: A,
    trace: &Trace,
) -> Result<(), A::Error> {
    let keys = entity.table().keys;
    let mut result = Ok(());
    entity.fields_mut(&mut |fields, extra| result = field_members(keys, fields, extra, &mut members, trace));
    result
}

fn field_members<'de, A: MapAccess<'de>>(
    keys: &'static [&'static str],
    fields: &mut [&mut dyn Field],
    extra: &mut Extra,
    members: &mut A,
    trace: &Trace,
) -> Result<(), A::Error> {
    let mut next = 0;
    // Nearly all properties are among the first 63. Their bits are set together at the end.
    let mut seen = 0;
    while let Some(key) = members.next_key_seed(KeySeed { keys, next })? {
        match key {
            Key::Known(index) => {
                match Extra::inline_bit(index) {
                    Some(bit) => seen |= bit,
                    None => extra.set_seen(index, true),
                }
                let slot = fields.get_mut(index).map_or(Slot::Unit, |field| field.slot());
                if let Err(error) = members.next_value_seed(Reader::new(slot, trace)) {
                    trace.key(keys.get(index).copied().unwrap_or_default());
                    return Err(error);
                }
                next = index + 1;
            }
            Key::Unknown(name) => match members.next_value::<Value>() {
                Ok(value) => {
                    extra.insert(name, value);
                }
                Err(error) => {
                    trace.key(name);
                    return Err(error);
                }
            },
        }
    }
    extra.add_inline(seen);
    Ok(())
}

enum Key {
    Known(usize),
    Unknown(String),
}

/// Finds a property without copying its name. The server writes properties in the order of the documentation, so the
/// name is nearly always that of the next property.
struct KeySeed {
    keys: &'static [&'static str],
    next: usize,
}

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property name")
    }

    fn visit_str<E: Error>(self, found: &str) -> Result<Key, E> {
        if self.keys.get(self.next).is_some_and(|key| *key == found) {
            return Ok(Key::Known(self.next));
        }
        Ok(match self.keys.iter().position(|key| *key == found) {
            Some(index) => Key::Known(index),
            None => Key::Unknown(found.to_owned()),
        })
    }
}

/// Returns the kind of value that a place accepts, for error messages.
fn expected(slot: &Slot<'_>) -> &'static str {
    match slot {
        Slot::Unit => "anything",
        Slot::Bool(_) => "a boolean",
        Slot::I32(_) => "a 32-bit integer",
        Slot::I64(_) => "a 64-bit integer",
        Slot::F64(_) => "a number",
        Slot::String(_) | Slot::Text(_) => "a string",
        Slot::Bytes(_) => "a base64 string",
        Slot::Json(_) | Slot::Nullable(_) => "a JSON value",
        Slot::List(_) => "an array",
        Slot::Map(_) => "an object",
        Slot::Entity(entity) => entity.table().name,
    }
}

/// Returns enough of a string to recognise it in an error message.
fn excerpt(text: &str) -> &str {
    match text.char_indices().nth(80) {
        Some((end, _)) => text.get(..end).unwrap_or(text),
        None => text,
    }
}
