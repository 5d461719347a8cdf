//! The format of a page, as one table.
//!
//! In: nothing. Out: [`FORMAT`], the sections in their order, each with its heading, its table, its samples and its
//! mandatory content. Everything that is read below a heading follows from this table, and so do the findings about
//! unknown headings and columns, about the order of sections and about missing content. The meaning of a row is left to
//! `lower`.

use super::blocks::RawTable;
use crate::account::Reason;
use crate::source::Spanned;
use crate::text::alike;

/// A section of a page: what is allowed below one heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Section {
    /// The level of the heading: 2 for `##`, and 0 if it is a line of text.
    pub level: u8,
    /// The words of the heading, before its colon if it has one. Empty for the introduction.
    pub words: &'static str,
    /// An example of the text after the colon, if the heading has a colon.
    pub example: Option<&'static str>,
    /// The words as the form writes them, if they differ in case from `words`.
    pub spelling: Option<&'static str>,
    /// Whether the heading may end before its colon.
    pub bare: bool,
    /// Whether a page without the heading is reported.
    pub required: bool,
    /// When a page without the content of the section (its rows or its sample) is reported.
    pub content: Content,
    /// The table of the section.
    pub table: Option<&'static Table>,
    /// The table of another section that is allowed here as well.
    pub guest: Option<&'static Table>,
    /// The meaning of a paragraph below the heading.
    pub text: Text,
    /// The meaning of a fence below the heading.
    pub fence: Fence,
}

/// The columns of a table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Table {
    /// The cells of the header row: two or three, of which the first names the row.
    pub columns: &'static [&'static str],
}

/// When a page must have the rows or the sample of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// Never.
    Optional,
    /// If it has the heading.
    BelowHeading,
    /// Always.
    Required,
}

/// The meaning of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Text {
    /// Not part of the format.
    Unexpected,
    /// Part of the description of the operation.
    Description,
    /// Part of the text about the section, kept with it.
    Kept(Reason),
    /// A repetition of the table. The first such paragraph is put aside.
    Aside(Reason),
    /// Like [`Text::Aside`], for any number of paragraphs.
    Asides(Reason),
    /// A link to a file that holds the sample.
    Include,
}

