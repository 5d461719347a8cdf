//! JSON samples as values that know their place.
//!
//! serde_json does the parsing; raw values are slices of the page, so their addresses tell the bytes.

use std::fmt;
use std::sync::Arc;

use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::model::{Json, JsonKind, Key};
use crate::source::{FileId, Span, Spanned};

/// Reads the body of a sample; the error is serde_json's, with the byte at which it stopped.
pub(super) fn read(text: &Spanned<String>) -> Result<Json, (String, usize)> {
    let place = Place { text: &text.value, file: text.span.file, base: text.span.start as usize };
    serde_json::from_str::<&RawValue>(&text.value)
        .and_then(|raw| place.value(raw.get()))
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
}

impl Place<'_> {
    fn value(&self, raw: &str) -> serde_json::Result<Json> {
        let within = (raw.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let start = self.base + within;
        let span = Span::new(self.file, start..start + raw.len());
        let kind = match raw.as_bytes().first() {
            Some(b'{') => {
                let members: Members<'_> = serde_json::Deserializer::from_str(raw).deserialize_map(MembersVisitor)?;
                let mut kept: Vec<(Key, Json)> = Vec::with_capacity(members.len());
                for (name, value) in members {
                    let value = self.value(value.get())?;
                    // A key that occurs twice: as every JSON reader does, the last one counts.
                    match kept.iter_mut().find(|(key, _)| key.name == name) {
                        Some((_, known)) => *known = value,
                        None => kept.push((Key { name }, value)),
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
