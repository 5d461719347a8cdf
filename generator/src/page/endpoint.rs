//! The result of reading a file.

use super::forms::Form;
use super::found::Sections;
use crate::account::Account;
use crate::model::{Aside, Mark};
use crate::source::{FileId, Spanned};

/// A file of any kind.
#[derive(Debug, Clone)]
pub(crate) enum Page {
    /// The page of one operation.
    Endpoint(Box<Endpoint>),
    /// An index, an introduction or an include: a file without an operation.
    Other {
        /// The file.
        file: FileId,
        /// The reason for this decision, as text for the report.
        reason: &'static str,
        /// Its elements, all ignored.
        account: Account,
    },
    /// A sample, in a file that no page includes.
    Orphan {
        /// The file.
        file: FileId,
        /// Its elements. What becomes of them is not known yet.
        account: Account,
    },
    /// A page that claims to describe an operation but cannot be read; the diagnostics say why.
    Broken {
        /// Its elements, all reported.
        account: Account,
    },
}

/// The page of one operation.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    /// The file.
    pub file: FileId,
    /// The form of the page.
    pub form: &'static Form,
    /// Whether the front matter has `generated: true`, as pages of the newer formats do.
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
    /// The content below the headings of the format.
    pub sections: Sections,
    /// Content that is read but not used, in the order of the page.
    pub asides: Vec<Aside>,
    /// The files whose samples the page includes.
    pub includes: Vec<FileId>,
    /// What became of the elements of the page so far. Rows and samples that are not yet reported are left to `lower`.
    pub account: Account,
}
