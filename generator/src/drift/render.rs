//! Prints a [`Drift`] for people, for machines and for a pull request. `changelog` prints it for users of the crate.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::json;

use super::resources::{DriftResource, name};
use super::{Bump, Drift, DriftChange, DriftKind, Wire};
use crate::text::visible::visible;

/// The maximum number of changes of one kind with one verdict in the report for people.
const SHOWN: usize = 8;

impl Drift {
    /// The report for people: at most a few changes of each kind, the most severe first.
    #[must_use]
    pub fn human(&self) -> String {
        let mut out = String::new();
        for (title, group) in self.groups() {
            let _ = writeln!(out, "{title}");
            let (group, resources) = self.singled(&group);
            for change in group.iter().take(SHOWN) {
                line(&mut out, change);
            }
            if group.len() > SHOWN {
                let _ = writeln!(out, "  ... {} more", group.len() - SHOWN);
            }
            if !resources.is_empty() {
                let _ = writeln!(out, "  {}", visible(&listed(&resources)));
            }
            out.push('\n');
        }
        if let Some(note) = self.partial() {
            let _ = writeln!(out, "note: {note}\n");
        }
        let _ = writeln!(out, "{}", self.summary());
        out
    }

    /// The report for a pull request.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = format!("**{}**\n", self.summary());
        if let Some(note) = self.partial() {
            let _ = writeln!(out, "\nNote: {note}.");
        }
        for (title, group) in self.groups() {
            let _ = write!(
                out,
                "\n<details><summary>{title}</summary>\n\n| what | change | where | Rust |\n|---|---|---|---|\n"
            );
            let (group, resources) = self.singled(&group);
            for change in group.iter().take(SHOWN * 4) {
                let place = change.new.as_ref().or(change.old.as_ref()).map(ToString::to_string).unwrap_or_default();
                let why = match &change.witness {
                    Some(witness) => format!("; `{}`: {}", witness.document, witness.refused),
                    None if change.reason.is_empty() => String::new(),
                    None => format!("; {}", change.reason),
                };
                let text = cell(&format!("{}{why}", change.text));
                let _ =
                    writeln!(out, "| `{}` | {text} | {} | {} |", cell(&change.at), cell(&place), change.rust.word());
            }
            if group.len() > SHOWN * 4 {
                let _ = writeln!(out, "| | {} more | | |", group.len() - SHOWN * 4);
            }
            if !resources.is_empty() {
                let _ = writeln!(out, "| | {} | | |", cell(&listed(&resources)));
            }
            out.push_str("\n</details>\n");
        }
        out
    }

    /// One line of JSON for each change, and one with the totals.
    #[must_use]
    pub fn json(&self) -> String {
        let mut out = String::new();
        let place = |place: &Option<super::DriftPlace>| {
            place.as_ref().map(|place| json!({"file": place.file, "line": place.line}))
        };
        for change in &self.changes {
            let mut value = json!({
                "change": change.kind.word(), "at": change.at, "direction": change.direction.word(),
                "wire": change.wire.word(), "rust": change.rust.word(), "docs_only": change.docs_only,
                "old": place(&change.old), "new": place(&change.new), "text": change.text,
            });
            if let Some(object) = value.as_object_mut() {
                if !change.reason.is_empty() {
                    object.insert("reason".to_owned(), json!(change.reason));
                }
                if let Some(witness) = &change.witness {
                    object.insert(
                        "witness".to_owned(),
                        json!({"document": witness.document, "refused": witness.refused}),
                    );
                }
                if let Some(program) = &change.program {
                    object.insert("program".to_owned(), json!({"features": program.features, "text": program.text}));
                }
            }
            let _ = writeln!(out, "{value}");
        }
        let summary = json!({"summary": {
            "breaking": self.count(Wire::Breaking), "additive": self.count(Wire::Additive),
            "harmless": self.count(Wire::Harmless), "undecided": self.count(Wire::Undecided),
            "docs_only": self.docs_only(), "bump": self.bump().word(),
        }});
        let _ = writeln!(out, "{summary}");
        out
    }

    /// The totals in one line.
    #[must_use]
    pub fn summary(&self) -> String {
        if self.changes.is_empty() {
            return "no changes".to_owned();
        }
        format!(
            "{} breaking, {} undecided, {} additive, {} harmless ({} of the documentation only); the crate needs a {} version",
            self.count(Wire::Breaking),
            self.count(Wire::Undecided),
            self.count(Wire::Additive),
            self.count(Wire::Harmless),
            self.docs_only(),
            self.bump().word(),
        )
    }

    /// Says that one of the versions may be only a part of the docs.
    fn partial(&self) -> Option<String> {
        let count = |kind| self.resources.iter().filter(|resource| resource.kind == kind).count();
        let (removed, added) = (count(DriftKind::OperationRemoved), count(DriftKind::OperationAdded));
        let of = |count: usize| format!("{count} resources and agents");
        let text = match (removed > SHOWN, added > SHOWN) {
            (false, false) => return None,
            (true, false) => format!("the new docs have no operation of {}", of(removed)),
            (false, true) => format!("the old docs have no operation of {}", of(added)),
            (true, true) => {
                format!("the new docs have no operation of {}, and the old docs of {}", of(removed), of(added))
            }
        };
        Some(format!("{text}; if a folder is only a part of the docs, these operations were neither removed nor added"))
    }

    /// The changes of a group apart from the operations of resources that only one version documents, and these resources.
    fn singled<'a>(&'a self, group: &[&'a DriftChange]) -> (Vec<&'a DriftChange>, Vec<&'a DriftResource>) {
        let whole: BTreeMap<_, _> = self.resources.iter().map(|one| ((one.kind, one.name.as_str()), one)).collect();
        let resource = |change: &DriftChange| whole.get(&(change.kind, name(&change.at))).copied();
        let singles = group.iter().copied().filter(|change| resource(change).is_none()).collect();
        let mut found: Vec<&DriftResource> = group.iter().filter_map(|change| resource(change)).collect();
        found.sort_by(|a, b| a.name.cmp(&b.name));
        found.dedup_by(|a, b| a.name == b.name);
        // A small resource is easier to read operation by operation.
        let few: usize = found.iter().map(|one| one.operations).sum();
        if few <= SHOWN { (group.to_vec(), Vec::new()) } else { (singles, found) }
    }

    /// The changes of one kind with one verdict, with a title.
    fn groups(&self) -> Vec<(String, Vec<&DriftChange>)> {
        let mut groups: Vec<(String, Vec<&DriftChange>)> = Vec::new();
        for change in &self.changes {
            let docs = if change.docs_only { " (documentation only)" } else { "" };
            let title = match change.kind {
                DriftKind::NameChanged => format!("names of the crate, {}", change.rust.word()),
                kind => format!("{}, {}{docs}", change.wire.word(), kind.word()),
            };
            match groups.iter_mut().find(|(known, _)| *known == title) {
                Some((_, list)) => list.push(change),
                None => groups.push((title, vec![change])),
            }
        }
        for (title, list) in &mut groups {
            *title = format!("{title}: {}", list.len());
        }
        groups
    }
}

