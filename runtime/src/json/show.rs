//! Compares and formats values by their views.
//!
//! In: a [`View`]. Out: equality, and `Debug` text without empty properties and secrets. A derived impl would
//! print a hundred `None`s for an entity in which two properties are set.

use std::borrow::Cow;
use std::fmt;

use super::masked::{MASK, masked};
use crate::extra::Extra;
use crate::secrets::is_secret_name;
use crate::slot::{Entity, Field, View};

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug(*self, f)
    }
}

impl fmt::Debug for dyn Entity + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug(View::Entity(self), f)
    }
}

/// Whether an entity is written as `null`: it was read as `null`, and no property has been set since.
pub(super) fn is_null(fields: &[&dyn Field], extra: &Extra) -> bool {
    extra.is_null() && extra.is_empty() && fields.iter().all(|field| matches!(field.view(), View::Null))
}

pub(super) fn equal(left: View<'_>, right: View<'_>) -> bool {
    match (left, right) {
        (View::Null, View::Null) => true,
        (View::Bool(left), View::Bool(right)) => left == right,
        (View::I64(left), View::I64(right)) => left == right,
        (View::F64(left), View::F64(right)) => left == right,
        (View::Str(left), View::Str(right))
        | (View::Number(left), View::Number(right))
        | (View::Json(left), View::Json(right)) => left == right,
        (View::Bytes(left), View::Bytes(right)) => left == right,
        (View::Value(left), View::Value(right)) => left == right,
        (View::List(left), View::List(right)) => {
            let count = left.count();
            count == right.count()
                && (0..count).all(|index| match (left.item(index), right.item(index)) {
                    (Some(left), Some(right)) => equal(left, right),
                    _ => false,
                })
        }
        (View::Map(left), View::Map(right)) => {
            if left.count() != right.count() {
                return false;
            }
            let mut same = true;
            left.each(&mut |key, view| {
                same = right.get(key).is_some_and(|other| equal(view, other));
                same
            });
            same
        }
        (View::Entity(left), View::Entity(right)) => equal_entities(left, right),
        _ => false,
    }
}

fn equal_entities(left: &dyn Entity, right: &dyn Entity) -> bool {
    let same = left.lent(|left_fields, left_extra| {
        right.lent(|right_fields, right_extra| {
            left.table() == right.table()
                && left_extra == right_extra
                && left_fields.iter().zip(right_fields).all(|(left, right)| equal(left.view(), right.view()))
        })
    });
    same.flatten().unwrap_or(false)
}

pub(super) fn debug(view: View<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    show(view, false, f)
}

/// The value of a property that may hold a secret.
struct Member<'a> {
    view: View<'a>,
    secret: bool,
}

impl<'a> Member<'a> {
    fn of(name: &str, view: View<'a>, inside_secret: bool) -> Self {
        Self { view, secret: inside_secret || is_secret_name(name) }
    }
}

impl fmt::Debug for Member<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(self.view, self.secret, f)
    }
}

/// Formats a value. No text in a secret is shown.
fn show(view: View<'_>, secret: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match view {
        View::Null => f.write_str("null"),
        View::Bool(value) => fmt::Debug::fmt(&value, f),
        View::I64(value) => fmt::Debug::fmt(&value, f),
        View::F64(value) => fmt::Debug::fmt(&value, f),
        View::Str(value) if secret && !value.is_empty() => f.write_str(MASK),
        View::Str(value) => fmt::Debug::fmt(value, f),
        View::Number(text) => f.write_str(text),
        View::Bytes(value) => write!(f, "({} bytes)", value.len()),
        View::Json(text) => f.write_str(&masked(text, secret)),
        View::Value(value) => match masked(&value.to_string(), secret) {
            Cow::Borrowed(_) => fmt::Display::fmt(value, f),
            Cow::Owned(text) => f.write_str(&text),
        },
        View::List(list) => {
            let items = (0..list.count()).filter_map(|index| list.item(index));
            f.debug_list().entries(items.map(|view| Member { view, secret })).finish()
        }
        View::Map(map) => {
            let mut members = f.debug_map();
            map.each(&mut |key, view| {
                members.entry(&key, &Member::of(key, view, secret));
                true
            });
            members.finish()
        }
        View::Entity(entity) => {
            let mut members = f.debug_struct(entity.table().name);
            entity.fields(&mut |fields, extra| {
                for (key, field) in entity.table().keys.iter().zip(fields) {
                    match field.view() {
                        View::Null => {}
                        view => {
                            members.field(key, &Member::of(key, view, secret));
                        }
                    }
                }
                for (name, value) in extra.iter() {
                    members.field(&name, &Member::of(&name, View::Json(value.as_str()), secret));
                }
            });
            members.finish()
        }
    }
}
