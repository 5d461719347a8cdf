//! Names that look like one that does not exist, for the person who typed it.
//!
//! In: what was typed and a name that exists. Out: how far apart they are. The room does not know what is named.

// Letters that have to be added, dropped, replaced or swapped with the next one.
use strsim::generic_damerau_levenshtein as edits;

/// So many names are suggested.
pub(crate) const SUGGESTED: usize = 8;

/// What a name costs of which every letter is wrong; one wrong letter costs its share.
const WRONG: usize = 60;

/// Of two names, one holds the other.
const HELD: usize = 10;

/// It does not begin where a word begins.
const MIDDLE: usize = 6;

/// What is much farther away than the nearest is left out.
const FARTHER: usize = 8;

/// How far a name is from what was wanted: 0 is the same but for case and marks between words, nothing is not alike.
///
/// Few wrong letters are alike, and so are names of which one holds the other.
pub(crate) fn distance(name: &str, wanted: &str) -> Option<usize> {
    let (name, wanted) = (Letters::of(name), Letters::of(wanted));
    if name.all == wanted.all {
        return Some(0);
    }
    let (long, short) = if name.all.len() > wanted.all.len() { (&name, &wanted) } else { (&wanted, &name) };
    // Too short a word is in everything, and with one wrong letter it is another word.
    if short.all.len() < 3 {
        return None;
    }
    // One of a kind is often asked for as many, and the other way round.
    if one_of(&name.all) == one_of(&wanted.all) {
        return Some(1);
    }
    let few = wanted.all.len().div_ceil(4);
    // Each letter that one has more is an edit: what is much longer need not be gone through.
    let edits = (long.all.len() - short.all.len() <= few).then(|| edits(&name.all, &wanted.all));
    let by_letters = edits.filter(|edits| *edits <= few).map(|edits| edits * WRONG / long.all.len());
    by_letters.into_iter().chain(part(long, short)).min()
}

/// The nearest names, nearest first, each once; those that are much farther away than the first are left out.
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

/// The letters of a name in lower case. Case and the marks between words are easily mistaken, and two spellings of one
/// name differ in them.
struct Letters {
    all: Vec<char>,
    /// Where words begin.
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

/// A name without the ending of many: `categories` is `category`.
fn one_of(name: &[char]) -> Vec<char> {
    match name {
        [stem @ .., 'i', 'e', 's'] => stem.iter().copied().chain(['y']).collect(),
        [stem @ .., 's'] => stem.to_vec(),
        _ => name.to_vec(),
    }
}

/// One name holds the other: better where a word begins, and better the less it adds.
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
    fn edits_of_words() {
        let count = |a: &str, b: &str| edits(&Letters::of(a).all, &Letters::of(b).all);
        assert_eq!(count("kitten", "sitting"), 3);
        assert_eq!(count("", "abc"), 3);
        assert_eq!(count("abc", ""), 3);
        assert_eq!(count("lamp", "lapm"), 1);
        assert_eq!(count("same", "same"), 0);
    }

    #[test]
    fn what_is_alike() {
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
