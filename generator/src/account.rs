//! The account: what became of every element of every page.
//!
//! In: elements when they are seen, and later the reason for what became of each; both are counted separately. Out:
//! [`Account`], which balances only if each element was given exactly one outcome. No count is derived from the others,
//! so a room that drops an element without a reason breaks the balance. This room does not know what an element says.

use crate::diagnostics::Code;
use crate::text::visible::counted;

/// The kinds of elements that are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A page, or a file that pages include.
    File,
    /// A line of front matter.
    FrontMatter,
    /// A heading.
    Heading,
    /// A paragraph, a list, HTML: a block of text.
    Text,
    /// A fenced block.
    Fence,
    /// A table.
    Table,
    /// A cell of a table's header row.
    Column,
    /// A row of a table.
    Row,
    /// A cell of a row.
    Cell,
    /// A request line, status line or header line of a sample.
    SampleLine,
    /// A key of an object of a sample.
    SampleKey,
}

impl Kind {
    /// Every kind, in order.
    pub const ALL: [Self; 11] = [
        Self::File,
        Self::FrontMatter,
        Self::Heading,
        Self::Text,
        Self::Fence,
        Self::Table,
        Self::Column,
        Self::Row,
        Self::Cell,
        Self::SampleLine,
        Self::SampleKey,
    ];

    /// The kind in words, in the plural.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::File => "files",
            Self::FrontMatter => "lines of front matter",
            Self::Heading => "headings",
            Self::Text => "texts",
            Self::Fence => "fences",
            Self::Table => "tables",
            Self::Column => "columns",
            Self::Row => "rows",
            Self::Cell => "cells",
            Self::SampleLine => "sample lines",
            Self::SampleKey => "sample keys",
        }
    }

    /// A number and the kind: `1 heading`, `2 headings`.
    #[must_use]
    pub fn counted(self, count: usize) -> String {
        match self {
            Self::FrontMatter => format!("{} of front matter", counted(count, "line")),
            _ => counted(count, self.words().trim_end_matches('s')),
        }
    }
}

/// Something that is counted as a whole: the kinds of elements it consists of, and how many of each.
pub trait Elements {
    /// Each kind with its count.
    fn elements(&self) -> impl Iterator<Item = (Kind, usize)>;
}

impl Elements for Kind {
    fn elements(&self) -> impl Iterator<Item = (Kind, usize)> {
        std::iter::once((*self, 1))
    }
}

impl Elements for (Kind, usize) {
    fn elements(&self) -> impl Iterator<Item = (Kind, usize)> {
        std::iter::once(*self)
    }
}

impl<T: Elements + ?Sized> Elements for &T {
    fn elements(&self) -> impl Iterator<Item = (Kind, usize)> {
        (**self).elements()
    }
}

/// The outcome of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It is in the model.
    Used,
    /// A rule says that it carries no information.
    Ignored,
    /// A diagnostic names it.
    Reported,
}

macro_rules! reasons {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $outcome:ident;)*) => {
        /// The reason for the outcome of an element.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason {
            /// A finding with this code names it.
            Finding(Code),
            $($(#[doc = $doc])+ $variant,)*
        }

        impl Reason {
            /// The name, as in `page-title`; that of a finding is the name of its code.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { Self::Finding(code) => code.name(), $(Self::$variant => $name,)* }
            }

            /// The outcome of the elements with this reason.
            #[must_use]
            pub fn outcome(self) -> Outcome {
                match self { Self::Finding(_) => Outcome::Reported, $(Self::$variant => Outcome::$outcome,)* }
            }
        }
    };
}

