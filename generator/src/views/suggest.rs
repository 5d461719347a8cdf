//! Drafts a fixups file, with an entry for every fact on which the docs contradict themselves.
//!
//! In: the checked model. Out: the text of a `fixups.toml`. Each entry has the words of the docs, the decided type, and
//! the evidence for and against it as comments. The reasons are left empty, which is an error when the file is read, so
//! that each entry is reviewed before it takes effect.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::check::Checked;
use crate::fixups;
use crate::model::{Class, Evidence, Known, Property, Side, Target, Type};
use crate::source::{Sources, Span};
use crate::text::visible::{counted, visible};

/// Drafts a fixups file. Facts that already have a fixup are left out.
pub(crate) fn suggest(api: &Checked, sources: &Sources) -> String {
    let draft = Draft { api, sources };
    let mut entries: Vec<String> = Vec::new();
    for entity in &api.entities {
        for property in entity.properties.iter().filter(|property| contradicted(&property.ty)) {
            entries.push(draft.property(&entity.name, property));
        }
    }
    entries.sort();
    for operation in &api.operations {
        let uid = &operation.uid.value;
        for parameter in operation.parameters.iter().filter(|parameter| contradicted(&parameter.ty)) {
            let (uid, name) = (uid.clone(), parameter.name.value.clone());
            let target = Target::Parameter { uid, place: parameter.place, name };
            let need = if parameter.required { ", required" } else { "" };
            let set = format!("{}{need}", parameter.ty.value.text(api));
            entries.push(draft.entry(&target, &[parameter.printed()], &set, &parameter.ty, &[]));
        }
        for side in [Side::Request, Side::Response] {
            if let Some(body) = operation.body(side).filter(|body| contradicted(&body.ty)) {
                let target = Target::Body { uid: uid.clone(), side };
                let set = body.ty.value.text(api);
                entries.push(draft.entry(&target, &[body.printed()], &set, &body.ty, &[]));
            }
        }
    }
    if entries.is_empty() {
        return "# The docs do not contradict themselves, so there is nothing to correct.\n".to_owned();
    }
    let head = format!(
        "# The docs contradict themselves on {}. Save this file in the docs folder as `{}`.\n\
         # Review each entry: correct `set` and write a reason, or delete the entry.\n",
        counted(entries.len(), "fact"),
        fixups::FILE
    );
    std::iter::once(head).chain(entries).collect::<Vec<_>>().join("\n")
}

fn contradicted(known: &Known<Type>) -> bool {
    known.class == Class::Contradicted
}

struct Draft<'a> {
    api: &'a Checked,
    sources: &'a Sources,
}

impl Draft<'_> {
    fn property(&self, owner: &str, property: &Property) -> String {
        let mut words: BTreeMap<String, (usize, Span)> = BTreeMap::new();
        for row in &property.rows {
            words.entry(row.word.value.printed()).or_insert((0, row.word.span)).0 += 1;
        }
        let cells: Vec<String> = words
            .iter()
            .map(|(word, (count, first))| {
                let times = if *count == 1 { "once".to_owned() } else { format!("{count} times") };
                format!("docs: `{}` {times}, first at {}", visible(word), self.place(*first))
            })
            .collect();
        let expect: Vec<String> = words.into_keys().collect();
        let set = property.ty.value.text(self.api);
        let target = Target::Property { owner: Some(owner.to_owned()), name: property.name.clone() };
        self.entry(&target, &expect, &set, &property.ty, &cells)
    }

    fn entry(&self, target: &Target, expect: &[String], set: &str, known: &Known<Type>, cells: &[String]) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "[[fixup]]\ntarget = {}", quoted(&target.to_string()));
        let expect: Vec<String> = expect.iter().map(|word| quoted(word)).collect();
        let _ = match expect.as_slice() {
            [word] => writeln!(out, "expect = {word}"),
            words => writeln!(out, "expect = [{}]", words.join(", ")),
        };
        let _ = writeln!(out, "set = {}\nreason = \"\"", quoted(set));
        let supporting = known.supporting().map(|one| ("for", one));
        for (what, Evidence { span, says }) in supporting.chain(known.against.iter().map(|one| ("against", one))) {
            let _ = writeln!(out, "# {what}: {} {}", self.place(*span), visible(says));
        }
        for cell in cells {
            let _ = writeln!(out, "# {cell}");
        }
        out
    }

    fn place(&self, span: Span) -> String {
        let file = self.sources.file(span.file);
        format!("{}:{}", visible(&file.path), file.line_column(span.start as usize).line)
    }
}

/// Returns text as a TOML string on one line.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if crate::text::visible::is_hostile(c) => {
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_string_of_toml_is_on_one_line() {
        for text in ["v1Thing_Get ?a", "a \"b\" \\ c", "two\nlines", "\u{202e}bidi\u{1b}[31m", "é"] {
            let line = quoted(text);
            assert!(!line.contains(crate::text::visible::is_hostile), "{line}");
            let file: toml::Table = toml::from_str(&format!("key = {line}")).unwrap();
            assert_eq!(file.get("key").and_then(toml::Value::as_str), Some(text), "{line}");
        }
        assert_eq!(quoted("é \n"), "\"é \\U0000000A\"");
    }
}
