//! The front matter of a page: lines `key: value` between two `---`.
//!
//! In: the block of front matter. Out: the values that decide whether the page describes an operation, and what became
//! of each line. Of YAML, this module reads what the pages use: a mapping with one key and one scalar on each line. The
//! scalar is plain, or in single or double quotes, and a comment may follow it. Lists, nested mappings, values on
//! several lines, block scalars, anchors, tags, flow collections and other escapes than `\"` and `\\` are reported.

use super::blocks::{Block, BlockKind};
use super::forms::Form;
use super::ledger::Ledger;
use super::route::VERBS;
use crate::account::{Kind, Reason};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::{SourceFile, Span, Spanned};
use crate::text::alike;

/// The line that marks a page as written by an import, which may replace or delete it.
pub(crate) const IMPORTED: &str = "imported: true";

/// Whether a page has the mark of an import.
pub(crate) fn is_imported(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end);
    let front = lines.next().is_some_and(|first| first.trim_start_matches('\u{feff}') == "---");
    front && lines.take_while(|line| *line != "---").any(|line| line == IMPORTED)
}

/// The values that decide whether a page describes an operation.
#[derive(Default)]
pub(super) struct FrontMatter {
    pub(super) uid: Option<Spanned<String>>,
    pub(super) generated: bool,
    /// Whether the title begins with a verb, as the titles of operations do.
    pub(super) operation: bool,
    /// The first line that cannot be read or has a key that is almost `uid`, with the reason.
    pub(super) unread: Option<(Span, &'static str)>,
}

impl FrontMatter {
    /// Reads the first front matter. What becomes of its lines is decided when the sections are read.
    pub(super) fn of(file: &SourceFile, blocks: &[Block], form: &Form) -> Self {
        let Some(block) = blocks.iter().find(|block| block.kind == BlockKind::FrontMatter) else {
            return Self::default();
        };
        let lines = lines(file, block.span);
        let value =
            |key: &str| lines.iter().find_map(|line| line.entry.as_ref().ok().filter(|(known, _)| *known == key));
        let has_verb = |title: &str| title.split_once(' ').is_some_and(|(verb, _)| VERBS.contains(&verb));
        Self {
            uid: value(form.uid).map(|(_, uid)| uid.clone()).filter(|uid| !uid.value.is_empty()),
            generated: value("generated").is_some_and(|(_, generated)| is_true(&generated.value)),
            operation: value("title").is_some_and(|(_, title)| has_verb(&title.value)),
            unread: lines.iter().find_map(|line| match &line.entry {
                Err(reason) => Some((line.span, *reason)),
                Ok((key, _)) => alike::misspelt(key, "uid")
                    .is_some()
                    .then_some((line.span, "the key is probably meant to be `uid`")),
            }),
        }
    }
}

/// The keys of a block of front matter.
pub(super) fn keys(file: &SourceFile, block: Span) -> impl Iterator<Item = &str> {
    lines(file, block).into_iter().filter_map(|line| line.entry.ok().map(|(key, _)| key))
}

/// A line of front matter: its key and its value, or the reason why it cannot be read.
pub(super) struct Line<'a> {
    entry: Result<(&'a str, Spanned<String>), &'static str>,
    pub(super) span: Span,
}

/// The lines of a block of front matter. Empty lines and comments have no meaning.
pub(super) fn lines(file: &SourceFile, block: Span) -> Vec<Line<'_>> {
    let mut at = block.start as usize;
    let mut lines = Vec::new();
    for line in file.slice(block).split_inclusive('\n') {
        let text = line.trim();
        if !text.is_empty() && text != "---" && text != "..." && !text.starts_with('#') {
            let start = at + (line.len() - line.trim_start().len());
            let span = Span::new(block.file, start..start + text.len());
            let indented = start > at;
            lines.push(Line { entry: if indented { Err(CONTINUED) } else { entry(text, span) }, span });
        }
        at += line.len();
    }
    lines
}

const CONTINUED: &str = "a line that is indented is not read; write each value on the line of its key";

/// Reads `key: value`.
fn entry(text: &str, span: Span) -> Result<(&str, Spanned<String>), &'static str> {
    let not_an_entry = "not of the form `key: value`";
    let (key, rest) = text.split_once(':').ok_or(not_an_entry)?;
    let key = key.trim_end();
    if key.is_empty() || !key.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c)) || key.starts_with('-') {
        return Err(not_an_entry);
    }
    if !rest.is_empty() && !rest.starts_with([' ', '\t']) {
        return Err("a space must follow the colon");
    }
    let value = rest.trim_start();
    let start = span.start as usize + (text.len() - value.len());
    let (value, len) = scalar(value)?;
    Ok((key, Spanned::new(value, Span::new(span.file, start..start + len))))
}

/// Reads a scalar, and returns its length with quotes.
fn scalar(text: &str) -> Result<(String, usize), &'static str> {
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) => quoted(text, quote),
        Some('[' | '{') => Err("a list or a mapping is not read"),
        Some('|' | '>') => Err("a value on several lines is not read; write it on the line of its key"),
        Some('&' | '*' | '!' | '%' | '@' | '`' | ',' | ']' | '}') => {
            Err("a value that starts with this character must be in quotes")
        }
        Some('-' | '?' | ':') if text.get(1..2).is_none_or(|next| next == " ") => {
            Err("a list or a mapping is not read")
        }
        _ => {
            let comment = if text.starts_with('#') { Some(0) } else { text.find(" #").or_else(|| text.find("\t#")) };
            let value = text.get(..comment.unwrap_or(text.len())).unwrap_or_default().trim_end();
            if value.contains(": ") || value.ends_with(':') {
                return Err("a value with a colon and a space must be in quotes");
            }
            Ok((value.to_owned(), value.len()))
        }
    }
}

