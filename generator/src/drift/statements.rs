//! Compares what single pages state, where the facts of the whole tree are the same.
//!
//! If one page lost a row that other pages still have, only the documentation changed, not the API. The same holds for a
//! type word that all other rows and samples contradict.

use std::collections::BTreeMap;

use super::pairs::Pairs;
use super::recorder::{Recorder, Verdict};
use super::{Direction, DriftKind};
use crate::model::{Api, Body, Said, Side, Type};

/// Changes that are reported for the type as a whole.
const KNOWN: [DriftKind; 4] =
    [DriftKind::PropertyRemoved, DriftKind::PropertyRenamed, DriftKind::PropertyRetyped, DriftKind::PropertyAdded];

pub(super) fn compare(pairs: &Pairs<'_>, found: &mut Recorder<'_>) {
    for (old, new) in &pairs.both {
        for side in [Side::Request, Side::Response] {
            if let (Some(was), Some(now)) = (old.body(side), new.body(side)) {
                rows((&old.uid.value, side), was, now, found);
            }
        }
    }
}

fn rows((uid, side): (&str, Side), was: &Body, now: &Body, found: &mut Recorder<'_>) {
    let by_name = |body: &Body| -> BTreeMap<String, std::sync::Arc<Said>> {
        body.rows.iter().flatten().map(|row| (row.name.value.clone(), row.clone())).collect()
    };
    let (before, after) = (by_name(was), by_name(now));
    let side = if side == Side::Request { "request" } else { "response" };
    let old_owner = owner(found.old.api, was);
    let new_owner = owner(found.new.api, now);
    let known = |found: &Recorder<'_>, name: &str| {
        let of =
            |owner: &Option<String>| owner.as_ref().is_some_and(|owner| found.has(&KNOWN, &format!("{owner}.{name}")));
        of(&old_owner) || of(&new_owner)
    };
    let renamed = found.renamed.clone();
    let known = |found: &Recorder<'_>, name: &str| {
        let of =
            |owner: &Option<String>| owner.as_ref().is_some_and(|owner| renamed.contains(&format!("{owner}.{name}")));
        known(found, name) || of(&new_owner)
    };
    let verdict = || Verdict::correction("all pages together show the same as before");
    for (name, row) in before.iter().filter(|(name, _)| !after.contains_key(*name)) {
        if !known(found, name) {
            let text = format!("the {side} table lost the row `{name}`");
            let places = (Some(row.name.span), Some(now.name.span));
            found.push(DriftKind::StatementChanged, uid, Direction::Neither, (text, verdict()), places);
        }
    }
    for (name, row) in &after {
        let text = match before.get(name) {
            None => format!("the {side} table has the new row `{name}`"),
            Some(old) if !old.word.value.states_the_same(&row.word.value) => {
                format!("{side} `{name}`: `{}` -> `{}`", old.word.value.printed(), row.word.value.printed())
            }
            Some(_) => continue,
        };
        if !known(found, name) {
            let places = (Some(before.get(name).map_or(was.name.span, |old| old.word.span)), Some(row.word.span));
            found.push(DriftKind::StatementChanged, uid, Direction::Neither, (text, verdict()), places);
        }
    }
}

/// The type whose rows a body has.
fn owner(api: &Api, body: &Body) -> Option<String> {
    match body.ty.value.innermost() {
        Type::Entity(id) => Some(api.entities[*id].name.clone()),
        _ => None,
    }
}
