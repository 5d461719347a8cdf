//! Which of several pages about one operation is used.
//!
//! In: two pages with the same uid and file name, which differ in a folder. Out: whether they are two docs
//! versions or two languages, which one is used, and the facts on which they differ. Numbers in folder names are
//! compared as numbers, and `versions` in `codegen.toml` overrides every other rule. What is done with the page that is
//! not used is left to `collect`.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Json, JsonKind, Operation, Place, Side};
use crate::source::Span;

/// How a page is related to another one about the same operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// They are two docs versions. `Less` if the first one is the older.
    Version(Ordering),
    /// They are in two languages. `Less` if the second one is used.
    Language(Ordering),
    /// Nothing says which of them is newer.
    Unknown,
}

/// Compares the paths of two pages. `order` lists folders; of two that are listed, the later one is used.
pub(super) fn relation(a: &str, b: &str, order: &[String]) -> Relation {
    let (a, b) = (parts(a), parts(b));
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(same..).unwrap_or_default(), b.get(same..).unwrap_or_default());
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(..a.len() - end).unwrap_or_default(), b.get(..b.len() - end).unwrap_or_default());
    let listed = |parts: &[&str]| {
        let at = |part: &&str| order.iter().position(|known| known.eq_ignore_ascii_case(part));
        parts.iter().find_map(at)
    };
    let given = listed(a).zip(listed(b)).map(|(a, b)| a.cmp(&b)).filter(|order| order.is_ne());
    match (languages(a, b), given) {
        (Some(by_language), given) => Relation::Language(given.unwrap_or(by_language)),
        (None, Some(given)) => Relation::Version(given),
        (None, None) => {
            let numbers = a.iter().zip(b).find(|(a, b)| a != b).filter(|_| a.len() == b.len());
            numbers.and_then(|(a, b)| by_numbers(a, b)).map_or(Relation::Unknown, Relation::Version)
        }
    }
}

/// Whether two paths end in the same file name, apart from a language as in `name.sv.md`.
pub(super) fn same_name(a: &str, b: &str) -> bool {
    let name = |path: &str| -> Vec<String> {
        let pieces = path.rsplit('/').next().unwrap_or_default().split('.');
        pieces.filter(|piece| !is_language(piece)).map(str::to_owned).collect()
    };
    name(a) == name(b)
}

/// The folders of a path and the pieces of its file name.
fn parts(path: &str) -> Vec<&str> {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    folders.split('/').filter(|folder| !folder.is_empty()).chain(name.split('.')).collect()
}

/// The order of two languages, if that is how two paths differ. English is preferred, then the page that names no
/// language.
fn languages(a: &[&str], b: &[&str]) -> Option<Ordering> {
    let of = |parts: &[&str]| parts.iter().find(|part| is_language(part)).map(|part| part.to_ascii_lowercase());
    let (first, second) = (of(a), of(b));
    let only = |parts: &[&str]| parts.iter().all(|part| is_language(part));
    match (&first, &second) {
        (Some(a), Some(b)) if a != b => {}
        (Some(_), None) if only(a) && b.is_empty() => {}
        (None, Some(_)) if only(b) && a.is_empty() => {}
        _ => return None,
    }
    let rank = |language: &Option<String>| match language.as_deref() {
        Some(tag) if tag == "en" || tag.starts_with("en-") => 2,
        None => 1,
        Some(_) => 0,
    };
    // Of two other languages, the first in the alphabet is used.
    Some(rank(&first).cmp(&rank(&second)).then_with(|| second.cmp(&first)))
}

/// The codes of ISO 639-1, two letters each.
const LANGUAGES: &str = "aaabaeafakamanarasavayazbabebgbhbibmbnbobrbscacechcocrcscucvcydadedvdzeeeleneoeseteufafffi\
    fjfofrfygagdglgngugvhahehihohrhthuhyhziaidieigiiikioisitiujajvkakgkikjkkklkmknkokrkskukvkwkylalblglilnloltlulvmgmhmi\
    mkmlmnmrmsmtmynanbndnengnlnonnnrnvnyocojomorospapiplpsptqurmrnrorurwsascsdsesgsiskslsmsnsosqsrssstsusvswtatetgthtitk\
    tltntotrtstttwtyugukuruzvevivowawoxhyiyozazhzu";

