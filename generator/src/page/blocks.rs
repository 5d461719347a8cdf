//! One Markdown text as the sequence of its top-level blocks.
//!
//! In: a [`SourceFile`]. Out: [`Block`]s with byte ranges, which together cover everything except blank lines.
//! pulldown-cmark says where a block starts; the rows of a table are read line by line from there, because a Markdown
//! parser silently pads short rows, drops surplus cells and stops at the first line that looks like HTML. This room
//! does not know what a section means.

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::inline;
use crate::source::{FileId, SourceFile, Span, Spanned};

/// The kind of a top-level block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BlockKind {
    /// The YAML lines between two `---`.
    FrontMatter,
    /// A heading, with its level and its text as its reader sees it.
    Heading {
        /// 1 for `#`.
        level: u8,
        /// Its text without the `#` marks.
        text: Spanned<String>,
    },
    /// A table.
    Table(RawTable),
    /// A fenced block.
    Fence {
        /// What follows the opening backticks.
        info: Spanned<String>,
        /// The text inside.
        body: Spanned<String>,
        /// Whether the fence is closed.
        closed: bool,
    },
    /// Anything else: paragraphs, lists, HTML, quotes.
    Text,
}

/// A top-level block and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    /// Its kind.
    pub kind: BlockKind,
    /// All its bytes.
    pub span: Span,
    /// How many levels deep lists, quotes, emphasis and links are nested in it.
    pub depth: usize,
}

/// The depth of the Markdown, and the start of the block that is nested most deeply.
pub(crate) fn deepest(blocks: &[Block]) -> (usize, usize) {
    blocks.iter().map(|block| (block.depth, block.span.start as usize)).max().unwrap_or_default()
}

/// The lines of a table, split into cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawTable {
    /// The header cells.
    pub header: Vec<Spanned<String>>,
    /// The rows below the delimiter.
    pub rows: Vec<RawRow>,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawRow {
    /// The cells of the row, at most as many as the header has; surplus pipes stay in the last cell.
    pub cells: Vec<Spanned<String>>,
    /// The lines of the row.
    pub span: Span,
    /// The number of surplus pipes in the row.
    pub surplus: usize,
    /// Whether the row spans several lines.
    pub continued: bool,
    /// Whether the row lacks its closing pipe.
    pub unclosed: bool,
}

/// Reads the blocks of a file.
#[must_use]
pub(crate) fn blocks(id: FileId, file: &SourceFile) -> Vec<Block> {
    let text = file.text.as_str();
    let options = Options::ENABLE_TABLES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    // pulldown-cmark recognises front matter only at the very first byte.
    let offset = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let body = text.get(offset..).unwrap_or_default();

    // A page of the reference has about twenty blocks.
    let mut found: Vec<Block> = Vec::with_capacity(32);
    let mut depth = 0_usize;
    let mut inside_until = 0_usize;
    for (event, range) in Parser::new_ext(body, options).into_offset_iter() {
        let (start, end) = (range.start + offset, range.end + offset);
        match event {
            Event::Start(tag) => {
                depth += 1;
                if let Some(block) = found.last_mut().filter(|_| depth > 1) {
                    block.depth = block.depth.max(depth);
                }
                if depth != 1 || start < inside_until {
                    continue;
                }
                let kind = match &tag {
                    Tag::MetadataBlock(_) => BlockKind::FrontMatter,
                    Tag::Heading { level, .. } => {
                        BlockKind::Heading { level: *level as u8, text: heading_text(id, text, start, end) }
                    }
                    Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Fenced(_)) => fence(id, text, start, end),
                    Tag::Table(_) => {
                        let (table, table_end) = table(id, text, start);
                        inside_until = table_end;
                        found.push(Block {
                            kind: BlockKind::Table(table),
                            span: Span::new(id, start..table_end),
                            depth,
                        });
                        continue;
                    }
                    _ => BlockKind::Text,
                };
                found.push(Block { kind, span: Span::new(id, start..end), depth });
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Rule if depth == 0 && start >= inside_until => {
                found.push(Block { kind: BlockKind::Text, span: Span::new(id, start..end), depth });
            }
            _ => {}
        }
    }
    with_gaps(id, text, offset, found)
}

