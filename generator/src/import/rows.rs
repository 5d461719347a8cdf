//! Descriptions of properties, parameters, headers and statuses, written by rule.
//!
//! In: a name, the type that the model has decided, and the text of the page. Out: a sentence that states only facts: the
//! name in words, a value of the enumeration, the MDO list that the text names, and whether it is deprecated. A name that
//! cannot be part of a sentence becomes a label, as in `Created by.`

use super::flags::flag;
use super::words::{
    LINKS, capital, is_adjective, is_participle, is_passive, is_plural, label, phrase, plural, singular, words,
};
use crate::model::{Api, Entity, Origin, Type};

/// Words that start the names of conditions.
const CONDITIONS: [&str; 12] = ["allow", "allows", "can", "do", "has", "have", "is", "may", "must", "no", "not", "use"];

/// The marker in the text of a property whose values are the entries of a list.
const LIST: &str = "MDO List name \"";

/// The description of a property. `text` is that of the page, of which only facts are used.
pub(super) fn property(api: &Api, entity: Option<&Entity>, name: &str, text: &str) -> String {
    let property = entity.and_then(|entity| entity.property(name));
    let ty = property.map(|property| &property.ty.value);
    let mut sentence = noun(name, ty);
    if let Some(Type::Enum(id)) = ty.map(Type::innermost) {
        let known = &api.enums[*id];
        // The word that samples show supports the enumeration.
        let shown = property.and_then(|property| property.samples.iter().find_map(|seen| seen.json.as_str()));
        let shown = shown.filter(|shown| known.words.iter().any(|word| word == shown));
        if let (false, Some(word)) = (known.complete, shown.or(known.words.first().map(String::as_str))) {
            sentence = format!("{sentence} One of several values, as in `{word}`.");
        }
    }
    // A type that no heading names may be named after the word that descriptions use for it.
    let unnamed = entity.filter(|entity| entity.origin != Origin::Docs);
    if let Some(entity) =
        unnamed.filter(|entity| mentions(text, &entity.name) && entity.property(&entity.name).is_none())
    {
        let start = sentence.strip_suffix('.').unwrap_or(&sentence);
        sentence = format!("{start} of the `{}`.", entity.name);
    }
    if let Some((name, _)) = text.split_once(LIST).and_then(|(_, rest)| rest.split_once('"')) {
        sentence = format!("{sentence} Use MDO List name \"{name}\" for its entries.");
    }
    if is_deprecated(text) { format!("{}{sentence}", deprecated(entity, text)) } else { sentence }
}

/// Whether a text has a name as a word, and the name consists of several words.
fn mentions(text: &str, name: &str) -> bool {
    words(name).len() > 1 && text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == name)
}

/// Whether a text says that its subject is deprecated.
pub(super) fn is_deprecated(text: &str) -> bool {
    text.trim_start().to_ascii_lowercase().starts_with("deprecated")
}

/// The mark of a deprecated property, with the property of the same entity that the text names instead.
fn deprecated(entity: Option<&Entity>, text: &str) -> String {
    let mut named = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let instead = named.find(|word| word.len() > 3 && entity.is_some_and(|entity| entity.property(word).is_some()));
    match instead {
        Some(instead) => format!("Deprecated: use `{instead}` instead. "),
        None => "Deprecated. ".to_owned(),
    }
}

/// A sentence that consists of the name: a noun phrase if the name is one, and otherwise a label.
fn noun(name: &str, ty: Option<&Type>) -> String {
    let words = words(name);
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return format!("`{name}`.") };
    let all = phrase(&words);
    let before = words.get(..words.len().saturating_sub(1)).unwrap_or_default();
    let odd = is_participle(last)
        || LINKS.contains(&last.as_str())
        || LINKS.contains(&first.as_str())
        || CONDITIONS.contains(&first.as_str())
        || (before.is_empty() && is_adjective(last));
    match ty {
        Some(Type::Bool) => flag(&words),
        Some(Type::DateTime) if is_passive(last) && (before.is_empty() || before == ["last"]) => {
            format!("When it was {all}.")
        }
        Some(Type::DateTime) if odd || !["date", "time"].iter().any(|end| last.ends_with(end)) => label(&words),
        _ if odd => label(&words),
        _ if last == "id" && !before.is_empty() => id(before),
        _ if last == "ids" && !before.is_empty() => format!("The ids of the {}.", plural(&phrase(before))),
        Some(Type::Array(_)) if !is_plural(last) => format!("The list of {}.", plural(&all)),
        _ => format!("The {all}."),
    }
}

