//! Lists the names of the lock that need attention: those without a page, and the deprecated aliases.
//!
//! In: the lock of this run. Out: two sections of `REPORT.md`, empty if there is nothing to list.

use std::fmt::Write as _;

use crate::names::lock::{Entry, Lock, Section};
use crate::text::visible::{thousands, visible_short};

/// Maximum number of lines of a section.
const SHOWN: usize = 100;

/// Returns the sections.
pub(crate) fn names(lock: &Lock) -> String {
    let mut text = String::new();
    let of = |section: Section| lock.entries(section).map(move |(key, entry)| (section, key, entry));
    let all: Vec<(Section, &str, &Entry)> = Section::ALL.into_iter().flat_map(of).collect();
    let unused = all
        .iter()
        .filter(|(.., entry)| !entry.used)
        .map(|(section, key, entry)| format!("{} of {} in `[{}]`", code(&entry.name), code(key), section.word()));
    let about = "No page describes these items now. `names.lock` keeps their names, so that an item that returns gets its \
                 name back; delete a line there to free its name.";
    list(&mut text, "Names without a page", about, unused.collect());
    let aliases = all.iter().filter(|(.., entry)| entry.used && !entry.was.is_empty()).map(|(section, _, entry)| {
        let old: Vec<String> = entry.was.iter().map(|name| code(name)).collect();
        format!("{} for {} in `[{}]`", old.join(", "), code(&entry.name), section.word())
    });
    let about = "These old names are still generated; delete one in `names.lock` to remove it.";
    list(&mut text, "Deprecated aliases", about, aliases.collect());
    text
}

fn list(text: &mut String, title: &str, about: &str, lines: Vec<String>) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(text, "## {title}: {}\n\n{about}\n", thousands(lines.len()));
    lines.iter().take(SHOWN).for_each(|line| text.push_str(&format!("- {line}\n")));
    if lines.len() > SHOWN {
        let _ = writeln!(text, "- {} more in `names.lock`", thousands(lines.len() - SHOWN));
    }
    text.push('\n');
}

/// Returns a name as a code span. Characters that could end it are replaced.
fn code(text: &str) -> String {
    format!("`{}`", visible_short(text, 160).replace(['`', '\n'], " "))
}
