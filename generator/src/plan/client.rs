//! Clients: a struct per resource or agent, with a method for each operation.
//!
//! In: the operations of a resource or agent and the names of their methods. Out: a [`ClientPlan`]. Printed by
//! `emit/client.rs` through `templates/client.rs`.

use super::docs::{self, DocLine, code};
use super::imports::Uses;
use super::listed;
use super::naming::{Named, Naming};
use super::route::{in_place, request_line};
use super::text::{Literal, RustText};
use super::types::{self, TypeNames};
use crate::model::MarkKind;
use crate::model::{Body, Class, EntityId, Form, OpenReason, Operation, Parameter, Place, Type};
use crate::names::ident::{self, Ident, Taken};
use crate::names::lock::Section;
use crate::names::reserved::CALL_METHODS;

/// The base URL of the vendor's pages.
const REFERENCE: &str = "https://docs.superoffice.com/en/api/reference/restful";

/// The client of a resource or agent.
#[derive(Debug, Clone)]
pub struct ClientPlan {
    /// The name of the struct.
    pub ident: Ident,
    /// Earlier names.
    pub was: Vec<Ident>,
    /// Rustdoc.
    pub docs: Vec<DocLine>,
    /// Its methods, sorted by name.
    pub methods: Vec<MethodPlan>,
    /// The names that its methods use.
    pub uses: Uses,
}

/// The method of an operation.
#[derive(Debug, Clone)]
pub struct MethodPlan {
    /// Uid of the operation.
    pub uid: String,
    /// Its name.
    pub ident: Ident,
    /// Earlier names.
    pub was: Vec<Ident>,
    /// Rustdoc.
    pub docs: Vec<DocLine>,
    /// The static of its route.
    pub constant: Ident,
    /// Path parameters, required query parameters, then the body.
    pub arguments: Vec<ArgumentPlan>,
    /// The steps that put the arguments into the request, in order.
    pub steps: Vec<StepPlan>,
    /// The type of the response.
    pub output: RustText,
    /// Whether `$select` is documented and the response has properties or columns to select.
    pub selectable: bool,
    /// Whether the rows of all pages can be read.
    pub rows: bool,
    /// The entity that is the request body of an agent's method.
    pub request: Option<EntityId>,
    /// The form of the method that takes the properties of the request body as arguments.
    pub spread: Option<SpreadPlan>,
    /// The call type that it returns if there are optional parameters. Otherwise it returns a `Call`.
    pub call: Option<CallPlan>,
}

/// The form of a method that takes the properties of its request body as arguments.
#[derive(Debug, Clone)]
pub struct SpreadPlan {
    /// The name of the method that takes the body itself.
    pub with: Ident,
    /// The arguments: those that are not in the body, then the properties.
    pub arguments: Vec<ArgumentPlan>,
    /// The expressions that are passed to the method with the body.
    pub values: Vec<RustText>,
    /// Rustdoc about the arguments.
    pub docs: Vec<DocLine>,
}

impl MethodPlan {
    /// The arguments of the method under its own name.
    #[must_use]
    pub fn signature(&self) -> &[ArgumentPlan] {
        self.spread.as_ref().map_or(&self.arguments, |spread| &spread.arguments)
    }
}

/// A call with optional parameters.
#[derive(Debug, Clone)]
pub struct CallPlan {
    /// Its name.
    pub ident: Ident,
    /// Earlier names.
    pub was: Vec<Ident>,
    /// Rustdoc.
    pub docs: Vec<DocLine>,
    /// The optional parameters.
    pub options: Vec<ArgumentPlan>,
}

/// An argument of a method, or an optional parameter of a call.
#[derive(Debug, Clone)]
pub struct ArgumentPlan {
    /// Name in Rust.
    pub ident: Ident,
    /// Name of the parameter in the request. For a body, its name in the docs.
    pub name: Literal,
    /// Where it is sent.
    pub place: ArgumentPlace,
    /// Type in Rust.
    pub ty: RustText,
    /// The type of the runtime that the value of an optional parameter is converted to.
    pub into: Option<Ident>,
    /// Rustdoc, for optional parameters.
    pub docs: Vec<DocLine>,
}

/// Where an argument is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgumentPlace {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In the body.
    Body,
}

/// A method of the runtime's `Draft` that puts an argument into the request.
#[derive(Debug, Clone)]
pub struct StepPlan {
    /// `path`, `query`, `json`, `patch`, `patch_of` or `upload`.
    pub method: Ident,
    /// Its type argument, if it has one.
    pub ty: Option<RustText>,
    /// The name of the parameter, if the method takes one.
    pub name: Option<Literal>,
    /// The expression that is passed to it.
    pub value: RustText,
}