/// The sentence for the words before `id`.
fn id(before: &[String]) -> String {
    let is_kind = |word: &str| is_adjective(word) && !is_participle(word);
    match before.split_last() {
        Some((adjective, [])) if is_kind(adjective) => format!("The {adjective} id."),
        Some((adjective, thing)) if is_kind(adjective) => format!("The {adjective} id of the {}.", phrase(thing)),
        // A type is called `ContactEntity`, the thing is a contact. `CrmEntity` is not the name of a type.
        Some((last, thing)) if last == "entity" && thing.iter().any(|word| word.contains(char::is_lowercase)) => {
            format!("The id of the {}.", phrase(thing))
        }
        _ => format!("The id of the {}.", phrase(before)),
    }
}

/// The description of a path part. An `id` is that of the segment before it.
pub(super) fn path_part(path: &str, name: &str, ty: &Type) -> String {
    let before = path.split_once(&format!("/{{{name}}}")).map(|(before, _)| before);
    let owner =
        before.and_then(|before| before.rsplit('/').next()).filter(|part| !part.contains('{') && !part.is_empty());
    match owner {
        Some(owner) if name.eq_ignore_ascii_case("id") => {
            format!("The id of the {}.", singular(&phrase(&words(owner))))
        }
        _ => noun(name, Some(ty)),
    }
}

/// The description of a query parameter. The system options of OData are those of the standard.
pub(super) fn query(api: &Api, name: &str, ty: &Type, text: &str) -> String {
    let standard = match name.to_ascii_lowercase().as_str() {
        "$select" => Some("Comma-separated names of the properties or columns to return."),
        "$filter" => Some("An expression that limits the rows that are returned."),
        "$orderby" => Some("Comma-separated names to sort by, each with an optional `asc` or `desc`."),
        "$top" => Some("The largest number of rows to return."),
        "$skip" => Some("The number of rows to skip before the first one that is returned."),
        "$expand" => Some("Comma-separated names of related entities to return as well."),
        "$count" => Some("Whether to return the number of rows as well."),
        "$format" => Some("The format of the response."),
        _ => None,
    };
    let mut sentence = standard.map_or_else(|| noun(name.rsplit('.').next().unwrap_or(name), Some(ty)), str::to_owned);
    if let Type::Enum(id) = ty
        && let (false, Some(word)) = (api.enums[*id].complete, api.enums[*id].words.first())
    {
        sentence = format!("{sentence} One of several values, as in `{word}`.");
    }
    if is_deprecated(text) { format!("Deprecated. {sentence}") } else { sentence }
}

/// The description of a request header. Words in single quotes are values of it, as the schemes of `Authorization`.
pub(super) fn header(name: &str, text: &str) -> String {
    let standard = match name.to_ascii_lowercase().as_str() {
        "authorization" => Some("The credentials of the caller."),
        "accept-language" => Some("The preferred languages of texts in the response."),
        "if-modified-since" => Some("Returns the content only if it has changed since this date."),
        "if-unmodified-since" => Some("Changes the content only if it has not changed since this date."),
        _ => None,
    };
    let sentence = standard.map_or_else(
        || {
            // A prefix of one or two letters stands for a vendor or for an extension.
            let own = name.split_once('-').filter(|(prefix, _)| prefix.len() < 3).map_or(name, |(_, own)| own);
            format!("The {}.", header_words(own))
        },
        str::to_owned,
    );
    let values: Vec<String> =
        text.split('\'').skip(1).step_by(2).filter(|word| is_value(word)).map(|word| format!("'{word}'")).collect();
    match values.split_last() {
        Some((last, [])) => format!("{sentence} Supports {last}."),
        Some((last, rest)) => format!("{sentence} Supports {} and {last}.", rest.join(", ")),
        None => sentence,
    }
}

