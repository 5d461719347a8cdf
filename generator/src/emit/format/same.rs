//! Whether two texts are the same Rust.
//!
//! In: a file before and after formatting. Out: nothing, or the first place where their tokens differ. Commas before a
//! closing bracket come and go, spaces do too, and an arm of a match that is too long for a line gets braces instead of
//! its comma; everything else must stay.
//!
//! Nearly all files are compared word by word, without making a token of anything. That comparison can only fail to see
//! that two texts are the same, as where `#[doc]` became `///`; then the tokens themselves are compared.

use std::str::FromStr;

use proc_macro2::{TokenStream, TokenTree};

/// Compares two texts; the error says where they differ.
pub(super) fn check(meant: &str, written: &str) -> Result<(), String> {
    if same_words(meant, written) {
        return Ok(());
    }
    let tokens = |text| TokenStream::from_str(text).map(flat).map_err(|error| error.to_string());
    let (meant, written) = (tokens(meant)?, tokens(written)?);
    if meant == written {
        return Ok(());
    }
    let at = meant.iter().zip(&written).position(|(a, b)| a != b).unwrap_or(meant.len().min(written.len()));
    Err(format!("near `{}`", meant.get(at).map(String::as_str).unwrap_or_default()))
}

fn same_words(meant: &str, written: &str) -> bool {
    let (mut meant, mut written) = (Words(meant), Words(written));
    loop {
        same_lines(&mut meant, &mut written);
        match (meant.without_commas(), written.without_commas()) {
            (Word::End, Word::End) => return true,
            (Word::Text(a), Word::Text(b)) if a == b => {}
            _ => return false,
        }
    }
}

/// Goes past lines that are the same in both, which most are: what holds no string and opens no comment of several lines
/// has the same words.
fn same_lines<'a>(meant: &mut Words<'a>, written: &mut Words<'a>) {
    loop {
        let (one, other) = (meant.0.trim_ascii_start(), written.0.trim_ascii_start());
        let Some((line, rest)) = one.split_once('\n') else { return };
        let Some(after) = other.strip_prefix(line).and_then(|after| after.strip_prefix('\n')) else { return };
        let comment = line.starts_with("//") && !line.starts_with("////");
        // A comma at the end may be one that comes and goes.
        if !comment && (line.ends_with(',') || line.contains(['"', '\'']) || line.contains("/*")) {
            return;
        }
        (*meant, *written) = (Words(rest), Words(after));
    }
}

/// A piece of a text: a line of rustdoc, a string, a run of letters and digits, any other character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word<'a> {
    Text(&'a str),
    /// Something that a word cannot tell: a string with a prefix, a comment that is not one line.
    Odd,
    End,
}

/// The rest of a text.
#[derive(Clone, Copy)]
struct Words<'a>(&'a str);

impl<'a> Words<'a> {
    fn without_commas(&mut self) -> Word<'a> {
        match self.next() {
            // Generics that are broken over lines get a comma at their end, too.
            Word::Text(",") => match { *self }.next() {
                Word::Text(")" | "]" | "}" | ">") => self.next(),
                _ => Word::Text(","),
            },
            other => other,
        }
    }

    fn next(&mut self) -> Word<'a> {
        loop {
            let text = self.0.trim_ascii_start();
            let line = || text.find('\n').unwrap_or(text.len());
            let len = match text.as_bytes() {
                [] => return Word::End,
                // Four slashes are no rustdoc; no template prints them.
                [b'/', b'/', b'/', b'/', ..] | [b'/', b'*', ..] => return Word::Odd,
                [b'/', b'/', b'/' | b'!', ..] => line(),
                [b'/', b'/', ..] => {
                    self.take(text, line());
                    continue;
                }
                [b'"', rest @ ..] => match string(rest) {
                    Some(len) => len + 1,
                    None => return Word::Odd,
                },
                [first, ..] if is_name(*first) => {
                    let len = text.bytes().position(|byte| !is_name(byte)).unwrap_or(text.len());
                    // `r"`, `b"`, `r#"`, `b'`.
                    if matches!(text.as_bytes().get(len), Some(b'"' | b'#' | b'\'')) {
                        return Word::Odd;
                    }
                    len
                }
                _ => 1,
            };
            return Word::Text(self.take(text, len).trim_ascii_end());
        }
    }

    fn take(&mut self, text: &'a str, len: usize) -> &'a str {
        let (word, rest) = text.split_at_checked(len).unwrap_or((text, ""));
        self.0 = rest;
        word
    }
}

/// Letters outside ASCII may stand in names only.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// The length of a string after its opening quote.
fn string(bytes: &[u8]) -> Option<usize> {
    let mut escaped = false;
    bytes
        .iter()
        .position(|byte| match byte {
            _ if std::mem::take(&mut escaped) => false,
            b'\\' => {
                escaped = true;
                false
            }
            other => *other == b'"',
        })
        .map(|at| at + 1)
}