/// Whether a part of a path is a language tag: `sv`, `nb-no`, `zh-Hans`.
fn is_language(part: &str) -> bool {
    let (code, region) = part.split_once(['-', '_']).unwrap_or((part, "xx"));
    let code = code.to_ascii_lowercase();
    (2..=4).contains(&region.len())
        && region.bytes().all(|byte| byte.is_ascii_alphabetic())
        && code.len() == 2
        && LANGUAGES.as_bytes().chunks(2).any(|known| known == code.as_bytes())
}

/// Compares two names by the numbers in them: `v9` is before `v10`, `2025-9` before `2025-11`, `v9` before `v9.1`.
/// `None` if the words between the numbers differ, or if the numbers are equal.
fn by_numbers(a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (tokens(a), tokens(b));
    for (a, b) in a.iter().zip(&b) {
        match (number(a), number(b)) {
            (Some(a), Some(b)) if a != b => return Some(a.len().cmp(&b.len()).then_with(|| a.cmp(b))),
            (Some(_), Some(_)) => {}
            _ if a.eq_ignore_ascii_case(b) => {}
            _ => return None,
        }
    }
    let more = |longer: &[&str], shorter: &[&str]| {
        let rest = longer.get(shorter.len()..).unwrap_or_default();
        !shorter.is_empty() && matches!(rest, ["." | "-" | "_", next, ..] if number(next).is_some())
    };
    match a.len().cmp(&b.len()) {
        Ordering::Less if more(&b, &a) => Some(Ordering::Less),
        Ordering::Greater if more(&a, &b) => Some(Ordering::Greater),
        _ => None,
    }
}

/// A name as numbers and the texts between them.
fn tokens(name: &str) -> Vec<&str> {
    name.char_indices()
        .filter(|(at, c)| {
            let before = name.get(..*at).and_then(|before| before.chars().next_back());
            before.is_some_and(|before| before.is_ascii_digit() != c.is_ascii_digit())
        })
        .map(|(at, _)| at)
        .chain([name.len()])
        .scan(0, |start, end| name.get(std::mem::replace(start, end)..end))
        .filter(|token| !token.is_empty())
        .collect()
}

/// The digits of a number, without leading zeros.
fn number(token: &str) -> Option<&str> {
    token.starts_with(|c: char| c.is_ascii_digit()).then(|| token.trim_start_matches('0'))
}

/// A fact on which two pages differ: what it is, where the first page states it, and where the second one does.
pub(crate) struct Difference {
    /// What differs, and what both pages say.
    pub(crate) says: String,
    /// The place on the page that is not used.
    pub(crate) span: Span,
    /// The place on the page that is used.
    pub(crate) other: Span,
}

/// The facts that two pages state differently; with `all`, also those that only one of them states.
pub(crate) fn differences(unused: &Operation, used: &Operation, all: bool) -> Vec<Difference> {
    let (first, second) = (facts(unused), facts(used));
    let mut found = Vec::new();
    for (name, (says, span)) in &first {
        match second.get(name) {
            Some((other, place)) if says != other => {
                let says = format!("{name} is `{says}` on one page and `{other}` on the other");
                found.push(Difference { says, span: *span, other: *place });
            }
            None if all => {
                let says = format!("only this page has {name}");
                found.push(Difference { says, span: *span, other: used.uid.span });
            }
            _ => {}
        }
    }
    for (name, (_, place)) in second.iter().filter(|(name, _)| all && !first.contains_key(*name)) {
        found.push(Difference { says: format!("this page lacks {name}"), span: unused.uid.span, other: *place });
    }
    found
}

