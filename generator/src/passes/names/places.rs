//! The places that use a type without a name, and what each of them calls it.
//!
//! In: the model. Out: the [`Places`] of every type. Does not choose a name.

use std::collections::{BTreeMap, BTreeSet};

use super::words::{PREPOSITIONS, pascal, share_a_word, singular, words};
use crate::model::{Api, Entity, EntityId, Operation, Origin, Type};

/// Verbs of operations that return a thing; the rest of the name says what it is.
const GETTERS: &[&str] = &["GetAll", "GetMy", "Get", "FindAll", "Find", "CreateDefault"];

/// The end of a name that suits any item of a list.
pub(super) const LIST_ITEM: &str = "ListItem";

/// The places where a type is used.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// The names that properties of other types have for it, in the singular, and how many properties use each.
    properties: BTreeMap<String, usize>,
    /// The same for properties of requests.
    arguments: BTreeMap<String, usize>,
    /// The operations whose request it is.
    pub(super) requests: BTreeSet<String>,
    /// The names that operations returning it have for it, with the resources of these operations.
    gets: BTreeMap<String, BTreeSet<String>>,
    /// Operations that return it without saying what it is, as `...Result`, with their resources.
    results: BTreeMap<String, BTreeSet<String>>,
    /// Whether a property or response holds a single one of it.
    pub(super) single: bool,
    /// The types that have it as a property; if there are none, the resources and agents that return it.
    pub(super) owners: BTreeSet<String>,
    /// The resources and agents that these types belong to.
    areas: BTreeSet<String>,
}

/// The names that the places of a type have for it.
pub(super) struct Nouns {
    /// The nouns, and how many places use each.
    pub(super) nouns: BTreeMap<String, usize>,
    /// Whether an unrelated resource returns the type, so that its properties alone cannot name it.
    pub(super) strangers: bool,
}

impl Places {
    /// The nouns of properties; if there are none, those of requests, then those of operations. An operation of an
    /// unrelated resource that shares no word with the properties adds its own noun.
    pub(super) fn nouns(&self) -> Nouns {
        let count = |found: &BTreeMap<String, BTreeSet<String>>| -> BTreeMap<String, usize> {
            found.iter().map(|(noun, resources)| (noun.clone(), resources.len())).collect()
        };
        let own = if self.properties.is_empty() { &self.arguments } else { &self.properties };
        if own.is_empty() {
            let nouns = if self.gets.is_empty() { count(&self.results) } else { count(&self.gets) };
            return Nouns { nouns, strangers: false };
        }
        let is_strange = |(noun, resources): &(&String, &BTreeSet<String>)| {
            resources.is_disjoint(&self.areas) && !own.keys().any(|known| share_a_word(known, noun))
        };
        let strange: BTreeMap<String, BTreeSet<String>> =
            self.gets.iter().filter(is_strange).map(|(noun, resources)| (noun.clone(), resources.clone())).collect();
        let strangers = !strange.is_empty() || self.results.iter().any(|result| is_strange(&result));
        let mut nouns = own.clone();
        nouns.extend(count(&strange));
        Nouns { nouns, strangers }
    }

    /// The name that an operation has for the type, if it has all words of a noun and more.
    pub(super) fn more_telling(&self, noun: &str) -> Option<&str> {
        let all = words(noun);
        self.gets.keys().map(String::as_str).find(|name| {
            let said = words(name);
            said.len() > all.len() && all.iter().all(|word| said.contains(word))
        })
    }
}

/// Collects the places of all types.
pub(super) fn places(api: &Api) -> BTreeMap<EntityId, Places> {
    let mut found: BTreeMap<EntityId, Places> = BTreeMap::new();
    for operation in &api.operations {
        if let Some(Type::Entity(target)) = operation.request.as_ref().map(|body| body.ty.value.innermost()) {
            found.entry(*target).or_default().requests.insert(versioned(api, &operation.name));
        }
        let Some(body) = &operation.response else { continue };
        let Type::Entity(target) = body.ty.value.innermost() else { continue };
        let places = found.entry(*target).or_default();
        let single = matches!(body.ty.value, Type::Entity(_));
        places.single |= single;
        let resource = bare(&operation.controller).to_owned();
        let (found, noun) = match answer(api, operation, !single) {
            Answer::Thing(noun) => (&mut places.gets, noun),
            Answer::Result(result) => (&mut places.results, result),
        };
        found.entry(noun).or_default().insert(resource);
    }
    let owners = api.entities.map(|id, entity| owner(api, entity, found.get(&id)));
    for (id, entity) in api.entities.with_ids() {
        let (owner, areas) = &owners[id];
        for property in &entity.properties {
            let Type::Entity(target) = property.ty.value.innermost() else { continue };
            // A fixup refers to a type by its name, so it must not change that name.
            if *target == id || property.ty.is_fixed() {
                continue;
            }
            let places = found.entry(*target).or_default();
            places.single |= matches!(property.ty.value, Type::Entity(_));
            let is_argument = entity.origin == Origin::Carrier;
            let found = if is_argument { &mut places.arguments } else { &mut places.properties };
            *found.entry(singular(&pascal(&property.name))).or_default() += 1;
            places.owners.extend(Some(owner.clone()).filter(|owner| !owner.is_empty()));
            places.areas.extend(areas.iter().cloned());
        }
    }
    for places in found.values_mut().filter(|places| places.owners.is_empty()) {
        places.owners = places.gets.values().chain(places.results.values()).flatten().cloned().collect();
    }
    found
}

