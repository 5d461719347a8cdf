//! One reference page as its sections: headings, tables, fences and samples, still as text.
//!
//! In: a [`SourceFile`](crate::source::SourceFile) and the files it includes. Out: a [`Page`] in which every element has its byte range, and
//! diagnostics about everything that is not where the format has it. The order of sections is not relied upon: a table
//! is known by its header row and the heading above it, a sample by the info string of its fence. This room does not
//! know what a type word means; it never compares pages.

mod blocks;
pub mod format;
mod found;
mod front_matter;
mod hidden;
mod includes;
mod ledger;
mod marks;
mod parse;
mod reader;
mod route;
mod samples;
mod tables;
mod text;

pub use blocks::{Block, BlockKind, RawRow, RawTable, blocks};
pub use format::Section;
pub use found::{Found, Heading, Sections};
pub use ledger::Ledger;
pub use parse::parse;
#[cfg(test)]
pub(crate) use parse::parse_as;
pub(crate) use text::prose;

use crate::account::Account;
pub use crate::model::MarkKind;
use crate::model::{Aside, Mark};
use crate::source::{FileId, Span, Spanned};

/// A page, whatever it turned out to be.
#[derive(Debug, Clone)]
pub enum Page {
    /// One operation.
    Endpoint(Box<Endpoint>),
    /// An index, an introduction, an include: no operation, and why we think so.
    Other {
        /// The file.
        file: FileId,
        /// The reason, in words for the report.
        reason: &'static str,
        /// Its elements, all ignored.
        account: Account,
    },
    /// It claims to be an endpoint but cannot be read as one; the diagnostics say why.
    Broken {
        /// The file.
        file: FileId,
        /// Its elements, all reported.
        account: Account,
    },
}

/// The page of one operation.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The file.
    pub file: FileId,
    /// The whole page.
    pub span: Span,
    /// `generated: true` in the front matter: one of the newer formats.
    pub generated: bool,
    /// The unique id of the operation.
    pub uid: Spanned<String>,
    /// The verb as written: `GET`, or `DEL` for DELETE.
    pub verb: Spanned<String>,
    /// The path of the route fence, with `{placeholders}`.
    pub path: Spanned<String>,
    /// First paragraph of the intro.
    pub summary: Option<Spanned<String>>,
    /// The rest of the intro, block by block, marks included.
    pub description: Vec<Spanned<String>>,
    /// Sentences of the intro that carry facts.
    pub marks: Vec<Mark>,
    /// What stands below the headings of the format.
    pub sections: Sections,
    /// What is read but needed for nothing, in the order of the page.
    pub asides: Vec<Aside>,
    /// The files whose samples the page includes.
    pub includes: Vec<FileId>,
    /// What became of the elements of the page so far: rows and samples that are not reported here are for `lower`.
    pub account: Account,
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
    /// How many cells it has on the page.
    pub cells: usize,
}

/// A sample of HTTP traffic.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Request line or status line.
    pub first_line: Spanned<String>,
    /// Header lines, as written.
    pub headers: Vec<Spanned<String>>,
    /// What follows the blank line, if anything.
    pub body: Option<Spanned<String>>,
}