/// Adds a text for every range that no block covers: Markdown silently drops some lines, such as `[name]: target`.
fn with_gaps(id: FileId, text: &str, offset: usize, found: Vec<Block>) -> Vec<Block> {
    let mut all = Vec::with_capacity(found.len());
    let mut at = offset;
    let gap = |from: usize, to: usize| {
        let between = text.get(from..to).filter(|between| !between.trim().is_empty())?;
        let start = from + (between.len() - between.trim_start().len());
        Some(Block { kind: BlockKind::Text, span: Span::new(id, start..start + between.trim().len()), depth: 0 })
    };
    for block in found {
        let range = block.span.range();
        all.extend(gap(at, range.start));
        at = at.max(range.end);
        all.push(block);
    }
    all.extend(gap(at, text.len()));
    all
}

/// The text of a heading without its marks: `#` before it, or a line of dashes below it.
fn heading_text(id: FileId, text: &str, start: usize, end: usize) -> Spanned<String> {
    let raw = text.get(start..end).unwrap_or_default().trim_end();
    let underlined = !raw.trim_start().starts_with('#');
    let words = if underlined { raw.rsplit_once('\n').map_or(raw, |(words, _)| words.trim_end()) } else { raw };
    let inner = if underlined { words.trim_start() } else { words.trim_start().trim_start_matches('#').trim_start() };
    let from = start + (words.len() - inner.len());
    inline::seen(&Spanned::new(inner.to_owned(), Span::new(id, from..from + inner.len())))
}

fn fence(id: FileId, text: &str, start: usize, end: usize) -> BlockKind {
    let raw = text.get(start..end).unwrap_or_default();
    let first_line_end = raw.find('\n').map_or(raw.len(), |at| at + 1);
    let (first, rest) = raw.split_at_checked(first_line_end).unwrap_or((raw, ""));
    let marks = first.trim_start();
    let mark = marks.chars().next().unwrap_or('`');
    let info_text = marks.trim_start_matches(mark);
    let info_start = start + (first.len() - info_text.len());
    let info = info_text.trim();
    let info_start = info_start + (info_text.len() - info_text.trim_start().len());
    let trimmed = rest.trim_end();
    let closing = trimmed.rsplit('\n').next().unwrap_or_default().trim();
    let closed = closing.len() >= 3 && closing.chars().all(|c| c == mark);
    let body = if closed {
        let at = trimmed.len() - trimmed.rsplit('\n').next().unwrap_or_default().len();
        trimmed.get(..at).unwrap_or_default()
    } else {
        rest
    };
    let body_start = start + first_line_end;
    BlockKind::Fence {
        info: Spanned::new(info.to_owned(), Span::new(id, info_start..info_start + info.len())),
        body: Spanned::new(body.to_owned(), Span::new(id, body_start..body_start + body.len())),
        closed,
    }
}

/// A table runs from its header line to the next blank line.
fn table(id: FileId, text: &str, start: usize) -> (RawTable, usize) {
    let mut lines = Vec::new();
    let mut at = start;
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        if content.trim().is_empty() {
            break;
        }
        lines.push((at, content));
        at += line.len();
    }
    let end = at;
    let mut lines = lines.into_iter();
    let header = lines.next().map(|(at, line)| split_row(id, at, line, usize::MAX).cells).unwrap_or_default();
    let columns = header.len();
    let mut rows: Vec<RawRow> = Vec::with_capacity(lines.len().saturating_sub(1));
    for (at, line) in lines.skip(1) {
        let starts = line.trim_start().starts_with('|');
        match rows.last_mut() {
            // A row with a line break in its text continues without a leading pipe.
            Some(row) if !starts && row.unclosed => continue_row(id, row, at, line, columns),
            _ => rows.push(split_row(id, at, line, columns)),
        }
    }
    (RawTable { header, rows }, end)
}

