//! Whether a cell, as its reader sees it, can be a name or a value on the wire.
//!
//! In: a cell or a heading. Out: a finding if something in it is not part of a name: a space, a mark that is never
//! closed, a tag. Such a cell never becomes a name, because the client would send it as it is.

use crate::diagnostics::{Code, Diagnostic};
use crate::source::Spanned;

/// The reason why a text cannot be a name; `None` if it can. Names of the API consist of letters, digits and a few
/// separators: `RelationType`, `$select`, `odata.metadata`, `SO-AppToken`.
pub(super) fn problem(name: &str) -> Option<&'static str> {
    let inside = |c: char| c.is_alphanumeric() || "_-.$:@&".contains(c);
    if name.contains(char::is_whitespace) {
        return Some("a name has no spaces");
    }
    if !name.chars().all(inside) {
        return Some("a name has only letters, digits and `_`, `-`, `.`, `$`, `:`, `@`, `&`");
    }
    let first = |c: char| c.is_alphanumeric() || "_$@".contains(c);
    if !name.starts_with(first) || !name.ends_with(char::is_alphanumeric) {
        return Some("a name starts and ends with a letter or a digit");
    }
    let entity = |rest: &str| ["amp", "lt", "gt", "quot", "apos", "nbsp"].iter().any(|name| rest.starts_with(name));
    name.split('&').skip(1).any(entity).then_some("an entity ends with `;`")
}

/// The reason why a text cannot be the name of a parameter. Only properties start with an underscore, as in `_Links`.
pub(super) fn problem_of_parameter(name: &str) -> Option<&'static str> {
    problem(name).or_else(|| name.starts_with('_').then_some("the name of a parameter starts with a letter or `$`"))
}

/// The finding about a text that cannot be a name.
pub(super) fn not_a_name(text: &Spanned<String>, problem: &'static str) -> Diagnostic {
    Diagnostic::new(Code::NotAName, text.span, format!("`{}` is not a name", text.value))
        .label(format!("not used: {problem}"))
        .help("write the name alone, as in JSON or in a URL; other words belong in the description")
}

#[cfg(test)]
mod tests {
    use super::{problem, problem_of_parameter};

    #[test]
    fn names_of_the_api() {
        for name in ["RelationType", "$select", "odata.metadata", "SO-AppToken", "sr_id", "2nd", "A&B", "Ærlig", "x:1"]
        {
            assert_eq!(problem_of_parameter(name), None, "{name}");
        }
        assert_eq!(problem("_Links"), None);
        assert!(problem_of_parameter("_Links").is_some());
    }

    #[test]
    fn texts_that_are_not_names() {
        let texts = [
            "a b", "**Name", "Na`me", "[Name]", r"Name\", "List<x>", "~~Name~~", "Name_", "-Name", ":Name:",
            "==Name==", "A&ampB", "A&amp;B", "(Name)", "\"Name\"", "Name,", "Name;", "*/", "{Name}", "#Name", "",
        ];
        for text in texts {
            assert!(problem(text).is_some(), "{text}");
        }
    }
}
