//! One reference page as its sections: headings, tables, fences and samples, still as text.
//!
//! In: a [`SourceFile`](crate::source::SourceFile) and the files it includes. Out: a [`Page`] in which every element
//! has its byte range, and diagnostics about everything that is not where the format expects it. Reading does not
//! depend on the order of the sections: a table is recognised by its header row and the heading above it, a sample by
//! the info string of its fence. This room does not know what a type word means, and never compares pages.

mod blocks;
mod conflict;
mod elements;
mod endpoint;
pub(crate) mod format;
pub(crate) mod forms;
mod found;
mod front_matter;
mod hidden;
mod includes;
mod inline;
mod ledger;
mod marks;
mod parse;
mod reader;
mod recognise;
mod route;
mod samples;
mod size;
mod tables;
mod text;

pub(crate) use endpoint::{Endpoint, Page};
pub(crate) use found::{Found, Row, Sample, Sections};
pub(crate) use front_matter::{IMPORTED, is_imported};
pub(crate) use ledger::Ledger;
pub(crate) use parse::parse;
#[cfg(test)]
pub(crate) use parse::parse_as;
pub(crate) use text::prose;
