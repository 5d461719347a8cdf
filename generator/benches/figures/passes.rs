//! Measures what each pass contributes, by comparing the model without the pass with the complete one.

use std::collections::BTreeMap;
use std::path::Path;

use superoffice_codegen::check::Checked;
use superoffice_codegen::diagnostics::Diagnostics;
use superoffice_codegen::model::Class;
use superoffice_codegen::{Options, disk, model, passes};

use crate::Result;

#[allow(dead_code, reason = "only the tests print contradictions in full")]
#[path = "../../tests/common/compare.rs"]
mod compare;

/// All classes, the most certain first.
const CLASSES: [Class; 6] =
    [Class::Proved, Class::Agreed, Class::Single, Class::Contradicted, Class::Assumed, Class::Open];

/// Returns a table in Markdown, with a row for the complete model and one for each pass that can be skipped.
pub(crate) fn figures(docs: &Path) -> Result<String> {
    let loaded = disk::load(docs)?;
    let run = |without| {
        let options = Options { keep_going: true, without, ..Options::default() };
        model(&loaded.sources, &options, &mut Diagnostics::default())
    };
    let whole = run(Vec::new())?;
    let head = "| without | open properties | proved | agreed | single | contradicted | assumed | open | entities \
                | enumerations | facts that differ | of these contradict |\n";
    let mut table = format!("{head}|---|{}\n", "---:|".repeat(11));
    table.push_str(&line("(nothing)", &whole, "", ""));
    for pass in passes::ALL.iter().filter(|pass| !pass.essential) {
        let api = run(vec![*pass])?;
        let found = compare::compare((&api, &loaded.sources), (&whole, &loaded.sources));
        let differ = format!("{} of {}", found.different(), found.facts);
        table.push_str(&line(&format!("`{}`", pass.name), &api, &differ, &found.contradictions.len().to_string()));
    }
    Ok(table)
}

fn line(what: &str, api: &Checked, differ: &str, contradict: &str) -> String {
    let properties = || api.entities.iter().flat_map(|entity| &entity.properties).map(|property| &property.ty);
    let open = properties().filter(|ty| ty.value.innermost().is_open()).count();
    let mut classes: BTreeMap<Class, usize> = BTreeMap::new();
    let of_operations = api.operations.iter().flat_map(|operation| {
        let bodies = [&operation.request, &operation.response].into_iter().flatten().map(|body| &body.ty);
        bodies.chain(operation.parameters.iter().map(|parameter| &parameter.ty))
    });
    for known in properties().chain(of_operations) {
        *classes.entry(known.class).or_default() += 1;
    }
    let classes: Vec<String> =
        CLASSES.iter().map(|class| classes.get(class).copied().unwrap_or_default().to_string()).collect();
    format!(
        "| {what} | {open} | {} | {} | {} | {differ} | {contradict} |\n",
        classes.join(" | "),
        api.entities.len(),
        api.enums.len()
    )
}
