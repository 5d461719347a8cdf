//! The format of managed reference: YAML as docfx writes it.
//!
//! In: the text of a file. Out: its [`Item`]s: the type, followed by its members. Only this layout of docfx is read, line
//! by line, and only up to the list of references, which is a third of a file. This file does not know what an item
//! describes.

use crate::source::{FileId, Span, Spanned};

/// The first line of every file.
const MARK: &str = "### YamlMime:ManagedReference";

/// A type or a member.
#[derive(Debug, Default)]
pub(super) struct Item {
    /// The full name.
    pub(super) uid: String,
    /// The place of the full name.
    pub(super) span: Option<Span>,
    /// `Class`, `Enum`, `Property`, `Field`, `Method`, ...
    pub(super) kind: String,
    /// The sentences about it.
    pub(super) summary: Option<Spanned<String>>,
    /// Its declaration.
    pub(super) content: String,
    /// The type of a property, a field or a result.
    pub(super) returns: Option<Spanned<String>>,
    /// The parameters of a method: names and types.
    pub(super) parameters: Vec<(String, Spanned<String>)>,
    /// The types that it inherits from, the nearest one last.
    pub(super) inheritance: Vec<String>,
}

impl Item {
    /// The part of the full name after the last dot, without parameters.
    pub(super) fn name(&self) -> &str {
        let path = self.uid.split('(').next().unwrap_or_default();
        path.rsplit('.').next().unwrap_or_default()
    }
}

/// Whether a file has this format.
pub(super) fn is_managed(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().lines().next().is_some_and(|line| line.trim_end() == MARK)
}

/// Reads the items of a file; `None` if it has another format or no items.
pub(super) fn items(file: FileId, text: &str) -> Option<Vec<Item>> {
    if !is_managed(text) {
        return None;
    }
    let mut reader = Reader { file, items: Vec::new(), section: String::new(), part: String::new(), block: None };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let at = start;
        start += line.len();
        let line = line.trim_end_matches(['\n', '\r']);
        if line == "references:" {
            break;
        }
        reader.line(at, line);
    }
    reader.end_block();
    (!reader.items.is_empty()).then_some(reader.items)
}

/// The fields that are kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Summary,
    Content,
    Other,
}

/// A value on several lines.
struct Block {
    field: Field,
    /// Lines that are indented further belong to it.
    indent: usize,
    text: String,
    span: Option<Span>,
}

struct Reader {
    file: FileId,
    items: Vec<Item>,
    /// The key at the first level of an item.
    section: String,
    /// The key at the second level.
    part: String,
    block: Option<Block>,
}

impl Reader {
    fn line(&mut self, at: usize, line: &str) {
        let content = line.trim_start();
        if content.is_empty() {
            return;
        }
        let indent = line.len() - content.len();
        if let Some(block) = self.block.as_mut().filter(|block| indent > block.indent) {
            let at = at + indent;
            let end = Span::new(self.file, at..at + content.len());
            block.span = Some(block.span.map_or(end, |span| Span { end: end.end, ..span }));
            if !block.text.is_empty() {
                block.text.push(' ');
            }
            block.text.push_str(content.trim_end());
            return;
        }
        self.end_block();
        let dashed = content.strip_prefix("- ");
        let entry = dashed.unwrap_or(content);
        let (key, raw) = match entry.split_once(": ").or_else(|| Some((entry.strip_suffix(':')?, ""))) {
            Some((key, raw)) if !key.contains(['\'', '"', ' ']) => (key, raw.trim()),
            _ => ("", entry.trim()),
        };
        let from = at + line.len() - raw.len();
        let value = Spanned::new(scalar(raw), Span::new(self.file, from..from + raw.len()));
        match (indent, dashed.is_some()) {
            (0, true) if key == "uid" => {
                self.items.push(Item { uid: value.value, span: Some(value.span), ..Item::default() });
                self.section.clear();
            }
            (2, true) if self.section == "inheritance" => {
                let inherited = scalar(entry.trim());
                self.last(|item| item.inheritance.push(inherited));
            }
            (2, false) => {
                self.section = key.to_owned();
                self.part.clear();
                let field = if key == "summary" { Field::Summary } else { Field::Other };
                if key == "type" {
                    self.last(|item| item.kind = value.value);
                } else {
                    self.field(field, indent, raw, value);
                }
            }
            (4, false) if self.section == "syntax" => {
                self.part = key.to_owned();
                let field = if key == "content" { Field::Content } else { Field::Other };
                self.field(field, indent, raw, value);
            }
            (4, true) if self.section == "syntax" && self.part == "parameters" && key == "id" => {
                self.last(|item| item.parameters.push((value.value, Spanned::new(String::new(), value.span))));
            }
            (6, false) if self.section == "syntax" && key == "type" => {
                let is_result = self.part == "return";
                self.last(|item| match item.parameters.last_mut() {
                    _ if is_result => item.returns = Some(value),
                    Some((_, ty)) => *ty = value,
                    None => {}
                });
            }
            _ => self.field(Field::Other, indent, raw, value),
        }
    }

