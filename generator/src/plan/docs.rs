//! Turns prose of the docs into rustdoc.
//!
//! In: text from the pages, with HTML, doubly escaped entities, references and Markdown. Out: [`DocLine`]s that rustdoc
//! prints literally, without HTML, links to unknown targets, or code that rustdoc would compile.

use crate::text::prose::{self, strip_hidden};

/// A line of rustdoc that is safe to print after `///`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocLine(String);

impl DocLine {
    /// Returns the line.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Lines longer than this are broken between words.
const WIDTH: usize = 100;

/// Wraps Markdown written by the generator. Text of the docs in it must be escaped with [`inline`] or [`code`].
#[must_use]
pub fn ours(text: &str) -> Vec<DocLine> {
    wrap(&strip_hidden(text))
}

/// Returns Markdown written by the generator that must stay on one line, such as a link.
#[must_use]
pub fn line(text: &str) -> DocLine {
    let text = strip_hidden(text);
    DocLine(if text.contains('\n') { text.replace('\n', " ").trim().to_owned() } else { text.trim().to_owned() })
}

/// An empty line.
#[must_use]
pub fn blank() -> DocLine {
    DocLine(String::new())
}

/// Returns text to print between backticks, without anything that could end the code span.
#[must_use]
pub fn code(text: &str) -> String {
    prose::code(text)
}

/// Adds a paragraph, separated from earlier lines by an empty line.
pub fn paragraph(lines: &mut Vec<DocLine>, text: Vec<DocLine>) {
    if !lines.is_empty() && !text.is_empty() {
        lines.push(blank());
    }
    lines.extend(text);
}

/// Converts a paragraph, list or code block of the docs.
#[must_use]
pub fn block(text: &str) -> Vec<DocLine> {
    if let Some(code) = text.strip_prefix("```text\n") {
        let code = code.strip_suffix("```").unwrap_or(code);
        let mut lines = vec![DocLine("```text".to_owned())];
        lines.extend(
            code.trim_matches('\n')
                .lines()
                .map(|line| DocLine(strip_hidden(&line.replace('`', "'")).trim_end().to_owned())),
        );
        lines.push(DocLine("```".to_owned()));
        return lines;
    }
    let mut lines = Vec::new();
    let mut paragraph = String::new();
    for raw in text.lines() {
        let trimmed = raw.trim();
        let item = trimmed.strip_prefix("* ").or_else(|| trimmed.strip_prefix("- "));
        match item {
            Some(item) => {
                if !paragraph.is_empty() {
                    lines.extend(wrap(&inline(&std::mem::take(&mut paragraph))));
                    lines.push(blank());
                }
                let text = inline(item);
                if !text.is_empty() {
                    lines.push(DocLine(format!("* {text}")));
                }
            }
            None => {
                if !paragraph.is_empty() {
                    paragraph.push(' ');
                }
                paragraph.push_str(trimmed);
            }
        }
    }
    if !paragraph.is_empty() {
        if !lines.is_empty() {
            lines.push(blank());
        }
        lines.extend(wrap(&inline(&paragraph)));
    }
    while lines.last().is_some_and(|line| line.0.is_empty()) {
        lines.pop();
    }
    lines
}

/// Returns text of the docs as one line of Markdown that is displayed literally.
#[must_use]
pub fn inline(text: &str) -> String {
    let text = prose::plain(text);
    let mut out = String::with_capacity(text.len() + 8);
    for (index, word) in text.split_whitespace().enumerate() {
        if index > 0 {
            out.push(' ');
        }
        let url = word.trim_end_matches(['.', ',', ')', ';', ':']);
        if is_url(url) {
            out.push('<');
            out.push_str(url);
            out.push('>');
            escape(word.strip_prefix(url).unwrap_or_default(), &mut out);
        } else if is_code(word) {
            out.push_str(word);
        } else {
            escape(word, &mut out);
        }
    }
    // At the start of a line, these would start a list, a heading or a quote.
    let opens = out.starts_with(['+', '-', '=', '>', '~', ':'])
        || out
            .split_once(['.', ')'])
            .is_some_and(|(head, _)| !head.is_empty() && head.chars().all(|c| c.is_ascii_digit()));
    if opens {
        if out.starts_with(|c: char| c.is_ascii_digit()) {
            if let Some(at) = out.find(['.', ')']) {
                out.insert(at, '\\');
            }
        } else {
            out.insert(0, '\\');
        }
    }
    out
}

/// Whether a word is a name in backticks, with nothing in them that could end the code.
fn is_code(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ',', ')', ';', ':']);
    let name = word.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')).unwrap_or_default();
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_.$/+-".contains(c))
}

