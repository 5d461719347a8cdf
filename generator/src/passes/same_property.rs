//! What one place leaves open, other places of the same name may show.
//!
//! ```text
//! `FieldProperties` cut here, dictionary of X on every other entity   ->  dictionary of X
//! `ChildItems` is `[{}, {}]` everywhere                               ->  array of the entity itself
//! ```
//!
//! Believed only where all other places agree, and only for entities, never for scalars: a name like `Type` or `Value`
//! holds another scalar on every entity.

use std::collections::{BTreeMap, BTreeSet};

use super::rules;
use crate::diagnostics::Diagnostics;
use crate::model::{Api, Class, Evidence, Known, OpenReason, Type};

/// One place may be chance; two are agreement.
const PLACES: usize = 2;

/// Fills open types that the same property of other entities shows.
pub(super) fn run(api: &mut Api, _: &mut Diagnostics) {
    let mut seen: BTreeMap<String, BTreeSet<Type>> = BTreeMap::new();
    let mut places: BTreeMap<String, (usize, Vec<Evidence>)> = BTreeMap::new();
    for entity in &api.entities {
        for property in &entity.properties {
            let ty = &property.ty.value;
            // What is itself open, or open inside, is no witness; neither is an undecided element.
            if ty.innermost().is_open() {
                continue;
            }
            seen.entry(property.name.clone()).or_default().insert(ty.clone());
            let place = places.entry(property.name.clone()).or_default();
            place.0 += 1;
            place.1.extend(property.ty.because.first().cloned());
        }
    }
    let mut changes = Vec::new();
    for (id, entity) in api.entities.with_ids() {
        for (at, property) in entity.properties.iter().enumerate() {
            let Type::Open(reason) = property.ty.value.innermost() else { continue };
            if !matches!(reason, OpenReason::Cut | OpenReason::NoSample | OpenReason::Lost) {
                continue;
            }
            let own = child_of_itself(&property.name, &property.ty.value);
            if let Some(witness) = seen.get(&property.name).filter(|types| types.len() == 1).and_then(BTreeSet::first)
                && matches!(witness.innermost(), Type::Entity(_))
                && compatible(&property.ty.value, witness)
                && places.get(&property.name).is_some_and(|place| place.0 >= PLACES)
            {
                let because = places.get(&property.name).map(|place| place.1.clone()).unwrap_or_default();
                changes.push((id, at, Known::new(witness.clone(), Class::Agreed, &rules::SAME_PROPERTY, because)));
            } else if own && !seen.contains_key(&property.name) {
                let ty = property.ty.value.with_innermost(Type::Entity(id));
                changes.push((
                    id,
                    at,
                    Known::new(ty, Class::Assumed, &rules::CHILD_OF_ITSELF, property.ty.because.clone()),
                ));
            }
        }
    }
    for (id, at, known) in changes {
        api.tally.add(known.rule, 1);
        if let Some(property) = api.entities[id].properties.get_mut(at) {
            let against = std::mem::take(&mut property.ty.against);
            property.ty = known;
            property.ty.against = against;
        }
    }
}

/// An array named `Child...` holds what it stands in; every sample stops before it could show so.
fn child_of_itself(name: &str, ty: &Type) -> bool {
    name.starts_with("Child") && matches!(ty, Type::Array(inner) if **inner == Type::Open(OpenReason::Cut))
}

/// Whether the open type could be the witness: an array stays an array.
fn compatible(open: &Type, witness: &Type) -> bool {
    match (open, witness) {
        (Type::Open(_), _) => true,
        (Type::Array(a), Type::Array(b)) | (Type::Map(a), Type::Map(b)) => compatible(a, b),
        _ => false,
    }
}