/// The name of a type as an owner of properties, and the resources or agents that it belongs to.
fn owner(api: &Api, entity: &Entity, places: Option<&Places>) -> (String, BTreeSet<String>) {
    if entity.origin == Origin::Docs {
        let name = bare(&entity.name).to_owned();
        return (name.clone(), [name].into());
    }
    if let Some(operation) = api.operation(&entity.place).filter(|_| entity.origin == Origin::Carrier) {
        let resource = bare(&operation.controller).to_owned();
        let name = match answer(api, operation, true) {
            Answer::Thing(noun) => noun,
            Answer::Result(_) => resource.clone(),
        };
        return (name, [resource].into());
    }
    let Some(places) = places else { return (String::new(), BTreeSet::new()) };
    let most = places.gets.iter().max_by_key(|(noun, resources)| (resources.len(), std::cmp::Reverse(noun.len())));
    let noun = most.map(|(noun, _)| noun).or_else(|| places.results.keys().next()).cloned().unwrap_or_default();
    (noun, places.gets.values().chain(places.results.values()).flatten().cloned().collect())
}

/// What an operation returns.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    /// A thing that the operation's name states.
    Thing(String),
    /// The result of what the operation does.
    Result(String),
}

/// `GetCurrentPrincipal` returns a `CurrentPrincipal`, `GetRows` an array of `Row`, `GetRowList` of `RowListItem`, and
/// `Measure` a `MeasureResult`. Without a noun, `GetAll` and `GetList` return what their controller is about.
fn answer(api: &Api, operation: &Operation, many: bool) -> Answer {
    let name = pascal(api.version(&operation.name).map_or(&*operation.name, |(name, _)| name));
    answer_of(&operation.controller, &name, many)
}

fn answer_of(controller: &str, name: &str, many: bool) -> Answer {
    let Some(what) = got(name) else {
        return Answer::Result(format!("{}Result", if many { singular(name) } else { name.to_owned() }));
    };
    let what = match without_which(what) {
        "" => pascal(bare(controller)),
        "List" => format!("{}List", pascal(bare(controller))),
        what => what.to_owned(),
    };
    Answer::Thing(match what.strip_suffix("List").filter(|rest| many && !rest.is_empty()) {
        Some(rest) => format!("{}{LIST_ITEM}", singular(rest)),
        None if many => singular(&what),
        None => what,
    })
}

/// The part after the verb, in the name of an operation that returns a thing.
fn got(name: &str) -> Option<&str> {
    let next = |rest: &&str| rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_uppercase());
    GETTERS.iter().find_map(|getter| name.strip_prefix(getter).filter(next))
}

/// `StepsFromCode` without `FromCode`.
fn without_which(name: &str) -> &str {
    let cut = PREPOSITIONS
        .iter()
        .flat_map(|word| name.match_indices(word))
        .filter(|(at, word)| {
            let after = name.get(at + word.len()..).unwrap_or_default();
            let before = name.get(..*at).unwrap_or_default();
            after.starts_with(|c: char| c.is_ascii_uppercase())
                && before.ends_with(|c: char| c.is_ascii_lowercase())
                && !PREPOSITIONS.iter().any(|next| after.starts_with(next))
        })
        .map(|(at, _)| at)
        .min();
    cut.and_then(|at| name.get(..at)).unwrap_or(name)
}

/// The resource or agent of a controller, as `Ticket` for `TicketAgent`; or what an entity is about.
pub(super) fn bare(controller: &str) -> &str {
    ["Entity", "Agent", "List"]
        .iter()
        .find_map(|ending| controller.strip_suffix(ending))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(controller)
}

/// The name of an operation with its version spelt out: `GetRowsV2`.
fn versioned(api: &Api, name: &str) -> String {
    api.version(name).map_or_else(|| name.to_owned(), |(name, number)| format!("{name}V{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers() {
        for (name, many, expected) in [
            ("GetCurrentPrincipal", false, "CurrentPrincipal"),
            ("GetRows", true, "Row"),
            ("GetRowList", true, "RowListItem"),
            ("GetList", true, "ThingListItem"),
            ("GetAll", true, "Thing"),
            ("GetAllRows", true, "Row"),
            ("GetStepsFromCode", true, "Step"),
            ("GetOrderByFromCode", true, "OrderBy"),
            ("GetInformation", false, "Information"),
            ("CreateDefaultView", false, "View"),
        ] {
            assert_eq!(answer_of("ThingAgent", name, many), Answer::Thing(expected.to_owned()));
        }
        for (name, many, expected) in [
            ("CalculateDays", false, "CalculateDaysResult"),
            ("ValidateDays", true, "ValidateDayResult"),
            ("Getaway", false, "GetawayResult"),
        ] {
            assert_eq!(answer_of("ThingAgent", name, many), Answer::Result(expected.to_owned()));
        }
    }
}
