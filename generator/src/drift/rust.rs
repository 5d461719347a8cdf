//! The verdicts for Rust: what the changes of the docs do to the public names of the crate.
//!
//! In: the files of both crates, and the changes of the docs. Out: the same changes with verdicts, and the changes of
//! names that none of them explains.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Bump, Direction, DriftChange, DriftKind, DriftPlace, Version, Wire, program};
use crate::change::{self, Pair};
use crate::diagnostics::{Change, ChangeKind};
use crate::names::lock;

/// Gives each change its verdict for Rust.
pub(super) fn judge(old: &Version<'_>, new: &Version<'_>, list: &mut Vec<DriftChange>) {
    let names = names(old, new);
    let uid_at: BTreeMap<_, _> = new.generated.places.operations.iter().map(|(uid, span)| (*span, uid)).collect();
    let mut rest = Vec::new();
    for name in names.list {
        let subjects = subjects(&name, &|span| uid_at.get(&span).map(|uid| (*uid).clone()));
        let mut explained = modules(&name, list);
        // Additions to the docs do not remove names.
        let is_new = |kind: DriftKind| {
            use DriftKind::{BodyAdded, OperationAdded, ParameterAdded, PropertyAdded, ValueAdded};
            matches!(kind, OperationAdded | PropertyAdded | ValueAdded | ParameterAdded | BodyAdded)
        };
        let fits = |change: &DriftChange| {
            is_about(change, &subjects)
                && match name.kind {
                    ChangeKind::Added => is_new(change.kind) || change.kind == DriftKind::PropertyRenamed,
                    // A required parameter changes a signature.
                    _ => {
                        !is_new(change.kind) || matches!(change.kind, DriftKind::ParameterAdded | DriftKind::BodyAdded)
                    }
                }
        };
        for change in list.iter_mut().filter(|change| fits(change)) {
            let bump = bump(&name);
            if bump > change.rust {
                change.rust = bump;
                change.program = program::of(&name);
            }
            explained = true;
        }
        if !explained {
            rest.push(name);
        }
    }
    list.extend(rest.into_iter().map(|name| of_name(name, new)));
    for change in list.iter_mut().filter(|change| change.rust == Bump::None) {
        // Its method may be part of a module that is new as a whole.
        change.rust = if change.kind == DriftKind::OperationAdded { Bump::Minor } else { Bump::Patch };
    }
}

/// Explains a removed module by the removed operations whose methods it contained. Their pages are in one folder.
fn modules(name: &Change, list: &mut [DriftChange]) -> bool {
    if name.kind != ChangeKind::Removed || name.item != "module" || name.page.is_empty() {
        return false;
    }
    let gone = |change: &&mut DriftChange| {
        let file = change.old.as_ref().map(|place| place.file.as_str()).unwrap_or_default();
        change.kind == DriftKind::OperationRemoved
            && file.rsplit_once('/').is_some_and(|(folder, _)| folder.ends_with(&name.page))
    };
    let mut found = false;
    for change in list.iter_mut().filter(gone) {
        change.rust = Bump::Major;
        change.program = program::of(name);
        found = true;
    }
    found
}

fn names(old: &Version<'_>, new: &Version<'_>) -> crate::diagnostics::Changes {
    let is_named = |path: &str| path == "Cargo.toml" || path.starts_with("src/");
    let before: BTreeMap<&str, &str> = old
        .generated
        .files
        .iter()
        .filter(|file| is_named(&file.path))
        .map(|file| (file.path.as_str(), file.contents.as_str()))
        .collect();
    let mut pairs: Vec<Pair<'_>> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for file in new.generated.files.iter().filter(|file| is_named(&file.path)) {
        seen.insert(file.path.as_str());
        let was = before.get(file.path.as_str()).copied();
        if was != Some(file.contents.as_str()) {
            let old = was.map(str::to_owned);
            pairs.push(Pair { path: Cow::from(file.path.as_str()), old, new: Some(&file.contents) });
        }
    }
    for (path, text) in before.iter().filter(|(path, _)| !seen.contains(*path)) {
        pairs.push(Pair { path: Cow::from(*path), old: Some((*text).to_owned()), new: None });
    }
    let lock = new.generated.files.iter().find(|file| file.path == lock::FILE);
    change::between(&pairs, lock.map_or("", |file| &file.contents), &new.generated.places)
}

fn bump(name: &Change) -> Bump {
    match name.kind {
        ChangeKind::Added | ChangeKind::Deprecated => Bump::Minor,
        ChangeKind::Removed | ChangeKind::Renamed | ChangeKind::Retyped | ChangeKind::Regated => Bump::Major,
    }
}

/// The subjects of a name in the docs: uids, and `Type.Property` without case and separators.
fn subjects(name: &Change, uid: &dyn Fn(crate::source::Span) -> Option<String>) -> Vec<String> {
    let mut found = Vec::new();
    let page = name.page.rsplit('/').next().unwrap_or_default().trim_end_matches(".md");
    if page.starts_with('v') {
        found.push(page.to_owned());
    }
    found.extend(name.at.and_then(uid));
    let parts: Vec<&str> = name.path.split("::").collect();
    match parts.as_slice() {
        ["entities" | "requests", .., owner, member] if name.item == "field" => {
            found.push(plain(&format!("{owner}.{member}")));
            if let Some(last) = name.now.rsplit("::").next().filter(|_| name.kind == ChangeKind::Renamed) {
                found.push(plain(&format!("{owner}.{last}")));
            }
        }
        ["enums", owner, ..] => found.push(plain(owner)),
        _ => {}
    }
    found
}

/// A name without case and separators, in which the names of the docs and of Rust are equal.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric() || *c == '.').flat_map(char::to_lowercase).collect()
}

fn is_about(change: &DriftChange, subjects: &[String]) -> bool {
    if matches!(change.kind, DriftKind::TextChanged | DriftKind::StatementChanged) {
        return false;
    }
    subjects.iter().any(|subject| *subject == change.at || *subject == plain(&change.at))
}

/// A change of a name that no change of the docs explains: the name of a type that has none in the docs, or a feature.
fn of_name(name: Change, new: &Version<'_>) -> DriftChange {
    let now = match name.kind {
        ChangeKind::Renamed | ChangeKind::Deprecated | ChangeKind::Retyped => format!(" -> {}", name.now),
        _ => String::new(),
    };
    DriftChange {
        kind: DriftKind::NameChanged,
        at: name.path.clone(),
        direction: Direction::Neither,
        wire: Wire::Harmless,
        rust: bump(&name),
        docs_only: false,
        old: None,
        new: name.at.map(|span| DriftPlace::of(new.sources, span)),
        text: format!("{} {}{}", name.kind.word(), name.item, now),
        reason: "names of the crate are not sent".to_owned(),
        witness: None,
        program: program::of(&name),
    }
}
