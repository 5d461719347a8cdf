//! Sorts the blocks of a page into its sections.

use super::blocks::{Block, BlockKind, RawRow, RawTable, blocks};
use super::hidden::hidden;
use super::marks;
use super::{BodySection, Endpoint, Page, Row, Sample};
use crate::account::{Account, Kind, Reason};
use crate::diagnostics::text::counted;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::Aside;
use crate::source::{FileId, SourceFile, Sources, Span, Spanned};

/// Where in the page a block stands: below which heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Intro,
    Query,
    Headers,
    RequestBody,
    Response,
    ResponseBody,
    SampleRequest,
    SampleResponse,
    /// Below a heading that the format does not have.
    Elsewhere,
}

/// Which table a header row announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TableKind {
    PathParts,
    Query,
    Headers,
    Statuses,
    Properties,
}

const VERBS: [&str; 8] = ["GET", "POST", "PUT", "PATCH", "DELETE", "DEL", "HEAD", "OPTIONS"];

/// Reads one page. Never fails: what cannot be read is in the diagnostics.
#[must_use]
pub fn parse(id: FileId, sources: &Sources, diagnostics: &mut Diagnostics) -> Page {
    let file = sources.file(id);
    hidden(id, &file.text, diagnostics);
    let blocks = blocks(id, file);
    let front = FrontMatter::read(file, &blocks);
    let mut account = seen(file, &blocks);
    account.see(Kind::File);
    let route = blocks.iter().enumerate().find_map(|(index, block)| Some((index, route_of(block)?)));
    let whole = Span::new(id, 0..file.text.len());
    let claim = if route.is_some() { None } else { claim(&front, &blocks) };
    match (front.uid.clone(), route) {
        (Some(uid), Some((index, Ok((verb, path))))) => {
            let endpoint = Endpoint {
                file: id,
                span: whole,
                generated: front.generated,
                uid,
                verb,
                path,
                summary: None,
                description: Vec::new(),
                marks: Vec::new(),
                path_parts: Vec::new(),
                query: Vec::new(),
                headers: Vec::new(),
                request: None,
                response_kind: None,
                statuses: Vec::new(),
                response: None,
                sample_request: None,
                sample_response: None,
                asides: Vec::new(),
                includes: Vec::new(),
                account,
            };
            let mut reader = Reader {
                sources,
                diagnostics,
                endpoint,
                place: Place::Intro,
                sections: Vec::new(),
                title: None,
                heading: None,
                has_response_text: false,
                lacks_include: false,
            };
            reader.read(blocks, index);
            Page::Endpoint(Box::new(reader.endpoint))
        }
        (_, Some((_, Err(span)))) => {
            let words = sources.slice(span).trim().to_owned();
            diagnostics.push(
                Diagnostic::new(Code::UnknownVerb, span, format!("`{words}` is no verb and path"))
                    .label("expected a verb, one space and a path that starts with `/`")
                    .help("write the route as in `GET /api/v1/Contact/{id}`"),
            );
            Page::broken(id, account)
        }
        (None, Some((_, Ok((verb, _))))) => {
            diagnostics.push(
                Diagnostic::new(Code::MissingUid, verb.span, "the page has a route but no `uid`")
                    .label("the route of the operation")
                    .help("add `uid: v1Name_Operation` to the front matter; it names the operation"),
            );
            Page::broken(id, account)
        }
        (Some(uid), None) if let Some(claim) = claim => {
            diagnostics.push(
                Diagnostic::new(Code::MissingRoute, uid.span, format!("the page has {claim} but no route"))
                    .label("the operation this page describes")
                    .help("add an `http` fence with the verb and the path below the title"),
            );
            Page::broken(id, account)
        }
        (None, None) if let Some(claim) = claim => {
            let span = blocks.first().map_or(whole, |block| block.span);
            diagnostics.push(
                Diagnostic::new(Code::MissingRoute, span, format!("the page has {claim} but neither `uid` nor route"))
                    .label("the page starts here")
                    .help("add the front matter and an `http` fence with the verb and the path"),
            );
            Page::broken(id, account)
        }
        (_, None) => {
            account.all(Reason::IndexPage);
            Page::Other {
                file: id,
                reason: "no route and no section of an endpoint: an index or introduction",
                account,
            }
        }
    }
}

/// A verb and a path.
type VerbAndPath = (Spanned<String>, Spanned<String>);

