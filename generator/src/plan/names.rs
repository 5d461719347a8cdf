//! Names of the docs as names of Rust.
//!
//! In: names as they are on the wire. Out: [`Ident`]s, which are valid, no keyword, and unique within a [`Taken`].
//! Knows nothing of types.

use std::collections::BTreeSet;
use std::fmt;

/// A checked Rust identifier: the only form in which a name of the docs reaches generated code as code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ident(String);

impl Ident {
    /// The identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A word of ours, which is an identifier already; anything else becomes one.
    #[must_use]
    pub fn of(word: &str) -> Self {
        valid(word.to_owned())
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Every keyword of any edition, weak ones included where they cannot be a name.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "union", "unsafe", "unsized", "use", "virtual", "where", "while",
    "yield",
];

/// Splits a name of the docs into words: at capitals, at anything that is no letter or digit, acronyms as one word.
///
/// A single capital before a capitalised word belongs to it: `EMail` is one word, `UDefField` is `UDef` and `Field`.
#[must_use]
pub fn words(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for (index, c) in chars.iter().copied().enumerate() {
        if !c.is_alphanumeric() {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            continue;
        }
        let before = index.checked_sub(1).and_then(|at| chars.get(at)).copied();
        let after = chars.get(index + 1).copied();
        let starts = c.is_uppercase()
            && !word.is_empty()
            && (before.is_some_and(|b| b.is_lowercase() || b.is_ascii_digit())
                || (before.is_some_and(char::is_uppercase) && after.is_some_and(char::is_lowercase)));
        if starts {
            words.push(std::mem::take(&mut word));
        }
        word.push(c);
    }
    if !word.is_empty() {
        words.push(word);
    }
    // A word of one letter reads as part of the next: `e` and `mail`, `u` and `def`, `c` and `rm`.
    let mut joined: Vec<String> = Vec::new();
    let mut letter: Option<String> = None;
    for word in words {
        match letter.take() {
            Some(start) => joined.push(start + &word),
            None if word.chars().count() == 1 && word.chars().all(char::is_alphabetic) => letter = Some(word),
            None => joined.push(word),
        }
    }
    joined.extend(letter);
    joined
}

/// `ContactId` as `contact_id`.
#[must_use]
pub fn snake(name: &str) -> String {
    words(name).iter().map(|word| word.to_lowercase()).collect::<Vec<_>>().join("_")
}

/// `BookingForChecklist` as `BOOKING_FOR_CHECKLIST`.
#[must_use]
pub fn screaming(name: &str) -> String {
    snake(name).to_uppercase()
}

/// `TicketAgent` as `ticket-agent`.
#[must_use]
pub fn kebab(name: &str) -> String {
    words(name).iter().map(|word| ascii(&word.to_lowercase())).collect::<Vec<_>>().join("-")
}

/// `archiveListResult` as `ArchiveListResult`; capitals inside stay as they are: the docs' spelling of a type is its name.
#[must_use]
pub fn pascal(name: &str) -> String {
    let mut out = String::new();
    for part in name.split(|c: char| !c.is_alphanumeric()) {
        let mut chars = part.chars();
        if let Some(first) = chars.next() {
            out.extend(first.to_uppercase());
            out.push_str(chars.as_str());
        }
    }
    out
}

/// Letters outside ASCII are written by their number: a name must look the same to everyone.
fn ascii(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || c == '_' { out.push(c) } else { out.push_str(&format!("u{:x}", u32::from(c))) }
    }
    out
}

fn valid(name: String) -> Ident {
    let mut name = ascii(&name);
    if name.is_empty() || name.chars().all(|c| c == '_') {
        name = format!("unnamed{name}");
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, '_');
    }
    if KEYWORDS.contains(&name.as_str()) {
        name.push('_');
    }
    Ident(name)
}

/// The names already used in one scope.
#[derive(Debug, Clone, Default)]
pub struct Taken(BTreeSet<String>);

impl Taken {
    /// A scope in which some names are ours.
    #[must_use]
    pub fn with(names: &[&str]) -> Self {
        Self(names.iter().map(|name| (*name).to_owned()).collect())
    }

    /// The name as an identifier that nothing else in the scope has, with `_2`, `_3`, ... if need be.
    pub fn ident(&mut self, name: String) -> Ident {
        let base = valid(name);
        let mut ident = if self.0.contains(&base.0) && !base.0.ends_with('_') {
            Ident(format!("{}_", base.0))
        } else {
            base.clone()
        };
        if !self.0.contains(&base.0) {
            ident = base.clone();
        }
        let mut number = 2;
        while !self.0.insert(ident.0.clone()) {
            ident = Ident(format!("{}_{number}", base.0.trim_end_matches('_')));
            number += 1;
        }
        ident
    }

    /// A type's name: numbers without an underscore.
    pub fn type_ident(&mut self, name: String) -> Ident {
        let base = valid(name);
        let mut ident = base.clone();
        let mut number = 2;
        while !self.0.insert(ident.0.clone()) {
            ident = Ident(format!("{}{number}", base.0));
            number += 1;
        }
        ident
    }
}

/// The field of a property.
pub fn field_ident(property: &str, taken: &mut Taken) -> Ident {
    taken.ident(snake(property))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: &str) {
        assert_eq!(field_ident(name, &mut Taken::default()).as_str(), expected);
    }

    #[test]
    fn fields() {
        check("ContactId", "contact_id");
        check("UDefFieldId", "udef_field_id");
        check("EMail", "email");
        check("URLName", "url_name");
        check("CRMScript", "crm_script");
        check("cRMScriptId", "crm_script_id");
        check("TZLocationID", "tz_location_id");
        check("_Links", "links");
        check("odata.metadata", "odata_metadata");
        check("$select", "select");
        check("sr_id", "sr_id");
        check("Number1", "number1");
        check("Post3", "post3");
    }

    #[test]
    fn odd_names() {
        check("type", "type_");
        check("self", "self_");
        check("Self", "self_");
        check("gen", "gen_");
        check("2nd", "_2nd");
        check("a\"b", "ab");
        check("", "unnamed");
        check("_", "unnamed");
        check("Ærlig", "ue6rlig");
    }

    #[test]
    fn collisions() {
        let mut taken = Taken::with(&["extra"]);
        assert_eq!(taken.ident("extra".into()).as_str(), "extra_");
        assert_eq!(taken.ident("links".into()).as_str(), "links");
        assert_eq!(taken.ident("links".into()).as_str(), "links_");
        assert_eq!(taken.ident("links".into()).as_str(), "links_2");
        let mut types = Taken::with(&["Result"]);
        assert_eq!(types.type_ident("Result".into()).as_str(), "Result2");
    }
}
