//! Sentences about conditions, written by rule: properties that are true or false, and operations that answer a question.
//!
//! In: the words of a name. Out: `Whether it has an alarm.`, or a label if the name has no form that is known here.

use super::words::{LINKS, is_adjective, is_participle, is_passive, is_plural, label, phrase, some, the};

/// Verbs that say what a flag turns on.
const SWITCHES: [&str; 4] = ["hide", "include", "show", "use"];

/// The description of a property or parameter that is true or false.
pub(super) fn flag(words: &[String]) -> String {
    let Some((first, rest)) = words.split_first() else { return label(words) };
    let (second, third) = (word(rest, 0), word(rest, 1));
    let is_link = |word: &str| LINKS.contains(&word);
    match first.as_str() {
        adjective
            if rest.is_empty() && is_adjective(adjective) && (is_passive(adjective) || !is_participle(adjective)) =>
        {
            format!("Whether it is {adjective}.")
        }
        "is" if is_link(second) || (is_adjective(second) && (third.is_empty() || is_link(third))) => {
            format!("Whether it is {}.", phrase(rest))
        }
        "has" if second == "been" && !third.is_empty() => format!("Whether it has {}.", phrase(rest)),
        "has" if second == "own" && !third.is_empty() => format!("Whether it has its {}.", phrase(rest)),
        "has" if is_noun(rest) => format!("Whether it has {}.", some(&phrase(rest))),
        switch if SWITCHES.contains(&switch) && is_noun(rest) && second != "no" => {
            let what = phrase(rest);
            let bare = is_plural(rest.last().map_or("", String::as_str))
                || ["all", "only"].contains(&second)
                || what.chars().all(char::is_uppercase);
            format!("Whether to {switch} {}.", if bare { what } else { the(&what) })
        }
        _ => label(words),
    }
}

/// The summary of an operation whose name asks a question, if its form is known.
pub(super) fn question(words: &[String]) -> Option<String> {
    let at = words.iter().position(|word| matches!(word.as_str(), "is" | "exists"));
    let clause = match at.and_then(|at| Some((at, words.get(at)?.as_str()))) {
        Some((0, "is")) => return is(words.get(1..)?),
        Some((0, _)) if is_noun(words.get(1..)?) => format!("{} exists", the(&phrase(words.get(1..)?))),
        Some((at, verb)) if at > 0 => {
            let (subject, rest) = (words.get(..at)?, words.get(at + 1..)?);
            let is_form = is_noun(subject)
                && if verb == "is" { rest.len() == 1 && is_adjective(word(rest, 0)) } else { rest.is_empty() };
            is_form.then(|| format!("{} {}", the(&phrase(subject)), phrase(words.get(at..).unwrap_or_default())))?
        }
        _ => match words.split_first()? {
            (first, rest) if first == "has" && is_noun(rest) => {
                let be = if is_plural(rest.last()?) { "are" } else { "is" };
                format!("there {be} {}", some(&phrase(rest)))
            }
            (first, rest) if first == "supports" && is_noun(rest) => {
                let be = if is_plural(rest.last()?) { "are" } else { "is" };
                format!("{} {be} supported", phrase(rest))
            }
            _ => return None,
        },
    };
    Some(format!("Checks whether {clause}."))
}

/// The summary for the words after `is`: `number`, `valid`, `with`, `reason`.
fn is(words: &[String]) -> Option<String> {
    if LINKS.contains(&word(words, 0)) && words.len() > 1 {
        return Some(format!("Checks whether it is {}.", phrase(words)));
    }
    let at = words.iter().rposition(|word| is_adjective(word)).filter(|at| *at > 0)?;
    let (subject, rest) = words.split_at_checked(at)?;
    let (adjective, tail) = rest.split_first()?;
    let subject = phrase(subject);
    let subject = if subject.starts_with("any ") { subject } else { the(&subject) };
    match tail {
        [] => Some(format!("Checks whether {subject} is {adjective}.")),
        [with, what @ ..] if with == "with" && is_noun(what) => {
            Some(format!("Checks whether {subject} is {adjective}, {}.", phrase(tail)))
        }
        _ => None,
    }
}

/// Whether words are a noun phrase as far as can be told.
fn is_noun(words: &[String]) -> bool {
    words.last().is_some_and(|last| !is_adjective(last) && !LINKS.contains(&last.as_str()))
        && words.first().is_some_and(|first| !LINKS.contains(&first.as_str()))
        && !words.iter().any(|word| word == "to")
}

fn word(words: &[String], at: usize) -> &str {
    words.get(at).map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::{flag, question};

    #[test]
    fn flags() {
        for (name, expected) in [
            ("Deleted", "Whether it is deleted."),
            ("IsPublished", "Whether it is published."),
            ("IsVisibleForMembers", "Whether it is visible for members."),
            ("IsInUseInGuides", "Whether it is in use in guides."),
            ("IsRecurrence", "Is recurrence."),
            ("HasBeenPublished", "Whether it has been published."),
            ("HasAlarm", "Whether it has an alarm."),
            ("HasCalendarData", "Whether it has calendar data."),
            ("HasOwnAddress", "Whether it has its own address."),
            ("HideLabel", "Whether to hide the label."),
            ("UseGroupsAndHeadings", "Whether to use groups and headings."),
            ("UseSSL", "Whether to use SSL."),
            ("IncludeDeleted", "Include deleted."),
            ("ShowInMenuBar", "Show in menu bar."),
            ("Succeeded", "Succeeded."),
            ("NoMailing", "No mailing."),
        ] {
            assert_eq!(flag(&words(name)), expected);
        }
    }

    #[test]
    fn questions() {
        for (name, expected) in [
            ("HasGuide", Some("Checks whether there is a guide.")),
            ("HasGuideActivities", Some("Checks whether there are guide activities.")),
            ("IsNumberValid", Some("Checks whether the number is valid.")),
            ("IsPasswordValidWithReason", Some("Checks whether the password is valid, with reason.")),
            ("IsWithinOpeningHours", Some("Checks whether it is within opening hours.")),
            ("SessionIsValid", Some("Checks whether the session is valid.")),
            ("EventHandlerExists", Some("Checks whether the event handler exists.")),
            ("ExistsSystemEvent", Some("Checks whether the system event exists.")),
            ("SupportsAdvancedSearch", Some("Checks whether advanced search is supported.")),
            ("WillSendEmail", None),
            ("IsFavourite", None),
        ] {
            assert_eq!(question(&words(name)).as_deref(), expected, "{name}");
        }
    }
}
