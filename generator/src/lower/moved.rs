//! Recognises pages that were edited without changing a fact, such as by other white space.
//!
//! In: the old and the new results of reading the pages that were edited. Out: [`Moved`], if they differ only in places.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

use xxhash_rust::xxh3::Xxh3;

use crate::diagnostics::{Diagnostic, Diagnostics, Edit, Label};
use crate::source::{FileId, Span};

/// Where the places in edited files are now.
#[derive(Debug, Default)]
pub(crate) struct Moved {
    files: BTreeSet<FileId>,
    starts: Offsets,
    ends: Offsets,
}

/// The old offsets in each file, in order, each with the new one.
type Offsets = BTreeMap<FileId, Vec<(u32, u32)>>;

impl Moved {
    /// Starts with files whose texts differ.
    pub(crate) fn new(files: &[FileId]) -> Self {
        Self { files: files.iter().copied().collect(), ..Self::default() }
    }

    /// Adds what a page says. Returns `None` if the facts differ.
    pub(crate) fn add(&mut self, old: &impl Hash, new: &impl Hash) -> Option<()> {
        let (old, new) = (Facts::of(old), Facts::of(new));
        let same = old.hash.digest128() == new.hash.digest128() && old.places.len() == new.places.len();
        same.then_some(())?;
        for (old, new) in old.places.into_iter().zip(new.places) {
            (old.file == new.file).then_some(())?;
            self.starts.entry(old.file).or_default().push((old.start, new.start));
            self.ends.entry(old.file).or_default().push((old.end, new.end));
        }
        Some(())
    }

    /// Returns `None` if the order of the places differs: rules may depend on it.
    pub(crate) fn in_order(mut self) -> Option<Self> {
        for offsets in self.starts.values_mut().chain(self.ends.values_mut()) {
            offsets.sort_unstable();
            offsets.dedup();
            let grows = |(a, b): (&(u32, u32), &(u32, u32))| a.0 < b.0 && a.1 < b.1;
            offsets.iter().zip(offsets.iter().skip(1)).all(grows).then_some(())?;
        }
        Some(self)
    }

    /// The starts of places in edited files: the old offset and the new one.
    pub(crate) fn starts(&self) -> impl Iterator<Item = (FileId, u32, u32)> {
        let edited = self.starts.iter().filter(|(file, _)| self.files.contains(file));
        edited.flat_map(|(file, offsets)| offsets.iter().map(|(old, new)| (*file, *old, *new)))
    }

    /// The findings at their new places. `None` if a place is not that of a fact, so that the new one is not known.
    pub(crate) fn findings(&self, old: &Diagnostics) -> Option<Diagnostics> {
        old.iter().cloned().map(|finding| self.finding(finding)).collect()
    }

    fn finding(&self, finding: Diagnostic) -> Option<Diagnostic> {
        let others = finding.others.into_iter().map(|other| Some(Label { span: self.span(other.span)?, ..other }));
        let edits = finding.edits.into_iter().map(|edit| Some(Edit { span: self.span(edit.span)?, ..edit }));
        Some(Diagnostic {
            span: self.span(finding.span)?,
            others: others.collect::<Option<_>>()?,
            edits: edits.collect::<Option<_>>()?,
            ..finding
        })
    }

    fn span(&self, span: Span) -> Option<Span> {
        if !self.files.contains(&span.file) {
            return Some(span);
        }
        let moved = |offsets: &Offsets, old: u32| {
            let offsets = offsets.get(&span.file)?;
            let at = offsets.binary_search_by_key(&old, |(old, _)| *old).ok()?;
            offsets.get(at).map(|(_, new)| *new)
        };
        Some(Span { start: moved(&self.starts, span.start)?, end: moved(&self.ends, span.end)?, ..span })
    }
}

/// Separates facts from places. As a hasher, it is handed every field of a value, so no field can be forgotten.
#[derive(Default)]
struct Facts {
    hash: Xxh3,
    places: Vec<Span>,
}

impl Facts {
    fn of(value: &impl Hash) -> Self {
        let mut facts = Self::default();
        value.hash(&mut facts);
        facts
    }
}

impl Hasher for Facts {
    fn write(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
    }

    /// Only a [`Span`] is written as a `u128`.
    fn write_u128(&mut self, place: u128) {
        let [file, start, end] = [64, 32, 0].map(|bits| (place >> bits) as u32);
        self.places.push(Span { file: FileId(file), start, end });
    }

    fn finish(&self) -> u64 {
        self.hash.digest()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Code;
    use crate::source::Spanned;

    const FILE: FileId = FileId(3);

    fn at(value: &str, start: usize) -> Spanned<String> {
        Spanned::new(value.to_owned(), Span::new(FILE, start..start + value.len()))
    }

    fn moved(old: &[Spanned<String>], new: &[Spanned<String>]) -> Option<Moved> {
        let mut moved = Moved::new(&[FILE]);
        moved.add(&old, &new)?;
        moved.in_order()
    }

    #[test]
    fn the_same_words_at_other_places_are_the_same_facts() {
        let moved = moved(&[at("Name", 4), at("string", 11)], &[at("Name", 6), at("string", 20)]).unwrap();
        assert_eq!(moved.starts().collect::<Vec<_>>(), [(FILE, 4, 6), (FILE, 11, 20)]);
        let finding = |start, end| Diagnostic::new(Code::MissingUid, Span::new(FILE, start..end), "odd");
        let found = |finding: Diagnostic| Diagnostics::from_iter([finding]);
        assert_eq!(moved.findings(&found(finding(11, 17))), Some(found(finding(20, 26))));
        assert_eq!(moved.findings(&found(finding(11, 14))), None, "a part of a fact");
        let elsewhere = Diagnostic::new(Code::MissingUid, Span::new(FileId(1), 11..14), "odd");
        assert_eq!(moved.findings(&found(elsewhere.clone())), Some(found(elsewhere)));
    }

    #[test]
    fn other_words_are_other_facts() {
        assert!(moved(&[at("Name", 4)], &[at("Names", 4)]).is_none());
        assert!(moved(&[at("Name", 4)], &[at("Name", 4), at("Name", 9)]).is_none());
        assert!(moved(&[at("ab", 4), at("c", 9)], &[at("a", 4), at("bc", 9)]).is_none());
    }

    #[test]
    fn places_keep_their_order() {
        assert!(moved(&[at("Name", 4), at("Name", 20)], &[at("Name", 20), at("Name", 4)]).is_none());
        assert!(moved(&[at("Name", 4), at("Name", 4)], &[at("Name", 4), at("Name", 20)]).is_none());
        assert!(moved(&[at("Name", 4), at("Name", 20)], &[at("Name", 4), at("Name", 4)]).is_none());
    }
}
