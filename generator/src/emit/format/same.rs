//! Compares two texts as Rust.
//!
//! In: a file before and after formatting. Out: the first place where their tokens differ, if there is one. Spaces and
//! commas before a closing bracket may differ, and a match arm that is too long for a line may have braces instead of
//! its comma. Everything else must be equal.
//!
//! Nearly all files are compared word by word, without parsing them into tokens. The fast comparison never accepts
//! texts that differ, but it may reject equal ones, for example if `#[doc]` has become `///`. In that case the tokens
//! are compared.

use std::str::FromStr;

use proc_macro2::{TokenStream, TokenTree};

/// Compares two texts. The error says where they differ.
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
    let (mut meant, mut written) = (Bytes::of(meant), Bytes::of(written));
    loop {
        let (before, spaces) = (meant.last, (meant.skip_spaces(), written.skip_spaces()));
        let (Some(one), Some(other)) = (meant.peek(), written.peek()) else {
            meant.skip_comma();
            written.skip_comma();
            return meant.peek().is_none() && written.peek().is_none();
        };
        // `a b` is not `ab`.
        if spaces.0 != spaces.1 && is_name(before) && (is_name(one) || is_name(other)) {
            return false;
        }
        // A comma before a closing bracket is optional.
        if (one == b',' || other == b',') && (meant.skip_comma() | written.skip_comma()) {
            continue;
        }
        if one != other {
            return false;
        }
        let same = match one {
            // Left to the comparison of tokens: a string with a prefix, and a comment that is not a line of rustdoc.
            b'"' | b'\'' | b'#' if is_name(before) && spaces != (true, true) => return false,
            b'"' => meant.string().zip(written.string()).is_some_and(|(one, other)| one == other),
            b'/' if [meant.rest, written.rest].iter().any(|rest| matches!(rest, [_, b'/' | b'*', ..])) => {
                meant.rustdoc().zip(written.rustdoc()).is_some_and(|(one, other)| one == other)
            }
            // Compares everything up to the next character that is handled above: names and most punctuation.
            _ => {
                let plain = |(a, b): &(&u8, &u8)| {
                    a == b && !matches!(a, b'"' | b'\'' | b'#' | b',' | b'/') && !a.is_ascii_whitespace()
                };
                let len = meant.rest.iter().zip(written.rest).take_while(plain).count();
                meant.take(len.max(1)) == written.take(len.max(1))
            }
        };
        if !same {
            return false;
        }
    }
}

/// The part of a text that is not compared yet.
struct Bytes<'a> {
    rest: &'a [u8],
    /// The last byte before `rest` that is not a space.
    last: u8,
}

impl<'a> Bytes<'a> {
    fn of(text: &'a str) -> Self {
        Self { rest: text.as_bytes(), last: b' ' }
    }

    fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    fn take(&mut self, len: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at_checked(len).unwrap_or((self.rest, &[]));
        self.rest = rest;
        self.last = taken.last().copied().unwrap_or(self.last);
        taken
    }

    /// Skips spaces and comments other than rustdoc. Returns whether there were any.
    fn skip_spaces(&mut self) -> bool {
        let before = self.rest.len();
        loop {
            match self.rest {
                [first, rest @ ..] if first.is_ascii_whitespace() => self.rest = rest,
                [b'/', b'/', third, ..] if !matches!(third, b'/' | b'!') => {
                    self.rest = self.rest.get(self.line()..).unwrap_or_default()
                }
                _ => return self.rest.len() != before,
            }
        }
    }

    fn line(&self) -> usize {
        self.rest.iter().position(|byte| *byte == b'\n').unwrap_or(self.rest.len())
    }

    /// Skips a comma before a closing bracket. Returns whether there was one.
    fn skip_comma(&mut self) -> bool {
        let [b',', rest @ ..] = self.rest else { return false };
        // prettyplease adds a comma before `>` if generic arguments span several lines.
        let closes = matches!(rest.trim_ascii_start().first(), Some(b')' | b']' | b'}' | b'>'));
        if closes {
            self.rest = rest;
            self.last = b',';
        }
        closes
    }

