//! The display values of agents, which are encoded as text.
//!
//! In: text such as `[I:17]`. Out: the JSON value that other lists have in its place. This file must not know rows.

use crate::json::value::Json;

/// Returns the value of encoded text: a number for `[I:17]` and `[F:4.5]`, a date in the form of other lists for
/// `[D:11/23/2026]` and `[DT:11/23/2026 14:00:00.0000000]`. `None` for text that is not encoded in one of these forms.
pub(super) fn decoded(text: &str) -> Option<Json> {
    let (moniker, value) = text.strip_prefix('[')?.strip_suffix(']')?.split_once(':')?;
    match moniker {
        "S" => Some(Json::from(value)),
        "I" => value.parse::<i64>().ok().map(Json::from),
        "F" | "M" => value.parse::<f64>().ok().filter(|value| value.is_finite()).map(Json::from),
        "D" | "DT" => date(value).map(Json::from),
        _ => None,
    }
}

/// Converts the three orders in which the server writes dates: month first with slashes, day first with full stops, and
/// year first with hyphens.
fn date(text: &str) -> Option<String> {
    let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00:00"));
    let parts = |separator| date.splitn(3, separator).collect::<Vec<&str>>();
    let (year, month, day) = match (parts('/').as_slice(), parts('.').as_slice(), parts('-').as_slice()) {
        (&[month, day, year], ..) | (_, &[day, month, year], _) | (.., &[year, month, day]) => (year, month, day),
        _ => return None,
    };
    let digits = |text: &str, count| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let time = time.strip_suffix(".0000000").unwrap_or(time);
    let is_time = time.bytes().all(|byte| byte.is_ascii_digit() || b":.".contains(&byte));
    (digits(year, 4) && digits(month, 2) && digits(day, 2) && is_time).then(|| format!("{year}-{month}-{day}T{time}"))
}