/// Resources with the numbers of their operations.
fn listed(resources: &[&DriftResource]) -> String {
    let names = resources.iter().take(SHOWN).map(|one| format!("{} ({})", one.name, one.operations));
    let more = resources.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let operations: usize = resources.iter().map(|one| one.operations).sum();
    format!("all {operations} operations of {}{more}", names.collect::<Vec<_>>().join(", "))
}

/// A text in a cell of a Markdown table.
fn cell(text: &str) -> String {
    visible(text).replace('|', "\\|").replace('\n', " ")
}

fn line(out: &mut String, change: &DriftChange) {
    let _ = write!(out, "  {}: {}", visible(&change.at), visible(&change.text));
    if change.rust > Bump::Patch {
        let _ = write!(out, " [{}]", change.rust.word());
    }
    match (&change.old, &change.new) {
        (Some(old), Some(new)) if old == new => {
            let _ = write!(out, "  {new}");
        }
        (Some(old), Some(new)) => {
            let _ = write!(out, "  {old} -> {new}");
        }
        (Some(one), None) | (None, Some(one)) => {
            let _ = write!(out, "  {one}");
        }
        (None, None) => {}
    }
    out.push('\n');
    if let Some(witness) = &change.witness {
        let _ = writeln!(out, "      {}  {}", visible(&witness.document), visible(&witness.refused));
    } else if change.wire == Wire::Undecided {
        let _ = writeln!(out, "      {}", visible(&change.reason));
    }
}
