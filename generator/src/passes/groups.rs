//! The tables of one type name, and the rows that most of them have.
//!
//! In: the tables of all pages. Out: a [`Group`] for each name. Other modules decide what follows from a difference.

use std::collections::BTreeMap;

use super::gathered::{Table, twin};
use crate::source::Span;

/// The tables of one name. Those of a newer format are separate: rows may have been added.
pub(super) struct Group {
    pub(super) name: String,
    /// The positions of its tables.
    pub(super) members: Vec<usize>,
    /// The headings of its tables that have the common rows, or of all.
    headings: Vec<Span>,
    /// The number of tables that have each row.
    rows: BTreeMap<String, usize>,
    /// The rows of more than half of the tables, in the order of the first table.
    pub(super) common: Vec<String>,
}

impl Group {
    fn new(name: String, members: Vec<usize>, tables: &[Table]) -> Self {
        let mut rows: BTreeMap<String, usize> = BTreeMap::new();
        let mut order: Vec<String> = Vec::new();
        for table in members.iter().filter_map(|at| tables.get(*at)) {
            for row in own_rows(table) {
                match rows.get_mut(row) {
                    Some(count) => *count += 1,
                    None => {
                        rows.insert(row.clone(), 1);
                        order.push(row.clone());
                    }
                }
            }
        }
        let size = members.len();
        let is_common = |row: &String| rows.get(row).is_some_and(|count| count * 2 > size);
        let common: Vec<String> = order.into_iter().filter(is_common).collect();
        let of_group = || members.iter().filter_map(|at| tables.get(*at));
        let mut headings: Vec<Span> =
            of_group().filter(|table| own_rows(table).eq(&common)).map(|table| table.heading).collect();
        if headings.is_empty() {
            headings = of_group().map(|table| table.heading).collect();
        }
        Self { name, members, headings, rows, common }
    }

    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    /// The number of tables that have a row.
    pub(super) fn count(&self, row: &str) -> usize {
        self.rows.get(row).copied().unwrap_or_default()
    }

    /// The heading of a table other than the one with this heading.
    pub(super) fn other(&self, than: Span) -> Option<Span> {
        self.headings.iter().copied().find(|heading| *heading != than)
    }

    /// The other tables, in words.
    pub(super) fn others(&self) -> String {
        match self.len() - 1 {
            1 => format!("the other table of `{}`", self.name),
            many => format!("the other {many} tables of `{}`", self.name),
        }
    }

    /// Whether a table has mostly other rows than this group. A few different rows may have been added or renamed.
    pub(super) fn is_other(&self, table: &Table) -> bool {
        let rows: Vec<&String> = own_rows(table).collect();
        let shared = rows.iter().filter(|row| self.common.contains(row)).count();
        !self.common.is_empty() && shared * 2 < rows.len().max(self.common.len())
    }
}

/// The rows of a table, except that of a twin.
pub(super) fn own_rows(table: &Table) -> impl Iterator<Item = &String> {
    let only = base(table).and_then(|(_, only)| only);
    table.names.iter().filter(move |name| Some(*name) != only.as_ref())
}

/// The name of the type of a table, and the property that only the twin has.
pub(super) fn base(table: &Table) -> Option<(&str, Option<String>)> {
    let declared = table.declared.as_deref()?;
    Some(twin(declared, &table.names).map_or((declared, None), |(base, only)| (base, Some(only))))
}

/// Groups the tables of the pages in use by their names.
pub(super) fn groups(tables: &[Table]) -> BTreeMap<(String, bool), Group> {
    let mut members: BTreeMap<(String, bool), Vec<usize>> = BTreeMap::new();
    for (at, table) in tables.iter().enumerate().filter(|(_, table)| table.at.page == 0) {
        if let Some((name, _)) = base(table) {
            members.entry((name.to_owned(), table.newer)).or_default().push(at);
        }
    }
    members.into_iter().map(|(key, members)| (key.clone(), Group::new(key.0, members, tables))).collect()
}
