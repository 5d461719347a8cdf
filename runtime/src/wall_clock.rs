//! The time of day, and dates as the login and state APIs write them.
//!
//! Out: seconds since 1970, and dates in UTC. This file must not know what a date is for.

const DAY: u64 = 24 * 60 * 60;

/// Returns the seconds since 1970.
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
pub(crate) fn unix_time() -> Option<u64> {
    use std::time::{SystemTime, UNIX_EPOCH};

    SystemTime::now().duration_since(UNIX_EPOCH).ok().map(|time| time.as_secs())
}

/// This target has no clock, and reading the time would panic.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
pub(crate) fn unix_time() -> Option<u64> {
    None
}

/// Reads a date in UTC such as `2026-11-27T15:35:00.0000000Z`, as seconds since 1970. The fraction is ignored.
pub(crate) fn read_utc(text: &str) -> Option<u64> {
    let (date, time) = text.trim().strip_suffix(['Z', 'z'])?.split_once(['T', 't'])?;
    let time = time.split_once('.').map_or(time, |(time, _)| time);
    let [year, month, day] = numbers(date, '-')?;
    let [hour, minute, second] = numbers(time, ':')?;
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    (hour < 24 && minute < 60 && second < 61).then_some(())?;
    Some(days(year, month, day) * DAY + hour * 3600 + minute * 60 + second)
}

/// Writes a minute in UTC as `yyyyMMddHHmm`.
#[cfg(feature = "system-user")]
pub(crate) fn minute_stamp(unix: u64) -> String {
    let (year, month, day) = date(unix / DAY);
    format!("{year:04}{month:02}{day:02}{:02}{:02}", unix % DAY / 3600, unix % 3600 / 60)
}

/// The number of days from the start of 1970 to a day, in years that begin in March, so that a leap day is the last one.
fn days(year: u64, month: u64, day: u64) -> u64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year / 4 - year / 100 + year / 400;
    // 719,468 days from the first of March of the year 0 to the start of 1970.
    year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - 719_468
}

/// The date of a day, by its number since the start of 1970.
#[cfg(feature = "system-user")]
fn date(number: u64) -> (u64, u64, u64) {
    let years = (1970..).take_while(|year| days(*year, 1, 1) <= number);
    let year = years.last().unwrap_or(1970);
    let months = (1..=12).take_while(|month| days(year, *month, 1) <= number);
    let month = months.last().unwrap_or(1);
    (year, month, number - days(year, month, 1) + 1)
}

fn numbers(text: &str, separator: char) -> Option<[u64; 3]> {
    let number = |text: &str| {
        (!text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse().ok())
            .flatten()
    };
    text.split(separator).map(number).collect::<Option<Vec<u64>>>()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::read_utc;

    /// Dates and their seconds, by GNU date.
    const DATES: [(&str, u64); 6] = [
        ("1970-01-01T00:00:00Z", 0),
        ("2000-02-29T23:59:59Z", 951_868_799),
        ("2000-03-01T00:00:00Z", 951_868_800),
        ("2026-11-27T15:35:07.1234567Z", 1_795_793_707),
        ("2100-03-01T00:00:00Z", 4_107_542_400),
        ("9999-12-31T23:59:59.9999999Z", 253_402_300_799),
    ];

    #[test]
    fn dates_are_read() {
        for (text, seconds) in DATES {
            assert_eq!(read_utc(text), Some(seconds), "{text}");
        }
        for wrong in ["", "Z", "2026-11-27Z", "2026-11-27T15:35:00", "2026-13-01T00:00:00Z", "2026-11-27T24:00:00Z"] {
            assert_eq!(read_utc(wrong), None, "{wrong}");
        }
    }

    #[cfg(feature = "system-user")]
    #[test]
    fn stamps_are_written_in_utc() {
        for (text, seconds) in DATES {
            let digits: String = text.chars().filter(char::is_ascii_digit).take(12).collect();
            assert_eq!(super::minute_stamp(seconds), digits);
        }
    }
}
