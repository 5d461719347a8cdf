//! Dates and times as the server writes them.
//!
//! In: the text in JSON, in any of its forms. Out: the same text, and its unambiguous parts. This file must not guess a
//! time zone: a value without an offset is in the tenant's time zone or the one that a header requests, usually even if
//! the documentation says UTC.

use std::fmt;

use crate::slot::{Field, Slot, Text, View};

/// A date and time, with or without an offset, stored exactly as it is in JSON.
///
/// The server writes `2002-03-31T18:00:00`, with up to seven fractional digits, and with `Z`, `+02:00` or no offset. It
/// writes the year 1 for "not set" and the end of the year 9999 for "forever". Two values are equal if their texts are
/// equal, because values without an offset cannot be compared as instants.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct DateTime(Box<str>);

impl DateTime {
    /// Returns the text in JSON.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the value means "not set": the local date is in the year 1, or the text is empty.
    #[must_use]
    pub fn is_unset(&self) -> bool {
        self.0.is_empty() || self.parts().is_some_and(|parts| parts.year <= 1)
    }

    /// Whether the value means "forever": the local date is the last day of the year 9999.
    #[must_use]
    pub fn is_forever(&self) -> bool {
        self.parts().is_some_and(|parts| (parts.year, parts.month, parts.day) == (9999, 12, 31))
    }

    /// Returns the offset from UTC in seconds, if the text has one.
    #[must_use]
    pub fn offset_seconds(&self) -> Option<i32> {
        self.parts()?.offset
    }

    fn parts(&self) -> Option<Parts> {
        Parts::parse(&self.0)
    }
}

/// The fields of a date and time. The form is valid, but the day may not exist in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Parts {
    year: i16,
    month: i8,
    day: i8,
    hour: i8,
    minute: i8,
    second: i8,
    nanosecond: i32,
    offset: Option<i32>,
}

impl Parts {
    /// Parses `YYYY-MM-DD`, optionally followed by `THH:MM:SS`, `.` and digits, and `Z` or `+HH:MM`.
    fn parse(text: &str) -> Option<Self> {
        let (date, time) = match text.split_once(['T', ' ']) {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        let mut date = date.splitn(3, '-');
        let mut parts = Self {
            year: digits(date.next()?, 4)?.try_into().ok()?,
            month: digits(date.next()?, 2)?.try_into().ok()?,
            day: digits(date.next()?, 2)?.try_into().ok()?,
            hour: 0,
            minute: 0,
            second: 0,
            nanosecond: 0,
            offset: None,
        };
        let Some(time) = time else { return Some(parts) };
        let time = match time.find(['Z', 'z', '+', '-']) {
            Some(at) => {
                parts.offset = Some(offset(time.get(at..)?)?);
                time.get(..at)?
            }
            None => time,
        };
        let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
        let mut clock = clock.splitn(3, ':');
        parts.hour = digits(clock.next()?, 2)?.try_into().ok()?;
        parts.minute = digits(clock.next()?, 2)?.try_into().ok()?;
        parts.second = match clock.next() {
            Some(second) => digits(second, 2)?.try_into().ok()?,
            None => 0,
        };
        let shown = fraction.get(..fraction.len().min(9))?;
        let nanosecond = digits(shown, shown.len())?.checked_mul(10_i32.checked_pow(9 - shown.len() as u32)?)?;
        parts.nanosecond = if fraction.bytes().all(|byte| byte.is_ascii_digit()) { nanosecond } else { return None };
        Some(parts)
    }
}

fn offset(text: &str) -> Option<i32> {
    let sign = match text.chars().next()? {
        'Z' | 'z' => return (text.len() == 1).then_some(0),
        '-' => -1,
        _ => 1,
    };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    Some(sign * (digits(hours, 2)? * 3600 + digits(minutes, 2)? * 60))
}

/// Parses exactly `count` decimal digits. `parse` alone would accept a sign too.
fn digits(text: &str, count: usize) -> Option<i32> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(feature = "jiff")]
mod with_jiff {
    use jiff::civil;
    use jiff::tz::{Offset, TimeZone};
    use jiff::{Timestamp, ZonedDateTime};

