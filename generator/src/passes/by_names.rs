//! Finds entities by the names of their properties, for the passes that find a table or an object without a name.
//!
//! In: names in the order of a table or of an object. Out: the entities that have exactly these properties, or these
//! and the ones that only the server sets. If several have them, the name of the call or of the property decides.

use std::collections::BTreeMap;

use crate::model::{Api, EntityId, Origin};

/// The maximum number of properties that only the server sets: a request table that lacks more is of another type.
pub(super) const READ_ONLY_AT_MOST: usize = 3;

/// A table with at least this many rows can lack one and still be told apart from others.
const MANY_ROWS: usize = 5;

/// Entities by their ordered names, with and without the properties that only the server sets.
#[derive(Default)]
pub(super) struct ByNames(BTreeMap<String, Vec<EntityId>>);

impl ByNames {
    /// Adds an entity, also if it has gained names since it was last added.
    pub(super) fn remember(&mut self, api: &Api, id: EntityId) {
        let own = api.entities[id].properties.iter().filter(|property| property.only_in.is_none());
        let names: Vec<String> = own.map(|property| property.name.clone()).collect();
        for names in [reduce(api, &names), key(&names)] {
            let known = self.0.entry(names).or_default();
            if !known.contains(&id) {
                known.push(id);
            }
        }
    }

    /// The entities with these names; if there are none, those with these names and the ones that only the server sets.
    pub(super) fn get(&self, api: &Api, names: &[String]) -> Option<&[EntityId]> {
        self.0.get(&key(names)).or_else(|| self.0.get(&reduce(api, names))).map(Vec::as_slice)
    }

    /// The one entity that a table of a call describes: the one that the call itself returns, the only one with these
    /// names, or the one that the call is named after.
    pub(super) fn of_call(&self, api: &Api, names: &[String], call: &str, own: Option<EntityId>) -> Option<EntityId> {
        let candidates = self.get(api, names)?;
        if let Some(own) = own.filter(|own| candidates.contains(own)) {
            return Some(own);
        }
        if names.len() < 2 {
            return None;
        }
        if let [only] = candidates {
            return Some(*only);
        }
        candidates.iter().copied().find(|id| is_about(call, &api.entities[*id].name))
    }
}

/// The entity that has all rows of a table and very few more. A row that was added to some pages and not to others, or
/// lost on one, must not split one type into two. The entity that the call itself returns takes precedence, then the one
/// that the call is named after.
pub(super) fn nearly(api: &Api, names: &[String], call: &str, own: Option<EntityId>) -> Option<EntityId> {
    let fits = |id: EntityId| {
        let few = (names.len() / 10).max(1);
        names.len() >= MANY_ROWS && has_nearly(api, names, id, few)
    };
    if let Some(own) = own.filter(|own| fits(*own)) {
        return Some(own);
    }
    let mut fitting = api.entities.ids().filter(|id| fits(*id));
    let (first, second) = (fitting.next()?, fitting.next());
    match second {
        None => Some(first),
        Some(second) => [first, second].into_iter().chain(fitting).find(|id| is_about(call, &api.entities[*id].name)),
    }
}

/// The rows of a request that the entity which its call returns lacks, if they are so few that the request sends this
/// entity: rows that were renamed or added on one side only. `None` if it sends something else.
pub(super) fn odd_rows<'a>(api: &Api, names: &'a [String], own: EntityId) -> Option<Vec<&'a String>> {
    let entity = &api.entities[own];
    let few = (names.len() / 10).max(1);
    let odd: Vec<&String> = names.iter().filter(|name| entity.property(name).is_none()).collect();
    let rows = entity.properties.iter().filter(|property| property.only_in.is_none());
    let missing = rows.filter(|row| !api.read_only.contains(&row.name) && !names.contains(&row.name)).count();
    (names.len() >= MANY_ROWS && entity.origin != Origin::Carrier && odd.len() <= few && missing <= few).then_some(odd)
}

/// The entity of an object in a sample that has only a part of the entity's rows, because rows were added after the
/// sample was made. More may be missing if the property is named after the entity.
pub(super) fn part(api: &Api, names: &[String], property: &str) -> Option<EntityId> {
    let described = |id: &EntityId| matches!(api.entities[*id].origin, Origin::Docs | Origin::Response);
    let fits = |id: &EntityId| {
        let name = &api.entities[*id].name;
        let named = !name.is_empty() && property.contains(name.as_str());
        let few = if named { names.len() / 3 } else { names.len() / 10 };
        let enough = names.len() >= if named { MANY_ROWS / 2 } else { MANY_ROWS };
        enough && has_nearly(api, names, *id, few.max(1))
    };
    let fitting: Vec<EntityId> = api.entities.ids().filter(described).filter(fits).collect();
    choose(api, &fitting, property)
}

