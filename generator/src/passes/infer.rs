//! The type that a sample value shows. Shared by the passes that read samples.

use crate::model::{Api, Json, JsonKind, OpenReason, Type};

/// The exporter's constant for a 64-bit integer: it has no random generator for them.
const INT64_MARK: &str = "99.99";
/// The exporter's constant for bytes.
const BYTES_MARK: &str = "GIF89";

/// The type that all values have in common. A `null` shows nothing.
pub(super) fn infer(api: &Api, values: &[&Json]) -> Type {
    // An object whose entity is not known yet joins with anything, so all values beside it must be objects too.
    let mut kinds = values.iter().filter(|value| !value.is_null()).map(|value| std::mem::discriminant(&value.kind));
    if let Some(first) = kinds.next()
        && kinds.any(|kind| kind != first)
    {
        return Type::Open(OpenReason::Contradiction);
    }
    // Compared across arrays, because `[1]` and `[{}]` are both arrays and yet have nothing in common.
    if values.iter().any(|value| value.elements().is_some()) {
        let inner: Vec<&Json> = values.iter().filter_map(|value| value.elements()).flatten().collect();
        return Type::array(elements(api, &inner));
    }
    let found = values.iter().filter_map(|value| one(api, value)).reduce(join);
    found.unwrap_or(Type::Open(OpenReason::NoSample))
}

/// Like [`infer`], for the elements of an array or the values of a dictionary. A property may be `null`, these may not.
pub(super) fn elements(api: &Api, values: &[&Json]) -> Type {
    let ty = infer(api, values);
    // A reader turns a `null` into an empty text, array or entity, but not into a number.
    let refuses_null = matches!(ty, Type::Bool | Type::Int32 | Type::Int64 | Type::Double);
    if refuses_null && values.iter().any(|value| value.is_null()) {
        return Type::Open(OpenReason::NullElements);
    }
    ty
}

/// Whether a stated scalar can be what a sample shows.
pub(super) fn fits(stated: &Type, shown: &Type) -> bool {
    stated == shown
        || matches!(
            (stated, shown),
            // A string may look like a date; bytes are shown as a text.
            (Type::String, Type::DateTime | Type::Bytes)
                | (Type::Bytes | Type::DateTime, Type::String)
                | (Type::Double, Type::Int32 | Type::Int64)
                | (Type::Int64, Type::Int32)
        )
}

fn one(api: &Api, value: &Json) -> Option<Type> {
    Some(match &value.kind {
        JsonKind::Null => return None,
        JsonKind::Bool(_) => Type::Bool,
        JsonKind::Number(text) => number(text),
        JsonKind::String(text) => string(text),
        JsonKind::Array(inner) => Type::array(elements(api, &inner.iter().collect::<Vec<_>>())),
        JsonKind::Object(members) if members.is_empty() => Type::Open(OpenReason::Cut),
        JsonKind::Object(_) => match api.shapes.get(&value.span) {
            Some(id) => Type::Entity(*id),
            None => Type::Open(OpenReason::Undecided),
        },
    })
}

/// The type of a number, from its text.
pub(super) fn number(text: &str) -> Type {
    if text == INT64_MARK {
        Type::Int64
    } else if text.contains(['.', 'e', 'E']) {
        Type::Double
    } else if text.parse::<i32>().is_ok() {
        Type::Int32
    } else if text.parse::<i64>().is_ok() {
        Type::Int64
    } else {
        Type::Double
    }
}

/// The type of a string, from its text.
pub(super) fn string(text: &str) -> Type {
    if is_date_time(text) {
        Type::DateTime
    } else if text.starts_with(BYTES_MARK) {
        Type::Bytes
    } else {
        Type::String
    }
}

/// The type that two observations allow.
pub(super) fn join(a: Type, b: Type) -> Type {
    match (a, b) {
        (a, b) if a == b => a,
        (Type::Open(OpenReason::Cut | OpenReason::NoSample | OpenReason::Undecided), other)
        | (other, Type::Open(OpenReason::Cut | OpenReason::NoSample | OpenReason::Undecided)) => other,
        (Type::Int32, Type::Int64) | (Type::Int64, Type::Int32) => Type::Int64,
        (Type::Double, Type::Int32 | Type::Int64) | (Type::Int32 | Type::Int64, Type::Double) => Type::Double,
        // A date among plain strings is a string that happened to look like one.
        (Type::String, Type::DateTime | Type::Bytes) | (Type::DateTime | Type::Bytes, Type::String) => Type::String,
        (Type::DateTime, Type::Bytes) | (Type::Bytes, Type::DateTime) => Type::String,
        (Type::Array(a), Type::Array(b)) => Type::array(join(*a, *b)),
        (Type::Map(a), Type::Map(b)) => Type::map(join(*a, *b)),
        _ => Type::Open(OpenReason::Contradiction),
    }
}