/// A route fence: `http`, one line, and a verb. `Err` is the place of something that only looks like one.
fn route_of(block: &Block) -> Option<Result<VerbAndPath, Span>> {
    let BlockKind::Fence { info, body, .. } = &block.kind else { return None };
    if info.value != "http" {
        return None;
    }
    let line = body.value.lines().next().unwrap_or_default().trim_end();
    let file = body.span.file;
    let start = body.span.start as usize + (line.len() - line.trim_start().len());
    let line = line.trim_start();
    let span = Span::new(file, start..start + line.len());
    // An index page shows one path and no verb.
    if line.starts_with('/') && !line.contains(' ') {
        return None;
    }
    let Some((verb, rest)) = line.split_once(' ') else { return Some(Err(span)) };
    let path = rest.trim();
    let path_start = start + verb.len() + 1 + (rest.len() - rest.trim_start().len());
    if !VERBS.contains(&verb) || !path.starts_with('/') || path.contains(char::is_whitespace) {
        return Some(Err(span));
    }
    let verb = Spanned::new(verb.to_owned(), Span::new(file, start..start + verb.len()));
    let path = Spanned::new(path.to_owned(), Span::new(file, path_start..path_start + path.len()));
    Some(Ok((verb, path)))
}

/// What of an operation a page without a route has.
fn claim(front: &FrontMatter, blocks: &[Block]) -> Option<&'static str> {
    let section = blocks.iter().any(|block| match &block.kind {
        BlockKind::Heading { text, .. } => section_of(&text.value).is_some(),
        BlockKind::Table(table) => table_kind(table).is_some(),
        BlockKind::Fence { info, .. } => info.value == "http!" || info.value == "http_",
        _ => false,
    });
    if section { Some("sections of an endpoint") } else { front.operation.then_some("the title of an operation") }
}

/// The section that a heading opens, and what stands after its colon.
fn section_of(text: &str) -> Option<(Place, &str)> {
    let (head, rest) = match text.split_once(':') {
        Some((head, rest)) => (head, rest.trim()),
        None => (text, ""),
    };
    const SECTIONS: [(&str, Place); 7] = [
        ("query string parameters", Place::Query),
        ("request headers", Place::Headers),
        ("request body", Place::RequestBody),
        ("response", Place::Response),
        ("response body", Place::ResponseBody),
        ("sample request", Place::SampleRequest),
        ("sample response", Place::SampleResponse),
    ];
    let (_, place) = SECTIONS.iter().find(|(name, _)| name.eq_ignore_ascii_case(head.trim()))?;
    Some((*place, rest))
}

/// Which table has these columns, and whether they are written as the format has them.
fn table_kind(table: &RawTable) -> Option<(TableKind, bool)> {
    const TABLES: [(TableKind, &[&str]); 5] = [
        (TableKind::PathParts, &["Path Part", "Type", "Description"]),
        (TableKind::Query, &["Parameter Name", "Type", "Description"]),
        (TableKind::Headers, &["Parameter Name", "Description"]),
        (TableKind::Statuses, &["Response", "Description"]),
        (TableKind::Properties, &["Property Name", "Type", "Description"]),
    ];
    let cells = || table.header.iter().map(|cell| cell.value.as_str());
    let (kind, columns) = TABLES.into_iter().find(|(_, columns)| {
        columns.len() == table.header.len()
            && cells().zip(*columns).all(|(cell, column)| cell.eq_ignore_ascii_case(column))
    })?;
    Some((kind, cells().eq(columns.iter().copied())))
}

struct FrontMatter {
    uid: Option<Spanned<String>>,
    generated: bool,
    /// Whether the title begins with a verb, as that of an operation does.
    operation: bool,
}

impl FrontMatter {
    /// What decides whether the page is one of an endpoint; the rest is read, and reported, with the sections.
    fn read(file: &SourceFile, blocks: &[Block]) -> Self {
        let block = blocks.iter().find(|block| block.kind == BlockKind::FrontMatter);
        let lines = block.map(|block| front_lines(file, block.span)).unwrap_or_default();
        let line = |key: &str| lines.iter().find(|line| line.key == key);
        Self {
            uid: line("uid").filter(|uid| !uid.value.is_empty()).map(FrontLine::value),
            generated: line("generated").is_some_and(|generated| generated.value == "true"),
            operation: line("title")
                .is_some_and(|title| title.value.split_once(' ').is_some_and(|(verb, _)| VERBS.contains(&verb))),
        }
    }
}

/// A line of front matter, `key: value`; a line of another form has an empty key.
struct FrontLine<'a> {
    key: &'a str,
    value: &'a str,
    value_span: Span,
    line: Span,
}

impl FrontLine<'_> {
    fn value(&self) -> Spanned<String> {
        Spanned::new(self.value.to_owned(), self.value_span)
    }
}

