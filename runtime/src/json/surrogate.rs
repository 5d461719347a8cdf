//! Lone surrogates.
//!
//! In: JSON text. Out: the same text without escapes such as `\ud83d` that have no partner. They are half a character,
//! which a text cut by a UTF-16 program can end in, and which no Rust string can hold.

/// Returns a copy, of the same length, with an escaped U+FFFD in place of each lone surrogate; `None` if there are none.
pub(super) fn replaced(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find('\\')) {
        at += next;
        let size = match (unit(text, at), unit(text, at + 6)) {
            (Some(0xD800..0xDC00), Some(0xDC00..0xE000)) => 12,
            (Some(0xD800..0xE000), _) => {
                bytes.extend_from_slice(text.get(bytes.len()..at)?.as_bytes());
                bytes.extend_from_slice(br"\uFFFD");
                6
            }
            (Some(_), _) => 6,
            // Any other escape is two bytes long.
            (None, _) => 2,
        };
        at += size;
    }
    if bytes.is_empty() {
        return None;
    }
    bytes.extend_from_slice(text.get(bytes.len()..)?.as_bytes());
    String::from_utf8(bytes).ok()
}

/// Returns the UTF-16 code unit that is escaped at an offset.
fn unit(text: &str, at: usize) -> Option<u32> {
    let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}
