//! The name of a file in a response.
//!
//! In: the header `Content-Disposition`. Out: a name that can be used in a folder. This file must not know what the file is.

use http::header::{CONTENT_DISPOSITION, HeaderMap};
use percent_encoding::percent_decode_str;

/// Returns the name without folders, because a server could name a file outside of the folder in which it is saved.
pub(super) fn file_name(headers: &HeaderMap) -> Option<String> {
    let header = String::from_utf8_lossy(headers.get(CONTENT_DISPOSITION)?.as_bytes());
    // RFC 6266: `filename*` has an encoding, and counts more than `filename`.
    let name = match parameter(&header, "filename*") {
        Some(encoded) => decoded(&encoded)?,
        None => parameter(&header, "filename")?,
    };
    let last = name.rsplit(['/', '\\']).next()?.trim();
    let valid = !last.is_empty() && last != "." && last != ".." && !last.chars().any(char::is_control);
    valid.then(|| last.to_owned())
}

/// Returns a text like `UTF-8''na%C3%AFve.txt` without its encoding.
fn decoded(text: &str) -> Option<String> {
    let (charset, rest) = text.split_once('\'')?;
    let (_, encoded) = rest.split_once('\'')?;
    let bytes = percent_decode_str(encoded);
    if charset.eq_ignore_ascii_case("iso-8859-1") {
        return Some(bytes.map(char::from).collect());
    }
    Some(bytes.decode_utf8_lossy().into_owned())
}

/// Returns the value of a parameter, without quotes and escapes.
fn parameter(header: &str, name: &str) -> Option<String> {
    let mut rest = header.split_once(';')?.1;
    loop {
        let (found, after) = rest.split_once('=')?;
        let (value, after) = value(after.trim_start());
        if found.trim().eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = after.split_once(';')?.1;
    }
}

/// Splits a value from what follows it.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(';').unwrap_or(text.len());
        let (value, rest) = text.split_at_checked(end).unwrap_or((text, ""));
        return (value.trim().to_owned(), rest);
    };
    let (mut value, mut escaped) = (String::new(), false);
    let mut characters = quoted.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' if !escaped => break,
            // Servers that name a path do not escape its backslashes.
            '\\' if !escaped && characters.as_str().starts_with(['"', '\\']) => escaped = true,
            _ => {
                value.push(character);
                escaped = false;
            }
        }
    }
    (value, characters.as_str())
}

#[cfg(test)]
mod tests {
    use http::header::{CONTENT_DISPOSITION, HeaderMap, HeaderValue};

    use super::file_name;

    #[test]
    fn names() {
        for (header, expected) in [
            ("attachment", None),
            ("attachment; filename=", None),
            ("attachment; filename=a.pdf", Some("a.pdf")),
            ("attachment; FileName = a.pdf ; size=3", Some("a.pdf")),
            (r#"attachment; filename="a; b=\"c\".pdf"; size=3"#, Some(r#"a; b="c".pdf"#)),
            (r#"attachment; size="3; filename=no"; filename="yes""#, Some("yes")),
            ("attachment; filename=a.pdf; filename*=UTF-8''na%C3%AFve%20file.txt", Some("na\u{ef}ve file.txt")),
            ("attachment; filename*=iso-8859-1'en'na%EFve.txt", Some("na\u{ef}ve.txt")),
            ("attachment; filename*=nonsense; filename=a", None),
            (r#"attachment; filename="../../etc/passwd""#, Some("passwd")),
            (r#"attachment; filename="C:\temp\x.doc""#, Some("x.doc")),
            ("attachment; filename*=UTF-8''..%2F..%2Fx", Some("x")),
            ("attachment; filename*=UTF-8''a%00b", None),
            ("attachment; filename=..", None),
            ("attachment; filename=a/", None),
        ] {
            let headers = HeaderMap::from_iter([(CONTENT_DISPOSITION, HeaderValue::from_static(header))]);
            assert_eq!(file_name(&headers).as_deref(), expected, "{header}");
        }
        assert_eq!(file_name(&HeaderMap::new()), None);
    }
}
