//! Names for what the docs do not name.
//!
//! ```text
//! the carrier of `SaveFoo`                ->  `SaveFooRequest`
//! the response of `GetCurrentFoo`         ->  `CurrentFoo`
//! the response of `CalculateFoo`          ->  `CalculateFooResult`
//! elements of `Persons`, values of it     ->  `Person`, or `PersonItem` if a `Person` is described
//! elements of `Values` of a `FooEntity`   ->  `FooValue`: a bare common word says too little
//! words of `Slevel`                       ->  `Slevel`
//! ```
//!
//! Rows that keep speaking of one `FooItem` name their type; otherwise, of several places the name that most of them suggest is taken. Every type has a list of wishes; a wish that two have,
//! or that something else is called, is nobody's, and both go on to their next.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::Diagnostics;
use crate::model::{Api, Entity, EntityId, EnumId, Operation, Origin, Type, Word};

/// Words that say nothing without the name of what they belong to.
const COMMON: &[&str] = &[
    "Access",
    "Action",
    "Actions",
    "Code",
    "Column",
    "Content",
    "Data",
    "Date",
    "Day",
    "Detail",
    "Element",
    "Entry",
    "Field",
    "Flags",
    "Format",
    "Group",
    "Info",
    "Item",
    "Key",
    "Kind",
    "Label",
    "Level",
    "Line",
    "List",
    "Mask",
    "Mode",
    "Name",
    "Object",
    "Option",
    "Parameter",
    "Place",
    "Record",
    "Request",
    "Response",
    "Result",
    "Row",
    "Rule",
    "State",
    "Status",
    "Text",
    "Type",
    "Value",
    "Version",
];

/// Beginnings of operations that say how a thing is come by, not what it is.
const GETTERS: &[&str] = &["GetAll", "GetMy", "Get", "FindAll", "Find", "CreateDefault"];

/// Words after which an operation says which things it means.
const WHICH: &[&str] = &["By", "From", "For", "With", "On", "In", "At"];

/// Names every entity and makes the names of enumerations unique.
pub(super) fn run(api: &mut Api, _: &mut Diagnostics) {
    let places = places(api);
    let none = Places::default();
    let unnamed: Vec<Asking<EntityId>> = api
        .entities
        .with_ids()
        // `called-after` has named some of them.
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
    enums(api);
}

/// A type without a name.
struct Asking<I> {
    id: I,
    /// Whether it stands somewhere alone, so that a name in the singular is its own.
    single: bool,
    /// What it might be called, best first.
    wishes: Vec<String>,
}

/// Gives each its first wish that it alone has; the last wish is numbered if need be.
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

/// Every name the docs use for a type, described or not: ours must not take one that a later page may describe.
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

/// Where an entity stands.
#[derive(Debug, Default)]
struct Places {
    /// Names of properties it is in, as singulars, and how often each.
    properties: BTreeMap<String, usize>,
    /// Names of what operations answer with it, likewise.
    operations: BTreeMap<String, usize>,
    /// Whether it stands somewhere alone.
    single: bool,
    /// Names of what is there that are no singular yet, for want of a better one.
    whole: BTreeSet<String>,
    /// Entities, resources and agents it belongs to.
    owners: BTreeSet<String>,
}

fn places(api: &Api) -> BTreeMap<EntityId, Places> {
    let mut found: BTreeMap<EntityId, Places> = BTreeMap::new();
    for operation in &api.operations {
        let Some(body) = &operation.response else { continue };
        let Type::Entity(target) = body.ty.value.innermost() else { continue };
        let places = found.entry(*target).or_default();
        let array = matches!(body.ty.value, Type::Array(_));
        places.single |= !array;
        let name = pascal(&operation.name);
        if GETTERS.contains(&name.as_str()) {
            // A bare `GetAll` gets what its controller is about.
            *places.operations.entry(pascal(bare(&operation.controller))).or_default() += 1;
        } else {
            *places.operations.entry(answer(&operation.name, array)).or_default() += 1;
            places.whole.insert(got(&name).unwrap_or(&operation.name).to_owned());
        }
        places.owners.insert(bare(&operation.controller).to_owned());
    }
    let answers: BTreeMap<EntityId, String> =
        found.iter().filter_map(|(id, places)| Some((*id, nouns(places).into_iter().next()?))).collect();
    for (id, entity) in api.entities.with_ids() {
        for property in &entity.properties {
            let Type::Entity(target) = property.ty.value.innermost() else { continue };
            if *target == id {
                continue;
            }
            let name = pascal(&property.name);
            let places = found.entry(*target).or_default();
            *places.properties.entry(singular(&name)).or_default() += 1;
            places.single |= matches!(property.ty.value, Type::Entity(_));
            places.whole.insert(name);
            if entity.origin == Origin::Docs {
                places.owners.insert(bare(&entity.name).to_owned());
            } else if let Some(answer) = answers.get(&id) {
                places.owners.insert(answer.clone());
            }
        }
    }
    found
}

