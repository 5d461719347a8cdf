//! Encoded values: every marker, both ways.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use crate::random::Random;
use superoffice_runtime::{DateTime, Encoded, EncodedValue, Json, TimeSpan};

fn date(text: &str) -> DateTime {
    text.parse().unwrap()
}

fn span(text: &str) -> TimeSpan {
    text.parse().unwrap()
}

#[test]
fn each_marker_is_read_and_kept() {
    let other = |marker: &str, value: &str| EncodedValue::Other { marker: marker.into(), value: value.into() };
    for (text, value) in [
        ("[I:42]", EncodedValue::Int(42)),
        ("[I:-1]", EncodedValue::Int(-1)),
        ("[I:042]", EncodedValue::Int(42)),
        ("[I:2147483648]", EncodedValue::Int(2_147_483_648)),
        ("[F:4.43]", EncodedValue::Float(4.43)),
        ("[F:4.430]", EncodedValue::Float(4.43)),
        ("[F:-0.5]", EncodedValue::Float(-0.5)),
        ("[F:1E+20]", EncodedValue::Float(1e20)),
        ("[M:123.45]", EncodedValue::Money(123.45)),
        ("[D:11/09/2017]", EncodedValue::Date(date("2017-11-09"))),
        ("[D:09.11.2017]", EncodedValue::Date(date("2017-11-09"))),
        ("[D:2017-11-09]", EncodedValue::Date(date("2017-11-09"))),
        ("[D:05/05/1999 00:00:00.0000000]", EncodedValue::Date(date("1999-05-05"))),
        ("[D:05/05/1999 10:00:00]", EncodedValue::Date(date("1999-05-05T10:00:00"))),
        ("[D:01/01/0001]", EncodedValue::Date(date("0001-01-01"))),
        ("[DT:11/09/2017 14:53:18]", EncodedValue::DateTime(date("2017-11-09T14:53:18"))),
        ("[DT:03/28/2019 00:00:00.0000000]", EncodedValue::DateTime(date("2019-03-28T00:00:00"))),
        ("[DT:2019-09-11T08:30:00]", EncodedValue::DateTime(date("2019-09-11T08:30:00"))),
        ("[DT:2019-09-11]", EncodedValue::DateTime(date("2019-09-11"))),
        ("[DT:28.03.2019 10:00:00.5]", EncodedValue::DateTime(date("2019-03-28T10:00:00.5"))),
        ("[T:14:52]", EncodedValue::Time(span("14:52:00"))),
        ("[T:14:52:07.5]", EncodedValue::Time(span("14:52:07.5000000"))),
        ("[T:01/01/1760 09:34:44.00000]", EncodedValue::Time(span("09:34:44"))),
        ("[TS:3600]", EncodedValue::TimeSpan(span("01:00:00"))),
        ("[TS:-90.5]", EncodedValue::TimeSpan(span("-00:01:30.5000000"))),
        ("[TS:1.00:00:00]", EncodedValue::TimeSpan(span("1.00:00:00"))),
        ("[B:AQID]", EncodedValue::Binary(vec![1, 2, 3])),
        ("[A:1,2, -3]", EncodedValue::Ints(vec![1, 2, -3])),
        ("[A:]", EncodedValue::Ints(vec![])),
        // The marker is not known, or the value does not fit it.
        ("[SO:42]", other("SO", "42")),
        ("[I:4 2]", other("I", "4 2")),
        ("[I:]", other("I", "")),
        ("[F:NaN]", other("F", "NaN")),
        ("[F:1e400]", other("F", "1e400")),
        ("[D:13/13/2017]", other("D", "13/13/2017")),
        ("[D:02/31/2017]", other("D", "02/31/2017")),
        ("[D:11/09/17]", other("D", "11/09/17")),
        ("[DT:11/09/2017 25:00:00]", other("DT", "11/09/2017 25:00:00")),
        ("[T:24:00]", other("T", "24:00")),
        ("[TS:]", other("TS", "")),
        ("[B:***]", other("B", "***")),
        ("[A:1,x]", other("A", "1,x")),
    ] {
        let read = Encoded::from(text);
        assert_eq!(read.value(), value, "{text}");
        assert_eq!((read.to_string().as_str(), read.as_text()), (text, None));
    }
    for text in
        ["", "Nordlys", "True", "42", "[I:42", "I:42]", "[SR_YES]", "[i:42]", "[:42]", "[LONG:42]", "[I42]", " [I:42]"]
    {
        let read = Encoded::from(text);
        assert_eq!(read.value(), EncodedValue::Text(text.into()));
        assert_eq!((read.as_text(), read.is_none()), (Some(text), text.is_empty()));
    }
}

