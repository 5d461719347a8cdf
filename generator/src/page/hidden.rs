//! Invisible characters of a page.
//!
//! In: the text of a page, including its samples. Out: one finding, at the first invisible character. This room only
//! reports such characters; the rooms that print text make them harmless.

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Span};
use crate::text::prose::is_hidden;
use crate::text::visible::counted;

/// Reports the first invisible character, and how many there are.
pub(super) fn hidden(id: FileId, text: &str, diagnostics: &mut Diagnostics) {
    let mut found = places(text);
    let Some((at, first)) = found.next() else { return };
    let number = u32::from(first);
    let span = |at: usize, c: char| Span::new(id, at..at + c.len_utf8());
    let finding = places(text).fold(
        Diagnostic::new(
            Code::HiddenCharacters,
            span(at, first),
            format!("the page has {} (first: U+{number:04X})", counted(1 + found.count(), "invisible character")),
        )
        .label("left out of text and of names")
        .help("delete it, or replace it with the intended character"),
        |finding, (at, c)| finding.edit(span(at, c), ""),
    );
    diagnostics.push(finding);
}

/// Line ends, tabs, and the byte order mark that some editors put at the start of a file are expected.
fn places(text: &str) -> impl Iterator<Item = (usize, char)> {
    let plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.as_bytes().get(at..)?;
            // Nearly all of a page is printable ASCII, which is skipped in pieces that a processor compares at once.
            let pieces =
                rest.chunks_exact(64).take_while(|piece| piece.iter().fold(true, |all, byte| all & plain(byte)));
            at += pieces.count() * 64;
            at += text.as_bytes().get(at..)?.iter().position(|byte| !plain(byte))?;
            let (here, c) = (at, text.get(at..)?.chars().next()?);
            at += c.len_utf8();
            let expected = match c {
                '\r' => text.as_bytes().get(at) == Some(&b'\n'),
                '\u{feff}' => here == 0,
                other => !is_hidden(other),
            };
            if !expected {
                return Some((here, c));
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn finds_invisible_characters() {
        let found = |text: &str| places(text).collect::<Vec<_>>();
        assert_eq!(found("\u{feff}a\r\n\tb \u{e9} \u{65e5}\u{a0}\n"), []);
        assert_eq!(found("a\rb\0\u{feff}"), [(1, '\r'), (3, '\0'), (4, '\u{feff}')]);
        assert_eq!(found("\u{202e}\u{200b}\u{3164}").len(), 3);
    }
}
