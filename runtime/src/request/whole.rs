//! Prevents a partial entity from replacing the whole one.
//!
//! In: an operation and its body. Out: the reason why the body must not be sent. An entity that was read with `select`
//! is marked as partial. This file must not know any operation. It knows only HTTP methods, and that the names of the
//! agents' methods that replace an entity begin with `Save`.

use crate::operation::{Method, Operation};
use crate::slot::View;

/// Returns the reason why a body must not be sent, if there is one.
pub(super) fn problem(operation: &Operation, body: View<'_>) -> Option<String> {
    let name = part(body, replaces(operation)?)?;
    Some(format!(
        "the body is a partial {name}, read with `select`, and would replace the whole one; send a patch, or read the whole \
         entity first"
    ))
}

/// The part of a request that replaces a whole entity.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// The body of a PUT.
    Body,
    /// The body of an agent's `Save` method, or a property of the body.
    Arguments,
}

/// Returns the part of the request that replaces a whole entity, if the operation does that.
fn replaces(operation: &Operation) -> Option<By> {
    let last = operation.path.rsplit('/').next().unwrap_or_default();
    let saves = operation.path.contains("/Agents/") && last.starts_with("Save");
    match operation.method {
        Method::Put => Some(By::Body),
        Method::Post if saves => Some(By::Arguments),
        _ => None,
    }
}

/// Returns the type of a partial entity in a body. Arguments are properties of an object that the program creates.
fn part(value: View<'_>, by: By) -> Option<&'static str> {
    match value {
        View::Entity(entity) => entity
            .lent(|fields, extra| {
                let mut arguments =
                    fields.iter().filter(|_| by == By::Arguments && extra.is_new()).map(|field| field.view());
                if extra.is_partial() { Some(entity.table().name) } else { arguments.find_map(part_itself) }
            })
            .flatten(),
        View::List(list) => (0..list.count()).find_map(|index| part(list.item(index)?, by)),
        _ => None,
    }
}

/// Returns the type of an entity if it is partial.
fn part_itself(value: View<'_>) -> Option<&'static str> {
    let View::Entity(entity) = value else { return None };
    entity.lent(|_, extra| extra.is_partial()).unwrap_or(false).then(|| entity.table().name)
}