/// `key: value` lines; quotes around a value are dropped. The pages use no other YAML.
fn front_lines(file: &SourceFile, block: Span) -> Vec<FrontLine<'_>> {
    let id = block.file;
    let mut at = block.start as usize;
    let mut lines = Vec::new();
    for line in file.slice(block).split_inclusive('\n') {
        let text = line.trim();
        if !text.is_empty() && text != "---" && text != "..." {
            let start = at + (line.len() - line.trim_start().len());
            let (key, value) = text.split_once(':').unwrap_or(("", text));
            let value_end = start + text.len();
            lines.push(FrontLine {
                key: key.trim(),
                value: value.trim().trim_matches(['"', '\'']),
                value_span: Span::new(id, value_end - value.trim().len()..value_end),
                line: Span::new(id, start..value_end),
            });
        }
        at += line.len();
    }
    lines
}

/// Everything a file has, before anybody decides what becomes of it.
fn seen(file: &SourceFile, blocks: &[Block]) -> Account {
    let mut account = Account::default();
    for block in blocks {
        match &block.kind {
            BlockKind::FrontMatter => account.see((Kind::FrontMatter, front_lines(file, block.span).len())),
            BlockKind::Heading { .. } => account.see(Kind::Heading),
            BlockKind::Text => account.see(Kind::Text),
            BlockKind::Fence { .. } => account.see(Kind::Fence),
            BlockKind::Table(table) => {
                account.see(Kind::Table);
                account.see((Kind::Column, table.header.len()));
                account.see((Kind::Row, table.rows.len()));
                account.see((Kind::Cell, table.rows.iter().map(|row| row.cells.len()).sum()));
            }
        }
    }
    account
}

/// Line ends and blank lines carry nothing: a text reads the same whatever editor saved it.
pub(crate) fn prose(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut blank = false;
    for line in raw.lines().map(str::trim_end) {
        if line.is_empty() {
            blank = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank { "\n\n" } else { "\n" });
        }
        blank = false;
        out.push_str(line);
    }
    out
}

struct Reader<'a> {
    sources: &'a Sources,
    diagnostics: &'a mut Diagnostics,
    endpoint: Endpoint,
    place: Place,
    sections: Vec<(Place, Span)>,
    /// The title of the front matter and the heading that repeats it.
    title: Option<Spanned<String>>,
    heading: Option<Spanned<String>>,
    has_response_text: bool,
    /// A sample that should be included was not there, which has its own finding.
    lacks_include: bool,
}

