//! The order of the rows of a list.
//!
//! In: names of columns, or text. Out: the text of `$orderBy`.

use std::fmt;

use crate::argument::Argument;

/// Orders rows by a column, the smallest value first.
///
/// ```
/// use superoffice_runtime::{OrderBy, asc, desc};
///
/// assert_eq!(asc("name").then(desc("contactId")).as_str(), "name asc,contactId desc");
/// assert_eq!(OrderBy::from([asc("name"), desc("contactId")]).as_str(), "name asc,contactId desc");
/// ```
pub fn asc(column: impl AsRef<str>) -> OrderBy {
    OrderBy(format!("{} asc", column.as_ref()))
}

/// Orders rows by a column, the largest value first.
pub fn desc(column: impl AsRef<str>) -> OrderBy {
    OrderBy(format!("{} desc", column.as_ref()))
}

/// The order of the rows of a list: the value of `$orderBy`.
///
/// Created by [`asc`] and [`desc`], from an array or a `Vec` of several orders, or from text such as `contactId desc`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct OrderBy(String);

impl OrderBy {
    /// Adds an order for rows that are equal according to the previous ones.
    #[must_use]
    pub fn then(self, next: impl Into<Self>) -> Self {
        let next = next.into();
        match (self.0.is_empty(), next.0.is_empty()) {
            (true, _) => next,
            (_, true) => self,
            _ => Self(self.0 + "," + &next.0),
        }
    }

    /// Returns the text that is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for OrderBy {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<&String> for OrderBy {
    fn from(text: &String) -> Self {
        Self(text.clone())
    }
}

impl From<String> for OrderBy {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&Self> for OrderBy {
    fn from(order: &Self) -> Self {
        order.clone()
    }
}

impl<T: Into<Self>> From<Vec<T>> for OrderBy {
    fn from(columns: Vec<T>) -> Self {
        columns.into_iter().fold(Self::default(), Self::then)
    }
}

impl<T: Into<Self>, const N: usize> From<[T; N]> for OrderBy {
    fn from(columns: [T; N]) -> Self {
        columns.into_iter().fold(Self::default(), Self::then)
    }
}

impl fmt::Display for OrderBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An empty order is not sent.
impl Argument for OrderBy {
    fn pieces(&self, show: &mut dyn FnMut(&str)) {
        if !self.0.is_empty() {
            show(&self.0);
        }
    }
}
