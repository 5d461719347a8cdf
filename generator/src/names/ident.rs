//! Names from the docs as Rust identifiers.
//!
//! In: names as they are on the wire. Out: [`Ident`]s that are valid, not keywords, and unique within a [`Taken`].
//! Knows nothing about types.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

/// A checked Rust identifier. Names from the docs reach generated code only in this form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ident(String);

impl Ident {
    /// The identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Creates an identifier from one of our own words. A text that is not an identifier is turned into one.
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

/// The keywords of all editions, including weak ones that cannot be used as names.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "union", "unsafe", "unsized", "use", "virtual", "where", "while",
    "yield",
];

/// Pairs of words that are written as one word in English.
const ONE_WORD: &[(&str, &str)] = &[("tool", "tip"), ("time", "stamp"), ("check", "box")];

/// Single letters that are words: an article and coordinates.
const LETTERS: &[&str] = &["A", "X", "Y", "Z"];

/// Splits a name from the docs into words: at capitals, and at anything other than a letter or digit. An acronym is one
/// word.
///
/// A single capital before a capitalised word belongs to that word: `EMail` is one word, `UDefField` is `UDef` and
/// `Field`. The `s` of a plural belongs to its acronym: `IDs`, `URLs`.
#[must_use]
pub fn words(name: &str) -> Vec<Cow<'_, str>> {
    let mut words = Vec::with_capacity(8);
    for part in name.split(|c: char| !c.is_alphanumeric()) {
        // The start of a single letter that may belong to the next word.
        let mut letter: Option<usize> = None;
        let mut start = 0;
        for end in humps(part) {
            let of = |from: usize| part.get(from..end).unwrap_or_default();
            let word = of(start);
            match letter.take() {
                // `e` and `mail`, `u` and `def`, `c` and `rm`.
                Some(from) if joins(part.get(from..start).unwrap_or_default()) => words.push(Cow::Borrowed(of(from))),
                Some(from) => {
                    words.push(Cow::Borrowed(part.get(from..start).unwrap_or_default()));
                    words.push(Cow::Borrowed(word));
                }
                None if word.chars().next().is_some_and(|c| c.is_alphabetic() && c.len_utf8() == word.len()) => {
                    letter = Some(start);
                }
                None => words.push(Cow::Borrowed(word)),
            }
            start = end;
        }
        words.extend(letter.map(|from| Cow::Borrowed(part.get(from..).unwrap_or_default())));
    }
    compounds(words)
}

fn joins(letter: &str) -> bool {
    !LETTERS.contains(&letter)
}

/// The ends of the parts of a name without separators. Each part except the first begins with a capital.
fn humps(part: &str) -> impl Iterator<Item = usize> {
    let mut chars = part.char_indices();
    let mut before: Option<char> = None;
    std::iter::from_fn(move || {
        for (at, c) in chars.by_ref() {
            let mut ahead = part.get(at + c.len_utf8()..).unwrap_or_default().chars();
            let (after, then) = (ahead.next(), ahead.next());
            let many = after == Some('s') && then.is_none_or(|c| !c.is_lowercase());
            let starts = c.is_uppercase()
                && (before.is_some_and(|b| b.is_lowercase() || b.is_ascii_digit())
                    || (before.is_some_and(char::is_uppercase) && after.is_some_and(char::is_lowercase) && !many));
            before = Some(c);
            if starts {
                return Some(at);
            }
        }
        before.take().map(|_| part.len())
    })
}

fn compounds<'a>(words: Vec<Cow<'a, str>>) -> Vec<Cow<'a, str>> {
    let mut joined: Vec<Cow<'a, str>> = Vec::with_capacity(words.len());
    for word in words {
        let is = |text: &str| {
            let bare = word.strip_suffix(['s', 'S']).filter(|_| word.len() == text.len() + 1);
            bare.unwrap_or(&word).eq_ignore_ascii_case(text)
        };
        let last = joined.last_mut().filter(|last| ONE_WORD.iter().any(|(a, b)| last.eq_ignore_ascii_case(a) && is(b)));
        match last {
            Some(last) => last.to_mut().push_str(&word.to_lowercase()),
            None => joined.push(word),
        }
    }
    joined
}