/// Whether a text is an ISO 8601 date and time as the pages print it: `2011-04-16T14:19:04.501577+02:00`.
#[must_use]
pub fn is_date_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |from: usize, to: usize| bytes.get(from..to).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    let mark = |at: usize, byte: u8| bytes.get(at) == Some(&byte);
    let date = digits(0, 4) && mark(4, b'-') && digits(5, 7) && mark(7, b'-') && digits(8, 10);
    let time = mark(10, b'T') && digits(11, 13) && mark(13, b':') && digits(14, 16) && mark(16, b':') && digits(17, 19);
    if !(date && time) {
        return false;
    }
    let rest = text.get(19..).unwrap_or_default();
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    let offset = rest.as_bytes();
    rest.is_empty()
        || rest == "Z"
        || (offset.len() == 6 && matches!(offset.first(), Some(b'+' | b'-')) && offset.get(3) == Some(&b':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_times() {
        for text in
            ["2011-04-16T14:19:04.501577+02:00", "2002-03-31T18:00:00", "2002-03-31T18:00:00Z", "0001-01-01T00:00:00"]
        {
            assert!(is_date_time(text), "{text}");
        }
        for text in ["2011-04-16", "T14:19:04", "2011-04-16T14:19", "2011-04-16T14:19:04 o'clock", "æøå"] {
            assert!(!is_date_time(text), "{text}");
        }
    }

    #[test]
    fn every_mark_of_a_date_time_is_needed() {
        for (at, _) in "2011-04-16T14:19:04".char_indices() {
            let text = replaced("2011-04-16T14:19:04", at);
            assert!(!is_date_time(&text), "{text}");
        }
        // The offset: a sign, and a colon between two numbers.
        for at in [19, 22] {
            let text = replaced("2011-04-16T14:19:04+02:00", at);
            assert!(!is_date_time(&text), "{text}");
        }
        assert!(is_date_time("2011-04-16T14:19:04-02:00"));
        assert!(!is_date_time("2011-04-16T14:19:04+02:000"));
        assert!(!is_date_time("2011-04-16T14:19:04.5x"));
    }

    fn replaced(text: &str, at: usize) -> String {
        text.char_indices().map(|(place, c)| if place == at { 'x' } else { c }).collect()
    }

    #[test]
    fn numbers() {
        assert_eq!(number("12"), Type::Int32);
        assert_eq!(number("3000000000"), Type::Int64);
        assert_eq!(number("99.99"), Type::Int64);
        assert_eq!(number("1.5"), Type::Double);
        assert_eq!(number("1e3"), Type::Double);
        assert_eq!(number("1E3"), Type::Double);
        assert_eq!(number("30000000000000000000"), Type::Double);
    }

    #[test]
    fn strings() {
        assert_eq!(string("2011-04-16T14:19:04"), Type::DateTime);
        assert_eq!(string("GIF89....."), Type::Bytes);
        assert_eq!(string("a GIF89"), Type::String);
    }

    const SCALARS: [Type; 7] =
        [Type::Bool, Type::Int32, Type::Int64, Type::Double, Type::String, Type::DateTime, Type::Bytes];

    #[test]
    fn stated_types_that_fit_another_shown_type() {
        let fitting: Vec<(Type, Type)> = SCALARS
            .iter()
            .flat_map(|stated| SCALARS.iter().map(move |shown| (stated.clone(), shown.clone())))
            .filter(|(stated, shown)| stated != shown && fits(stated, shown))
            .collect();
        let expected = [
            (Type::Int64, Type::Int32),
            (Type::Double, Type::Int32),
            (Type::Double, Type::Int64),
            (Type::String, Type::DateTime),
            (Type::String, Type::Bytes),
            (Type::DateTime, Type::String),
            (Type::Bytes, Type::String),
        ];
        assert_eq!(fitting, expected);
        assert!(SCALARS.iter().all(|scalar| fits(scalar, scalar)));
    }

    #[track_caller]
    fn joins(a: &Type, b: &Type, expected: &Type) {
        assert_eq!(join(a.clone(), b.clone()), *expected);
        assert_eq!(join(b.clone(), a.clone()), *expected);
    }

    #[test]
    fn two_observations_allow_the_wider_type() {
        joins(&Type::Int32, &Type::Int32, &Type::Int32);
        joins(&Type::Int32, &Type::Int64, &Type::Int64);
        joins(&Type::Int32, &Type::Double, &Type::Double);
        joins(&Type::Int64, &Type::Double, &Type::Double);
        joins(&Type::String, &Type::DateTime, &Type::String);
        joins(&Type::String, &Type::Bytes, &Type::String);
        joins(&Type::DateTime, &Type::Bytes, &Type::String);
        joins(&Type::array(Type::Int32), &Type::array(Type::Int64), &Type::array(Type::Int64));
        joins(&Type::map(Type::Int32), &Type::map(Type::Double), &Type::map(Type::Double));
    }

    #[test]
    fn an_unknown_observation_allows_anything() {
        for open in [OpenReason::Cut, OpenReason::NoSample, OpenReason::Undecided] {
            joins(&Type::Open(open), &Type::Bool, &Type::Bool);
        }
    }

    #[test]
    fn other_observations_contradict_each_other() {
        let contradiction = Type::Open(OpenReason::Contradiction);
        joins(&Type::Bool, &Type::Int32, &contradiction);
        joins(&Type::Int32, &Type::String, &contradiction);
        joins(&Type::array(Type::Int32), &Type::Int32, &contradiction);
        joins(&Type::array(Type::Int32), &Type::map(Type::Int32), &contradiction);
        joins(&Type::Open(OpenReason::Contradiction), &Type::Bool, &contradiction);
    }
}
