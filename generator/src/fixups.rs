//! Reads `fixups.toml`, the user's corrections of the docs.
//!
//! In: the text of a `fixups.toml`. Out: a list of [`Fixup`], and a finding at its place for every entry that cannot be
//! understood. This room knows the file but not the docs: the targets of corrections are defined in `model/fixups.rs`,
//! and `passes/fixups.rs` decides whether a correction applies and what it changes.
//!
//! ```toml
//! [[fixup]]
//! target = "Person.Emails"       # or `*.Emails`, `uid request`, `uid response`, `uid ?query`, `uid {path}`,
//!                                # `uid Header:`, `uid status 404`
//! expect = "array"               # what the docs print there now; a list if tables print several words
//! set = "[Email]"                # the correct type
//! reason = "the elements are the ones that `Person.Email` shows"
//! link = "https://example.com/issues/1"
//! ```

use std::collections::BTreeMap;

use toml::Spanned as Placed;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{Fixup, Notation, Place, Target, Type, Wanted};
use crate::source::{FileId, Span, Spanned};
use crate::text::visible::visible;

/// The name of the file in the docs folder.
pub(crate) const FILE: &str = "fixups.toml";

const KEYS: &str = "write the keys `target`, `expect`, `set`, `reason` and, optionally, `link`";
const TARGETS: &str = "write `Type.Property`, `*.Property`, or an operation's uid followed by `request`, `response`, `?query`, `{path}`, `Header:` or `status 404`";
const TYPES: &str = "write a type as `cargo xtask show PAGE --stage model` does: `int32`, `date-time`, `[Person]`, `{string}`, `enum {A, B}`, `?`";

/// Reads a file of fixups. Entries that cannot be understood are left out and reported.
#[must_use]
pub(crate) fn read(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Vec<Fixup> {
    let mut reader = Reader { file, text, diagnostics };
    let (root, errors) = DeTable::parse_recoverable(text);
    let broken = !errors.is_empty();
    for error in errors {
        let at = reader.span(error.span().unwrap_or(text.len()..text.len()));
        reader.invalid(at, format!("invalid TOML: {}", error.message()), "the parser stopped here", KEYS);
    }
    if broken {
        // Entries that the parser recovered may be incomplete.
        return Vec::new();
    }
    let mut list = Vec::new();
    for (key, value) in root.get_ref() {
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("fixup", DeValue::Array(entries)) => {
                for entry in entries {
                    let at = reader.span(entry.span());
                    match entry.get_ref() {
                        DeValue::Table(table) => list.extend(reader.entry(at, table)),
                        _ => reader.invalid(at, "a fixup must be a table", "not a table", KEYS),
                    }
                }
            }
            (name, _) => {
                let at = reader.span(key.span());
                let message = format!("`{}` is not a key of a fixups file", visible(name));
                reader.invalid(at, message, "unknown", "start every entry with `[[fixup]]`");
            }
        }
    }
    reader.once(list)
}

