//! Proposes names for methods, as a Rust programmer would choose them.
//!
//! In: the operations of one controller. Out: the possible names of each.
//!
//! ```text
//! GET /Foo/{id}, POST /Foo                    ->  get, create
//! PostBar and PutBar, by POST and PUT         ->  create_bar, update_bar
//! ValidateFooEntity, GetFooSummary of Foo     ->  validate, get_summary: the client is already named foo
//! GetRows2, if there is a GetRows             ->  get_rows_v2
//! SaveBar_POST, if there is a SaveBar         ->  save_bar_via_post
//! Move of Foo, a keyword                      ->  move_foo
//! anything else                               ->  the name in its uid
//! ```

use std::collections::BTreeMap;

use crate::model::{Api, Method, Operation, Place, Type};
use crate::names::ident::{is_escaped, is_ident, snake};

/// The short names, which depend on method and path.
const SHORT: [&str; 7] = ["create", "default", "delete", "get", "list", "patch", "update"];

/// Returns the operations of one controller (by index), each with its possible names, best first. Operations with a
/// short name come first, so that no other operation takes that name.
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
        // If several operations want the name, the one whose path has a numeric key gets it: `{id}`, not `{uniqueId}`.
        let by_number: Vec<usize> = rivals
            .iter()
            .copied()
            .filter(|at| operations.get(*at).is_some_and(|operation| keyed_by_number(operation)))
            .collect();
        rivals == [index] || by_number == [index]
    };
    let names: Vec<Name> = operations.iter().map(|operation| Name::of(api, operation)).collect();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names.iter().flat_map(|name| name.brief.iter().chain([&name.full])) {
        *count.entry(name).or_default() += 1;
    }
    let (mut first, mut then) = (Vec::new(), Vec::new());
    for (index, (name, wish)) in names.iter().zip(&short).enumerate() {
        let brief = name.brief.as_ref().filter(|brief| count.get(brief.as_str()) == Some(&1));
        let long = brief.into_iter().chain([&name.full]).cloned();
        match wish.filter(|wish| wins(index, wish)) {
            Some(wish) => first.push((index, std::iter::once(wish.to_owned()).chain(long).collect())),
            None => then.push((index, long.collect())),
        }
    }
    first.append(&mut then);
    first
}

/// The names of an operation derived from its uid.
struct Name {
    full: String,
    /// The name without that of the resource, which is also the name of the client.
    brief: Option<String>,
}

impl Name {
    fn of(api: &Api, operation: &Operation) -> Self {
        let verb = operation.method.as_str();
        // The uid ends in the HTTP method if another operation has the same name.
        let marked = operation.name.strip_suffix(verb).and_then(|name| name.strip_suffix('_'));
        let name = marked.unwrap_or(&operation.name);
        let (name, version) = api.version(name).map_or((name, None), |(name, number)| (name, Some(number)));
        let agent = operation.controller.ends_with("Agent");
        let full = snake(name);
        let mut words: Vec<&str> = full.split('_').collect();
        let verb = verb.to_ascii_lowercase();
        if words.starts_with(&["http", &verb]) && words.len() > 2 {
            words.drain(..2);
        }
        // In Rust, `create` and `update` are more usual than `post` and `put`.
        let mut distinct = marked.is_none();
        if let [first @ ("post" | "put"), _, ..] = words.as_mut_slice()
            && !agent
            && let Some(word) = program_verb(operation.method)
        {
            *first = word;
            distinct = true;
        }
        let resource = snake(resource(&operation.controller));
        let brief = if agent { None } else { without(&words, &resource.split('_').collect::<Vec<_>>()) };
        let end = version.map(|number| format!("_v{number}")).unwrap_or_default()
            + &(if distinct { String::new() } else { format!("_via_{verb}") });
        let full = words.join("_") + &end;
        let keyword = is_escaped(&format!("{full}_"));
        let full = if keyword { format!("{full}_{resource}") } else { full };
        Self { brief: brief.map(|brief| brief + &end).filter(|brief| is_ident(brief)), full }
    }
}

fn program_verb(method: Method) -> Option<&'static str> {
    match method {
        Method::Post => Some("create"),
        Method::Put => Some("update"),
        _ => None,
    }
}

/// Returns the resource of a controller: `Ticket` for `TicketEntity` and `TicketAgent`.
fn resource(controller: &str) -> &str {
    let about = ["Entity", "Agent"].iter().find_map(|ending| controller.strip_suffix(ending));
    about.filter(|about| !about.is_empty()).unwrap_or(controller)
}

/// Removes the words of the resource if they follow the verb: `get_contact_summary` becomes `get_summary`.
///
/// `None` if they do not, as in `get_next_contact`, and if only a short name is left, as in `get_contact`, because
/// `get` is the operation with the corresponding path.
fn without(words: &[&str], resource: &[&str]) -> Option<String> {
    let which = words.get(1).is_some_and(|word| ["all", "default", "first"].contains(word));
    let (verb, rest) = words.split_at_checked(1 + usize::from(which))?;
    let rest = rest.strip_prefix(resource)?;
    let rest = rest.strip_prefix(&["entity"]).unwrap_or(rest);
    let brief = [verb, rest].concat().join("_");
    (!SHORT.contains(&brief.as_str())).then_some(brief)
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

/// Returns the literal segments with which all paths of a controller start.
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
    // A path that ends in the name of the operation is a procedure, not a resource.
    if path.last().is_some_and(|last| last.eq_ignore_ascii_case(&operation.name)) {
        return None;
    }
    let rest = path.get(base.len()..)?;
    let key = |part: &&str| part.starts_with('{') && part.ends_with('}');
    let response = operation.response.as_ref().map(|body| &body.ty.value);
    match (operation.method, rest) {
        (Method::Get, []) if response.is_some_and(|ty| is_collection(api, ty)) => Some("list"),
        (Method::Get, []) => Some("get"),
        (Method::Post, []) if !operation.name.starts_with("Get") && !operation.name.starts_with("Find") => {
            Some("create")
        }
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

/// Whether a type is an array, a dictionary, or one page of an OData result, recognised by its `odata.` properties.
fn is_collection(api: &Api, ty: &Type) -> bool {
    match ty {
        Type::Array(_) | Type::Map(_) => true,
        Type::Entity(id) => api
            .entity(*id)
            .is_some_and(|entity| entity.properties.iter().any(|property| property.name.starts_with("odata."))),
        _ => false,
    }
}
