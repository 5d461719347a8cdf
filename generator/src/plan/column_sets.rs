//! Sets of columns: those of an archive, and those below each join.
//!
//! In: archives. Out: each set once, although many archives have it below many joins, with the names of its methods. Two
//! sets are the same if their columns have the same names, kinds and orders, and their joins lead to the same sets.

use std::collections::{BTreeMap, BTreeSet};

use super::docs::{self, DocLine, code};
use super::text::Literal;
use crate::model::{Archive, ArchiveColumn};
use crate::names::ident::{self, Ident, Taken};
use crate::text::visible::counted;

/// A set of columns.
#[derive(Debug, Clone)]
pub struct ColumnSetPlan {
    /// Its name.
    pub ident: Ident,
    /// Rustdoc.
    pub docs: Vec<DocLine>,
    /// The columns by which rows can be ordered, sorted by method.
    pub sortable: Vec<ColumnPlan>,
    /// The other columns, sorted by method.
    pub unsortable: Vec<ColumnPlan>,
    /// The joins, sorted by name.
    pub joins: Vec<JoinPlan>,
}

/// A column.
#[derive(Debug, Clone)]
pub struct ColumnPlan {
    /// Its method.
    pub ident: Ident,
    /// Its kind, a type of the runtime.
    pub kind: Ident,
    /// Its name.
    pub name: Literal,
}

/// A join.
#[derive(Debug, Clone)]
pub struct JoinPlan {
    /// Its method.
    pub ident: Ident,
    /// The set of the columns below it.
    pub set: Ident,
    /// Its name.
    pub name: Literal,
}

/// The number of a set.
pub(super) type SetId = usize;

/// The facts of a set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Set {
    /// Name, kind, and whether rows can be ordered by the column.
    columns: Vec<(String, &'static str, bool)>,
    joins: Vec<(String, SetId)>,
}

/// A place where a set is: the number of joins, the archive and the path. The smallest one names the set.
type Place = (usize, String, Vec<String>);

/// All sets of several archives.
#[derive(Debug, Default)]
pub(super) struct Sets {
    ids: BTreeMap<Set, SetId>,
    places: Vec<BTreeSet<Place>>,
}

impl Sets {
    /// Adds the columns of an archive and returns their set.
    pub(super) fn add(&mut self, archive: &Archive) -> SetId {
        let columns = archive.columns.iter().map(|column| (column.name.value.as_str(), column)).collect();
        self.below(&archive.name.value, &mut Vec::new(), columns)
    }

    fn below(&mut self, archive: &str, path: &mut Vec<String>, all: Vec<(&str, &ArchiveColumn)>) -> SetId {
        let mut columns = Vec::new();
        let mut below: BTreeMap<&str, Vec<(&str, &ArchiveColumn)>> = BTreeMap::new();
        for (name, column) in all {
            match name.split_once('/') {
                Some((join, rest)) => below.entry(join).or_default().push((rest, column)),
                None => columns.push((name.to_owned(), kind(column.restriction.as_deref()), column.sortable)),
            }
        }
        columns.sort();
        let mut joins = Vec::new();
        for (join, columns) in below {
            path.push(join.to_owned());
            joins.push((join.to_owned(), self.below(archive, path, columns)));
            path.pop();
        }
        let next = self.ids.len();
        let id = *self.ids.entry(Set { columns, joins }).or_insert(next);
        if id == next {
            self.places.push(BTreeSet::new());
        }
        if let Some(places) = self.places.get_mut(id) {
            places.insert((path.len(), archive.to_owned(), path.clone()));
        }
        id
    }

    /// Returns the archives that have a set.
    pub(super) fn archives(&self, id: SetId) -> BTreeSet<&str> {
        self.places.get(id).into_iter().flatten().map(|(_, archive, _)| archive.as_str()).collect()
    }

    /// Names the sets and decides their methods. A set is named after its first place, so that no set takes the name of
    /// another one when archives are added after it.
    pub(super) fn plan(&self, taken: &mut Taken) -> BTreeMap<SetId, ColumnSetPlan> {
        let mut order: Vec<(&Place, SetId, &Set)> =
            self.ids.iter().filter_map(|(set, id)| Some((self.places.get(*id)?.first()?, *id, set))).collect();
        order.sort();
        let named: BTreeMap<SetId, Ident> = order
            .iter()
            .map(|((_, archive, path), id, _)| {
                let path: String = path.iter().map(|join| ident::pascal(join)).collect();
                (*id, taken.type_ident(format!("{}{path}Columns", ident::pascal(archive))))
            })
            .collect();
        let plans = order.iter().filter_map(|(_, id, set)| {
            let places = self.places.get(*id)?;
            Some((*id, plan(set, named.get(id)?, places, &named)))
        });
        plans.collect()
    }
}

fn plan(set: &Set, ident: &Ident, places: &BTreeSet<Place>, named: &BTreeMap<SetId, Ident>) -> ColumnSetPlan {
    let mut taken = Taken::default();
    let (mut sortable, mut unsortable) = (Vec::new(), Vec::new());
    for (name, kind, orders) in &set.columns {
        let ident = taken.ident(ident::snake(name));
        let column = ColumnPlan { ident, kind: Ident::of(kind), name: Literal::of(name) };
        if *orders { sortable.push(column) } else { unsortable.push(column) }
    }
    let joins = set.joins.iter().filter_map(|(name, id)| {
        let mut method = ident::snake(name);
        // A column has the name already.
        if taken.has(&method) {
            method.push_str("_columns");
        }
        Some(JoinPlan { ident: taken.ident(method), set: named.get(id)?.clone(), name: Literal::of(name) })
    });
    let joins = joins.collect();
    // A reader looks for the method, whose case differs from that of the name.
    sortable.sort_by(|a, b| a.ident.cmp(&b.ident));
    unsortable.sort_by(|a, b| a.ident.cmp(&b.ident));
    ColumnSetPlan { ident: ident.clone(), docs: set_docs(places), joins, sortable, unsortable }
}

/// Says where the columns are.
fn set_docs(places: &BTreeSet<Place>) -> Vec<DocLine> {
    let shown = |(_, archive, path): &Place| match path.as_slice() {
        [] => format!("of the archive `{}`", code(archive)),
        path => format!("below `{}/` in the archive `{}`", code(&path.join("/")), code(archive)),
    };
    let Some(first) = places.first() else { return Vec::new() };
    let others = match places.len() - 1 {
        0 => String::new(),
        others => format!(" and in {}", counted(others, "other place")),
    };
    docs::ours(&format!("The columns {}{others}.", shown(first)))
}

/// The kind of the runtime for a restriction type: the operators that the docs list for it. A type without such a list has
/// all operators.
fn kind(restriction: Option<&str>) -> &'static str {
    match restriction {
        None => "Shown",
        Some("string") => "Text",
        Some("int" | "decimal") => "Number",
        Some("bool") => "Flag",
        Some("listAny") => "Item",
        Some("associate") => "Associate",
        Some("date" | "unlimitedDate") => "Date",
        Some("datetime") => "Moment",
        Some(_) => "Open",
    }
}
