//! Dates and times in text, such as `2026-01-31`, `2026-01-31T12:00:00` and `2026-01-31T12:00:00.5+01:00`.

use std::time::SystemTime;

/// Whether a text is a date, with or without a time and an offset.
pub(crate) fn is_date(text: &str) -> bool {
    parsed(text).is_some()
}

/// Seconds since the year 1970. A time without an offset is taken as it is.
pub(crate) fn seconds(text: &str) -> Option<i64> {
    parsed(text).map(|(days, time)| days * 86_400 + time)
}

/// Days since the year 1970, of the date as it is written.
pub(crate) fn days(text: &str) -> Option<i64> {
    parsed(text.get(..10)?).map(|(days, _)| days)
}

/// A time as `2026-01-31T12:00:00Z`.
pub(crate) fn text(time: SystemTime) -> String {
    let seconds = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let (days, second) = (i64::try_from(seconds / 86_400).unwrap_or_default(), seconds % 86_400);
    // The reverse of `since_1970`.
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (year, month) = (era * 400 + year_of_era, if month < 10 { month + 3 } else { month - 9 });
    let year = if month <= 2 { year + 1 } else { year };
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60)
}

/// The days of the date, and the seconds of the time minus its offset.
fn parsed(text: &str) -> Option<(i64, i64)> {
    let (date, time) = match text.find(['T', ' ']) {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?),
        None => (text, ""),
    };
    let mut parts = date.split('-');
    let (year, month, day) = (digits(parts.next()?, 4)?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let longest = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return None,
    };
    if parts.next().is_some() || !(1..=longest).contains(&day) {
        return None;
    }
    Some((since_1970(year, month, day), if time.is_empty() { 0 } else { seconds_of(time)? }))
}

/// The days since 1970 of a date: years begin in March, so that the day that is sometimes missing is the last one.
fn since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, month) = (year.div_euclid(400), (month + 9) % 12);
    let of_era = year.rem_euclid(400);
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719_468
}

fn seconds_of(time: &str) -> Option<i64> {
    let (time, offset) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) => (time.get(..at)?, offset(time.get(at..)?)?),
        None => (time, 0),
    };
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut parts = time.split(':');
    let (hour, minute) = (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let second = parts.next().map_or(Some(0), |part| digits(part, 2))?;
    let valid = parts.next().is_none() && hour < 24 && minute < 60 && second < 61;
    valid.then_some(hour * 3600 + minute * 60 + second - offset)
}

fn offset(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    Some(sign * (digits(hours, 2)? * 3600 + digits(minutes, 2)? * 60))
}

fn digits(text: &str, count: usize) -> Option<i64> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for text in ["2026-01-31", "0001-01-01T00:00:00", "9999-12-31T23:59:59.9999999", "2024-02-29T10:00:00.5+01:00"]
        {
            assert!(is_date(text), "{text}");
        }
        for text in ["", "2026-02-29", "2026-13-01", "31.12.2026", "2026-01-31T25:00:00", "2026-01-31T10:00:00+1", "x"]
        {
            assert!(!is_date(text), "{text}");
        }
        assert_eq!(seconds("1970-01-02T01:00:00+01:00"), Some(86_400));
        for days in (0..80_000).step_by(13) {
            let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(days * 86_400 + 3_723);
            let shown = text(time);
            assert!(shown.ends_with("T01:02:03Z"), "{shown}");
            assert_eq!(seconds(&shown).and_then(|seconds| u64::try_from(seconds).ok()), Some(days * 86_400 + 3_723));
        }
        assert_eq!(days("2000-03-01T23:00:00"), Some(11_017));
    }
}
