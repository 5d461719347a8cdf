//! Values of custom fields, archive columns and search criteria.
//!
//! In: text such as `[I:42]`, or a Rust value. Out: the same text, and its meaning. This file must not know where such
//! texts occur.

use std::fmt;

use ::base64::Engine as _;

use super::date_time::DateTime;
use super::parts::Parts;
use super::time_span::TimeSpan;
use crate::encoding::BASE64;
use crate::json::value::Json;

/// A value in the notation `[marker:value]`, or plain text.
///
/// Custom fields, archive columns and search criteria are strings in JSON, but their values have types. The text is kept,
/// so a value that was read is written back byte for byte.
///
/// ```
/// use superoffice_runtime::{Encoded, EncodedValue};
///
/// let read = Encoded::from("[I:42]");
/// assert_eq!(read.as_i32(), Some(42));
/// match read.value() {
///     EncodedValue::Int(id) => assert_eq!(id, 42),
///     EncodedValue::Text(text) => panic!("{text}"),
///     other => panic!("{other:?}"),
/// }
/// assert_eq!(Encoded::from(4.5).as_str(), "[F:4.5]");
/// assert_eq!(Encoded::from(true).as_str(), "[I:1]");
/// ```
///
/// Text is not encoded, so a text that itself has the form `[I:42]` is a number to the server. Two values are equal if
/// their texts are equal; compare [`value`](Self::value) to compare the meanings.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Encoded(Box<str>);

/// The meaning of an [`Encoded`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum EncodedValue {
    /// `[I:42]`, an integer, the id of a list item, or a checkbox.
    Int(i64),
    /// `[F:4.43]`, a double or a decimal.
    Float(f64),
    /// `[M:123.45]`, an amount of money.
    Money(f64),
    /// `[D:11/09/2017]`, a date. It has a time only if the text has one other than midnight.
    Date(DateTime),
    /// `[DT:11/09/2017 14:53:18.0000000]`, a date and time without an offset.
    DateTime(DateTime),
    /// `[T:14:52]`, the time since midnight.
    Time(TimeSpan),
    /// `[TS:3600]`, a time span in seconds.
    TimeSpan(TimeSpan),
    /// `[B:...]`, bytes as base64.
    Binary(Vec<u8>),
    /// `[A:1,2,3]`, an array of integers.
    Ints(Vec<i64>),
    /// Plain text.
    Text(String),
    /// A marker that this crate does not know, such as `[SO:...]`, or a value that does not fit its marker.
    Other {
        /// The marker, such as `SO`.
        marker: String,
        /// The text after the colon.
        value: String,
    },
}

impl Encoded {
    /// Creates the empty text, which means that there is no value.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Encodes the date of a value, without its time. A value that is not a date is kept as plain text.
    #[must_use]
    pub fn date(date: &DateTime) -> Self {
        Self::of_date(date, false)
    }

    /// Encodes an amount of money.
    #[must_use]
    pub fn money(amount: f64) -> Self {
        EncodedValue::Money(amount).into()
    }

    /// Returns the text in JSON.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether there is no value: the text is empty.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the meaning.
    #[must_use]
    pub fn value(&self) -> EncodedValue {
        let Some((marker, value)) = split(&self.0) else { return EncodedValue::Text(self.0.to_string()) };
        let value_text = value.trim();
        let meaning = match marker {
            "I" => value_text.parse().ok().map(EncodedValue::Int),
            "F" => double(value_text).map(EncodedValue::Float),
            "M" => double(value_text).map(EncodedValue::Money),
            "D" => date(value_text).map(|date| EncodedValue::Date(DateTime::of_parts(without_midnight(date), true))),
            "DT" => date(value_text).map(|date| EncodedValue::DateTime(DateTime::of_parts(date, true))),
            "T" => time(value_text).map(EncodedValue::Time),
            "TS" => time_span(value_text).map(EncodedValue::TimeSpan),
            "B" => BASE64.decode(value_text).ok().map(EncodedValue::Binary),
            "A" => ints(value_text).map(EncodedValue::Ints),
            _ => None,
        };
        meaning.unwrap_or_else(|| EncodedValue::Other { marker: marker.to_owned(), value: value.to_owned() })
    }

