//! Dates and time spans: what is refused, how they compare, and what they become.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::cmp::Ordering::{Equal, Greater, Less};
use std::time::Duration;

use crate::random::Random;
use superoffice_runtime::{DateTime, TimeSpan, json};

fn date(text: &str) -> DateTime {
    text.parse().unwrap()
}

#[test]
fn nonsense_is_refused_with_a_reason() {
    for (text, reason) in [
        ("", "it is empty; use `DateTime::unset` for a date that is not set"),
        ("2026-02-31T00:00:00", "month 2 of 2026 has 28 days, not 31"),
        ("2100-02-29", "month 2 of 2100 has 28 days, not 29"),
        ("2026-04-31", "month 4 of 2026 has 30 days, not 31"),
        ("2026-04-00", "month 4 of 2026 has 30 days, not 0"),
        ("2026-13-01", "there is no month 13"),
        ("2026-00-01", "there is no month 0"),
        ("0000-01-01", "the year 0 is not between 1 and 9999"),
        ("2026-01-01T24:00:00", "there is no hour 24"),
        ("2026-01-01T23:60:00", "there is no minute 60"),
        ("2026-12-31T23:59:60Z", "there is no second 60"),
        ("2026-01-01T00:00:00+14:01", "the offset is more than 14 hours"),
        ("2026-01-01T00:00:00.12345678Z", "the seconds have more than seven decimal places"),
    ] {
        let error = text.parse::<DateTime>().unwrap_err().to_string();
        assert_eq!(error, format!("`{text}` is not a date and time: {reason}"));
    }
    for text in [
        "tomorrow",
        "2026",
        "2026-1-1",
        "+026-01-01",
        "2026-01-01 10:00:00",
        "2026-01-01T",
        "2026-01-01T10",
        "11/27/2026",
        "2026-01-01T10:00:00+0100",
        "2026-01-01T10:00:00+01:60",
        "2026-01-01T10:00:00.",
        "2026-01-01T10:00:00z",
        "12026-01-01",
        "2026-01-01T10:00:00Zulu",
        " 2026-01-01",
        "2026-01-01T10:00:00.1x",
        "２０２６-01-01",
    ] {
        let error = text.parse::<DateTime>().unwrap_err().to_string();
        assert!(error.contains("expected `2026-11-27`"), "{error}");
    }
    for text in [
        "0001-01-01T00:00:00",
        "0001-01-01T01:00:00+01:00",
        "9999-12-31T23:59:59.9999999",
        "2000-02-29",
        "2024-02-29T10:00Z",
        "2026-11-27T14:00:00-14:00",
    ] {
        assert_eq!(date(text).as_str(), text);
        assert!(DateTime::try_from(text).unwrap().is_valid());
    }
}

/// The six forms of the wire, and nonsense, which is kept.
#[test]
fn what_the_server_sends_is_kept() {
    for text in [
        "2002-03-31T18:00:00",
        "2002-03-31T16:00:00Z",
        "2002-03-31T18:00:00+02:00",
        "2020-10-05T09:52:01.9342965Z",
        "9999-12-31T23:59:59.9999999",
        "0001-01-01T01:00:00+01:00",
        "2026-02-31T00:00:00",
        "soon",
        "",
    ] {
        let wire = format!("\"{text}\"");
        let read: DateTime = json::from_slice(wire.as_bytes()).unwrap();
        assert_eq!(json::to_vec(&read).unwrap(), wire.as_bytes());
        assert_eq!(read, DateTime::from_wire(text));
    }
    assert!(!DateTime::from_wire("2026-02-31T00:00:00").is_valid());
    assert_eq!(DateTime::from_wire("2026-02-31").date(), None);
}

#[test]
fn special_values() {
    assert!(DateTime::unset().is_unset() && DateTime::unset().is_valid());
    assert!(DateTime::forever().is_forever() && DateTime::forever().is_valid());
    let day = DateTime::from_date(2024, 2, 29).unwrap();
    assert_eq!((day.as_str(), day.has_time(), day.date()), ("2024-02-29", false, Some((2024, 2, 29))));
    assert!(date("2024-02-29T00:00:00").has_time());
    assert!(DateTime::from_date(2026, 2, 29).unwrap_err().to_string().contains("`2026-02-29`"));
    assert!(DateTime::from_date(10_000, 1, 1).is_err());
}

