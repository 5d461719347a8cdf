//! Finds a secret in a text.
//!
//! In: a text and a secret. Out: the length of the secret at the start of the text. Its characters may be escaped as in JSON,
//! HTML, a URL or `Debug`. This file must not know where secrets come from.

/// The number of characters of a secret that are hidden where a text or a quoted string ends.
const CUT: usize = 4;

/// The number of characters of a secret that are hidden anywhere.
const LONG: usize = 16;

/// Removes a character from the start of a text, where it is written in one of several ways.
type Strip = fn(&str, char) -> Option<&str>;

/// The ways to write the characters of a secret.
const WAYS: [Strip; 4] = [plain, backslash, percent, entity];

/// Whether the first character of the secret can be written with this one.
pub(super) fn may_start(c: char, secret: &str) -> bool {
    matches!(c, '\\' | '%' | '&' | '+') || secret.starts_with(c)
}

/// Returns the length of the secret at the start of the text.
pub(super) fn length(text: &str, secret: &str) -> Option<usize> {
    WAYS.iter().filter_map(|strip| found(text, secret, *strip)).max()
}

/// Finds a secret, or the start of one that was cut off, usually at the end of a text or of a quoted string.
fn found(text: &str, secret: &str, strip: Strip) -> Option<usize> {
    let mut rest = text;
    let mut cut = None;
    for (count, c) in secret.chars().enumerate() {
        if count >= LONG || (count >= CUT && is_end(rest)) {
            cut = Some(rest);
        }
        match strip(rest, c) {
            Some(next) => rest = next,
            None => return cut.map(|rest| text.len() - rest.len()),
        }
    }
    Some(text.len() - rest.len())
}

/// Whether a text or a quoted string ends here.
fn is_end(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['"', '…']) || rest.starts_with("\\\"")
}

fn plain(text: &str, c: char) -> Option<&str> {
    text.strip_prefix(c)
}

/// Splits at the end of an escape, which is short: searching the rest of the text each time would take too long.
fn split_near(text: &str, end: char) -> Option<(&str, &str)> {
    let at = text.char_indices().take(10).find(|(_, c)| *c == end)?.0;
    Some((text.get(..at)?, text.get(at + end.len_utf8()..)?))
}

/// `\n`, `\"`, `\u002B` or `\u{2b}`.
fn backslash(text: &str, c: char) -> Option<&str> {
    let Some(escape) = text.strip_prefix('\\') else { return plain(text, c) };
    if let Some(braced) = escape.strip_prefix("u{") {
        let (digits, rest) = split_near(braced, '}')?;
        return (u32::from_str_radix(digits, 16) == Ok(u32::from(c))).then_some(rest);
    }
    if escape.starts_with('u') {
        return c.encode_utf16(&mut [0; 2]).iter().try_fold(text, |text, unit| {
            let (digits, rest) = text.strip_prefix("\\u")?.split_at_checked(4)?;
            (u16::from_str_radix(digits, 16) == Ok(*unit)).then_some(rest)
        });
    }
    let escaped = escape.chars().next()?;
    let meant = match escaped {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\u{8}',
        'f' => '\u{c}',
        '0' => '\0',
        other => other,
    };
    (meant == c).then(|| escape.get(escaped.len_utf8()..)).flatten()
}

/// `%2B`, and a plus sign for a space.
fn percent(text: &str, c: char) -> Option<&str> {
    if c == ' ' && text.starts_with('+') {
        return text.strip_prefix('+');
    }
    if !text.starts_with('%') {
        return plain(text, c);
    }
    c.encode_utf8(&mut [0; 4]).bytes().try_fold(text, |text, byte| {
        let (digits, rest) = text.strip_prefix('%')?.split_at_checked(2)?;
        (u8::from_str_radix(digits, 16) == Ok(byte)).then_some(rest)
    })
}

/// `&amp;`, `&#43;` or `&#x2B;`.
fn entity(text: &str, c: char) -> Option<&str> {
    let Some((name, rest)) = text.strip_prefix('&').and_then(|text| split_near(text, ';')) else {
        return plain(text, c);
    };
    let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => number.parse().ok(),
    });
    let meant = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => number.and_then(char::from_u32),
    };
    (meant == Some(c)).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::length;

    const SECRET: &str = "a+\"é\n😀 /\\<";

    #[test]
    fn a_secret_is_found_in_whatever_way_it_is_written() {
        for text in [
            SECRET,
            "a+\\\"é\\n😀 \\/\\\\<",
            "\\u0061\\u002B\\u0022\\u00e9\\u000A\\ud83d\\uDE00\\u0020\\u002f\\u005c\\u003C",
            "a+\\\"\\u{e9}\\n\\u{1f600} /\\\\<",
            "a%2b%22%C3%A9%0a%F0%9F%98%80+%2F%5C%3C",
            "a&#43;&quot;&#xE9;&#10;&#x1F600; /\\&lt;",
        ] {
            assert_eq!(length(text, SECRET), Some(text.len()), "{text}");
            assert_eq!(length(&format!("{text}more"), SECRET), Some(text.len()), "{text}");
        }
        for (text, secret) in [
            ("a%20b c+d", "a b c d"),
            ("&amp;&apos;&gt;&#X27;", "&'>'"),
            ("\\t\\r\\b\\f\\0\\'", "\t\r\u{8}\u{c}\0'"),
            ("%2%25", "%2%25"),
        ] {
            assert_eq!(length(text, secret), Some(text.len()), "{text}");
        }
    }

    #[test]
    fn other_texts_are_not_a_secret() {
        for text in
            ["", "abce", "Abcdefgh", "abcdefg", "abc\\u0065fgh", "\\u{61", "%6", "&#97", "&nothing;bcd", "+bcdXfgh"]
        {
            assert_eq!(length(text, "abcdXfgh"), None, "{text}");
        }
    }

    #[test]
    fn the_start_of_a_secret_is_enough_where_a_text_was_cut() {
        for (text, found) in [
            ("abcd", Some(4)),
            ("abcd\", expected", Some(4)),
            ("abcd\\\", expected", Some(4)),
            ("abcd…", Some(4)),
            ("abc", None),
            ("abc\"", None),
            ("abcdx", None),
            ("abcdefghijklmno", Some(15)),
            ("abcdefghijklmno is more", None),
            ("abcdefghijklmnop is more", Some(16)),
        ] {
            assert_eq!(length(text, "abcdefghijklmnopq"), found, "{text}");
        }
    }
}