    fn last(&mut self, change: impl FnOnce(&mut Item)) {
        if let Some(item) = self.items.last_mut() {
            change(item);
        }
    }

    /// Keeps the value of a field, or starts to collect it if it is on the lines below.
    fn field(&mut self, field: Field, indent: usize, raw: &str, value: Spanned<String>) {
        if matches!(raw, ">" | ">-" | ">+" | "|" | "|-" | "|+") {
            self.block = Some(Block { field, indent, text: String::new(), span: None });
        } else {
            self.keep(field, value);
        }
    }

    fn end_block(&mut self) {
        if let Some(Block { field, text, span: Some(span), .. }) = self.block.take() {
            self.keep(field, Spanned::new(text, span));
        }
    }

    fn keep(&mut self, field: Field, value: Spanned<String>) {
        match field {
            Field::Summary if !value.value.trim().is_empty() => self.last(|item| item.summary = Some(value)),
            Field::Content => self.last(|item| item.content = value.value),
            Field::Summary | Field::Other => {}
        }
    }
}

/// The value of a scalar on one line: plain, in single quotes or in double quotes.
fn scalar(raw: &str) -> String {
    if let Some(text) = raw.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        return text.replace("''", "'");
    }
    let Some(text) = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else { return raw.to_owned() };
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                // A name or a type is on one line, and the lines of a sentence are joined.
                Some('n' | 't') => out.push(' '),
                Some('r') => {}
                Some('x') => out.extend(code_point(&mut chars, 2)),
                Some('u') => out.extend(code_point(&mut chars, 4)),
                Some(other) => out.push(other),
                None => {}
            },
            (c, false) => out.push(c),
        }
    }
    out
}