reasons! {
    /// The page is the page of an operation.
    EndpointPage = "endpoint-page", Used;
    /// The page is of an older docs version, and evidence for types.
    SupersededPage = "superseded-page", Used;
    /// A page includes the file for its sample.
    IncludedSample = "included-sample", Used;
    /// The `uid` of the front matter.
    Uid = "uid", Used;
    /// `generated` of the front matter: the page is of one of the newer formats.
    Generated = "generated", Used;
    /// The fence with the verb and the path.
    Route = "route", Used;
    /// A heading of the introduction that carries a fact.
    Mark = "mark", Used;
    /// A heading, paragraph or fence of the introduction.
    Description = "description", Used;
    /// A heading of the format.
    Section = "section", Used;
    /// A paragraph about a body.
    BodyText = "body-text", Used;
    /// A table of the format, below its heading.
    Table = "table", Used;
    /// The columns of a table of the format.
    Columns = "columns", Used;
    /// A link to a file that holds a sample.
    Include = "include", Used;
    /// A row about a placeholder of the path.
    PathPart = "path-part", Used;
    /// A row about a query parameter.
    QueryParameter = "query-parameter", Used;
    /// A row about a header that is a parameter.
    HeaderParameter = "header-parameter", Used;
    /// A row that lists media types. The words around these are put aside.
    MediaTypes = "media-types", Used;
    /// A row about a status.
    Status = "status", Used;
    /// A row about a property of the request body.
    RequestProperty = "request-property", Used;
    /// A row about a property of the response body.
    ResponseProperty = "response-property", Used;
    /// A row of a table that the operation carries as data.
    DataRow = "data-row", Used;
    /// The body of the sample request.
    SampleRequest = "sample-request", Used;
    /// The body of the sample response.
    SampleResponse = "sample-response", Used;
    /// A key of a sample that is a property of an entity.
    Property = "property", Used;
    /// A key of a sample that is a key of a dictionary.
    DictionaryKey = "dictionary-key", Used;

    /// The page is an index or an introduction.
    IndexPage = "index-page", Ignored;
    /// No page of an operation includes the file.
    IncludeOfNoOperation = "include-of-no-operation", Ignored;
    /// The title and the heading repeat the route.
    PageTitle = "page-title", Ignored;
    /// `content_type` of the front matter.
    ContentType = "content-type", Ignored;
    /// `imported` of the front matter: an import has written the page.
    Imported = "imported", Ignored;
    /// The paragraph above the statuses repeats them.
    ResponseText = "response-text", Ignored;
    /// An example of a query repeats the table of query parameters.
    QueryExampleFence = "query-example-fence", Ignored;
    /// The first line of a sample request repeats the route.
    RequestLine = "request-line", Ignored;
    /// The first line of a sample response repeats a status.
    StatusLine = "status-line", Ignored;
    /// A header line of a sample.
    SampleHeaderLine = "sample-header-line", Ignored;
    /// A sample without a body.
    SampleWithoutBody = "sample-without-body", Ignored;
    /// A key of a JSON Patch.
    PatchBody = "patch-body", Ignored;
    /// A key of a sample of bytes.
    BinaryBody = "binary-body", Ignored;
    /// A key of an object in which any value is allowed.
    FreeForm = "free-form", Ignored;
    /// A key of a row of an OData page.
    ODataRow = "odata-row", Ignored;
    /// Put aside only: the language of a fence of the introduction.
    FenceLanguage = "fence-language", Ignored;
    /// The escapes and the emphasis of a heading, or of a cell that holds a name or a type.
    Marks = "marks", Ignored;
    /// Put aside only: the level of a heading of the introduction.
    HeadingLevel = "heading-level", Ignored;
    /// Put aside only: how the link to a sample is written.
    IncludeLink = "include-link", Ignored;
    /// Put aside only: the order of the path parts, which is that of the path.
    PathPartOrder = "path-part-order", Ignored;
    /// Put aside only: the query parameters that became a body.
    FlattenedParameter = "flattened-parameter", Ignored;

    /// The page claims to describe an operation but cannot be read; the findings say why.
    BrokenPage = "broken-page", Reported;
    /// The file could not be read; a finding of the disk says why.
    UnreadFile = "unread-file", Reported;
    /// A key of a sample below a status without content.
    NoContent = "no-content", Reported;
    /// A key inside a value that stayed open, which is reported.
    OpenValue = "open-value", Reported;
}

impl From<Code> for Reason {
    fn from(code: Code) -> Self {
        Self::Finding(code)
    }
}

/// The number of elements seen and what became of them, by kind and reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Account {
    seen: [usize; Kind::ALL.len()],
    /// Sorted by kind and reason. Every page has such a list. A page has few reasons, so it is smaller than any map.
    became: Vec<((Kind, Reason), usize)>,
}

impl Account {
    /// Counts elements of a page.
    pub fn see(&mut self, what: impl Elements) {
        for (kind, count) in what.elements() {
            if let Some(seen) = self.seen.get_mut(kind as usize) {
                *seen += count;
            }
        }
    }