/// Appends a word to a name in lower case.
fn push_lower(word: &str, out: &mut String) {
    if word.is_ascii() {
        out.extend(word.chars().map(|c| c.to_ascii_lowercase()));
    } else {
        out.push_str(&word.to_lowercase());
    }
}

/// `ContactId` as `contact_id`.
#[must_use]
pub fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for (index, word) in words(name).iter().enumerate() {
        if index > 0 {
            out.push('_');
        }
        push_lower(word, &mut out);
    }
    out
}

/// The maximum length of a module name: the module's file must fit into a path.
const LONGEST_MODULE: usize = 100;

/// `ContactId` as `contact_id`, for a module. A module is a file as well, so a name that some systems do not allow is
/// changed. A name that is too long is cut and ends in a hash of all of it, so that it depends on nothing else.
#[must_use]
pub fn module(name: &str) -> String {
    let Ident(mut name) = valid(snake(name));
    if name.len() > LONGEST_MODULE {
        let number = xxhash_rust::xxh3::xxh3_64(name.as_bytes());
        // The name is ASCII by now.
        name.truncate(LONGEST_MODULE - 17);
        name = format!("{}_{number:016x}", name.trim_end_matches('_'));
    }
    if !is_file(&name) {
        name.push('_');
    }
    name
}

/// Whether every system allows a file with the name of this module.
#[must_use]
pub fn is_file(module: &str) -> bool {
    // Names that got a suffix to make them unique are a little longer.
    module.len() <= LONGEST_MODULE + 20 && !crate::output::is_device(&module.to_ascii_lowercase())
}

/// `BookingForChecklist` as `BOOKING_FOR_CHECKLIST`.
#[must_use]
pub fn screaming(name: &str) -> String {
    match ascii(snake(name).to_uppercase()).to_uppercase() {
        none if none.is_empty() => "UNNAMED".to_owned(),
        name => name,
    }
}

/// `TicketAgent` as `ticket-agent`.
#[must_use]
pub fn kebab(name: &str) -> String {
    words(name).iter().map(|word| ascii(word.to_lowercase())).collect::<Vec<_>>().join("-")
}

/// `archiveListResult` as `ArchiveListResult`, `CRMScript` as `CrmScript`: acronyms are written as words, as is usual
/// in Rust.
#[must_use]
pub fn pascal(name: &str) -> String {
    let mut out = String::new();
    for word in words(name) {
        let mut chars = word.chars();
        if let Some(first) = chars.next() {
            out.extend(first.to_uppercase());
            push_lower(chars.as_str(), &mut out);
        }
    }
    out
}

/// Replaces letters outside ASCII by their numbers, so that a name looks the same to everyone.
fn ascii(text: String) -> String {
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return text;
    }
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || c == '_' { out.push(c) } else { out.push_str(&format!("u{:x}", u32::from(c))) }
    }
    out
}