fn code_point(chars: &mut std::str::Chars<'_>, digits: usize) -> Option<char> {
    let text: String = chars.take(digits).collect();
    let found = u32::from_str_radix(&text, 16).ok().and_then(char::from_u32);
    found.map(|c| if c.is_control() { ' ' } else { c })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "### YamlMime:ManagedReference
items:
- uid: A.Lamp
  type: Class
  summary: >-
    A lamp
    in a room.
  syntax:
    content: 'public class Lamp : Thing'
  inheritance:
  - System.Object
  - A.Thing
- uid: A.Lamp.Turn(System.Int32)
  type: Method
  summary: \"\\nIt''s \\\"on\\\".\\n\"
  syntax:
    content: Task<bool> Turn(int by)
    parameters:
    - id: by
      type: System.Int32
      description: 'how far: half'
    return:
      type: Task{System.Boolean}
  overload: A.Lamp.Turn*
references:
- uid: A.Lamp.Turn*
";

    #[test]
    fn items_with_their_places() {
        let items = items(FileId(0), FILE).unwrap();
        let [lamp, turn] = items.as_slice() else { panic!("{}", items.len()) };
        assert_eq!((lamp.name(), lamp.kind.as_str()), ("Lamp", "Class"));
        assert_eq!(lamp.content, "public class Lamp : Thing");
        assert_eq!(lamp.inheritance, ["System.Object", "A.Thing"]);
        assert_eq!(lamp.summary.as_ref().unwrap().value, "A lamp in a room.");
        assert_eq!(turn.name(), "Turn");
        assert_eq!(turn.summary.as_ref().unwrap().value, " It''s \"on\". ");
        let returns = turn.returns.as_ref().unwrap();
        assert_eq!(FILE.get(returns.span.range()), Some("Task{System.Boolean}"));
        let [(name, ty)] = turn.parameters.as_slice() else { panic!("{:?}", turn.parameters) };
        assert_eq!((name.as_str(), ty.value.as_str()), ("by", "System.Int32"));
        assert_eq!(FILE.get(ty.span.range()), Some("System.Int32"));
    }

    #[test]
    fn other_files() {
        assert!(items(FileId(0), "items:\n- uid: A\n").is_none());
        assert!(items(FileId(0), "### YamlMime:TableOfContent\n- uid: A\n").is_none());
        assert!(items(FileId(0), "### YamlMime:ManagedReference\n").is_none());
    }

    #[test]
    fn scalars() {
        for (raw, text) in [
            ("plain: text", "plain: text"),
            ("'it''s'", "it's"),
            (r#""a\tb\u00e6\x41\q\\""#, "a bæAq\\"),
            ("\"", "\""),
            ("''", ""),
        ] {
            assert_eq!(scalar(raw), text, "{raw}");
        }
    }

    fn only(text: &str) -> Item {
        items(FileId(0), &format!("{MARK}\nitems:\n- uid: A.Lamp\n{text}")).unwrap().remove(0)
    }

    #[test]
    fn texts_on_several_lines_have_the_place_of_all_lines() {
        for mark in [">", ">-", ">+", "|", "|-", "|+"] {
            let text = format!("  summary: {mark}\n    One \n\n    and\n      two\n  type: Class\n");
            let file = format!("\u{feff}{MARK} \r\nitems:\n- uid: A.Lamp\n{text}");
            let item = items(FileId(0), &file).unwrap().remove(0);
            let summary = item.summary.unwrap();
            assert_eq!(summary.value, "One and two");
            assert_eq!(file.get(summary.span.range()), Some("One \n\n    and\n      two"));
            assert_eq!(item.kind, "Class");
        }
        // The last field of a file, and fields that are not kept.
        assert_eq!(only("  summary: |\n    Last").summary.unwrap().value, "Last");
        assert!(only("  remarks: |\n    Last\n  syntax:\n    other: x\n").summary.is_none());
        assert!(only("  summary: ' '\n").summary.is_none());
        assert_eq!(only("  syntax:\n    content: >-\n      class\n      Lamp\n").content, "class Lamp");
    }

    #[test]
    fn fields_belong_to_their_section() {
        let item = only(
            "  example:\n    content: no\n  - also.No\n  seealso:\n  - type: x\n  syntax:\n    content: yes\n    \
             other:\n    - id: no\n      type: No\n    parameters:\n      type: No\n    - id: by\n    return:\n      type: A\n  \
             more:\n      type: No\n",
        );
        assert_eq!((item.content.as_str(), item.returns.unwrap().value.as_str()), ("yes", "A"));
        assert!(item.inheritance.is_empty() && item.kind.is_empty());
        let [(name, ty)] = item.parameters.as_slice() else { panic!("{:?}", item.parameters) };
        assert_eq!((name.as_str(), ty.value.as_str()), ("by", ""));
        assert_eq!(item.span.unwrap().range(), 44..50);
        let item = only("  syntax:\n    parameters:\n    - id: by\n      type: A\n  - uid: no\n  'a b': c\n");
        assert_eq!(item.parameters.first().unwrap().1.value, "A");
    }
}
