//! Interprets the verb, the path and the uid of a page.

use crate::model::Method;

/// The HTTP method that a verb stands for.
pub(super) fn method(verb: &str) -> Option<Method> {
    Some(match verb {
        "GET" => Method::Get,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "PATCH" => Method::Patch,
        // Titles and index pages abbreviate DELETE to DEL.
        "DELETE" | "DEL" => Method::Delete,
        "HEAD" => Method::Head,
        "OPTIONS" => Method::Options,
        _ => return None,
    })
}

/// The reason why a path cannot be that of an endpoint.
pub(super) fn malformed(path: &str) -> Option<&'static str> {
    if path.contains(['?', '#']) {
        return Some("a path cannot have a query or a fragment");
    }
    if path.contains(|c: char| c.is_control() || c == '\\' || c == '"' || !c.is_ascii()) {
        return Some("a character that is not allowed in a path");
    }
    if path.split('/').any(is_other_placeholder) {
        return Some("a placeholder is written in braces, as in `{id}`");
    }
    if path.split_inclusive('{').any(is_glued) {
        return Some("a `/` is missing before the placeholder");
    }
    let mut names: Vec<&str> = placeholders(path).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    if names.len() < count {
        return Some("a placeholder that occurs twice");
    }
    // `{*rest}` and `{id:int}` have a special meaning for routers; a plain name has none.
    if names.iter().any(|name| !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')) {
        return Some("a placeholder that is not a name");
    }
    for part in path.split('/').skip(1) {
        // Servers decode before they resolve dots.
        let decoded = part.to_ascii_lowercase().replace("%2e", ".");
        if part.is_empty() || decoded == "." || decoded == ".." {
            return Some("an empty segment, `.` or `..`");
        }
        let mut open = false;
        for c in part.chars() {
            match c {
                '{' if open => return Some("a brace inside braces"),
                '{' => open = true,
                '}' if !open => return Some("a closing brace without an opening one"),
                '}' => open = false,
                _ => {}
            }
        }
        if open {
            return Some("a brace that is never closed");
        }
        if part.contains("{}") {
            return Some("a placeholder without a name");
        }
    }
    None
}

/// Whether a segment is a placeholder in the notation of another format: `(id)`, `<id>`, `[id]` or `:id`.
fn is_other_placeholder(part: &str) -> bool {
    part.starts_with(':')
        || [('(', ')'), ('<', '>'), ('[', ']')]
            .iter()
            .any(|(open, close)| part.starts_with(*open) && part.ends_with(*close))
}

/// Whether the text ends with an opening brace after a letter or a digit.
fn is_glued(text: &str) -> bool {
    text.strip_suffix('{').is_some_and(|before| before.ends_with(|c: char| c.is_ascii_alphanumeric()))
}

/// Splits a uid: `v1ContactEntity_GetAll` is operation `GetAll` of `ContactEntity`. If the uid has another form, the
/// controller is the agent in the path (`/Agents/Person/..` is `PersonAgent`), or else the last literal segment before the
/// first placeholder.
pub(super) fn controller_and_name(uid: &str, path: &str) -> (String, String) {
    let bare = uid.strip_prefix('v').map_or(uid, |rest| {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        if digits.len() < rest.len() { digits } else { uid }
    });
    match bare.split_once('_') {
        Some((controller, name)) if !controller.is_empty() && !name.is_empty() => {
            (controller.to_owned(), name.to_owned())
        }
        _ => {
            let literals = || path.split('/').take_while(|part| !part.contains('{'));
            let agent = literals().skip_while(|part| !part.eq_ignore_ascii_case("Agents")).nth(1);
            let controller = match agent {
                Some(agent) => format!("{agent}Agent"),
                None => literals().last().unwrap_or("Api").to_owned(),
            };
            (controller, bare.to_owned())
        }
    }
}

/// The names of the placeholders in a path.
pub(super) fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_endpoints() {
        for path in
            ["/api/v1/Thing", "/api/v1/Thing/{id}", "/a/{thing_id}/{other-id}", "/a/b.{format}", "/a/..b", "/a:b/c"]
        {
            assert_eq!(malformed(path), None, "{path}");
        }
        for path in [
            "/a?b",
            "/a#b",
            "/a\\b",
            "/a\"b",
            "/a\u{7}",
            "/é",
            "/{a}/{a}",
            "/{a:int}",
            "/{*a}",
            "/{a b}",
            "/a//b",
            "/a/",
            "/a/./b",
            "/a/../b",
            "/a/%2E%2e/b",
            "/{a{b}}",
            "/a}",
            "/{a",
            "/{a/b}",
            "/{}",
        ] {
            assert!(malformed(path).is_some(), "{path}");
        }
    }

    #[test]
    fn names_of_operations() {
        let names = |uid, path| controller_and_name(uid, path);
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(names("v1ContactEntity_GetAll", "/api/v1/Contact"), pair("ContactEntity", "GetAll"));
        assert_eq!(names("ContactEntity_Get_All", "/api/v1/Contact"), pair("ContactEntity", "Get_All"));
        assert_eq!(names("video_Get", "/api/v1/Video"), pair("video", "Get"));
        assert_eq!(names("v12Contact", "/api/v1/Contact/{id}/Lists"), pair("Contact", "Contact"));
        assert_eq!(names("v1_Get", "/{id}"), pair("", "_Get"));
        assert_eq!(names("v1Contact_", "/api/Person"), pair("Person", "Contact_"));
    }
}
