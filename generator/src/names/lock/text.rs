//! The text of a lock: a subset of TOML with sections, whose lines have a key and a string or a list of strings.
//!
//! In: a text. Out: the [`Lock`], or an error with its place; and the text of a lock.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use super::scan::Scan;
use super::{Entry, Lock, Section};
use crate::names::ident::{is_file, is_ident};

const HEADER: &str = "\
# The Rust names of everything in the API. `cargo xtask codegen` reads this file and adds to it; you may edit it.
# A name in this file never changes: new pages rename nothing, and an item that returns gets its old name back.
# `# unused` marks an item that no page describes now. Delete such a line to free its name for other items.
#
# To rename an item, put the new name before the old one and run `cargo xtask codegen`:
#     Contact = \"Contact\"    becomes    Contact = [\"Company\", \"Contact\"]
# This generates `Company` and a deprecated alias `Contact`. Delete the old name to remove the alias.
# Fields and optional parameters cannot have an alias: write only the new name.
#
# [types]      an object type, by its name in the docs
# [unnamed]    an object type without a name in the docs, by places: `Owner.Property`, `uid request`, `uid response`
# [enums]      an enumeration, by places: `Owner.Property`, `uid?parameter`
# [constants]  an enum value; `Value of Owner` if its name in that enumeration differs from the usual one
# [fields], [options]  a property, an optional parameter; `Name of Owner` likewise
# [modules], [clients], [features]  a resource or agent
# [methods]    an operation, by its uid and its route; it keeps its name as long as one of the two stays the same
";

/// The mark at the end of a line that no page describes now.
const UNUSED: &str = "# unused";

/// An error in the text of a lock, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockError {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The description of the error.
    pub message: String,
}

impl fmt::Display for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for LockError {}

impl Lock {
    /// Reads the text of a lock.
    ///
    /// # Errors
    ///
    /// Returns a [`LockError`] for the first line that is not part of a lock, for a name that is not valid in Rust, and
    /// for a name that another line of the same scope has.
    pub fn parse(text: &str) -> Result<Self, LockError> {
        let mut lock = Self::default();
        let mut section = None;
        let mut names: HashMap<(u8, String, String), usize> = HashMap::new();
        for (index, line) in text.lines().enumerate() {
            let mut scan = Scan::of(index, line);
            if scan.done() {
                continue;
            }
            if scan.eat('[') {
                section = Some(scan.section()?);
                continue;
            }
            let Some(section) = section else { return Err(scan.error("a line before the first section")) };
            let start = scan.at;
            let key = scan.key()?;
            if lock.get(section, &key).is_some() {
                let first = line_of(text, section, &key);
                return Err(scan.error_at(start, format!("`{}` is already in line {first}", shown(&key))));
            }
            let found = scan.value()?;
            for (position, (at, name)) in found.iter().enumerate() {
                check_name(section, name).map_err(|message| scan.error_at(*at, message))?;
                // The old name of a client is a type beside the types that its methods use.
                let as_type = (section == Section::Clients && position > 0).then_some((0, ""));
                for (kind, scope) in section.scope(&key).into_iter().chain(as_type) {
                    if let Some(first) = names.insert((kind, scope.to_owned(), name.clone()), index + 1) {
                        return Err(scan.error_at(*at, format!("`{name}` collides with the name in line {first}")));
                    }
                }
            }
            let mut found = found.into_iter();
            let Some((_, name)) = found.next() else { return Err(scan.error("a list without a name")) };
            let was: Vec<(usize, String)> = found.collect();
            if let Some((at, _)) = was.first().filter(|_| matches!(section, Section::Fields | Section::Options)) {
                let message = "a field or optional parameter cannot have an alias: write only the new name";
                return Err(scan.error_at(*at, message.to_owned()));
            }
            let was = was.into_iter().map(|(_, name)| name).collect();
            lock.sections.entry(section).or_default().insert(key, Entry { name, was, used: false });
        }
        Ok(lock)
    }

    /// The text, sorted, with one line per name.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = HEADER.to_owned();
        for section in Section::ALL {
            let Some(entries) = self.sections.get(&section).filter(|entries| !entries.is_empty()) else { continue };
            text.push_str(&format!("\n[{}]\n", section.word()));
            for (key, entry) in entries {
                text.push_str(&Self::line(key, entry));
                if !entry.used {
                    text.push(' ');
                    text.push_str(UNUSED);
                }
                text.push('\n');
            }
        }
        text
    }

    /// The line of an item, without the mark of an unused one.
    pub(crate) fn line(key: &str, entry: &Entry) -> String {
        let key = if is_bare(key) { key.to_owned() } else { quoted(key) };
        if entry.was.is_empty() {
            return format!("{key} = {}", quoted(&entry.name));
        }
        let names: Vec<String> = std::iter::once(&entry.name).chain(&entry.was).map(|name| quoted(name)).collect();
        format!("{key} = [{}]", names.join(", "))
    }
}

/// The keys of the operations that were described when the text was written. Lines that are not part of a lock are
/// skipped, because callers only count the operations.
pub(crate) fn operations(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut section = None;
    for (index, line) in text.lines().enumerate() {
        let mut scan = Scan::of(index, line);
        if scan.eat('[') {
            section = scan.section().ok();
        } else if section == Some(Section::Methods)
            && !line.trim_end().ends_with(UNUSED)
            && let Ok(key) = scan.key()
        {
            found.insert(key);
        }
    }
    found
}

/// The number of the first line that has a key of a section.
fn line_of(text: &str, section: Section, key: &str) -> usize {
    let mut now = None;
    let found = text.lines().enumerate().position(|(index, line)| {
        let mut scan = Scan::of(index, line);
        if scan.eat('[') {
            now = scan.section().ok();
            return false;
        }
        now == Some(section) && scan.key().is_ok_and(|found| found == key)
    });
    found.unwrap_or_default() + 1
}

