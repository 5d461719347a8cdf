//! Time spans as .NET writes them.
//!
//! In: text such as `1.02:30:00`, or a duration. Out: the same text, and its length. This file must not know points in
//! time.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::parts::digits;
use crate::slot::{Field, Slot, Text, View};

/// A time span, positive or negative, stored exactly as it is in JSON: `[-][d.]hh:mm:ss[.fffffff]`.
///
/// The documentation describes properties such as `AlarmLeadTime` as strings, so parse their text:
///
/// ```
/// use std::time::Duration;
/// use superoffice_runtime::TimeSpan;
///
/// let lead: TimeSpan = "-1.02:30:00".parse()?;
/// assert_eq!(lead.duration(), None); // It is negative.
/// assert_eq!(lead.length(), Some(Duration::from_secs(26 * 3600 + 1800)));
/// assert_eq!(TimeSpan::try_from(Duration::from_millis(90_500))?.as_str(), "00:01:30.5000000");
/// # Ok::<(), superoffice_runtime::TimeSpanError>(())
/// ```
///
/// Two values are equal if their texts are equal. Compare [`ticks`](Self::ticks) to compare the lengths.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TimeSpan(Box<str>);

const TICKS_PER_SECOND: u64 = 10_000_000;

impl TimeSpan {
    /// Keeps a text from the server, even if it is not a time span.
    #[must_use]
    pub fn from_wire(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// Creates a time span from ticks of 100 nanoseconds, the unit of .NET.
    #[must_use]
    pub fn from_ticks(ticks: i64) -> Self {
        let (seconds, fraction) = (ticks.unsigned_abs() / TICKS_PER_SECOND, ticks.unsigned_abs() % TICKS_PER_SECOND);
        let (days, clock) = (seconds / 86_400, seconds % 86_400);
        let sign = if ticks < 0 { "-" } else { "" };
        let days = if days == 0 { String::new() } else { format!("{days}.") };
        let fraction = if fraction == 0 { String::new() } else { format!(".{fraction:07}") };
        let (hours, minutes, seconds) = (clock / 3600, clock / 60 % 60, clock % 60);
        Self(format!("{sign}{days}{hours:02}:{minutes:02}:{seconds:02}{fraction}").into())
    }

    /// Creates the negative time span of this length.
    ///
    /// # Errors
    /// Returns an error if the duration is longer than 10,675,199 days, the longest time span of .NET.
    pub fn negative(length: Duration) -> Result<Self, TimeSpanError> {
        ticks_of(length).map(|ticks| Self::from_ticks(-ticks))
    }

    /// Returns the text in JSON.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the number of ticks of 100 nanoseconds. `None` if the text is not a time span.
    #[must_use]
    pub fn ticks(&self) -> Option<i64> {
        parse(&self.0)
    }

    /// Returns the duration. `None` if the text is not a time span, or a negative one.
    #[must_use]
    pub fn duration(&self) -> Option<Duration> {
        self.length().filter(|_| !self.is_negative())
    }

    /// Returns the length, whatever the sign. `None` if the text is not a time span.
    #[must_use]
    pub fn length(&self) -> Option<Duration> {
        let ticks = self.ticks()?.unsigned_abs();
        let nanoseconds = u32::try_from(ticks % TICKS_PER_SECOND).ok()? * 100;
        Some(Duration::new(ticks / TICKS_PER_SECOND, nanoseconds))
    }

    /// Returns whether the time span is less than zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.ticks().is_some_and(i64::is_negative)
    }
}

/// Parses `[-][d.]hh:mm:ss[.f]`, with one to seven decimal places.
fn parse(text: &str) -> Option<i64> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |text| (true, text));
    let mut clock = text.splitn(3, ':');
    let (days_and_hours, minutes, seconds) = (clock.next()?, clock.next()?, clock.next()?);
    let (days, hours) = days_and_hours.split_once('.').unwrap_or(("0", days_and_hours));
    let (seconds, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    if days.is_empty() || days.len() > 8 || fraction.len() > 7 {
        return None;
    }
    let days = digits(days, days.len())?;
    let (hours, minutes, seconds) = (digits(hours, 2)?, digits(minutes, 2)?, digits(seconds, 2)?);
    if hours >= 24 || minutes >= 60 || seconds >= 60 {
        return None;
    }
    let fraction = i128::from(digits(fraction, fraction.len())?) * 10_i128.pow(7 - fraction.len() as u32);
    let seconds = i128::from(days) * 86_400 + i128::from(hours * 3600 + minutes * 60 + seconds);
    let ticks = seconds * i128::from(TICKS_PER_SECOND) + fraction;
    i64::try_from(if negative { -ticks } else { ticks }).ok()
}

fn ticks_of(length: Duration) -> Result<i64, TimeSpanError> {
    let ticks = length.as_nanos() / 100;
    i64::try_from(ticks).map_err(|_| TimeSpanError(format!("{} seconds", length.as_secs())))
}

/// Accepts `[-][d.]hh:mm:ss[.fffffff]`. The text is kept as it is.
impl FromStr for TimeSpan {
    type Err = TimeSpanError;

    fn from_str(text: &str) -> Result<Self, TimeSpanError> {
        match parse(text) {
            Some(_) => Ok(Self(text.into())),
            None => Err(TimeSpanError(text.chars().take(40).collect())),
        }
    }
}

/// A remainder of less than a tick, 100 nanoseconds, is dropped.
impl TryFrom<Duration> for TimeSpan {
    type Error = TimeSpanError;

    fn try_from(length: Duration) -> Result<Self, TimeSpanError> {
        ticks_of(length).map(Self::from_ticks)
    }
}

/// The error for text that is not a time span, or for a duration that is too long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeSpanError(String);

impl fmt::Display for TimeSpanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a time span; expected `00:30:00`, `-1.12:00:00` or `00:00:01.5`, at most 10675199 days",
            self.0
        )
    }
}

impl std::error::Error for TimeSpanError {}

/// Zero.
impl Default for TimeSpan {
    fn default() -> Self {
        Self::from_ticks(0)
    }
}

impl fmt::Display for TimeSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for TimeSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TimeSpan").field(&&*self.0).finish()
    }
}

impl From<TimeSpan> for String {
    fn from(span: TimeSpan) -> Self {
        span.0.into()
    }
}

impl Text for TimeSpan {
    fn set_text(&mut self, text: &str) {
        self.0 = text.into();
    }
}

impl Field for TimeSpan {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Text(self)
    }

    fn view(&self) -> View<'_> {
        View::Str(&self.0)
    }
}

crate::serde_impls!(TimeSpan);
