//! JSON samples as values with their places.
//!
//! serde_json decides whether a text is JSON, and reads strings with escapes. It does not report where a value is, so a
//! second walk over the text finds the places.

use serde_json::value::RawValue;

use crate::model::{Json, JsonKind, Key, Shared};
use crate::source::{FileId, Span, Spanned};
use crate::text::prose::strip_hidden;

/// The value of a sample's body.
pub(super) struct Read {
    /// The value.
    pub(super) json: Json,
    /// The number of keys in the text, at any depth, including those of values that were lost to a duplicate key.
    pub(super) keys: usize,
    /// Keys that occur twice in one object: the second key, the place of the first one, and the value that was lost.
    pub(super) twice: Vec<(Key, Span, Json)>,
}

/// The deepest nesting that is read. The deepest known sample has 7 levels.
pub(super) const DEPTH: usize = 64;

/// The reason why a body has no value.
pub(super) enum Unread {
    /// The text is not JSON: the message of serde_json, and the byte at which it stopped.
    Invalid(String, usize),
    /// The bracket at this byte is inside [`DEPTH`] others. Values are visited recursively, so the depth is limited.
    TooDeep(usize),
}

/// Reads the body of a sample.
///
/// # Errors
///
/// Returns the reason why the sample has no value, with a byte offset into the text.
pub(super) fn read(text: &Spanned<String>) -> Result<Read, Unread> {
    if let Some(at) = too_deep(&text.value) {
        return Err(Unread::TooDeep(at));
    }
    let base = text.span.start as usize;
    let mut cursor = Cursor { text: &text.value, at: 0, file: text.span.file, base, keys: 0, twice: Vec::new() };
    serde_json::from_str::<&RawValue>(&text.value)
        .and_then(|_| cursor.value())
        .map(|json| Read { json, keys: cursor.keys, twice: cursor.twice })
        .map_err(|error| {
            let at = offset(&text.value, error.line(), error.column());
            if let Some(comma) = trailing_comma(&text.value, at) {
                return Unread::Invalid(TRAILING_COMMA.to_owned(), comma);
            }
            if let Some(quote) = typographic_quote(&text.value, at) {
                return Unread::Invalid(TYPOGRAPHIC_QUOTE.to_owned(), quote);
            }
            if error.is_eof() {
                return Unread::Invalid(CUT_OFF.to_owned(), at);
            }
            let reason = reason(&error);
            // The parser stops at the next member, whose line may be right.
            let missing =
                reason.starts_with("expected `,`") && text.value.get(at..).is_some_and(|rest| rest.starts_with('"'));
            match text.value.get(..at).filter(|_| missing) {
                Some(before) => Unread::Invalid(MISSING_COMMA.to_owned(), before.trim_end().len().saturating_sub(1)),
                None => Unread::Invalid(reason, at),
            }
        })
}

/// The reason of a sample that ends before it is complete.
pub(super) const CUT_OFF: &str = "it ends before its last bracket or quote is closed";

/// The reason of a sample with a quote that a word processor has replaced.
pub(super) const TYPOGRAPHIC_QUOTE: &str = "a typographic quote";

/// The offset of the typographic quote at which the parser stopped, or of the one on the line where a string is not
/// closed.
fn typographic_quote(text: &str, at: usize) -> Option<usize> {
    let is_quote = |c: char| matches!(c, '\u{201c}'..='\u{201f}' | '\u{2018}'..='\u{201b}' | '\u{ab}' | '\u{bb}');
    if text.get(at..).is_some_and(|rest| rest.starts_with(is_quote)) {
        return Some(at);
    }
    let start = text.get(..at)?.trim_end().rfind('\n').map_or(0, |end| end + 1);
    let line = text.get(start..at)?;
    let odd = line.matches('"').count() % 2 == 1;
    line.find(is_quote).filter(|_| odd).map(|found| start + found)
}

/// The reason of a sample without a comma between two members.
pub(super) const MISSING_COMMA: &str = "a comma is missing";

/// The reason of a sample with a comma before a closing bracket.
pub(super) const TRAILING_COMMA: &str = "a comma before a closing bracket";

/// The offset of a comma that is followed by the closing bracket at which the parser stopped.
fn trailing_comma(text: &str, at: usize) -> Option<usize> {
    let bracket = text.get(at..).is_some_and(|rest| rest.starts_with(['}', ']']));
    let before = text.get(..at).filter(|_| bracket)?.trim_end();
    before.ends_with(',').then(|| before.len() - 1)
}

