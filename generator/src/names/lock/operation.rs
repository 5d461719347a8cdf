//! The key of an operation in the lock: its uid and its route.
//!
//! In: uid, HTTP method and path. Out: a key, and its two parts. An operation is the same if its uid is the same, or if
//! its route is: the method and the path, in which only the position of a placeholder counts and not its name. A lock of
//! an earlier version has keys without a route.

/// Returns the key of an operation: `v1Contact_Get GET /api/v1/Contact/{}`.
pub(crate) fn operation_key(uid: &str, verb: &str, path: &str) -> String {
    let mut key = format!("{uid} {verb} ");
    let mut rest = path;
    while let Some((literal, after)) = rest.split_once('{')
        && let Some((_, after)) = after.split_once('}')
    {
        key.push_str(literal);
        key.push_str("{}");
        rest = after;
    }
    key + rest
}

/// Splits the key of an operation into its uid and its route.
pub(crate) fn uid_and_route(key: &str) -> (&str, Option<&str>) {
    let is_verb = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let found = key.match_indices(" /").find_map(|(at, _)| {
        let (uid, verb) = key.get(..at)?.rsplit_once(' ')?;
        is_verb(verb).then(|| (uid, key.get(uid.len() + 1..)))
    });
    found.unwrap_or((key, None))
}

/// Returns the part of an operation's key before the underscore of its uid.
pub(crate) fn controller(key: &str) -> &str {
    let (uid, _) = uid_and_route(key);
    uid.split('_').next().unwrap_or(uid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_placeholders_are_not_part_of_a_key() {
        let key = operation_key("v1A_Get", "GET", "/api/v1/A/{id}/of({name})/{open");
        assert_eq!(key, "v1A_Get GET /api/v1/A/{}/of({})/{open");
        assert_eq!(uid_and_route(&key), ("v1A_Get", Some("GET /api/v1/A/{}/of({})/{open")));
        assert_eq!(key, operation_key("v1A_Get", "GET", "/api/v1/A/{number}/of({})/{open"));
    }

    #[test]
    fn a_key_without_a_route_is_a_uid() {
        for key in ["v1A_Get", "v1A_Get GET", "", "a b", "a /b", "a get /b"] {
            assert_eq!(uid_and_route(key), (key, None));
        }
        assert_eq!(controller("v1A_Get GET /my_things"), "v1A");
        assert_eq!(controller("odd GET /my_things"), "odd");
    }
}