    /// Returns whether the value fits its marker. Plain text and unknown markers are valid; `[I:x]` and `[F:NaN]`,
    /// which a double that is not finite becomes, are not.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        !matches!(self.value(), EncodedValue::Other { marker, .. } if MARKERS.contains(&marker.as_str()))
    }

    /// Returns the integer, encoded or as plain digits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self.value() {
            EncodedValue::Int(value) => Some(value),
            EncodedValue::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Returns the integer, encoded or as plain digits, if it fits in 32 bits.
    #[must_use]
    pub fn as_i32(&self) -> Option<i32> {
        self.as_i64()?.try_into().ok()
    }

    /// Returns the number: a double, an amount of money, an integer, or plain digits.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a double is what the caller asks for")]
    pub fn as_f64(&self) -> Option<f64> {
        match self.value() {
            EncodedValue::Float(value) | EncodedValue::Money(value) => Some(value),
            EncodedValue::Int(value) => Some(value as f64),
            EncodedValue::Text(text) => double(&text),
            _ => None,
        }
    }

    /// Returns the state of a checkbox: `[I:1]` and `True`, or `[I:0]` and `False`. The documentation does not say what
    /// the marker `B` means, so `[B:True]` is read too.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        let text = match split(&self.0) {
            None => &*self.0,
            Some(("I" | "B", value)) => value.trim(),
            Some(_) => return None,
        };
        match text {
            "1" => Some(true),
            "0" => Some(false),
            _ if text.eq_ignore_ascii_case("true") => Some(true),
            _ if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    /// Returns the date, with its time if it has one. `None` if it is not set.
    #[must_use]
    pub fn as_date(&self) -> Option<DateTime> {
        let date = match self.value() {
            EncodedValue::Date(date) | EncodedValue::DateTime(date) => date,
            EncodedValue::Text(text) => text.parse().ok()?,
            _ => return None,
        };
        (!date.is_unset()).then_some(date)
    }

    /// Returns the time since midnight: of a time, or of a date and time. The server writes a time of day with the date
    /// 1 January 1760.
    #[must_use]
    pub fn as_time(&self) -> Option<TimeSpan> {
        match self.value() {
            EncodedValue::Time(time) => Some(time),
            EncodedValue::Date(date) | EncodedValue::DateTime(date) => date.parts().map(since_midnight),
            _ => None,
        }
    }

    /// Returns the time span.
    #[must_use]
    pub fn as_time_span(&self) -> Option<TimeSpan> {
        match self.value() {
            EncodedValue::TimeSpan(span) => Some(span),
            _ => None,
        }
    }

    /// Returns the text, if the value is plain text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        split(&self.0).is_none().then_some(&*self.0)
    }

    /// Returns the text between the marker and the closing bracket. Returns the whole text if it has no marker or an unknown
    /// one, because plain text can begin with `[NB:`.
    #[must_use]
    pub fn content(&self) -> &str {
        let known = split(&self.0).filter(|(marker, _)| MARKERS.contains(marker));
        known.map_or(&*self.0, |(_, value)| value)
    }

    fn of_date(value: &DateTime, timed: bool) -> Self {
        match value.parts() {
            // The encoded form has no offset, so the instant would change without this check.
            Some(parts) if timed && parts.offset.is_some() => Self(value.as_str().into()),
            Some(parts) if timed => Self(format!("[DT:{} {}]", american(parts), clock(parts)).into()),
            Some(parts) => Self(format!("[D:{}]", american(parts)).into()),
            None => Self(value.as_str().into()),
        }
    }
}

/// The markers that this crate knows.
const MARKERS: [&str; 9] = ["I", "F", "M", "D", "DT", "T", "TS", "B", "A"];

/// Returns the marker and the value of `[marker:value]`.
fn split(text: &str) -> Option<(&str, &str)> {
    let (marker, value) = text.strip_prefix('[')?.strip_suffix(']')?.split_once(':')?;
    let known_form = (1..=3).contains(&marker.len()) && marker.bytes().all(|byte| byte.is_ascii_uppercase());
    known_form.then_some((marker, value))
}

