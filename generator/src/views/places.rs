//! Finds the places in the docs that describe what is generated.
//!
//! In: the model and the plan made from it. Out: [`Places`] by the names in Rust.

use crate::diagnostics::change::Places;
use crate::model::{Api, Property};
use crate::plan::Plan;
use crate::source::Span;

/// Returns the places of all operations, types and fields.
pub(crate) fn places(api: &Api, plan: &Plan) -> Places {
    let mut places = Places::default();
    for operation in &api.operations {
        places.operations.insert(operation.uid.value.clone(), operation.uid.span);
    }
    for entity in &plan.entities {
        let Some(known) = api.entity(entity.id) else { continue };
        let name = entity.ident.as_str().to_owned();
        places.types.extend(known.said.first().map(|span| (name.clone(), *span)));
        places.members.insert(name, known.properties.iter().map(place).collect());
    }
    for known in &plan.enumerations {
        places.types.extend(known.said.map(|span| (known.ident.as_str().to_owned(), span)));
    }
    places
}

fn place(property: &Property) -> Option<Span> {
    let row = property.rows.first().map(|row| row.name.span);
    row.or_else(|| property.samples.first().map(|observed| observed.json.span))
}
