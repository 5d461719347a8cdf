//! Dates and times as the server writes them.
//!
//! In: the text in JSON, in any of its forms. Out: the same text, and its unambiguous parts. This file must not guess a
//! time zone: a value without an offset is in the tenant's time zone or the one that a header requests, usually even if
//! the documentation says UTC.

#[cfg(feature = "chrono")]
mod with_chrono;
#[cfg(feature = "jiff")]
mod with_jiff;
#[cfg(feature = "time")]
mod with_time;

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use super::parts::{LARGEST_OFFSET, Parts};
use crate::slot::{Field, Slot, Text, View};

/// A date and time, with or without an offset, stored exactly as it is in JSON.
///
/// The server writes `2002-03-31T18:00:00`, with up to seven fractional digits, and with `Z`, `+02:00` or no offset. It
/// writes the year 1 for "not set" and the end of the year 9999 for "forever".
///
/// A value from a response is kept even if it is not a date, so that it can be written back. New values are checked:
///
/// ```
/// use superoffice_runtime::DateTime;
///
/// let due: DateTime = "2026-11-27T14:00:00+01:00".parse()?;
/// assert_eq!(due.offset_seconds(), Some(3600));
/// let error = "2026-02-31T14:00:00".parse::<DateTime>().unwrap_err();
/// assert_eq!(error.to_string(), "`2026-02-31T14:00:00` is not a date and time: month 2 of 2026 has 28 days, not 31");
/// # Ok::<(), superoffice_runtime::DateTimeError>(())
/// ```
///
/// Two values are equal if their texts are equal. `==` cannot compare instants, because the instant of a value without an
/// offset is unknown, and a relation that is sometimes unknown is not an equality. Use [`compare`](Self::compare) for the
/// order in time.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct DateTime(Box<str>);

impl DateTime {
    /// Keeps a text from the server, even if it is not a date.
    ///
    /// Use [`parse`](str::parse) or [`TryFrom`] for text from any other source.
    #[must_use]
    pub fn from_wire(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// Creates a date without a time, such as `2026-11-27`.
    ///
    /// # Errors
    /// Returns an error if the calendar does not have this date.
    pub fn from_date(year: i32, month: u32, day: u32) -> Result<Self, DateTimeError> {
        let parts = Parts::date(year, month, day);
        match parts.check() {
            Ok(()) => Ok(Self(parts.readable(false).into())),
            Err(reason) => Err(DateTimeError::new(&format!("{year:04}-{month:02}-{day:02}"), reason)),
        }
    }

    /// Returns the value that means "not set": `0001-01-01T00:00:00`.
    #[must_use]
    pub fn unset() -> Self {
        Self("0001-01-01T00:00:00".into())
    }

    /// Returns the value that means "forever": `9999-12-31T23:59:59`.
    #[must_use]
    pub fn forever() -> Self {
        Self("9999-12-31T23:59:59".into())
    }

    /// Returns the text in JSON.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether the value means "not set": the local date is in the year 1, or the text is empty.
    #[must_use]
    pub fn is_unset(&self) -> bool {
        self.0.is_empty() || Parts::parse(&self.0).is_some_and(|parts| parts.year <= 1)
    }

    /// Returns whether the value means "forever": the local date is the last day of the year 9999.
    #[must_use]
    pub fn is_forever(&self) -> bool {
        Parts::parse(&self.0).is_some_and(|parts| parts.is_forever())
    }

    /// Returns whether the text is a date that exists in the calendar.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.parts().is_some()
    }

    /// Returns whether there is a time, and not only a date.
    #[must_use]
    pub fn has_time(&self) -> bool {
        self.parts().is_some_and(|parts| parts.timed)
    }

    /// Returns year, month and day of the local date.
    #[must_use]
    pub fn date(&self) -> Option<(i32, u32, u32)> {
        self.parts().map(|parts| (parts.year, parts.month, parts.day))
    }

    /// Returns the offset from UTC in seconds, if the text has one.
    #[must_use]
    pub fn offset_seconds(&self) -> Option<i32> {
        Parts::parse(&self.0)?.offset
    }

