//! Suggests existing names for a name that does not exist and may be misspelt.
//!
//! In: the name that was typed and an existing name. Out: the distance between them. This module does not know what the
//! names refer to.

// The number of letters to insert, delete, replace or swap with the next one.
use strsim::generic_damerau_levenshtein as edits;

/// Maximum number of suggested names.
pub(crate) const SUGGESTED: usize = 8;

/// The distance of a name in which every letter is wrong. A wrong letter counts in proportion to the length.
const WRONG: usize = 60;

/// The base distance of two names of which one contains the other.
const HELD: usize = 10;

/// Added to [`HELD`] if the contained name does not start at the beginning of a word.
const MIDDLE: usize = 6;

/// Names farther away than the nearest one by more than this are not suggested.
const FARTHER: usize = 8;

/// Returns the distance between an existing name and the `wanted` one, or `None` if they are not similar.
///
/// The distance is 0 if they differ only in case and separators. Names are similar if few letters differ, or if one
/// contains the other.
pub(crate) fn distance(name: &str, wanted: &str) -> Option<usize> {
    Wanted::new(wanted).distance(name)
}

/// A name that does not exist, to be compared with many existing ones.
pub(crate) struct Wanted {
    letters: Letters,
    counts: Counts,
}

impl Wanted {
    pub(crate) fn new(name: &str) -> Self {
        let letters = Letters::of(name);
        Self { counts: Counts::of(&letters.all), letters }
    }

    /// As [`distance`].
    pub(crate) fn distance(&self, name: &str) -> Option<usize> {
        let (name, wanted) = (Letters::of(name), &self.letters);
        if name.all == wanted.all {
            return Some(0);
        }
        let (long, short) = if name.all.len() > wanted.all.len() { (&name, wanted) } else { (wanted, &name) };
        // A very short name is part of too many others, and one wrong letter makes it a different name.
        if short.all.len() < 3 {
            return None;
        }
        // Singular and plural are often mixed up.
        if singular(&name.all) == singular(&wanted.all) {
            return Some(1);
        }
        let few = wanted.all.len().div_ceil(4);
        let near = self.counts.least_edits(&Counts::of(&name.all)) <= few;
        let edits = near.then(|| edits(&name.all, &wanted.all));
        let by_letters = edits.filter(|edits| *edits <= few).map(|edits| edits * WRONG / long.all.len());
        by_letters.into_iter().chain(part(long, short)).min()
    }
}

/// How often each letter occurs. Letters may share a count (the character code modulo 32), which only lowers the bound.
struct Counts([u16; 32]);

impl Counts {
    fn of(letters: &[char]) -> Self {
        let mut counts = [0_u16; 32];
        for letter in letters {
            if let Some(count) = counts.get_mut(*letter as usize % 32) {
                *count = count.saturating_add(1);
            }
        }
        Self(counts)
    }

    /// A lower bound of the edits between two names. Most pairs of names need more than a few, so that the edits need not be
    /// counted.
    fn least_edits(&self, other: &Self) -> usize {
        let more =
            |a: &Self, b: &Self| a.0.iter().zip(b.0).map(|(a, b)| usize::from(a.saturating_sub(b))).sum::<usize>();
        more(self, other).max(more(other, self))
    }
}

/// A name, prepared to be compared with many others.
pub(crate) struct Spelling {
    letters: Vec<char>,
    digits: String,
    counts: Counts,
}

impl Spelling {
    pub(crate) fn of(name: &str) -> Self {
        let letters = Letters::of(name).all;
        let digits = name.chars().filter(char::is_ascii_digit).collect();
        Self { counts: Counts::of(&letters), digits, letters }
    }

    /// Returns the number of edits if one name is probably a misspelling of the other: one letter in five is wrong at
    /// most. Names that differ in their digits are different names.
    pub(crate) fn misspelt(&self, wanted: &Self) -> Option<usize> {
        let (a, b) = (&self.letters, &wanted.letters);
        let few = (a.len().min(b.len()) / 5).max(1);
        if self.counts.least_edits(&wanted.counts) > few {
            return None;
        }
        if a.len().min(b.len()) < 3 || self.digits != wanted.digits {
            return None;
        }
        let edits = edits(a, b);
        (edits <= few).then_some(edits)
    }
}

/// Returns the number of edits if one name is probably a misspelling of the other.
pub(crate) fn misspelt(name: &str, wanted: &str) -> Option<usize> {
    Spelling::of(name).misspelt(&Spelling::of(wanted))
}

/// Returns what is meant by a misspelt name. Each candidate is a name and what it stands for.
pub(crate) fn meant<'a>(name: &str, candidates: impl IntoIterator<Item = (&'a str, &'a str)>) -> Option<&'a str> {
    let name = Spelling::of(name);
    let near = candidates.into_iter().filter_map(|(known, meant)| Some((Spelling::of(known).misspelt(&name)?, meant)));
    near.min().map(|(_, meant)| meant)
}

