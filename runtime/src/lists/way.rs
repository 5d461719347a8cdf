//! The ways to continue a list.
//!
//! In: a choice of the caller, or its text in a cursor. Out: the other of the two. This file must not know requests.

/// How the next page is requested.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Way {
    /// By the server's links. As long as there was none, by `$skip` if the operation documents it.
    #[default]
    Auto,
    /// By the server's links.
    Link,
    /// By `$skip`.
    Skip,
    /// By the last value of this column.
    Key(String),
}

/// Before the name of a column.
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
