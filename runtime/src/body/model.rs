//! Compares the paths of a patch with the type of an entity.
//!
//! In: an empty entity, and paths or the names in an object. Out: the first name that the type does not have, with
//! similar names. This file must not know any entity: it visits properties through their [`Slot`]s.

use crate::json::raw;
use crate::json::value::Json;
use crate::slot::{Entity, Field, Slot};

/// The number of levels that are checked. A type can contain itself, so a path can have any length.
const DEPTH: usize = 32;

/// Checks a path such as `/Category/Id`.
pub(super) fn check_path(slot: Slot<'_>, path: &str) -> Result<(), String> {
    let names: Vec<String> = path.split('/').skip(1).map(|name| name.replace("~1", "/").replace("~0", "~")).collect();
    walk(slot, names.get(..DEPTH).unwrap_or(&names), "")
}

/// Checks the names in an object to merge.
pub(super) fn check_members(slot: Slot<'_>, object: &str) -> Result<(), String> {
    compare(slot, object, DEPTH)
}

fn walk(slot: Slot<'_>, names: &[String], owner: &str) -> Result<(), String> {
    let Some((name, rest)) = names.split_first() else { return Ok(()) };
    match slot {
        Slot::Nullable(place) => walk(place.some(), names, owner),
        Slot::Entity(entity) => within(entity, name, |slot| walk(slot, rest, name)),
        Slot::List(list) if name == "-" || (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())) => {
            walk(list.push(), rest, name)
        }
        Slot::List(_) => Err(format!("`{owner}` is a list: expected an index or `-`, found `{name}`")),
        Slot::Map(map) => {
            let mut result = Ok(());
            let inserted = map.insert(name.clone(), &mut |slot| {
                result = walk(slot, rest, name);
                true
            });
            inserted.and(result)
        }
        Slot::Json(_) | Slot::Value(_) | Slot::Unit => Ok(()),
        _ => Err(format!("`{owner}` has no properties, so `{name}` does not exist")),
    }
}

fn compare(slot: Slot<'_>, value: &str, depth: usize) -> Result<(), String> {
    let Some(depth) = depth.checked_sub(1) else { return Ok(()) };
    match slot {
        Slot::Nullable(place) => compare(place.some(), value, depth + 1),
        Slot::Entity(entity) => raw::members(value)
            .into_iter()
            .try_for_each(|(name, value)| within(entity, &raw::unquoted(name), |slot| compare(slot, value, depth))),
        // An object is an item to append.
        Slot::List(list) if value.starts_with('{') => compare(list.push(), value, depth),
        Slot::List(list) => {
            let items: Vec<Json> = serde_json::from_str(value).unwrap_or_default();
            items.iter().try_for_each(|item| compare(list.push(), item.as_str(), depth))
        }
        Slot::Map(map) => raw::members(value).into_iter().try_for_each(|(name, value)| {
            let mut result = Ok(());
            let inserted = map.insert(raw::unquoted(name).into_owned(), &mut |slot| {
                result = compare(slot, value, depth);
                true
            });
            inserted.and(result)
        }),
        _ => Ok(()),
    }
}

/// Passes the slot of a property to `check`. The case of the name does not matter.
fn within(
    entity: &mut dyn Entity,
    name: &str,
    check: impl FnOnce(Slot<'_>) -> Result<(), String>,
) -> Result<(), String> {
    let table = entity.table();
    let Some(index) = table.keys.iter().position(|key| key.eq_ignore_ascii_case(name)) else {
        return Err(format!("`{}` has no property `{name}`{}", table.name, similar(name, table.keys)));
    };
    let checked = entity
        .lent_mut(|fields, _| fields.get_mut(index).map_or(Ok(()), |field: &mut &mut dyn Field| check(field.slot())));
    checked.unwrap_or(Ok(()))
}

/// Lists up to three similar names, as the end of a message.
fn similar(name: &str, keys: &[&str]) -> String {
    let name = name.to_ascii_lowercase();
    let mut near: Vec<(usize, &str)> = keys
        .iter()
        .map(|key| (distance(&name, &key.to_ascii_lowercase()), *key))
        .filter(|(distance, key)| *distance <= 1 + key.len() / 4)
        .collect();
    near.sort_unstable();
    let near: Vec<String> = near.iter().take(3).map(|(_, key)| format!("`{key}`")).collect();
    if near.is_empty() { String::new() } else { format!("; similar: {}", near.join(", ")) }
}

/// The number of characters to insert, delete or replace (Levenshtein). Very long names are not compared.
fn distance(left: &str, right: &str) -> usize {
    if left.len() > 100 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (index, from) in left.chars().enumerate() {
        let mut diagonal = index;
        let mut before = index + 1;
        for (to, above) in right.chars().zip(row.iter_mut().skip(1)) {
            let cost = (diagonal + usize::from(from != to)).min(before + 1).min(*above + 1);
            diagonal = std::mem::replace(above, cost);
            before = cost;
        }
        if let Some(first) = row.first_mut() {
            *first = index + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}
