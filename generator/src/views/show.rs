//! Prints one page at a stage of the compiler.
//!
//! In: a page and the results of the stages. Out: text, for `cargo xtask show`. This file decides nothing.

use std::fmt::Write as _;

use super::called::by_file;
use crate::check::{Checked, InternalError};
use crate::diagnostics::Diagnostics;
use crate::model::{self, Api, Type};
use crate::source::{FileId, Sources, Span};
use crate::text::visible::visible_lines;
use crate::{emit, page, plan};

/// A stage of the compiler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The elements of the page, one per line, each with its place and kind.
    Page,
    /// The decided types with their evidence.
    Model,
    /// The Rust names.
    Plan,
    /// The generated code.
    Rust,
}

/// The reason why a page cannot be shown.
#[derive(Debug)]
pub enum ShowError {
    /// No page has this path or uid.
    NoSuchPage(String),
    /// A bug in the generator.
    Internal(InternalError),
}

impl std::fmt::Display for ShowError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoSuchPage(name) => {
                write!(f, "no page in the docs folder is named `{name}`; use a file name, path or uid")
            }
            Self::Internal(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ShowError {}

/// Finds a page by file name, path or uid.
pub(crate) fn find(sources: &Sources, name: &str) -> Result<FileId, ShowError> {
    let file = by_file(sources, name).first().copied();
    // The file name of a page may differ from its uid.
    let has_uid = |id: &FileId| {
        let page = page::parse(*id, sources, &mut Diagnostics::default());
        matches!(page, page::Page::Endpoint(endpoint) if endpoint.uid.value == name)
    };
    let file = file.or_else(|| sources.pages().map(|(id, _)| id).find(has_uid));
    file.ok_or_else(|| ShowError::NoSuchPage(name.to_owned()))
}

/// Prints the types of a page with their evidence.
pub(crate) fn model(api: &Checked, file: FileId, sources: &Sources) -> String {
    let place = |span: Span| {
        let file = sources.file(span.file);
        format!("{}:{}", file.path, file.line_column(span.start as usize))
    };
    visible_lines(&model::page_listing(api, file, &place))
}

/// Prints the Rust names for a page.
pub(crate) fn plan(api: &Checked, file: FileId, plan: &plan::Plan) -> String {
    visible_lines(&planned(api, file, plan))
}

/// Prints a whole model. `place` formats the place of an observation.
#[must_use]
pub fn listing(api: &Api, place: &dyn Fn(Span) -> String) -> String {
    visible_lines(&model::listing(api, place))
}

fn uids(api: &Checked, file: FileId) -> Vec<&str> {
    api.operations
        .iter()
        .filter(|operation| operation.file == file)
        .map(|operation| operation.uid.value.as_str())
        .collect()
}

fn planned(api: &Checked, file: FileId, plan: &plan::Plan) -> String {
    let uids = uids(api, file);
    let mut out = String::new();
    for group in &plan.groups {
        for method in group.client.methods.iter().filter(|method| uids.contains(&method.uid.as_str())) {
            let arguments: Vec<String> = method
                .signature()
                .iter()
                .map(|argument| format!("{}: {}", argument.ident, argument.ty.as_str()))
                .collect();
            let (module, arguments) = (&group.module, arguments.join(", "));
            let _ = writeln!(out, "client.{module}().{}({arguments}) -> {}", method.ident, method.output.as_str());
            let _ = writeln!(out, "feature {}, route {module}::{}", group.feature, method.constant);
        }
    }
    out
}

/// Prints the code that is generated from a page.
pub(crate) fn rust(api: &Checked, file: FileId, plan: &plan::Plan, threads: usize) -> Result<String, InternalError> {
    let uids = uids(api, file);
    let mut part = plan.clone();
    for group in &mut part.groups {
        group.client.methods.retain(|method| uids.contains(&method.uid.as_str()));
        group.routes.retain(|route| group.client.methods.iter().any(|method| method.constant == route.constant));
    }
    part.groups.retain(|group| !group.routes.is_empty());
    let wanted: Vec<_> = api
        .operations
        .iter()
        .filter(|operation| operation.file == file)
        .flat_map(|operation| [&operation.request, &operation.response].into_iter().flatten())
        .filter_map(|body| match body.ty.value.innermost() {
            Type::Entity(id) => Some(*id),
            _ => None,
        })
        .collect();
    part.entities.retain(|entity| wanted.contains(&entity.id));
    part.enumerations.clear();
    let mut out = String::new();
    for file in emit::emit(&part, String::new(), threads, &|_, _| None)?.0 {
        // Files in `src/client` and so on are about one resource or type; the others are about the crate.
        let inside = file.path.strip_prefix("src/").is_some_and(|path| path.contains('/'));
        if inside && !file.path.ends_with("/mod.rs") {
            let _ = writeln!(out, "// ---- {}\n{}", file.path, file.contents);
        }
    }
    Ok(out)
}
