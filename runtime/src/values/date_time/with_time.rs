//! Conversions between [`DateTime`] and the types of the crate `time`.
//!
//! In: a value of either. Out: the other. This file must not guess a time zone.

use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

use super::DateTime;
use crate::values::parts::Parts;

/// Conversions to the types of the crate `time`. `None` if the text is not a date or lacks the offset.
impl DateTime {
    /// Returns the local date and time, without the offset.
    #[must_use]
    pub fn to_time_primitive(&self) -> Option<PrimitiveDateTime> {
        let Parts { year, month, day, hour, minute, second, nanosecond, .. } = self.parts()?;
        let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
        let date = Date::from_calendar_date(year, month, u8::try_from(day).ok()?).ok()?;
        let byte = |number: u32| u8::try_from(number).ok();
        let time = Time::from_hms_nano(byte(hour)?, byte(minute)?, byte(second)?, nanosecond).ok()?;
        Some(PrimitiveDateTime::new(date, time))
    }

    /// Returns the instant with its offset, if the text has one.
    #[must_use]
    pub fn to_time(&self) -> Option<OffsetDateTime> {
        let offset = UtcOffset::from_whole_seconds(self.offset_seconds()?).ok()?;
        Some(self.to_time_primitive()?.assume_offset(offset))
    }
}

fn parts(local: PrimitiveDateTime, offset: Option<i32>) -> Parts {
    Parts {
        year: local.year(),
        month: u8::from(local.month()).into(),
        day: local.day().into(),
        hour: local.hour().into(),
        minute: local.minute().into(),
        second: local.second().into(),
        nanosecond: local.nanosecond(),
        offset,
        timed: true,
    }
}

/// Writes no offset. Fractional digits after the seventh are dropped. A year before 1 becomes "not set", and a year
/// after 9999 "forever".
impl From<PrimitiveDateTime> for DateTime {
    fn from(local: PrimitiveDateTime) -> Self {
        Self::of_parts(parts(local, None), false)
    }
}

/// Writes midnight, without an offset.
impl From<Date> for DateTime {
    fn from(date: Date) -> Self {
        Self::from(date.midnight())
    }
}

/// Writes the offset. Writes `Z` and the time in UTC if .NET cannot read the offset, because it has seconds or is more
/// than 14 hours.
impl From<OffsetDateTime> for DateTime {
    fn from(at: OffsetDateTime) -> Self {
        let offset = at.offset().whole_seconds();
        Self::of_parts(parts(PrimitiveDateTime::new(at.date(), at.time()), Some(offset)), offset == 0)
    }
}
