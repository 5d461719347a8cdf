//! Neutral values for samples.
//!
//! In: a value of a sample, and the type that the model has decided for its place. Out: a value of the same kind that
//! says nothing about the owner of the sample: an integer of the same size, a date of the same form, a text that no
//! pass mistakes for another kind of value. Values of enumerations and names of properties are facts and stay; keys of
//! dictionaries are data.

use std::sync::Arc;

use crate::model::{Api, Entity, Json, JsonKind, Key, Said, Type};

/// A neutral text. It starts with a small letter, so that it is not a value of an enumeration.
const TEXT: &str = "text";

/// A value as JSON text with an indentation of two spaces. With `neutral`, every value is replaced.
pub(super) struct Writer<'a> {
    pub(super) api: &'a Api,
    pub(super) neutral: bool,
}

/// What the page says about the keys of a value that is not an entity.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Keys<'a> {
    /// The keys of the outermost object are properties, although no table describes it.
    pub(super) outermost: bool,
    /// The rows of the body. An object with only these keys has properties.
    pub(super) rows: &'a [Arc<Said>],
    /// Whether the body is a JSON Patch.
    pub(super) patch: bool,
}

impl Keys<'_> {
    fn are_names(self, members: &[(Key, Json)]) -> bool {
        let is_row = |key: &Key| self.rows.iter().any(|row| row.name.value == *key.name);
        self.outermost || members.iter().all(|(key, _)| is_row(key))
    }
}

impl Writer<'_> {
    /// Writes a value of this type.
    pub(super) fn write(&self, json: &Json, ty: Option<&Type>, keys: Keys<'_>) -> String {
        let mut out = String::new();
        self.value(&mut out, json, ty, keys, 0);
        out
    }

    fn value(&self, out: &mut String, json: &Json, ty: Option<&Type>, keys: Keys<'_>, depth: usize) {
        match &json.kind {
            JsonKind::Null => out.push_str("null"),
            JsonKind::Bool(known) => out.push_str(if *known || self.neutral { "true" } else { "false" }),
            JsonKind::Number(text) => out.push_str(if self.neutral { number(text) } else { text }),
            JsonKind::String(text) => quote(out, &self.text(text, ty)),
            JsonKind::Array(elements) if elements.is_empty() => out.push_str("[]"),
            JsonKind::Array(elements) => {
                let inner = if let Some(Type::Array(inner)) = ty { Some(&**inner) } else { None };
                for (at, element) in elements.iter().enumerate() {
                    out.push_str(if at == 0 { "[\n" } else { ",\n" });
                    indent(out, depth + 1);
                    self.value(out, element, inner, Keys { outermost: false, ..keys }, depth + 1);
                }
                end(out, depth, ']');
            }
            JsonKind::Object(members) if members.is_empty() => out.push_str("{}"),
            JsonKind::Object(members) => {
                let entity = self.api.shapes.get(&json.span).and_then(|id| self.api.entity(*id));
                let is_data = self.neutral && entity.is_none() && !keys.are_names(members);
                for (at, (key, value)) in members.iter().enumerate() {
                    out.push_str(if at == 0 { "{\n" } else { ",\n" });
                    indent(out, depth + 1);
                    if is_data {
                        quote(out, &format!("key{}", at + 1))
                    } else {
                        quote(out, &key.name)
                    }
                    out.push_str(": ");
                    match patch(&key.name, value).filter(|_| keys.patch && self.neutral) {
                        Some(text) => quote(out, text),
                        None => {
                            let inner = Keys { outermost: false, ..keys };
                            self.value(out, value, member(entity, &key.name, ty), inner, depth + 1);
                        }
                    }
                }
                end(out, depth, '}');
            }
        }
    }

    fn text(&self, text: &str, ty: Option<&Type>) -> String {
        let listed = match ty {
            Some(Type::Enum(id)) => self.api.enums[*id].words.iter().any(|word| word == text),
            _ => false,
        };
        if listed || !self.neutral { text.to_owned() } else { string(text) }
    }
}

/// The text of a member of a JSON Patch (RFC 6902), which must be a valid operation or path.
fn patch(key: &str, value: &Json) -> Option<&'static str> {
    match key {
        "op" if value.as_str().is_some() => Some("replace"),
        "path" if value.as_str().is_some() => Some("/name"),
        _ => None,
    }
}

/// The type of a member of an object: that of a property, or the values of a dictionary.
fn member<'a>(entity: Option<&'a Entity>, key: &str, ty: Option<&'a Type>) -> Option<&'a Type> {
    match (entity, ty) {
        (Some(entity), _) => entity.property(key).map(|property| &property.ty.value),
        (None, Some(Type::Map(inner))) => Some(inner),
        _ => None,
    }
}

fn indent(out: &mut String, depth: usize) {
    out.extend(std::iter::repeat_n("  ", depth));
}

fn end(out: &mut String, depth: usize, bracket: char) {
    out.push('\n');
    indent(out, depth);
    out.push(bracket);
}

fn quote(out: &mut String, text: &str) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

/// A number of the same kind. The exporter's mark for a large integer is not data.
fn number(text: &str) -> &str {
    const LARGE: &str = "99.99";
    if text == LARGE {
        LARGE
    } else if text.contains(['.', 'e', 'E']) {
        "1.5"
    } else if text.parse::<i32>().is_ok() {
        "1"
    } else if text.parse::<i64>().is_ok() {
        "4294967296"
    } else {
        // Wider than 64 bits.
        "1.5"
    }
}

/// A text of the same form.
fn string(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    if let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'))
        && let Some((kind, value)) = inner.split_once(':')
        && !kind.is_empty()
        && kind.len() <= 3
        && kind.chars().all(|c| c.is_ascii_uppercase())
    {
        return format!("[{kind}:{}]", encoded(value));
    }
    plain(text).unwrap_or_else(|| TEXT.to_owned())
}