impl Reader<'_> {
    fn read(&mut self, blocks: Vec<Block>, route: usize) {
        let mut front = false;
        for (index, block) in blocks.into_iter().enumerate() {
            match block.kind {
                BlockKind::FrontMatter => {
                    self.front_matter(block.span, std::mem::replace(&mut front, true));
                }
                BlockKind::Heading { level, text } => self.heading(level, &text, index < route),
                BlockKind::Table(table) => self.table(table, block.span),
                BlockKind::Fence { body, .. } if index == route => self.route(&body),
                BlockKind::Fence { info, body, closed } => {
                    if !closed {
                        self.diagnostics.push(
                            Diagnostic::new(Code::UnclosedFence, info.span, "the fence is never closed")
                                .label("opened here; everything below is inside it")
                                .help("close it with three backticks on a line of their own"),
                        );
                    }
                    self.fence(&info, &body);
                }
                BlockKind::Text => self.text(block.span),
            }
        }
        self.titles();
        self.missing_sections();
    }

    fn used(&mut self, kind: Kind, reason: Reason) {
        self.endpoint.account.put(kind, reason);
    }

    fn aside(&mut self, reason: Reason, text: Spanned<String>) {
        self.endpoint.asides.push(Aside { reason, text });
    }

    fn ignored(&mut self, kind: Kind, reason: Reason, text: Spanned<String>) {
        self.endpoint.account.put(kind, reason);
        self.aside(reason, text);
    }

    fn report(&mut self, kind: Kind, diagnostic: Diagnostic) {
        self.endpoint.account.put(kind, diagnostic.code);
        self.diagnostics.push(diagnostic);
    }

    fn front_matter(&mut self, block: Span, again: bool) {
        let file = self.sources.file(block.file);
        let mut known: Vec<&str> = Vec::new();
        let mut content_type = None;
        for line in front_lines(file, block) {
            let problem = if again || known.contains(&line.key) {
                Some("said before; the first one counts")
            } else {
                match (line.key, line.value) {
                    ("title" | "uid", _) | ("generated", "true" | "false") | ("content_type", "reference") => None,
                    ("generated" | "content_type", _) => Some("the format has another value here"),
                    ("", _) => Some("no `key: value`"),
                    _ => Some("the format has no such key"),
                }
            };
            match (problem, line.key) {
                (Some(label), _) => self.report(
                    Kind::FrontMatter,
                    Diagnostic::new(Code::FrontMatter, line.line, "a line of the front matter is not used")
                        .label(label)
                        .help("the front matter holds `title` and `uid`, in generated pages `generated: true` and `content_type: reference` too"),
                ),
                (None, "title") => {
                    self.title = Some(line.value());
                    self.ignored(Kind::FrontMatter, Reason::PageTitle, line.value());
                }
                (None, "content_type") => content_type = Some(line.value()),
                (None, key) => self.used(Kind::FrontMatter, if key == "uid" { Reason::Uid } else { Reason::Generated }),
            }
            known.push(line.key);
        }
        // Put aside after the title, because the order of the lines means nothing.
        if let Some(value) = content_type {
            self.ignored(Kind::FrontMatter, Reason::ContentType, value);
        }
    }

    /// The fence of the route holds one line.
    fn route(&mut self, body: &Spanned<String>) {
        let end = self.endpoint.path.span.end as usize;
        let rest = body.value.get(end.saturating_sub(body.span.start as usize)..).unwrap_or_default();
        if rest.trim().is_empty() {
            self.used(Kind::Fence, Reason::Route);
            return;
        }
        let start = end + (rest.len() - rest.trim_start().len());
        let span = Span::new(body.span.file, start..start + rest.trim().len());
        self.report(
            Kind::Fence,
            Diagnostic::new(Code::UnexpectedText, span, "the fence of the route holds more than one line")
                .label("not used")
                .help("write one page for each route"),
        );
    }

    /// The title says twice what the route says better; that it is said alike is all there is to it.
    fn titles(&mut self) {
        if let (Some(title), Some(heading)) = (&self.title, &self.heading)
            && title.value != heading.value
        {
            self.diagnostics.push(
                Diagnostic::new(Code::TitleDiffers, heading.span, "the heading is not the title of the front matter")
                    .label("the heading")
                    .other(title.span, "the title")
                    .note("neither is used: the route is read from the first `http` fence")
                    .help("make the two agree"),
            );
        }
    }

    fn heading(&mut self, level: u8, text: &Spanned<String>, before_route: bool) {
        if let Some((place, rest)) = section_of(&text.value) {
            self.section(level, text, place, rest);
        } else if let Some(mark) = marks::of_heading(text) {
            // The exporter prints these as headings in the middle of the intro; the text that follows stays intro.
            self.endpoint.marks.push(mark);
            self.intro_level(level, text);
            if self.place == Place::Intro {
                self.used(Kind::Heading, Reason::Mark);
            } else {
                self.report(
                    Kind::Heading,
                    Diagnostic::new(Code::SectionOrder, text.span, "a heading of the introduction below a section")
                        .label("used all the same")
                        .help("move it above the first section"),
                );
            }
        } else if level == 1 && before_route && self.heading.is_none() {
            self.heading = Some(text.clone());
            self.ignored(Kind::Heading, Reason::PageTitle, text.clone());
        } else if self.place == Place::Intro {
            self.endpoint.description.push(Spanned::new(text.value.trim_end_matches('#').trim().to_owned(), text.span));
            self.intro_level(level, text);
            self.used(Kind::Heading, Reason::Description);
        } else {
            self.place = Place::Elsewhere;
            self.report(
                Kind::Heading,
                Diagnostic::new(Code::UnknownHeading, text.span, format!("the format has no section `{}`", text.value))
                    .label("this heading opens no known section")
                    .help("use one of the headings of the format, or move the text into the introduction"),
            );
        }
    }

    /// Headings of the introduction become paragraphs: their level is shown nowhere.
    fn intro_level(&mut self, level: u8, text: &Spanned<String>) {
        if level != 2 {
            self.aside(Reason::HeadingLevel, Spanned::new(format!("{level} {}", text.value), text.span));
        }
    }

    fn section(&mut self, level: u8, text: &Spanned<String>, place: Place, rest: &str) {
        self.place = place;
        if let Some((_, first)) = self.sections.iter().find(|(known, _)| *known == place) {
            let diagnostic = Diagnostic::new(Code::DuplicateSection, text.span, format!("a second `{}`", text.value))
                .label("its content is added to the first")
                .other(*first, "the first one")
                .help("remove or rename one of the two headings");
            self.report(Kind::Heading, diagnostic);
            return;
        }
        let later = self.sections.iter().find(|(known, _)| *known > place).copied();
        self.sections.push((place, text.span));
        let from = text.span.start as usize
            + text.value.find(':').map_or(text.value.len(), |colon| {
                let after = text.value.get(colon + 1..).unwrap_or_default();
                colon + 1 + (after.len() - after.trim_start().len())
            });
        let name = Spanned::new(rest.to_owned(), Span::new(text.span.file, from..from + rest.len()));
        match place {
            Place::RequestBody => self.endpoint.request = Some(BodySection { name, text: None, rows: None }),
            Place::Response => self.endpoint.response_kind = Some(name),
            Place::ResponseBody => self.endpoint.response = Some(BodySection { name, text: None, rows: None }),
            _ => {}
        }
        let wanted = written(place);
        if !is_written(wanted, level, &text.value) {
            self.report(
                Kind::Heading,
                Diagnostic::new(Code::HeadingForm, text.span, "a heading of the format, written in another way")
                    .label("used all the same")
                    .help(format!("write `{wanted}`")),
            );
        } else if let Some((_, other)) = later {
            self.report(
                Kind::Heading,
                Diagnostic::new(Code::SectionOrder, text.span, "the sections are not in the order of the format")
                    .label("used all the same")
                    .other(other, "belongs below it")
                    .help("move the section"),
            );
        } else {
            self.used(Kind::Heading, Reason::Section);
        }
    }

    fn text(&mut self, span: Span) {
        let raw = self.sources.slice(span);
        let trimmed = raw.trim();
        let start = span.start as usize + (raw.len() - raw.trim_start().len());
        let span = Span::new(span.file, start..start + trimmed.len());
        let text = Spanned::new(prose(trimmed), span);
        match self.place {
            Place::Intro if trimmed.starts_with("| ") && trimmed.lines().count() > 1 => {
                self.report(Kind::Text, no_delimiter(text.span));
            }
            Place::Intro => {
                marks::of_text(trimmed, span, &mut self.endpoint.marks);
                if self.endpoint.path_parts.is_empty() {
                    self.used(Kind::Text, Reason::Description);
                } else {
                    self.report(
                        Kind::Text,
                        Diagnostic::new(Code::SectionOrder, text.span, "a text of the introduction below its table")
                            .label("read as description all the same")
                            .help("move it above the table of path parts"),
                    );
                }
                if self.endpoint.summary.is_none() {
                    self.endpoint.summary = Some(text);
                } else {
                    self.endpoint.description.push(text);
                }
            }
            Place::Response if !self.has_response_text && !trimmed.starts_with('|') => {
                self.has_response_text = true;
                self.ignored(Kind::Text, Reason::ResponseText, text);
            }
            Place::RequestBody if !trimmed.starts_with('|') => {
                if let Some(body) = &mut self.endpoint.request {
                    match &mut body.text {
                        Some(known) => {
                            known.value.push_str("\n\n");
                            known.value.push_str(&text.value);
                        }
                        None => body.text = Some(text),
                    }
                }
                self.used(Kind::Text, Reason::BodyText);
            }
            Place::SampleRequest | Place::SampleResponse if trimmed.starts_with("[!include") => self.include(&text),
            _ if trimmed.starts_with('|') => self.report(Kind::Text, no_delimiter(text.span)),
            _ => self.report(Kind::Text, unexpected_text(text.span)),
        }
    }

    /// Everything of a table but its header has one outcome.
    fn whole_table(&mut self, table: &RawTable, code: Code) {
        let account = &mut self.endpoint.account;
        account.put(Kind::Table, code);
        account.put((Kind::Column, table.header.len()), code);
        account.put((Kind::Row, table.rows.len()), code);
        account.put((Kind::Cell, table.rows.iter().map(|row| row.cells.len()).sum()), code);
    }

    fn table(&mut self, table: RawTable, span: Span) {
        let header =
            table.header.iter().skip(1).fold(table.header.first().map_or(span, |cell| cell.span), |all, cell| Span {
                end: cell.span.end.max(all.end),
                ..all
            });
        let Some((kind, exact)) = table_kind(&table) else {
            self.whole_table(&table, Code::UnknownTable);
            let cells: Vec<_> = table.header.iter().map(|cell| cell.value.as_str()).collect();
            self.diagnostics.push(
                Diagnostic::new(
                    Code::UnknownTable,
                    header,
                    format!("no table of the format has the columns `{}`", cells.join(" | ")),
                )
                .label("the table is not used")
                .help("name the columns as the format does, as in `| Property Name | Type | Description |`"),
            );
            return;
        };
        let columns = table.header.len();
        let expected = match kind {
            TableKind::PathParts => &[Place::Intro, Place::Query][..],
            TableKind::Query => &[Place::Query],
            TableKind::Headers => &[Place::Headers],
            TableKind::Statuses => &[Place::Response],
            TableKind::Properties => &[Place::RequestBody, Place::ResponseBody],
        };
        if !expected.contains(&self.place) {
            let homeless = kind == TableKind::Properties;
            self.diagnostics.push(
                Diagnostic::new(Code::MisplacedTable, header, "the table stands below another section's heading")
                    .label(if homeless {
                        "not used: it may be of the request or of the response"
                    } else {
                        "used all the same: its columns tell what it is"
                    })
                    .help("put the section's heading above the table"),
            );
            if homeless {
                self.whole_table(&table, Code::MisplacedTable);
                return;
            }
            self.endpoint.account.put(Kind::Table, Code::MisplacedTable);
        } else {
            self.used(Kind::Table, Reason::Table);
        }
        if exact {
            self.endpoint.account.put((Kind::Column, columns), Reason::Columns);
        } else {
            self.endpoint.account.put((Kind::Column, columns), Code::HeadingForm);
            self.diagnostics.push(
                Diagnostic::new(Code::HeadingForm, header, "columns of the format, written in another way")
                    .label("used all the same")
                    .help("write the columns as the format does: upper and lower case count"),
            );
        }
        let rows: Vec<Row> = table.rows.into_iter().filter_map(|raw| self.row(raw, columns)).collect();
        let into = match (kind, self.place) {
            (TableKind::PathParts, _) => Some(&mut self.endpoint.path_parts),
            (TableKind::Query, _) => Some(&mut self.endpoint.query),
            (TableKind::Headers, _) => Some(&mut self.endpoint.headers),
            (TableKind::Statuses, _) => Some(&mut self.endpoint.statuses),
            (TableKind::Properties, Place::RequestBody) => {
                self.endpoint.request.as_mut().map(|body| body.rows.get_or_insert_default())
            }
            (TableKind::Properties, _) => self.endpoint.response.as_mut().map(|body| body.rows.get_or_insert_default()),
        };
        // The place was set by the heading that made the section, so there is always one.
        let Some(into) = into else { return };
        into.reserve(rows.len());
        for row in rows {
            match into.iter().find(|known| known.name.value == row.name.value) {
                Some(known) => {
                    let account = &mut self.endpoint.account;
                    account.put(Kind::Row, Code::DuplicateRow);
                    account.put((Kind::Cell, row.cells), Code::DuplicateRow);
                    self.diagnostics.push(
                        Diagnostic::new(
                            Code::DuplicateRow,
                            row.name.span,
                            format!("a second row `{}`", row.name.value),
                        )
                        .label("not used")
                        .other(known.name.span, "the first one, which counts")
                        .help("remove one of the two rows"),
                    );
                }
                None => into.push(row),
            }
        }
    }

    fn row(&mut self, raw: RawRow, columns: usize) -> Option<Row> {
        let count = raw.cells.len();
        let mut cells = raw.cells.into_iter();
        let name = cells.next().filter(|name| !name.value.is_empty());
        let Some(name) = name else {
            let account = &mut self.endpoint.account;
            account.put(Kind::Row, Code::EmptyName);
            account.put((Kind::Cell, count), Code::EmptyName);
            self.diagnostics.push(
                Diagnostic::new(Code::EmptyName, raw.span, "a row without a name")
                    .label("the first cell is empty; the row is not used")
                    .help("fill in the name or remove the row"),
            );
            return None;
        };
        if raw.continued {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::RowContinued,
                    raw.span,
                    format!("the row `{}` goes on over several lines", name.value),
                )
                .label("read as one row")
                .help("put the row on one line"),
            );
        }
        if raw.surplus > 0 {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::SurplusPipe,
                    raw.span,
                    format!("the row `{}` has {} too many", name.value, counted(raw.surplus, "cell")),
                )
                .label("everything after the last column's pipe is read as its text")
                .help("write a pipe inside a cell as `\\|`"),
            );
        }
        if count < columns {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::ShortRow,
                    raw.span,
                    format!("the row `{}` has {count} of {columns} cells", name.value),
                )
                .label("the missing cells are read as empty")
                .help("add the missing cells"),
            );
        }
        let empty = Spanned::new(String::new(), Span { start: raw.span.end, ..raw.span });
        let word = (columns == 3).then(|| cells.next().unwrap_or_else(|| empty.clone()));
        let description = cells.next().unwrap_or(empty);
        Some(Row { name, word, description, span: raw.span, cells: count })
    }

    fn fence(&mut self, info: &Spanned<String>, body: &Spanned<String>) {
        match info.value.as_str() {
            "http!" | "http_" => self.sample(info, body),
            // `GET path?$select=...`: an example of what the table above it says.
            "http" if self.place == Place::Query => {
                self.ignored(Kind::Fence, Reason::QueryExampleFence, Spanned::new(prose(&body.value), body.span));
            }
            _ if self.place == Place::Intro => {
                // The language of an example is shown nowhere.
                self.aside(Reason::FenceLanguage, info.clone());
                let text = body.value.replace("\r\n", "\n");
                self.endpoint.description.push(Spanned::new(format!("```text\n{text}```"), body.span));
                self.used(Kind::Fence, Reason::Description);
            }
            _ => self.report(Kind::Fence, unexpected_fence(info)),
        }
    }

    fn sample(&mut self, info: &Spanned<String>, body: &Spanned<String>) {
        let sample = sample(body);
        let into =
            if info.value == "http!" { &mut self.endpoint.sample_request } else { &mut self.endpoint.sample_response };
        match into {
            Some(first) => {
                let first = first.first_line.span;
                self.report(
                    Kind::Fence,
                    Diagnostic::new(Code::DuplicateSection, info.span, "a second sample of the same kind")
                        .label("not used")
                        .other(first, "the first one")
                        .help("keep one sample request and one sample response"),
                );
            }
            None => {
                self.endpoint.account.see((Kind::SampleLine, 1 + sample.headers.len()));
                *into = Some(sample);
            }
        }
    }

    fn include(&mut self, text: &Spanned<String>) {
        let (target, rest) = include_target(&text.value).unzip();
        self.aside(Reason::IncludeLink, text.clone());
        let more = rest.map(str::trim_start).filter(|rest| !rest.is_empty());
        if let Some(more) = more {
            // The text of a paragraph ends where its bytes end, however its lines do.
            let end = text.span.end as usize;
            self.report(Kind::Text, unexpected_text(Span::new(text.span.file, end.saturating_sub(more.len())..end)));
        }
        let here = &self.sources.file(text.span.file).path;
        let found = target.and_then(|target| self.sources.find_markdown(&join(here, target)?));
        let Some(id) = found else {
            self.no_include(
                more.is_some(),
                Diagnostic::new(Code::SampleMissing, text.span, "the included sample is not there")
                    .label("no such file below the docs folder")
                    .note("types are then known from the tables alone: no array elements, no enum words")
                    .help("add the file, or point `--docs` at a folder that holds the samples too"),
            );
            return;
        };
        let file = self.sources.file(id);
        let blocks = blocks(id, file);
        if !blocks.iter().any(|block| matches!(&block.kind, BlockKind::Fence { info, .. } if is_sample(info))) {
            self.no_include(
                more.is_some(),
                Diagnostic::new(Code::SampleMissing, text.span, format!("`{}` holds no sample", file.path))
                    .label("included here")
                    .help("the included file needs a fence `http!` or `http_`"),
            );
            return;
        }
        if more.is_none() {
            self.used(Kind::Text, Reason::Include);
        }
        self.endpoint.includes.push(id);
        self.endpoint.account.add(&seen(file, &blocks));
        for block in &blocks {
            match &block.kind {
                BlockKind::Fence { info, body, .. } if is_sample(info) => self.sample(info, body),
                BlockKind::Fence { info, .. } => self.report(Kind::Fence, unexpected_fence(info)),
                BlockKind::Heading { text, .. } => self.report(Kind::Heading, unexpected_text(text.span)),
                BlockKind::Text => self.report(Kind::Text, unexpected_text(trimmed(self.sources, block.span))),
                BlockKind::Table(table) => {
                    self.whole_table(table, Code::UnexpectedText);
                    self.diagnostics.push(unexpected_text(trimmed(self.sources, block.span)));
                }
                BlockKind::FrontMatter => {
                    for line in front_lines(file, block.span) {
                        self.report(Kind::FrontMatter, unexpected_text(line.line));
                    }
                }
            }
        }
    }

    /// An include that gives no sample; its text may have been reported for what stands behind it.
    fn no_include(&mut self, reported: bool, diagnostic: Diagnostic) {
        self.lacks_include = true;
        if reported {
            self.diagnostics.push(diagnostic);
        } else {
            self.report(Kind::Text, diagnostic);
        }
    }

    fn missing_sections(&mut self) {
        let at = self.endpoint.uid.span;
        let has = |place: Place| self.sections.iter().any(|(known, _)| *known == place);
        let mut missing = Vec::new();
        if has(Place::Query) && self.endpoint.query.is_empty() {
            missing.push("the table of `## Query String Parameters`");
        }
        if self.endpoint.headers.is_empty() {
            missing.push("the table of `## Request Headers`");
        }
        if self.endpoint.statuses.is_empty() {
            missing.push("the table of `## Response:`");
        }
        if self.endpoint.response.is_none() {
            missing.push("`### Response body:`");
        }
        let samples = [
            (Place::SampleRequest, &self.endpoint.sample_request, "`## Sample request`", "a sample request"),
            (Place::SampleResponse, &self.endpoint.sample_response, "`## Sample response`", "a sample response"),
        ];
        for (place, sample, heading, fence) in samples {
            if !has(place) {
                missing.push(heading);
            } else if sample.is_none() && !self.lacks_include {
                missing.push(fence);
            }
        }
        for what in missing {
            self.diagnostics.push(
                Diagnostic::new(Code::MissingSection, at, format!("the page lacks {what}"))
                    .label("the operation of the page")
                    .help("add the section; until then what it tells is assumed or left open"),
            );
        }
    }
}

