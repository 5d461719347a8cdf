//! What a sentence of the docs says once the marks of other tools are gone.
//!
//! In: text as a page has it, with HTML, doubly escaped entities and references of a documentation compiler. Out: the
//! same words as plain text on one line or many. This room does not know who prints them: rustdoc, OpenAPI, a report.

use std::borrow::Cow;

/// The words of a text: entities unescaped (the exporter escapes some twice), tags and invisible characters gone,
/// references shortened to type and member.
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

/// Controls, and characters that change how others look, have no place in generated code.
#[must_use]
pub fn strip_hidden(text: &str) -> Cow<'_, str> {
    // Nearly all texts have nothing to hide, and this is asked of every text many times.
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

/// Text for backticks: what the docs put there cannot end them.
#[must_use]
pub(crate) fn code(text: &str) -> String {
    let text = strip_hidden(text);
    if text.contains(['`', '\n']) { text.replace(['`', '\n'], "") } else { text.into_owned() }
}

/// Controls, bidirectional marks, zero-width characters, private use, non-characters.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c),
            0xAD | 0x34F | 0x61C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F | 0x2028..=0x202E
            | 0x2060..=0x206F | 0x3164 | 0xE000..=0xF8FF | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB | 0xFFFE | 0xFFFF
            | 0x1D173..=0x1D17A | 0xE0000..=0x10FFFF)
}

/// Drops tags and keeps what they enclose: `<see cref="T:X">Y</see>` is `Y`, an empty one is its target.
fn strip_tags(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('<') {
        out.push_str(before);
        let named = tail.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        match tail.split_once('>').filter(|_| named) {
            Some((tag, after)) => {
                if tag.ends_with('/')
                    && let Some((_, target)) = tag.split_once("cref=\"")
                {
                    out.push_str(last_names(target.split('"').next().unwrap_or_default()));
                } else {
                    out.push(' ');
                }
                rest = after;
            }
            None => {
                out.push('<');
                rest = tail;
            }
        }
    }
    out.push_str(rest);
    out
}

/// `{SuperOffice.CRM.Services.TicketEntity.CustomFields}` is `TicketEntity.CustomFields`.
fn strip_references(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('{') {
        out.push_str(before);
        match tail.split_once('}') {
            Some((inner, after))
                if inner.contains('.') && inner.chars().all(|c| c.is_alphanumeric() || c == '.' || c == '_') =>
            {
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

/// The last two names of a dotted path: type and member.
fn last_names(path: &str) -> &str {
    let path = path.split_once(':').map_or(path, |(_, rest)| rest);
    let mut dots = path.rmatch_indices('.').map(|(at, _)| at);
    match (dots.next(), dots.next()) {
        (Some(_), Some(second)) => path.get(second + 1..).unwrap_or(path),
        _ => path,
    }
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
    }
}