/// Removes from the sample of the older page the properties whose rows contradict the newer page.
/// Returns the number of keys that were removed.
pub(super) fn forget(older: &mut Operation, newer: &Operation, side: Side) -> usize {
    let Some(rows) = newer.body(side).and_then(|body| body.rows.as_deref()) else { return 0 };
    let Some(body) = older.body_mut(side) else { return 0 };
    let mut wrong = BTreeSet::new();
    for row in body.rows.iter().flatten() {
        let other = rows.iter().find(|other| other.name.value == row.name.value);
        if other.is_some_and(|other| other.word.value != row.word.value) {
            wrong.insert(row.name.value.clone());
        }
    }
    if wrong.is_empty() {
        return 0;
    }
    body.sample.as_mut().map_or(0, |sample| without_keys(sample, &wrong))
}

/// Removes members of an object, or of the objects in an array. Returns the number of keys that were removed.
fn without_keys(json: &mut Json, wrong: &BTreeSet<String>) -> usize {
    let before = json.keys();
    match &mut json.kind {
        JsonKind::Array(elements) => {
            let mut kept = elements.to_vec();
            for element in kept.iter_mut().filter(|element| element.members().is_some()) {
                without_keys(element, wrong);
            }
            *elements = kept.into();
        }
        JsonKind::Object(members) => {
            *members = members.iter().filter(|(key, _)| !wrong.contains(&*key.name)).cloned().collect();
        }
        _ => {}
    }
    before - json.keys()
}

