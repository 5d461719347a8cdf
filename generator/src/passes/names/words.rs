//! The words of names: what several names have in common, and the singular of many.
//!
//! In: names of properties, operations and types. Out: names made of their words. Knows nothing about the model.

use std::collections::BTreeSet;

/// Words that say too little without the name of their owner.
const COMMON: &[&str] = &[
    "Access",
    "Action",
    "Actions",
    "Change",
    "Code",
    "Column",
    "Content",
    "Data",
    "Date",
    "Day",
    "Destination",
    "Detail",
    "Element",
    "Encoding",
    "Entry",
    "Field",
    "Flags",
    "Format",
    "Group",
    "Info",
    "Item",
    "Key",
    "Kind",
    "Label",
    "Layout",
    "Level",
    "Line",
    "List",
    "Mask",
    "Measure",
    "Mode",
    "Name",
    "Object",
    "Option",
    "Origin",
    "Output",
    "Parameter",
    "Pattern",
    "Place",
    "Record",
    "Request",
    "Response",
    "Result",
    "Row",
    "Rule",
    "Scope",
    "Specification",
    "State",
    "Status",
    "Step",
    "Text",
    "Type",
    "Usage",
    "Value",
    "Version",
];

/// Words that add nothing to the end of a name: an `AttachmentInfo` is about an `Attachment`.
const EMPTY: &[&str] = &["Base", "Data", "Entity", "Info", "Item"];

/// Words that end the noun of a name, as in `StepsFromCode`.
pub(super) const PREPOSITIONS: &[&str] = &["By", "From", "For", "With", "On", "In", "At"];

/// Whether a word says too little to be a name.
pub(super) fn is_common(name: &str) -> bool {
    COMMON.contains(&name)
}

