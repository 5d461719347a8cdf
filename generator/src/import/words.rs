//! English words in the names of the API, and the few rules of grammar that sentences about them need.
//!
//! In: a name as in `MobilePhones`. Out: its words, their plurals and articles. This module does not know what a name
//! stands for.

/// Abbreviations that are written in capitals.
const CAPITALS: [&str; 24] = [
    "API", "CRM", "CSS", "CSV", "ERP", "FTP", "GUI", "GUID", "HTML", "HTTP", "IMAP", "IP", "ISO", "JSON", "MDO",
    "OIDC", "PDF", "SMS", "SMTP", "URI", "URL", "UTC", "VAT", "XML",
];

/// Words that link two parts of a name.
pub(super) const LINKS: [&str; 17] = [
    "and", "as", "at", "before", "by", "for", "from", "if", "in", "of", "on", "or", "to", "using", "with", "within",
    "without",
];

/// Nouns without a plural.
const UNCOUNTABLE: [&str; 9] =
    ["access", "consent", "content", "contents", "data", "history", "info", "information", "metadata"];

/// Words that are not the name of a thing.
const ADJECTIVES: [&str; 24] = [
    "active",
    "blank",
    "builtin",
    "busy",
    "current",
    "default",
    "external",
    "free",
    "important",
    "internal",
    "mandatory",
    "optional",
    "personal",
    "present",
    "private",
    "public",
    "simple",
    "standard",
    "synchronous",
    "tentative",
    "unique",
    "unread",
    "valid",
    "writeable",
];

/// The words of a name: `MobilePhones` is `mobile`, `phones`; `TZLocationID` is `TZ`, `location`, `id`.
pub(super) fn words(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut found: Vec<String> = Vec::new();
    let mut word = String::new();
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| chars.get(before));
        let after = chars.get(at + 1);
        let is_upper = |c: Option<&char>| c.is_some_and(|c| c.is_uppercase());
        // `IDs` and `URLs` are one word.
        let is_plural = after == Some(&'s') && chars.get(at + 2).is_none_or(|c| !c.is_lowercase());
        let hump = c.is_uppercase()
            && (before.is_some_and(|before| before.is_lowercase() || before.is_ascii_digit())
                || (is_upper(before) && after.is_some_and(|after| after.is_lowercase()) && !is_plural));
        let number = c.is_ascii_digit() && before.is_some_and(|before| before.is_lowercase());
        if !c.is_alphanumeric() || hump || number {
            found.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.push(*c);
        }
    }
    found.push(word);
    // `cRMScript` is `CRMScript` with a small letter at its start.
    if let [first, second, ..] = found.as_mut_slice()
        && first.len() == 1
        && second.len() > 1
        && second.chars().all(char::is_uppercase)
    {
        *second = first.to_uppercase() + second;
        first.clear();
    }
    let mut words: Vec<String> = Vec::new();
    for word in found.into_iter().filter(|word| !word.is_empty()).map(|word| spelling(&word)) {
        match (words.last_mut(), word.as_str()) {
            // `EMail` is one word, and so are `EMarketing` and `UDef`.
            (Some(last), _) if *last == "e" && word.starts_with("mail") => last.push_str(&word),
            (Some(last), _) if *last == "e" => *last = format!("e-{word}"),
            (Some(last), "def") if *last == "u" => *last = spelling("UDEF"),
            _ => words.push(word),
        }
    }
    words
}

/// A word as it is written inside a sentence.
fn spelling(word: &str) -> String {
    let upper = word.to_ascii_uppercase();
    match upper.as_str() {
        "ID" => return "id".to_owned(),
        "IDS" => return "ids".to_owned(),
        "UDEF" => return "user-defined".to_owned(),
        "ODATA" => return "OData".to_owned(),
        _ => {}
    }
    if CAPITALS.contains(&upper.as_str()) {
        return upper;
    }
    if let Some(one) = upper.strip_suffix('S').filter(|one| CAPITALS.contains(one)) {
        return format!("{one}s");
    }
    let letters = word.chars().filter(|c| c.is_alphabetic());
    let acronym = letters.clone().count() > 1 && letters.clone().all(char::is_uppercase);
    let plural = word.len() > 2 && word.strip_suffix('s').is_some_and(|one| one.chars().all(char::is_uppercase));
    if acronym || plural { word.to_owned() } else { word.to_lowercase() }
}

/// The words as one phrase.
pub(super) fn phrase(words: &[String]) -> String {
    words.join(" ")
}

/// Whether a noun is in the plural.
pub(super) fn is_plural(noun: &str) -> bool {
    noun.len() > 2 && noun.ends_with('s') && !["ss", "us", "is", "sms", "alias"].iter().any(|end| noun.ends_with(end))
}

/// Whether a noun has no plural.
pub(super) fn is_uncountable(noun: &str) -> bool {
    UNCOUNTABLE.contains(&noun)
}

/// Whether a word is a participle, as in `deleted`.
pub(super) fn is_participle(word: &str) -> bool {
    ["hidden", "seen", "sent"].contains(&word) || (word.len() > 3 && word.ends_with("ed") && !word.ends_with("eed"))
}

