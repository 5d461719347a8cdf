//! Reads JSON into all values.
//!
//! In: any serde `Deserializer` and a [`Slot`]. Out: the value, written through the slot. The reader is generic over
//! the deserializer only, so it is compiled once for each format and not for each entity.

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use serde_core::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};
use serde_json::{Number, Value};

use super::context::Context;
use super::raw::RawText;
use super::tree::Tree;
use super::value::Json;
use crate::encoding::BASE64;
use crate::extra::Extra;
use crate::slot::{Entity, Field, List, Open, Slot, Text};

pub(super) struct Reader<'s, 't> {
    slot: Slot<'s>,
    context: &'t Context<'t>,
}

impl<'s, 't> Reader<'s, 't> {
    pub(super) fn new(slot: Slot<'s>, context: &'t Context<'t>) -> Self {
        Self { slot, context }
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
    Reader::new(slot, &Context::of_other_format()).deserialize(deserializer)
}

impl<'de> DeserializeSeed<'de> for Reader<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.slot {
            Slot::Json(place) => open_value(place, deserializer, self.context),
            _ => deserializer.deserialize_any(self),
        }
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
            Slot::Entity(entity) => {
                self.context.budget.take(entity.boxed())?;
                entity.fields_mut(&mut |_, extra| extra.set_null());
            }
            Slot::Json(value) => value.set_json("null"),
            Slot::Value(value) => *value = Value::Null,
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
        self.deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E: Error>(self, found: bool) -> Result<(), E> {
        match self.target() {
            Slot::Bool(place) => *place = found,
            Slot::Value(place) => *place = Value::from(found),
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
            Slot::Value(place) => *place = Value::from(found),
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
            Slot::Value(place) => *place = Value::from(found),
            Slot::Text(place) => return text_number(place, Number::from_f64(found), unexpected),
            Slot::Unit => {}
            slot @ (Slot::I32(_) | Slot::I64(_)) => match whole_number(found) {
                Some(whole) => return integer(slot, whole, unexpected),
                None => return Err(E::invalid_value(unexpected, &expected(&slot))),
            },
            slot => return Err(E::invalid_type(unexpected, &expected(&slot))),
        }
        Ok(())
    }

    fn visit_str<E: Error>(self, found: &str) -> Result<(), E> {
        self.context.budget.take_text(found)?;
        match self.target() {
            Slot::String(place) => {
                place.clear();
                place.push_str(found);
            }
            Slot::Text(place) => place.set_text(found),
            Slot::Value(place) => *place = Value::from(found),
            Slot::Bytes(place) => {
                *place = BASE64.decode(found).map_err(|error| {
                    E::custom(format_args!("invalid base64 of {} characters: {error}", found.len()))
                })?;
            }
            Slot::Unit => {}
            slot @ (Slot::I32(_) | Slot::I64(_) | Slot::F64(_)) => return number_in_text(slot, found),
            Slot::Bool(place) if found.eq_ignore_ascii_case("true") => *place = true,
            Slot::Bool(place) if found.eq_ignore_ascii_case("false") => *place = false,
            slot => return Err(E::invalid_type(Unexpected::Str(excerpt(found)), &expected(&slot))),
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let context = self.context;
        match self.target() {
            Slot::List(list) => {
                list.begin();
                let mut index = 0;
                // The place of an item exists only after the item is added, so the seed is the list itself.
                while items
                    .next_element_seed(Item { list, context })
                    .inspect_err(|_| context.trace.index(index))?
                    .is_some()
                {
                    index += 1;
                }
                Ok(())
            }
            Slot::Value(place) => Tree(context).visit_seq(items).map(|value| *place = value),
            Slot::Unit => IgnoredAny.visit_seq(items).map(drop),
            slot => Err(A::Error::invalid_type(Unexpected::Seq, &expected(&slot))),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let context = self.context;
        match self.target() {
            Slot::Entity(entity) => entity_members(entity, members, context),
            Slot::Map(map) => {
                map.begin();
                while let Some(key) = members.next_key::<String>()? {
                    context.budget.take(map.growth())?;
                    context.budget.take_text(&key)?;
                    let mut result = Ok(());
                    let kept = map.insert(key, &mut |slot| {
                        result = members.next_value_seed(Reader::new(slot, context));
                        result.is_ok()
                    });
                    if let Err(key) = kept {
                        context.trace.key(&key);
                    }
                    result?;
                }
                Ok(())
            }
            Slot::Value(place) => Tree(context).visit_map(members).map(|value| *place = value),
            Slot::Unit => IgnoredAny.visit_map(members).map(drop),
            slot => Err(A::Error::invalid_type(Unexpected::Map, &expected(&slot))),
        }
    }
}

/// The seed for one item of a list.
struct Item<'s, 't> {
    list: &'s mut dyn List,
    context: &'t Context<'t>,
}

impl<'de> DeserializeSeed<'de> for Item<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.context.budget.take(self.list.growth())?;
        Reader::new(self.list.push(), self.context).deserialize(deserializer)
    }
}

