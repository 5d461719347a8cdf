//! Prints a [`Drift`] as a section of a changelog, and keeps the section of a file up to date.
//!
//! In: the changes since the last release, and the text of the changelog. Out: the text with the new section. The section
//! is between two comments below the heading of unreleased changes, so that notes written by hand stay, and so that a
//! second run replaces the section of the first one.

use std::fmt::Write as _;

use super::{Bump, Drift, DriftChange, DriftKind, Wire};
use crate::text::visible::{counted, visible};

/// The heading of the changes that are not released.
const HEADING: &str = "## Unreleased";
const BEGIN: &str = "<!-- @generated drift begin: `cargo xtask drift OLD NEW --changelog` replaces this section -->\n";
const END: &str = "<!-- @generated drift end -->\n";

/// The number of changes of one kind that a section lists.
const SHOWN: usize = 40;

impl Drift {
    /// The section of a changelog: what users of the crate must know.
    #[must_use]
    pub fn changelog(&self) -> String {
        let mut out = String::new();
        for title in ["Breaking", "Changed", "Added", "Documentation"] {
            let mut lines = String::new();
            for kind in DriftKind::ALL {
                let fits = |change: &&DriftChange| change.kind == *kind && section(change) == Some(title);
                let of_kind: Vec<_> = self.changes.iter().filter(fits).collect();
                let word = kind.word().replace('-', " ");
                for change in of_kind.iter().take(SHOWN) {
                    let _ = writeln!(lines, "- {word} `{}`: {}", visible(&change.at), visible(&change.text));
                }
                if of_kind.len() > SHOWN {
                    let _ = writeln!(lines, "- {word}: {} more", of_kind.len() - SHOWN);
                }
            }
            if !lines.is_empty() {
                let _ = write!(out, "### {title}\n\n{lines}\n");
            }
        }
        let texts = self.changes.iter().filter(|change| change.kind == DriftKind::TextChanged).count();
        if texts > 0 {
            let _ = writeln!(out, "Sentences of {} were changed.", counted(texts, "page"));
        }
        out
    }

    /// The text of a changelog in which the section of unreleased changes is replaced. An empty text becomes a new
    /// changelog.
    #[must_use]
    pub fn into_changelog(&self, text: &str) -> String {
        let section = self.changelog();
        let block =
            format!("{BEGIN}\n{}\n\n{END}", if section.is_empty() { "No changes." } else { section.trim_end() });
        let text = if text.trim().is_empty() { "# Changelog\n" } else { text };
        let starts: Vec<usize> = headings(text).collect();
        let unreleased = starts.iter().find(|at| line_at(text, **at) == HEADING);
        let Some(start) = unreleased.copied() else {
            // Before the newest release, or at the end.
            let at = starts.first().copied().unwrap_or(text.len());
            let (head, tail) = text.split_at_checked(at).unwrap_or((text, ""));
            let tail = if tail.is_empty() { String::new() } else { format!("\n{tail}") };
            return format!("{}\n\n{HEADING}\n\n{block}{tail}", head.trim_end());
        };
        let end = starts.iter().copied().find(|at| *at > start).unwrap_or(text.len());
        let within = text.get(start..end).unwrap_or_default();
        let old = within.find(BEGIN).and_then(|at| Some((at, at + within.get(at..)?.find(END)? + END.len())));
        let part = |from, to| (text.get(..from).unwrap_or_default(), text.get(to..).unwrap_or_default());
        if let Some((from, to)) = old {
            let (head, tail) = part(start + from, start + to);
            return format!("{head}{block}{tail}");
        }
        let below = start + HEADING.len();
        let (head, tail) = part(below, below);
        format!("{head}\n\n{}{tail}", block.trim_end())
    }
}

/// The positions of the headings of releases.
fn headings(text: &str) -> impl Iterator<Item = usize> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        at += line.len();
        line.starts_with("## ").then(|| at - line.len())
    })
}

fn line_at(text: &str, at: usize) -> &str {
    text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or_default().trim_end()
}

/// The section that a change belongs to.
fn section(change: &DriftChange) -> Option<&'static str> {
    match (change.rust, change.wire) {
        (Bump::Major, _) | (_, Wire::Breaking) => Some("Breaking"),
        (_, Wire::Undecided) => Some("Changed"),
        (Bump::Minor, _) | (_, Wire::Additive) => Some("Added"),
        _ => (change.docs_only && change.kind != DriftKind::TextChanged).then_some("Documentation"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drift::Direction;

    fn drift(at: &str) -> Drift {
        let change = DriftChange {
            kind: DriftKind::PropertyAdded,
            at: at.to_owned(),
            direction: Direction::Both,
            wire: Wire::Additive,
            rust: Bump::Minor,
            docs_only: false,
            old: None,
            new: None,
            text: "text".to_owned(),
            reason: String::new(),
            witness: None,
            program: None,
        };
        Drift { changes: vec![change], resources: Vec::new() }
    }

    fn block(at: &str) -> String {
        format!("{BEGIN}\n### Added\n\n- property added `{at}`: text\n\n{END}")
    }

    #[test]
    fn a_section_is_replaced_and_notes_stay() {
        let first = drift("Lamp.Colour").into_changelog("");
        assert_eq!(first, format!("# Changelog\n\n## Unreleased\n\n{}", block("Lamp.Colour")));
        assert_eq!(drift("Lamp.Colour").into_changelog(&first), first);
        let noted = format!("{first}\nA note.\n\n## 0.1.0\n\nThe first release.\n");
        assert_eq!(
            drift("Lamp.Size").into_changelog(&noted),
            format!(
                "# Changelog\n\n## Unreleased\n\n{}\nA note.\n\n## 0.1.0\n\nThe first release.\n",
                block("Lamp.Size")
            )
        );
        let none = Drift::default().into_changelog(&noted);
        assert!(none.contains(&format!("{BEGIN}\nNo changes.\n\n{END}\nA note.\n")), "{none}");
    }

    #[test]
    fn the_section_of_a_release_is_kept() {
        let first = drift("Lamp.Colour").into_changelog("# Changelog\n\n## Unreleased\n\nA note.\n");
        assert_eq!(first, format!("# Changelog\n\n## Unreleased\n\n{}\nA note.\n", block("Lamp.Colour")));
        let released = first.replace(HEADING, "## 0.2.0");
        let second = drift("Lamp.Size").into_changelog(&released);
        let rest = released.strip_prefix("# Changelog\n\n").unwrap();
        assert_eq!(second, format!("# Changelog\n\n## Unreleased\n\n{}\n{rest}", block("Lamp.Size")));
    }
}
