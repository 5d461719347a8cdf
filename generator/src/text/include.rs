//! Links to included files: `[!include[title](path)]`.
//!
//! In: the text of a page. Out: each link in it, with its place and its target, and the file that a target names. This
//! is the only place that knows the syntax, so that the room that reads files and the room that reads pages agree. This
//! module does not know what an included file holds.

use std::ops::Range;
use std::path::Path;

use super::visible::is_hostile;

/// A link to an included file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Include<'a> {
    /// Its bytes in the text.
    pub(crate) range: Range<usize>,
    /// The path as written.
    pub(crate) target: &'a str,
}

/// The links of a text, in their order. As in DocFX, case does not matter, spaces may follow `include` and the title,
/// the path may be in angle brackets, and a title in quotes may follow it. A link is on one line.
pub(crate) fn includes(text: &str) -> impl Iterator<Item = Include<'_>> {
    let mut after = 0;
    // Searching for one byte is fast: every page is searched, and few have includes.
    text.match_indices('[').filter_map(move |(at, _)| {
        let line = text.get(at..).filter(|_| at >= after)?.lines().next()?;
        let (target, len) = one(line)?;
        after = at + len;
        Some(Include { range: at..after, target })
    })
}

/// The target and the length of the link at the start of a line.
fn one(line: &str) -> Option<(&str, usize)> {
    let rest = line.strip_prefix("[!")?;
    let word = rest.get(..7).filter(|word| word.eq_ignore_ascii_case("include"))?;
    let title = rest.get(word.len()..)?.trim_start().strip_prefix('[')?;
    // A title may have brackets, so it ends where a path follows.
    let path = title.match_indices(']').find_map(|(at, _)| title.get(at + 1..)?.trim_start().strip_prefix('('))?;
    let path = path.trim_start();
    let (target, rest) = match path.strip_prefix('<') {
        Some(path) => path.split_once('>')?,
        None => path.split_at_checked(path.find(|c: char| c.is_whitespace() || c == ')')?)?,
    };
    let rest = rest.trim_start();
    // Parentheses in the title do not end the link.
    let rest = match rest.chars().next().filter(|quote| matches!(quote, '"' | '\'')) {
        Some(quote) => rest.get(1..)?.split_once(quote)?.1.trim_start(),
        None => rest,
    };
    let rest = rest.strip_prefix(')')?;
    let rest = rest.trim_start().strip_prefix(']').unwrap_or(rest);
    (!target.is_empty()).then_some((target, line.len() - rest.len()))
}

/// The paths in the includes of a text, as written.
pub fn include_targets(text: &str) -> impl Iterator<Item = &str> {
    includes(text).map(|include| include.target)
}

/// Resolves the target of an include to the path that messages and `Sources::find` use:
/// relative to the docs folder, with `..` only at the start. `from` is the path of the including file.
///
/// `None` if the target may not be read: an absolute path, a URL, or a file that is not Markdown.
#[must_use]
pub fn resolve_include(from: &str, target: &str) -> Option<String> {
    let target = target.replace('\\', "/");
    let markdown = Path::new(&target).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"));
    if target.starts_with(['/', '~']) || target.contains(':') || target.chars().any(is_hostile) || !markdown {
        return None;
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(target.split('/')) {
        match (part, parts.last()) {
            ("" | ".", _) => {}
            ("..", Some(last)) if *last != ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::{include_targets, includes, resolve_include};

    #[test]
    fn paths() {
        #[track_caller]
        fn check(from: &str, target: &str, expected: Option<&str>) {
            assert_eq!(resolve_include(from, target).as_deref(), expected, "{target:?} from {from:?}");
        }
        check("rest/Contact/a.md", "../../samples/x.md", Some("samples/x.md"));
        check("a.md", "../../samples/x.md", Some("../../samples/x.md"));
        check("a.md", "./b//c/./x.MD", Some("b/c/x.MD"));
        check("a/b.md", "c\\..\\x.md", Some("a/x.md"));
        check("../a/b.md", "../../x.md", Some("../../x.md"));
        for target in
            ["/x.md", "C:/x.md", "https://x/y.md", "~/x.md", "../secret.key", "x.md\u{202e}", "\\\\host\\x.md", ""]
        {
            check("a.md", target, None);
        }
    }

    #[test]
    fn syntax() {
        #[track_caller]
        fn check(text: &str, expected: &[&str]) {
            assert_eq!(include_targets(text).collect::<Vec<_>>(), expected, "{text:?}");
        }
        check("[!include[a](b.md)] and [!INCLUDE [a](c.md)]", &["b.md", "c.md"]);
        check("[!Include [a] ( b.md )]", &["b.md"]);
        check("[!include[a](<b c.md>)]", &["b c.md"]);
        check("[!include[a](b.md \"more (x)\")]", &["b.md"]);
        check("[!include[x [y]](b.md)]", &["b.md"]);
        check("[!include[](b.md)]", &["b.md"]);
        check("[!include[a](b.md", &[]);
        check("[!include[a\n](b.md)]", &[]);
        check("[!includeé[a](b.md)]", &[]);
        check("[!includ", &[]);
        check("[!é日本](x.md)", &[]);
        check("[!include[a]()]", &[]);
        check("[![!include[a](b.md)]", &["b.md"]);
    }

    #[test]
    fn places() {
        let text = "See [!include[a](b.md)] and [!INCLUDE [c](<d.md> \"e\")].";
        let found: Vec<&str> = includes(text).filter_map(|include| text.get(include.range)).collect();
        assert_eq!(found, ["[!include[a](b.md)]", "[!INCLUDE [c](<d.md> \"e\")]"]);
    }
}
