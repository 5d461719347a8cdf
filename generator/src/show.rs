//! A look into each stage of one page.

use std::fmt::Write as _;

use crate::check::{Checked, InternalError};
use crate::diagnostics::Diagnostics;
use crate::model::{Api, Type};
use crate::source::{FileId, Sources};
use crate::{Options, emit, layout, model, page, plan};

/// What to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The sections as text.
    Page,
    /// Types and what led to them.
    Model,
    /// Names in Rust.
    Plan,
    /// The generated text.
    Rust,
}

/// Why there is nothing to see.
#[derive(Debug)]
pub enum ShowError {
    /// No page has that path or uid.
    NoSuchPage(String),
    /// A bug of the generator.
    Internal(InternalError),
}

impl std::fmt::Display for ShowError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoSuchPage(name) => {
                write!(f, "no page of the docs folder is called `{name}`; give its file name, path or uid")
            }
            Self::Internal(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ShowError {}

/// Shows one page at a stage.
///
/// # Errors
///
/// A [`ShowError`].
pub fn show(sources: &Sources, name: &str, stage: Stage, options: &Options) -> Result<String, ShowError> {
    let ends = |path: &str| {
        let stem = path.strip_suffix(".md").unwrap_or(path);
        let name = name.strip_suffix(".md").unwrap_or(name);
        stem == name || name.ends_with(&format!("/{stem}")) || stem.ends_with(&format!("/{name}"))
    };
    let file = sources.pages().find(|(_, file)| ends(&file.path)).map(|(id, _)| id);
    let file = file.ok_or_else(|| ShowError::NoSuchPage(name.to_owned()))?;
    if stage == Stage::Page {
        return Ok(format!("{:#?}\n", page::parse(file, sources, &mut Diagnostics::default())));
    }
    let mut diagnostics = Diagnostics::default();
    let api = model(sources, options, &mut diagnostics).map_err(ShowError::Internal)?;
    match stage {
        Stage::Model => Ok(listing(&api, file, sources)),
        Stage::Plan => Ok(planned(&api, file, &plan::plan(&api, &options.names, &mut diagnostics))),
        _ => {
            rust(&api, file, &plan::plan(&api, &options.names, &mut diagnostics), options).map_err(ShowError::Internal)
        }
    }
}

/// A type in the notation of listings: `[Person]` is an array, `{string}` a dictionary, `?` anything.
#[must_use]
pub(crate) fn type_text(api: &Api, ty: &Type) -> String {
    match ty {
        Type::Open(_) => "?".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::Int32 => "int32".to_owned(),
        Type::Int64 => "int64".to_owned(),
        Type::Double => "double".to_owned(),
        Type::String => "string".to_owned(),
        Type::DateTime => "date-time".to_owned(),
        Type::Bytes => "byte".to_owned(),
        Type::Enum(id) => api.enums.get(id.0).map_or_else(String::new, |known| format!("enum {}", known.name)),
        Type::Array(element) => format!("[{}]", type_text(api, element)),
        Type::Map(value) => format!("{{{}}}", type_text(api, value)),
        Type::Entity(id) => api.entity(*id).map_or_else(String::new, |entity| entity.name.clone()),
        Type::Nothing => "nothing".to_owned(),
    }
}

fn listing(api: &Checked, file: FileId, sources: &Sources) -> String {
    let mut out = String::new();
    let place = |span: crate::source::Span| {
        let file = sources.file(span.file);
        format!("{}:{}", file.path, file.line_column(span.start as usize))
    };
    for operation in api.operations.iter().filter(|operation| operation.file == file) {
        let _ = writeln!(out, "{} {}  ({})", operation.method.as_str(), operation.path.value, operation.uid.value);
        for parameter in &operation.parameters {
            let need = if parameter.required { ", required" } else { "" };
            let _ = writeln!(
                out,
                "  {:?} {}: {}{need}",
                parameter.place,
                parameter.name.value,
                type_text(api, &parameter.ty.value)
            );
        }
        let mut shown = std::collections::BTreeSet::new();
        for (what, body) in [("request", &operation.request), ("response", &operation.response)] {
            let Some(body) = body else { continue };
            let _ = writeln!(
                out,
                "{what}: {}  {} by {}",
                type_text(api, &body.ty.value),
                body.ty.class.as_str(),
                body.ty.rule
            );
            let Type::Entity(id) = body.ty.value.innermost() else { continue };
            let Some(entity) = api.entity(*id).filter(|_| shown.insert(*id)) else { continue };
            for property in &entity.properties {
                let _ = write!(
                    out,
                    "  {} {}  {} by {}",
                    property.name,
                    type_text(api, &property.ty.value),
                    property.ty.class.as_str(),
                    property.ty.rule
                );
                if let Some(evidence) = property.ty.because.first() {
                    let _ = write!(out, ", {} {}", place(evidence.span), evidence.says);
                }
                out.push('\n');
            }
        }
    }
    out
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
        for operation in group.operations.iter().filter(|operation| uids.contains(&operation.uid.as_str())) {
            let arguments: Vec<String> = operation
                .arguments
                .iter()
                .map(|argument| format!("{}: {}", argument.ident, argument.ty.as_str()))
                .collect();
            let _ = writeln!(
                out,
                "client.{}().{}({}) -> {}",
                group.module,
                operation.method,
                arguments.join(", "),
                operation.output.as_str()
            );
            let _ = writeln!(out, "feature {}, route {}::{}", group.feature, group.module, operation.constant);
        }
    }
    out
}

fn rust(api: &Checked, file: FileId, plan: &plan::Plan, options: &Options) -> Result<String, InternalError> {
    let uids = uids(api, file);
    let mut part = plan.clone();
    for group in &mut part.groups {
        group.operations.retain(|operation| uids.contains(&operation.uid.as_str()));
    }
    part.groups.retain(|group| !group.operations.is_empty());
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
    part.enums.clear();
    let mut out = String::new();
    for file in emit::emit(&part, &layout(options))? {
        let root =
            ["src/lib.rs", "src/enums.rs", "Cargo.toml"].contains(&file.path.as_str()) || file.path.ends_with("mod.rs");
        if !root {
            let _ = writeln!(out, "// ---- {}\n{}", file.path, file.contents);
        }
    }
    Ok(out)
}