    use super::DateTime;

    /// Conversions to jiff's types. `None` if the text is not a date, lacks the offset, or is out of jiff's range.
    impl DateTime {
        /// Returns the local date and time, without the offset.
        #[must_use]
        pub fn civil(&self) -> Option<civil::DateTime> {
            let parts = self.parts()?;
            civil::DateTime::new(
                parts.year,
                parts.month,
                parts.day,
                parts.hour,
                parts.minute,
                parts.second,
                parts.nanosecond,
            )
            .ok()
        }

        /// Returns the offset from UTC, if the text has one.
        #[must_use]
        pub fn offset(&self) -> Option<Offset> {
            Offset::from_seconds(self.offset_seconds()?).ok()
        }

        /// Returns the instant, if the text has an offset.
        #[must_use]
        pub fn timestamp(&self) -> Option<Timestamp> {
            self.offset()?.to_timestamp(self.civil()?).ok()
        }

        /// Returns the instant with its offset, if the text has one.
        #[must_use]
        pub fn zoned(&self) -> Option<ZonedDateTime> {
            self.offset()?.to_timestamp(self.civil()?).ok().map(|at| at.to_zoned_datetime(self.offset_zone()))
        }

        /// Returns the instant. If the text has no offset, the local time is taken to be in `zone`.
        #[must_use]
        pub fn zoned_in(&self, zone: &TimeZone) -> Option<ZonedDateTime> {
            match self.timestamp() {
                Some(at) => Some(at.to_zoned_datetime(zone.clone())),
                None if self.offset_seconds().is_none() => self.civil()?.to_zoned_datetime(zone.clone()).ok(),
                None => None,
            }
        }

        fn offset_zone(&self) -> TimeZone {
            self.offset().map_or(TimeZone::UTC, TimeZone::fixed)
        }
    }

    /// The largest offset that .NET reads, in seconds.
    const LARGEST_OFFSET: i32 = 14 * 60 * 60;

    /// Returns a text that .NET can read: its years start at 1, and its seconds have seven decimal places.
    fn readable(local: civil::DateTime, offset: &str) -> String {
        if local.year() < 1 {
            return format!("0001-01-01T00:00:00{offset}");
        }
        let text = local.to_string();
        match text.split_once('.') {
            Some((whole, fraction)) => format!("{whole}.{}{offset}", fraction.get(..7).unwrap_or(fraction)),
            None => text + offset,
        }
    }

    /// Writes no offset. Digits after the seventh of a second are dropped, and a year before 1 becomes "not set".
    impl From<civil::DateTime> for DateTime {
        fn from(local: civil::DateTime) -> Self {
            Self::from(readable(local, ""))
        }
    }

    /// Writes midnight, without an offset.
    impl From<civil::Date> for DateTime {
        fn from(date: civil::Date) -> Self {
            Self::from(date.to_datetime(civil::Time::midnight()))
        }
    }

    /// Writes `Z` as the offset.
    impl From<Timestamp> for DateTime {
        fn from(instant: Timestamp) -> Self {
            Self::from(readable(Offset::UTC.to_datetime(instant), "Z"))
        }
    }

    /// Writes the offset, but not the name of the time zone. Writes `Z` and the time in UTC if the offset is not one that
    /// .NET reads: it has seconds, or more than 14 hours.
    impl From<&ZonedDateTime> for DateTime {
        fn from(zoned: &ZonedDateTime) -> Self {
            let seconds = zoned.offset().seconds();
            if seconds % 60 != 0 || seconds.abs() > LARGEST_OFFSET {
                return Self::from(zoned.timestamp());
            }
            let minutes = seconds.abs() / 60;
            let sign = if seconds < 0 { '-' } else { '+' };
            Self::from(readable(zoned.datetime(), &format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)))
        }
    }

    /// Writes the offset, but not the name of the time zone.
    impl From<ZonedDateTime> for DateTime {
        fn from(zoned: ZonedDateTime) -> Self {
            Self::from(&zoned)
        }
    }
}

impl From<&str> for DateTime {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for DateTime {
    fn from(text: String) -> Self {
        Self(text.into())
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
