//! Compares and formats values by their views.
//!
//! In: a [`View`]. Out: equality, and `Debug` text without empty properties. A derived impl would print a hundred
//! `None`s for an entity in which two properties are set.

use std::fmt;

use crate::extra::Extra;
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
    match view {
        View::Null => f.write_str("null"),
        View::Bool(value) => fmt::Debug::fmt(&value, f),
        View::I64(value) => fmt::Debug::fmt(&value, f),
        View::F64(value) => fmt::Debug::fmt(&value, f),
        View::Str(value) => fmt::Debug::fmt(value, f),
        View::Number(text) => f.write_str(text),
        View::Bytes(value) => write!(f, "({} bytes)", value.len()),
        View::Json(text) => f.write_str(text),
        View::Value(value) => fmt::Display::fmt(value, f),
        View::List(list) => f.debug_list().entries((0..list.count()).filter_map(|index| list.item(index))).finish(),
        View::Map(map) => {
            let mut members = f.debug_map();
            map.each(&mut |key, view| {
                members.entry(&key, &view);
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
                            members.field(key, &view);
                        }
                    }
                }
                for (name, value) in extra.iter() {
                    members.field(&name, &value);
                }
            });
            members.finish()
        }
    }
}