    /// Compares the two values in time. `None` if the order is unknown.
    ///
    /// - Two values with offsets are compared as instants.
    /// - Two values without offsets are compared by their local times. Compare only values of one tenant that were
    ///   requested with the same time zone.
    /// - One value with and one without an offset are compared only if they are so far apart that the offset does not
    ///   matter.
    /// - A value that means "forever" is later than any other value and equal to another one that means "forever".
    /// - A value that is not set, or not a date, is not a point in time: the result is `None`.
    ///
    /// ```
    /// use std::cmp::Ordering;
    /// use superoffice_runtime::DateTime;
    ///
    /// let (oslo, utc): (DateTime, DateTime) = ("2026-11-27T14:00:00+01:00".parse()?, "2026-11-27T13:00:00Z".parse()?);
    /// assert_eq!(oslo.compare(&utc), Some(Ordering::Equal));
    /// assert_eq!(oslo.compare(&"2026-11-27T13:00:00".parse()?), None);
    /// assert_eq!(oslo.compare(&"2026-11-30T13:00:00".parse()?), Some(Ordering::Less));
    /// # Ok::<(), superoffice_runtime::DateTimeError>(())
    /// ```
    #[must_use]
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        if self.is_unset() || other.is_unset() {
            return None;
        }
        let (left, right) = (self.parts()?, other.parts()?);
        if left.is_forever() || right.is_forever() {
            return Some(left.is_forever().cmp(&right.is_forever()));
        }
        let at = |parts: &Parts, offset: i32| {
            let (seconds, nanoseconds) = parts.local();
            (seconds - i64::from(offset), nanoseconds)
        };
        match (left.offset, right.offset) {
            (Some(left_offset), Some(right_offset)) => Some(at(&left, left_offset).cmp(&at(&right, right_offset))),
            (None, None) => Some(left.local().cmp(&right.local())),
            (Some(offset), None) => settled(at(&left, offset), |zone| at(&right, zone)),
            (None, Some(offset)) => settled(at(&right, offset), |zone| at(&left, zone)).map(Ordering::reverse),
        }
    }

    /// The fields, if the text is a date that exists in the calendar.
    pub(super) fn parts(&self) -> Option<Parts> {
        Parts::parse(&self.0).filter(|parts| parts.check().is_ok())
    }

    /// Creates a value that .NET can read.
    pub(super) fn of_parts(parts: Parts, zulu: bool) -> Self {
        Self(parts.readable(zulu).into())
    }
}

/// Compares an instant with a local time, if the result is the same in every time zone.
fn settled(instant: (i64, u32), local_in: impl Fn(i32) -> (i64, u32)) -> Option<Ordering> {
    let earliest = instant.cmp(&local_in(LARGEST_OFFSET));
    (earliest == instant.cmp(&local_in(-LARGEST_OFFSET))).then_some(earliest)
}

/// The error for text that is not a date and time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateTimeError {
    text: String,
    reason: String,
}

impl DateTimeError {
    fn new(text: &str, reason: impl Into<String>) -> Self {
        Self { text: text.chars().take(40).collect(), reason: reason.into() }
    }
}

impl fmt::Display for DateTimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a date and time: {}", self.text, self.reason)
    }
}

impl std::error::Error for DateTimeError {}

/// Accepts what the server can read: `2026-11-27`, or `2026-11-27T14:00:00` with up to seven decimal places and with `Z`,
/// an offset such as `+01:00`, or neither. The text is kept as it is.
impl FromStr for DateTime {
    type Err = DateTimeError;

    fn from_str(text: &str) -> Result<Self, DateTimeError> {
        let refuse = |reason: &str| Err(DateTimeError::new(text, reason));
        if text.is_empty() {
            return refuse("it is empty; use `DateTime::unset` for a date that is not set");
        }
        let form = "expected `2026-11-27` or `2026-11-27T14:00:00`, optionally followed by `Z` or `+01:00`";
        if text.contains([' ', 'z']) {
            return refuse(form);
        }
        let Some(parts) = Parts::parse(text) else { return refuse(form) };
        if text.split_once('.').is_some_and(|(_, rest)| rest.bytes().take_while(u8::is_ascii_digit).count() > 7) {
            return refuse("the seconds have more than seven decimal places");
        }
        parts.check().map_err(|reason| DateTimeError::new(text, reason))?;
        Ok(Self(text.into()))
    }
}

/// As [`FromStr`].
impl TryFrom<&str> for DateTime {
    type Error = DateTimeError;

    fn try_from(text: &str) -> Result<Self, DateTimeError> {
        text.parse()
    }
}

/// As [`FromStr`].
impl TryFrom<String> for DateTime {
    type Error = DateTimeError;

    fn try_from(text: String) -> Result<Self, DateTimeError> {
        text.parse()
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DateTime").field(&&*self.0).finish()
    }
}

impl Text for DateTime {
    fn set_text(&mut self, text: &str) {
        self.0 = text.into();
    }
}

impl Field for DateTime {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Text(self)
    }

    fn view(&self) -> View<'_> {
        View::Str(&self.0)
    }
}

crate::serde_impls!(DateTime);
