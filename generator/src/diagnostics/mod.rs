//! Findings: mistakes in the docs, reported to the people who can correct them.
//!
//! In: findings of any room, each with a [`Span`]. Out: a sorted [`Diagnostics`], rendered by [`render()`].
//! This room does not know what a page is, only places in files.

use std::collections::{BTreeSet, btree_set};

use crate::source::{FileId, Span};

pub mod change;
pub mod codes;
pub mod edit;
pub mod explain;
pub mod key;
pub mod lines;
pub mod origins;
pub mod render;
pub mod summary;

pub use change::{Change, ChangeKind, Changes, LockEdit};
pub use codes::Code;
pub use edit::Edit;
pub use explain::explain;
pub use render::{Format, render};
pub use summary::{Outdated, Summary};

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The generator cannot write correct Rust for the item.
    Error,
    /// The generator guessed, or the docs contradict themselves.
    Warning,
    /// Information; no change to the docs is necessary.
    Note,
}

/// A second place that belongs to a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What the place shows.
    pub text: String,
}

/// One finding: a place, a reason, a next step. Findings are ordered by place, then by code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Diagnostic {
    /// The place of the mistake.
    pub span: Span,
    /// The stable code, which also gives the level.
    pub code: Code,
    /// What is wrong: short, lower case, no full stop.
    pub message: String,
    /// What the place shows.
    pub label: String,
    /// Other places involved.
    pub others: Vec<Label>,
    /// The evidence.
    pub notes: Vec<String>,
    /// What the reader can do about it.
    pub help: Vec<String>,
    /// The level that the settings of the docs give it, instead of that of its code.
    pub set: Option<Level>,
    /// Edits that correct the page without changing what it says; empty if a person has to decide.
    pub edits: Vec<Edit>,
}

impl Diagnostic {
    /// Creates a finding of `code` at `span`.
    #[must_use]
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            span,
            label: String::new(),
            others: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
            set: None,
            edits: Vec::new(),
        }
    }

    /// Sets the text about the place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn other(mut self, span: Span, text: impl Into<String>) -> Self {
        self.others.push(Label { span, text: text.into() });
        self
    }

    /// Adds evidence.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Adds a next step.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Adds an edit that corrects a part of the page.
    #[must_use]
    pub fn edit(mut self, span: Span, text: impl Into<String>) -> Self {
        self.edits.push(Edit { span, text: text.into() });
        self
    }

    /// Adds edits that together correct a part of the page.
    #[must_use]
    pub fn edits(self, edits: impl IntoIterator<Item = (Span, String)>) -> Self {
        edits.into_iter().fold(self, |finding, (span, text)| finding.edit(span, text))
    }

    /// The file of each place of the finding, with duplicates.
    pub(crate) fn files(&self) -> impl Iterator<Item = FileId> {
        std::iter::once(self.span.file).chain(self.others.iter().map(|other| other.span.file))
    }

    /// The level: that of its code, unless the settings of the docs give it another one.
    #[must_use]
    pub fn level(&self) -> Level {
        self.set.unwrap_or_else(|| self.code.level())
    }
}

/// Everything found in one run: each finding once, in the order of the files and of the places within them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Diagnostics {
    found: BTreeSet<Diagnostic>,
}

impl Diagnostics {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.insert(diagnostic);
    }

    /// Adds all findings of another collection.
    pub fn append(&mut self, mut other: Self) {
        self.found.append(&mut other.found);
    }

    /// Keeps the findings for which `wanted` returns `true`.
    pub fn retain(&mut self, wanted: impl FnMut(&Diagnostic) -> bool) {
        self.found.retain(wanted);
    }

    /// All findings.
    pub fn iter(&self) -> btree_set::Iter<'_, Diagnostic> {
        self.found.iter()
    }

    /// The number of findings of a level.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.found.iter().filter(|diagnostic| diagnostic.level() == level).count()
    }

    /// The number of findings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether there are no findings.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, found: I) {
        self.found.extend(found);
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(found: I) -> Self {
        Self { found: found.into_iter().collect() }
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = btree_set::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
