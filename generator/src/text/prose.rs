//! Turns prose of the docs into plain text.
//!
//! In: text from a page, with HTML, doubly escaped entities and references of a documentation compiler. Out: the same
//! words as plain text, on one or more lines. This module does not know where they are printed: rustdoc, OpenAPI or a
//! report.

use std::borrow::Cow;

use super::tags::{last_names, strip_tags};
pub use crate::text::visible::is_hidden;

/// Returns the words of a text. Entities are unescaped (twice, because the exporter escapes some twice), tags of
/// HTML and of documentation comments and invisible characters are removed, and references are shortened to type and member.
#[must_use]
pub fn plain(text: &str) -> String {
    let once = unescape(text);
    let text = unescape(&once);
    let text = strip_hidden(&text);
    if !text.contains(['<', '{']) {
        return text.into_owned();
    }
    let text = strip_tags(&text);
    strip_references(&text)
}

fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = text.to_owned();
    for (entity, c) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ] {
        out = out.replace(entity, c);
    }
    Cow::Owned(out)
}

/// Removes control characters and characters that change how others look, and replaces other spaces with U+0020.
#[must_use]
pub fn strip_hidden(text: &str) -> Cow<'_, str> {
    // A fast path: this is called often, and nearly all texts are printable ASCII.
    if text.bytes().all(|byte| matches!(byte, b'\n' | b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    text.chars()
        .filter_map(|c| match c {
            '\n' => Some('\n'),
            c if c.is_whitespace() => Some(' '),
            c if is_hidden(c) => None,
            c => Some(c),
        })
        .collect()
}

/// Returns text to print between backticks, without anything that could end the code span.
#[must_use]
pub(crate) fn code(text: &str) -> String {
    let text = strip_hidden(text);
    if text.contains(['`', '\n']) { text.replace(['`', '\n'], "") } else { text.into_owned() }
}

/// Shortens references: `{SuperOffice.CRM.Services.TicketEntity.CustomFields}` becomes `TicketEntity.CustomFields`.
fn strip_references(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('{') {
        out.push_str(before);
        // Searches only to the end of the name, so that no text is searched more than twice.
        let name = tail.find(|c: char| !(c.is_alphanumeric() || c == '.' || c == '_'));
        let reference = name
            .and_then(|len| tail.split_at_checked(len))
            .and_then(|(inner, after)| Some((inner, after.strip_prefix('}')?)));
        match reference {
            Some((inner, after)) if inner.contains('.') => {
                out.push_str(last_names(inner));
                rest = after;
            }
            _ => {
                out.push('{');
                rest = tail;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn words() {
        assert_eq!(plain("the &amp;apos;master&amp;apos; ticket"), "the 'master' ticket");
        assert_eq!(plain("one<para>Use the list</para>"), "one Use the list ");
        assert_eq!(plain("Use {A.B.TicketEntity.CustomFields} instead"), "Use TicketEntity.CustomFields instead");
        assert_eq!(plain("a < b, c > d"), "a < b, c > d");
        assert_eq!(plain("a <b and {c.d"), "a <b and {c.d");
        assert_eq!(plain("{{a.b.C.D}} {x y.z} {E.f}"), "{C.D} {x y.z} E.f");
        assert_eq!(plain("<see cref=\"T:A.B.C\"/>, <<b>x</b>"), "B.C, < x ");
    }

    /// In quadratic time, each of these would take minutes.
    #[test]
    fn long_text_of_opening_characters() {
        for piece in ["<", "<a", "<a>", "<list>", "</list", "{", "{a", "{a.b", "{a.b ", "<{", "<a {b.c "] {
            let text = piece.repeat(100_000);
            assert!(plain(&text).len() <= text.len(), "{piece}");
            for end in ['>', '}'] {
                assert!(plain(&format!("{text}{end}")).len() <= text.len() + 1, "{piece}");
            }
        }
    }
}
