//! The summary of an operation, written by rule from its verb, its path and its name.
//!
//! In: an operation. Out: one sentence in the third person, as in `Gets a contact by its id.` It claims nothing that the
//! name and the path do not say. A name that cannot be part of a sentence becomes a label, as in `Batch reply.`

use super::flags::question;
use super::words::{
    LINKS, a, capital, is_adjective, is_participle, is_plural, is_uncountable, label, phrase, plural, singular, the,
    third, words,
};
use crate::model::{Method, Operation};

/// Verbs that start the names of operations.
const VERBS: [&str; 118] = [
    "accept",
    "activate",
    "add",
    "anonymize",
    "append",
    "approve",
    "archive",
    "assign",
    "authenticate",
    "block",
    "break",
    "build",
    "calculate",
    "cancel",
    "change",
    "check",
    "clean",
    "clear",
    "close",
    "collect",
    "complete",
    "confirm",
    "connect",
    "convert",
    "copy",
    "count",
    "create",
    "deactivate",
    "decline",
    "decode",
    "decrypt",
    "delete",
    "detect",
    "disable",
    "disconnect",
    "download",
    "duplicate",
    "edit",
    "empty",
    "enable",
    "encode",
    "encrypt",
    "ensure",
    "execute",
    "export",
    "extend",
    "fetch",
    "figure",
    "fill",
    "filter",
    "find",
    "flush",
    "force",
    "forward",
    "generate",
    "get",
    "guess",
    "import",
    "include",
    "initialize",
    "insert",
    "invoke",
    "load",
    "lock",
    "log",
    "make",
    "mark",
    "match",
    "merge",
    "migrate",
    "move",
    "normalize",
    "notify",
    "offer",
    "open",
    "parse",
    "perform",
    "pick",
    "place",
    "populate",
    "preview",
    "process",
    "publish",
    "read",
    "rebuild",
    "recalculate",
    "refresh",
    "regenerate",
    "register",
    "reject",
    "relay",
    "remove",
    "rename",
    "render",
    "reopen",
    "replace",
    "report",
    "request",
    "reset",
    "resolve",
    "restore",
    "resync",
    "revert",
    "run",
    "sanitize",
    "save",
    "search",
    "send",
    "set",
    "signal",
    "sort",
    "split",
    "start",
    "stop",
    "subscribe",
    "substitute",
    "suggest",
    "sync",
];

/// More of them, which a longer list would hide.
const RARE: [&str; 24] = [
    "test",
    "toggle",
    "train",
    "transfer",
    "translate",
    "truncate",
    "unassign",
    "unblock",
    "undelete",
    "undo",
    "unlock",
    "unregister",
    "unsubscribe",
    "update",
    "upgrade",
    "upload",
    "upsert",
    "use",
    "validate",
    "verify",
    "view",
    "wait",
    "withdraw",
    "write",
];

/// Words that start the name of a question.
const QUESTIONS: [&str; 8] = ["can", "did", "does", "exists", "has", "is", "supports", "will"];

/// Words after which the rest of a name is a clause, as in `GetCanInsertForAssociates`.
const CLAUSES: [&str; 5] = ["applies", "can", "has", "have", "is"];

/// Words after a verb that belong to it, as in `pick up`.
const PARTICLES: [&str; 4] = ["down", "off", "out", "up"];

/// Words that have no article before them.
const BARE: [&str; 8] = ["all", "any", "every", "many", "my", "other", "several", "single"];

/// The summary of an operation.
pub(super) fn summary(operation: &Operation) -> String {
    let mut all = words(without_method(&operation.name));
    // `Foo2` and `FooV2` are later forms of `Foo`.
    let is_number = |word: &String| {
        let digits = word.trim_start_matches('v');
        !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
    };
    match all.pop_if(|word| is_number(word)) {
        Some(number) => {
            let sentence = sentence(operation, &all);
            format!("{} ({number}).", sentence.trim_end_matches('.'))
        }
        None => sentence(operation, &all),
    }
}

