//! Creates documents of a type, and checks whether a document has a type.
//!
//! In: a model and a type of it. Out: documents that show each form of the type, and the answers to two questions:
//! whether the docs describe a document, and whether the crate made from them can read it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::model::{Api, EntityId, Type};

/// The depth to which documents contain other entities.
const DEPTH: usize = 3;

/// Documents of a type, the simplest ones first. Empty for an open type, because no document of it is known.
pub(super) fn documents(api: &Api, ty: &Type) -> Vec<Value> {
    of(api, ty, 0)
}

fn of(api: &Api, ty: &Type, depth: usize) -> Vec<Value> {
    match ty {
        Type::Open(_) | Type::Nothing => Vec::new(),
        Type::Bool => vec![json!(true), json!(false)],
        Type::Int32 => vec![json!(7), json!(-1), json!(i32::MAX)],
        Type::Int64 => vec![json!(7), json!(1_i64 << 40)],
        Type::Double => vec![json!(1.5), json!(7)],
        Type::String => vec![json!("text")],
        Type::DateTime => vec![json!("2026-01-31T12:00:00")],
        Type::Bytes => vec![json!("AAAA")],
        Type::Enum(id) => api.enums[*id].words.iter().map(|word| json!(word)).collect(),
        Type::Array(inner) => {
            let inner = of(api, inner, depth).into_iter().map(|value| json!([value]));
            inner.chain([json!([])]).collect()
        }
        Type::Map(inner) => {
            let inner = of(api, inner, depth).into_iter().map(|value| json!({ "key": value }));
            inner.chain([json!({})]).collect()
        }
        Type::Entity(id) => entity(api, *id, depth),
    }
}

/// Objects of an entity, each with a single property, and an empty one.
fn entity(api: &Api, id: EntityId, depth: usize) -> Vec<Value> {
    if depth >= DEPTH {
        return vec![json!({})];
    }
    let mut found: Vec<Value> = Vec::new();
    for property in &api.entities[id].properties {
        if let Some(value) = of(api, &property.ty.value, depth + 1).into_iter().next() {
            found.push(Value::Object(Map::from_iter([(property.name.clone(), value)])));
        }
    }
    found.push(json!({}));
    found
}

/// The reason why a value does not have the type that the docs describe. `None` if it has.
pub(super) fn refused(api: &Api, ty: &Type, value: &Value) -> Option<String> {
    // Any value may be null on the wire.
    if value.is_null() {
        return None;
    }
    let is = |fits: bool| (!fits).then(|| format!("`{value}` is not {}", shown(api, ty)));
    match ty {
        Type::Open(_) => None,
        Type::Nothing => Some("no value is described".to_owned()),
        Type::Bool => is(value.is_boolean()),
        Type::Int32 => is(value.as_i64().is_some_and(|number| i32::try_from(number).is_ok())),
        Type::Int64 => is(value.is_i64()),
        Type::Double => is(value.is_number()),
        Type::String => is(value.is_string()),
        Type::DateTime => is(value.as_str().is_some_and(is_date)),
        Type::Bytes => is(value.as_str().is_some_and(|text| text.len() % 4 == 0 && !text.contains(' '))),
        Type::Enum(id) => {
            let of = &api.enums[*id];
            let known = |text: &str| text.split(',').all(|word| of.words.iter().any(|one| one == word.trim()));
            let listed = value.as_str().is_some_and(known);
            (!listed).then(|| format!("`{value}` is not a listed value of `{}`", of.name))
        }
        Type::Array(inner) => match value.as_array() {
            Some(elements) => elements.iter().find_map(|element| refused(api, inner, element)),
            None => is(false),
        },
        Type::Map(inner) => match value.as_object() {
            Some(members) => members.values().find_map(|member| refused(api, inner, member)),
            None => is(false),
        },
        Type::Entity(id) => {
            let Some(members) = value.as_object() else { return is(false) };
            let of = &api.entities[*id];
            members.iter().find_map(|(name, member)| match of.property(name) {
                Some(property) => refused(api, &property.ty.value, member),
                None => Some(format!("`{}` has no property `{name}`", of.name)),
            })
        }
    }
}