/// The meaning of a fence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fence {
    /// Not part of the format.
    Unexpected,
    /// Part of the description of the operation, whatever its info string.
    Description,
    /// A repetition of the table, with this info string. It is put aside.
    Aside(&'static str, Reason),
    /// The sample of the section, recognised by this info string below any heading.
    Sample(&'static str),
}

/// An optional section without content.
pub(crate) const PLAIN: Section = Section {
    level: 2,
    words: "",
    example: None,
    spelling: None,
    bare: false,
    required: false,
    content: Content::Optional,
    table: None,
    guest: None,
    text: Text::Unexpected,
    fence: Fence::Unexpected,
};

/// The table of path parts, with a row for each placeholder of the path.
pub(crate) static PATH_PARTS: Table = Table { columns: &["Path Part", "Type", "Description"] };
/// The table of query parameters.
pub(crate) static QUERY_PARAMETERS: Table = Table { columns: &["Parameter Name", "Type", "Description"] };
/// The table of request headers.
pub(crate) static HEADER_LINES: Table = Table { columns: &["Parameter Name", "Description"] };
/// The table of statuses.
pub(crate) static STATUSES: Table = Table { columns: &["Response", "Description"] };
/// The table of properties, of a request or of a response.
pub(crate) static PROPERTIES: Table = Table { columns: &["Property Name", "Type", "Description"] };

/// Everything above the first heading of another section.
pub(crate) static INTRO: Section =
    Section { table: Some(&PATH_PARTS), text: Text::Description, fence: Fence::Description, ..PLAIN };

/// The query parameters.
pub(crate) static QUERY: Section = Section {
    words: "Query String Parameters",
    content: Content::BelowHeading,
    table: Some(&QUERY_PARAMETERS),
    guest: Some(&PATH_PARTS),
    fence: Fence::Aside("http", Reason::QueryExampleFence),
    ..PLAIN
};

/// The request headers: media types and parameters.
pub(crate) static HEADERS: Section =
    Section { words: "Request Headers", content: Content::Required, table: Some(&HEADER_LINES), ..PLAIN };

/// The request body. The heading ends with the name of the argument, and for some bodies with its kind.
pub(crate) static REQUEST_BODY: Section = Section {
    words: "Request Body",
    example: Some("name"),
    table: Some(&PROPERTIES),
    text: Text::Kept(Reason::BodyText),
    ..PLAIN
};

/// The statuses. The heading ends with the kind of the response body.
pub(crate) static RESPONSE: Section = Section {
    words: "Response",
    example: Some(""),
    content: Content::Required,
    table: Some(&STATUSES),
    text: Text::Aside(Reason::ResponseText),
    ..PLAIN
};

/// The response body. The heading ends with the name of its type.
pub(crate) static RESPONSE_BODY: Section = Section {
    level: 3,
    words: "Response body",
    example: Some("Type"),
    required: true,
    table: Some(&PROPERTIES),
    ..PLAIN
};

/// A request as HTTP traffic.
pub(crate) static SAMPLE_REQUEST: Section = Section {
    words: "Sample request",
    required: true,
    content: Content::BelowHeading,
    text: Text::Include,
    fence: Fence::Sample("http!"),
    ..PLAIN
};

/// The response to the sample request.
pub(crate) static SAMPLE_RESPONSE: Section = Section {
    words: "Sample response",
    required: true,
    content: Content::BelowHeading,
    text: Text::Include,
    fence: Fence::Sample("http_"),
    ..PLAIN
};

/// The sections of the format, in their order.
pub(crate) static FORMAT: Format = Format(&[
    // The section without a heading comes first.
    &INTRO,
    &QUERY,
    &HEADERS,
    &REQUEST_BODY,
    &RESPONSE,
    &RESPONSE_BODY,
    &SAMPLE_REQUEST,
    &SAMPLE_RESPONSE,
]);

/// The sections that a page may have. The first one is the introduction.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Format(pub &'static [&'static Section]);

impl Format {
    /// The section that a heading opens, ignoring case, and the text after the colon. Words that are no heading of the
    /// format may be a misspelling of one.
    pub(super) fn opened_by(self, text: &str) -> Option<(&'static Section, &str)> {
        let (words, rest) = text.split_once(':').unwrap_or((text, ""));
        let words = words.trim();
        let with_heading = || self.sections().skip(1);
        let exact = with_heading().find(|section| section.words.eq_ignore_ascii_case(words));
        let section = exact.or_else(|| with_heading().find(|one| alike::misspelt(one.words, words).is_some()))?;
        Some((section, rest.trim()))
    }

    /// The section that a line of text opens: the form has such a line instead of a heading.
    pub(super) fn opened_by_line(self, text: &str) -> Option<&'static Section> {
        self.sections().find(|section| section.level == 0 && section.is_written(0, text))
    }

    /// The sections that come after this one.
    pub(super) fn after(self, section: &Section) -> impl Iterator<Item = &'static Section> {
        self.sections().skip_while(move |known| *known != section).skip(1)
    }

    /// The section that holds samples with this info string.
    pub(super) fn sampled_by(self, info: &str) -> Option<&'static Section> {
        self.sections().find(|section| matches!(section.fence, Fence::Sample(known) if known == info))
    }

    /// The table that has these columns, ignoring case. Columns that no table has may be misspelt.
    pub(super) fn table(self, header: &[Spanned<String>]) -> Option<&'static Table> {
        let exact = self.tables().find(|table| table.has(header, |cell, column| cell.eq_ignore_ascii_case(column)));
        exact.or_else(|| {
            self.tables().find(|table| table.has(header, |cell, column| alike::misspelt(column, cell).is_some()))
        })
    }

    /// The table that has these columns in another order.
    pub(super) fn reordered(self, header: &[Spanned<String>]) -> Option<&'static Table> {
        self.tables().find(|table| {
            let has = |column: &&str| header.iter().any(|cell| cell.value.eq_ignore_ascii_case(column));
            table.columns.len() == header.len() && table.columns.iter().all(has)
        })
    }

    fn tables(self) -> impl Iterator<Item = &'static Table> {
        self.sections().filter_map(|section| section.table)
    }

    /// The section that this table belongs to; `None` if several sections have it.
    pub(super) fn owner(self, table: &Table) -> Option<&'static Section> {
        let mut owners = self.sections().filter(|section| section.table == Some(table));
        owners.next().filter(|_| owners.next().is_none())
    }

    /// The sections, in their order.
    pub(crate) fn sections(self) -> impl Iterator<Item = &'static Section> {
        self.0.iter().copied()
    }
}

