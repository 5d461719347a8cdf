//! Methods named as a Rust programmer would name them.
//!
//! In: the operations of one controller. Out: what each would like to be called. `GET /Foo/{id}` is `get`, `POST /Foo` is `create`; what has
//! no such form is called as its uid says.

use std::collections::BTreeMap;

use crate::model::{Api, Method, Operation, Place, Type};
use crate::names::ident::snake;

/// The operations of one controller in the order in which they may choose, each with the names it would like: those
/// with a short name first, so that nothing else takes it.
#[must_use]
pub fn wishes(api: &Api, operations: &[&Operation]) -> Vec<(usize, Vec<String>)> {
    let base = base(operations);
    let short: Vec<Option<&'static str>> = operations.iter().map(|operation| crud(api, operation, &base)).collect();
    let mut claims: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, wish) in short.iter().enumerate() {
        if let Some(wish) = wish {
            claims.entry(wish).or_default().push(index);
        }
    }
    let wins = |index: usize, wish: &str| {
        let rivals = claims.get(wish).map(Vec::as_slice).unwrap_or_default();
        // Of `{id}` and `{uniqueId}`, the number is the key.
        let by_number: Vec<usize> = rivals
            .iter()
            .copied()
            .filter(|at| operations.get(*at).is_some_and(|operation| keyed_by_number(operation)))
            .collect();
        rivals == [index] || by_number == [index]
    };
    let (mut first, mut then) = (Vec::new(), Vec::new());
    for (index, (operation, wish)) in operations.iter().zip(&short).enumerate() {
        let long = snake(&operation.name);
        match wish.filter(|wish| wins(index, wish)) {
            Some(wish) => first.push((index, vec![wish.to_owned(), long])),
            None => then.push((index, vec![long])),
        }
    }
    first.append(&mut then);
    first
}

fn keyed_by_number(operation: &Operation) -> bool {
    operation
        .parameters
        .iter()
        .find(|parameter| parameter.place == Place::Path)
        .is_some_and(|parameter| parameter.ty.value == Type::Int32)
}

fn segments(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}

/// The literal segments that all paths of a controller start with.
fn base<'a>(operations: &[&'a Operation]) -> Vec<&'a str> {
    let mut base: Option<Vec<&str>> = None;
    for operation in operations {
        let literal: Vec<&str> =
            segments(&operation.path.value).into_iter().take_while(|part| !part.contains('{')).collect();
        base = Some(match base {
            None => literal,
            Some(known) => {
                known.into_iter().zip(literal).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).map(|(a, _)| a).collect()
            }
        });
    }
    base.unwrap_or_default()
}

fn crud(api: &Api, operation: &Operation, base: &[&str]) -> Option<&'static str> {
    let path = segments(&operation.path.value);
    // A path that ends in the operation's own name is a call, not a resource.
    if path.last().is_some_and(|last| last.eq_ignore_ascii_case(&operation.name)) {
        return None;
    }
    let rest = path.get(base.len()..)?;
    let key = |part: &&str| part.starts_with('{') && part.ends_with('}');
    let response = operation.response.as_ref().map(|body| &body.ty.value);
    match (operation.method, rest) {
        (Method::Get, []) if response.is_some_and(|ty| is_collection(api, ty)) => Some("list"),
        (Method::Get, []) => Some("get"),
        (Method::Post, []) => Some("create"),
        (Method::Put, []) => Some("update"),
        (Method::Delete, []) => Some("delete"),
        (Method::Get, [part]) if key(part) => Some("get"),
        (Method::Put, [part]) if key(part) => Some("update"),
        (Method::Patch, [part]) if key(part) => Some("patch"),
        (Method::Delete, [part]) if key(part) => Some("delete"),
        (Method::Get, ["default"]) => Some("default"),
        _ => None,
    }
}

/// An array, or a page of one: an entity with an array called `value` or the like and its own next link.
fn is_collection(api: &Api, ty: &Type) -> bool {
    match ty {
        Type::Array(_) => true,
        Type::Entity(id) => api
            .entity(*id)
            .is_some_and(|entity| entity.properties.iter().any(|property| property.name.starts_with("odata."))),
        _ => false,
    }
}
