//! The header `Retry-After`.
//!
//! In: the headers of a response. Out: how long the server asks the client to wait. This file must not decide whether a
//! request is sent again.

use std::time::Duration;

use http::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};

use crate::wall_clock::unix_time;

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The months, with the number of days in a leap year.
const MONTHS: [(&str, u64); 12] = [
    ("Jan", 31),
    ("Feb", 29),
    ("Mar", 31),
    ("Apr", 30),
    ("May", 31),
    ("Jun", 30),
    ("Jul", 31),
    ("Aug", 31),
    ("Sep", 30),
    ("Oct", 31),
    ("Nov", 30),
    ("Dec", 31),
];

const DAY: u64 = 24 * 60 * 60;

/// Returns how long the server asks the client to wait: a number of seconds, or the time until a date. `None` if the
/// header is missing, or its text is neither.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = text(headers, &RETRY_AFTER)?;
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    // The server's own clock, if it says what time it is: the clock of this machine may be wrong.
    let now = text_date(headers).or_else(unix_time)?;
    Some(Duration::from_secs(seconds(text, now)?.saturating_sub(now)))
}

fn text_date(headers: &HeaderMap) -> Option<u64> {
    // The format with two digits for the year depends on the current time, and no server uses it for `Date`.
    seconds(text(headers, &DATE)?, 0)
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// Reads a date in one of the three formats of HTTP, as seconds since 1970:
/// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or `Sun Nov  6 08:49:37 1994`.
fn seconds(text: &str, now: u64) -> Option<u64> {
    let words: Vec<&str> = text.split([' ', ',', '-']).filter(|word| !word.is_empty()).collect();
    let (weekday, day, month, year, time) = match *words.as_slice() {
        [weekday, day, month, year, time, "GMT"] => (weekday, day, month, year, time),
        [weekday, month, day, time, year] => (weekday, day, month, year, time),
        _ => return None,
    };
    if !WEEKDAYS.iter().any(|known| *known == weekday || known.get(..3) == Some(weekday)) {
        return None;
    }
    let year = match (year.len(), number(year)?) {
        (4, year) => year,
        (2, year) => full_year(year, 1970 + now / (DAY * 36525 / 100)),
        _ => return None,
    };
    let month = MONTHS.iter().position(|(name, _)| *name == month)?;
    let day = number(day).filter(|day| (1..=MONTHS.get(month).map_or(0, |month| month.1)).contains(day))?;
    let [hour, minute, second] = *time.split(':').map(number).collect::<Option<Vec<_>>>()?.as_slice() else {
        return None;
    };
    if year < 1970 || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    Some(days(year, month, day)? * DAY + hour * 3600 + minute * 60 + second)
}

/// The year with these last two digits that is at most 50 years in the future.
fn full_year(digits: u64, this_year: u64) -> u64 {
    let year = this_year / 100 * 100 + digits;
    if year > this_year + 50 { year - 100 } else { year }
}

/// The number of days from the start of 1970 to a day.
fn days(year: u64, month: usize, day: u64) -> Option<u64> {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    if month == 1 && day == 29 && !is_leap {
        return None;
    }
    let before = year - 1;
    let leap_days = |year: u64| year / 4 - year / 100 + year / 400;
    let this_year: u64 = MONTHS.iter().take(month).map(|(_, days)| days).sum();
    let february = u64::from(month > 1 && !is_leap);
    Some((year - 1970) * 365 + leap_days(before) - leap_days(1969) + this_year - february + day - 1)
}

fn number(text: &str) -> Option<u64> {
    (text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};

    use super::{full_year, retry_after, seconds};

    fn asked(date: Option<&str>, text: &str) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_str(text).unwrap());
        if let Some(date) = date {
            headers.insert(DATE, HeaderValue::from_str(date).unwrap());
        }
        retry_after(&headers).map(|wait| wait.as_secs())
    }

    #[test]
    fn all_formats_are_read() {
        let date = Some("Sun, 06 Nov 1994 08:49:00 GMT");
        for (text, wait) in [
            ("0", 0),
            (" 120 ", 120),
            ("007", 7),
            ("99999999999999999999999", u64::MAX),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 37),
            ("Sunday, 06-Nov-94 08:49:37 GMT", 37),
            ("Sun Nov  6 08:49:37 1994", 37),
            ("Sun Nov 16 08:49:37 1994", 864_037),
            ("Sun, 06 Nov 1994 08:48:00 GMT", 0),
            ("Fri, 31 Dec 1999 23:59:60 GMT", 162_573_060),
        ] {
            assert_eq!(asked(date, text), Some(wait), "{text}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }

    #[test]
    fn nonsense_is_ignored() {
        for text in [
            "",
            "-1",
            "+5",
            "1.5",
            "1e3",
            "soon",
            "10 s",
            "0x10",
            "1,2",
            "\u{1}",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 06 Nov 194 08:49:37 GMT",
            "Sun, 32 Nov 1994 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 31 Nov 1994 08:49:37 GMT",
            "Wed, 29 Feb 2023 08:49:37 GMT",
            "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 1994 08:60:37 GMT",
            "Sun, 06 Nov 1994 08:49:61 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Xyz, 06 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1969 08:49:37 GMT",
            "1994-11-06T08:49:37Z",
        ] {
            let Ok(value) = HeaderValue::from_str(text) else { continue };
            let headers = HeaderMap::from_iter([(RETRY_AFTER, value)]);
            assert_eq!(retry_after(&headers), None, "{text}");
        }
    }

    #[test]
    fn without_a_date_the_clock_of_this_machine_counts() {
        assert_eq!(asked(None, "Sun, 06 Nov 1994 08:49:37 GMT"), Some(0));
        assert!(asked(None, "Fri, 31 Dec 9999 23:59:59 GMT").unwrap() > 1_000_000_000);
        // A date that is not understood is not used.
        assert_eq!(asked(Some("now"), "Sun, 06 Nov 1994 08:49:37 GMT"), Some(0));
    }

    #[test]
    fn days_are_counted_with_leap_years() {
        for (text, expected) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Wed, 29 Feb 1972 00:00:00 GMT", 68_169_600),
            ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600),
            ("Wed, 01 Mar 2000 00:00:00 GMT", 951_868_800),
            ("Fri, 27 Nov 2026 14:00:00 GMT", 1_795_788_000),
            ("Mon, 01 Mar 2100 00:00:00 GMT", 4_107_542_400),
        ] {
            assert_eq!(seconds(text, 0), Some(expected), "{text}");
        }
        assert_eq!(
            (full_year(94, 2026), full_year(30, 2026), full_year(76, 2026), full_year(77, 2026)),
            (1994, 2030, 2076, 1977)
        );
        let far = Duration::from_secs(1_795_788_000).as_secs();
        assert_eq!(seconds("Sunday, 06-Nov-94 08:49:37 GMT", far), Some(784_111_777));
    }
}