/// Parses a finite number. `parse` alone would accept `inf` and `nan` too.
fn double(text: &str) -> Option<f64> {
    let numeric = text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    text.parse().ok().filter(|value: &f64| numeric && value.is_finite())
}

/// Parses a date with or without a time. The separator determines the order: `11/09/2017` starts with the month,
/// `09.11.2017` with the day, and `2017-11-09` with the year.
fn date(text: &str) -> Option<Parts> {
    let (date, time) = match text.split_once([' ', 'T']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let separator = date.chars().find(|c| !c.is_ascii_digit())?;
    let mut numbers = date.splitn(3, separator);
    let (first, second, third) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let (year, month, day) = match separator {
        '/' => (third, first, second),
        '.' => (third, second, first),
        '-' => (first, second, third),
        _ => return None,
    };
    let number = |text: &str, most: usize| {
        let valid = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if valid { text.parse::<u32>().ok() } else { None }
    };
    let year = number(year, 4).filter(|_| year.len() == 4)?;
    let parts = Parts::date(year.try_into().ok()?, number(month, 2)?, number(day, 2)?);
    let parts = time.map_or(Some(parts), |time| parts.at(time))?;
    parts.check().is_ok().then_some(parts)
}

fn without_midnight(parts: Parts) -> Parts {
    let midnight = Parts { timed: false, ..Parts::date(parts.year, parts.month, parts.day) };
    if (Parts { timed: false, ..parts }) == midnight { midnight } else { parts }
}

/// Parses a time of day, with or without a date.
fn time(text: &str) -> Option<TimeSpan> {
    let parts = if text.contains(['/', '-', ' ']) { date(text)? } else { Parts::date(1, 1, 1).at(text)? };
    parts.check().is_ok().then(|| since_midnight(parts))
}

fn since_midnight(parts: Parts) -> TimeSpan {
    let seconds = i64::from(parts.hour * 3600 + parts.minute * 60 + parts.second);
    TimeSpan::from_ticks(seconds * 10_000_000 + i64::from(parts.nanosecond / 100))
}

/// Parses seconds, or .NET's form.
fn time_span(text: &str) -> Option<TimeSpan> {
    if text.contains(':') {
        return text.parse().ok();
    }
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (seconds, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(seconds) || !all_digits(fraction) || fraction.len() > 7 {
        return None;
    }
    let ticks = i128::from(seconds.parse::<i64>().ok()?) * 10_000_000;
    let ticks = ticks + i128::from(format!("{fraction:0<7}").parse::<i64>().ok()?);
    i64::try_from(if negative { -ticks } else { ticks }).ok().map(TimeSpan::from_ticks)
}

fn ints(text: &str) -> Option<Vec<i64>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    text.split([',', ';']).map(|number| number.trim().parse().ok()).collect()
}

fn american(parts: Parts) -> String {
    format!("{:02}/{:02}/{:04}", parts.month, parts.day, parts.year)
}

fn clock(parts: Parts) -> String {
    format!("{:02}:{:02}:{:02}.{:07}", parts.hour, parts.minute, parts.second, parts.nanosecond / 100)
}

/// Writes a time span in seconds, or its text if it is not a time span.
fn in_seconds(span: &TimeSpan) -> String {
    let Some(ticks) = span.ticks() else { return span.as_str().to_owned() };
    let (seconds, fraction) = (ticks.unsigned_abs() / 10_000_000, ticks.unsigned_abs() % 10_000_000);
    let sign = if ticks < 0 { "-" } else { "" };
    if fraction == 0 { format!("{sign}{seconds}") } else { format!("{sign}{seconds}.{fraction:07}") }
}

/// Writes a time of day. A span that is not less than a day is written in .NET's form.
fn of_day(span: &TimeSpan) -> String {
    match span.as_str().strip_suffix(":00") {
        Some(minutes) if minutes.len() == 5 => minutes.to_owned(),
        _ => span.as_str().to_owned(),
    }
}

/// A date and time with an offset becomes plain text, because the encoded form has no offset.
impl From<EncodedValue> for Encoded {
    fn from(value: EncodedValue) -> Self {
        let text = match value {
            EncodedValue::Int(value) => format!("[I:{value}]"),
            EncodedValue::Float(value) => format!("[F:{value}]"),
            EncodedValue::Money(value) => format!("[M:{value}]"),
            EncodedValue::Date(date) if date.parts().is_some_and(|parts| parts.timed && parts.offset.is_none()) => {
                let parts = date.parts().unwrap_or(Parts::date(1, 1, 1));
                format!("[D:{} {}]", american(parts), clock(parts))
            }
            EncodedValue::Date(date) => return Self::of_date(&date, false),
            EncodedValue::DateTime(date) => return Self::of_date(&date, true),
            EncodedValue::Time(span) => format!("[T:{}]", of_day(&span)),
            EncodedValue::TimeSpan(span) => format!("[TS:{}]", in_seconds(&span)),
            EncodedValue::Binary(bytes) => format!("[B:{}]", BASE64.encode(bytes)),
            EncodedValue::Ints(values) => {
                format!("[A:{}]", values.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
            }
            EncodedValue::Text(text) => text,
            EncodedValue::Other { marker, value } => format!("[{marker}:{value}]"),
        };
        Self(text.into())
    }
}

macro_rules! from_values {
    ($($(#[$doc:meta])* $type:ty: |$value:ident| $meaning:expr;)*) => {$(
        $(#[$doc])*
        impl From<$type> for Encoded {
            fn from($value: $type) -> Self {
                $meaning.into()
            }
        }
    )*};
}

from_values! {
    /// Writes `[I:42]`.
    i32: |value| EncodedValue::Int(value.into());
    /// Writes `[I:42]`.
    i64: |value| EncodedValue::Int(value);
    /// Writes `[F:4.43]`.
    f64: |value| EncodedValue::Float(value);
    /// Writes `[I:1]` or `[I:0]`, as in `CustomFields`.
    bool: |value| EncodedValue::Int(value.into());
    /// Writes `[TS:3600]`.
    TimeSpan: |value| EncodedValue::TimeSpan(value);
    /// Writes `[B:...]`.
    Vec<u8>: |value| EncodedValue::Binary(value);
    /// Writes `[A:1,2,3]`.
    Vec<i64>: |value| EncodedValue::Ints(value);
}

/// Keeps the text, whether it is encoded or not.
impl From<&str> for Encoded {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

/// Keeps the text, whether it is encoded or not.
impl From<String> for Encoded {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

/// Writes `[D:11/09/2017]` if there is no time, and `[DT:11/09/2017 14:53:18.0000000]` otherwise. A value with an offset,
/// or one that is not a date, becomes plain text: the encoded form has no offset.
impl From<&DateTime> for Encoded {
    fn from(date: &DateTime) -> Self {
        Self::of_date(date, date.has_time())
    }
}

/// Same as for a reference.
impl From<DateTime> for Encoded {
    fn from(date: DateTime) -> Self {
        Self::from(&date)
    }
}

/// Writes `[D:11/09/2017]`.
#[cfg(feature = "jiff")]
impl From<jiff::civil::Date> for Encoded {
    fn from(date: jiff::civil::Date) -> Self {
        Self::date(&date.into())
    }
}

/// Writes `[DT:11/09/2017 14:53:18.0000000]`.
#[cfg(feature = "jiff")]
impl From<jiff::civil::DateTime> for Encoded {
    fn from(date: jiff::civil::DateTime) -> Self {
        Self::from(DateTime::from(date))
    }
}

/// `None` becomes the empty text, which means that there is no value.
impl<T: Into<Self>> From<Option<T>> for Encoded {
    fn from(value: Option<T>) -> Self {
        value.map_or_else(Self::none, Into::into)
    }
}

impl From<Encoded> for String {
    fn from(value: Encoded) -> Self {
        value.0.into()
    }
}

/// The text of the encoded value as a JSON string, as in the rows of a mass operation.
impl From<Encoded> for Json {
    fn from(value: Encoded) -> Self {
        Self::from(value.as_str())
    }
}

impl fmt::Display for Encoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Encoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Encoded").field(&&*self.0).finish()
    }
}
