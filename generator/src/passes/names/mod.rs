//! Names for types that the docs do not name.
//!
//! ```text
//! the request body of `SaveFoo`                 ->  `SaveFooRequest`
//! a request body of several operations          ->  the common part of their names, with `Request`
//! the response of `GetCurrentFoo`               ->  `CurrentFoo`
//! elements of the response of `GetFooList`      ->  `FooListItem`
//! the response of `CalculateFoo`                ->  `CalculateFooResult`
//! elements of `Persons`, values of it           ->  `Person`
//! the same in `BarEntity`, if `Person` is taken ->  `BarPerson`
//! elements of `Values` of a `FooEntity`         ->  `FooValue`: `Value` alone says too little
//! elements of `MobilePhones` and `Phones`       ->  `Phone`: the noun that all places share
//! elements of `Tags` and `Marks`                ->  `MarkOrTag`
//! elements of four unlike properties            ->  `ValueAndUnit`: its own two or three scalar properties
//! the same, with more scalar properties         ->  `ListItem`
//! values of `Slevel`                            ->  `Slevel`
//! ```
//!
//! Every type has a list of names to try, best first. A name that is already taken, or that two types would
//! take, is given to neither; each takes its next one.

use std::collections::{BTreeMap, BTreeSet};

use self::places::{Places, places};
use self::wishes::wishes;
use crate::diagnostics::Diagnostics;
use crate::model::{Api, EntityId, Origin, Word};

mod enums;
mod places;
mod wishes;
mod words;

/// Names every entity and makes the names of enumerations unique.
pub(super) fn run(api: &mut Api, _: &mut Diagnostics) {
    let places = places(api);
    let none = Places::default();
    let unnamed: Vec<Asking<EntityId>> = api
        .entities
        .with_ids()
        // `called-after` has already named some of them.
        .filter(|(_, entity)| entity.origin != Origin::Docs && entity.name.is_empty())
        .map(|(id, entity)| {
            let places = places.get(&id).unwrap_or(&none);
            Asking { id, single: places.single, wishes: wishes(api, entity, places) }
        })
        .collect();
    let mut used: BTreeSet<String> = reserved(api).iter().map(|name| name.to_ascii_lowercase()).collect();
    for (id, name) in grant(unnamed, &mut used) {
        api.entities[id].name = name;
    }
    enums::run(api);
}

/// A type without a name.
struct Asking<I> {
    id: I,
    /// Whether a property or response holds a single one of it. It takes precedence over types that are only elements
    /// of arrays.
    single: bool,
    /// The names to try, best first.
    wishes: Vec<String>,
}

/// Gives each type its first name that no other type wants in the same round. If none is free, the last one gets a
/// number.
fn grant<I: Copy>(mut asking: Vec<Asking<I>>, used: &mut BTreeSet<String>) -> Vec<(I, String)> {
    let mut granted = Vec::new();
    let rounds = asking.iter().map(|asking| asking.wishes.len()).max().unwrap_or_default();
    for round in 0..rounds {
        let mut wanted: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for asking in &asking {
            if let Some(wish) = asking.wishes.get(round) {
                let rivals = wanted.entry(wish.to_ascii_lowercase()).or_default();
                rivals.0 += 1;
                rivals.1 += usize::from(asking.single);
            }
        }
        let mut left = Vec::new();
        for asking in asking {
            let wins = |wish: &&String| {
                let (all, single) = wanted.get(&wish.to_ascii_lowercase()).copied().unwrap_or_default();
                all == 1 || (single == 1 && asking.single)
            };
            match asking.wishes.get(round).filter(wins) {
                Some(wish) if used.insert(wish.to_ascii_lowercase()) => granted.push((asking.id, wish.clone())),
                _ => left.push(asking),
            }
        }
        asking = left;
    }
    for Asking { id, wishes, .. } in asking {
        granted.push((id, unique(used, wishes.last().cloned().unwrap_or_else(|| "Unnamed".to_owned()))));
    }
    granted
}

fn unique(used: &mut BTreeSet<String>, base: String) -> String {
    let mut name = base.clone();
    let mut number = 2;
    while !used.insert(name.to_ascii_lowercase()) {
        name = format!("{base}{number}");
        number += 1;
    }
    name
}

/// Every name that the docs use for a type, described or not: a later page may describe it.
fn reserved(api: &Api) -> BTreeSet<String> {
    let described = api.entities.iter().map(|entity| &entity.name).filter(|name| !name.is_empty()).cloned();
    let twins = api.entities.iter().flat_map(|entity| entity.twins.iter().cloned());
    let stated =
        api.entities.iter().flat_map(|entity| &entity.properties).flat_map(|property| &property.rows).filter_map(
            |row| match &row.word.value.word {
                Word::Name(name) => Some(name.clone()),
                _ => None,
            },
        );
    described.chain(twins).chain(stated).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_two_types_want_is_given_to_neither() {
        let wishes = |list: &[&str]| list.iter().map(|wish| (*wish).to_owned()).collect::<Vec<_>>();
        let asking = [
            (false, wishes(&["Chat", "ChatItem"])),
            (false, wishes(&["Row", "FooRow"])),
            (false, wishes(&["Row", "BarRow"])),
            (false, wishes(&["Same"])),
            (false, wishes(&["Same"])),
            (false, wishes(&["Same"])),
            (false, wishes(&["Door", "DoorItem"])),
            (true, wishes(&["Key", "FooKey"])),
            (true, wishes(&["Key", "BarKey"])),
            (true, wishes(&["Company"])),
            (false, wishes(&["Company", "CompanyItem"])),
        ];
        let asking = asking.into_iter().enumerate();
        let asking = asking.map(|(id, (single, wishes))| Asking { id, single, wishes }).collect();
        let mut granted = grant(asking, &mut BTreeSet::from(["chat".to_owned()]));
        granted.sort();
        let names: Vec<&str> = granted.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "ChatItem",
                "FooRow",
                "BarRow",
                "Same",
                "Same2",
                "Same3",
                "Door",
                "FooKey",
                "BarKey",
                "Company",
                "CompanyItem"
            ]
        );
    }
}
