//! The invariant of an import: its model is equal to that of its source in everything but text.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use superoffice_codegen::check::Checked;
use superoffice_codegen::diagnostics::Diagnostics;
use superoffice_codegen::model::{Api, Body, Json, JsonKind, MarkKind, Operation, dump};
use superoffice_codegen::source::{SourceFile, Sources, Spanned};
use superoffice_codegen::{Options, disk, imported, model};

use crate::common;

/// Our pages, and the vendor's if they are present.
fn trees() -> Vec<(PathBuf, Sources)> {
    let paths = common::references().into_iter().chain([common::docs()]);
    let load = |path: &Path| {
        // The companion files of the same year.
        let year = path.file_name().unwrap_or_default();
        let companions = path.parent().map(|all| all.join("companions").join(year));
        let companions = companions.into_iter().filter(|folder| folder.is_dir()).collect();
        disk::load_beside(path, &disk::Beside { companions, fixups: None }).unwrap().sources
    };
    paths.map(|path| (path.clone(), plain(&load(&path)))).collect()
}

/// The pages without the fixups and the configuration, which an import does not read.
fn plain(sources: &Sources) -> Sources {
    let files = |files: &mut dyn Iterator<Item = (_, &SourceFile)>| files.map(|(_, file)| file.clone()).collect();
    let companions = files(&mut sources.companions());
    Sources::new(files(&mut sources.pages()), files(&mut sources.included())).with_companions(companions)
}

fn read(sources: &Sources) -> Checked {
    model(sources, &Options::default(), &mut Diagnostics::default()).unwrap()
}

/// Everything in a model except text, data and places. The kinds of the values of samples are in the types.
fn facts(api: &Api) -> String {
    let mut api = api.clone();
    for operation in &mut api.operations {
        without_text(operation);
        operation.superseded.iter_mut().for_each(without_text);
    }
    for entity in &mut api.entities {
        entity.description = None;
        for property in &mut entity.properties {
            for row in &mut property.rows {
                Arc::make_mut(row).description.value.clear();
            }
            property.samples.iter_mut().for_each(|observed| kind(&mut observed.json));
        }
    }
    for known in &mut api.enums {
        known.text = None;
        known.meanings.values_mut().for_each(|meaning| meaning.text = None);
    }
    api.entities.iter_mut().flat_map(|entity| &mut entity.properties).for_each(|property| property.text = None);
    api.asides.clear();
    api.other_pages.clear();
    dump(&api)
}

fn without_text(operation: &mut Operation) {
    operation.summary = None;
    operation.description.clear();
    operation.asides.clear();
    for mark in &mut operation.marks {
        match &mut mark.kind {
            MarkKind::Restricted(text) | MarkKind::Experimental(text) | MarkKind::Deprecated(text) => text.clear(),
            MarkKind::Slow { .. } | MarkKind::CallsAgent { .. } | MarkKind::Archive(_) => {}
        }
    }
    operation.parameters.iter_mut().for_each(|parameter| parameter.description.value.clear());
    operation.statuses.iter_mut().for_each(|status| status.description.value.clear());
    let void = operation.void.as_deref_mut();
    let bodies = [&mut operation.request, &mut operation.response].into_iter().flatten();
    bodies.chain(void).for_each(body_without_text);
}

fn body_without_text(body: &mut Body) {
    body.text = None;
    for row in body.rows.iter_mut().flatten() {
        Arc::make_mut(row).description.value.clear();
    }
    if let Some(sample) = &mut body.sample {
        kind(sample);
    }
}

/// Leaves the kind of a value.
fn kind(json: &mut Json) {
    match &mut json.kind {
        JsonKind::Null => {}
        JsonKind::Bool(known) => *known = true,
        JsonKind::Number(text) => *text = if text.contains('.') { "1.5".into() } else { "1".into() },
        JsonKind::String(text) => *text = "".into(),
        JsonKind::Array(elements) => {
            let mut kinds = elements.to_vec();
            kinds.iter_mut().for_each(kind);
            *elements = kinds.into();
        }
        JsonKind::Object(members) => {
            let mut kinds = members.to_vec();
            for (at, (key, value)) in kinds.iter_mut().enumerate() {
                key.name = at.to_string().into();
                kind(value);
            }
            *members = kinds.into();
        }
    }
}

/// The first lines that differ.
fn difference(first: &str, second: &str) -> String {
    let mut heads = ("", "");
    let mut out = String::new();
    let mut count = 0;
    for (a, b) in first.lines().zip(second.lines()) {
        if !a.starts_with("    ") {
            heads = (a, b);
        }
        if a != b {
            count += 1;
            if count <= 40 {
                out.push_str(&format!("in {}\n- {a}\n+ {b}\n", heads.0));
            }
        }
    }
    format!("{count} lines differ, of {} and {}\n{out}", first.lines().count(), second.lines().count())
}

/// The texts of all files by path.
fn texts(sources: &Sources) -> Vec<(String, String)> {
    let files = sources.pages().chain(sources.included()).chain(sources.companions());
    files.map(|(_, file)| (file.path.clone(), file.text.clone())).collect()
}

/// The model of an import is that of its source, and an import of the import is the same, byte for byte.
fn check(path: &Path, sources: &Sources, source: &str, only_facts: bool) -> Sources {
    let import = imported(sources, only_facts).unwrap();
    let copy = facts(&read(&import));
    assert!(source == copy, "{}, facts {only_facts}: {}", path.display(), difference(source, &copy));
    eprintln!("{}, facts {only_facts}: {} lines are equal", path.display(), source.lines().count());
    let again = imported(&import, only_facts).unwrap();
    let (first, second) = (texts(&import), texts(&again));
    assert_eq!(first.len(), second.len(), "{}, facts {only_facts}", path.display());
    for (one, other) in first.iter().zip(&second) {
        assert_eq!(one, other, "{}, facts {only_facts}", path.display());
    }
    import
}

#[test]
fn an_import_has_the_model_of_its_source() {
    for (path, sources) in trees() {
        let api = read(&sources);
        let source = facts(&api);
        std::thread::scope(|scope| {
            scope.spawn(|| check(&path, &sources, &source, false));
            let import = check(&path, &sources, &source, true);
            no_sentence_is_taken_over(&path, &sources, &api, &import);
        });
    }
}

/// Sentences and sample data of the source are not in an import of facts.
fn no_sentence_is_taken_over(path: &Path, sources: &Sources, api: &Checked, import: &Sources) {
    // The sentences of an imported page are written by the same rules.
    let is_own = |text: &Spanned<String>| !sources.file(text.span.file).text.contains("\nimported: true\n");
    let words = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    let ours: BTreeSet<Vec<String>> = texts(import)
        .iter()
        .flat_map(|(_, text)| text.lines().flat_map(|line| line.split('|')).map(words).collect::<Vec<_>>())
        .collect();
    let rows = api.entities.iter().flat_map(|entity| &entity.properties).flat_map(|property| &property.rows);
    let sentences = rows.map(|row| &row.description);
    let summaries = api.operations.iter().filter_map(|operation| operation.summary.as_ref());
    let mut taken: Vec<&str> = sentences
        .chain(summaries)
        .filter(|text| is_own(text))
        .map(|text| text.value.as_str())
        // Shorter ones can be equal by chance, as `Gets a sale by its id.`
        .filter(|text| text.split_whitespace().count() > 6 && ours.contains(&words(text)))
        .collect();
    taken.sort_unstable();
    taken.dedup();
    assert!(taken.is_empty(), "{}: {taken:#?}", path.display());
}
