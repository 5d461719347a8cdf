//! JSON samples as values that know their place.
//!
//! serde_json does the parsing; raw values are slices of the page, so their addresses tell the bytes.

use std::fmt;
use std::sync::Arc;

use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::model::{Json, JsonKind, Key};
use crate::source::{FileId, Span, Spanned};

/// The body of a sample.
pub(super) struct Read {
    /// Its value.
    pub(super) json: Json,
    /// How many keys the text has, at any depth, those that the value lost included.
    pub(super) keys: usize,
    /// Keys that occur twice in one object: the second one, the first one and the value that was lost.
    pub(super) twice: Vec<(Key, Span, Json)>,
}

/// Reads the body of a sample; the error is serde_json's, with the byte at which it stopped.
pub(super) fn read(text: &Spanned<String>) -> Result<Read, (String, usize)> {
    let mut place =
        Place { text: &text.value, file: text.span.file, base: text.span.start as usize, keys: 0, twice: Vec::new() };
    serde_json::from_str::<&RawValue>(&text.value)
        .and_then(|raw| place.value(raw.get()))
        .map(|json| Read { json, keys: place.keys, twice: place.twice })
        .map_err(|error| (reason(&error), offset(&text.value, error.line(), error.column())))
}

/// serde_json appends "at line 1 column 2", which would be of the sample, not of the page.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (before + column.saturating_sub(1)).min(text.len())
}

struct Place<'a> {
    text: &'a str,
    file: FileId,
    base: usize,
    keys: usize,
    twice: Vec<(Key, Span, Json)>,
}

impl Place<'_> {
    /// The place of a key is right before its value; a key with escapes is shown by its value.
    fn key(&self, name: String, value: &str) -> Key {
        let within = (value.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let before = self.text.get(..within).and_then(|before| before.trim_end().strip_suffix(':')).map(str::trim_end);
        let start = before
            .and_then(|before| before.strip_suffix('"')?.strip_suffix(name.as_str())?.strip_suffix('"'))
            .map(str::len);
        let range = match (start, before) {
            (Some(start), Some(before)) => start..before.len(),
            _ => within..within + value.len(),
        };
        let span = Span::new(self.file, self.base + range.start..self.base + range.end);
        Key { name, span }
    }

    fn value(&mut self, raw: &str) -> serde_json::Result<Json> {
        let within = (raw.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let start = self.base + within;
        let span = Span::new(self.file, start..start + raw.len());
        let kind = match raw.as_bytes().first() {
            Some(b'{') => {
                let members: Members<'_> = serde_json::Deserializer::from_str(raw).deserialize_map(MembersVisitor)?;
                let mut kept: Vec<(Key, Json)> = Vec::with_capacity(members.len());
                self.keys += members.len();
                for (name, raw) in members {
                    let value = self.value(raw.get())?;
                    let key = self.key(name, raw.get());
                    // A key that occurs twice: as every JSON reader does, the last one counts.
                    match kept.iter_mut().find(|(known, _)| known.name == key.name) {
                        Some((first, known)) => {
                            let lost = std::mem::replace(known, value);
                            self.twice.push((key, first.span, lost));
                        }
                        None => kept.push((key, value)),
                    }
                }
                JsonKind::Object(kept)
            }
            Some(b'[') => {
                let elements: Vec<&RawValue> =
                    serde_json::Deserializer::from_str(raw).deserialize_seq(ElementsVisitor)?;
                JsonKind::Array(elements.into_iter().map(|raw| self.value(raw.get())).collect::<Result<_, _>>()?)
            }
            Some(b'"') => JsonKind::String(serde_json::from_str(raw)?),
            Some(b't') => JsonKind::Bool(true),
            Some(b'f') => JsonKind::Bool(false),
            Some(b'n') => JsonKind::Null,
            _ => JsonKind::Number(raw.to_owned()),
        };
        Ok(Json { span, kind: Arc::new(kind) })
    }
}

type Members<'a> = Vec<(String, &'a RawValue)>;

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}

struct ElementsVisitor;

impl<'de> Visitor<'de> for ElementsVisitor {
    type Value = Vec<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = seq.next_element()? {
            elements.push(element);
        }
        Ok(elements)
    }
}