fn is_url(word: &str) -> bool {
    let rest = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        rest.contains('.') && rest.chars().all(|c| c.is_ascii_alphanumeric() || "-._~/?#@!$&'()+,;=%:".contains(c))
    })
}

/// Appends a word and escapes every character that could have a meaning in Markdown.
fn escape(word: &str, out: &mut String) {
    if word.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'.' | b',' | b'\'' | b'-')) {
        out.push_str(word);
        return;
    }
    for (at, c) in word.char_indices() {
        // rustdoc warns about bare URLs.
        let bare = c == ':' && word.get(at..).is_some_and(|rest| rest.starts_with("://"));
        if bare || "\\`*_[]<>#|~".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
}

fn wrap(text: &str) -> Vec<DocLine> {
    let mut lines = Vec::new();
    let mut line = String::with_capacity(text.len().min(WIDTH + 8));
    let mut width = 0;
    for word in text.split_whitespace() {
        let more = word.chars().count();
        if !line.is_empty() && width + 1 + more > WIDTH && starts_safely(word) {
            lines.push(DocLine(std::mem::take(&mut line)));
            width = 0;
        }
        if !line.is_empty() {
            line.push(' ');
            width += 1;
        }
        line.push_str(word);
        width += more;
    }
    if !line.is_empty() {
        lines.push(DocLine(line));
    }
    lines
}

/// Whether a word has no special meaning at the start of a line.
fn starts_safely(word: &str) -> bool {
    let marks = word.starts_with(['-', '+', '=', '*', '>', '#', ':', '|', '~', '`']);
    let numbered = word.trim_end_matches(['.', ')']).chars().all(|c| c.is_ascii_digit());
    !marks && !numbered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(inline(text), expected);
    }

    #[test]
    fn prose() {
        check("the &amp;apos;master&amp;apos; ticket", "the 'master' ticket");
        check("one  <para>Use the list</para>", "one Use the list");
        check("see <see cref=\"T:A.B.ITicketAgent\">Ticket Agent</see>.", "see Ticket Agent .");
        check("see <see cref=\"P:A.B.Ticket.Name\"/>", "see Ticket.Name");
        check(
            "Use {SuperOffice.CRM.Services.TicketEntity.CustomFields} instead",
            "Use TicketEntity.CustomFields instead",
        );
        check("<a href=\"https://x.y/z\">RFC</a>", "RFC");
        check("see 'https://www.example.com/a'", "see 'https\\://www.example.com/a'");
        check("at https://www.example.com/a.", "at <https://www.example.com/a>.");
        check("as in `ASC`.", "as in `ASC`.");
        check("an odd `mark and `a b`", "an odd \\`mark and \\`a b\\`");
    }

    #[test]
    fn hostile() {
        check("[x](javascript:alert(1))", "\\[x\\](javascript:alert(1))");
        check("<script>alert(1)</script>", "alert(1)");
        check("a*/ b", "a\\*/ b");
        check("bidi \u{202e}txt\u{0}", "bidi txt");
        check("lone\rreturn", "lone return");
        check("1. not a list", "1\\. not a list");
        check("- not a list", "\\- not a list");
        check("a < b", "a \\< b");
        assert_eq!(block("    let x = 1;").iter().map(DocLine::as_str).collect::<Vec<_>>(), ["let x = 1;"]);
    }
}
