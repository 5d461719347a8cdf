//! Names of component schemas.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Checked;
use crate::model::{Arena, EntityId, EnumId};

/// Names of component schemas: the names in the model, with the characters that OpenAPI allows.
pub(super) struct Names {
    pub(super) entities: Arena<EntityId, String>,
    pub(super) enums: Arena<EnumId, String>,
    /// Names of types with additional properties, such as `FooWithLinks` for `Foo`.
    pub(super) twins: BTreeMap<String, String>,
}

impl Names {
    pub(super) fn new(api: &Checked) -> Self {
        let mut used = BTreeSet::new();
        let entities = api.entities.map(|_, entity| unique(&mut used, &entity.name));
        let twins = api
            .entities
            .iter()
            .flat_map(|entity| &entity.twins)
            .map(|twin| (twin.clone(), unique(&mut used, twin)))
            .collect();
        let enums = api.enums.map(|_, known| unique(&mut used, &known.name));
        Self { entities, enums, twins }
    }
}

/// Returns a name that is not in use, made of the characters that OpenAPI allows in keys of components.
pub(super) fn unique(used: &mut BTreeSet<String>, name: &str) -> String {
    let base = key(name);
    let mut name = base.clone();
    let mut number = 2;
    while !used.insert(name.clone()) {
        name = format!("{base}_{number}");
        number += 1;
    }
    name
}

/// Replaces the characters that OpenAPI does not allow in keys.
pub(super) fn key(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect()
}