fn check_name(section: Section, name: &str) -> Result<(), String> {
    let good = match section {
        Section::Features => {
            name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        }
        _ => is_ident(name),
    };
    let what = if section == Section::Features { "feature name" } else { "Rust identifier" };
    if !good {
        return Err(format!("`{}` is not a valid {what}", shown(name)));
    }
    if section.reserved().contains(&name) {
        return Err(format!("`{name}` is used by the generated code itself"));
    }
    if section == Section::Modules && !is_file(name) {
        return Err(format!("`{}` is a file name that some systems do not allow", shown(name)));
    }
    Ok(())
}

fn shown(text: &str) -> String {
    crate::text::visible::visible_short(text, 80)
}

fn is_bare(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            // Written as numbers, so that a line stays one line and looks like what it is.
            c if c.is_control() || !c.is_ascii() => out.push_str(&format!("\\U{:08X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, line: usize, column: usize, message: &str) {
        let error = Lock::parse(text).unwrap_err();
        assert_eq!((error.line, error.column), (line, column), "{error}");
        assert!(error.message.contains(message), "{error}");
    }

    #[test]
    fn locks_are_read_as_they_were_written() {
        let text = "[types]\nContact = [\"Company\", \"Contact\"]\n\"odd \\\"name\\\"\" = 'x'";
        assert!(Lock::parse(text).is_err());
        let text = "# anything\n[types]\r\nContact = [ \"Company\", \"Contact\" ] # why\n\"a \\\"b\\\\ \\U0000202E\" = \"Ab\"\n\
                    [fields]\n_Links = \"links\"\n\"_Links of Contact\" = \"links_\"\n[features]\nFoo = \"foo-bar\"\n";
        let lock = Lock::parse(text).unwrap();
        assert_eq!(lock.len(), 5);
        assert_eq!(lock.get(Section::Types, "Contact").unwrap().was, ["Contact"]);
        assert_eq!(lock.get(Section::Types, "a \"b\\ \u{202e}").unwrap().name, "Ab");
        let written = lock.to_text();
        assert!(written.contains("\nContact = [\"Company\", \"Contact\"] # unused\n"), "{written}");
        assert_eq!(Lock::parse(&written).unwrap(), lock);
        assert!(Lock::parse("").unwrap().is_empty());
    }

    #[test]
    fn errors_have_line_and_column() {
        check("Contact = \"Contact\"", 1, 1, "before the first section");
        check("[tipes]", 1, 2, "the sections are types, unnamed");
        check("[types", 1, 7, "`]`");
        check("[types]\n<<<<<<< HEAD", 2, 1, "expected a line like");
        check("[types]\nContact", 2, 8, "expected a line like");
        check("[types]\nContact = Contact", 2, 11, "`\"` is missing");
        check("[types]\nContact = \"Contact", 2, 19, "no closing");
        check("[types]\nContact = \"Contact\" x", 2, 21, "should end");
        check("[types]\nContact = []", 2, 13, "without a name");
        check("[types]\nContact = [\"A\" \"B\"]", 2, 16, "`,` or `]`");
        check("[types]\nContact = \"\\x\"", 2, 12, "escape");
        check("[types]\nContact = \"\\uD800\"", 2, 12, "character");
        check("[types]\nContact = \"con tact\"", 2, 12, "not a valid Rust identifier");
        check("[types]\nContact = \"struct\"", 2, 12, "not a valid Rust identifier");
        check("[types]\nContact = \"\"", 2, 12, "not a valid Rust identifier");
        check("[types]\nContact = \"Vec\"", 2, 12, "used by the generated code");
        check("[types]\nA = \"A\"\nA = \"B\"", 3, 1, "already in line 2");
        check("[types]\nA = \"X\"\n[enums]\n\"A.b\" = \"X\"", 4, 10, "collides with the name in line 2");
        check("[types]\nA = [\"X\", \"Y\"]\nB = \"Y\"", 3, 6, "collides with the name in line 2");
        check("[types]\nA = \"A\"\n[clients]\nA = [\"AClient\", \"A\"]", 4, 18, "collides with the name in line 2");
        check("[methods]\nv1A_Get = \"get\"\nv1A_GetIt = \"get\"", 3, 14, "collides");
        assert!(Lock::parse("[methods]\nv1A_Get = \"get\"\nv1B_Get = \"get\"").is_ok());
        check("[fields]\nA = [\"b\", \"a\"]", 2, 12, "cannot have an alias");
        check("[features]\nA = \"a b\"", 2, 6, "not a valid feature name");
        check("[features]\nA = \"default\"", 2, 6, "used by");
        check("[modules]\nContact = \"con\"", 2, 12, "some systems do not allow");
        check(&format!("[modules]\nContact = \"{}\"", "x".repeat(150)), 2, 12, "some systems do not allow");
    }

    /// Any text is either read or rejected; none causes a panic.
    #[test]
    fn no_text_causes_a_panic() {
        let parts = ["[types]", "\n", "\"", "\\", "u00e9", "A", " = ", "[", "]", ",", "#", "é", "\r", "U0010FFFF", "x"];
        let mut random = 0x2545_f491_4f6c_dd1d_u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..12 {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                text.push_str(parts[usize::try_from(random % parts.len() as u64).unwrap()]);
            }
            if let Ok(lock) = Lock::parse(&text) {
                assert_eq!(Lock::parse(&lock.to_text()).unwrap(), lock, "{text:?}");
            }
        }
    }
}