/// Decides the method of an operation. `owner` is the start of the name of its call, and `calls` are the names in use.
pub(super) fn method(
    names: &TypeNames,
    naming: &mut Naming,
    operation: &Operation,
    Named { ident, was, .. }: Named,
    (owner, calls): (&str, &mut Taken),
    uses: &mut Uses,
) -> MethodPlan {
    let mut taken = Taken::default();
    let is_select = |parameter: &&Parameter| parameter.name.value == "$select";
    let query = || in_place(operation, Place::Query);
    let required = in_place(operation, Place::Path).chain(query().filter(|parameter| parameter.required));
    let mut arguments: Vec<ArgumentPlan> =
        required.map(|parameter| argument(names, parameter, &mut taken, uses)).collect();
    let mut steps: Vec<StepPlan> = arguments.iter().map(step).collect();
    if let Some(body) = &operation.request {
        let (argument, step) = self::body(names, operation, body, &mut taken, uses);
        arguments.push(argument);
        steps.push(step);
    }
    let optional: Vec<&Parameter> = query().filter(|parameter| !parameter.required && !is_select(parameter)).collect();
    let options = options(names, naming, operation, &optional, uses);
    let call = (!options.is_empty()).then(|| {
        let name = |method: &Ident| format!("{owner}{}Call", ident::pascal(method.as_str()));
        let about = format!("A call to `{}` with its optional parameters.", operation.uid.value.replace('`', ""));
        CallPlan {
            ident: calls.type_ident(name(&ident)),
            was: was.iter().map(|old| calls.type_ident(name(old))).collect(),
            docs: docs::ours(&about),
            options,
        }
    });
    MethodPlan {
        uid: operation.uid.value.clone(),
        docs: method_docs(operation),
        constant: super::route::constant(&ident),
        arguments,
        steps,
        output: output(names, operation, uses),
        rows: false,
        request: request(operation),
        spread: None,
        selectable: has_columns(operation) && query().any(|parameter| is_select(&parameter)),
        call,
        ident,
        was,
    }
}

/// Returns the entity that is the JSON body of an agent's operation.
fn request(operation: &Operation) -> Option<EntityId> {
    let body = operation.request.as_ref().filter(|body| body.form == Form::Json)?;
    match body.ty.value {
        Type::Entity(id) if operation.controller.ends_with("Agent") => Some(id),
        _ => None,
    }
}

/// Whether the response is an entity, a list or a row.
fn has_columns(operation: &Operation) -> bool {
    let answer = operation.response.as_ref().map(|body| &body.ty.value);
    matches!(answer, Some(Type::Entity(_) | Type::Array(_) | Type::Map(_) | Type::Open(_)))
}

fn options(
    names: &TypeNames,
    naming: &mut Naming,
    operation: &Operation,
    optional: &[&Parameter],
    uses: &mut Uses,
) -> Vec<ArgumentPlan> {
    let words: Vec<&str> = optional.iter().map(|parameter| parameter.name.value.as_str()).collect();
    let named = naming.members(Section::Options, &[&operation.uid.value], &words, CALL_METHODS, ident::snake);
    let options = optional.iter().zip(named).map(|(parameter, named)| ArgumentPlan {
        ident: named.ident,
        ..option(argument(names, parameter, &mut Taken::default(), uses), parameter, uses)
    });
    options.collect()
}

/// Replaces the type of an optional parameter for which the runtime has its own.
fn option(argument: ArgumentPlan, parameter: &Parameter, uses: &mut Uses) -> ArgumentPlan {
    let Some(own) = listed::converted(parameter) else { return argument };
    uses.runtime.insert(own);
    let into = Ident::of(own);
    ArgumentPlan { ty: RustText::between("impl Into<", &RustText::ident(&into), ">"), into: Some(into), ..argument }
}

fn argument(names: &TypeNames, parameter: &Parameter, taken: &mut Taken, uses: &mut Uses) -> ArgumentPlan {
    let mut lines = docs::block(&parameter.description.value);
    if lines.is_empty() {
        lines = docs::ours(&format!("`{}`", code(&parameter.name.value)));
    }
    ArgumentPlan {
        ident: taken.ident(ident::snake(&parameter.name.value)),
        name: Literal::of(&parameter.name.value),
        place: if parameter.place == Place::Path { ArgumentPlace::Path } else { ArgumentPlace::Query },
        ty: types::argument(names, &parameter.ty.value, uses),
        into: None,
        docs: lines,
    }
}

fn step(argument: &ArgumentPlan) -> StepPlan {
    let method = if argument.place == ArgumentPlace::Path { "path" } else { "query" };
    StepPlan {
        method: Ident::of(method),
        ty: None,
        name: Some(argument.name.clone()),
        value: RustText::between("&", &RustText::ident(&argument.ident), ""),
    }
}