/// The offset of the first bracket that is nested too deep. The text need not be JSON.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    text.bytes().position(|byte| {
        match byte {
            _ if std::mem::take(&mut escaped) => {}
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => depth += 1,
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEPTH
    })
}

/// serde_json appends "at line 1 column 2", which counts from the start of the sample, not of the page.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (before + column.saturating_sub(1)).min(text.len())
}

/// A position in a text that is known to be JSON, so that no expected character can be missing.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
    file: FileId,
    base: usize,
    keys: usize,
    twice: Vec<(Key, Span, Json)>,
}

impl<'a> Cursor<'a> {
    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, self.base + start..self.base + end)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Skips white space, commas and colons, and returns the next byte.
    fn next(&mut self) -> Option<u8> {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace() || byte == b',' || byte == b':') {
            self.at += 1;
        }
        self.peek()
    }

    /// Skips a string and returns it with its quotes.
    fn string(&mut self) -> &'a str {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == b'"' {
                break;
            }
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn value(&mut self) -> serde_json::Result<Json> {
        let first = self.next();
        let start = self.at;
        let kind = match first {
            Some(b'{') => {
                self.at += 1;
                JsonKind::Object(self.members()?.into())
            }
            Some(b'[') => {
                self.at += 1;
                let mut elements = Vec::new();
                while self.next().is_some_and(|byte| byte != b']') {
                    elements.push(self.value()?);
                }
                self.at += 1;
                JsonKind::Array(elements.into())
            }
            Some(b'"') => JsonKind::String(unquoted(self.string())?),
            _ => {
                let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
                while self.peek().is_some_and(word) {
                    self.at += 1;
                }
                match self.text.get(start..self.at).unwrap_or_default() {
                    "true" => JsonKind::Bool(true),
                    "false" => JsonKind::Bool(false),
                    "null" => JsonKind::Null,
                    number => JsonKind::Number(number.into()),
                }
            }
        };
        Ok(Json { span: self.span(start, self.at), kind })
    }

    /// Reads the members of an object, after its opening brace.
    fn members(&mut self) -> serde_json::Result<Vec<(Key, Json)>> {
        let mut kept: Vec<(Key, Json)> = Vec::new();
        while self.next() == Some(b'"') {
            self.keys += 1;
            let start = self.at;
            let raw = self.string();
            let (name, mut span) = (key(raw)?, self.span(start, self.at));
            let value = self.value()?;
            // The place of a key with escapes is that of its value.
            if raw.contains('\\') {
                span = value.span;
            }
            // If a key occurs twice, the last one is used, as most JSON parsers do.
            match kept.iter_mut().find(|(known, _)| known.name == name) {
                Some((first, known)) => {
                    let lost = std::mem::replace(known, value);
                    self.twice.push((Key { name, span }, first.span, lost));
                }
                None => kept.push((Key { name, span }, value)),
            }
        }
        self.at += 1;
        Ok(kept)
    }
}

/// The name that a key stands for. Invisible characters are not part of it unless they are escaped.
fn key(raw: &str) -> serde_json::Result<Shared> {
    let name = unquoted(raw)?;
    if raw.is_ascii() || raw.contains('\\') {
        return Ok(name);
    }
    Ok(strip_hidden(&name).into())
}

/// Removes the quotes and the escapes of a string.
fn unquoted(raw: &str) -> serde_json::Result<Shared> {
    let inner = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(raw);
    if inner.contains('\\') { serde_json::from_str::<String>(raw).map(Shared::from) } else { Ok(inner.into()) }
}

#[cfg(test)]
mod tests {
    use super::{DEPTH, too_deep};

    #[test]
    fn brackets_in_strings_do_not_count_as_depth() {
        let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(too_deep(&nested(DEPTH)), None);
        assert_eq!(too_deep(&nested(DEPTH + 1)), Some(DEPTH));
        assert_eq!(too_deep(&format!("[{0},{0}]", nested(DEPTH - 1))), None, "side by side");
        assert_eq!(too_deep(&format!("[\"\\\"{}\"]", "[".repeat(DEPTH + 1))), None, "in a string");
        assert_eq!(too_deep(&"{\"a\":".repeat(500_000)), Some(DEPTH * 5));
    }
}
