//! Text from a server, made safe to show.
//!
//! In: text of any length and content, and the secrets that must not be in it. Out: one short line. This file must not
//! know where it is shown.

/// The maximum number of characters shown.
const SHOWN: usize = 200;

/// The text without secrets.
pub(crate) fn scrub(mut text: String, secrets: &[String]) -> String {
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        if text.contains(secret.as_str()) {
            text = text.replace(secret.as_str(), "***");
        }
    }
    text
}

/// One short line without secrets, and without characters that could rewrite a terminal or hide others.
pub(crate) fn excerpt(text: &str, secrets: &[String]) -> String {
    let text = scrub(text.trim().to_owned(), secrets);
    let mut shown: String =
        text.chars().take(SHOWN).map(|c| if c.is_control() || is_invisible(c) { ' ' } else { c }).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// Characters that turn or hide what stands beside them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}