/// The summary of an operation with these words.
fn sentence(operation: &Operation, all: &[String]) -> String {
    let mut rest = all;
    let Some((first, after)) = rest.split_first() else { return plain(operation) };
    if QUESTIONS.contains(&first.as_str()) {
        return question(all).unwrap_or_else(|| label(all));
    }
    let default = first == "default" || (first == "create" && after.first().is_some_and(|word| word == "default"));
    if default {
        let what = if first == "default" { after } else { after.get(1..).unwrap_or_default() };
        let (what, tail) = object(what);
        let what = if what.is_empty() { resource(operation) } else { what };
        return format!("Gets a new {} with default values{tail}.", singular(&what));
    }
    let verb = match first.as_str() {
        "post" if operation.method != Method::Put => Some("create"),
        "post" => Some("update"),
        "put" => Some("update"),
        "patch" => Some("patch"),
        word if is_verb(word) => Some(word),
        "checkin" | "checkout" | "cleanup" => None,
        _ => return nouns(operation, all),
    };
    rest = after;
    if has_no_object(verb, rest) {
        return label(all);
    }
    let mut says = match (verb, first.as_str()) {
        (Some("log"), _) if rest.first().is_some_and(|word| word == "on" || word == "in") => "logs".to_owned(),
        (Some(verb), _) => third(verb),
        (None, "checkin") => "checks in".to_owned(),
        (None, "checkout") => "checks out".to_owned(),
        (None, _) => "cleans up".to_owned(),
    };
    if let Some((particle, after)) = rest.split_first().filter(|(word, _)| PARTICLES.contains(&word.as_str())) {
        says = format!("{says} {particle}");
        rest = after;
    }
    let (what, tail) = object(rest);
    let sentence = match verb {
        Some(_) if what.is_empty() && (!is_about_resource(operation) || (!tail.is_empty() && verb != Some("get"))) => {
            format!("{says}{tail}")
        }
        Some("patch") => format!("Changes some properties of {}{tail}", one(operation, &what)),
        Some("get") => format!("Gets {}{}", got(operation, &what, &tail), tail),
        Some("create" | "add" | "insert" | "generate" | "register") => {
            format!("{says} {}{tail}", new(operation, &what))
        }
        _ => format!("{says} {}{tail}", one(operation, &what)),
    };
    format!("{}.", capital(sentence.trim()))
}

/// Whether the words after a verb are not the thing that it is about: a clause, a participle, or a link at the end.
fn has_no_object(verb: Option<&str>, rest: &[String]) -> bool {
    let Some(last) = rest.last() else { return false };
    let is_noun = matches!(verb, Some("report" | "request")) && rest.first().is_some_and(|word| word == "for");
    let is_clause = rest.iter().any(|word| CLAUSES.contains(&word.as_str()));
    let is_thing = matches!(verb, Some("create" | "delete" | "get" | "patch" | "save" | "update"));
    let is_state = is_participle(last) && (verb == Some("set") || (rest.len() > 1 && !is_thing));
    is_noun || is_clause || is_state || LINKS.contains(&last.as_str())
}

/// Whether an operation without an object is about its resource. The name of an agent does not say this, but a request
/// with the thing or its id does.
fn is_about_resource(operation: &Operation) -> bool {
    let rows = || operation.request.iter().flat_map(|body| body.rows.iter().flatten());
    let resource = resource(operation);
    let is_resource = |name: &str| {
        let words = words(name);
        let thing = match words.split_last() {
            Some((last, rest)) if ["entity", "id", "ids"].contains(&last.as_str()) => rest,
            _ => words.as_slice(),
        };
        let thing = singular(&phrase(thing));
        // As in `SourcePersonId`.
        thing.strip_suffix(&resource).is_some_and(|before| before.is_empty() || before.ends_with(' '))
    };
    !operation.controller.ends_with("Agent") || rows().any(|row| is_resource(&row.name.value))
}

fn is_verb(word: &str) -> bool {
    VERBS.contains(&word) || RARE.contains(&word)
}

/// The name without the method that some names start or end with, as in `HttpPutSaveFoo` and `SaveFoo_POST`.
fn without_method(name: &str) -> &str {
    let ends = ["_GET", "_POST", "_PUT", "_PATCH", "_DELETE"];
    let name = ends.iter().find_map(|end| name.strip_suffix(end)).filter(|rest| !rest.is_empty()).unwrap_or(name);
    let rest = name.strip_prefix("Http").unwrap_or(name);
    let verb = ["Get", "Post", "Put", "Patch", "Delete"].iter().find_map(|verb| rest.strip_prefix(verb));
    match verb.filter(|bare| rest.len() < name.len() && bare.starts_with(|c: char| c.is_ascii_uppercase())) {
        Some(bare) => bare,
        None => name,
    }
}

/// A phrase without the word `entity`, and the words from the first link on, as in ` by email`.
fn object(words: &[String]) -> (String, String) {
    // The words of `in use` belong to the noun after them.
    let in_use = |at: usize| {
        words.get(at).is_some_and(|word| word == "in") && words.get(at + 1).is_some_and(|next| next == "use")
    };
    let at =
        (0..words.len()).find(|at| words.get(*at).is_some_and(|word| LINKS.contains(&word.as_str())) && !in_use(*at));
    let (what, tail) = words.split_at_checked(at.unwrap_or(words.len())).unwrap_or((words, &[]));
    // A type is called `ContactEntity`, the thing is a contact.
    let kept = what.iter().enumerate().filter(|(at, word)| *at == 0 || *word != "entity");
    let bare: Vec<String> = kept.map(|(_, word)| word.clone()).collect();
    (phrase(&bare), tail_of(tail))
}

