//! The totals printed at the end of a run.
//!
//! In: the model, the plan made from it and the diagnostics. Out: a [`Summary`].

use std::collections::BTreeSet;

use crate::diagnostics::{Diagnostics, Level, Summary};
use crate::model::Api;
use crate::plan::Plan;
use crate::source::{FileId, Sources};

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

/// Counts only what these files describe.
pub(crate) fn summary_of(files: &BTreeSet<FileId>, sources: &Sources, api: &Api, diagnostics: &Diagnostics) -> Summary {
    let described = |entity: &&crate::model::Entity| entity.said.iter().any(|span| files.contains(&span.file));
    let summary = Summary {
        pages: sources.pages().filter(|(id, _)| files.contains(id)).count(),
        operations: api.operations.iter().filter(|operation| files.contains(&operation.file)).count(),
        types: api.entities.iter().filter(described).count(),
        complete: diagnostics.count(Level::Error) == 0,
        ..Summary::default()
    };
    summary.with_counts(diagnostics)
}