    /// Counts elements whose outcome is decided.
    pub fn put(&mut self, what: impl Elements, reason: impl Into<Reason>) {
        let reason = reason.into();
        for (kind, count) in what.elements().filter(|(_, count)| *count > 0) {
            match self.became.binary_search_by(|(known, _)| known.cmp(&(kind, reason))) {
                Ok(at) => {
                    if let Some((_, known)) = self.became.get_mut(at) {
                        *known += count;
                    }
                }
                Err(at) => self.became.insert(at, ((kind, reason), count)),
            }
        }
    }

    /// Gives everything seen the same outcome, whatever was decided before: the whole page is ignored or reported.
    pub fn all(&mut self, reason: impl Into<Reason>) {
        let reason = reason.into();
        self.became.clear();
        for kind in Kind::ALL {
            self.put((kind, self.seen(kind)), reason);
        }
    }

    /// Adds the counts of another account.
    pub fn add(&mut self, other: &Self) {
        for kind in Kind::ALL {
            self.see((kind, other.seen(kind)));
        }
        for ((kind, reason), count) in &other.became {
            self.put((*kind, *count), *reason);
        }
    }

    /// The number of elements of a kind that were seen.
    #[must_use]
    pub fn seen(&self, kind: Kind) -> usize {
        self.seen.get(kind as usize).copied().unwrap_or_default()
    }

    /// The number of elements of a kind that have an outcome.
    #[must_use]
    pub fn became(&self, kind: Kind, outcome: Outcome) -> usize {
        self.of(kind).filter(|(reason, _)| reason.outcome() == outcome).map(|(_, count)| count).sum()
    }

    /// Every reason, sorted: kind, outcome, name and number of elements.
    #[must_use]
    pub fn reasons(&self) -> Vec<(Kind, Outcome, &'static str, usize)> {
        let named = self.became.iter().map(|((kind, reason), count)| (*kind, reason.outcome(), reason.name(), *count));
        let mut reasons: Vec<_> = named.collect();
        reasons.sort_unstable();
        reasons
    }

    /// The kinds whose counts do not match: the number seen, and the number with an outcome.
    pub fn unbalanced(&self) -> impl Iterator<Item = (Kind, usize, usize)> {
        Kind::ALL.into_iter().filter_map(|kind| {
            let decided = self.of(kind).map(|(_, count)| count).sum();
            (decided != self.seen(kind)).then(|| (kind, self.seen(kind), decided))
        })
    }

    /// Whether every element seen has exactly one outcome.
    #[must_use]
    pub fn balances(&self) -> bool {
        self.unbalanced().next().is_none()
    }

    fn of(&self, kind: Kind) -> impl Iterator<Item = (Reason, usize)> {
        self.became.iter().filter(move |((known, _), _)| *known == kind).map(|((_, reason), count)| (*reason, *count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_element_and_one_counted_twice_are_both_noticed() {
        let mut account = Account::default();
        account.see((Kind::Row, 3));
        account.put((Kind::Row, 2), Reason::Property);
        assert_eq!(account.unbalanced().collect::<Vec<_>>(), [(Kind::Row, 3, 2)]);
        account.put(Kind::Row, Code::DuplicateRow);
        assert!(account.balances());
        account.put(Kind::Cell, Reason::Property);
        assert_eq!(account.unbalanced().collect::<Vec<_>>(), [(Kind::Cell, 0, 1)]);
    }

    #[test]
    fn a_whole_page_has_one_outcome() {
        let mut account = Account::default();
        account.see((Kind::Row, 3));
        account.put(Kind::Row, Reason::Property);
        account.all(Reason::IndexPage);
        assert!(account.balances());
        assert_eq!(account.became(Kind::Row, Outcome::Ignored), 3);
        assert_eq!(account.became(Kind::Row, Outcome::Used), 0);
    }

    #[test]
    fn reasons_are_listed_by_outcome_and_name() {
        let mut account = Account::default();
        account.put(Kind::Row, Code::DuplicateRow);
        account.put((Kind::Row, 2), Reason::Status);
        account.put(Kind::Row, Reason::PathPart);
        let names: Vec<_> = account.reasons().into_iter().map(|(.., name, count)| (name, count)).collect();
        assert_eq!(names, [("path-part", 1), ("status", 2), ("duplicate-row", 1)]);
    }
}
