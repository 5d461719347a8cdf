//! The content that a page has for each section of the format.

use std::collections::BTreeMap;

use super::format::{Content, Fence, Format, Section};
use crate::source::{Span, Spanned};

/// The sections of a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sections(BTreeMap<&'static str, Found>);

/// The content of one section. Its table and its sample may be below the heading of another section.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// The section.
    pub section: &'static Section,
    /// Its heading.
    pub heading: Option<Heading>,
    /// The text about it.
    pub text: Option<Spanned<String>>,
    /// The rows of its table, if there is one.
    pub rows: Option<Vec<Row>>,
    /// Its sample.
    pub sample: Option<Sample>,
}

/// A heading of the format.
#[derive(Debug, Clone)]
pub(crate) struct Heading {
    /// The heading without its level.
    pub span: Span,
    /// The words after the colon: a name, a kind, or both.
    pub name: Spanned<String>,
}

/// A row of a table: a name, a type word where the table has that column, and a description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// First cell.
    pub name: Spanned<String>,
    /// Second cell of a table with three columns.
    pub word: Option<Spanned<String>>,
    /// Last cell.
    pub description: Spanned<String>,
    /// The whole row.
    pub span: Span,
    /// The number of cells that the row has on the page.
    pub cells: usize,
}

/// A sample of HTTP traffic.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    /// Request line or status line.
    pub first_line: Spanned<String>,
    /// Header lines, as written.
    pub headers: Vec<Spanned<String>>,
    /// What follows the blank line, if anything.
    pub body: Option<Spanned<String>>,
}

impl Sections {
    /// The content of a section, if the page has any.
    #[must_use]
    pub(crate) fn get(&self, section: &Section) -> Option<&Found> {
        self.0.get(section.words)
    }

    /// Takes the content of a section.
    pub(crate) fn take(&mut self, section: &Section) -> Option<Found> {
        self.0.remove(section.words)
    }

    /// Puts back the content of a section.
    pub(crate) fn put(&mut self, found: Found) {
        self.0.insert(found.section.words, found);
    }

    /// Takes the rows of a section. Empty if there are none.
    pub(crate) fn take_rows(&mut self, section: &Section) -> Vec<Row> {
        self.take(section).and_then(|found| found.rows).unwrap_or_default()
    }

    /// The sections that were not taken.
    pub(crate) fn rest(self) -> impl Iterator<Item = Found> {
        self.0.into_values()
    }

    /// The entry of a section, created if it is missing.
    pub(super) fn entry(&mut self, section: &'static Section) -> &mut Found {
        let empty = Found { section, heading: None, text: None, rows: None, sample: None };
        self.0.entry(section.words).or_insert(empty)
    }

    /// The heading of a section.
    pub(super) fn heading(&self, section: &Section) -> Option<&Heading> {
        self.get(section)?.heading.as_ref()
    }

    /// The first heading of the page that is above this section's heading but belongs below it.
    pub(super) fn early(&self, format: Format, section: &Section) -> Option<&Heading> {
        format.after(section).filter_map(|later| self.heading(later)).min_by_key(|heading| heading.span.start)
    }

    /// The first mandatory part of a section that the page lacks, in words.
    pub(super) fn lacks(&self, section: &Section, samples_given: bool) -> Option<String> {
        let found = self.get(section);
        let has_heading = found.is_some_and(|found| found.heading.is_some());
        if section.required && !has_heading {
            return Some(format!("`{}`", section.title()));
        }
        let wanted = match section.content {
            Content::Optional => false,
            Content::BelowHeading => has_heading,
            Content::Required => true,
        };
        match section.fence {
            Fence::Sample(_) => {
                let missing = wanted && samples_given && found.is_none_or(|found| found.sample.is_none());
                missing.then(|| format!("a {}", section.words.to_lowercase()))
            }
            _ => {
                let rows = found.and_then(|found| found.rows.as_ref());
                (wanted && rows.is_none_or(Vec::is_empty)).then(|| match has_heading {
                    true => format!("the table of `{}`", section.title()),
                    false => format!("`{}` with its table", section.heading()),
                })
            }
        }
    }
}
