//! Dates in HTTP headers.
//!
//! In: an instant, or the text of a header. Out: the text of a header. This file must not know which header it is for.

/// A date as it is written in HTTP headers: `Sun, 06 Nov 1994 08:49:37 GMT`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HttpDate(String);

impl HttpDate {
    /// Returns the text of the header.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Keeps the text unchanged, for example from a `Last-Modified` header.
impl From<&str> for HttpDate {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

#[cfg(feature = "jiff")]
mod with_jiff {
    use std::time::SystemTime;

    use jiff::Timestamp;
    use jiff::fmt::rfc2822::DateTimePrinter;

    use super::HttpDate;

    /// Precise to the second. An instant before 1970 becomes the start of 1970, because no resource is older.
    impl From<Timestamp> for HttpDate {
        fn from(instant: Timestamp) -> Self {
            let instant = instant.max(Timestamp::UNIX_EPOCH);
            Self(DateTimePrinter::new().timestamp_to_rfc9110_string(&instant).unwrap_or_default())
        }
    }

    /// Precise to the second. An instant before 1970 becomes the start of 1970, and one after 9999 the end of 9999.
    impl From<SystemTime> for HttpDate {
        fn from(time: SystemTime) -> Self {
            Self::from(Timestamp::try_from(time.max(SystemTime::UNIX_EPOCH)).unwrap_or(Timestamp::MAX))
        }
    }
}
