//! Collects changes without duplicates.
//!
//! In: changes as they are found. A change of a type is found once for each call that uses it. Out: a list in which the same
//! change in requests and in responses is one change.

use std::collections::{BTreeMap, BTreeSet};

use super::documents::{documents, refused, shown, unread};
use super::{Bump, Direction, DriftChange, DriftKind, DriftPlace, Version, Wire, Witness};
use crate::model::{Json, JsonKind, Type};
use crate::source::Span;
use serde_json::Value;

/// A verdict for the wire, and the reason for it.
#[derive(Debug, Clone)]
pub(super) struct Verdict {
    pub(super) wire: Wire,
    pub(super) reason: String,
    pub(super) witness: Option<Witness>,
    pub(super) docs_only: bool,
}

impl Verdict {
    pub(super) fn new(wire: Wire, reason: &str) -> Self {
        Self { wire, reason: reason.to_owned(), witness: None, docs_only: false }
    }

    pub(super) fn breaking(document: String, refused: String) -> Self {
        let witness = Some(Witness { document, refused });
        Self { wire: Wire::Breaking, reason: String::new(), witness, docs_only: false }
    }

    /// The documentation was corrected; the API is the same.
    pub(super) fn correction(reason: &str) -> Self {
        Self { docs_only: true, ..Self::new(Wire::Harmless, reason) }
    }
}

/// The changes that were found so far.
pub(super) struct Recorder<'a> {
    pub(super) old: &'a Version<'a>,
    pub(super) new: &'a Version<'a>,
    list: Vec<DriftChange>,
    known: BTreeMap<(DriftKind, String, String), usize>,
    places: BTreeSet<(DriftKind, String)>,
    /// The new names of properties that were renamed, as `Type.Property`.
    pub(super) renamed: BTreeSet<String>,
}

impl<'a> Recorder<'a> {
    pub(super) fn new(old: &'a Version<'a>, new: &'a Version<'a>) -> Self {
        Self { old, new, list: Vec::new(), known: BTreeMap::new(), places: BTreeSet::new(), renamed: BTreeSet::new() }
    }

    /// Adds a change. The places are in the old and in the new docs.
    pub(super) fn push(
        &mut self,
        kind: DriftKind,
        at: &str,
        direction: Direction,
        (text, verdict): (String, Verdict),
        (old, new): (Option<Span>, Option<Span>),
    ) {
        let place = |version: &Version<'_>, span: Option<Span>| span.map(|span| DriftPlace::of(version.sources, span));
        let change = DriftChange {
            kind,
            at: at.to_owned(),
            direction,
            wire: verdict.wire,
            rust: Bump::None,
            docs_only: verdict.docs_only,
            old: place(self.old, old),
            new: place(self.new, new),
            text,
            reason: verdict.reason,
            witness: verdict.witness,
            program: None,
        };
        self.places.insert((kind, change.at.clone()));
        let key = (kind, change.at.clone(), change.text.clone());
        match self.known.get(&key).and_then(|at| self.list.get_mut(*at)) {
            Some(known) => merge(known, change),
            None => {
                self.known.insert(key, self.list.len());
                self.list.push(change);
            }
        }
    }

    /// Whether a change of this kind is known at a place.
    pub(super) fn has(&self, kinds: &[DriftKind], at: &str) -> bool {
        kinds.iter().any(|kind| self.places.contains(&(*kind, at.to_owned())))
    }

    pub(super) fn finish(self) -> Vec<DriftChange> {
        self.list
    }

    /// The verdict about a value whose type changes. `samples` are its values in the old docs.
    /// `restated` is set if the type words of its rows changed, too.
    pub(super) fn retyped(
        &self,
        (was, now): (&Type, &Type),
        restated: bool,
        direction: Direction,
        samples: &[&Json],
    ) -> Verdict {
        let (old, new) = (self.old.api, self.new.api);
        let shows: Vec<Value> = samples.iter().filter(|sample| !sample.is_null()).map(|sample| value(sample)).collect();
        let fits_new = shows.iter().all(|sample| refused(new, now, sample).is_none());
        if was.is_open() && !now.is_open() && fits_new {
            return Verdict::correction("the old docs leave the type open, and their samples fit the new one");
        }
        if now.is_open() {
            return Verdict::new(Wire::Undecided, "the new docs leave the type open");
        }
        let contradicted = shows.iter().any(|sample| refused(old, was, sample).is_some());
        if contradicted && fits_new {
            return Verdict::correction("the samples of the old docs contradict the old type and fit the new one");
        }
        let listed = matches!((was, now), (Type::String, Type::Enum(_)) | (Type::Enum(_), Type::String));
        if listed && !restated {
            return Verdict::correction("the rows say the same as before; the values became known or unknown");
        }
        let request = || documents(old, was).into_iter().find_map(|one| Some((refused(new, now, &one)?, one)));
        let response = || documents(new, now).into_iter().find_map(|one| Some((unread(old, was, &one)?, one)));
        let found = match direction {
            Direction::Request => request().map(|(why, one)| (format!("the new docs: {why}"), one)),
            _ => response().map(|(why, one)| (format!("the old crate: {why}"), one)),
        };
        if let Some((why, document)) = found {
            return Verdict::breaking(document.to_string(), why);
        }
        let wider = match direction {
            Direction::Request => documents(new, now).iter().any(|one| refused(old, was, one).is_some()),
            _ => false,
        };
        match wider {
            true => Verdict::new(Wire::Additive, "every value of the old type is one of the new type"),
            false => Verdict::new(Wire::Harmless, "no document shows a difference"),
        }
    }

    /// The readable form of a change of type.
    pub(super) fn change_of(&self, was: &Type, now: &Type) -> String {
        format!("{} -> {}", shown(self.old.api, was), shown(self.new.api, now))
    }
}

/// Merges the same change on the other side of calls. The more severe verdict counts.
fn merge(known: &mut DriftChange, other: DriftChange) {
    if known.direction != other.direction {
        known.direction = Direction::Both;
    }
    if other.wire > known.wire {
        let DriftChange { wire, reason, witness, docs_only, .. } = other;
        (known.wire, known.reason, known.witness, known.docs_only) = (wire, reason, witness, docs_only);
    }
    known.old = known.old.take().or(other.old);
    known.new = known.new.take().or(other.new);
}

/// A sample as a value. A number that JSON cannot hold is `null`, which fits any type.
pub(super) fn value(sample: &Json) -> Value {
    match &sample.kind {
        JsonKind::Null => Value::Null,
        JsonKind::Bool(known) => Value::Bool(*known),
        JsonKind::Number(text) => text.parse::<serde_json::Number>().map_or(Value::Null, Value::Number),
        JsonKind::String(text) => Value::String(text.to_string()),
        JsonKind::Array(elements) => Value::Array(elements.iter().map(value).collect()),
        JsonKind::Object(members) => {
            Value::Object(members.iter().map(|(key, member)| (key.name.to_string(), value(member))).collect())
        }
    }
}
