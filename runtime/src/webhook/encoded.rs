//! Values that are encoded in a string, such as `[I:42]` and `[D:03/28/2019]`.
//!
//! In: a string. Out: its kind and what it contains. This file must not know columns.

use crate::values::DateTime;

/// Returns the kind and the content of an encoded value. `None` if the text is not encoded.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    let (kind, value) = text.strip_prefix('[')?.strip_suffix(']')?.split_once(':')?;
    let is_kind = matches!(kind.len(), 1..=2) && kind.bytes().all(|byte| byte.is_ascii_uppercase());
    is_kind.then_some((kind, value))
}

/// Reads `MM/dd/yyyy`, `dd.MM.yyyy` or `yyyy-MM-dd`, optionally followed by a space and the time.
pub(super) fn date_time(text: &str) -> Option<DateTime> {
    let (date, time) = text.split_once(' ').unwrap_or((text, "00:00:00"));
    let separator = date.chars().find(|c| !c.is_ascii_digit())?;
    let mut parts = date.splitn(3, separator);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    let (year, month, day) = match separator {
        '/' => (third, first, second),
        '.' => (third, second, first),
        '-' => (first, second, third),
        _ => return None,
    };
    DateTime::from(format!("{year}-{month:0>2}-{day:0>2}T{time}")).valid()
}
