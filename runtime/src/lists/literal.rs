//! Values in conditions.
//!
//! In: Rust values. Out: their text inside `$filter`. This file must not know columns or operators. It is the only place
//! that knows how text and dates are quoted.

use crate::values::DateTime;

/// A value that a column can be compared with: a number, a boolean, text or a date.
pub trait Literal {
    /// Returns the text of the value inside `$filter`.
    fn literal(&self) -> String;
}

/// Quotes text. The server's escape character is the backslash.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('\'');
    for c in text.chars() {
        if matches!(c, '\'' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('\'');
    quoted
}

macro_rules! by_display {
    ($($type:ty),*) => {$(
        impl Literal for $type {
            fn literal(&self) -> String {
                self.to_string()
            }
        }
    )*};
}

by_display!(i16, i32, i64, u16, u32, u64, usize, bool);

/// Written without an exponent. A value that is not finite is written as Rust formats it, and the server rejects it.
impl Literal for f64 {
    fn literal(&self) -> String {
        self.to_string()
    }
}

impl Literal for str {
    fn literal(&self) -> String {
        quoted(self)
    }
}

impl Literal for String {
    fn literal(&self) -> String {
        quoted(self)
    }
}

impl Literal for DateTime {
    fn literal(&self) -> String {
        quoted(self.as_str())
    }
}

#[cfg(feature = "jiff")]
macro_rules! by_date_time {
    ($($type:ty),*) => {$(
        impl Literal for $type {
            fn literal(&self) -> String {
                DateTime::from(self.clone()).literal()
            }
        }
    )*};
}

#[cfg(feature = "jiff")]
by_date_time!(jiff::Timestamp, jiff::ZonedDateTime, jiff::civil::Date, jiff::civil::DateTime);

impl<T: Literal + ?Sized> Literal for &T {
    fn literal(&self) -> String {
        (**self).literal()
    }
}