fn is_sample(info: &Spanned<String>) -> bool {
    info.value == "http!" || info.value == "http_"
}

fn trimmed(sources: &Sources, span: Span) -> Span {
    let raw = sources.slice(span);
    let start = span.start as usize + (raw.len() - raw.trim_start().len());
    Span::new(span.file, start..start + raw.trim().len())
}

/// A heading as the format has it.
fn written(place: Place) -> &'static str {
    match place {
        Place::Query => "## Query String Parameters",
        Place::Headers => "## Request Headers",
        Place::RequestBody => "## Request Body: name",
        Place::Response => "## Response:",
        Place::ResponseBody => "### Response body: Type",
        Place::SampleRequest => "## Sample request",
        Place::SampleResponse => "## Sample response",
        Place::Intro | Place::Elsewhere => "",
    }
}

/// Whether a heading has the level and the letters of the format; what stands after the colon is free.
fn is_written(wanted: &str, level: u8, text: &str) -> bool {
    let Some((marks, words)) = wanted.split_once(' ') else { return true };
    let head = match words.split_once(':') {
        Some((head, _)) => text.split_once(':').is_some_and(|(written, _)| written == head),
        None => text == words,
    };
    head && marks.len() == usize::from(level)
}

fn unexpected_text(span: Span) -> Diagnostic {
    Diagnostic::new(Code::UnexpectedText, span, "text where the format has none")
        .label("not used")
        .help("move it into the introduction, above the first section")
}