/// The value inside `[I:42]`, in the same form.
fn encoded(value: &str) -> String {
    let american = value.replace(|c: char| c.is_ascii_digit(), "0");
    match american.as_str() {
        "00/00/0000" => "01/31/2020".to_owned(),
        "00/00/0000 00:00:00" => "01/31/2020 12:30:00".to_owned(),
        "00/00/0000 00:00:00.0000000" => "01/31/2020 12:30:00.0000000".to_owned(),
        _ => plain(value).unwrap_or_else(|| TEXT.to_owned()),
    }
}

/// A neutral value for a form that is recognised.
fn plain(text: &str) -> Option<String> {
    const BYTES: &str = "GIF89";
    let fixed = |value: &str| Some(value.to_owned());
    let digits = text.replace(|c: char| c.is_ascii_digit(), "0");
    if text.starts_with(BYTES) {
        return fixed("GIF89a");
    }
    if digits.trim_start_matches('-').chars().all(|c| c == '0') {
        return fixed("1");
    }
    if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") {
        return fixed("true");
    }
    if text.contains('.') && digits.trim_start_matches('-').replace('.', "").chars().all(|c| c == '0') {
        return fixed("1.5");
    }
    if let Some(rest) = digits.strip_prefix("0000-00-00") {
        return date(text, rest);
    }
    if matches!(digits.as_str(), "00:00" | "00:00:00" | "0.00:00:00" | "00.00:00:00" | "-00:00:00") {
        return text
            .char_indices()
            .map(|(at, c)| if c.is_ascii_digit() { digit(&digits, at) } else { Some(c) })
            .collect();
    }
    if text.starts_with("http://") || text.starts_with("https://") {
        return fixed("https://www.example.com/");
    }
    if text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !text.contains(' ')) {
        return fixed("name@example.com");
    }
    let shape: String = text.chars().map(|c| if c.is_ascii_hexdigit() { 'x' } else { c }).collect();
    if shape == "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx" {
        return fixed("00000000-0000-0000-0000-000000000001");
    }
    let case: String = text
        .chars()
        .map(|c| {
            if c.is_ascii_lowercase() {
                'a'
            } else if c.is_ascii_uppercase() {
                'A'
            } else {
                c
            }
        })
        .collect();
    match case.as_str() {
        "aa-AA" => fixed("en-US"),
        _ => None,
    }
}

/// A digit of a time span: an hour and a half.
fn digit(digits: &str, at: usize) -> Option<char> {
    let clock = digits.rsplit('.').next()?;
    let start = digits.len() - clock.len() + usize::from(clock.starts_with('-'));
    match at.checked_sub(start) {
        Some(1) => Some('1'),
        Some(3) => Some('3'),
        _ => Some('0'),
    }
}

/// A fixed date and time with the same fraction and the same kind of offset.
fn date(text: &str, rest: &str) -> Option<String> {
    let Some(time) = rest.strip_prefix(['T', ' ']) else {
        return rest.is_empty().then(|| "2020-01-31".to_owned());
    };
    let separator = text.get(10..11)?;
    let after = time.strip_prefix("00:00:00")?;
    let fraction = after.len() - after.trim_start_matches(['.', '0']).len();
    let (fraction, offset) = after.split_at_checked(fraction)?;
    let offset = match offset {
        "" | "Z" => offset,
        "+00:00" | "-00:00" => "+01:00",
        _ => return None,
    };
    Some(format!("2020-01-31{separator}12:30:00{fraction}{offset}"))
}

#[cfg(test)]
mod tests {
    use super::{number, string};

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(string(text), expected);
        assert_eq!(string(expected), expected, "a neutral value stays");
    }

    #[test]
    fn texts_keep_their_form() {
        check("", "");
        check("Acme Ltd", "text");
        check("External", "text");
        check("524", "1");
        check("-5", "1");
        check("12.75", "1.5");
        check("False", "true");
        check("[I:42]", "[I:1]");
        check("[D:11/23/2026]", "[D:01/31/2020]");
        check("[DT:11/23/2026 08:15:00]", "[DT:01/31/2020 12:30:00]");
        check("[DT:11/23/2026 08:15:00.0000000]", "[DT:01/31/2020 12:30:00.0000000]");
        check("[F:2.5]", "[F:1.5]");
        check("[see:that]", "text");
        check("1996-08-03T20:14:21.501577+02:00", "2020-01-31T12:30:00.000000+01:00");
        check("1996-08-03T20:14:21", "2020-01-31T12:30:00");
        check("1996-08-03T20:14:21Z", "2020-01-31T12:30:00Z");
        check("1996-08-03", "2020-01-31");
        check("1996-08-03 or so", "text");
        check("08:15:59", "01:30:00");
        check("3.08:15:59", "0.01:30:00");
        check("https://acme.example/x?y", "https://www.example.com/");
        check("jo@acme.example", "name@example.com");
        check("nb-NO", "en-US");
        check("6d3f1f0a-0a1b-4c2d-8e3f-0123456789ab", "00000000-0000-0000-0000-000000000001");
        check("GIF89....", "GIF89a");
        check("\u{e6}\u{f8}\u{e5}", "text");
    }

    #[test]
    fn numbers_keep_their_size() {
        for (given, expected) in [
            ("524", "1"),
            ("-1", "1"),
            ("3000000000", "4294967296"),
            ("99.99", "99.99"),
            ("7.25", "1.5"),
            ("1e3", "1.5"),
        ] {
            assert_eq!(number(given), expected);
        }
    }
}