/// Whether a participle can stand after `it was`.
pub(super) fn is_passive(word: &str) -> bool {
    is_participle(word) && !["expired", "failed", "happened", "occurred", "succeeded"].contains(&word)
}

/// Whether a word describes a thing and does not name one.
pub(super) fn is_adjective(word: &str) -> bool {
    let ends = ["able", "ible"].iter().any(|end| word.ends_with(end));
    ADJECTIVES.contains(&word)
        || is_participle(word)
        || (ends && !["disable", "enable", "table", "timetable", "variable"].contains(&word))
}

/// The plural of a phrase.
pub(super) fn plural(phrase: &str) -> String {
    let last = phrase.rsplit(' ').next().unwrap_or(phrase);
    if is_plural(last) || is_uncountable(last) {
        return phrase.to_owned();
    }
    if is_participle(last) {
        return format!("{phrase} items");
    }
    let stem = |end: char| phrase.strip_suffix(end);
    match stem('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if ["s", "x", "ch", "sh"].iter().any(|end| phrase.ends_with(end)) => format!("{phrase}es"),
        _ => format!("{phrase}s"),
    }
}

/// The singular of a phrase.
pub(super) fn singular(phrase: &str) -> String {
    let last = phrase.rsplit(' ').next().unwrap_or(phrase);
    if !is_plural(last) {
        return phrase.to_owned();
    }
    if let Some(stem) = phrase.strip_suffix("ies") {
        return format!("{stem}y");
    }
    match phrase.strip_suffix("es") {
        Some(stem) if ["ss", "x", "ch", "sh", "us"].iter().any(|end| stem.ends_with(end)) => stem.to_owned(),
        _ => phrase.strip_suffix('s').unwrap_or(phrase).to_owned(),
    }
}

/// A phrase with `a` or `an`.
pub(super) fn a(phrase: &str) -> String {
    let first = phrase.split(' ').next().unwrap_or(phrase);
    let capitals = first.len() > 1 && first.chars().all(|c| c.is_ascii_uppercase());
    let vowel = match first.chars().next() {
        // The names of these letters start with a vowel, as in `an SMS`.
        Some(letter) if capitals => "AEFHILMNORSX".contains(letter),
        // As in `a user` and `a unit`.
        Some('u') => !["us", "uni", "uti"].iter().any(|start| first.starts_with(start)),
        Some(letter) => "aeioAEIO".contains(letter),
        None => false,
    };
    format!("{} {phrase}", if vowel { "an" } else { "a" })
}

/// A phrase with `the`.
pub(super) fn the(phrase: &str) -> String {
    format!("the {phrase}")
}

/// A noun phrase with its indefinite article, if it takes one: `a guide`, `guides`, `calendar data`.
pub(super) fn some(phrase: &str) -> String {
    let last = phrase.rsplit(' ').next().unwrap_or(phrase);
    if is_plural(last) || is_uncountable(last) { phrase.to_owned() } else { a(phrase) }
}

/// A name in words as a label: `Created by.`
pub(super) fn label(words: &[String]) -> String {
    format!("{}.", capital(&phrase(words)))
}

/// A text with a capital letter at its start.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The third person of a verb: `gets`, `searches`, `copies`, `undoes`.
pub(super) fn third(verb: &str) -> String {
    match verb.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| verb.ends_with(end)) => format!("{verb}es"),
        _ => format!("{verb}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words() {
        let check = |name: &str, expected: &str| assert_eq!(phrase(&words(name)), expected);
        check("MobilePhones", "mobile phones");
        check("TZLocationID", "TZ location id");
        check("contactIds", "contact ids");
        check("SourceIDs", "source ids");
        check("ImageURLs", "image URLs");
        check("Number1", "number 1");
        check("_Links", "links");
        check("odata.nextLink", "OData next link");
        check("EMailAddress", "email address");
        check("cRMScriptId", "CRM script id");
        check("EMarketingUrl", "e-marketing URL");
        check("UDefFieldId", "user-defined field id");
        check("Urls", "URLs");
        check("SMSBody", "SMS body");
        check("HtmlBody", "HTML body");
        check("sr_id", "sr id");
    }

    #[test]
    fn numbers_of_nouns() {
        for (one, many) in [
            ("contact", "contacts"),
            ("category", "categories"),
            ("business", "businesses"),
            ("sales key", "sales keys"),
            ("status", "statuses"),
            ("address", "addresses"),
        ] {
            assert_eq!(plural(one), many);
            assert_eq!(singular(many), one);
        }
        assert_eq!(plural("currencies"), "currencies");
        assert_eq!(plural("data"), "data");
        assert_eq!(plural("reason stalled"), "reason stalled items");
    }

    #[test]
    fn articles_and_verbs() {
        assert_eq!(
            [a("user"), a("appointment"), a("SMS"), a("URL"), a("CRM id"), a("update")].join(", "),
            "a user, an appointment, an SMS, a URL, a CRM id, an update"
        );
        assert_eq!(
            [third("get"), third("copy"), third("search"), third("undo"), third("display")].join(", "),
            "gets, copies, searches, undoes, displays"
        );
    }
}