/// What places call a type: properties before operations, the most frequent first, of equals the plainest.
/// `MobilePhones` speak for `Phone`, too.
fn nouns(places: &Places) -> Vec<String> {
    let mut nouns: Vec<(bool, &String, usize)> = Vec::new();
    for (operation, found) in [(false, &places.properties), (true, &places.operations)] {
        for noun in found.keys() {
            let kinds = found.iter().filter(|(kind, _)| {
                kind.strip_suffix(noun.as_str()).is_some_and(|start| !start.ends_with(|c: char| c.is_ascii_uppercase()))
            });
            nouns.push((operation, noun, kinds.map(|(_, count)| count).sum()));
        }
    }
    nouns.sort_by_key(|(operation, noun, count)| {
        (*operation, std::cmp::Reverse(*count), COMMON.contains(&noun.as_str()), capitals(noun), (*noun).clone())
    });
    let mut seen = BTreeSet::new();
    nouns.into_iter().map(|(_, noun, _)| noun.clone()).filter(|noun| seen.insert(noun.clone())).collect()
}

/// The `FooItem` that a third of the rows of a type speak of, and no fewer than three.
fn spoken_of(entity: &Entity) -> Option<String> {
    let mut words: BTreeMap<String, usize> = BTreeMap::new();
    for property in &entity.properties {
        let Some(text) = property.description() else { continue };
        let found: BTreeSet<&str> = text
            .value
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| {
                word.starts_with(|c: char| c.is_ascii_uppercase())
                    && word
                        .chars()
                        .zip(word.chars().skip(1))
                        .any(|(a, b)| a.is_ascii_lowercase() && b.is_ascii_uppercase())
                    && entity.property(word).is_none()
            })
            .collect();
        for word in found {
            *words.entry(word.to_owned()).or_default() += 1;
        }
    }
    let (word, count) = words.into_iter().max_by_key(|(word, count)| (*count, std::cmp::Reverse(word.clone())))?;
    (count >= 3 && count * 3 >= entity.properties.len()).then_some(word)
}

/// What a type might be called, best first.
fn wishes(api: &Api, entity: &Entity, places: &Places) -> Vec<String> {
    if entity.origin == Origin::Carrier
        && let Some(operation) = operation(api, &entity.place)
    {
        let what = format!("{}Request", pascal(&operation.name));
        let long = format!("{}{what}", pascal(bare(&operation.controller)));
        return vec![what, long];
    }
    let nouns = nouns(places);
    let from_place = entity.place.rsplit('.').next().unwrap_or_default();
    let noun = nouns.first().map_or_else(|| singular(&pascal(from_place)), Clone::clone);
    let item = if noun.ends_with("Item") || noun.ends_with("Result") { None } else { Some(format!("{noun}Item")) };
    let owner = places.owners.first().map(|owner| pascal(owner)).unwrap_or_default();
    let owned = if noun.starts_with(&owner) { noun.clone() } else { format!("{owner}{noun}") };
    let mut wishes: Vec<String> = spoken_of(entity).into_iter().collect();
    if COMMON.contains(&noun.as_str()) {
        if places.owners.len() == 1 {
            wishes.push(owned.clone());
        }
        wishes.extend(item.clone());
    } else {
        wishes.push(noun.clone());
        let telling = |noun: &&String| !COMMON.contains(&noun.as_str()) && !noun.ends_with("Result");
        wishes.extend(nouns.iter().skip(1).filter(telling).take(2).cloned());
        wishes.extend(item.clone());
        wishes.push(owned.clone());
    }
    if places.whole.len() == 1 {
        wishes.extend(places.whole.iter().filter(|whole| **whole != noun).map(|whole| format!("{whole}Item")));
    }
    wishes.push(if item.is_some() { format!("{owned}Item") } else { owned });
    wishes.retain(|wish| !wish.is_empty());
    wishes
}

fn capitals(name: &str) -> usize {
    name.chars().filter(char::is_ascii_uppercase).count()
}

fn operation<'a>(api: &'a Api, uid: &str) -> Option<&'a Operation> {
    api.operations
        .binary_search_by(|operation| operation.uid.value.as_str().cmp(uid))
        .ok()
        .and_then(|at| api.operations.get(at))
}

/// The resource or agent behind a controller, as in `Ticket` of `TicketAgent`; what an entity is about.
fn bare(controller: &str) -> &str {
    ["Entity", "Agent", "List"]
        .iter()
        .find_map(|ending| controller.strip_suffix(ending))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(controller)
}

/// What an operation gets, if it says so.
fn got(name: &str) -> Option<&str> {
    GETTERS
        .iter()
        .find_map(|getter| name.strip_prefix(getter).filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase())))
}

/// `GetCurrentPrincipal` answers a `CurrentPrincipal`, `GetRows` an array of `Row`, `GetRowList` of `RowItem`.
fn answer(operation: &str, array: bool) -> String {
    let name = pascal(operation);
    let Some(what) = got(&name) else {
        return format!("{}Result", if array { singular(&name) } else { name });
    };
    let what = without_which(what);
    match what.strip_suffix("List").filter(|rest| array && !rest.is_empty()) {
        Some(rest) => format!("{}Item", singular(rest)),
        None if array => singular(what),
        None => what.to_owned(),
    }
}

