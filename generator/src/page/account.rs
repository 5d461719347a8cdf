//! What became of every element of every page.
//!
//! In: elements as they are seen, and outcomes as rooms decide them, counted apart. Out: [`Account`], which balances
//! only if each element has exactly one outcome: used by a named rule, ignored by a named rule, or reported. Nothing
//! here is computed as the rest of something, so a room that drops an element without a word breaks the balance.

use crate::diagnostics::text::counted;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A page, or a file that pages include.
    File,
    /// A line of front matter.
    FrontMatter,
    /// A heading.
    Heading,
    /// A paragraph, a list, HTML: a block of text.
    Text,
    /// A fenced block.
    Fence,
    /// A table.
    Table,
    /// A cell of a table's header row.
    Column,
    /// A row of a table.
    Row,
    /// A cell of a row.
    Cell,
    /// A request line, status line or header line of a sample.
    SampleLine,
    /// A key of an object of a sample.
    SampleKey,
}

impl Kind {
    /// Every kind, in the order of its number.
    pub const ALL: [Self; 11] = [
        Self::File,
        Self::FrontMatter,
        Self::Heading,
        Self::Text,
        Self::Fence,
        Self::Table,
        Self::Column,
        Self::Row,
        Self::Cell,
        Self::SampleLine,
        Self::SampleKey,
    ];

    /// The kind in words, in the plural.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::File => "files",
            Self::FrontMatter => "lines of front matter",
            Self::Heading => "headings",
            Self::Text => "texts",
            Self::Fence => "fences",
            Self::Table => "tables",
            Self::Column => "columns",
            Self::Row => "rows",
            Self::Cell => "cells",
            Self::SampleLine => "sample lines",
            Self::SampleKey => "sample keys",
        }
    }

    /// So many of the kind: `1 heading`, `2 headings`.
    #[must_use]
    pub fn counted(self, count: usize) -> String {
        match self {
            Self::FrontMatter => format!("{} of front matter", counted(count, "line")),
            _ => counted(count, self.words().trim_end_matches('s')),
        }
    }
}

/// What became of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It is in the model.
    Used,
    /// A rule says that it tells nothing.
    Ignored,
    /// A diagnostic names it.
    Reported,
}

/// How many elements were seen and what became of them, by kind and rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    seen: [usize; Kind::ALL.len()],
    /// Sorted by its first half. Every page has one of these: a page has few rules, so a list is the smallest map.
    became: Vec<(Rule, usize)>,
}

type Rule = (Kind, Outcome, &'static str);

impl Account {
    /// Counts elements that a page has.
    pub fn see(&mut self, kind: Kind, count: usize) {
        if let Some(seen) = self.seen.get_mut(kind as usize) {
            *seen += count;
        }
    }

    /// Counts elements whose outcome was decided, by the name of the rule that did.
    pub fn put(&mut self, kind: Kind, outcome: Outcome, rule: &'static str, count: usize) {
        if count == 0 {
            return;
        }
        let key = (kind, outcome, rule);
        match self.became.binary_search_by(|(known, _)| known.cmp(&key)) {
            Ok(at) => {
                if let Some((_, known)) = self.became.get_mut(at) {
                    *known += count;
                }
            }
            Err(at) => self.became.insert(at, (key, count)),
        }
    }

    /// Gives everything seen one outcome, whatever was decided before: the whole page is ignored or reported.
    pub fn all(&mut self, outcome: Outcome, rule: &'static str) {
        self.became.clear();
        for kind in Kind::ALL {
            self.put(kind, outcome, rule, self.seen(kind));
        }
    }

    /// Adds the numbers of another account.
    pub fn add(&mut self, other: &Self) {
        for kind in Kind::ALL {
            self.see(kind, other.seen(kind));
        }
        for ((kind, outcome, rule), count) in &other.became {
            self.put(*kind, *outcome, rule, *count);
        }
    }

    /// How many elements of a kind were seen.
    #[must_use]
    pub fn seen(&self, kind: Kind) -> usize {
        self.seen.get(kind as usize).copied().unwrap_or_default()
    }

    /// How many elements of a kind have an outcome.
    #[must_use]
    pub fn became(&self, kind: Kind, outcome: Outcome) -> usize {
        self.rules().filter(|(known, was, ..)| *known == kind && *was == outcome).map(|(.., count)| count).sum()
    }

    /// Every rule: kind, outcome, name and how many elements it decided, sorted.
    pub fn rules(&self) -> impl Iterator<Item = (Kind, Outcome, &'static str, usize)> {
        self.became.iter().map(|((kind, outcome, rule), count)| (*kind, *outcome, *rule, *count))
    }

    /// The kinds whose numbers do not add up: how many were seen, how many have an outcome.
    pub fn unbalanced(&self) -> impl Iterator<Item = (Kind, usize, usize)> {
        Kind::ALL.into_iter().filter_map(|kind| {
            let decided = self.rules().filter(|(known, ..)| *known == kind).map(|(.., count)| count).sum();
            (decided != self.seen(kind)).then(|| (kind, self.seen(kind), decided))
        })
    }

    /// Whether every element seen has exactly one outcome.
    #[must_use]
    pub fn balances(&self) -> bool {
        self.unbalanced().next().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_element_and_one_counted_twice_are_both_seen() {
        let mut account = Account::default();
        account.see(Kind::Row, 3);
        account.put(Kind::Row, Outcome::Used, "property", 2);
        assert_eq!(account.unbalanced().collect::<Vec<_>>(), [(Kind::Row, 3, 2)]);
        account.put(Kind::Row, Outcome::Reported, "duplicate-row", 1);
        assert!(account.balances());
        account.put(Kind::Cell, Outcome::Used, "property", 1);
        assert_eq!(account.unbalanced().collect::<Vec<_>>(), [(Kind::Cell, 0, 1)]);
    }

    #[test]
    fn a_page_as_a_whole_has_one_outcome() {
        let mut account = Account::default();
        account.see(Kind::Row, 3);
        account.put(Kind::Row, Outcome::Used, "property", 1);
        account.all(Outcome::Ignored, "index-page");
        assert!(account.balances());
        assert_eq!(account.became(Kind::Row, Outcome::Ignored), 3);
        assert_eq!(account.became(Kind::Row, Outcome::Used), 0);
    }
}
