//! Conversions between [`DateTime`] and the types of chrono.
//!
//! In: a value of either. Out: the other. This file must not guess a time zone.

use chrono::{Datelike as _, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset as _, TimeZone, Timelike as _};

use super::DateTime;
use crate::values::parts::Parts;

/// Conversions to chrono's types. `None` if the text is not a date or lacks the offset.
impl DateTime {
    /// Returns the local date and time, without the offset.
    #[must_use]
    pub fn to_chrono_naive(&self) -> Option<NaiveDateTime> {
        let Parts { year, month, day, hour, minute, second, nanosecond, .. } = self.parts()?;
        NaiveDate::from_ymd_opt(year, month, day)?.and_hms_nano_opt(hour, minute, second, nanosecond)
    }

    /// Returns the instant with its offset, if the text has one.
    #[must_use]
    pub fn to_chrono(&self) -> Option<chrono::DateTime<FixedOffset>> {
        let offset = FixedOffset::east_opt(self.offset_seconds()?)?;
        offset.from_local_datetime(&self.to_chrono_naive()?).single()
    }
}

fn parts(local: NaiveDateTime, offset: Option<i32>) -> Parts {
    Parts {
        year: local.year(),
        month: local.month(),
        day: local.day(),
        hour: local.hour(),
        minute: local.minute(),
        second: local.second(),
        // A leap second has more than 999,999,999 nanoseconds, and .NET has no leap seconds.
        nanosecond: local.nanosecond().min(999_999_999),
        offset,
        timed: true,
    }
}

/// Writes no offset. Fractional digits after the seventh are dropped. A year before 1 becomes "not set", and a year
/// after 9999 "forever".
impl From<NaiveDateTime> for DateTime {
    fn from(local: NaiveDateTime) -> Self {
        Self::of_parts(parts(local, None), false)
    }
}

/// Writes midnight, without an offset.
impl From<NaiveDate> for DateTime {
    fn from(date: NaiveDate) -> Self {
        Self::from(date.and_time(NaiveTime::MIN))
    }
}

/// Writes the offset, but not the name of the time zone. Writes `Z` and the time in UTC if .NET cannot read the offset,
/// because it has seconds or is more than 14 hours.
impl<Z: TimeZone> From<chrono::DateTime<Z>> for DateTime {
    fn from(at: chrono::DateTime<Z>) -> Self {
        let offset = at.offset().fix().local_minus_utc();
        Self::of_parts(parts(at.naive_local(), Some(offset)), offset == 0)
    }
}
