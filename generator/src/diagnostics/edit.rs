//! Edits of pages that findings suggest.
//!
//! In: findings with edits, and the files that they point into. Out: the new texts of these files.

use std::collections::BTreeMap;

use super::Diagnostics;
use crate::source::{FileId, Sources, Span};

/// A text to write in place of another one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edit {
    /// The place of the old text.
    pub span: Span,
    /// The new text.
    pub text: String,
}

/// Applies all edits. Of two that overlap, the first one counts.
#[must_use]
pub fn edited(diagnostics: &Diagnostics, sources: &Sources) -> BTreeMap<FileId, String> {
    let mut edits: Vec<&Edit> = diagnostics.iter().flat_map(|finding| &finding.edits).collect();
    edits.sort();
    let mut texts: BTreeMap<FileId, (String, usize)> = BTreeMap::new();
    for edit in edits {
        let old = sources.file(edit.span.file).text.as_str();
        let (text, done) = texts.entry(edit.span.file).or_default();
        if let Some(between) = old.get(*done..edit.span.range().start).filter(|_| old.get(edit.span.range()).is_some())
        {
            text.push_str(between);
            text.push_str(&edit.text);
            *done = edit.span.range().end;
        }
    }
    let rest = |file: FileId, done: usize| sources.file(file).text.get(done..).unwrap_or_default();
    texts.into_iter().map(|(file, (text, done))| (file, text + rest(file, done))).collect()
}

#[cfg(test)]
mod tests {
    use super::edited;
    use crate::diagnostics::{Code, Diagnostic};
    use crate::source::{FileId, SourceFile, Sources, Span};

    #[test]
    fn edits_that_overlap_are_left_out() {
        let file = SourceFile { path: "a.md".to_owned(), text: "one two three".to_owned() };
        let sources = Sources::new(vec![file], Vec::new());
        let span = |range| Span::new(FileId(0), range);
        let finding = Diagnostic::new(Code::HeadingForm, span(0..1), "x").edit(span(4..7), "2").edit(span(0..3), "1");
        let other = Diagnostic::new(Code::HeadingForm, span(5..6), "x").edit(span(5..9), "!").edit(span(90..91), "!");
        let texts = edited(&[finding, other].into_iter().collect(), &sources);
        assert_eq!(texts.into_values().collect::<Vec<_>>(), ["1 2 three"]);
    }
}