/// Reads a scalar in quotes, after which only a comment may follow.
fn quoted(text: &str, quote: char) -> Result<(String, usize), &'static str> {
    let mut value = String::new();
    let mut rest = text.char_indices().skip(1).peekable();
    let end = loop {
        let (at, c) = rest.next().ok_or("the quote is never closed on this line")?;
        match c {
            '\\' if quote == '"' => match rest.next() {
                Some((_, escaped @ ('"' | '\\' | '/'))) => value.push(escaped),
                _ => return Err("an escape other than `\\\"` and `\\\\` is not read"),
            },
            '\'' if c == quote && rest.next_if(|(_, next)| *next == quote).is_some() => value.push(quote),
            c if c == quote => break at + 1,
            c => value.push(c),
        }
    };
    let after = text.get(end..).unwrap_or_default();
    let comment = after.trim_start();
    if comment.is_empty() || (comment.starts_with('#') && comment.len() < after.len()) {
        Ok((value, end))
    } else {
        Err("only a comment may follow the closing quote")
    }
}

/// The words of YAML for `true`.
fn is_true(value: &str) -> bool {
    matches!(value, "true" | "True" | "TRUE")
}

/// Decides what becomes of each line of a block, and returns the title. A second block is not used.
pub(super) fn read(
    file: &SourceFile,
    block: Span,
    (form, second): (&Form, bool),
    ledger: &mut Ledger<'_>,
) -> Option<Spanned<String>> {
    let mut known: Vec<&str> = Vec::new();
    let (mut title, mut content_type, mut imported) = (None, None, None);
    for line in lines(file, block) {
        let (key, value) = match line.entry {
            Ok(entry) => entry,
            Err(label) => {
                ledger.reported(Kind::FrontMatter, unused(line.span, label));
                continue;
            }
        };
        let again = second || known.contains(&key);
        match (problem(key, &value.value, (form, again)), key) {
            (Some(label), _) => ledger.reported(Kind::FrontMatter, unused(line.span, label)),
            (None, "title") => {
                ledger.ignored(Kind::FrontMatter, Reason::PageTitle, value.clone());
                title = Some(value);
            }
            (None, "content_type") => content_type = Some(value),
            (None, "imported") => imported = Some(value),
            (None, key) if key == form.uid => ledger.used(Kind::FrontMatter, Reason::Uid),
            (None, _) => ledger.used(Kind::FrontMatter, Reason::Generated),
        }
        known.push(key);
    }
    // Put aside after the title, because the order of the lines has no meaning.
    if let Some(value) = content_type {
        ledger.ignored(Kind::FrontMatter, Reason::ContentType, value);
    }
    if let Some(value) = imported {
        ledger.ignored(Kind::FrontMatter, Reason::Imported, value);
    }
    title
}

/// The reason why a line is not used.
fn problem(key: &str, value: &str, (form, again): (&Form, bool)) -> Option<&'static str> {
    if again {
        return Some("duplicate key; the first one is used");
    }
    match (key, value) {
        _ if key == form.uid => None,
        ("title", _) | ("content_type", "reference") | ("imported", "true") => None,
        ("generated", "true" | "True" | "TRUE" | "false" | "False" | "FALSE") => None,
        ("generated" | "content_type" | "imported", _) => Some("the format has a different value for this key"),
        _ => Some("the format has no such key"),
    }
}

fn unused(span: Span, label: &str) -> Diagnostic {
    Diagnostic::new(Code::FrontMatter, span, "a line of the front matter is not used")
        .label(label)
        .help("use `title` and `uid`, and in generated pages also `generated: true` and `content_type: reference`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    /// What `uid: TEXT` is read as; the reason if it is not read.
    fn uid(text: &str) -> Result<String, &'static str> {
        let line = format!("uid: {text}");
        let span = Span::new(FileId(0), 0..line.len());
        entry(&line, span).map(|(_, value)| {
            let written = line.get(value.span.range()).unwrap();
            assert!(text.contains(written), "{written}");
            value.value
        })
    }

    #[test]
    fn scalars() {
        for text in ["v1X", "'v1X'", "\"v1X\"", "v1X # the operation", "\"v1X\" # it", "'v1X'\t#"] {
            assert_eq!(uid(text).as_deref(), Ok("v1X"), "{text}");
        }
        assert_eq!(uid("'it''s'").as_deref(), Ok("it's"));
        assert_eq!(uid("'a\\b'").as_deref(), Ok("a\\b"), "single quotes have no escapes");
        assert_eq!(uid("\"a \\\"b\\\" \\\\ c\"").as_deref(), Ok("a \"b\" \\ c"));
        assert_eq!(uid("a#b:c \"d\"").as_deref(), Ok("a#b:c \"d\""));
        assert_eq!(uid("").as_deref(), Ok(""));
        assert_eq!(uid("# nothing").as_deref(), Ok(""));
    }

    #[test]
    fn other_yaml_is_not_read() {
        let others = [
            "[v1X]",
            "{a: b}",
            "|",
            ">-",
            "&a v1X",
            "*a",
            "!!str v1X",
            "'v1X",
            "\"v1X",
            "\"v1\\u0058\"",
            "'v1X' y",
            "'v1X'#",
            "a: b",
            "- v1X",
            "@x",
            "`x`",
            "%x",
        ];
        for text in others {
            assert!(uid(text).is_err(), "{text}: {:?}", uid(text));
        }
        let span = Span::new(FileId(0), 0..0);
        for line in ["- a", "uid", ": x", "\"uid\": x", "? uid", "uid:v1X"] {
            assert!(entry(line, span).is_err(), "{line}");
        }
        assert!(entry("uid : v1X", span).is_ok());
    }
}