/// Keeps the text of an open value.
fn open_value<'de, D: Deserializer<'de>>(
    place: &mut dyn Open,
    deserializer: D,
    context: &Context<'_>,
) -> Result<(), D::Error> {
    let text = RawText.deserialize(deserializer)?;
    context.budget.take_text(&text)?;
    place.set_json(context.original(&text).unwrap_or(&text));
    Ok(())
}

fn integer<E: Error>(slot: Slot<'_>, found: i64, unexpected: Unexpected<'_>) -> Result<(), E> {
    match slot {
        Slot::I32(place) => match i32::try_from(found) {
            Ok(found) => *place = found,
            Err(_) => return Err(E::invalid_value(unexpected, &expected(&Slot::I32(place)))),
        },
        Slot::I64(place) => *place = found,
        Slot::F64(place) => *place = found as f64,
        Slot::Value(place) => *place = Value::from(found),
        Slot::Text(place) => return text_number(place, Some(Number::from(found)), unexpected),
        Slot::Unit => {}
        slot => return Err(E::invalid_type(unexpected, &expected(&slot))),
    }
    Ok(())
}

/// Reads a number that the sender wrote as a string, such as `"17"`. The string must be a JSON number that fits.
fn number_in_text<E: Error>(slot: Slot<'_>, found: &str) -> Result<(), E> {
    let unexpected = Unexpected::Str(excerpt(found));
    let Ok(number) = serde_json::from_str::<Number>(found) else {
        return Err(E::invalid_type(unexpected, &expected(&slot)));
    };
    let whole = number.as_i64().or_else(|| number.as_f64().and_then(whole_number));
    match (slot, whole, number.as_f64()) {
        (Slot::F64(place), _, Some(double)) => {
            *place = double;
            Ok(())
        }
        (slot, Some(whole), _) => integer(slot, whole, unexpected),
        (slot, ..) => Err(E::invalid_value(unexpected, &expected(&slot))),
    }
}

/// Converts a double without a fraction, such as `5.0`. The bounds, -2^63 and 2^63, are exact in a double.
fn whole_number(double: f64) -> Option<i64> {
    let fits = (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&double);
    (fits && double.fract() == 0.0).then_some(double as i64)
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
    context: &Context<'_>,
) -> Result<(), A::Error> {
    context.budget.take(entity.boxed())?;
    let keys = entity.table().keys;
    let mut result = Ok(());
    // Objects inside this one are whole, or `null`.
    let partial = context.partial.take();
    entity.fields_mut(&mut |fields, extra| {
        extra.set_partial(partial);
        result = field_members(keys, fields, extra, &mut members, context);
    });
    context.partial.set(partial);
    result
}

fn field_members<'de, A: MapAccess<'de>>(
    keys: &'static [&'static str],
    fields: &mut [&mut dyn Field],
    extra: &mut Extra,
    members: &mut A,
    context: &Context<'_>,
) -> Result<(), A::Error> {
    extra.clear();
    let mut next = 0;
    // Nearly all properties are among the first 62. Their bits are set together at the end.
    let mut seen = 0;
    while let Some(key) = members.next_key_seed(KeySeed { keys, next })? {
        match key {
            Key::Known(index) => {
                match Extra::inline_bit(index) {
                    Some(bit) => seen |= bit,
                    None => extra.set_seen(index, true),
                }
                let slot = fields.get_mut(index).map_or(Slot::Unit, |field| field.slot());
                if let Err(error) = members.next_value_seed(Reader::new(slot, context)) {
                    context.trace.key(keys.get(index).copied().unwrap_or_default());
                    return Err(error);
                }
                next = index + 1;
            }
            Key::Unknown(name) => unknown_member(&name, extra, members, context)?,
        }
    }
    extra.add_inline(seen);
    Ok(())
}

/// Keeps the text of an undocumented property.
fn unknown_member<'de, A: MapAccess<'de>>(
    name: &str,
    extra: &mut Extra,
    members: &mut A,
    context: &Context<'_>,
) -> Result<(), A::Error> {
    let value = members.next_value_seed(RawText).inspect_err(|_| context.trace.key(name))?;
    let (name, value) = match context.member(&value) {
        Some((name, value)) => (Cow::Borrowed(name), value),
        None => (Cow::Owned(Json::from(name).as_str().to_owned()), &*value),
    };
    context.budget.take_member(extra.is_empty(), &name, value)?;
    extra.append(&name, value);
    Ok(())
}

enum Key {
    Known(usize),
    Unknown(String),
}

/// Finds a property without copying its name. The server writes properties in the order of the documentation, so the
/// name is nearly always that of the property after the previous one.
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
pub(crate) fn expected(slot: &Slot<'_>) -> &'static str {
    match slot {
        Slot::Unit => "anything",
        Slot::Bool(_) => "a boolean",
        Slot::I32(_) => "a 32-bit integer",
        Slot::I64(_) => "a 64-bit integer",
        Slot::F64(_) => "a number",
        Slot::String(_) | Slot::Text(_) => "a string",
        Slot::Bytes(_) => "a base64 string",
        Slot::Json(_) | Slot::Value(_) | Slot::Nullable(_) => "a JSON value",
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