/// All tokens in order, without the commas that formatting adds or drops before a closing bracket.
fn flat(tokens: TokenStream) -> Vec<String> {
    let mut out = Vec::new();
    push(tokens, &mut out);
    out
}

fn push(tokens: TokenStream, out: &mut Vec<String>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            // `=> { a }` is `=> a,`. Braces around statements stay.
            TokenTree::Group(group) if ends_in_arrow(out) && is_one_expression(&group) => {
                push(group.stream(), out);
                if out.last().is_some_and(|last| last == ",") {
                    out.pop();
                }
                if !tokens.peek().is_some_and(is_comma) {
                    out.push(",".to_owned());
                }
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    proc_macro2::Delimiter::Parenthesis => ("(", ")"),
                    proc_macro2::Delimiter::Brace => ("{", "}"),
                    proc_macro2::Delimiter::Bracket => ("[", "]"),
                    proc_macro2::Delimiter::None => ("", ""),
                };
                out.push(open.to_owned());
                push(group.stream(), out);
                if out.last().is_some_and(|last| last == ",") {
                    out.pop();
                }
                out.push(close.to_owned());
            }
            other => {
                let text = other.to_string();
                // Generics that are broken over lines get a comma at their end, too.
                if text == ">" && out.last().is_some_and(|last| last == ",") {
                    out.pop();
                }
                out.push(text);
            }
        }
    }
}

fn ends_in_arrow(out: &[String]) -> bool {
    matches!(out, [.., equals, greater] if equals == "=" && greater == ">")
}

fn is_comma(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',')
}

/// Whether braces hold something, and neither a semicolon nor a comma parts it.
fn is_one_expression(group: &proc_macro2::Group) -> bool {
    let parts = |token: TokenTree| matches!(token, TokenTree::Punct(punct) if matches!(punct.as_char(), ';' | ','));
    group.delimiter() == proc_macro2::Delimiter::Brace
        && !group.stream().is_empty()
        && !group.stream().into_iter().any(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn equal(meant: &str, written: &str) {
        assert!(same_words(meant, written), "by words");
        assert_eq!(check(meant, written), Ok(()));
    }

    #[track_caller]
    fn other(meant: &str, written: &str) {
        assert!(!same_words(meant, written), "by words");
        assert!(check(meant, written).is_err());
    }

    #[test]
    fn layout_does_not_matter() {
        equal("fn f(a: u8,) -> B<C,> { g(&[1, 2,]) }", "// head\nfn f(a: u8) -> B<C> {\n    g(&[1, 2])\n}\n");
        equal("///  `a`, \"b\nstruct A<'a>;", "///  `a`, \"b\nstruct A<'a>;");
        equal(r#"const A: &str = "a\"// \\"; fn b() {}"#, "const A: &str = \"a\\\"// \\\\\";\nfn b() {}");
    }

    #[test]
    fn tokens_do() {
        other("f(a, b)", "f(a b)");
        other("f(a)", "f(b)");
        other("f(a);", "f(a)");
        other("\"a \"", "\"a\"");
        other("\"a, )\"", "\"a )\"");
        other("/// a\nfn f() {}", "/// b\nfn f() {}");
        other("/// a,\n}", "/// a\n}");
    }

    #[test]
    fn a_long_arm_gets_braces() {
        for (meant, written) in [
            ("match a { 0 => b(c), _ => d, }", "match a { 0 => { b(c) } _ => d }"),
            ("match a { 0 => b(c), _ => d, }", "match a { 0 => b(c), _ => { d } }"),
            ("match a { 0 => { b } 1 => c, _ => d }", "match a { 0 => b, 1 => { c } _ => { d } }"),
        ] {
            assert_eq!(check(meant, written), Ok(()), "{written}");
            assert_eq!(check(written, meant), Ok(()), "{written}");
        }
        other("match a { 0 => b(c), _ => d }", "match a { 0 => { b(e) } _ => d }");
        other("match a { 0 => b(c), _ => d }", "match a { 0 => { b(c); } _ => d }");
        other("match a { 0 => b, _ => d }", "match a { 0 => { b _ => d } }");
        other("match a { 0 => {} _ => d }", "match a { 0 => , _ => d }");
        other("let a = { b };", "let a = b;");
    }

    #[test]
    fn what_words_cannot_tell_tokens_do() {
        for (meant, written) in [("#[doc = \" a\"] fn f() {}", "/// a\nfn f() {}"), ("f(r\"a\")", "f( r\"a\" )")] {
            assert!(!same_words(meant, written));
            assert_eq!(check(meant, written), Ok(()));
        }
        assert_eq!(check("f(r\"a\")", "f(r\"b\")"), Err("near `r\"a\"`".to_owned()));
    }
}