struct Reader<'a> {
    file: FileId,
    text: &'a str,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.file, range.start.min(self.text.len())..range.end.min(self.text.len()))
    }

    fn invalid(&mut self, at: Span, message: impl Into<String>, label: &str, help: &str) {
        self.diagnostics.push(Diagnostic::new(Code::FixupInvalid, at, message).label(label).help(help));
    }

    fn entry(&mut self, at: Span, table: &DeTable<'_>) -> Option<Fixup> {
        let found = self.diagnostics.len();
        for key in table.keys() {
            if !["target", "expect", "set", "reason", "link"].contains(&key.get_ref().as_ref()) {
                let at = self.span(key.span());
                self.invalid(at, format!("`{}` is not a key of a fixup", visible(key.get_ref())), "unknown", KEYS);
            }
        }
        // Findings about an entry point to its target, because an entry itself has no place.
        let at = table.get("target").map_or(at, |value| self.span(value.span()));
        let name = self.string(table, "target", at);
        let target = name.as_ref().and_then(|name| match Target::read(&name.value) {
            Some(target) => Some(Spanned::new(target, name.span)),
            None => {
                self.invalid(name.span, format!("`{}` is not a target", visible(&name.value)), "the target", TARGETS);
                None
            }
        });
        let expect = self.expect(table, at, target.as_ref().map(|target| &target.value));
        let set = self.string(table, "set", at);
        let wanted = set.zip(target.as_ref()).and_then(|(set, target)| match wanted(&target.value, &set.value) {
            Ok(wanted) => Some((Spanned::new(wanted, set.span), set.value)),
            Err((message, help)) => {
                self.invalid(set.span, message, "the value to set", help);
                None
            }
        });
        let reason = self.string(table, "reason", at);
        let link = if table.contains_key("link") { self.string(table, "link", at) } else { None };
        if let Some(reason) = reason.as_ref().filter(|reason| reason.value.trim().is_empty()) {
            let message = "the reason for the fixup is empty";
            self.invalid(
                reason.span,
                message,
                "a reason is required",
                "write why the docs are wrong, and how you know",
            );
        }
        if let Some(link) = &link
            && !(link.value.starts_with("https://") || link.value.starts_with("http://"))
        {
            let message = format!("`{}` is not a link", visible(&link.value));
            self.invalid(link.span, message, "the link", "write an address as in `https://...`, or leave the key out");
        }
        let ((set, written), name, target, expect, reason) = (wanted?, name?, target?, expect?, reason?);
        // Whether a type changes something is for the rules to say. For other values, comparing the two lines is
        // enough.
        if matches!(set.value, Wanted::Nothing | Wanted::Listed(_)) && expect.value.contains(&written) {
            self.invalid(set.span, "`expect` and `set` are the same", "changes nothing", "delete the fixup");
        }
        (self.diagnostics.len() == found).then(|| Fixup {
            target,
            name: visible(&name.value).into_owned(),
            expect,
            set,
            reason: visible(&reason.value.trim().replace("\r\n", "\n")).into_owned(),
            link: link.map(|link| visible(&link.value).into_owned()),
        })
    }

    fn string(&mut self, table: &DeTable<'_>, key: &str, entry: Span) -> Option<Spanned<String>> {
        match table.get(key) {
            None => {
                self.invalid(entry, format!("the fixup has no `{key}`"), "this fixup", KEYS);
                None
            }
            Some(value) => self.text(value, key),
        }
    }

    fn text(&mut self, value: &Placed<DeValue<'_>>, key: &str) -> Option<Spanned<String>> {
        let at = self.span(value.span());
        match value.get_ref() {
            DeValue::String(text) => Some(Spanned::new(text.as_ref().to_owned(), at)),
            _ => {
                self.invalid(at, format!("`{key}` must be a string"), "not a string", KEYS);
                None
            }
        }
    }

    /// Reads one word, or for a property a list of words, because its tables may print several.
    fn expect(&mut self, table: &DeTable<'_>, entry: Span, target: Option<&Target>) -> Option<Spanned<Vec<String>>> {
        let Some(value) = table.get("expect") else {
            self.string(table, "expect", entry);
            return None;
        };
        let at = self.span(value.span());
        let mut words = match value.get_ref() {
            DeValue::Array(words) => {
                if target.is_some_and(|target| !matches!(target, Target::Property { .. })) {
                    self.invalid(at, "only a property can have a list in `expect`", "a list", "write one string");
                    return None;
                }
                words.iter().map(|word| self.text(word, "expect").map(|word| word.value)).collect::<Option<Vec<_>>>()?
            }
            _ => vec![self.text(value, "expect")?.value],
        };
        if let (Some(Target::Status { .. }), Some(word)) = (target, words.first())
            && listed(word).is_none()
        {
            self.invalid(at, format!("`{}` is not a value for a status", visible(word)), "the expected value", STATUS);
            return None;
        }
        words.sort();
        words.dedup();
        Some(Spanned::new(words, at))
    }

    /// Reports a second entry with the same target, because otherwise the order of the entries would decide.
    fn once(&mut self, list: Vec<Fixup>) -> Vec<Fixup> {
        let mut seen: BTreeMap<Target, Span> = BTreeMap::new();
        let mut kept = Vec::with_capacity(list.len());
        for fixup in list {
            match seen.get(&fixup.target.value) {
                Some(first) => self.diagnostics.push(
                    Diagnostic::new(Code::FixupInvalid, fixup.span(), format!("a second fixup for `{}`", fixup.name))
                        .label("not applied")
                        .other(*first, "the first one")
                        .help("delete one of the two"),
                ),
                None => {
                    seen.insert(fixup.target.value.clone(), fixup.span());
                    kept.push(fixup);
                }
            }
        }
        kept
    }
}

const STATUS: &str = "write `listed` or `missing`";

fn listed(text: &str) -> Option<bool> {
    match text {
        "listed" => Some(true),
        "missing" => Some(false),
        _ => None,
    }
}

type Refused = (String, &'static str);

fn wanted(target: &Target, text: &str) -> Result<Wanted, Refused> {
    match target {
        Target::Status { .. } => match listed(text) {
            Some(listed) => Ok(Wanted::Listed(listed)),
            None => Err((format!("`{}` is not a value for a status", visible(text)), STATUS)),
        },
        Target::Body { .. } if text == "nothing" => Ok(Wanted::Nothing),
        Target::Body { .. } | Target::Property { .. } => Ok(Wanted::Type(notation(text)?)),
        Target::Parameter { place, .. } => {
            let (text, required) = match text.rsplit_once(',') {
                Some((ty, word)) if word.trim() == "required" => (ty, true),
                _ => (text, false),
            };
            if *place == Place::Path && !required {
                let message = "a path parameter is always required".to_owned();
                return Err((message, "add `, required` after the type"));
            }
            let notation = notation(text)?;
            let element = if let Notation::Array(element) = &notation { element } else { &notation };
            match element {
                Notation::Words(_) | Notation::Enum(_) => {}
                Notation::Plain(ty) if !matches!(ty, Type::Open(_) | Type::Bytes) => {}
                _ => {
                    let message = format!("`{}` cannot be the type of a parameter", visible(text));
                    return Err((message, "write a scalar, an enumeration, or an array of these"));
                }
            }
            Ok(Wanted::Parameter(notation, required))
        }
    }
}

fn notation(text: &str) -> Result<Notation, Refused> {
    Notation::read(text).map_err(|part| (format!("`{}` is not a type", visible(part)), TYPES))
}
