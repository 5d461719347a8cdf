//! One line of Markdown as its reader sees it: a cell that holds an identifier, or a heading.
//!
//! In: the text of a cell or heading, without line ends. Out: the words that a browser shows, without escapes,
//! entities, emphasis, code spans, links and invisible characters. Marks that Markdown does not read as such stay in
//! the text, so that `lower` can tell that it is not a name. This module does not know what an identifier is.

use std::borrow::Cow;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::source::Spanned;
use crate::text::prose::strip_hidden;

/// A word before the text, so that nothing in the text can open a list, a quote or another block.
const FIRST: &str = "x ";

/// Elements that change only how their contents look.
const LOOKS: [&str; 22] = [
    "a", "b", "big", "code", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "i", "kbd", "nobr", "samp", "small",
    "span", "strong", "tt", "u", "wbr",
];

/// The text of a cell or heading as its reader sees it. The place stays that of the source.
pub(super) fn seen(text: &Spanned<String>) -> Spanned<String> {
    Spanned::new(rendered(&text.value).into_owned(), text.span)
}

/// The words of one line of Markdown.
pub(super) fn rendered(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let line = text.lines().fold(FIRST.to_owned(), |all, line| all + line.trim() + " ");
    let mut out = String::with_capacity(line.len());
    for event in Parser::new(&line) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::InlineHtml(tag) => out.push_str(shown(&tag)),
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            // A picture has no text.
            Event::Start(Tag::Image { .. }) => out.push_str("!["),
            Event::End(TagEnd::Image) => out.push(']'),
            _ => {}
        }
    }
    let words = out.strip_prefix(FIRST).unwrap_or(&out);
    Cow::Owned(strip_hidden(words).trim().to_owned())
}

/// Whether a text has no character that could be a mark.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let word = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    let mut loose = 0;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'\\' | b'&' | b'`' | b'*' | b'[' | b'<' | 0..b' ' | 0x7f.. => return false,
            // One underscore is emphasis only together with another, and never inside a word.
            b'_' if !(word(at.checked_sub(1)) && word(Some(at + 1))) => loose += 1,
            _ => {}
        }
    }
    loose < 2
}

/// What is left of an HTML tag: nothing if it changes only how words look, and otherwise the tag, because its meaning
/// is lost without it.
fn shown(tag: &str) -> &str {
    let name = tag.trim_start_matches(['<', '/']);
    let name = name.get(..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())).unwrap_or_default();
    let name = name.to_ascii_lowercase();
    match name.as_str() {
        "br" => " ",
        _ if LOOKS.contains(&name.as_str()) || tag.starts_with("<!--") => "",
        _ => tag,
    }
}

#[cfg(test)]
mod tests {
    use super::rendered;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(rendered(text), expected);
    }

    #[test]
    fn marks_are_not_part_of_a_name() {
        check("RelationType", "RelationType");
        check(r"Relation\_Type", "Relation_Type");
        check(r"\$select", "$select");
        check("A&amp;B", "A&B");
        check("`RelationType`", "RelationType");
        check("`` A`B ``", "A`B");
        check("**Relation**Type", "RelationType");
        check("__RelationType__", "RelationType");
        check("_Links", "_Links");
        check("sr_id", "sr_id");
        check("a_b_ c", "a_b_ c");
        check("[RelationType](../x.md \"title\")", "RelationType");
        check("<b>Relation<wbr>Type</b><!-- new --><br/>", "RelationType");
        check("&nbsp;Relation&#84;ype\u{a0}", "RelationType");
        check("Rela\u{200b}tionType", "RelationType");
        check("<https://example.com>", "https://example.com");
    }

    #[test]
    fn text_that_is_not_a_mark_stays() {
        check("**RelationType", "**RelationType");
        check("Relation`Type", "Relation`Type");
        check("[RelationType]", "[RelationType]");
        check("![RelationType](x.png)", "![RelationType]");
        check("List<Person>", "List<Person>");
        check("Name<sup>1</sup>", "Name<sup>1</sup>");
        check("~~Name~~", "~~Name~~");
        check("# Name", "# Name");
        check("- Name\\", "- Name\\");
        check("1. Name", "1. Name");
        check("&amp;lt;", "&lt;");
    }
}
