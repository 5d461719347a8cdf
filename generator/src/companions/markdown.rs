//! The subset of Markdown that companion pages use.
//!
//! In: the text of a page. Out: its lines with their places, its title, and the cells of a row. Companion pages are
//! written by a program in a fixed form, so they can be read line by line.

use crate::source::{FileId, Span, Spanned};

/// The lines of a text, each with the offset of its first byte.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let at = start;
        start += line.len();
        (at, line.trim_end_matches(['\n', '\r']))
    })
}

/// The text of the first heading of the first level.
pub(super) fn title(file: FileId, text: &str) -> Option<Spanned<String>> {
    lines(text).find_map(|(at, line)| {
        let title = line.strip_prefix("# ")?.trim();
        let from = at + line.len() - line.get(2..).unwrap_or_default().trim_start().len();
        Some(Spanned::new(title.to_owned(), Span::new(file, from..from + title.len())))
    })
}

/// The cells of a row of a table, without marks of Markdown. `None` if the line is not a row.
pub(super) fn cells(file: FileId, at: usize, line: &str) -> Option<Vec<Spanned<String>>> {
    let row = line.trim_end().strip_prefix('|')?;
    let mut cells = Vec::new();
    let mut from = at + 1;
    let mut rest = row;
    while !rest.is_empty() {
        let end = bar(rest);
        let cell = rest.get(..end).unwrap_or(rest);
        let trimmed = cell.trim();
        let start = from + cell.len() - cell.trim_start().len();
        cells.push(Spanned::new(unescaped(trimmed), Span::new(file, start..start + trimmed.len())));
        from += end + 1;
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    Some(cells)
}

/// The place of the next bar that is not escaped, or the end.
fn bar(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            '|' if !escaped => return at,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

fn unescaped(cell: &str) -> String {
    let mut out = String::with_capacity(cell.len());
    let mut chars = cell.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some(next)) if next.is_ascii_punctuation() => out.extend(chars.next()),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows() {
        let line = r"|a\_b| 1 |x \| y";
        let cells = cells(FileId(0), 10, line).unwrap();
        let texts: Vec<&str> = cells.iter().map(|cell| cell.value.as_str()).collect();
        assert_eq!(texts, ["a_b", "1", "x | y"]);
        assert_eq!(cells[1].span.range(), 17..18);
        assert!(super::cells(FileId(0), 0, "text").is_none());
    }

    #[test]
    fn titles() {
        let found = title(FileId(0), "---\nuid: a\n---\n\n#  Lamp Enum \n").unwrap();
        assert_eq!((found.value.as_str(), found.span.range()), ("Lamp Enum", 19..28));
        assert!(title(FileId(0), "## Lamp\n").is_none());
    }
}
