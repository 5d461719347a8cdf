//! Renders the plan as text.
//!
//! In: a [`Plan`]. Out: the [`OutputFile`]s of a crate, or the single file of a build script, rendered by the
//! templates, checked by syn and formatted by prettyplease. This module decides nothing: each template prints what the
//! plan holds.

mod client;
mod columns;
mod entity;
mod enumeration;
mod format;
mod front_page;
mod package;
mod route;
mod server;
mod templates;
mod text;

pub(crate) use templates::TEMPLATES;
pub(crate) use text::Unchecked;

use std::collections::BTreeMap;

use askama::Template;

use crate::check::InternalError;
use crate::options::{BUILD_SCRIPT_FILE, Layout};
use crate::output::OutputFile;
use crate::parallel::parallel;
use crate::plan::Plan;
use crate::plan::module::{Items, Module, library};
use text::{Raw, broken, filters, rendered};

/// Looks up a file that an earlier run has formatted, by its path and the hash of its text before formatting.
pub(crate) type Formatted<'a> = dyn Fn(&str, u128) -> Option<String> + Sync + 'a;

/// For each formatted file, the hash of its text before formatting.
pub(crate) type Rendered = BTreeMap<String, u128>;

/// Renders the files of a crate, or the single file of a build script.
///
/// Files that `known` returns are not formatted again. The returned hashes identify them in the next run. `report` is
/// the text of `REPORT.md`, which only a crate has.
///
/// # Errors
///
/// Returns an [`InternalError`] that names the file if a template prints invalid Rust.
pub(crate) fn emit(
    plan: &Plan,
    report: String,
    threads: usize,
    known: &Formatted<'_>,
) -> Result<(Vec<OutputFile>, Rendered), InternalError> {
    let root = library(plan);
    if plan.layout == Layout::BuildScript {
        let file = OutputFile::whole(BUILD_SCRIPT_FILE, one_file(&root)?);
        return Ok((vec![file], Rendered::new()));
    }
    let made = parallel(&makers(&root, plan), threads, |make| {
        let raw = make()?;
        let hash = xxhash_rust::xxh3::xxh3_128(raw.text.as_bytes());
        let contents = match known(&raw.path, hash) {
            Some(contents) => contents,
            None => format!("{}{}", format::HEADER, format::format(&raw.path, &raw.text)?),
        };
        Ok((OutputFile::whole(raw.path, contents), hash))
    });
    let made: Vec<(OutputFile, u128)> = made.into_iter().collect::<Result<_, InternalError>>()?;
    let rendered = made.iter().map(|(file, hash)| (file.path.clone(), *hash)).collect();
    let mut files: Vec<OutputFile> = made.into_iter().map(|(file, _)| file).collect();
    files.extend(package::files(plan, report)?);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok((files, rendered))
}

/// Renders one file when it is called.
type Maker<'a> = Box<dyn Fn() -> Result<Raw, InternalError> + Sync + 'a>;

/// Returns a function for each formatted file of a crate. The text of a file exists only while a thread formats it.
fn makers<'a>(root: &'a Module<'a>, plan: &'a Plan) -> Vec<Maker<'a>> {
    let mut sources = Vec::new();
    walk(root, "src/".to_owned(), &mut sources);
    let mut makers: Vec<Maker<'_>> = Vec::new();
    for (path, module) in sources {
        makers.push(Box::new(move || Ok(Raw { text: source(module, false, &path)?, path: path.clone() })));
    }
    makers.push(Box::new(|| package::samples_table(&plan.package)));
    makers
}

/// Collects each module with its path in the crate. A module that contains others is a folder with a `mod.rs`.
fn walk<'a>(module: &'a Module<'a>, folder: String, sources: &mut Vec<(String, &'a Module<'a>)>) {
    if folder == "src/" {
        sources.push((format!("{folder}lib.rs"), module));
        module.modules.iter().for_each(|child| walk(child, format!("{folder}{}", child.ident), sources));
    } else if module.modules.is_empty() {
        sources.push((format!("{folder}.rs"), module));
    } else {
        sources.push((format!("{folder}/mod.rs"), module));
        module.modules.iter().for_each(|child| walk(child, format!("{folder}/{}", child.ident), sources));
    }
}

/// Renders all modules into one file.
fn one_file(root: &Module<'_>) -> Result<String, InternalError> {
    let mut out = String::from(format::HEADER);
    nested(root, &mut out)?;
    Ok(out)
}

/// Renders a module and, in braces, all modules inside it.
fn nested(module: &Module<'_>, out: &mut String) -> Result<(), InternalError> {
    let path = module.ident.as_str();
    out.push_str(&format::format(path, &source(module, true, path)?)?);
    for child in &module.modules {
        for attribute in &child.attributes {
            out.push_str(&format!("\n#[{}]", attribute.as_str()));
        }
        let visibility = if child.public { "pub " } else { "" };
        out.push_str(&format!("\n{visibility}mod {} {{\n", child.ident));
        nested(child, out)?;
        out.push_str("}\n");
    }
    Ok(())
}

#[derive(Template)]
#[template(path = "module.rs")]
struct ModuleTemplate<'a> {
    module: &'a Module<'a>,
    nested: bool,
}

/// Renders a module, before formatting. It declares the modules inside it, unless their text follows (`nested`).
fn source(module: &Module<'_>, nested: bool, path: &str) -> Result<String, InternalError> {
    let mut text = match module.front_page {
        Some(page) => front_page::rustdoc(page, path)?,
        None => String::new(),
    };
    text.push_str(&rendered(&ModuleTemplate { module, nested }, path)?);
    let mut add = |template: &dyn askama::DynTemplate| {
        text.push('\n');
        template.dyn_render_into(&mut text).map_err(|error| broken(path, &error))
    };
    match &module.items {
        Items::None => {}
        Items::Entities(list) => list.iter().try_for_each(|entity| add(&entity::EntityTemplate { entity }))?,
        Items::Enumerations(list) => {
            list.iter().try_for_each(|enumeration| add(&enumeration::EnumerationTemplate { enumeration }))?;
        }
        Items::Routes(list) => list.iter().try_for_each(|route| add(&route::RouteTemplate { route }))?,
        Items::Archive(archive) => {
            add(&columns::ArchiveTemplate { archive })?;
            archive.sets.iter().try_for_each(|set| add(&columns::ColumnSetTemplate { set, gate: None }))?;
        }
        Items::SharedSets(list) => list
            .iter()
            .try_for_each(|shared| add(&columns::ColumnSetTemplate { set: &shared.set, gate: shared.gate.as_ref() }))?,
        Items::MdoLists(list) => list.iter().try_for_each(|list| add(&columns::MdoListTemplate { list }))?,
        Items::Client(client) => add(&client::ClientTemplate { client })?,
        Items::ClientRoot(groups) => add(&client::ClientRootTemplate { groups })?,
        Items::Service(group) => add(&server::ServerTemplate { group, service: &group.service })?,
        Items::ServiceRoot(groups) => add(&server::ServerRootTemplate { groups })?,
    }
    Ok(text)
}