/// What a page states, by what it is about.
fn facts(operation: &Operation) -> BTreeMap<String, (String, Span)> {
    let mut facts = BTreeMap::new();
    let route = format!("{} {}", operation.method.as_str(), operation.path.value);
    facts.insert("the route".to_owned(), (route, operation.path.span));
    for parameter in &operation.parameters {
        let place = match parameter.place {
            Place::Path => "the path part",
            Place::Query => "the query parameter",
            Place::Header => "the header",
        };
        facts.insert(format!("{place} `{}`", parameter.name.value), (parameter.printed(), parameter.word.span));
    }
    for status in &operation.statuses {
        facts.insert(format!("the status {}", status.code), (status.code.to_string(), status.description.span));
    }
    for (side, word) in [(Side::Request, "request"), (Side::Response, "response")] {
        let Some(body) = operation.body(side) else { continue };
        facts.insert(format!("the {word} body"), (body.printed(), body.name.span));
        for row in body.rows.iter().flatten() {
            let name = format!("the property `{}` of the {word}", row.name.value);
            facts.insert(name, (row.word.value.printed(), row.word.span));
        }
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::{Ordering, Relation, is_language, relation, same_name};

    #[track_caller]
    fn check(a: &str, b: &str, order: &[&str], expected: Relation) {
        let order: Vec<String> = order.iter().map(|folder| (*folder).to_owned()).collect();
        assert_eq!(relation(a, b, &order), expected);
        let turned = match expected {
            Relation::Version(order) => Relation::Version(order.reverse()),
            Relation::Language(order) => Relation::Language(order.reverse()),
            Relation::Unknown => Relation::Unknown,
        };
        assert_eq!(relation(b, a, &order), turned);
    }

    #[test]
    fn numbers_in_folders_are_numbers() {
        let older = Relation::Version(Ordering::Less);
        check("v9/rest/x.md", "v10/rest/x.md", &[], older);
        check("docs/2025-9/x.md", "docs/2025-11/x.md", &[], older);
        check("v9/x.md", "v9.1/x.md", &[], older);
        check("9.9-beta/x.md", "9.10/x.md", &[], older);
        check("release 99/x.md", "release 100/x.md", &[], older);
        check("v09/x.md", "v9/x.md", &[], Relation::Unknown);
        check("v09.1/x.md", "v9.2/x.md", &[], older);
        check("old/x.md", "new/x.md", &[], Relation::Unknown);
        check("x.md", "copy/x.md", &[], Relation::Unknown);
        check("v10/x.md", "v10-beta/x.md", &[], Relation::Unknown);
    }

    #[test]
    fn only_a_separator_and_a_number_make_a_longer_name_newer() {
        let older = Relation::Version(Ordering::Less);
        check("v9/x.md", "v9-1/x.md", &[], older);
        check("v9/x.md", "v9_1.2/x.md", &[], older);
        check("v9/x.md", "v9.x/x.md", &[], Relation::Unknown);
        check("v9/x.md", "v9+1/x.md", &[], Relation::Unknown);
        check("v9/x.md", "v9.1x/x.md", &[], older);
        // The words before the numbers are compared without case; others are not ordered.
        check("V9/x.md", "v10/x.md", &[], older);
        check("a9/x.md", "b10/x.md", &[], Relation::Unknown);
    }

    #[test]
    fn the_first_folder_that_differs_decides() {
        check("v1/b/x.md", "v2/a/x.md", &[], Relation::Version(Ordering::Less));
        check("a/v2/x.md", "b/v1/x.md", &[], Relation::Unknown);
        check("a/v1/x.md", "v2/x.md", &[], Relation::Unknown);
    }

    #[test]
    fn an_order_is_given() {
        check("old/x.md", "new/x.md", &["old", "new"], Relation::Version(Ordering::Less));
        check("v9/x.md", "v10/x.md", &["v10", "v9"], Relation::Version(Ordering::Greater));
        check("en/x.md", "sv/x.md", &["en", "sv"], Relation::Language(Ordering::Less));
        check("OLD/x.md", "new/x.md", &["old", "new"], Relation::Version(Ordering::Less));
        check("old/x.md", "new/x.md", &["old"], Relation::Unknown);
        check("v9/all/x.md", "v10/all/x.md", &["all", "v10"], Relation::Version(Ordering::Less));
        check("v9/x.md", "all/x.md", &["v9", "v10"], Relation::Unknown);
    }

    #[test]
    fn a_translation_is_not_a_version() {
        let used = Relation::Language(Ordering::Greater);
        check("en/rest/x.md", "sv/rest/x.md", &[], used);
        check("rest/x.md", "sv/rest/x.md", &[], used);
        check("rest/x.md", "rest/x.nb-NO.md", &[], used);
        check("de/x.md", "sv/x.md", &[], used);
        check("en/v9/x.md", "sv/v10/x.md", &[], used);
        assert!(same_name("rest/x.md", "rest/x.sv.md") && !same_name("rest/x.md", "rest/y.md"));
        assert!(is_language("zh-Hans") && !is_language("v1") && !is_language("rest") && !is_language("xx"));
    }

    #[test]
    fn english_is_preferred_and_then_no_language() {
        let used = Relation::Language(Ordering::Greater);
        check("en-us/x.md", "de/x.md", &[], used);
        check("en/x.md", "x.md", &[], used);
        check("x.md", "de/x.md", &[], used);
        check("de/x.md", "EN-gb/x.md", &[], Relation::Language(Ordering::Less));
        // A language beside another difference is not a translation.
        check("sv/v9/x.md", "v10/x.md", &[], Relation::Unknown);
        check("sv/x.md", "v10/x.md", &[], Relation::Unknown);
        check("sv/v9/x.md", "sv/v10/x.md", &[], Relation::Version(Ordering::Less));
    }

    #[test]
    fn language_tags() {
        for tag in ["sv", "SV", "nb-no", "nb_NO", "zh-Hans"] {
            assert!(is_language(tag), "{tag}");
        }
        for tag in ["nb-n", "zh-Hanss", "nb-n0", "nb-", "avv", "a", "", "bc"] {
            assert!(!is_language(tag), "{tag}");
        }
    }

    #[test]
    fn the_language_is_not_a_part_of_the_name() {
        assert!(same_name("a/x.sv.md", "b/x.md"));
        assert!(!same_name("a/x.md", "a/x.txt"));
    }
}