#[test]
fn rust_values_are_encoded() {
    let at = date("2026-11-23T14:00:00");
    for (value, text) in [
        (Encoded::from(42), "[I:42]"),
        (42_i64.into(), "[I:42]"),
        (4.43.into(), "[F:4.43]"),
        (4.0.into(), "[F:4]"),
        (Encoded::money(123.45), "[M:123.45]"),
        (true.into(), "[I:1]"),
        (false.into(), "[I:0]"),
        ((&at).into(), "[DT:11/23/2026 14:00:00.0000000]"),
        (date("2026-11-23T14:00:00.1234567").into(), "[DT:11/23/2026 14:00:00.1234567]"),
        (date("2026-11-23").into(), "[D:11/23/2026]"),
        (Encoded::date(&at), "[D:11/23/2026]"),
        (DateTime::unset().into(), "[DT:01/01/0001 00:00:00.0000000]"),
        // The encoded form has no offset, so the value stays plain text, which the server reads too.
        (date("2026-11-23T14:00:00+01:00").into(), "2026-11-23T14:00:00+01:00"),
        (DateTime::from_wire("soon").into(), "soon"),
        (span("1.00:00:00").into(), "[TS:86400]"),
        (span("-00:00:01.5").into(), "[TS:-1.5000000]"),
        (EncodedValue::Time(span("14:52:00")).into(), "[T:14:52]"),
        (EncodedValue::Time(span("14:52:07")).into(), "[T:14:52:07]"),
        (vec![1_u8, 2, 3].into(), "[B:AQID]"),
        (vec![1_i64, 2].into(), "[A:1,2]"),
        ("x".into(), "x"),
        ("[SO:1]".into(), "[SO:1]"),
        (None::<i32>.into(), ""),
        (Some(3).into(), "[I:3]"),
        (Encoded::none(), ""),
    ] {
        assert_eq!(value.as_str(), text);
    }
    #[cfg(feature = "jiff")]
    assert_eq!(Encoded::from(jiff::civil::date(2026, 11, 23)).as_str(), "[D:11/23/2026]");
    #[cfg(feature = "jiff")]
    assert_eq!(
        Encoded::from(jiff::civil::date(2026, 1, 2).at(3, 4, 5, 0)).as_str(),
        "[DT:01/02/2026 03:04:05.0000000]"
    );
}

