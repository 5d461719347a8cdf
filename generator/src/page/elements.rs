//! The elements that a page, a table and a row consist of, for the account.

use super::blocks::{Block, BlockKind, RawRow, RawTable};
use super::found::Row;
use super::front_matter;
use crate::account::{Account, Elements, Kind};
use crate::source::SourceFile;

/// Counts everything in a file, before anything decides what becomes of it.
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