/// Returns the nearest names without duplicates, nearest first. Names much farther away than the first are left out.
pub(crate) fn nearest(found: impl IntoIterator<Item = (usize, String)>) -> Vec<String> {
    let mut found: Vec<(usize, String)> = found.into_iter().collect();
    found.sort_by(|(a, x), (b, y)| (a, x.len(), x).cmp(&(b, y.len(), y)));
    let limit = found.first().map_or(0, |(first, _)| first + FARTHER);
    let mut names: Vec<String> = Vec::new();
    for (_, name) in found.into_iter().take_while(|(far, _)| *far <= limit) {
        if !names.contains(&name) {
            names.push(name);
        }
        if names.len() == SUGGESTED {
            break;
        }
    }
    names
}

/// The letters of a name in lower case, without separators. Case and separators are easily mistaken, and differ between
/// Rust and API spellings of a name.
struct Letters {
    all: Vec<char>,
    /// The indices of the first letters of words.
    words: Vec<usize>,
}

impl Letters {
    fn of(name: &str) -> Self {
        let mut letters = Self { all: Vec::new(), words: Vec::new() };
        let mut begins = true;
        for c in name.chars() {
            if matches!(c, '_' | '-' | ':' | ' ' | '$') {
                begins = true;
                continue;
            }
            if begins || c.is_uppercase() {
                letters.words.push(letters.all.len());
            }
            letters.all.extend(c.to_lowercase());
            begins = false;
        }
        letters
    }
}

/// Removes the ending of a plural: `categories` becomes `category`.
fn singular(name: &[char]) -> Vec<char> {
    match name {
        [stem @ .., 'i', 'e', 's'] => stem.iter().copied().chain(['y']).collect(),
        [stem @ .., 's'] => stem.to_vec(),
        _ => name.to_vec(),
    }
}

/// Returns the distance if one name contains the other. It is smaller if the contained name starts at the beginning of
/// a word, and if the lengths differ little.
fn part(long: &Letters, short: &Letters) -> Option<usize> {
    let found: Vec<usize> = long
        .all
        .windows(short.all.len())
        .enumerate()
        .filter(|(_, window)| *window == short.all)
        .map(|(at, _)| at)
        .collect();
    let first = found.first()?;
    let at_word = *first == 0 || found.iter().any(|at| long.words.contains(at));
    Some(HELD + if at_word { 0 } else { MIDDLE } + (long.all.len() - short.all.len()) / 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        let count = |a: &str, b: &str| edits(&Letters::of(a).all, &Letters::of(b).all);
        assert_eq!(count("kitten", "sitting"), 3);
        assert_eq!(count("", "abc"), 3);
        assert_eq!(count("abc", ""), 3);
        assert_eq!(count("lamp", "lapm"), 1);
        assert_eq!(count("same", "same"), 0);
    }

    #[test]
    fn similar_names() {
        #[track_caller]
        fn check(name: &str, wanted: &str, alike: bool) {
            assert_eq!(distance(name, wanted).is_some(), alike, "{:?}", distance(name, wanted));
        }
        check("LampEntity", "lampentity", true);
        check("LampEntity", "lamp_entity", true);
        check("LampEntity", "LampEntty", true);
        check("LampEntity", "Lamp", true);
        check("Lamp", "LampEntity", true);
        check("Categories", "Category", true);
        check("Emails", "Email", true);
        check("Emails", "Phones", false);
        check("Ab", "Ac", false);
        check("LampEntity", "Ticket", false);
        check("", "Lamp", false);
        check("Lamp", "", false);
    }

    #[test]
    fn a_part_at_the_start_of_a_word_is_nearer() {
        assert!(distance("OldLamp", "lamp") < distance("Clamps", "lamp"));
        assert!(distance("Lamps", "lamp") < distance("LampEntity", "lamp"));
        assert_eq!(distance("LampTower", "lamp"), distance("TowerLamp", "lamp"));
    }

    #[test]
    fn misspelt_names() {
        assert_eq!(misspelt("sting", "string"), Some(1));
        assert_eq!(misspelt("Integr", "Integer"), Some(1));
        assert_eq!(misspelt("Int32", "int32"), Some(0));
        assert_eq!(misspelt("int32", "int64"), None);
        assert_eq!(misspelt("Id", "In"), None);
        assert_eq!(misspelt("Maker", "Marker"), Some(1));
        assert_eq!(misspelt("Maker", "Owner"), None);
    }

    #[test]
    fn the_nearest_come_first() {
        #[track_caller]
        fn check(wanted: &str, expected: &[&str]) {
            let names = ["Lamp", "LampEntity", "Clamp", "Ladder", "RegisterMode", "Move", "v1Lamp_GetAll"];
            let found = names.iter().filter_map(|name| Some((distance(name, wanted)?, (*name).to_owned())));
            assert_eq!(nearest(found), expected);
        }
        check("lamps", &["Lamp"]);
        check("LampEntiy", &["LampEntity", "Lamp"]);
        check("mode", &["RegisterMode", "Move"]);
        check("getall", &["v1Lamp_GetAll"]);
        check("nothing", &[]);
    }
}
