//! An index of the lines of a text, so that many lookups in a file do not search it again and again.
//!
//! In: a text. Out: line and column of a byte, equal to those of [`SourceFile::line_column`]; the bytes of a line.
//!
//! [`SourceFile::line_column`]: crate::source::SourceFile::line_column

use std::ops::Range;

use crate::source::LineColumn;

/// The line starts of one text.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// Finds the line starts of `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let after_breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { starts: std::iter::once(0).chain(after_breaks).collect() }
    }

    /// Line and column of a byte of `text`, which must be the indexed text. An offset past the end is the end.
    #[must_use]
    pub fn line_column(&self, text: &str, offset: usize) -> LineColumn {
        let offset = floor(text, offset);
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let column = text.get(start..offset).unwrap_or_default().chars().count() + 1;
        LineColumn { line: number(line), column: number(column) }
    }

    /// The bytes of the lines from `first` to `last`, both counted from 1, with the line end of the last.
    #[must_use]
    pub fn bytes_of(&self, text: &str, first: u32, last: u32) -> Range<usize> {
        let start = self.starts.get((first as usize).saturating_sub(1)).copied().unwrap_or(text.len());
        let end = self.starts.get(last as usize).copied().unwrap_or(text.len());
        start..end.max(start)
    }
}

/// The last character boundary at or before `offset`.
#[must_use]
pub fn floor(text: &str, offset: usize) -> usize {
    text.floor_char_boundary(offset)
}

/// The part of `range` that is in `text`, widened to whole characters: a span is never trusted.
#[must_use]
pub fn clamped(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(range.start);
    let end = text.ceil_char_boundary(range.end.max(range.start));
    start..end
}

fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    #[test]
    fn agrees_with_the_source_file_at_every_byte() {
        for text in ["", "\n", "a", "a\n", "é\nb\r\n\rc\n\n日本\u{1f600}x", "\n\n\n"] {
            let file = SourceFile { path: String::new(), text: text.to_owned() };
            let index = LineIndex::new(text);
            for offset in 0..text.len() + 3 {
                assert_eq!(index.line_column(text, offset), file.line_column(offset), "{text:?} at {offset}");
            }
        }
    }

    #[test]
    fn lines_are_cut_whole() {
        let text = "one\ntwo\nthree";
        let index = LineIndex::new(text);
        assert_eq!(text.get(index.bytes_of(text, 1, 2)), Some("one\ntwo\n"));
        assert_eq!(text.get(index.bytes_of(text, 3, 9)), Some("three"));
        assert_eq!(text.get(index.bytes_of(text, 7, 9)), Some(""));
    }

    #[test]
    fn spans_are_widened_to_characters_and_kept_inside() {
        assert_eq!(clamped("aéb", 2..2), 1..3);
        assert_eq!(clamped("aéb", 1..2), 1..3);
        assert_eq!(clamped("aéb", 50..90), 4..4);
        assert_eq!(clamped("aéb", Range { start: 3, end: 1 }), 3..3);
        assert_eq!(clamped("", 0..7), 0..0);
    }
}
