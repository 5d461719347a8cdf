//! The fields of a date and time.
//!
//! In: text in the ISO form, or the fields themselves. Out: the fields, checked against the calendar, and the text that
//! .NET can read. This file must not know where the text is used.

/// A local date and time, with or without an offset. The format is valid, but the calendar may not have this day; see
/// [`Parts::check`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) year: i32,
    pub(super) month: u32,
    pub(super) day: u32,
    pub(super) hour: u32,
    pub(super) minute: u32,
    pub(super) second: u32,
    pub(super) nanosecond: u32,
    /// Seconds east of UTC.
    pub(super) offset: Option<i32>,
    /// Whether there is a time. If not, it is midnight.
    pub(super) timed: bool,
}

/// The largest offset that .NET reads, in seconds.
pub(super) const LARGEST_OFFSET: i32 = 14 * 60 * 60;

const SECONDS_PER_DAY: i64 = 24 * 60 * 60;

impl Parts {
    /// Creates a date at midnight.
    pub(super) const fn date(year: i32, month: u32, day: u32) -> Self {
        Self { year, month, day, hour: 0, minute: 0, second: 0, nanosecond: 0, offset: None, timed: false }
    }

    /// Parses `YYYY-MM-DD`, optionally followed by `THH:MM`, `:SS`, `.` and digits, and `Z` or `+HH:MM`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (date, time) = match text.split_once(['T', ' ']) {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        let mut date = date.splitn(3, '-');
        let parts = Self::date(digits(date.next()?, 4)? as i32, digits(date.next()?, 2)?, digits(date.next()?, 2)?);
        let Some(time) = time else { return Some(parts) };
        let (time, offset) = match time.find(['Z', 'z', '+', '-']) {
            Some(at) => (time.get(..at)?, Some(offset(time.get(at..)?)?)),
            None => (time, None),
        };
        Some(Self { offset, ..parts.at(time)? })
    }

    /// Adds the time `HH:MM`, `HH:MM:SS` or `HH:MM:SS.` with digits.
    pub(super) fn at(self, time: &str) -> Option<Self> {
        let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
        let mut clock = clock.splitn(3, ':');
        let hour = digits(clock.next()?, 2)?;
        let minute = digits(clock.next()?, 2)?;
        let second = clock.next().map_or(Some(0), |second| digits(second, 2))?;
        if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let shown = fraction.get(..fraction.len().min(9))?;
        let nanosecond = digits(shown, shown.len())?.checked_mul(10_u32.checked_pow(9 - shown.len() as u32)?)?;
        Some(Self { hour, minute, second, nanosecond, timed: true, ..self })
    }

    /// Checks the fields against the calendar and the clock. The error says what is wrong.
    pub(super) fn check(&self) -> Result<(), String> {
        if !(1..=9999).contains(&self.year) {
            return Err(format!("the year {} is not between 1 and 9999", self.year));
        }
        let Some(days) = days_in_month(self.year, self.month) else {
            return Err(format!("there is no month {}", self.month));
        };
        if self.day == 0 || self.day > days {
            return Err(format!("month {} of {} has {days} days, not {}", self.month, self.year, self.day));
        }
        for (value, limit, name) in [(self.hour, 24, "hour"), (self.minute, 60, "minute"), (self.second, 60, "second")]
        {
            if value >= limit {
                return Err(format!("there is no {name} {value}"));
            }
        }
        if self.offset.is_some_and(|offset| offset.abs() > LARGEST_OFFSET) {
            return Err("the offset is more than 14 hours".to_owned());
        }
        Ok(())
    }

    /// Whether the local date is the last day of the year 9999.
    pub(super) fn is_forever(&self) -> bool {
        (self.year, self.month, self.day) == (9999, 12, 31)
    }

    /// Returns the seconds and nanoseconds from the start of 1970 to the local time, without regard to the offset.
    pub(super) fn local(&self) -> (i64, u32) {
        let clock = i64::from(self.hour * 3600 + self.minute * 60 + self.second);
        (days_from_epoch(self.year, self.month, self.day) * SECONDS_PER_DAY + clock, self.nanosecond)
    }

    /// Returns the same instant in UTC; the value itself if it has no offset.
    fn in_utc(self) -> Self {
        let Some(offset) = self.offset else { return self };
        let seconds = self.local().0 - i64::from(offset);
        let (year, month, day) = date_of(seconds.div_euclid(SECONDS_PER_DAY));
        let clock = seconds.rem_euclid(SECONDS_PER_DAY) as u32;
        let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
        Self { year, month, day, hour, minute, second, offset: Some(0), ..self }
    }

    /// Returns a text that .NET can read: its years are 1 to 9999, its seconds have at most seven decimal places, and
    /// its offsets are whole minutes up to 14 hours. `zulu` writes the offset 0 as `Z`.
    pub(super) fn readable(self, zulu: bool) -> String {
        let odd = |offset: i32| offset % 60 != 0 || offset.abs() > LARGEST_OFFSET;
        let (parts, zulu) = if self.offset.is_some_and(odd) { (self.in_utc(), true) } else { (self, zulu) };
        let offset = match parts.offset {
            None => String::new(),
            Some(0) if zulu => "Z".to_owned(),
            Some(offset) => {
                let minutes = offset.abs() / 60;
                format!("{}{:02}:{:02}", if offset < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
            }
        };
        match parts.year {
            ..1 => format!("0001-01-01T00:00:00{offset}"),
            10_000.. => format!("9999-12-31T23:59:59{offset}"),
            _ if !parts.timed => parts.date_text(),
            _ => {
                let fraction = format!("{:07}", parts.nanosecond / 100);
                let fraction = fraction.trim_end_matches('0');
                let point = if fraction.is_empty() { "" } else { "." };
                let Self { hour, minute, second, .. } = parts;
                format!("{}T{hour:02}:{minute:02}:{second:02}{point}{fraction}{offset}", parts.date_text())
            }
        }
    }

    fn date_text(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

fn offset(text: &str) -> Option<i32> {
    let sign = match text.chars().next()? {
        'Z' | 'z' => return (text.len() == 1).then_some(0),
        '-' => -1,
        _ => 1,
    };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let minutes = digits(minutes, 2).filter(|minutes| *minutes < 60)?;
    Some(sign * (digits(hours, 2)? * 3600 + minutes * 60) as i32)
}

/// Parses exactly `count` decimal digits. `parse` alone would accept a sign too.
pub(super) fn digits(text: &str, count: usize) -> Option<u32> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in_month(year: i32, month: u32) -> Option<u32> {
    match month {
        2 => Some(28 + u32::from(is_leap(year))),
        4 | 6 | 9 | 11 => Some(30),
        1..=12 => Some(31),
        _ => None,
    }
}

/// The days of 400 years.
const DAYS_PER_ERA: i64 = 146_097;

/// Returns the number of days from the start of 1970. The year starts in March here, so that a leap day is its last.
fn days_from_epoch(year: i32, month: u32, day: u32) -> i64 {
    let year = i64::from(year) - i64::from(month <= 2);
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((i64::from(month) + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    era * DAYS_PER_ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The inverse of [`days_from_epoch`].
fn date_of(days: i64) -> (i32, u32, u32) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(DAYS_PER_ERA), days.rem_euclid(DAYS_PER_ERA));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    ((year + era * 400 + i64::from(month <= 2)) as i32, month as u32, day as u32)
}
