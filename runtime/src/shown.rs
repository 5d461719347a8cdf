//! Makes text from a server safe to display.
//!
//! In: text of any length and content, already without secrets. Out: one short line. This file must not know where it is
//! shown.

/// The maximum number of characters shown.
const SHOWN: usize = 200;

/// Returns one short line without characters that could control a terminal or hide others.
pub(crate) fn excerpt(text: &str) -> String {
    let text = text.trim();
    let mut shown: String = text.chars().take(SHOWN).map(|c| if is_visible(c) { c } else { ' ' }).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// Whether the character is displayed as itself: `escape_debug` escapes the others, and quotation marks. The character
/// is tested after a letter, because `escape_debug` escapes combining marks at the start of a string.
fn is_visible(c: char) -> bool {
    c.is_ascii_graphic() || !String::from_iter(['a', c]).escape_debug().any(|c| c == '\\')
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn one_line_of_visible_characters() {
        for text in ["plain \"text\" \\ 'quoted'", "blåbær, 日本語, ‘x’ – y…", "a\u{301}, हिन्दी, ไทย, 👩\u{1f3fd}"]
        {
            assert_eq!(excerpt(text), text);
        }
        assert_eq!(excerpt("a\u{1b}[31mb\r\n\tc\0\u{85}d"), "a [31mb   c  d");
        for hidden in
            ['\u{ad}', '\u{200b}', '\u{200f}', '\u{2028}', '\u{202e}', '\u{2066}', '\u{feff}', '\u{e0041}', '\u{e000}']
        {
            assert_eq!(excerpt(&format!("a{hidden}b")), "a b");
        }
        assert_eq!(excerpt(&"x".repeat(201)), "x".repeat(200) + "…");
    }
}