#[test]
fn the_order_in_time_is_unknown_without_an_offset() {
    let compare = |left: &str, right: &str| {
        let (left, right) = (DateTime::from_wire(left), DateTime::from_wire(right));
        let result = left.compare(&right);
        assert_eq!(right.compare(&left), result.map(std::cmp::Ordering::reverse), "{left} {right}");
        result
    };
    assert_eq!(compare("2026-01-01T00:00:00+02:00", "2025-12-31T22:00:00Z"), Some(Equal));
    assert_eq!(compare("2026-01-01T00:00:00+02:00", "2026-01-01T00:00:00+01:00"), Some(Less));
    assert_eq!(compare("2026-03-01T00:00:00Z", "2026-02-28T23:59:59.9999999Z"), Some(Greater));
    assert_eq!(compare("2026-01-01T00:00:00.5", "2026-01-01T00:00:00.50"), Some(Equal));
    assert_eq!(compare("2026-01-01", "2026-01-01T00:00:01"), Some(Less));
    // One offset is unknown, and the largest is 14 hours.
    assert_eq!(compare("2026-01-01T12:00:00Z", "2026-01-01T12:00:00"), None);
    assert_eq!(compare("2026-01-01T12:00:00Z", "2026-01-02T02:00:00"), None);
    assert_eq!(compare("2026-01-01T12:00:00Z", "2026-01-02T02:00:01"), Some(Less));
    assert_eq!(compare("2026-01-01T12:00:00Z", "2025-12-31T22:00:00"), None);
    assert_eq!(compare("2026-01-01T12:00:00Z", "2025-12-31T21:59:59"), Some(Greater));
    // Special values.
    assert_eq!(compare("0001-01-01T00:00:00", "2026-01-01T00:00:00"), None);
    assert_eq!(compare("0001-01-01T00:00:00", "0001-01-01T00:00:00"), None);
    assert_eq!(compare("2026-02-31T00:00:00", "2026-03-01T00:00:00"), None);
    assert_eq!(compare("9999-12-31T23:59:59", "2026-01-01T00:00:00Z"), Some(Greater));
    assert_eq!(compare("9999-12-31T23:59:59", "9999-12-31T23:59:59.9999999+01:00"), Some(Equal));
}

/// The calendar is compared with jiff's.
#[cfg(feature = "jiff")]
#[test]
fn random_dates() {
    let mut random = Random(7);
    let (mut valid, mut days) = (0, 0);
    for _ in 0..10_000 {
        let (year, month, day) = (random.up_to(10_001) as i16, random.up_to(14) as i8, random.up_to(33) as i8);
        let (hour, minute, second) = (random.up_to(25) as i8, random.up_to(61) as i8, random.up_to(61) as i8);
        let zone = ["", "Z", "+02:00", "-13:30"][random.up_to(4) as usize % 4];
        let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}");
        let known = jiff::civil::DateTime::new(year, month, day, hour, minute, second, 0).ok().filter(|_| year > 0);
        let ours = text.parse::<DateTime>().ok();
        assert_eq!(ours.is_some(), known.is_some(), "{text}");
        let (Some(ours), Some(known)) = (ours, known) else { continue };
        assert_eq!(ours.civil(), Some(known));
        valid += 1;
        // Another value within two days, to compare with.
        let other = known + jiff::Span::new().minutes(random.up_to(5760) as i64 - 2880);
        let other_text = format!("{}{zone}", DateTime::from(other));
        if let Ok(other_date) = other_text.parse::<DateTime>()
            && !ours.is_unset()
            && !ours.is_forever()
            && !other_date.is_unset()
            && !other_date.is_forever()
        {
            assert_eq!(ours.compare(&other_date), Some(known.cmp(&other)), "{ours} {other_date}");
            days += 1;
        }
    }
    assert!(valid > 5000 && days > 5000, "{valid} {days}");
}

