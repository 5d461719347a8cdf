//! Compares request and response bodies, and the types that are reached from them.

use std::collections::BTreeSet;

use super::documents::{same, shown};
use super::entities;
use super::pairs::Pairs;
use super::recorder::{Recorder, Verdict};
use super::{Direction, DriftKind, Wire};
use crate::model::{Body, Operation, Side};

pub(super) fn compare(pairs: &Pairs<'_>, found: &mut Recorder<'_>) {
    for (side, direction) in [(Side::Request, Direction::Request), (Side::Response, Direction::Response)] {
        let mut reached = BTreeSet::new();
        for (old, new) in &pairs.both {
            let mut enums = BTreeSet::new();
            match (old.body(side), new.body(side)) {
                (Some(was), Some(now)) => {
                    let places = (Some(was.name.span), Some(now.name.span));
                    if was.form != now.form || !same(&was.ty.value, &now.ty.value, &mut reached, &mut enums) {
                        retyped((old, was), now, direction, found);
                    }
                    for pair in enums {
                        entities::values(pair, direction, places, found);
                    }
                }
                (Some(was), None) => removed(old, new, was, direction, found),
                (None, Some(now)) => added(old, now, direction, found),
                (None, None) => {}
            }
        }
        entities::compare(reached, direction, found);
    }
}

fn retyped((old, was): (&Operation, &Body), now: &Body, direction: Direction, found: &mut Recorder<'_>) {
    let samples: Vec<_> = was.sample.iter().collect();
    let verdict = match was.form == now.form {
        true => found.retyped((&was.ty.value, &now.ty.value), was.printed() != now.printed(), direction, &samples),
        false => Verdict::new(Wire::Undecided, "the body is encoded in another way"),
    };
    let text = format!("{} body: {}", direction.word(), found.change_of(&was.ty.value, &now.ty.value));
    let places = (Some(was.name.span), Some(now.name.span));
    found.push(DriftKind::BodyRetyped, &old.uid.value, direction, (text, verdict), places);
}

fn removed(old: &Operation, new: &Operation, was: &Body, direction: Direction, found: &mut Recorder<'_>) {
    let verdict = match direction {
        Direction::Request => Verdict::new(Wire::Undecided, "the docs do not say whether a body is refused"),
        _ => Verdict::breaking("a response without a body".to_owned(), "the old crate needs a body".to_owned()),
    };
    let text = format!("{} body: {}", direction.word(), shown(found.old.api, &was.ty.value));
    let places = (Some(was.name.span), Some(new.path.span));
    found.push(DriftKind::BodyRemoved, &old.uid.value, direction, (text, verdict), places);
}

fn added(old: &Operation, now: &Body, direction: Direction, found: &mut Recorder<'_>) {
    let verdict = match direction {
        Direction::Request => {
            Verdict::breaking("a request without a body".to_owned(), "the new docs describe a body".to_owned())
        }
        _ => Verdict::new(Wire::Additive, "the old crate ignores it"),
    };
    let text = format!("{} body: {}", direction.word(), shown(found.new.api, &now.ty.value));
    let places = (Some(old.path.span), Some(now.name.span));
    found.push(DriftKind::BodyAdded, &old.uid.value, direction, (text, verdict), places);
}