/// `StepsFromCode` without `FromCode`.
fn without_which(name: &str) -> &str {
    let cut = WHICH
        .iter()
        .flat_map(|word| name.match_indices(word))
        .filter(|(at, word)| {
            let after = name.get(at + word.len()..).unwrap_or_default();
            let before = name.get(..*at).unwrap_or_default();
            after.starts_with(|c: char| c.is_ascii_uppercase())
                && before.ends_with(|c: char| c.is_ascii_lowercase())
                && !WHICH.iter().any(|next| after.starts_with(next))
        })
        .map(|(at, _)| at)
        .min();
    cut.and_then(|at| name.get(..at)).unwrap_or(name)
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

/// One word list, one name; a common word, or one that several lists have, is qualified by the entity that has it.
fn enums(api: &mut Api) {
    // Described types before others, these before operations.
    let mut owners: BTreeMap<EnumId, BTreeSet<(u8, String)>> = BTreeMap::new();
    for entity in &api.entities {
        for property in &entity.properties {
            if let Type::Enum(id) = property.ty.value.innermost() {
                let owner = match (entity.origin == Origin::Carrier).then(|| operation(api, &entity.place)).flatten() {
                    Some(operation) => (2, pascal(bare(&operation.controller))),
                    None => (u8::from(entity.origin != Origin::Docs), entity.name.clone()),
                };
                owners.entry(*id).or_default().insert(owner);
            }
        }
    }
    for operation in &api.operations {
        for parameter in &operation.parameters {
            if let Type::Enum(id) = parameter.ty.value.innermost() {
                owners.entry(*id).or_default().insert((2, pascal(bare(&operation.controller))));
            }
        }
    }
    let mut asking = Vec::new();
    for (id, known) in api.enums.with_ids() {
        let short = pascal(&known.name);
        let owners = owners.get(&id);
        let owner = owners.and_then(|owners| owners.first()).map_or("", |(_, owner)| owner.as_str());
        let about = match bare(owner) {
            about if about.ends_with(&short) => about.to_owned(),
            about if short.starts_with(about) => short.clone(),
            about => format!("{about}{short}"),
        };
        let mut wishes = vec![about.clone()];
        if about.len() > short.len() && !bare(owner).ends_with(&short) {
            wishes.push(format!("{owner}{short}"));
        }
        wishes.push(format!("{about}Kind"));
        let types = owners.map_or(0, |owners| owners.iter().filter(|(class, _)| *class < 2).count());
        if !COMMON.contains(&short.as_str()) || types > 1 {
            wishes.insert(0, short);
        }
        // What a described type calls its own comes before what a parameter would make of two words.
        let single = owners.and_then(|owners| owners.first()).is_some_and(|(class, _)| *class == 0);
        asking.push(Asking { id, single, wishes });
    }
    // An entity and an enumeration of one name could not be used side by side.
    let mut used: BTreeSet<String> = api.entities.iter().map(|entity| entity.name.to_ascii_lowercase()).collect();
    for (id, name) in grant(asking, &mut used) {
        api.enums[id].name = name;
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
        assert_eq!(answer("GetRows", true), "Row");
        assert_eq!(answer("GetRowList", true), "RowItem");
        assert_eq!(answer("GetAllRows", true), "Row");
        assert_eq!(answer("GetStepsFromCode", true), "Step");
        assert_eq!(answer("GetOrderByFromCode", true), "OrderBy");
        assert_eq!(answer("GetInformation", false), "Information");
        assert_eq!(answer("CreateDefaultView", false), "View");
        assert_eq!(answer("CalculateDays", false), "CalculateDaysResult");
        assert_eq!(answer("ValidateDays", true), "ValidateDayResult");
        assert_eq!(answer("Getaway", false), "GetawayResult");
    }

    #[test]
    fn a_name_that_two_want_is_nobodys() {
        let wishes = |list: &[&str]| list.iter().map(|wish| (*wish).to_owned()).collect::<Vec<_>>();
        let asking = [
            (false, wishes(&["Chat", "ChatItem"])),
            (false, wishes(&["Row", "FooRow"])),
            (false, wishes(&["Row", "BarRow"])),
            (false, wishes(&["Same"])),
            (false, wishes(&["Same"])),
            (true, wishes(&["Company"])),
            (false, wishes(&["Company", "CompanyItem"])),
        ];
        let asking = asking.into_iter().enumerate();
        let asking = asking.map(|(id, (single, wishes))| Asking { id, single, wishes }).collect();
        let mut granted = grant(asking, &mut BTreeSet::from(["chat".to_owned()]));
        granted.sort();
        let names: Vec<&str> = granted.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["ChatItem", "FooRow", "BarRow", "Same", "Same2", "Company", "CompanyItem"]);
    }
}
