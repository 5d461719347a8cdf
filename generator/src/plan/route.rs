//! Routes: the operations as data.
//!
//! In: an operation and the name of its method. Out: a [`RoutePlan`]. Printed by `emit/route.rs` through
//! `templates/route.rs`.

use super::docs::{self, DocLine, code};
use super::text::Literal;
use crate::model::MarkKind;
use crate::model::{Method, Operation, Parameter, Place};
use crate::names::ident::{self, Ident};

/// The static of an operation.
#[derive(Debug, Clone)]
pub struct RoutePlan {
    /// Uid of the operation.
    pub uid: Literal,
    /// Name of the static.
    pub constant: Ident,
    /// Earlier names.
    pub was: Vec<Ident>,
    /// Rustdoc.
    pub docs: Vec<DocLine>,
    /// HTTP method, as a variant of the runtime's `Method`.
    pub verb: Ident,
    /// Path template.
    pub path: Literal,
    /// Path and query parameters.
    pub parameters: Vec<RouteParameter>,
    /// Documented status codes.
    pub statuses: Vec<u16>,
    /// Media types of the request body, unless they are the usual ones.
    pub accepts: Vec<Literal>,
    /// Media types of the response body, unless they are the usual ones.
    pub produces: Vec<Literal>,
    /// The number of milliseconds above which the docs call a response slow.
    pub slow_ms: Option<u32>,
    /// The documented restriction on who may call the operation.
    pub restricted: Option<Literal>,
}

/// A parameter as data.
#[derive(Debug, Clone)]
pub struct RouteParameter {
    /// Name in the request.
    pub name: Literal,
    /// A variant of the runtime's `Place`.
    pub place: Ident,
    /// Whether the parameter is required.
    pub required: bool,
}

/// Decides a route.
pub(super) fn plan(operation: &Operation, method: &Ident, methods_were: &[Ident]) -> RoutePlan {
    let in_place = |place| in_place(operation, place);
    RoutePlan {
        uid: Literal::of(&operation.uid.value),
        constant: constant(method),
        was: methods_were.iter().map(constant).collect(),
        docs: docs::ours(&request_line(operation)),
        verb: verb(operation.method),
        path: Literal::of(&operation.path.value),
        parameters: in_place(Place::Path).chain(in_place(Place::Query)).map(parameter).collect(),
        statuses: operation.statuses.iter().map(|status| status.code).collect(),
        accepts: unusual(&operation.consumes),
        produces: unusual(&operation.produces),
        slow_ms: operation.marks.iter().find_map(|mark| match mark.kind {
            MarkKind::Slow { milliseconds } => Some(milliseconds),
            _ => None,
        }),
        restricted: operation.marks.iter().find_map(|mark| match &mark.kind {
            MarkKind::Restricted(text) => Some(Literal::of(&crate::text::prose::strip_hidden(text).replace('\n', " "))),
            _ => None,
        }),
    }
}

/// Returns method and path for rustdoc.
pub(super) fn request_line(operation: &Operation) -> String {
    format!("`{} {}`", operation.method.as_str(), code(&operation.path.value))
}

/// Returns the parameters in one place, in the order of the page.
pub(super) fn in_place(operation: &Operation, place: Place) -> impl Iterator<Item = &Parameter> {
    operation.parameters.iter().filter(move |parameter| parameter.place == place)
}

fn parameter(parameter: &Parameter) -> RouteParameter {
    RouteParameter {
        name: Literal::of(&parameter.name.value),
        place: Ident::of(if parameter.place == Place::Path { "Path" } else { "Query" }),
        required: parameter.required,
    }
}

/// Returns the name of the static that belongs to a method.
pub(super) fn constant(method: &Ident) -> Ident {
    let bare = method.as_str().strip_suffix('_').filter(|_| ident::is_escaped(method.as_str()));
    Ident::of(&bare.unwrap_or(method.as_str()).to_uppercase())
}

fn verb(method: Method) -> Ident {
    Ident::of(match method {
        Method::Get => "Get",
        Method::Post => "Post",
        Method::Put => "Put",
        Method::Patch => "Patch",
        Method::Delete => "Delete",
        Method::Head => "Head",
        Method::Options => "Options",
    })
}

/// Returns the media types, unless they are those that nearly every operation has: JSON, XML and forms.
fn unusual(types: &[String]) -> Vec<Literal> {
    let usual = |media: &String| {
        media.ends_with("json") || media.ends_with("xml") || media == "application/x-www-form-urlencoded"
    };
    if types.iter().all(usual) { Vec::new() } else { types.iter().map(|media| Literal::of(media)).collect() }
}
