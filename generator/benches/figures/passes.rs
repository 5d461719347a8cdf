//! Measures what each pass contributes, by comparing the model without the pass with the complete one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use superoffice_codegen::check::Checked;
use superoffice_codegen::diagnostics::Diagnostics;
use superoffice_codegen::model::Class;
use superoffice_codegen::source::{SourceFile, Sources};
use superoffice_codegen::{Options, companion_kind, disk, model, passes};

use crate::Result;

#[allow(dead_code, reason = "only the tests print contradictions in full")]
#[path = "../../tests/common/compare.rs"]
mod compare;

/// All classes, the most certain first.
const CLASSES: [Class; 7] =
    [Class::Proved, Class::Agreed, Class::Single, Class::Companion, Class::Contradicted, Class::Assumed, Class::Open];

/// Returns tables in Markdown: a row for the complete model and one for each pass that can be skipped, and if there are
/// companion files, rows for the model with each kind of them.
pub(crate) fn figures(docs: &Path, companions: Vec<PathBuf>) -> Result<String> {
    let loaded = disk::load_beside(docs, &disk::Beside { companions, ..disk::Beside::default() })?;
    let run = |sources: &Sources, without| {
        let options = Options { keep_going: true, without, ..Options::default() };
        model(sources, &options, &mut Diagnostics::default())
    };
    let whole = run(&loaded.sources, Vec::new())?;
    let row = |what: &str, api: &Checked, sources: &Sources| {
        let found = compare::compare((api, sources), (&whole, &loaded.sources));
        let differ = format!("{} of {}", found.different(), found.facts);
        line(what, api, &differ, &found.contradictions.len().to_string())
    };
    let mut table = head("without");
    table.push_str(&line("(nothing)", &whole, "", ""));
    for pass in passes::ALL.iter().filter(|pass| !pass.essential) {
        let api = run(&loaded.sources, vec![*pass])?;
        table.push_str(&row(&format!("`{}`", pass.name), &api, &loaded.sources));
    }
    let files: Vec<SourceFile> = loaded.sources.companions().map(|(_, file)| file.clone()).collect();
    let kinds: BTreeSet<&str> = files.iter().filter_map(|file| companion_kind(&file.text)).collect();
    if kinds.is_empty() {
        return Ok(table);
    }
    table.push('\n');
    table.push_str(&head("companion files"));
    let only = |is: &dyn Fn(&str) -> bool| {
        let files = files.iter().filter(|file| companion_kind(&file.text).is_some_and(is)).cloned().collect();
        loaded.sources.clone().with_companions(files)
    };
    let none = only(&|_| false);
    table.push_str(&row("none", &run(&none, Vec::new())?, &none));
    for kind in &kinds {
        let sources = only(&|other| other == *kind);
        let name = format!("{} {}s", sources.companions().count(), kind);
        table.push_str(&row(&name, &run(&sources, Vec::new())?, &sources));
    }
    table.push_str(&line("all", &whole, "", ""));
    Ok(table)
}

fn head(what: &str) -> String {
    let head = format!(
        "| {what} | properties | open properties | proved | agreed | single | companion | contradicted | assumed | open \
         | entities | enumerations | values | facts that differ | of these contradict |\n"
    );
    format!("{head}|---|{}\n", "---:|".repeat(14))
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
        "| {what} | {} | {open} | {} | {} | {} | {} | {differ} | {contradict} |\n",
        properties().count(),
        classes.join(" | "),
        api.entities.len(),
        api.enums.len(),
        api.enums.iter().map(|known| known.words.len()).sum::<usize>()
    )
}
