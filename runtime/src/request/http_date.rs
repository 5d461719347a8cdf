//! Dates in HTTP headers.
//!
//! In: an instant, or the text of a header. Out: the text of a header. This file must not know which header.

use std::time::{SystemTime, UNIX_EPOCH};

/// A date as HTTP writes it in headers: `Sun, 06 Nov 1994 08:49:37 GMT`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HttpDate(String);

impl HttpDate {
    /// The date in the header.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// From seconds since 1970.
    #[must_use]
    pub fn from_unix_seconds(seconds: i64) -> Self {
        // Howard Hinnant's civil_from_days: years begin in March, so that the leap day is the last.
        const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
        const MONTHS: [&str; 12] = ["Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb"];
        // The years a four-digit year can write.
        let seconds = seconds.clamp(-62_135_596_800, 253_402_300_799);
        let (days, time) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let from_march = days + 719_468;
        let (era, day_of_era) = (from_march.div_euclid(146_097), from_march.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let year = era * 400 + year_of_era + i64::from(month >= 10);
        let name = |names: &[&'static str], index: i64| {
            usize::try_from(index).ok().and_then(|index| names.get(index)).copied().unwrap_or_default()
        };
        Self(format!(
            "{}, {:02} {} {year:04} {:02}:{:02}:{:02} GMT",
            name(&DAYS, days.rem_euclid(7)),
            day_of_year - (153 * month + 2) / 5 + 1,
            name(&MONTHS, month),
            time / 3600,
            time / 60 % 60,
            time % 60,
        ))
    }
}

/// As it is, for instance out of a `Last-Modified` header.
impl From<&str> for HttpDate {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<SystemTime> for HttpDate {
    fn from(time: SystemTime) -> Self {
        let seconds = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
            Err(before) => -i64::try_from(before.duration().as_secs()).unwrap_or(i64::MAX),
        };
        Self::from_unix_seconds(seconds)
    }
}

#[cfg(feature = "jiff")]
impl From<jiff::Timestamp> for HttpDate {
    fn from(instant: jiff::Timestamp) -> Self {
        Self::from_unix_seconds(instant.as_second())
    }
}
