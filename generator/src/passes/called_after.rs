//! Names an entity without a name after the call that returns it.
//!
//! ```text
//! `Rights | UserRights` in a row, described nowhere; `GetUserRights` returns a table whose name was lost
//!     ->  that table is `UserRights`
//! `WindowSize | Foo`, where `Foo` is a lost name; `GetWindowSize` returns an unnamed table
//!     ->  that table is `WindowSize`
//! ```
//!
//! Only names that some row needs are used, and only if all calls with that name return the same entity: `GetX`,
//! `DefaultX`, `CreateDefaultX`. This is a convention, so types that refer to the name are marked as assumed. Calls
//! that return several things do not count: `GetRoles` returns list items as often as roles.

use std::collections::{BTreeMap, BTreeSet};

use super::rules;
use crate::diagnostics::Diagnostics;
use crate::model::{Api, EntityId, Origin, Type, Word};

/// Names entities after the calls that return them.
pub(super) fn run(api: &mut Api, _: &mut Diagnostics) {
    let answers = answers(api);
    for name in needed(api) {
        let mut ids = answers.get(&name).into_iter().flatten();
        // No call has this name, or calls with this name return different entities.
        let (Some(id), None) = (ids.next(), ids.next()) else { continue };
        let taken = api.assumed_names.iter().any(|known| api.described.get(known) == Some(id));
        if !taken {
            // The origin stays that of a response: a page that names the entity may be added, and may use another name.
            api.entities[*id].name.clone_from(&name);
            api.described.insert(name.clone(), *id);
            api.assumed_names.insert(name);
            api.count(&rules::CALLED_AFTER);
        }
    }
}

/// Unnamed entities, by the names that the calls that return them suggest.
fn answers(api: &Api) -> BTreeMap<String, BTreeSet<EntityId>> {
    let mut found: BTreeMap<String, BTreeSet<EntityId>> = BTreeMap::new();
    for operation in &api.operations {
        let Some(body) = &operation.response else { continue };
        let Type::Entity(id) = body.ty.value else { continue };
        let unnamed = api.entities[id].origin == Origin::Response;
        if let Some(name) = thing(&operation.name).filter(|_| unnamed) {
            found.entry(name.to_owned()).or_default().insert(id);
        }
    }
    found
}

/// `GetFoo` returns a `Foo`.
fn thing(operation: &str) -> Option<&str> {
    let rest = ["CreateDefault", "Default", "Get"].iter().find_map(|verb| operation.strip_prefix(verb))?;
    rest.starts_with(|c: char| c.is_ascii_uppercase()).then_some(rest)
}

/// Names that rows refer to and that no page describes. If the name itself was lost, the name of the property.
fn needed(api: &Api) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for row in api.pages().flat_map(|operation| {
        let bodies = [&operation.request, &operation.response];
        bodies.into_iter().flatten().flat_map(|body| body.rows.iter().flatten())
    }) {
        let Word::Name(name) = &row.word.value.word else { continue };
        let name = if api.lost.contains(name) { &row.name.value } else { name };
        if !api.described.contains_key(name) {
            found.insert(name.clone());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::thing;

    #[test]
    fn things() {
        assert_eq!(thing("GetWindowSize"), Some("WindowSize"));
        assert_eq!(thing("CreateDefaultRow"), Some("Row"));
        assert_eq!(thing("Getaway"), None);
        assert_eq!(thing("SaveRow"), None);
    }
}
