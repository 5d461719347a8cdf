//! The ways to continue a list.
//!
//! In: a way that the caller selected, or the text of one in a cursor. Out: the text, or the way. This file must not
//! know requests.

/// How the next page is requested.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Way {
    /// By the server's links, or by `$skip` if there has been no link and the operation documents `$skip`.
    #[default]
    Auto,
    /// By the server's links.
    Link,
    /// By `$skip`.
    Skip,
    /// By the last value of this column.
    Key(String),
}

/// The text before the name of a column.
const KEY: &str = "key ";

impl Way {
    pub(super) fn to_text(&self) -> Option<String> {
        match self {
            Self::Auto => None,
            Self::Link => Some("link".to_owned()),
            Self::Skip => Some("skip".to_owned()),
            Self::Key(column) => Some(format!("{KEY}{column}")),
        }
    }

    pub(super) fn of_text(text: Option<&str>) -> Self {
        match text {
            Some("link") => Self::Link,
            Some("skip") => Self::Skip,
            text => match text.and_then(|text| text.strip_prefix(KEY)) {
                Some(column) => Self::Key(column.to_owned()),
                None => Self::Auto,
            },
        }
    }
}
