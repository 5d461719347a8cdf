//! Measures whether the cost grows linearly with the docs, with two, four and eight copies of the tree.

use std::collections::BTreeSet;
use std::path::Path;

use superoffice_codegen::diagnostics::Diagnostics;
use superoffice_codegen::source::{SourceFile, Sources};
use superoffice_codegen::{Options, disk, generate, model};

use crate::Result;
use crate::measure::{median, took};
use crate::table::{Row, Table};

/// Generates in memory from one, two, four and eight copies of the tree. Each copy has its own uids, routes and types.
pub(crate) fn figures(docs: &Path, rounds: usize, table: &mut Table) -> Result<()> {
    let loaded = disk::load(docs)?;
    let options = Options { keep_going: true, ..Options::default() };
    let api = model(&loaded.sources, &options, &mut Diagnostics::default())?;
    let mut controllers = vec![""; loaded.sources.files().len()];
    for operation in &api.operations {
        if let Some(place) = controllers.get_mut(operation.file.0 as usize) {
            *place = &operation.controller;
        }
    }
    let types: BTreeSet<&str> = api.described.keys().map(String::as_str).collect();
    let pages = loaded.sources.pages().count();
    let trees: Vec<(usize, Sources)> = [1, 2, 4, 8]
        .map(|times| {
            let (mut all, mut included) = (Vec::new(), Vec::new());
            for copy in 0..times {
                for ((id, file), controller) in loaded.sources.files().zip(&controllers) {
                    let list = if (id.0 as usize) < pages { &mut all } else { &mut included };
                    list.push(renamed(file, copy, controller, &types));
                }
            }
            (times, Sources::new(all, included))
        })
        .into();

    let mut per_page = vec![Vec::new(); trees.len()];
    for _ in 0..rounds {
        for ((times, sources), took_all) in trees.iter().zip(&mut per_page) {
            let (generated, took) = took(|| Ok(generate(sources, &options)?))?;
            if generated.summary.operations != api.operations.len() * times {
                return Err(format!("{times} copies of the docs have {:?}", generated.summary).into());
            }
            took_all.push(took.cpu / (pages * times) as f64);
        }
    }
    let mut per_page = trees.iter().zip(per_page).map(|((times, _), took)| (times, median(took)));
    let Some((_, first)) = per_page.next() else { return Ok(()) };
    for (times, measured) in per_page {
        table.rows.push(Row {
            what: format!("{times} times the pages, CPU per page; against the tree once"),
            measured: measured * 1e6,
            unit: "us",
            reference: Some(first * 1e6),
            ratio: Some(measured / first),
            ratio_budget: Some(1.15),
            budget: None,
        });
    }
    Ok(())
}

/// Returns the same page with other uids, routes and types.
fn renamed(file: &SourceFile, copy: usize, controller: &str, types: &BTreeSet<&str>) -> SourceFile {
    let path = format!("copy{copy}/{}", file.path);
    if copy == 0 {
        return SourceFile { path, text: file.text.clone() };
    }
    let mut text = String::with_capacity(file.text.len() + 64);
    for line in file.text.split_inclusive('\n') {
        if line.starts_with("uid:") {
            text.push_str(&line.replacen(controller, &format!("Copy{copy}{controller}"), 1));
        } else if line.contains("[!") {
            text.push_str(line);
        } else {
            let line = line.replace("/api/", &format!("/api{copy}/"));
            words(&line, |word| {
                text.push_str(word);
                if types.contains(word) {
                    text.push_str(&format!("Copy{copy}"));
                }
            });
        }
    }
    SourceFile { path, text }
}

/// Splits a text into words and the pieces between them.
fn words<'a>(text: &'a str, mut each: impl FnMut(&'a str)) {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| is_word(c) != is_word(first)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        each(piece);
        rest = after;
    }
}
