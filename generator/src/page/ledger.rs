//! Counting what became of an element, and saying it, in one call.
//!
//! In: elements of one page with what was decided about them. Out: the [`Account`], the asides and the diagnostics, which
//! cannot come apart: what is reported is counted under the code of its finding, and what is put aside under its reason.

use super::Row;
use super::blocks::{Block, BlockKind, RawRow, RawTable};
use super::front_matter;
use crate::account::{Account, Elements, Kind, Reason};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::Aside;
use crate::source::{SourceFile, Spanned};

/// What became of the elements of one page.
pub struct Ledger<'a> {
    /// How many elements were seen, and what became of them.
    pub account: Account,
    /// What nothing needs.
    pub asides: Vec<Aside>,
    /// The findings.
    pub diagnostics: &'a mut Diagnostics,
}

impl Ledger<'_> {
    /// Counts elements that are used.
    pub fn used(&mut self, what: impl Elements, reason: Reason) {
        self.account.put(what, reason);
    }

    /// Counts elements that nothing needs, and puts aside what they say.
    pub fn ignored(&mut self, what: impl Elements, reason: Reason, text: Spanned<String>) {
        self.account.put(what, reason);
        self.aside(reason, text);
    }

    /// Counts elements that are not what the format has, and says so.
    pub fn reported(&mut self, what: impl Elements, diagnostic: Diagnostic) {
        self.account.put(what, diagnostic.code);
        self.note(diagnostic);
    }

    /// Adds a finding about an element that is counted elsewhere, or about one that is missing.
    pub fn note(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Puts aside a part of an element that is counted elsewhere.
    pub fn aside(&mut self, reason: impl Into<Reason>, text: Spanned<String>) {
        self.asides.push(Aside { reason: reason.into(), text });
    }
}

/// Everything a file has, before anything decides what becomes of it.
pub(super) fn seen(file: &SourceFile, blocks: &[Block]) -> Account {
    let mut account = Account::default();
    for block in blocks {
        match &block.kind {
            BlockKind::FrontMatter => {
                account.see((Kind::FrontMatter, front_matter::lines(file, block.span).len()));
            }
            BlockKind::Heading { .. } => account.see(Kind::Heading),
            BlockKind::Text => account.see(Kind::Text),
            BlockKind::Fence { .. } => account.see(Kind::Fence),
            BlockKind::Table(table) => account.see(table),
        }
    }
    account
}

impl Elements for RawTable {
    fn elements(&self) -> impl Iterator<Item = (Kind, usize)> {
        let cells = self.rows.iter().map(|row| row.cells.len()).sum();
        [(Kind::Table, 1), (Kind::Column, self.header.len()), (Kind::Row, self.rows.len()), (Kind::Cell, cells)]
            .into_iter()
    }
}

impl Elements for RawRow {
    fn elements(&self) -> impl Iterator<Item = (Kind, usize)> {
        [(Kind::Row, 1), (Kind::Cell, self.cells.len())].into_iter()
    }
}

impl Elements for Row {
    fn elements(&self) -> impl Iterator<Item = (Kind, usize)> {
        [(Kind::Row, 1), (Kind::Cell, self.cells)].into_iter()
    }
}

impl Elements for [Row] {
    fn elements(&self) -> impl Iterator<Item = (Kind, usize)> {
        [(Kind::Row, self.len()), (Kind::Cell, self.iter().map(|row| row.cells).sum())].into_iter()
    }
}