/// The words from the first link on, with articles where a noun follows.
fn tail_of(words: &[String]) -> String {
    let mut out = String::new();
    let is_link = |word: &str| LINKS.contains(&word);
    let mut before = "";
    for (at, word) in words.iter().enumerate() {
        let after = words.get(at + 1..).unwrap_or_default();
        // Only the name of a type ends in this word.
        if word == "entity" && after.is_empty() && !is_link(before) {
            continue;
        }
        out.push(' ');
        let again = matches!(before, "and" | "or") && is_verb(word);
        out.push_str(&if again { third(word) } else { word.clone() });
        before = word;
        let next = after.first().map_or("", String::as_str);
        let object = after.iter().take_while(|word| !is_link(word)).last().map_or("", String::as_str);
        let takes_article = match word.as_str() {
            "to" => !is_verb(next),
            word if again => !is_link(word) && !is_plural(object) && !is_uncountable(object),
            word => ["for", "from", "in", "of", "on"].contains(&word),
        };
        if takes_article && !next.is_empty() && !is_link(next) && !is_plural(next) && !BARE.contains(&next) {
            out.push_str(" the");
        }
    }
    out
}

/// What an operation is about: the words of its controller.
fn resource(operation: &Operation) -> String {
    let controller = ["Entity", "Agent", "List"].iter().fold(operation.controller.as_str(), |name, end| {
        name.strip_suffix(end).filter(|rest| !rest.is_empty()).unwrap_or(name)
    });
    phrase(&words(controller))
}

/// The last segment of the path that is not a placeholder, and the placeholder after it.
fn last(operation: &Operation) -> (String, Option<&str>) {
    let mut parts = operation.path.value.rsplit('/');
    let end = parts.next().unwrap_or_default();
    match end.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => (parts.next().unwrap_or_default().to_owned(), Some(name)),
        None => (end.to_owned(), None),
    }
}

/// One thing or several: `the contact`, `contacts`.
fn one(operation: &Operation, what: &str) -> String {
    let what = if what.is_empty() { resource(operation) } else { what.to_owned() };
    match what.strip_prefix("all ") {
        Some(rest) => format!("all {}", plural(rest)),
        None if what == "all" => "everything".to_owned(),
        None if before_noun(&what) => the(&format!("{what} {}", resource(operation))),
        None if is_plural(last_word(&what)) || BARE.iter().any(|bare| first_word(&what) == *bare) => what,
        None if about(operation, &what) => a(&what),
        None => the(&what),
    }
}

/// A new thing: `a contact`.
fn new(operation: &Operation, what: &str) -> String {
    let what = if what.is_empty() { resource(operation) } else { what.to_owned() };
    let last = last_word(&what);
    if what.starts_with("all ") || is_plural(last) || is_uncountable(last) { one(operation, &what) } else { a(&what) }
}

/// What a call returns: `a contact by its id`, `all categories`.
fn got(operation: &Operation, what: &str, tail: &str) -> String {
    let (segment, placeholder) = last(operation);
    if what == "all" || what.is_empty() {
        if !tail.is_empty() {
            return if what.is_empty() { plural(&resource(operation)) } else { "everything".to_owned() };
        }
        let segment = phrase(&words(&segment));
        let resource = resource(operation);
        let same = singular(&segment).replace(' ', "") == resource.replace(' ', "");
        return match same || segment == resource || placeholder.is_some() {
            true => plural(&resource),
            false => format!("{} of the {resource} list", plural(&segment)),
        };
    }
    let text = one(operation, what);
    match placeholder {
        Some("id" | "Id") if tail.is_empty() && about(operation, what) => format!("{} by its id", a(what)),
        _ => text,
    }
}

/// Whether a phrase names what the operation is about.
fn about(operation: &Operation, what: &str) -> bool {
    !is_uncountable(last_word(what)) && !is_plural(last_word(what)) && what == resource(operation)
}

/// Whether a phrase is a participle without its noun, as in `AcceptRejected`.
fn before_noun(phrase: &str) -> bool {
    phrase.len() > 4 && phrase.ends_with("ed") && !phrase.ends_with("eed") && !phrase.contains(' ')
}

fn first_word(phrase: &str) -> &str {
    phrase.split(' ').next().unwrap_or(phrase)
}

fn last_word(phrase: &str) -> &str {
    phrase.rsplit(' ').next().unwrap_or(phrase)
}

/// The summary of an operation whose name has no verb: a part of a resource, or a word for what is done.
fn nouns(operation: &Operation, all: &[String]) -> String {
    if let Some(question) = question(all) {
        return question;
    }
    // A verb that is not at the start is part of a clause.
    if operation.method != Method::Get || all.iter().any(|word| is_verb(word)) {
        return label(all);
    }
    let (what, tail) = object(all);
    let owner = operation.path.value.split_once("/{").map(|(before, _)| before);
    let owner = owner.and_then(|before| before.rsplit('/').next()).map(|part| singular(&phrase(&words(part))));
    if let (Some(owner), true, true) = (&owner, is_adjective(&what), tail.is_empty()) {
        return format!("Gets {}.", a(&format!("{what} {owner}")));
    }
    let what = the(&what);
    match owner.filter(|_| tail.is_empty()) {
        Some(owner) => format!("Gets {what} of {}.", a(&owner)),
        None => format!("Gets {what}{tail}."),
    }
}

/// The summary of an operation without a name.
fn plain(operation: &Operation) -> String {
    format!("Calls `{} {}`.", operation.method.as_str(), operation.path.value)
}
