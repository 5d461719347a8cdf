//! The possible names of a type without a name.
//!
//! In: the type and its [`Places`]. Out: names, best first. Does not know which of them are taken.

use std::collections::{BTreeMap, BTreeSet};

use super::places::{LIST_ITEM, Nouns, Places, bare};
use super::words::{self, common, common_noun, either, ends_with, is_common, owned, pascal, singular};
use crate::model::{Api, Entity, Operation, Origin, Type};

/// The maximum number of words in a name that is made of several.
const LONGEST: usize = 7;

/// The possible names of a type, best first.
pub(super) fn wishes(api: &Api, entity: &Entity, places: &Places) -> Vec<String> {
    match api.operation(&entity.place) {
        Some(operation) if entity.origin == Origin::Carrier => of_request(operation, places),
        _ => of_shape(entity, places),
    }
}

/// `SaveFooRequest`, or `BarSaveFooRequest` if several resources have one. A request that operations share is named
/// after what their names have in common, if that is more than a verb.
fn of_request(operation: &Operation, places: &Places) -> Vec<String> {
    let names: BTreeSet<&str> = places.requests.iter().map(String::as_str).collect();
    let verb = words::words(&operation.name).first().copied().filter(|_| names.len() > 1).unwrap_or_default();
    let name = Some(common(&names)).filter(|name| !name.is_empty() && name != verb);
    let name = name.unwrap_or_else(|| operation.name.clone());
    let short = format!("{}Request", pascal(&name));
    let owners = [bare(&operation.controller), &operation.controller];
    let long = owners.map(|owner| format!("{}{short}", pascal(owner)));
    std::iter::once(short).chain(long).collect()
}

fn of_shape(entity: &Entity, places: &Places) -> Vec<String> {
    let Nouns { mut nouns, strangers } = places.nouns();
    if nouns.is_empty() {
        nouns.insert(singular(&pascal(entity.place.rsplit('.').next().unwrap_or_default())), 1);
    }
    let different = different_things(&nouns, entity, places.single);
    let agreed = agreed(&nouns);
    let mut wishes: Vec<String> = spoken_of(entity).into_iter().collect();
    match &agreed {
        Some(noun) if strangers && !noun.ends_with(LIST_ITEM) => wishes.extend(by_keys(entity).or(Some(noun.clone()))),
        Some(noun) => wishes.extend(qualified(noun, places, different)),
        None => wishes.extend(different),
    }
    let noun = agreed.unwrap_or_default();
    let first = places.owners.first().map(|owner| pascal(owner)).unwrap_or_default();
    wishes.push(format!("{}Item", owned(&first, noun.strip_suffix("Item").unwrap_or(&noun))));
    wishes.retain(|wish| !wish.is_empty());
    wishes
}

/// The `FooItem` that a third of the descriptions of its properties mention, but at least three of them.
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

/// Whether a noun is a kind of another: a `MobilePhone` is a `Phone`.
fn is_a(noun: &str, other: &str) -> bool {
    ends_with(noun, other) || ends_with(words::bare(noun), words::bare(other))
}

/// The nouns that are not a kind of another one among them.
fn heads<'a>(nouns: &BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    let shorter = |a: &str, b: &str| (a.len(), a) < (b.len(), b);
    let is_head = |noun: &str| {
        !nouns.iter().any(|other| *other != noun && is_a(noun, other) && (!is_a(other, noun) || shorter(other, noun)))
    };
    nouns.iter().copied().filter(|noun| is_head(noun)).collect()
}

/// The noun that fits all places, if there is one. Any place may hold an item of a list.
fn agreed(nouns: &BTreeMap<String, usize>) -> Option<String> {
    let all: BTreeSet<&str> = nouns.keys().map(String::as_str).collect();
    let items: BTreeSet<&str> = all.iter().copied().filter(|noun| noun.ends_with(LIST_ITEM)).collect();
    let heads = heads(&all);
    let noun = match heads.first() {
        _ if !items.is_empty() => common_noun(&items),
        Some(only) if heads.len() == 1 => (*only).to_owned(),
        _ => common_noun(&heads),
    };
    if !is_common(&noun) {
        return Some(noun).filter(|noun| !noun.is_empty());
    }
    // Of `Row`, `ArchiveRow` and `FoundArchiveRow`, the one that says enough and fits several places.
    let places =
        |noun: &str| -> usize { nouns.iter().filter(|(other, _)| is_a(other, noun)).map(|(_, count)| count).sum() };
    let telling: Vec<&&str> = all.iter().filter(|other| !is_common(other)).collect();
    let best = telling.iter().find(|best| places(best) > 1 && telling.iter().all(|other| is_a(other, best)));
    Some(best.map_or(noun, |best| (**best).to_owned()))
}

