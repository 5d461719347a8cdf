//! Names of enumerations.
//!
//! ```text
//! values of `Slevel`, everywhere                              ->  `Slevel`
//! values of `Type` of a `FooEntity`                           ->  `FooType`
//! values of `Type` of `FooSummary` and `FooEntity`            ->  `FooType`: the part that the owners have in common
//! values of `Type` of `FooEntity` and `BarEntity`             ->  `BarOrFooType`
//! values of `UserType` of a `UserInfo`                        ->  `UserType`, or `UserInfoUserType` if that is taken
//! values of the query parameter `$mode` of several resources  ->  `QueryMode`
//! ```

use std::collections::{BTreeMap, BTreeSet};

use super::places::bare;
use super::words::{bare as bare_of, common, either, is_common, owned, pascal, words};
use super::{Asking, grant};
use crate::model::{Api, EnumId, Origin, Place, Type};

/// Where an enumeration is used.
#[derive(Default)]
struct Owners {
    /// Types that the docs name.
    described: BTreeSet<String>,
    /// Types that the docs do not name.
    unnamed: BTreeSet<String>,
    /// Resources and agents whose operations have it as a parameter.
    resources: BTreeSet<String>,
    /// Whether it is a parameter of a path or a property of a request.
    in_body: bool,
}

impl Owners {
    /// The owners that describe the enumeration: types, or resources if there are none. If the name says enough by
    /// itself, only types that the docs name count, if there are any.
    fn about(&self, is_common: bool) -> BTreeSet<&str> {
        let described = self.described.iter();
        let types = described.chain(self.unnamed.iter().filter(|_| is_common || self.described.is_empty()));
        let types: BTreeSet<&str> = types.map(|owner| bare(owner)).collect();
        if types.is_empty() { self.resources.iter().map(String::as_str).collect() } else { types }
    }

    /// What all owners have in common. Types that have nothing in common but form two groups are joined by `Or`; for
    /// parameters of several resources it is `Query`.
    fn in_common(&self, is_common: bool) -> String {
        let about = self.about(is_common);
        let shared = pascal(&common(&about));
        if !shared.is_empty() || about.is_empty() {
            return shared;
        }
        if self.described.is_empty() && self.unnamed.is_empty() {
            return if self.in_body { String::new() } else { "Query".to_owned() };
        }
        let mut kinds: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for owner in about {
            kinds.entry(words(owner).first().copied().unwrap_or_default()).or_default().insert(owner);
        }
        let kinds: Vec<String> = kinds.values().map(common).collect();
        let kinds: BTreeSet<&str> = kinds.iter().map(|kind| short_of(kind)).collect();
        if kinds.len() == 2 { pascal(&either(&kinds)) } else { String::new() }
    }
}

/// `TemporaryKey` for `TemporaryKeyInfo`. `ExtraInfo` is not shortened: a single word would say too little.
fn short_of(name: &str) -> &str {
    Some(bare_of(name)).filter(|short| words(short).len() > 1).unwrap_or(name)
}

/// Gives every enumeration a unique name. A common word, or one that several enumerations want, is qualified by its
/// owners.
pub(super) fn run(api: &mut Api) {
    let owners = owners(api);
    let none = Owners::default();
    let asking = api.enums.with_ids().map(|(id, known)| {
        let owners = owners.get(&id).unwrap_or(&none);
        // A property of a type that the docs name takes precedence over a name made for a parameter.
        // So does a name of companion material.
        let own = known.is_named.then(|| pascal(&known.name));
        let wishes = own.into_iter().chain(wishes(&pascal(&known.name), owners)).collect();
        Asking { id, single: known.is_named || !owners.described.is_empty(), wishes }
    });
    let asking = asking.collect();
    // An entity and an enumeration with the same name could not be used side by side.
    let mut used: BTreeSet<String> = api.entities.iter().map(|entity| entity.name.to_ascii_lowercase()).collect();
    for (id, name) in grant(asking, &mut used) {
        api.enums[id].name = name;
    }
}

fn wishes(short: &str, owners: &Owners) -> Vec<String> {
    let shared = owners.in_common(is_common(short));
    // `UserType` of a `UserInfo` is a `UserType`.
    let said = Some(bare_of(&shared)).filter(|said| words(short).starts_with(&words(said)));
    let about = owned(said.unwrap_or(short_of(&shared)), short);
    let shared = owned(&shared, short);
    let full = owners.described.first().or(owners.unnamed.first()).map(|owner| owned(owner, short));
    let last = full.clone().unwrap_or_else(|| shared.clone());
    let plain = (!is_common(short)).then(|| short.to_owned());
    let mut wishes: Vec<String> = plain.into_iter().chain([about, shared.clone()]).chain(full).collect();
    wishes.dedup();
    // Tried again, because its rival may have another name by now.
    wishes.extend([shared, format!("{last}Kind")]);
    wishes
}

fn owners(api: &Api) -> BTreeMap<EnumId, Owners> {
    let mut found: BTreeMap<EnumId, Owners> = BTreeMap::new();
    for entity in &api.entities {
        for property in &entity.properties {
            let Type::Enum(id) = property.ty.value.innermost() else { continue };
            let owners = found.entry(*id).or_default();
            match (&entity.origin, api.operation(&entity.place)) {
                (Origin::Docs, _) => {
                    owners.described.insert(entity.name.clone());
                }
                (Origin::Carrier, Some(operation)) => {
                    owners.resources.insert(pascal(bare(&operation.controller)));
                    owners.in_body = true;
                }
                _ => {
                    owners.unnamed.insert(entity.name.clone());
                }
            }
        }
    }
    for operation in &api.operations {
        for parameter in &operation.parameters {
            let Type::Enum(id) = parameter.ty.value.innermost() else { continue };
            let owners = found.entry(*id).or_default();
            owners.resources.insert(pascal(bare(&operation.controller)));
            owners.in_body |= parameter.place != Place::Query;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::short_of;

    #[test]
    fn a_name_is_shortened_to_two_words_at_least() {
        assert_eq!(short_of("TemporaryKeyInfo"), "TemporaryKey");
        assert_eq!(short_of("ExtraInfo"), "ExtraInfo");
        assert_eq!(short_of("TemporaryKey"), "TemporaryKey");
    }
}