/// The reason why the crate made from the docs cannot read a value as this type. `None` if it can. The crate reads more than
/// the docs describe: numbers and booleans in strings, values of enumerations that are not listed, and unknown properties.
pub(super) fn unread(api: &Api, ty: &Type, value: &Value) -> Option<String> {
    if value.is_null() {
        return None;
    }
    let is = |fits: bool| (!fits).then(|| format!("`{value}` cannot be read as {}", shown(api, ty)));
    let number = || match value {
        Value::String(text) => text.trim().parse::<serde_json::Number>().ok().and_then(|number| number.as_f64()),
        other => other.as_f64(),
    };
    let whole = |least: f64, most: f64| number().is_some_and(|n| n.fract() == 0.0 && n >= least && n <= most);
    match ty {
        Type::Open(_) | Type::Nothing => None,
        Type::Bool => {
            let word = |text: &str| ["true", "false"].iter().any(|known| text.eq_ignore_ascii_case(known));
            is(value.is_boolean() || value.as_str().is_some_and(word))
        }
        Type::Int32 => is(whole(f64::from(i32::MIN), f64::from(i32::MAX))),
        Type::Int64 => is(whole(i64::MIN as f64, i64::MAX as f64)),
        Type::Double => is(number().is_some()),
        // A text that is not a valid date, or not Base64, is kept unchanged.
        Type::String | Type::DateTime | Type::Bytes => is(value.is_string()),
        Type::Enum(_) => is(value.is_string() || value.is_i64()),
        Type::Array(inner) => match value.as_array() {
            Some(elements) => elements.iter().find_map(|element| unread(api, inner, element)),
            None => is(false),
        },
        Type::Map(inner) => match value.as_object() {
            Some(members) => members.values().find_map(|member| unread(api, inner, member)),
            None => is(false),
        },
        Type::Entity(id) => {
            let Some(members) = value.as_object() else { return is(false) };
            let of = &api.entities[*id];
            members
                .iter()
                .find_map(|(name, member)| of.property(name).and_then(|one| unread(api, &one.ty.value, member)))
        }
    }
}

/// Whether a text begins like `2026-01-31`.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits =
        |range: std::ops::Range<usize>| bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    digits(0..4) && digits(5..7) && digits(8..10) && bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-')
}

/// The readable form of a type, as in `[Contact]`.
pub(super) fn shown(api: &Api, ty: &Type) -> String {
    match ty {
        Type::Open(_) => "any value".to_owned(),
        Type::Nothing => "nothing".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::Int32 => "int32".to_owned(),
        Type::Int64 => "int64".to_owned(),
        Type::Double => "double".to_owned(),
        Type::String => "string".to_owned(),
        Type::DateTime => "date-time".to_owned(),
        Type::Bytes => "byte".to_owned(),
        Type::Enum(id) => api.enums[*id].name.clone(),
        Type::Entity(id) => api.entities[*id].name.clone(),
        Type::Array(inner) => format!("array of {}", shown(api, inner)),
        Type::Map(inner) => format!("dictionary of {}", shown(api, inner)),
    }
}

/// Whether the types of two versions are the same, apart from the contents of entities and enumerations. The pairs whose
/// contents must be compared are added to the lists.
pub(super) fn same(
    old: &Type,
    new: &Type,
    entities: &mut BTreeSet<(EntityId, EntityId)>,
    enums: &mut BTreeSet<(crate::model::EnumId, crate::model::EnumId)>,
) -> bool {
    match (old, new) {
        (Type::Entity(a), Type::Entity(b)) => {
            entities.insert((*a, *b));
            true
        }
        (Type::Enum(a), Type::Enum(b)) => {
            enums.insert((*a, *b));
            true
        }
        (Type::Array(a), Type::Array(b)) | (Type::Map(a), Type::Map(b)) => same(a, b, entities, enums),
        // The reason why a type is open is not a fact about the API.
        (Type::Open(_), Type::Open(_)) => true,
        (a, b) => a == b,
    }
}
