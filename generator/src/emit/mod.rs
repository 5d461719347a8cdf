//! The plan as text.
//!
//! In: a [`Plan`]. Out: [`OutputFile`]s or one text for a build script, rendered by the templates, checked by syn, formatted
//! by prettyplease. This room decides nothing: each template reads what the plan holds.

mod client;
mod entity;
mod enumeration;
mod format;
mod front_page;
mod package;
mod route;
mod text;

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

/// A formatted file known from before, by its path and the hash of the text it is to be formatted from.
pub(crate) type Formatted<'a> = dyn Fn(&str, u128) -> Option<String> + Sync + 'a;

/// The hash of the text of each file before it was formatted.
pub(crate) type Rendered = BTreeMap<String, u128>;

/// Renders everything: the files of a crate, or the one file of a build script. Files that `known` has are not formatted
/// again; the hashes say what to know them by next time. The report is one of the files of a crate.
///
/// # Errors
///
/// An [`InternalError`] that names the file whose text is not Rust: a bug of a template.
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

/// Renders one file when it is asked to.
type Maker<'a> = Box<dyn Fn() -> Result<Raw, InternalError> + Sync + 'a>;

/// One for each formatted file of a crate: the text of a file is needed only by the thread that formats it.
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

/// The path of each module within a crate. A module that holds others is a folder.
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

/// The text of everything in one file.
fn one_file(root: &Module<'_>) -> Result<String, InternalError> {
    let mut out = String::from(format::HEADER);
    nested(root, &mut out)?;
    Ok(out)
}

/// A module with all modules inside it, each in braces.
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

/// The text of a module before formatting. The modules inside it are declared, unless they are to be `nested` in it.
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
        Items::Client(client) => add(&client::ClientTemplate { client })?,
        Items::ClientRoot(groups) => add(&client::ClientRootTemplate { groups })?,
    }
    Ok(text)
}