fn unexpected_fence(info: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(Code::UnexpectedText, info.span, format!("a fence `{}` where the format has none", info.value))
        .label("not used")
        .help("samples are fenced `http!` (request) and `http_` (response)")
}

fn no_delimiter(span: Span) -> Diagnostic {
    Diagnostic::new(Code::NoDelimiter, span, "these lines look like a table but are none")
        .label("not used")
        .help("a table needs the line `|---|---|` below its header, with as many cells as the header")
}

/// `[!include[title](path)]`
///
/// The path, and what stands after the closing parenthesis and bracket.
fn include_target(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("[!include[")?;
    let (_, rest) = rest.split_once("](")?;
    let (target, rest) = rest.split_once(')')?;
    Some((target.trim(), rest.strip_prefix(']').unwrap_or(rest)))
}

/// A path relative to the file `here`, with `.` and `..` resolved.
fn join(here: &str, target: &str) -> Option<String> {
    if target.starts_with('/') || target.contains(':') {
        return None;
    }
    let mut parts: Vec<&str> = here.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            // Above the docs folder paths keep their leading `..`.
            ".." if parts.last().is_none_or(|last| *last == "..") => parts.push(".."),
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

fn sample(body: &Spanned<String>) -> Sample {
    let mut at = body.span.start as usize;
    let mut first_line = None;
    let mut headers = Vec::new();
    let mut rest: Option<usize> = None;
    for line in body.value.split_inclusive('\n') {
        let text = line.trim();
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        if text.is_empty() {
            if first_line.is_some() {
                rest = Some(at);
                break;
            }
            continue;
        }
        let line = Spanned::new(text.to_owned(), Span::new(body.span.file, start..start + text.len()));
        if first_line.is_none() { first_line = Some(line) } else { headers.push(line) }
    }
    let body_text = rest.and_then(|from| {
        let raw = body.value.get(from - body.span.start as usize..)?;
        let text = raw.trim();
        let start = from + (raw.len() - raw.trim_start().len());
        (!text.is_empty()).then(|| Spanned::new(text.to_owned(), Span::new(body.span.file, start..start + text.len())))
    });
    let first_line = first_line.unwrap_or_else(|| Spanned::new(String::new(), body.span));
    Sample { first_line, headers, body: body_text }
}