/// The words of the name of a header: `XSRF-TOKEN` is `XSRF token`.
fn header_words(name: &str) -> String {
    let words = words(name);
    let last = words.len().saturating_sub(1);
    let small = |(at, word): (usize, &String)| {
        if at == last && at > 0 && word.chars().all(char::is_uppercase) { word.to_lowercase() } else { word.clone() }
    };
    words.iter().enumerate().map(small).collect::<Vec<_>>().join(" ")
}

fn is_value(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric())
}

/// The reason phrase of a status.
pub(super) fn status(code: u16) -> &'static str {
    match code {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        206 => "Partial Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ if code < 200 => "Information",
        _ if code < 300 => "Success",
        _ if code < 400 => "Redirect",
        _ if code < 500 => "Request Error",
        _ => "Server Error",
    }
}

/// The sentence about a request body. `dictionary` is the word that a body without table and sample needs.
pub(super) fn body(api: &Api, name: &str, ty: &Type, dictionary: Option<&str>) -> String {
    if let Some(kind) = dictionary {
        return format!("A {kind}.");
    }
    let what = capital(&format!("the {}.", phrase(&words(name))));
    let named = |ty: &Type| match ty {
        Type::Entity(id) => {
            api.entity(*id).filter(|entity| entity.origin == Origin::Docs).map(|entity| entity.name.clone())
        }
        _ => None,
    };
    let start = what.strip_suffix('.').unwrap_or(&what);
    let of = match ty {
        Type::Array(inner) => named(inner).map(|name| format!("an array of `{name}`")),
        other => named(other).map(|name| format!("as `{name}`")),
    };
    match of {
        Some(of) if words(name).is_empty() => format!("{}.", capital(&of)),
        Some(of) => format!("{start}, {of}."),
        None if words(name).is_empty() => String::new(),
        None => what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_sentences() {
        let check = |name: &str, ty: Option<Type>, expected: &str| assert_eq!(noun(name, ty.as_ref()), expected);
        check("Name", None, "The name.");
        check("ContactId", Some(Type::Int32), "The id of the contact.");
        check("ScriptUniqueId", None, "The unique id of the script.");
        check("ReasonStalledId", None, "The id of the reason stalled.");
        check("ExternalId", None, "The external id.");
        check("CrmEntityId", None, "The id of the CRM entity.");
        check("ContactEntityId", Some(Type::Int32), "The id of the contact.");
        check("contactIds", None, "The ids of the contacts.");
        check("NoMailing", Some(Type::Bool), "No mailing.");
        check("UpdatedBy", None, "Updated by.");
        check("Deleted", Some(Type::Int32), "Deleted.");
        check("CreatedDate", Some(Type::DateTime), "The created date.");
        check("Registered", Some(Type::DateTime), "When it was registered.");
        check("LastChanged", Some(Type::DateTime), "When it was last changed.");
        check("RepliedAt", Some(Type::DateTime), "Replied at.");
        check("WhenStarted", Some(Type::DateTime), "When started.");
        check("MonStart", Some(Type::DateTime), "Mon start.");
        check("VisibleFor", Some(Type::array(Type::Int32)), "Visible for.");
        check("Persons", Some(Type::array(Type::Int32)), "The persons.");
        check("Source", Some(Type::array(Type::Int32)), "The list of sources.");
    }

    #[test]
    fn parameters_and_headers() {
        assert_eq!(path_part("/api/v1/Contact/{id}/Persons", "id", &Type::Int32), "The id of the contact.");
        assert_eq!(path_part("/api/v1/List/{id}/Items/{itemId}", "itemId", &Type::Int32), "The id of the item.");
        assert_eq!(header("X-XSRF-TOKEN", ""), "The XSRF token.");
        assert_eq!(header("SO-TimeZone", ""), "The time zone.");
        assert_eq!(
            header("Authorization", "Takes 'Basic', 'Own' and 'Bearer'; it isn't 'a b'."),
            "The credentials of the caller. Supports 'Basic', 'Own' and 'Bearer'."
        );
    }
}