    /// Takes a string. `None` if it does not end.
    fn string(&mut self) -> Option<&'a [u8]> {
        let len = string(self.rest.get(1..)?)?;
        Some(self.take(len + 1))
    }

    /// Takes a line of rustdoc. Four slashes are not rustdoc, and no template prints them.
    fn rustdoc(&mut self) -> Option<&'a [u8]> {
        let is = matches!(self.rest, [b'/', b'/', b'/' | b'!', ..]) && !self.rest.starts_with(b"////");
        let line = is.then(|| self.take(self.line()).trim_ascii_end());
        // The next line does not continue the last word of this one.
        self.last = if is { b' ' } else { self.last };
        line
    }
}

/// Whether a byte can be part of a name. Letters outside ASCII occur only in names.
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

/// Returns all tokens in order, without the commas that formatting adds or removes before a closing bracket.
fn flat(tokens: TokenStream) -> Vec<String> {
    let mut out = Vec::new();
    push(tokens, &mut out);
    out
}

fn push(tokens: TokenStream, out: &mut Vec<String>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            // `=> { a }` is the same as `=> a,`. Braces around statements are kept.
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
                // prettyplease adds a comma before `>` if generic arguments span several lines.
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

/// Whether braces contain a single expression: they are not empty, and have no semicolon and no comma.
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
    fn accepts(meant: &str, written: &str) {
        assert!(same_words(meant, written), "by words");
        assert_eq!(check(meant, written), Ok(()));
    }

    #[track_caller]
    fn rejects(meant: &str, written: &str) {
        assert!(!same_words(meant, written), "by words");
        assert!(check(meant, written).is_err());
    }

    #[test]
    fn layout_does_not_matter() {
        accepts("fn f(a: u8,) -> B<C,> { g(&[1, 2,]) }", "// head\nfn f(a: u8) -> B<C> {\n    g(&[1, 2])\n}\n");
        accepts("///  `a`, \"b\nstruct A<'a>;", "///  `a`, \"b\nstruct A<'a>;");
        accepts(r#"const A: &str = "a\"// \\"; fn b() {}"#, "const A: &str = \"a\\\"// \\\\\";\nfn b() {}");
    }

    #[test]
    fn tokens_matter() {
        rejects("f(a, b)", "f(a b)");
        rejects("/ // x\nfn f() {}", "/// x\nfn f() {}");
        rejects("f(a / *b)", "f(a /*b)");
        rejects("fn f() { a / // c\n b }", "fn f() { a /// d\n b }");
        rejects("f(a)", "f(b)");
        rejects("f(a);", "f(a)");
        rejects("\"a \"", "\"a\"");
        rejects("\"a, )\"", "\"a )\"");
        rejects("/// a\nfn f() {}", "/// b\nfn f() {}");
        rejects("/// a,\n}", "/// a\n}");
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
        rejects("match a { 0 => b(c), _ => d }", "match a { 0 => { b(e) } _ => d }");
        rejects("match a { 0 => b(c), _ => d }", "match a { 0 => { b(c); } _ => d }");
        rejects("match a { 0 => b, _ => d }", "match a { 0 => { b _ => d } }");
        rejects("match a { 0 => {} _ => d }", "match a { 0 => , _ => d }");
        rejects("let a = { b };", "let a = b;");
    }

    #[test]
    fn tokens_are_compared_where_words_differ() {
        for (meant, written) in [("#[doc = \" a\"] fn f() {}", "/// a\nfn f() {}"), ("f(r\"a\")", "f( r\"a\" )")] {
            assert!(!same_words(meant, written));
            assert_eq!(check(meant, written), Ok(()));
        }
        assert_eq!(check("f(r\"a\")", "f(r\"b\")"), Err("near `r\"a\"`".to_owned()));
    }
}