impl Section {
    /// The heading without the text after its colon, as in `## Request Body:`.
    #[must_use]
    pub(crate) fn title(&self) -> String {
        let colon = if self.example.is_some() { ":" } else { "" };
        format!("{} {}{colon}", "#".repeat(self.level.into()), self.written()).trim_start().to_owned()
    }

    fn written(&self) -> &'static str {
        self.spelling.unwrap_or(self.words)
    }

    /// The heading as the format writes it, as in `## Request Body: name`.
    pub(super) fn heading(&self) -> String {
        format!("{} {}", self.title(), self.example.unwrap_or_default()).trim_end().to_owned()
    }

    /// Whether a heading has exactly the level and the spelling of the format. Any text may follow the colon.
    pub(super) fn is_written(&self, level: u8, text: &str) -> bool {
        let words = match (self.example, text.split_once(':')) {
            (Some(_), Some((words, _))) => words,
            (Some(_), None) if !self.bare => return false,
            (_, _) => text,
        };
        words == self.written() && level == self.level
    }
}

impl Table {
    /// Whether a header row has one cell for each column, all of which are the `same` as the column.
    fn has(&self, header: &[Spanned<String>], same: impl Fn(&str, &str) -> bool) -> bool {
        self.columns.len() == header.len()
            && header.iter().zip(self.columns).all(|(cell, column)| same(&cell.value, column))
    }

    /// The header row as the format writes it.
    pub(super) fn header(&self) -> String {
        format!("| {} |", self.columns.join(" | "))
    }

    /// Whether a header row has exactly the spelling of the format.
    pub(super) fn is_written(&self, table: &RawTable) -> bool {
        table.header.iter().map(|cell| cell.value.as_str()).eq(self.columns.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_heading_opens_its_section() {
        for section in FORMAT.sections().skip(1) {
            let heading = section.heading();
            let (marks, text) = heading.split_once(' ').unwrap();
            assert!(section.is_written(u8::try_from(marks.len()).unwrap(), text));
            assert_eq!(FORMAT.opened_by(text), Some((section, section.example.unwrap_or_default())));
            assert_eq!(FORMAT.opened_by(&text.to_uppercase()).map(|(section, _)| section), Some(section));
        }
        assert_eq!(FORMAT.opened_by("Remarks"), None);
        assert_eq!(FORMAT.opened_by(""), None, "the introduction has no heading");
    }

    #[test]
    fn a_heading_of_another_level_or_spelling_is_recognised() {
        assert!(RESPONSE.is_written(2, "Response: array"));
        assert!(!RESPONSE.is_written(3, "Response: array"));
        assert!(!RESPONSE.is_written(2, "Response"));
        assert!(!HEADERS.is_written(2, "Request headers"));
        assert!(!HEADERS.is_written(2, "Request Headers: more"));
    }

    #[test]
    fn a_table_of_two_sections_has_no_owner() {
        assert_eq!(FORMAT.owner(&STATUSES), Some(&RESPONSE));
        assert_eq!(FORMAT.owner(&PROPERTIES), None);
    }
}
