//! A look into each stage of one page.

use std::fmt::Write as _;

use crate::check::{Checked, InternalError};
use crate::diagnostics::{Diagnostics, text::visible_lines};
use crate::model::{Api, Body, Known, Operation, Property, Type};
use crate::source::{FileId, Sources, Span};
use crate::{emit, page, plan};

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

/// The page of a file name, a path or a uid.
pub(crate) fn find(sources: &Sources, name: &str) -> Result<FileId, ShowError> {
    let ends = |path: &str| {
        let stem = path.strip_suffix(".md").unwrap_or(path);
        let name = name.strip_suffix(".md").unwrap_or(name);
        stem == name || name.ends_with(&format!("/{stem}")) || stem.ends_with(&format!("/{name}"))
    };
    let file = sources.pages().find(|(_, file)| ends(&file.path)).map(|(id, _)| id);
    // A page need not be called by its uid.
    let has_uid = |id: &FileId| {
        let page = page::parse(*id, sources, &mut Diagnostics::default());
        matches!(page, page::Page::Endpoint(endpoint) if endpoint.uid.value == name)
    };
    let file = file.or_else(|| sources.pages().map(|(id, _)| id).find(has_uid));
    file.ok_or_else(|| ShowError::NoSuchPage(name.to_owned()))
}

/// The sections of a page.
pub(crate) fn page(sources: &Sources, file: FileId) -> String {
    let page = page::parse(file, sources, &mut Diagnostics::default());
    visible_lines(&format!("{page:#?}\n"))
}

/// The types of a page with their evidence.
pub(crate) fn model(api: &Checked, file: FileId, sources: &Sources) -> String {
    visible_lines(&page_listing(api, file, sources))
}

/// The names that a page gets in Rust.
pub(crate) fn plan(api: &Checked, file: FileId, plan: &plan::Plan) -> String {
    visible_lines(&planned(api, file, plan))
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
        Type::Enum(id) => format!("enum {}", api.enums[*id].name),
        Type::Array(element) => format!("[{}]", type_text(api, element)),
        Type::Map(value) => format!("{{{}}}", type_text(api, value)),
        Type::Entity(id) => match &api.entities[*id] {
            // Before `names` has run, a type may be known by its place only.
            entity if entity.name.is_empty() => format!("<{}>", entity.place),
            entity => entity.name.clone(),
        },
        Type::Nothing => "nothing".to_owned(),
    }
}

/// A whole model: operations, types and enumerations, each decision with its class, its rule and the first observation.
/// `place` tells where an observation was made.
#[must_use]
pub fn listing(api: &Api, place: &dyn Fn(Span) -> String) -> String {
    let mut blocks = Vec::new();
    for operation in &api.operations {
        let mut out = String::new();
        head(&mut out, api, operation);
        for (what, body) in bodies(operation) {
            body_line(&mut out, api, what, body);
        }
        blocks.push(out);
    }
    for (id, entity) in api.entities.with_ids() {
        let mut out = format!("{}\n", type_text(api, &Type::Entity(id)));
        for property in &entity.properties {
            property_line(&mut out, api, property, place);
        }
        blocks.push(out);
    }
    for known in &api.enums {
        let more = if known.complete { "" } else { ", ..." };
        blocks.push(format!("enum {}: {}{more}\n", known.name, known.words.join(", ")));
    }
    for (what, names) in [("lost names", &api.lost), ("only the server sets", &api.read_only)] {
        if !names.is_empty() {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            blocks.push(format!("{what}: {}\n", names.join(", ")));
        }
    }
    visible_lines(&blocks.join("\n"))
}

fn page_listing(api: &Checked, file: FileId, sources: &Sources) -> String {
    let mut out = String::new();
    let place = |span: Span| {
        let file = sources.file(span.file);
        format!("{}:{}", file.path, file.line_column(span.start as usize))
    };
    for operation in api.operations.iter().filter(|operation| operation.file == file) {
        head(&mut out, api, operation);
        let mut shown = std::collections::BTreeSet::new();
        for (what, body) in bodies(operation) {
            body_line(&mut out, api, what, body);
            let Type::Entity(id) = body.ty.value.innermost() else { continue };
            // Both bodies may be of one entity.
            if shown.insert(*id) {
                for property in &api.entities[*id].properties {
                    property_line(&mut out, api, property, &place);
                }
            }
        }
    }
    out
}

fn bodies(operation: &Operation) -> impl Iterator<Item = (&'static str, &Body)> {
    let bodies = [("request", &operation.request), ("response", &operation.response)];
    bodies.into_iter().filter_map(|(what, body)| Some((what, body.as_ref()?)))
}

/// Route, statuses and parameters.
fn head(out: &mut String, api: &Api, operation: &Operation) {
    let _ = writeln!(out, "{} {}  ({})", operation.method.as_str(), operation.path.value, operation.uid.value);
    let statuses: Vec<String> = operation.statuses.iter().map(|status| status.code.to_string()).collect();
    if !statuses.is_empty() {
        let _ = writeln!(out, "  answers {}", statuses.join(", "));
    }
    for parameter in &operation.parameters {
        let place = format!("{:?}", parameter.place).to_lowercase();
        let need = if parameter.required { ", required" } else { "" };
        let ty = type_text(api, &parameter.ty.value);
        let _ = writeln!(out, "  {place} {}: {ty}{need}{}", parameter.name.value, decided(&parameter.ty));
    }
    for (heading, rows) in &operation.tables {
        for row in rows {
            let cells: Vec<&str> = row.iter().map(|cell| cell.value.as_str()).collect();
            let _ = writeln!(out, "  {heading}: {}", cells.join(" | "));
        }
    }
}

fn body_line(out: &mut String, api: &Api, what: &str, body: &Body) {
    let _ = writeln!(out, "{what}: {}{}", type_text(api, &body.ty.value), decided(&body.ty));
}

fn property_line(out: &mut String, api: &Api, property: &Property, place: &dyn Fn(Span) -> String) {
    let ty = type_text(api, &property.ty.value);
    let only = property.only_in.as_ref().map(|twin| format!(", only in {twin}")).unwrap_or_default();
    let _ = write!(out, "  {} {ty}{only}{}", property.name, decided(&property.ty));
    if let Some(evidence) = property.ty.because.first() {
        let _ = write!(out, ", {} {}", place(evidence.span), evidence.says);
    }
    if let Some(evidence) = property.ty.against.first() {
        let _ = write!(out, "; against it {} {}", place(evidence.span), evidence.says);
    }
    out.push('\n');
}

/// How sure a type is, and the rule that says so.
fn decided(ty: &Known<Type>) -> String {
    format!("  {} by {}", ty.class.as_str(), ty.rule)
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
                .arguments
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

/// The Rust that is generated from a page.
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
        let root = ["src/lib.rs", "src/enums.rs"].contains(&file.path.as_str()) || file.path.ends_with("mod.rs");
        if file.path.ends_with(".rs") && !root {
            let _ = writeln!(out, "// ---- {}\n{}", file.path, file.contents);
        }
    }
    Ok(out)
}
