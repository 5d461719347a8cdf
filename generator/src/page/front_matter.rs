//! The front matter of a page: lines `key: value` between two `---`.
//!
//! In: the block of front matter. Out: the values that decide whether the page describes an operation, and what became
//! of each line. The pages use no other form of YAML.

use super::blocks::{Block, BlockKind};
use super::ledger::Ledger;
use super::route::VERBS;
use crate::account::{Kind, Reason};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::{SourceFile, Span, Spanned};

/// The values that decide whether a page describes an operation.
#[derive(Default)]
pub(super) struct FrontMatter {
    pub(super) uid: Option<Spanned<String>>,
    pub(super) generated: bool,
    /// Whether the title begins with a verb, as the titles of operations do.
    pub(super) operation: bool,
}

impl FrontMatter {
    /// Reads the first front matter. What becomes of its lines is decided when the sections are read.
    pub(super) fn of(file: &SourceFile, blocks: &[Block]) -> Self {
        let Some(block) = blocks.iter().find(|block| block.kind == BlockKind::FrontMatter) else {
            return Self::default();
        };
        let lines = lines(file, block.span);
        let line = |key: &str| lines.iter().find(|line| line.key == key);
        let has_verb = |title: &Line<'_>| title.value.split_once(' ').is_some_and(|(verb, _)| VERBS.contains(&verb));
        Self {
            uid: line("uid").filter(|uid| !uid.value.is_empty()).map(Line::value),
            generated: line("generated").is_some_and(|generated| generated.value == "true"),
            operation: line("title").is_some_and(has_verb),
        }
    }
}

/// A line of front matter, `key: value`; a line of another form has an empty key.
pub(super) struct Line<'a> {
    key: &'a str,
    /// The value without the quotes around it.
    value: &'a str,
    value_span: Span,
    pub(super) span: Span,
}

impl Line<'_> {
    fn value(&self) -> Spanned<String> {
        Spanned::new(self.value.to_owned(), self.value_span)
    }
}

/// The lines of a block of front matter.
pub(super) fn lines(file: &SourceFile, block: Span) -> Vec<Line<'_>> {
    let id = block.file;
    let mut at = block.start as usize;
    let mut lines = Vec::new();
    for line in file.slice(block).split_inclusive('\n') {
        let text = line.trim();
        if !text.is_empty() && text != "---" && text != "..." {
            let start = at + (line.len() - line.trim_start().len());
            let (key, value) = text.split_once(':').unwrap_or(("", text));
            let end = start + text.len();
            lines.push(Line {
                key: key.trim(),
                value: value.trim().trim_matches(['"', '\'']),
                value_span: Span::new(id, end - value.trim().len()..end),
                span: Span::new(id, start..end),
            });
        }
        at += line.len();
    }
    lines
}

/// Decides what becomes of each line of a block, and returns the title. A second block is not used.
pub(super) fn read(file: &SourceFile, block: Span, second: bool, ledger: &mut Ledger<'_>) -> Option<Spanned<String>> {
    let mut known: Vec<&str> = Vec::new();
    let (mut title, mut content_type) = (None, None);
    for line in lines(file, block) {
        let again = second || known.contains(&line.key);
        match (problem(&line, again), line.key) {
            (Some(label), _) => ledger.reported(Kind::FrontMatter, unused(line.span, label)),
            (None, "title") => {
                title = Some(line.value());
                ledger.ignored(Kind::FrontMatter, Reason::PageTitle, line.value());
            }
            (None, "content_type") => content_type = Some(line.value()),
            (None, "uid") => ledger.used(Kind::FrontMatter, Reason::Uid),
            (None, _) => ledger.used(Kind::FrontMatter, Reason::Generated),
        }
        known.push(line.key);
    }
    // Put aside after the title, because the order of the lines has no meaning.
    if let Some(value) = content_type {
        ledger.ignored(Kind::FrontMatter, Reason::ContentType, value);
    }
    title
}

/// The reason why a line is not used.
fn problem(line: &Line<'_>, again: bool) -> Option<&'static str> {
    if again {
        return Some("duplicate key; the first one is used");
    }
    match (line.key, line.value) {
        ("title" | "uid", _) | ("generated", "true" | "false") | ("content_type", "reference") => None,
        ("generated" | "content_type", _) => Some("the format has a different value for this key"),
        ("", _) => Some("not of the form `key: value`"),
        _ => Some("the format has no such key"),
    }
}

fn unused(span: Span, label: &str) -> Diagnostic {
    Diagnostic::new(Code::FrontMatter, span, "a line of the front matter is not used")
        .label(label)
        .help("use `title` and `uid`, and in generated pages also `generated: true` and `content_type: reference`")
}