#[test]
fn types_on_request() {
    let of = |text: &str| Encoded::from(text);
    for (text, state) in [
        ("[I:1]", Some(true)),
        ("[I:0]", Some(false)),
        ("True", Some(true)),
        ("false", Some(false)),
        ("[I:2]", None),
        ("", None),
    ] {
        assert_eq!(of(text).as_bool(), state, "{text}");
    }
    assert_eq!((of("42").as_i32(), of("[I:42]").as_i64(), of("[F:42]").as_i32()), (Some(42), Some(42), None));
    assert_eq!(of("[I:2147483648]").as_i32(), None);
    assert_eq!((of("[I:3]").as_f64(), of("4.5").as_f64(), of("[M:1.5]").as_f64()), (Some(3.0), Some(4.5), Some(1.5)));
    assert_eq!((of("inf").as_f64(), of("nan").as_f64(), of("x").as_f64()), (None, None, None));
    assert_eq!(of("[D:09.11.2017]").as_date(), Some(date("2017-11-09")));
    assert_eq!(of("2017-11-09T10:00:00").as_date(), Some(date("2017-11-09T10:00:00")));
    assert_eq!(of("[DT:01/01/0001 00:00:00.0000000]").as_date(), None);
    assert_eq!(of("[DT:01/01/1760 09:34:44.0000000]").as_time(), Some(span("09:34:44")));
    assert_eq!(of("[T:14:52]").as_time(), Some(span("14:52:00")));
    assert!(of("[SO:x]").is_valid() && of("x").is_valid() && of("[I:1]").is_valid() && of("").is_valid());
    assert!(
        !of("[I:x]").is_valid() && !Encoded::from(f64::NAN).is_valid() && !Encoded::money(f64::INFINITY).is_valid()
    );
    assert_eq!(of("[TS:60]").as_time_span(), Some(span("00:01:00")));
}

/// A value that was encoded is read back as the same value.
#[test]
fn random_values() {
    let mut random = Random(11);
    let text: Vec<char> = "[]:IDTSO/.-0123456789 æ\"\\;".chars().collect();
    for _ in 0..10_000 {
        let ticks = random.up_to(864_000_000_000);
        let (year, month, day) =
            (1 + random.up_to(9999) as i32, 1 + random.up_to(12) as u32, 1 + random.up_to(28) as u32);
        let day_text = DateTime::from_date(year, month, day).unwrap().to_string();
        let clock = TimeSpan::from_ticks(ticks as i64);
        let value = match random.up_to(9) {
            0 => EncodedValue::Int(random.next() as i64),
            1 => match f64::from_bits(random.next()) {
                value if value.is_finite() => EncodedValue::Float(value),
                _ => continue,
            },
            2 => EncodedValue::Money(random.up_to(1_000_000) as f64 / 100.0),
            3 => EncodedValue::Date(date(&day_text)),
            4 => EncodedValue::DateTime(date(&format!("{day_text}T{}", plain(&clock)))),
            5 => EncodedValue::Time(clock),
            6 => EncodedValue::TimeSpan(TimeSpan::from_ticks(random.next() as i64 >> 8)),
            7 => EncodedValue::Binary(random.next().to_le_bytes()[..random.up_to(8) as usize].to_vec()),
            _ => EncodedValue::Ints((0..random.up_to(4)).map(|_| random.next() as i64).collect()),
        };
        let encoded = Encoded::from(value.clone());
        assert_eq!(encoded.value(), value, "{encoded}");
        assert_eq!(Encoded::from(encoded.as_str()), encoded);

        // Any text is kept, and its meaning is written so that it means the same.
        let any = random.text(&text, 12);
        let kept = Encoded::from(any.as_str());
        assert_eq!(kept.to_string(), any);
        assert_eq!(Encoded::from(kept.value()).value(), kept.value(), "{any}");
    }
}

/// Rows of mass operations contain encoded values beside plain text.
#[test]
fn an_encoded_value_is_a_json_string() {
    let row: Vec<Json> = vec![Encoded::from(17).into(), "Nord \"1\"".into()];
    assert_eq!(Json::from(row).as_str(), r#"["[I:17]","Nord \"1\""]"#);
}

/// The time without the zeros at its end, as a date is written.
fn plain(clock: &TimeSpan) -> String {
    match clock.as_str().split_once('.') {
        Some((whole, fraction)) => format!("{whole}.{}", fraction.trim_end_matches('0')),
        None => clock.to_string(),
    }
}

#[test]
fn the_longest_time_spans_are_read_back() {
    for ticks in [i64::MIN, i64::MAX] {
        let encoded = Encoded::from(TimeSpan::from_ticks(ticks));
        assert_eq!(encoded.as_time_span().and_then(|span| span.ticks()), Some(ticks), "{encoded}");
    }
}
