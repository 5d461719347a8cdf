//! Compares operations as a whole: whether they exist, their routes, statuses, media types and sentences.

use std::collections::BTreeSet;

use super::pairs::{Pairs, route};
use super::recorder::{Recorder, Verdict};
use super::{Direction, DriftKind, Wire};
use crate::model::Operation;
use crate::text::visible::counted;

pub(super) fn compare(pairs: &Pairs<'_>, found: &mut Recorder<'_>) {
    for operation in &pairs.removed {
        let line = line(operation);
        let verdict = gone(&line, routed(found, operation));
        let places = (Some(operation.path.span), None);
        found.push(DriftKind::OperationRemoved, &operation.uid.value, Direction::Both, (line, verdict), places);
    }
    for operation in &pairs.added {
        let verdict = Verdict::new(Wire::Additive, "no program calls it yet");
        let places = (None, Some(operation.path.span));
        found.push(
            DriftKind::OperationAdded,
            &operation.uid.value,
            Direction::Both,
            (line(operation), verdict),
            places,
        );
    }
    for (old, new) in &pairs.both {
        moved(old, new, found);
        statuses(old, new, found);
        media_types(old, new, found);
        texts(old, new, found);
    }
}

/// The request line of an operation.
pub(super) fn line(operation: &Operation) -> String {
    format!("{} {}", operation.method.as_str(), operation.path.value)
}

/// The operation of the new docs that a request to an old operation reaches.
fn routed<'a>(found: &Recorder<'a>, old: &Operation) -> Option<&'a str> {
    let route_of_old = route(old);
    let reached = found.new.api.operations.iter().find(|new| route(new) == route_of_old);
    reached.map(|new| new.uid.value.as_str())
}

/// The verdict about a request line that the new docs do not describe.
fn gone(line: &str, reached: Option<&str>) -> Verdict {
    match reached {
        None => Verdict::breaking(line.to_owned(), "no operation of the new docs has this verb and path".to_owned()),
        Some(uid) => Verdict::new(Wire::Undecided, &format!("the request reaches `{uid}` now")),
    }
}

fn moved(old: &Operation, new: &Operation, found: &mut Recorder<'_>) {
    let places = (Some(old.path.span), Some(new.path.span));
    let text = format!("{} -> {}", line(old), line(new));
    if route(old) != route(new) {
        let verdict = gone(&line(old), routed(found, old));
        found.push(DriftKind::OperationMoved, &old.uid.value, Direction::Both, (text, verdict), places);
    } else if old.path.value != new.path.value {
        let verdict = Verdict::new(Wire::Harmless, "requests are the same");
        found.push(DriftKind::OperationMoved, &old.uid.value, Direction::Request, (text, verdict), places);
    }
    if old.uid.value != new.uid.value {
        let text = format!("{} -> {}", old.uid.value, new.uid.value);
        let verdict = Verdict::new(Wire::Harmless, "the verb and the path are the same");
        let places = (Some(old.uid.span), Some(new.uid.span));
        found.push(DriftKind::OperationRenamed, &old.uid.value, Direction::Neither, (text, verdict), places);
    }
}

fn statuses(old: &Operation, new: &Operation, found: &mut Recorder<'_>) {
    let codes = |operation: &Operation| -> BTreeSet<u16> { operation.statuses.iter().map(|one| one.code).collect() };
    let (was, now) = (codes(old), codes(new));
    let place = |operation: &Operation, code: u16| {
        operation.statuses.iter().find(|one| one.code == code).map(|one| one.description.span)
    };
    let heading = |operation: &Operation| operation.statuses.first().map(|one| one.description.span);
    for code in was.difference(&now) {
        let verdict = Verdict::new(Wire::Harmless, "programs need not expect it any more");
        let places = (place(old, *code), heading(new));
        let text = format!("status {code}");
        found.push(DriftKind::StatusRemoved, &old.uid.value, Direction::Response, (text, verdict), places);
    }
    for code in now.difference(&was) {
        let verdict = match code {
            200..=299 => Verdict::new(Wire::Additive, "the client treats every status from 200 to 299 as success"),
            _ => Verdict::new(Wire::Additive, "the client returns an error for every other status"),
        };
        let places = (heading(old), place(new, *code));
        let text = format!("status {code}");
        found.push(DriftKind::StatusAdded, &old.uid.value, Direction::Response, (text, verdict), places);
    }
}

fn media_types(old: &Operation, new: &Operation, found: &mut Recorder<'_>) {
    let sides =
        [(Direction::Request, &old.consumes, &new.consumes), (Direction::Response, &old.produces, &new.produces)];
    for (direction, was, now) in sides {
        let places = (Some(old.path.span), Some(new.path.span));
        // A page without a list does not state its media types.
        if was.is_empty() || now.is_empty() {
            continue;
        }
        // The crate sends the first JSON type that is listed, and asks for it.
        let json = |list: &[String]| list.iter().any(|one| one.ends_with("/json"));
        for one in was.iter().filter(|one| !now.contains(one)) {
            let verdict = match json(was) && !json(now) && one.ends_with("/json") {
                true => Verdict::breaking(
                    format!("{}: {one}", if direction == Direction::Request { "Content-Type" } else { "Accept" }),
                    "the new docs list no type of JSON".to_owned(),
                ),
                false => Verdict::new(Wire::Harmless, "the crate does not use it"),
            };
            found.push(DriftKind::MediaTypeRemoved, &old.uid.value, direction, (one.clone(), verdict), places);
        }
        for one in now.iter().filter(|one| !was.contains(one)) {
            let verdict = Verdict::new(Wire::Additive, "another way to send the same");
            found.push(DriftKind::MediaTypeAdded, &old.uid.value, direction, (one.clone(), verdict), places);
        }
    }
}

/// The sentences of the introduction, the statuses, the parameters and the rows. One change for each operation.
fn texts(old: &Operation, new: &Operation, found: &mut Recorder<'_>) {
    let (was, now) = (sentences(old), sentences(new));
    let differ: Vec<_> = was
        .iter()
        .filter_map(|(key, before)| Some((before, now.iter().find(|(other, _)| other == key)?)))
        .filter(|(before, (_, after))| before.value != after.value)
        .map(|(before, (_, after))| (before.span, after.span))
        .collect();
    if let Some((before, after)) = differ.first() {
        let verdict = Verdict::correction("sentences are for people");
        let text = counted(differ.len(), "sentence");
        let places = (Some(*before), Some(*after));
        found.push(DriftKind::TextChanged, &old.uid.value, Direction::Neither, (text, verdict), places);
    }
}

fn sentences(operation: &Operation) -> Vec<(String, &crate::source::Spanned<String>)> {
    let mut all: Vec<(String, _)> = Vec::new();
    all.extend(operation.summary.iter().map(|text| ("summary".to_owned(), text)));
    all.extend(operation.description.iter().enumerate().map(|(at, text)| (format!("description {at}"), text)));
    all.extend(operation.statuses.iter().map(|one| (format!("status {}", one.code), &one.description)));
    let parameters = operation.parameters.iter().filter(|one| one.described);
    all.extend(parameters.map(|one| (format!("{:?} {}", one.place, one.name.value), &one.description)));
    for body in [&operation.request, &operation.response].into_iter().flatten() {
        for row in body.rows.iter().flatten() {
            all.push((format!("{:?} {}", row.side, row.name.value), &row.description));
        }
    }
    all
}
