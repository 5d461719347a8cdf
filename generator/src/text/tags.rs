//! Tags in the prose of the docs.
//!
//! In: text that may hold tags of HTML and of C# documentation comments, and words between angle brackets that are not
//! tags: `List<string>`, `<id>`. Out: the text without the tags. This module does not know Markdown.

use std::collections::BTreeSet;

/// Elements whose names are rarely used as words between angle brackets.
const ELEMENTS: [&str; 67] = [
    "a",
    "abbr",
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "c",
    "caption",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "exception",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "inheritdoc",
    "ins",
    "kbd",
    "li",
    "mark",
    "nobr",
    "ol",
    "p",
    "para",
    "paramref",
    "pre",
    "q",
    "remarks",
    "returns",
    "s",
    "samp",
    "script",
    "see",
    "seealso",
    "small",
    "span",
    "strong",
    "style",
    "sub",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
    "typeparamref",
    "u",
    "ul",
];

/// Elements whose names are words of an API as well. They are tags only if they are closed, have attributes or close
/// themselves.
const WORDS: [&str; 33] = [
    "address",
    "article",
    "aside",
    "audio",
    "button",
    "canvas",
    "data",
    "description",
    "example",
    "figure",
    "footer",
    "form",
    "header",
    "input",
    "item",
    "label",
    "link",
    "list",
    "listheader",
    "main",
    "map",
    "nav",
    "object",
    "option",
    "param",
    "section",
    "select",
    "summary",
    "term",
    "thead",
    "time",
    "value",
    "var",
];

/// Removes tags and keeps their contents: `<see cref="T:X">Y</see>` becomes `Y`. A reference without contents becomes
/// the name of its target. Angle brackets around anything else are text.
pub(super) fn strip_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut closed = None;
    // After a search for an end has failed, there is no other search, so that the time stays linear.
    let (mut ends, mut comments) = (true, true);
    while let Some((before, tail)) = rest.split_once('<') {
        out.push_str(before);
        if tail.starts_with("!--") && comments {
            match tail.split_once("-->") {
                Some((_, after)) => {
                    out.push(' ');
                    rest = after;
                    continue;
                }
                None => comments = false,
            }
        }
        match inside(tail, &mut ends).filter(|tag| is_tag(tag, text, &mut closed)) {
            Some(tag) => {
                match tag.strip_suffix('/').and_then(|tag| tag.split_once("cref=\"")) {
                    Some((_, target)) => out.push_str(last_names(target.split('"').next().unwrap_or_default())),
                    None => out.push(' '),
                }
                rest = tail.get(tag.len() + 1..).unwrap_or_default();
            }
            None => {
                out.push('<');
                rest = tail;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The text up to the closing angle bracket, if it can be a tag. `ends` is whether there may still be a bracket.
fn inside<'a>(tail: &'a str, ends: &mut bool) -> Option<&'a str> {
    if !*ends || !tail.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!') {
        return None;
    }
    let end = tail.find(['<', '>']);
    *ends = end.is_some();
    // A tag has no other opening bracket in it.
    end.and_then(|end| tail.get(..end)).filter(|tag| tail.as_bytes().get(tag.len()) == Some(&b'>'))
}

/// Whether the text between angle brackets is a tag. `closed` is filled with the names of the closing tags of the whole
/// text when they are needed.
fn is_tag(tag: &str, text: &str, closed: &mut Option<BTreeSet<String>>) -> bool {
    if let Some(declaration) = tag.strip_prefix('!') {
        return declaration.get(..7).is_some_and(|word| word.eq_ignore_ascii_case("doctype"));
    }
    let (name, rest) = name(tag.trim_start_matches('/'));
    let alone = rest.trim().is_empty();
    // `<b and c>` is not a tag: an attribute has a value.
    if !(alone || rest.trim() == "/" || (rest.starts_with(char::is_whitespace) && rest.contains('='))) {
        return false;
    }
    let opens = alone && !tag.starts_with('/');
    ELEMENTS.contains(&name.as_str())
        || (WORDS.contains(&name.as_str()) && (!opens || closed.get_or_insert_with(|| closing(text)).contains(&name)))
}

/// The name at the start of a tag, in lower case, and what follows it.
fn name(tag: &str) -> (String, &str) {
    let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
    let (name, rest) = tag.split_at_checked(end).unwrap_or((tag, ""));
    (name.to_ascii_lowercase(), rest)
}

/// The names of the closing tags of a text.
fn closing(text: &str) -> BTreeSet<String> {
    text.split("</").skip(1).map(|rest| name(rest).0).filter(|name| WORDS.contains(&name.as_str())).collect()
}

/// Returns the last two names of a dotted path: type and member.
pub(super) fn last_names(path: &str) -> &str {
    let path = path.split_once(':').map_or(path, |(_, rest)| rest);
    let mut dots = path.rmatch_indices('.').map(|(at, _)| at);
    match (dots.next(), dots.next()) {
        (Some(_), Some(second)) => path.get(second + 1..).unwrap_or(path),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::strip_tags;

    #[test]
    fn angle_brackets_around_words_are_text() {
        let texts = [
            "a List<string> of names",
            "Dictionary<string, List<int>>",
            "List<object>, IEnumerable<T>",
            "/Contact/<id>",
            "<Field>1</Field> and <Tenant name>",
            "x <b and c> d",
            "1 < 2 > 0",
            "<value> is a number",
            "<!x>",
        ];
        for text in texts {
            assert_eq!(strip_tags(text), text);
        }
    }

    #[test]
    fn tags_are_removed() {
        let words = |text: &str| strip_tags(text).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words("<para>See <see cref=\"T:A.B.C\"/></para>"), "See B.C");
        assert_eq!(words("<list type=\"bullet\"><item>one</item><item>two</item></list>"), "one two");
        assert_eq!(words("<summary>x</summary> <BR/> <a href='x'>y</a><!-- z -->"), "x y");
        assert_eq!(words("List<b>x</b>"), "List x");
        // A word that may be a type is a tag if it is closed or has an attribute.
        assert_eq!(words("<description>x</description>"), "x");
        assert_eq!(words("<description lang=\"en\">x"), "x");
        assert_eq!(words("<description>x"), "<description>x");
    }
}
