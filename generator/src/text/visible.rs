//! Makes untrusted text safe to display.
//!
//! In: text from a page, a path or a message. Out: text with the same number of characters, all of which are visible
//! and have no effect on other text. This module does not know where the text is printed; output formats add their own
//! escapes.
//!
//! Each character is replaced by exactly one other, so that columns counted in characters stay correct.

use std::borrow::Cow;

/// Whether a character is not displayed as itself: it controls, reorders or hides others, or has no defined appearance.
///
/// The rule is that of [`str::escape_debug`] with two exceptions: spaces other than U+0020 are not hidden, and letters
/// and marks that are invisible (default-ignorable in Unicode) are.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_control(),
        '\u{2028}' | '\u{2029}' => true,
        '\u{34f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{ffa0}'
        | '\u{e0100}'..='\u{e01ef}' => true,
        c if c.is_whitespace() => c.is_control(),
        // After a letter, because `escape_debug` escapes combining marks at the start of a string.
        c => String::from_iter(['a', c]).escape_debug().any(|c| c == '\\'),
    }
}

pub use self::is_hidden as is_hostile;

/// Returns the replacement for a hostile character: the symbol for a control character, or U+FFFD.
fn stand_in(c: char) -> char {
    match u32::from(c) {
        code @ 0..=0x1f => char::from_u32(0x2400 + code).unwrap_or(char::REPLACEMENT_CHARACTER),
        0x7f => '\u{2421}',
        _ => char::REPLACEMENT_CHARACTER,
    }
}

/// Returns one line of text in which every hostile character, including line ends and tabs, is replaced by a visible
/// one.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_hostile) {
        Cow::Owned(text.chars().map(|c| if is_hostile(c) { stand_in(c) } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Like [`visible`], but keeps line ends.
#[must_use]
pub fn visible_lines(text: &str) -> String {
    text.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}

/// Like [`visible`], but shortened to `limit` characters. The number of omitted characters is appended.
#[must_use]
pub fn visible_short(text: &str, limit: usize) -> String {
    let Some((cut, _)) = text.char_indices().nth(limit) else { return visible(text).into_owned() };
    let (kept, rest) = text.split_at_checked(cut).unwrap_or((text, ""));
    format!("{}... ({} more characters)", visible(kept), rest.chars().count())
}

/// Formats a number with thousands separators: `1,115`.
#[must_use]
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Formats a number and its noun: `1 page`, `2 pages`, `3 entities`.
#[must_use]
pub fn counted(number: usize, noun: &str) -> String {
    let number_text = thousands(number);
    if number == 1 {
        return format!("{number_text} {noun}");
    }
    match noun.strip_suffix('y') {
        // The plural of `key` is `keys`.
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{number_text} {stem}ies"),
        _ => format!("{number_text} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_characters_are_replaced_one_by_one() {
        #[track_caller]
        fn check(text: &str, shown: &str) {
            assert_eq!(visible(text), shown);
            assert_eq!(text.chars().count(), shown.chars().count(), "columns moved");
        }
        check("plain `text` with é and 日本", "plain `text` with é and 日本");
        check("a\u{1b}[31mb", "a␛[31mb");
        check("a\0b\u{7}c\u{8}d", "a␀b␇c␈d");
        check("a\rb\nc\td", "a␍b␊c␉d");
        check("a\u{7f}b\u{9b}c", "a␡b\u{fffd}c");
        check("a\u{202e}b\u{2066}c\u{200b}d\u{feff}e\u{ad}f", "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}e\u{fffd}f");
        check("tag \u{e0041} end", "tag \u{fffd} end");
    }

    #[test]
    fn hidden_characters() {
        let hidden = "\0\t\n\u{7f}\u{85}\u{ad}\u{34f}\u{61c}\u{115f}\u{17b4}\u{180e}\u{200b}\u{200f}\u{2028}\u{202e}\u{2060}\
                      \u{2066}\u{3164}\u{e000}\u{fe0f}\u{feff}\u{fffb}\u{ffff}\u{1bca0}\u{1d173}\u{e0041}\u{e0100}\u{10fffd}";
        for c in hidden.chars() {
            assert!(is_hidden(c), "U+{:04X}", u32::from(c));
        }
        for c in " ~'\"\\\u{a0}\u{3000}\u{fffd}é\u{301}–…日本हिन्दीไทย👩\u{1f3fd}".chars() {
            assert!(!is_hidden(c), "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn line_ends_are_kept() {
        assert_eq!(visible_lines("a\u{1b}b\n\u{85}c\u{2028}\n"), "a␛b\n\u{fffd}c\u{fffd}\n");
    }

    #[test]
    fn omitted_characters_are_counted() {
        assert_eq!(visible_short("héllo", 5), "héllo");
        assert_eq!(visible_short("héllo wörld", 2), "hé... (9 more characters)");
    }

    #[test]
    fn numbers_and_nouns() {
        let shown: Vec<_> = [0, 12, 999, 1_000, 12_345, 1_234_567].into_iter().map(thousands).collect();
        assert_eq!(shown, ["0", "12", "999", "1,000", "12,345", "1,234,567"]);
        assert_eq!(counted(1, "page") + ", " + &counted(2, "page"), "1 page, 2 pages");
        assert_eq!(counted(0, "entity") + ", " + &counted(1, "body"), "0 entities, 1 body");
        assert_eq!(counted(1_200, "property") + ", " + &counted(2, "key"), "1,200 properties, 2 keys");
    }
}