fn valid(name: String) -> Ident {
    let mut name = ascii(name);
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

/// Whether a text is an identifier that can be the name of a public item.
#[must_use]
pub fn is_ident(name: &str) -> bool {
    valid(name.to_owned()).0 == name
}

/// Whether a name is a keyword followed by the underscore that makes it a valid name.
#[must_use]
pub fn is_escaped(name: &str) -> bool {
    name.strip_suffix('_').is_some_and(|bare| KEYWORDS.contains(&bare))
}

/// The names already used in one scope.
#[derive(Debug, Clone, Default)]
pub struct Taken(BTreeSet<String>);

impl Taken {
    /// Creates a scope in which some names are reserved.
    #[must_use]
    pub fn with(names: &[&str]) -> Self {
        Self(names.iter().map(|name| (*name).to_owned()).collect())
    }

    /// Whether the scope has this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// Reserves a name for something else.
    pub fn reserve(&mut self, name: &str) {
        self.0.insert(name.to_owned());
    }

    /// Turns a name into an identifier that is unique in the scope, with `_2`, `_3`, ... if necessary.
    pub fn ident(&mut self, name: String) -> Ident {
        let base = valid(name);
        if !self.0.contains(&base.0) {
            self.0.insert(base.0.clone());
            return base;
        }
        let mut ident = if base.0.ends_with('_') { base.clone() } else { Ident(format!("{}_", base.0)) };
        let mut number = 2;
        while !self.0.insert(ident.0.clone()) {
            ident = Ident(format!("{}_{number}", base.0.trim_end_matches('_')));
            number += 1;
        }
        ident
    }

    /// Turns a name into a type name that is unique in the scope. Numbers are added without an underscore.
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

/// The field name of a property.
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
        check("GetContactsWithIDs", "get_contacts_with_ids");
        check("URLs", "urls");
        check("IDsOfVAT", "ids_of_vat");
        check("IsVATFree", "is_vat_free");
        check("SMTPAddress", "smtp_address");
        check("IPAddress", "ip_address");
        check("OrgNr", "org_nr");
        check("ToolTip", "tooltip");
        check("Tooltip", "tooltip");
        check("MDOAgent", "mdo_agent");
        check("IsAValidName", "is_a_valid_name");
        check("GetXCoordinate", "get_x_coordinate");
        check("LeftX", "left_x");
        check("x_id", "x_id");
        check("sr_id", "sr_id");
        check("Number1", "number1");
        check("Post3", "post3");
    }

    #[test]
    fn types() {
        for (name, expected) in [
            ("ContactEntity", "ContactEntity"),
            ("CRMScriptEntity", "CrmScriptEntity"),
            ("EMailAgent", "EmailAgent"),
            ("MDOAgentClient", "MdoAgentClient"),
            ("archiveListResult", "ArchiveListResult"),
            ("ThreeLetterISOCountry", "ThreeLetterIsoCountry"),
            ("move_", "Move"),
        ] {
            assert_eq!(pascal(name), expected);
        }
    }

    #[test]
    fn odd_names() {
        check("type", "type_");
        check("self", "self_");
        check("Self", "self_");
        check("gen", "gen_");
        check("2nd", "_2nd");
        check("a\"b", "a_b");
        check("", "unnamed");
        check("_", "unnamed");
        check("Ærlig", "ue6rlig");
    }

    #[test]
    fn constants() {
        for (word, expected) in [
            ("BookingForChecklist", "BOOKING_FOR_CHECKLIST"),
            ("\u{c1}", "UC1"),
            ("\u{1f600}", "UNNAMED"),
            ("r\u{e6}d", "RUC6D"),
            ("_", "UNNAMED"),
            ("__", "UNNAMED"),
            ("2nd", "2ND"),
        ] {
            assert_eq!(screaming(word), expected, "{word}");
        }
    }

    #[test]
    fn modules_are_files() {
        assert_eq!(module("ContactEntity"), "contact_entity");
        for (name, expected) in [("Con", "con_"), ("NUL", "nul_"), ("COM1", "com1_"), ("Com10", "com10")] {
            assert_eq!(module(name), expected);
        }
        let long = module(&"Abc".repeat(50));
        assert!(long.starts_with("abc_abc_") && long.len() <= LONGEST_MODULE && is_file(&long), "{long}");
        assert_ne!(long, module(&"Abc".repeat(51)));
        assert!(module(&"\u{e9}".repeat(200)).len() <= LONGEST_MODULE);
        assert!(!is_file("con") && !is_file("Lpt9") && !is_file(&"x".repeat(130)));
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
