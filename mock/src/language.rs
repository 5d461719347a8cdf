//! Texts in several languages, such as `US:"Customer";NO:"Kunde";`.
//!
//! In: the headers of a request and the value of its response. Out: the value with the texts in the requested language. A request
//! uses the same language codes as the texts, and case is ignored.

use serde_json::Value;

use crate::request::Given;

/// The language that a request asks for: the value of `SO-Language`, or else the first language in `Accept-Language`.
pub(crate) fn requested(given: &Given) -> Option<&str> {
    let own = given.header("so-language").map(str::trim).filter(|code| !code.is_empty());
    let first = || {
        let range = given.header("accept-language")?.split([',', ';']).next()?;
        // `nb-NO` is a language with a region.
        range.split('-').next().map(str::trim).filter(|code| !code.is_empty() && *code != "*")
    };
    own.or_else(first)
}

/// Whether JSON may contain a text in several languages. This check is fast, and most responses need no slower one.
pub(crate) fn may_be_in(json: &[u8]) -> bool {
    json.windows(3).any(|part| part == b":\\\"")
}

/// Replaces texts in several languages by their part in one language. Texts that do not have this language do not change.
pub(crate) fn choose(value: &mut Value, language: &str) {
    match value {
        Value::String(text) => {
            if let Some(chosen) = text_in(text, language) {
                *text = chosen;
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(|element| choose(element, language)),
        Value::Object(members) => members.values_mut().for_each(|value| choose(value, language)),
        _ => {}
    }
}

/// The part of a text in a language. Quotation marks inside a part are not escaped: a part ends where the next one begins.
fn text_in(text: &str, language: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_suffix(';').unwrap_or(text);
    let mut rest = text.strip_suffix('"')?;
    code(rest)?;
    let mut found = None;
    loop {
        let (known, inner) = (code(rest)?, rest.get(4..)?);
        // The next part begins after `";`, with a code.
        let next =
            inner.match_indices("\";").find(|(at, _)| inner.get(at + 2..).is_some_and(|more| code(more).is_some()));
        let part = next.map_or(inner, |(at, _)| inner.get(..at).unwrap_or_default());
        if known.eq_ignore_ascii_case(language) {
            found = Some(part.to_owned());
        }
        match next {
            Some((at, _)) => rest = inner.get(at + 2..)?,
            None => return found,
        }
    }
}

/// The code at the start of a part: two letters, a colon and a quotation mark.
fn code(part: &str) -> Option<&str> {
    let code = part.get(..2).filter(|code| code.bytes().all(|byte| byte.is_ascii_alphabetic()))?;
    part.get(2..4).filter(|mark| *mark == ":\"").map(|_| code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        let text = r#"US:"Customer";NO:"Kunde "A";B";GE:"";"#;
        let expected = [("us", Some("Customer")), ("NO", Some(r#"Kunde "A";B"#)), ("ge", Some("")), ("sw", None)];
        for (language, part) in expected {
            assert_eq!(text_in(text, language).as_deref(), part, "{language}");
        }
        for text in ["", "Customer", "US:", r#"US:""#, r#"see US:"x""#, r#"USA:"x""#, "Æ:\"x\""] {
            assert_eq!(text_in(text, "us"), None, "{text}");
        }
    }
}
