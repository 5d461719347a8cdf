//! Conversions between [`DateTime`] and the types of jiff.
//!
//! In: a value of either. Out: the other. This file must not guess a time zone.

use jiff::civil;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ZonedDateTime};

use super::DateTime;
use crate::values::parts::Parts;

/// Conversions to jiff's types. `None` if the text is not a date, lacks the offset, or is out of jiff's range.
impl DateTime {
    /// Returns the local date and time, without the offset.
    #[must_use]
    pub fn civil(&self) -> Option<civil::DateTime> {
        let Parts { year, month, day, hour, minute, second, nanosecond, .. } = self.parts()?;
        civil::DateTime::new(
            year.try_into().ok()?,
            month.try_into().ok()?,
            day.try_into().ok()?,
            hour.try_into().ok()?,
            minute.try_into().ok()?,
            second.try_into().ok()?,
            nanosecond.try_into().ok()?,
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
        let zone = TimeZone::fixed(self.offset()?);
        self.timestamp().map(|at| at.to_zoned_datetime(zone))
    }

    /// Returns the instant. If the text has no offset, the local time is interpreted in `zone`.
    #[must_use]
    pub fn zoned_in(&self, zone: &TimeZone) -> Option<ZonedDateTime> {
        match self.timestamp() {
            Some(at) => Some(at.to_zoned_datetime(zone.clone())),
            None if self.offset_seconds().is_none() => self.civil()?.to_zoned_datetime(zone.clone()).ok(),
            None => None,
        }
    }
}

/// Returns the fields of a jiff value. Its fields are never negative, except for the year.
fn parts(local: civil::DateTime, offset: Option<i32>) -> Parts {
    Parts {
        year: local.year().into(),
        month: local.month().unsigned_abs().into(),
        day: local.day().unsigned_abs().into(),
        hour: local.hour().unsigned_abs().into(),
        minute: local.minute().unsigned_abs().into(),
        second: local.second().unsigned_abs().into(),
        nanosecond: local.subsec_nanosecond().unsigned_abs(),
        offset,
        timed: true,
    }
}

/// Writes no offset. Fractional digits after the seventh are dropped, and a year before 1 becomes "not set".
impl From<civil::DateTime> for DateTime {
    fn from(local: civil::DateTime) -> Self {
        Self::of_parts(parts(local, None), false)
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
        Self::of_parts(parts(Offset::UTC.to_datetime(instant), Some(0)), true)
    }
}

/// Writes the offset, but not the name of the time zone. Writes `Z` and the time in UTC if .NET cannot read the offset,
/// because it has seconds or is more than 14 hours.
impl From<&ZonedDateTime> for DateTime {
    fn from(zoned: &ZonedDateTime) -> Self {
        Self::of_parts(parts(zoned.datetime(), Some(zoned.offset().seconds())), false)
    }
}

/// Writes the offset, but not the name of the time zone.
impl From<ZonedDateTime> for DateTime {
    fn from(zoned: ZonedDateTime) -> Self {
        Self::from(&zoned)
    }
}