/// A noun, then names that say more, in case the noun says too little or is taken: the name that an operation has for
/// the type, all kinds of the noun, and the noun with what its owners have in common.
fn qualified(noun: &str, places: &Places, kinds: Option<String>) -> Vec<String> {
    let owners: BTreeSet<&str> = places.owners.iter().map(String::as_str).collect();
    let owner = pascal(&common(&owners));
    let item = if noun.ends_with("Item") || noun.ends_with("Result") { None } else { Some(format!("{noun}Item")) };
    let long = Some(owned(&owner, noun)).filter(|long| !owner.is_empty() && long != noun);
    let telling = places.more_telling(noun).map(str::to_owned);
    let (short, kinds) = if is_common(noun) { (None, None) } else { (Some(noun.to_owned()), kinds) };
    [short, telling, kinds, long, item].into_iter().flatten().collect()
}

/// A name for things that share only a shape: two or three things are named together, more are named by their
/// properties.
fn different_things(nouns: &BTreeMap<String, usize>, entity: &Entity, single: bool) -> Option<String> {
    let heads = heads(&nouns.keys().map(String::as_str).collect());
    let either = Some(either(&heads)).filter(|name| words::words(name).len() <= LONGEST);
    match heads.len() {
        0 | 1 => None,
        2 => either.or_else(|| by_keys(entity)),
        3 => by_keys(entity).or(either),
        _ => by_keys(entity),
    }
    .or_else(|| (heads.len() > 1).then(|| if single { "SharedItem" } else { LIST_ITEM }.to_owned()))
}

/// `ValueAndUnit`: names a type after its two or three plain properties. `RoundedValue` beside `Value` counts as the
/// same.
fn by_keys(entity: &Entity) -> Option<String> {
    let plain = |ty: &Type| !matches!(ty.innermost(), Type::Entity(_) | Type::Open(_));
    let keys: BTreeSet<&str> = entity
        .properties
        .iter()
        .filter(|property| plain(&property.ty.value))
        .map(|property| property.name.as_str())
        .collect();
    let order = entity.properties.iter().map(|property| property.name.as_str());
    let order = order.filter(|name| keys.contains(name));
    let own: Vec<String> =
        order.filter(|name| !keys.iter().any(|key| key != name && ends_with(name, key))).map(pascal).collect();
    match own.as_slice() {
        [a, b] => Some(format!("{a}And{b}")),
        [a, b, c] => Some(format!("{a}{b}And{c}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(noun: &str, owners: &[&str], kinds: Option<&str>, expected: &[&str]) {
        let mut places = Places::default();
        places.owners.extend(owners.iter().map(|owner| (*owner).to_owned()));
        assert_eq!(qualified(noun, &places, kinds.map(str::to_owned)), expected);
    }

    #[test]
    fn a_noun_is_qualified_by_its_owners() {
        check("Phone", &[], None, &["Phone", "PhoneItem"]);
        check(
            "Phone",
            &["Contact"],
            Some("DirectOrMobilePhone"),
            &["Phone", "DirectOrMobilePhone", "ContactPhone", "PhoneItem"],
        );
        check("Phone", &["Contact", "Person"], None, &["Phone", "PhoneItem"]);
        check("Phone", &["Phone"], None, &["Phone", "PhoneItem"]);
        check("PhoneItem", &[], None, &["PhoneItem"]);
        check("PhoneResult", &[], None, &["PhoneResult"]);
        check("Row", &["Archive"], Some("FoundOrHiddenRow"), &["ArchiveRow", "RowItem"]);
    }
}