/// Splits a name: `TimeZoneDSTRule` is `Time`, `Zone`, `DST`, `Rule`.
pub(super) fn words(name: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for part in name.split(|c: char| !c.is_alphanumeric()) {
        let mut start = 0;
        let mut before: Option<char> = None;
        for (at, c) in part.char_indices() {
            let after = part.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next());
            let hump = before.is_some_and(|before| !before.is_uppercase())
                || (before.is_some() && after.is_some_and(char::is_lowercase));
            if c.is_uppercase() && hump {
                words.extend(part.get(start..at));
                start = at;
            }
            before = Some(c);
        }
        words.extend(part.get(start..));
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A name with its first letter in upper case, and nothing but letters and digits.
pub(super) fn pascal(text: &str) -> String {
    let mut out = String::new();
    for part in text.split(|c: char| !c.is_alphanumeric()) {
        let mut chars = part.chars();
        if let Some(first) = chars.next() {
            out.extend(first.to_uppercase());
            out.push_str(chars.as_str());
        }
    }
    out
}

/// The singular of a name: `Person` for `Persons`, `Category` for `Categories`. The noun may be followed by `Info` or by a
/// preposition: `AttachmentInfo` for `AttachmentsInfo`, `MembershipToAdd` for `MembershipsToAdd`.
pub(super) fn singular(name: &str) -> String {
    let words = words(name);
    let ends_noun = |(at, word): &(usize, &&str)| match **word {
        "Info" => at + 1 == words.len(),
        word => at + 1 < words.len() && (word == "To" || PREPOSITIONS.contains(&word)),
    };
    match words.iter().enumerate().skip(1).find(ends_noun) {
        Some((at, _)) => {
            let (noun, rest) = words.split_at(at);
            format!("{}{}", one(&noun.concat()), rest.concat())
        }
        None => one(name),
    }
}

fn one(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for ending in ["sses", "xes", "ches", "shes"] {
        if word.ends_with(ending) {
            return word.strip_suffix("es").unwrap_or(word).to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if !stem.ends_with(['s', 'u', 'i']) && !stem.is_empty() => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// Whether two words differ only in case and number.
fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || one(a).eq_ignore_ascii_case(&one(b))
}

/// Whether two names have a word in common.
pub(super) fn share_a_word(a: &str, b: &str) -> bool {
    let others = words(b);
    words(a).iter().any(|word| others.iter().any(|other| same(word, other)))
}

/// A name without the words at its end that add nothing: `TemporaryKey` for `TemporaryKeyInfo`.
pub(super) fn bare(name: &str) -> &str {
    let mut rest = name;
    while let Some(shorter) = words(rest).last().filter(|last| EMPTY.contains(last)).and_then(|last| {
        let shorter = rest.strip_suffix(*last)?;
        (!shorter.is_empty()).then_some(shorter)
    }) {
        rest = shorter;
    }
    rest
}

/// The words that all names begin with, and those that all end with: `TimeZoneRule` for `TimeZoneDSTRule` and
/// `TimeZoneSTDRule`. If there are none, the longest run that all names contain: `Order` for `OrderBy` and `SortOrder`.
pub(super) fn common(names: &BTreeSet<&str>) -> String {
    let split: Vec<Vec<&str>> = names.iter().map(|name| words(name)).collect();
    let Some(shortest) = split.iter().min_by_key(|words| words.len()) else { return String::new() };
    let equal = |pair: &(&&str, &&str)| same(pair.0, pair.1);
    let starts = split.iter().map(|words| shortest.iter().zip(words).take_while(equal).count());
    let start = starts.min().unwrap_or_default();
    let ends = split.iter().map(|words| shortest.iter().rev().zip(words.iter().rev()).take_while(equal).count());
    let end = ends.min().unwrap_or_default().min(shortest.len() - start);
    if start + end == 0 {
        return run(shortest, &split);
    }
    let plainest = |at: &dyn Fn(usize) -> Option<usize>| {
        split.iter().filter_map(|words| words.get(at(words.len())?)).min_by_key(|word| word.len()).copied()
    };
    let first = (0..start).filter_map(|at| plainest(&|_| Some(at)));
    first.chain((1..=end).rev().filter_map(|at| plainest(&|length| length.checked_sub(at)))).collect()
}

/// The longest run of words in `some` that all lists contain.
fn run(some: &[&str], all: &[Vec<&str>]) -> String {
    let has = |words: &[&str], run: &[&str]| {
        words.windows(run.len()).any(|window| window.iter().zip(run).all(|(a, b)| same(a, b)))
    };
    let mut runs = (1..=some.len()).rev().flat_map(|length| some.windows(length));
    let says_something = |run: &&[&str]| run.iter().any(|word| !PREPOSITIONS.contains(word) && word.len() > 2);
    let found = runs.find(|run| says_something(run) && all.iter().all(|words| has(words, run)));
    found.map(<[&str]>::concat).unwrap_or_default()
}

/// The noun that all names end with, after the words that all begin with. Empty if they end with different nouns.
pub(super) fn common_noun(names: &BTreeSet<&str>) -> String {
    let lasts: BTreeSet<String> = names.iter().filter_map(|name| words(name).last().map(|last| one(last))).collect();
    if lasts.len() == 1 { common(names) } else { String::new() }
}

/// All names joined by `Or`. Words that all of them end with are written once: `DirectOrMobilePhone`,
/// `DocumentOrFollowup`.
pub(super) fn either(names: &BTreeSet<&str>) -> String {
    let split: Vec<Vec<&str>> = names.iter().map(|name| words(name)).collect();
    let Some(last) = split.last() else { return String::new() };
    let ends = split.iter().map(|words| {
        let equal = words.iter().rev().zip(last.iter().rev()).take_while(|(a, b)| a == b).count();
        equal.min(words.len().saturating_sub(1))
    });
    let end = ends.min().unwrap_or_default();
    let starts: Vec<String> =
        split.iter().map(|words| words.iter().take(words.len() - end).copied().collect()).collect();
    let end: String = last.iter().skip(last.len() - end).copied().collect();
    format!("{}{end}", starts.join("Or"))
}

/// Whether a name ends with all words of another, in the singular or the plural.
pub(super) fn ends_with(name: &str, end: &str) -> bool {
    let (name, end) = (words(name), words(end));
    name.len() >= end.len() && name.iter().rev().zip(end.iter().rev()).all(|(a, b)| same(a, b))
}

/// The name of an owner followed by another name. Words that the first ends with and the second begins with are written
/// once: `UserType` for `User` and `UserType`, `CredentialsGroupUser` for `CredentialsGroupUsers` and `User`.
pub(super) fn owned(owner: &str, name: &str) -> String {
    let (first, then) = (words(owner), words(name));
    let twice = (1..=first.len().min(then.len())).rev().find(|count| {
        let end = first.get(first.len() - count..).unwrap_or_default();
        end.iter().zip(&then).all(|(a, b)| same(a, b))
    });
    let kept = first.get(..first.len() - twice.unwrap_or(0)).unwrap_or_default();
    format!("{}{}", kept.concat(), then.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn singular_of_a_name() {
        for (many, one) in [
            ("Persons", "Person"),
            ("Categories", "Category"),
            ("Addresses", "Address"),
            ("Status", "Status"),
            ("Access", "Access"),
            ("Boxes", "Box"),
            ("Emails", "Email"),
            ("MembershipsToAdd", "MembershipToAdd"),
            ("AttachmentsInfo", "AttachmentInfo"),
            ("AccessInfo", "AccessInfo"),
            ("OrderBy", "OrderBy"),
            ("s", "s"),
        ] {
            assert_eq!(singular(many), one);
        }
    }

    #[test]
    fn split_into_words() {
        for (name, expected) in [
            ("TimeZoneDSTRule", "Time Zone DST Rule"),
            ("EMailEntity", "E Mail Entity"),
            ("Html2Text", "Html2 Text"),
            ("_Links", "Links"),
        ] {
            assert_eq!(words(name).join(" "), expected);
        }
    }

    #[test]
    fn what_names_have_in_common() {
        for (names, expected) in [
            (&["ContactSummary", "PersonSummary"][..], "Summary"),
            (&["TargetDimension", "TargetGroup", "Targets"], "Target"),
            (&["TimeZoneDSTRule", "TimeZoneSTDRule"], "TimeZoneRule"),
            (&["Email", "Phone"], ""),
            (&["GetRowsOfRow"], "GetRowsOfRow"),
            (&["ArchiveOrderByInfo", "OrderBy", "SortOrder"], "Order"),
            (&["LampIdText", "IdOfDoor"], ""),
            (&["LampKeyText", "KeyOfDoor"], "Key"),
        ] {
            assert_eq!(common(&names.iter().copied().collect()), expected);
        }
        assert_eq!(common_noun(&["DirectPhone", "MobilePhone"].into()), "Phone");
        assert_eq!(common_noun(&["PhoneBook", "PhoneCall"].into()), "");
        assert_eq!(either(&["DirectPhone", "MobilePhone"].into()), "DirectOrMobilePhone");
        assert_eq!(either(&["Document", "Followup"].into()), "DocumentOrFollowup");
        assert_eq!(either(&["Phone", "MobilePhone"].into()), "MobilePhoneOrPhone");
    }

    #[test]
    fn names_after_their_owner() {
        for (owner, name, expected) in [
            ("Thing", "Type", "ThingType"),
            ("User", "UserType", "UserType"),
            ("CredentialsGroupUsers", "User", "CredentialsGroupUser"),
            ("", "Type", "Type"),
        ] {
            assert_eq!(owned(owner, name), expected);
        }
        assert_eq!(bare("TemporaryKeyInfo"), "TemporaryKey");
        assert_eq!(bare("FieldInfoBase"), "Field");
        assert_eq!(bare("Entity"), "Entity");
    }
}
