//! What a file turns out to be.

use super::found::Sections;
use crate::account::Account;
use crate::model::{Aside, Mark};
use crate::source::{FileId, Spanned};

/// A page, whatever it turned out to be.
#[derive(Debug, Clone)]
pub(crate) enum Page {
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
        /// Its elements, all reported.
        account: Account,
    },
}

/// The page of one operation.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    /// The file.
    pub file: FileId,
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
