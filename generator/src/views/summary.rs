//! The totals printed at the end of a run.
//!
//! In: the model, the plan made from it and the diagnostics. Out: a [`Summary`].

use crate::diagnostics::{Diagnostics, Level, Summary};
use crate::model::Api;
use crate::plan::Plan;
use crate::source::Sources;

/// Counts pages, operations, types and findings.
pub(crate) fn summary(sources: &Sources, api: &Api, plan: &Plan, diagnostics: &Diagnostics) -> Summary {
    let properties = || api.entities.iter().flat_map(|entity| &entity.properties);
    let open = properties().filter(|property| property.ty.value.innermost().is_open());
    let summary = Summary {
        pages: sources.pages().count() - api.other_pages.len(),
        operations: plan.groups.iter().map(|group| group.routes.len()).sum(),
        types: plan.entities.len(),
        complete: diagnostics.count(Level::Error) == 0,
        ..Summary::default()
    };
    summary
        .with("enumerations", plan.enumerations.len())
        .with("properties", properties().count())
        .with("open", open.count())
        .with_counts(diagnostics)
}
