//! Prints a [`Drift`] for people, for machines and for a pull request.

use std::fmt::Write as _;

use serde_json::json;

use super::{Bump, Drift, DriftChange, DriftKind, Wire};
use crate::text::visible::{counted, visible};

/// The maximum number of changes of one kind with one verdict in the report for people.
const SHOWN: usize = 8;

impl Drift {
    /// The report for people: at most a few changes of each kind, the most severe first.
    #[must_use]
    pub fn human(&self) -> String {
        let mut out = String::new();
        for (title, group) in self.groups() {
            let _ = writeln!(out, "{title}");
            for change in group.iter().take(SHOWN) {
                line(&mut out, change);
            }
            if group.len() > SHOWN {
                let _ = writeln!(out, "  ... {} more", group.len() - SHOWN);
            }
            out.push('\n');
        }
        let _ = writeln!(out, "{}", self.summary());
        out
    }

    /// The report for a pull request.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = format!("**{}**\n", self.summary());
        for (title, group) in self.groups() {
            let _ = write!(
                out,
                "\n<details><summary>{title}</summary>\n\n| what | change | where | Rust |\n|---|---|---|---|\n"
            );
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

    /// The section of a changelog: what users of the crate must know.
    #[must_use]
    pub fn changelog(&self) -> String {
        let mut out = String::new();
        for title in ["Breaking", "Changed", "Added", "Documentation"] {
            let of_section = self.changes.iter().filter(|change| section(change) == Some(title));
            let lines: Vec<String> = of_section
                .map(|change| format!("- {} `{}`: {}", change.kind.word().replace('-', " "), change.at, change.text))
                .collect();
            if !lines.is_empty() {
                let _ = write!(out, "### {title}\n\n{}\n\n", lines.join("\n"));
            }
        }
        let texts = self.changes.iter().filter(|change| change.kind == DriftKind::TextChanged).count();
        if texts > 0 {
            let _ = writeln!(out, "Sentences of {} were changed.", counted(texts, "page"));
        }
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

    /// The changes of one kind with one verdict, with a title.
    fn groups(&self) -> Vec<(String, Vec<&DriftChange>)> {
        let mut groups: Vec<(String, Vec<&DriftChange>)> = Vec::new();
        for change in &self.changes {
            let docs = if change.docs_only { " (documentation only)" } else { "" };
            let title = format!("{}, {}{docs}", change.wire.word(), change.kind.word());
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

/// The section of a changelog that a change belongs to.
fn section(change: &DriftChange) -> Option<&'static str> {
    match (change.rust, change.wire) {
        (Bump::Major, _) | (_, Wire::Breaking) => Some("Breaking"),
        (_, Wire::Undecided) => Some("Changed"),
        (Bump::Minor, _) | (_, Wire::Additive) => Some("Added"),
        _ => (change.docs_only && change.kind != DriftKind::TextChanged).then_some("Documentation"),
    }
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