fn split_row(id: FileId, at: usize, line: &str, columns: usize) -> RawRow {
    let trimmed = line.trim_end();
    let lead = trimmed.len() - trimmed.trim_start().len();
    let mut inner = trimmed.trim_start();
    let mut from = at + lead;
    if let Some(rest) = inner.strip_prefix('|') {
        inner = rest;
        from += 1;
    }
    let closing = inner.ends_with('|') && !inner.ends_with("\\|");
    if closing {
        inner = inner.strip_suffix('|').unwrap_or(inner);
    }
    let mut cells = Vec::with_capacity(columns.min(4));
    let mut surplus = 0;
    let mut cell_start = 0;
    for (index, _) in inner.match_indices('|').filter(|(index, _)| !is_escaped(inner, *index)) {
        if cells.len() + 1 < columns {
            cells.push(cell(id, from, inner, cell_start, index));
            cell_start = index + 1;
        } else {
            surplus += 1;
        }
    }
    cells.push(cell(id, from, inner, cell_start, inner.len()));
    RawRow { cells, span: Span::new(id, at..at + line.len()), surplus, continued: false, unclosed: !closing }
}

/// Whether the byte follows an odd number of backslashes.
fn is_escaped(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
}

fn cell(id: FileId, base: usize, inner: &str, start: usize, end: usize) -> Spanned<String> {
    let raw = inner.get(start..end).unwrap_or_default();
    let value = raw.trim();
    // The place of an empty cell is behind its first space, not at the pipe that ends it.
    let lead = if value.is_empty() { raw.len().min(1) } else { raw.len() - raw.trim_start().len() };
    let from = base + start + lead;
    Spanned::new(value.to_owned(), Span::new(id, from..from + value.len()))
}

fn continue_row(id: FileId, row: &mut RawRow, at: usize, line: &str, columns: usize) {
    let more = split_row(id, at, line, columns.saturating_sub(row.cells.len()) + 1);
    let mut cells = more.cells.into_iter();
    if let (Some(last), Some(first)) = (row.cells.last_mut(), cells.next()) {
        if !last.value.is_empty() && !first.value.is_empty() {
            last.value.push(' ');
        }
        last.value.push_str(&first.value);
        last.span.end = first.span.end.max(last.span.end);
    }
    row.cells.extend(cells);
    row.span.end = Span::new(id, at..at + line.len()).end;
    row.surplus += more.surplus;
    row.continued = true;
    row.unclosed = more.unclosed;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_a_row() {
        #[track_caller]
        fn check(line: &str, cells: &[&str], surplus: usize, unclosed: bool) {
            let row = split_row(FileId(0), 10, line, 3);
            let found: Vec<&str> = row.cells.iter().map(|cell| cell.value.as_str()).collect();
            assert_eq!((found.as_slice(), row.surplus, row.unclosed), (cells, surplus, unclosed), "{line}");
            for cell in &row.cells {
                let (start, end) = (cell.span.start as usize - 10, cell.span.end as usize - 10);
                assert_eq!(line.get(start..end), Some(cell.value.as_str()), "{line}");
            }
        }
        check("| a | b | c |", &["a", "b", "c"], 0, false);
        check("  a | b | c", &["a", "b", "c"], 0, true);
        check("| a | b |", &["a", "b"], 0, false);
        check("|  | b |  |", &["", "b", ""], 0, false);
        check("| a | b | c | d | e |", &["a", "b", "c | d | e"], 2, false);
        check(r"| a \| b | c | d |", &[r"a \| b", "c", "d"], 0, false);
        check(r"| a \\| b | c |", &[r"a \\", "b", "c"], 0, false);
        check(r"| a | b | c \|", &["a", "b", r"c \|"], 0, true);
    }
}
