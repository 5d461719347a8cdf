//! Takes a type that is left open in one place from other places of the same name.
//!
//! ```text
//! `FieldProperties` cut here, dictionary of X on every other entity   ->  dictionary of X
//! `ChildItems` is `[{}, {}]` everywhere                               ->  array of the entity itself
//! ```
//!
//! Used only if all other places agree, and only for entities, never for scalars: a name like `Type` or `Value` has
//! another scalar type on every entity.

use std::collections::{BTreeMap, BTreeSet};

use super::rules;
use crate::diagnostics::Diagnostics;
use crate::model::{Api, Class, EntityId, Evidence, Known, OpenReason, Property, Type};

/// The minimum number of other places: one may be chance, two agree.
const PLACES: usize = 2;

/// What all places with a name show.
#[derive(Default)]
struct Shown {
    types: BTreeSet<Type>,
    places: usize,
    because: Vec<Evidence>,
}

/// Fills open types that the same property of other entities shows.
pub(super) fn run(api: &mut Api, _: &mut Diagnostics) {
    let shown = shown(api);
    for (id, entity) in api.entities.ids().zip(&mut api.entities) {
        for property in &mut entity.properties {
            if let Some(known) = decide(id, property, shown.get(&property.name)) {
                api.tally.add(known.rule, 1);
                let against = std::mem::take(&mut property.ty.against);
                property.ty = Known { against, ..known };
            }
        }
    }
}

fn shown(api: &Api) -> BTreeMap<String, Shown> {
    let mut shown: BTreeMap<String, Shown> = BTreeMap::new();
    let properties = api.entities.iter().flat_map(|entity| &entity.properties);
    // A type that is open, or open inside, proves nothing; neither does an undecided element.
    for property in properties.filter(|property| !property.ty.value.innermost().is_open()) {
        let shown = shown.entry(property.name.clone()).or_default();
        shown.types.insert(property.ty.value.clone());
        shown.places += 1;
        shown.because.extend(property.ty.because.first().cloned());
    }
    shown
}

fn decide(owner: EntityId, property: &Property, shown: Option<&Shown>) -> Option<Known<Type>> {
    let ty = &property.ty.value;
    if !matches!(
        ty.innermost(),
        Type::Open(OpenReason::Cut | OpenReason::NoSample | OpenReason::Lost | OpenReason::Unnamed)
    ) {
        return None;
    }
    let Some(shown) = shown else {
        return child_of_itself(&property.name, ty).then(|| {
            let own = ty.with_innermost(Type::Entity(owner));
            Known::new(own, Class::Assumed, &rules::CHILD_OF_ITSELF, property.ty.because.clone())
        });
    };
    let mut types = shown.types.iter();
    let (Some(witness), None) = (types.next(), types.next()) else { return None };
    let agreed = shown.places >= PLACES && matches!(witness.innermost(), Type::Entity(_)) && compatible(ty, witness);
    agreed.then(|| Known::new(witness.clone(), Class::Agreed, &rules::SAME_PROPERTY, shown.because.clone()))
}

/// An array named `Child...` holds the entity it belongs to. No sample shows it, because every sample is cut off before it.
fn child_of_itself(name: &str, ty: &Type) -> bool {
    name.starts_with("Child") && matches!(ty, Type::Array(inner) if **inner == Type::Open(OpenReason::Cut))
}

/// Whether an open type can become the type found elsewhere: an array stays an array.
fn compatible(open: &Type, witness: &Type) -> bool {
    match (open, witness) {
        (Type::Open(_), _) => true,
        (Type::Array(a), Type::Array(b)) | (Type::Map(a), Type::Map(b)) => compatible(a, b),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_array_stays_an_array() {
        let (open, entity) = (Type::Open(OpenReason::Cut), Type::Entity(EntityId(0)));
        let (array, map) = (Type::array(open.clone()), Type::map(open.clone()));
        assert!(compatible(&open, &entity));
        assert!(compatible(&open, &Type::array(entity.clone())), "nothing shows that it is not an array");
        assert!(compatible(&array, &Type::array(entity.clone())));
        assert!(compatible(&map, &Type::map(entity.clone())));
        assert!(!compatible(&array, &entity));
        assert!(!compatible(&array, &Type::map(entity.clone())));
        assert!(!compatible(&Type::array(Type::Int32), &Type::array(entity)));
    }

    #[test]
    fn only_arrays_named_child_hold_their_owner() {
        let array = |reason| Type::array(Type::Open(reason));
        assert!(child_of_itself("ChildItems", &array(OpenReason::Cut)));
        assert!(!child_of_itself("Items", &array(OpenReason::Cut)));
        assert!(!child_of_itself("ChildItems", &array(OpenReason::Contradiction)));
        assert!(!child_of_itself("ChildItems", &Type::Open(OpenReason::Cut)));
    }
}