#[cfg(feature = "chrono")]
#[test]
fn dates_convert_to_chrono() {
    use chrono::{FixedOffset, NaiveDate, TimeZone as _, Utc};

    let read = date("2002-03-31T18:00:00.1234567+02:00");
    let at = read.to_chrono().unwrap();
    assert_eq!((at.timestamp(), at.timestamp_subsec_nanos()), (1_017_590_400, 123_456_700));
    assert_eq!(DateTime::from(at), read);
    assert_eq!(DateTime::from(at.with_timezone(&Utc)).as_str(), "2002-03-31T16:00:00.1234567Z");
    assert_eq!(date("2002-03-31T18:00:00").to_chrono(), None);
    let day = NaiveDate::from_ymd_opt(2002, 3, 31).unwrap();
    assert_eq!(date("2002-03-31").to_chrono_naive(), day.and_hms_opt(0, 0, 0));
    assert_eq!(DateTime::from(day).as_str(), "2002-03-31T00:00:00");
    assert_eq!(DateTime::from(NaiveDate::MAX), DateTime::forever());
    assert!(DateTime::from(NaiveDate::MIN).is_unset());
    assert_eq!(DateTime::from_wire("2002-02-30").to_chrono_naive(), None);
    let odd = FixedOffset::east_opt(3208).unwrap().with_ymd_and_hms(1890, 1, 1, 12, 0, 0).unwrap();
    assert_eq!(DateTime::from(odd).as_str(), "1890-01-01T11:06:32Z");
}

#[cfg(feature = "time")]
#[test]
fn dates_convert_to_time() {
    let read = date("2002-03-31T18:00:00.1234567+02:00");
    let at = read.to_time().unwrap();
    assert_eq!(at.unix_timestamp(), 1_017_590_400);
    assert_eq!(DateTime::from(at), read);
    assert_eq!(DateTime::from(at.to_offset(time::UtcOffset::UTC)).as_str(), "2002-03-31T16:00:00.1234567Z");
    assert_eq!(date("2002-03-31T18:00:00").to_time(), None);
    let day = time::Date::from_calendar_date(2002, time::Month::March, 31).unwrap();
    assert_eq!(date("2002-03-31").to_time_primitive(), Some(day.midnight()));
    assert_eq!(DateTime::from(day).as_str(), "2002-03-31T00:00:00");
    assert!(DateTime::from(time::Date::MIN).is_unset());
}

#[test]
fn time_spans() {
    for (text, ticks) in [
        ("00:00:00", 0),
        ("00:30:00", 18_000_000_000),
        ("-00:00:01", -10_000_000),
        ("1.00:00:00", 864_000_000_000),
        ("00:00:00.5", 5_000_000),
        ("00:00:00.0000001", 1),
        ("10675199.02:48:05.4775807", i64::MAX),
        ("-10675199.02:48:05.4775808", i64::MIN),
    ] {
        let span: TimeSpan = text.parse().unwrap();
        assert_eq!((span.as_str(), span.ticks()), (text, Some(ticks)));
        assert_eq!(TimeSpan::from_ticks(ticks).ticks(), Some(ticks));
    }
    for text in [
        "",
        "00:00",
        "24:00:00",
        "00:60:00",
        "00:00:60",
        "--00:00:01",
        "1.:00:00",
        ".00:00:00",
        "+00:00:01",
        "00:00:00.",
        "00:00:00.12345678",
        "10675199.02:48:05.4775808",
        "x",
        "99999999999.00:00:00",
        "1:00:00:00",
    ] {
        assert!(text.parse::<TimeSpan>().is_err(), "{text}");
        assert_eq!(TimeSpan::from_wire(text).to_string(), text);
        assert_eq!(TimeSpan::from_wire(text).length(), None);
    }
    let minute = Duration::from_secs(60);
    assert_eq!(TimeSpan::try_from(minute).unwrap().as_str(), "00:01:00");
    let negative = TimeSpan::negative(minute).unwrap();
    assert_eq!((negative.as_str(), negative.length(), negative.duration()), ("-00:01:00", Some(minute), None));
    assert!(TimeSpan::try_from(Duration::MAX).unwrap_err().to_string().contains("at most 10675199 days"));
    let read: TimeSpan = json::from_slice(b"\"00:30:00.00\"").unwrap();
    assert_eq!(json::to_vec(&read).unwrap(), b"\"00:30:00.00\"");

    let mut random = Random(3);
    for _ in 0..10_000 {
        let shift = random.up_to(64);
        let ticks = random.next() as i64 >> shift.min(63);
        let span = TimeSpan::from_ticks(ticks);
        assert_eq!(span.as_str().parse::<TimeSpan>().unwrap().ticks(), Some(ticks));
        if ticks >= 0 {
            assert_eq!(TimeSpan::try_from(span.duration().unwrap()).unwrap(), span);
        }
    }
}
