//! The properties of an entity as tables and samples show them.
//!
//! In: the names of a table, or an object of a sample. Out: an entity with these properties, in the order of the fullest
//! table, each with its values.

use crate::model::{Entity, Json, Observed, Property, Side};

/// Adds the names an entity lacks, each after its predecessor, so that the order of the fullest table is kept.
pub(super) fn extend(entity: &mut Entity, names: &[String], twin: Option<(&str, &str)>) {
    let mut after: Option<usize> = None;
    for name in names {
        match entity.properties.iter().position(|property| property.name == *name) {
            Some(at) => after = Some(at),
            None => {
                let at = after.map_or(0, |at| at + 1);
                let mut property = Property::new(name.clone());
                property.only_in = twin.filter(|(only, _)| only == name).map(|(_, twin)| twin.to_owned());
                entity.properties.insert(at, property);
                after = Some(at);
            }
        }
    }
    if let Some((_, twin)) = twin.filter(|(_, twin)| !entity.twins.iter().any(|known| known == twin)) {
        entity.twins.push(twin.to_owned());
    }
}

/// The position of something in a list, searched from a position on and then from the start: rows, keys and properties
/// are mostly in the same order.
pub(super) fn position<T>(list: &[T], from: usize, is: impl Fn(&T) -> bool) -> Option<usize> {
    let (before, after) = list.split_at_checked(from).unwrap_or((list, &[]));
    after.iter().position(&is).map(|at| before.len() + at).or_else(|| before.iter().position(is))
}

/// Adds the members of an object as observations.
pub(super) fn observe(entity: &mut Entity, object: &Json, side: Side) -> bool {
    let Some(members) = object.members() else { return false };
    let mut at = 0;
    for (key, value) in members.iter() {
        let observed = Observed { side, json: value.clone() };
        let found = position(&entity.properties, at, |property| *property.name == *key.name);
        at = found.map_or(at, |found| found + 1);
        match found.and_then(|found| entity.properties.get_mut(found)) {
            Some(property) => property.samples.push(observed),
            None => {
                let mut property = Property::new(key.name.to_string());
                property.samples.push(observed);
                entity.properties.push(property);
            }
        }
    }
    true
}