/// Whether a table or an object lacks few rows of an entity and has no others. What only the server sets does not count.
fn has_nearly(api: &Api, names: &[String], id: EntityId, few: usize) -> bool {
    let entity = &api.entities[id];
    if entity.origin == Origin::Carrier {
        return false;
    }
    let rows = entity.properties.iter().filter(|property| property.only_in.is_none());
    let mut rows = rows.map(|property| &property.name).filter(|name| !api.read_only.contains(*name));
    let mut missing = 0;
    // The names are in the same order, so each is searched after the one before it. Most entities differ at once.
    for name in names.iter().filter(|name| !api.read_only.contains(*name)) {
        loop {
            match rows.next() {
                Some(row) if row == name => break,
                Some(_) if missing < few => missing += 1,
                _ => return false,
            }
        }
    }
    missing + rows.count() <= few
}

/// Whether a call is named after an entity and nothing else: `GetAllFoos` after `Foo`, but not `GetBarFoos`.
fn is_about(call: &str, entity: &str) -> bool {
    let verb = call.char_indices().skip(1).find(|(_, c)| c.is_uppercase());
    let Some(thing) = verb.and_then(|(at, _)| call.get(at..)) else { return false };
    let thing = thing.strip_suffix("List").unwrap_or(thing);
    let things = [Some(thing), thing.strip_prefix("All")];
    let plurals = |thing: &str| match thing.strip_prefix(entity) {
        Some("" | "s" | "es") => true,
        _ => entity.strip_suffix('y').is_some_and(|stem| thing.strip_prefix(stem) == Some("ies")),
    };
    !entity.is_empty() && things.into_iter().flatten().any(plurals)
}

/// Of several entities with the same rows, the one whose name is the longest that the hint contains.
pub(super) fn choose(api: &Api, candidates: &[EntityId], hint: &str) -> Option<EntityId> {
    match candidates {
        [] => None,
        [only] => Some(*only),
        many => {
            let mut hinted: Vec<(usize, EntityId)> = many
                .iter()
                .map(|id| (&api.entities[*id].name, *id))
                .filter(|(name, _)| !name.is_empty() && hint.contains(name.as_str()))
                .map(|(name, id)| (name.len(), id))
                .collect();
            hinted.sort();
            hinted.last().map(|(_, id)| *id)
        }
    }
}

/// The names without those that only the server sets, unless that removes too many.
pub(super) fn reduce(api: &Api, names: &[String]) -> String {
    let kept = || names.iter().filter(|name| !api.read_only.contains(*name));
    let count = kept().count();
    if names.len() - count > READ_ONLY_AT_MOST || count == 0 { key(names) } else { key(kept()) }
}

/// Joins names in their order, as a key for lookups. Each has its length, because a key of a sample may hold any
/// character.
fn key<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let mut key = String::new();
    for name in names {
        key.push_str(&name.len().to_string());
        key.push(' ');
        key.push_str(name);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Entity;

    #[test]
    fn calls_about_an_entity() {
        for call in ["GetCategories", "GetCategoryList", "GetAllCategory", "SaveCategory"] {
            assert!(is_about(call, "Category"), "{call}");
        }
        for call in ["GetSaleCategories", "GetCategoryKindList", "Get", "", "Category"] {
            assert!(!is_about(call, "Category"), "{call}");
        }
        assert!(is_about("GetBusinesses", "Business"));
        assert!(!is_about("GetBusinesses", ""));
    }

    #[test]
    fn the_longest_name_in_the_hint_is_chosen() {
        let mut api = Api::default();
        let mut entity = |name: &str| api.entities.push(Entity::new(name.to_owned(), Origin::Docs, String::new()));
        let (lamp, short, other, unnamed) = (entity("LampShade"), entity("Lamp"), entity("Door"), entity(""));
        assert_eq!(choose(&api, &[], "GetLamp"), None);
        assert_eq!(choose(&api, &[other], "GetLamp"), Some(other), "a single candidate is always chosen");
        assert_eq!(choose(&api, &[short, lamp, other], "GetLampShades"), Some(lamp));
        assert_eq!(choose(&api, &[short, lamp, other], "GetLamps"), Some(short));
        assert_eq!(choose(&api, &[lamp, other], "GetLamps"), None);
        assert_eq!(choose(&api, &[unnamed, other], "GetLamps"), None, "every hint contains the empty name");
    }
}
