//! Names for what the docs do not name.
//!
//! ```text
//! the carrier of `SaveFoo`            ->  `SaveFooRequest`
//! the response of `GetCurrentFoo`     ->  `CurrentFoo`
//! elements of `Persons`               ->  `PersonItem`
//! values of the dictionary `Rights`   ->  `RightValue`
//! words of `Slevel`                   ->  `Slevel`
//! ```
//!
//! Where two would get the same name, each is qualified by the operation's controller or the owner of its property.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::Diagnostics;
use crate::model::{Api, Entity, EntityId, Operation, Origin, Type};

/// Names every entity and makes the names of enumerations unique.
pub(super) fn run(api: &mut Api, _: &mut Diagnostics) {
    let taken: BTreeSet<String> = reserved(api);
    let arrays = arrays(api);
    let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
    let mut names: Vec<Option<(String, String)>> = Vec::new();
    for (id, entity) in api.entities.iter().enumerate() {
        let name = (entity.origin != Origin::Docs).then(|| candidates(api, entity, arrays.contains(&EntityId(id))));
        if let Some((short, _)) = &name {
            *wanted.entry(short.to_ascii_lowercase()).or_default() += 1;
        }
        names.push(name);
    }
    let mut used: BTreeSet<String> = taken.iter().map(|name| name.to_ascii_lowercase()).collect();
    for (entity, name) in api.entities.iter_mut().zip(names) {
        let Some((short, long)) = name else { continue };
        let clash = wanted.get(&short.to_ascii_lowercase()).is_some_and(|count| *count > 1);
        let base = if clash || used.contains(&short.to_ascii_lowercase()) { long } else { short };
        entity.name = unique(&mut used, base);
    }
    enums(api);
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

/// Every name the docs use for a type, described or not: ours must not take one that a later page may describe.
fn reserved(api: &Api) -> BTreeSet<String> {
    let described =
        api.entities.iter().filter(|entity| entity.origin == Origin::Docs).map(|entity| entity.name.clone());
    let twins = api.entities.iter().flat_map(|entity| entity.twins.iter().cloned());
    let stated =
        api.entities.iter().flat_map(|entity| &entity.properties).flat_map(|property| &property.rows).filter_map(
            |row| match &row.word.value.word {
                crate::model::Word::Name(name) => Some(name.clone()),
                _ => None,
            },
        );
    described.chain(twins).chain(stated).collect()
}

fn arrays(api: &Api) -> BTreeSet<EntityId> {
    let mut found = BTreeSet::new();
    for body in api.operations.iter().flat_map(|operation| operation.response.iter()) {
        if let (Type::Array(_), Type::Entity(id)) = (&body.ty.value, body.ty.value.innermost()) {
            found.insert(*id);
        }
    }
    found
}

fn candidates(api: &Api, entity: &Entity, array: bool) -> (String, String) {
    match entity.origin {
        Origin::Carrier | Origin::Response => match operation(api, &entity.place) {
            Some(operation) => {
                let what = if entity.origin == Origin::Carrier {
                    format!("{}Request", pascal(&operation.name))
                } else {
                    answer(&operation.name, array)
                };
                let owner = owner(&operation.controller);
                let long = format!("{}{what}", pascal(owner));
                (what, long)
            }
            None => ("Unnamed".to_owned(), "Unnamed".to_owned()),
        },
        _ => {
            let (owner, property) = entity.place.rsplit_once('.').unwrap_or(("", &entity.place));
            let kind = if is_value(api, entity) { "Value" } else { "Item" };
            let what = format!("{}{kind}", singular(&pascal(property)));
            (what.clone(), format!("{}{what}", pascal(owner)))
        }
    }
}

fn operation<'a>(api: &'a Api, uid: &str) -> Option<&'a Operation> {
    api.operations
        .binary_search_by(|operation| operation.uid.value.as_str().cmp(uid))
        .ok()
        .and_then(|at| api.operations.get(at))
}

/// The resource or agent behind a controller, as in `Ticket` of `TicketAgent`.
fn owner(controller: &str) -> &str {
    controller
        .strip_suffix("Entity")
        .or_else(|| controller.strip_suffix("Agent"))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(controller)
}

/// `GetCurrentPrincipal` answers a `CurrentPrincipal`, `GetRows` an array of `Row`.
fn answer(operation: &str, array: bool) -> String {
    let name = pascal(operation);
    let bare =
        name.strip_prefix("Get").filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase())).unwrap_or(&name);
    if array {
        let bare = bare.strip_suffix("List").filter(|rest| !rest.is_empty()).unwrap_or(bare);
        format!("{}Item", singular(bare))
    } else if bare.len() < name.len() {
        bare.to_owned()
    } else {
        format!("{name}Result")
    }
}

/// Whether an entity of a place is first met as the value of a dictionary.
fn is_value(api: &Api, entity: &Entity) -> bool {
    let Some((owner, name)) = entity.place.rsplit_once('.') else { return false };
    let property = api.entities.iter().find(|known| known.name == owner).and_then(|known| known.property(name));
    property.is_some_and(|property| matches!(property.ty.value, Type::Map(_)))
}

fn pascal(text: &str) -> String {
    let mut out = String::new();
    for part in text.split(|c: char| !c.is_alphanumeric()) {
        let mut chars = part.chars();
        if let Some(first) = chars.next() {
            out.extend(first.to_uppercase());
            out.push_str(chars.as_str());
        }
    }
    out
}

/// `Persons` is many `Person`, `Categories` many `Category`, `Addresses` many `Address`; `Status` is one.
fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for ending in ["sses", "xes", "ches", "shes"] {
        if word.ends_with(ending) {
            return word.strip_suffix("es").unwrap_or(word).to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if !stem.ends_with(['s', 'u', 'i']) && !stem.is_empty() => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// One word list, one name; where lists share a name, each is qualified by the first entity that has it.
fn enums(api: &mut Api) {
    let mut owners: BTreeMap<usize, String> = BTreeMap::new();
    for entity in &api.entities {
        for property in &entity.properties {
            if let Type::Enum(id) = property.ty.value.innermost() {
                owners.entry(id.0).or_insert_with(|| entity.name.clone());
            }
        }
    }
    let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
    for known in &api.enums {
        *wanted.entry(pascal(&known.name).to_ascii_lowercase()).or_default() += 1;
    }
    let mut used = BTreeSet::new();
    for (id, known) in api.enums.iter_mut().enumerate() {
        let short = pascal(&known.name);
        let clash = wanted.get(&short.to_ascii_lowercase()).is_some_and(|count| *count > 1);
        let base = match owners.get(&id) {
            Some(owner) if clash => format!("{owner}{short}"),
            _ => short,
        };
        known.name = unique(&mut used, base);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_many() {
        for (many, one) in [
            ("Persons", "Person"),
            ("Categories", "Category"),
            ("Addresses", "Address"),
            ("Status", "Status"),
            ("Access", "Access"),
            ("Boxes", "Box"),
            ("Emails", "Email"),
            ("s", "s"),
        ] {
            assert_eq!(singular(many), one);
        }
    }

    #[test]
    fn answers() {
        assert_eq!(answer("GetCurrentPrincipal", false), "CurrentPrincipal");
        assert_eq!(answer("GetRows", true), "RowItem");
        assert_eq!(answer("CalculateDays", false), "CalculateDaysResult");
        assert_eq!(answer("Getaway", false), "GetawayResult");
    }
}