fn body(
    names: &TypeNames,
    operation: &Operation,
    body: &Body,
    taken: &mut Taken,
    uses: &mut Uses,
) -> (ArgumentPlan, StepPlan) {
    let name = ident::snake(&body.name.value);
    let ident = taken.ident(if name.is_empty() { "body".to_owned() } else { name });
    let whole = RustText::ident(&ident);
    let mut patched = None;
    let (ty, method, value) = match body.form {
        Form::Patch => {
            uses.runtime.insert("Patch");
            // A PATCH responds with the entity that it changes, so the paths of the patch are those of this type.
            let answer = operation.response.as_ref().map(|body| &body.ty.value);
            patched = answer.filter(|ty| matches!(ty, Type::Entity(_))).map(|ty| types::plain(names, ty, uses));
            (RustText::fixed("&Patch"), if patched.is_some() { "patch_of" } else { "patch" }, whole)
        }
        Form::Binary => {
            uses.runtime.insert("Upload");
            (RustText::fixed("Upload"), "upload", whole)
        }
        Form::Json => {
            let (ty, value) = types::body(names, &body.ty.value, &ident, uses);
            (ty, "json", value)
        }
    };
    let name = Literal::of(&body.name.value);
    let argument = ArgumentPlan { ident, name, place: ArgumentPlace::Body, ty, into: None, docs: Vec::new() };
    (argument, StepPlan { method: Ident::of(method), ty: patched, name: None, value })
}

/// Returns the type of the response. Strings are optional because any string may be `null`, and objects of agents
/// because agents respond with `null` if an object does not exist.
fn output(names: &TypeNames, operation: &Operation, uses: &mut Uses) -> RustText {
    let Some(body) = &operation.response else { return RustText::fixed("()") };
    let ty = &body.ty.value;
    if *ty == Type::Bytes {
        uses.runtime.insert("Binary");
        return RustText::fixed("Binary");
    }
    let inner = types::plain(names, ty, uses);
    let agent = operation.controller.ends_with("Agent");
    let optional = match ty {
        Type::String | Type::DateTime | Type::Enum(_) => true,
        Type::Entity(_) | Type::Map(_) => agent,
        _ => false,
    };
    if optional { RustText::between("Option<", &inner, ">") } else { inner }
}

fn method_docs(operation: &Operation) -> Vec<DocLine> {
    let mut lines = operation.summary.as_ref().map(|text| docs::block(&text.value)).unwrap_or_default();
    for text in &operation.description {
        docs::paragraph(&mut lines, docs::block(&text.value));
    }
    for mark in &operation.marks {
        let note = match &mark.kind {
            MarkKind::Restricted(text) => format!("**Online restricted.** {}", docs::inline(text)),
            MarkKind::Experimental(text) => format!("**Experimental.** {}", docs::inline(text)),
            _ => continue,
        };
        docs::paragraph(&mut lines, docs::ours(&note));
    }
    for (what, body) in [("request body", &operation.request), ("response body", &operation.response)] {
        let note = match body.as_ref().map(|body| (body.ty.class, body.ty.value.innermost(), body.form)) {
            Some((Class::Assumed, ..)) => format!("The docs do not show the {what}, so its type is assumed."),
            Some((_, Type::Open(reason), Form::Json)) if *reason != OpenReason::FreeForm => {
                format!("The type of the {what} is unknown: {}.", docs::inline(&reason.words()))
            }
            _ => continue,
        };
        docs::paragraph(&mut lines, docs::ours(&note));
    }
    // If the page has no text, this is the first line.
    docs::paragraph(&mut lines, vec![docs::line(&request_line(operation))]);
    docs::paragraph(&mut lines, vec![docs::line(&format!("[Reference]({})", reference(operation)))]);
    lines
}

/// Returns the URL of the operation's page. If only a part of the docs was read, the folder is guessed from the path.
fn reference(operation: &Operation) -> String {
    let uid: String =
        operation.uid.value.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-').collect();
    let mut folders = operation.folder.rsplit('/');
    let folder = match (folders.next(), folders.next()) {
        (Some(resource), Some(kind)) => format!("{kind}/{resource}"),
        _ if operation.controller.ends_with("Agent") => {
            let name = operation.controller.strip_suffix("Agent").unwrap_or(&operation.controller);
            format!("agent/{name}_Agent")
        }
        _ => format!("rest/{}", operation.path.value.split('/').nth(3).unwrap_or_default()),
    };
    let folder: String = folder.chars().filter(|c| c.is_ascii_alphanumeric() || "_-/".contains(*c)).collect();
    format!("{REFERENCE}/{folder}/{uid}.html")
}
