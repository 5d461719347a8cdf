//! Conditions on the rows of a list.
//!
//! In: conditions on columns, or text. Out: the text of `$filter`. This file must not know the operators.

use std::fmt;

use crate::argument::Argument;

/// A condition on the rows of a list: the value of `$filter`.
///
/// Created by the methods of [`col`](crate::col), or from text with [`Filter::raw`]. Where `$filter` is expected, a
/// `&str` works too.
///
/// ```
/// use superoffice_runtime::{Filter, col};
///
/// let nordic = col("name").begins("Nord").or(col("country").is("Norway"));
/// let filter = nordic.and(col("updatedDate").after_time("2026-11-22T00:00:00"));
/// assert_eq!(
///     filter.as_str(),
///     "(name begins 'Nord' or country is 'Norway') and updatedDate afterTime '2026-11-22T00:00:00'",
/// );
/// assert_eq!(Filter::raw("getAllRows").as_str(), "getAllRows");
/// ```
///
/// The default is an empty filter, which is not sent and which [`and`](Self::and) and [`or`](Self::or) ignore.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Filter {
    text: String,
    form: Form,
}

/// The outermost form of a condition, which decides whether it needs parentheses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
enum Form {
    /// One condition, or nothing.
    #[default]
    Simple,
    And,
    Or,
    /// Text whose form is unknown.
    Raw,
}

impl Filter {
    /// Creates a filter from text, which is sent unchanged, in parentheses if it is combined with other conditions.
    #[must_use]
    pub fn raw(text: impl Into<String>) -> Self {
        Self { text: text.into(), form: Form::Raw }
    }

    /// Creates one condition.
    pub(super) fn simple(text: String) -> Self {
        Self { text, form: Form::Simple }
    }

    /// Adds a condition that rows must meet too.
    #[must_use]
    pub fn and(self, other: impl Into<Self>) -> Self {
        self.combined(Form::And, " and ", other.into())
    }

    /// Adds a condition that rows can meet instead.
    #[must_use]
    pub fn or(self, other: impl Into<Self>) -> Self {
        self.combined(Form::Or, " or ", other.into())
    }

    /// Requires all of the conditions. Without conditions, the filter is empty.
    #[must_use]
    pub fn all<I: IntoIterator<Item: Into<Self>>>(conditions: I) -> Self {
        conditions.into_iter().fold(Self::default(), Self::and)
    }

    /// Requires at least one of the conditions. Without conditions, the filter is empty, so it accepts every row.
    #[must_use]
    pub fn any<I: IntoIterator<Item: Into<Self>>>(conditions: I) -> Self {
        conditions.into_iter().fold(Self::default(), Self::or)
    }

    /// Returns the text that is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns whether there is no condition.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    fn combined(self, form: Form, word: &str, other: Self) -> Self {
        match (self.is_empty(), other.is_empty()) {
            (true, _) => other,
            (_, true) => self,
            _ => Self { text: self.inside(form) + word + &other.inside(form), form },
        }
    }

    /// Returns the text inside a combination: in parentheses, unless it is one condition or a combination of the same
    /// form. Which of `and` and `or` the server evaluates first is not documented.
    fn inside(self, form: Form) -> String {
        if self.form == Form::Simple || self.form == form { self.text } else { format!("({})", self.text) }
    }
}

impl From<&str> for Filter {
    fn from(text: &str) -> Self {
        Self::raw(text)
    }
}

impl From<&String> for Filter {
    fn from(text: &String) -> Self {
        Self::raw(text)
    }
}

impl From<String> for Filter {
    fn from(text: String) -> Self {
        Self::raw(text)
    }
}

impl From<&Self> for Filter {
    fn from(filter: &Self) -> Self {
        filter.clone()
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// An empty filter is not sent.
impl Argument for Filter {
    fn pieces(&self, show: &mut dyn FnMut(&str)) {
        if !self.is_empty() {
            show(&self.text);
        }
    }
}
