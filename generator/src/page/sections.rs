//! Sorts the blocks of a page into its sections.

use super::blocks::{Block, BlockKind, RawRow, RawTable, blocks};
use super::marks;
use super::{Account, BodySection, Endpoint, Page, Row, Sample};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
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
    let blocks = blocks(id, file);
    let front = FrontMatter::read(id, file, &blocks);
    let route = blocks.iter().enumerate().find_map(|(index, block)| Some((index, route_of(block)?)));
    let whole = Span::new(id, 0..file.text.len());
    match (front.uid.clone(), route) {
        (Some(uid), Some((index, Ok((verb, path))))) => {
            let endpoint = Endpoint {
                file: id,
                span: whole,
                generated: front.generated,
                title: front.title.clone(),
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
                response_text: None,
                statuses: Vec::new(),
                response: None,
                sample_request: None,
                sample_response: None,
                account: Account::default(),
            };
            let mut reader = Reader { sources, diagnostics, endpoint, place: Place::Intro, sections: Vec::new() };
            reader.read(&blocks, index);
            Page::Endpoint(Box::new(reader.endpoint))
        }
        (_, Some((_, Err(span)))) => {
            let words = sources.slice(span).trim().to_owned();
            diagnostics.push(
                Diagnostic::new(Code::UnknownVerb, span, format!("`{words}` is no verb and path"))
                    .label("expected a verb, one space and a path that starts with `/`")
                    .help("write the route as in `GET /api/v1/Contact/{id}`"),
            );
            Page::Broken { file: id }
        }
        (None, Some((_, Ok((verb, _))))) => {
            diagnostics.push(
                Diagnostic::new(Code::MissingUid, verb.span, "the page has a route but no `uid`")
                    .label("the route of the operation")
                    .help("add `uid: v1Name_Operation` to the front matter; it names the operation"),
            );
            Page::Broken { file: id }
        }
        (Some(uid), None) if looks_like_endpoint(&blocks) => {
            diagnostics.push(
                Diagnostic::new(Code::MissingRoute, uid.span, "the page has sections of an endpoint but no route")
                    .label("the operation this page describes")
                    .help("add an `http` fence with the verb and the path below the title"),
            );
            Page::Broken { file: id }
        }
        (None, None) if looks_like_endpoint(&blocks) => {
            let span = blocks.first().map_or(whole, |block| block.span);
            diagnostics.push(
                Diagnostic::new(
                    Code::MissingRoute,
                    span,
                    "the page has sections of an endpoint but neither `uid` nor route",
                )
                .label("the page starts here")
                .help("add the front matter and an `http` fence with the verb and the path"),
            );
            Page::Broken { file: id }
        }
        (_, None) => {
            Page::Other { file: id, reason: "no route and no section of an endpoint: an index or introduction" }
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

fn looks_like_endpoint(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| match &block.kind {
        BlockKind::Heading { text, .. } => section_of(&text.value).is_some(),
        BlockKind::Table(table) => table_kind(table).is_some(),
        BlockKind::Fence { info, .. } => info.value == "http!" || info.value == "http_",
        _ => false,
    })
}

/// The section that a heading opens, and what stands after its colon.
fn section_of(text: &str) -> Option<(Place, &str)> {
    let (head, rest) = match text.split_once(':') {
        Some((head, rest)) => (head, rest.trim()),
        None => (text, ""),
    };
    let place = match head.trim().to_ascii_lowercase().as_str() {
        "query string parameters" => Place::Query,
        "request headers" => Place::Headers,
        "request body" => Place::RequestBody,
        "response" => Place::Response,
        "response body" => Place::ResponseBody,
        "sample request" => Place::SampleRequest,
        "sample response" => Place::SampleResponse,
        _ => return None,
    };
    Some((place, rest))
}

fn table_kind(table: &RawTable) -> Option<TableKind> {
    let mut cells = table.header.iter().map(|cell| cell.value.to_ascii_lowercase());
    let (first, second, third) = (cells.next()?, cells.next()?, cells.next());
    let kind = match (first.as_str(), second.as_str(), third.as_deref()) {
        ("path part", "type", Some("description")) => TableKind::PathParts,
        ("parameter name", "type", Some("description")) => TableKind::Query,
        ("parameter name", "description", None) => TableKind::Headers,
        ("response", "description", None) => TableKind::Statuses,
        ("property name", "type", Some("description")) => TableKind::Properties,
        _ => return None,
    };
    cells.next().is_none().then_some(kind)
}

struct FrontMatter {
    title: Option<Spanned<String>>,
    uid: Option<Spanned<String>>,
    generated: bool,
}

impl FrontMatter {
    /// `key: value` lines; quotes around a value are dropped. The pages use no other YAML.
    fn read(id: FileId, file: &SourceFile, blocks: &[Block]) -> Self {
        let mut front = Self { title: None, uid: None, generated: false };
        let Some(block) = blocks.iter().find(|block| block.kind == BlockKind::FrontMatter) else { return front };
        let mut at = block.span.start as usize;
        for line in file.slice(block.span).split_inclusive('\n') {
            if let Some((key, value)) = line.split_once(':') {
                let trimmed = value.trim();
                let start = at + key.len() + 1 + (value.len() - value.trim_start().len());
                let span = Span::new(id, start..start + trimmed.len());
                let bare = trimmed.trim_matches(['"', '\'']);
                match key.trim() {
                    "title" => front.title = Some(Spanned::new(bare.to_owned(), span)),
                    "uid" if !bare.is_empty() => front.uid = Some(Spanned::new(bare.to_owned(), span)),
                    "generated" => front.generated = bare == "true",
                    _ => {}
                }
            }
            at += line.len();
        }
        front
    }
}

struct Reader<'a> {
    sources: &'a Sources,
    diagnostics: &'a mut Diagnostics,
    endpoint: Endpoint,
    place: Place,
    sections: Vec<(Place, Span)>,
}

impl Reader<'_> {
    fn read(&mut self, blocks: &[Block], route: usize) {
        for (index, block) in blocks.iter().enumerate() {
            self.endpoint.account.seen += 1;
            match &block.kind {
                BlockKind::FrontMatter => self.used(),
                BlockKind::Heading { level, text } => self.heading(*level, text, index < route),
                BlockKind::Table(table) => self.table(table, block.span),
                BlockKind::Fence { .. } if index == route => self.used(),
                BlockKind::Fence { info, body, closed } => {
                    if !closed {
                        self.diagnostics.push(
                            Diagnostic::new(Code::UnclosedFence, info.span, "the fence is never closed")
                                .label("opened here; everything below is inside it")
                                .help("close it with three backticks on a line of their own"),
                        );
                    }
                    self.fence(info, body);
                }
                BlockKind::Text => self.text(block.span),
            }
        }
        self.missing_sections();
    }

    fn used(&mut self) {
        self.endpoint.account.used += 1;
    }

    fn ignored(&mut self) {
        self.endpoint.account.ignored += 1;
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.endpoint.account.reported += 1;
        self.diagnostics.push(diagnostic);
    }

    fn heading(&mut self, level: u8, text: &Spanned<String>, before_route: bool) {
        if let Some((place, rest)) = section_of(&text.value) {
            if let Some((_, first)) = self.sections.iter().find(|(known, _)| *known == place) {
                let diagnostic =
                    Diagnostic::new(Code::DuplicateSection, text.span, format!("a second `{}`", text.value))
                        .label("its content is added to the first")
                        .other(*first, "the first one")
                        .help("remove or rename one of the two headings");
                self.place = place;
                self.report(diagnostic);
                return;
            }
            self.sections.push((place, text.span));
            self.place = place;
            let at = text.span.start as usize + (text.value.len() - text.value.trim_end().len());
            let from = at
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
            self.used();
        } else if let Some(mark) = marks::of_heading(text) {
            // The exporter prints these as headings in the middle of the intro; the text that follows stays intro.
            self.endpoint.marks.push(mark);
            self.used();
        } else if level == 1 && before_route {
            self.used();
        } else if self.place == Place::Intro {
            self.endpoint.description.push(Spanned::new(text.value.trim_end_matches('#').trim().to_owned(), text.span));
            self.used();
        } else {
            self.place = Place::Elsewhere;
            self.report(
                Diagnostic::new(Code::UnknownHeading, text.span, format!("the format has no section `{}`", text.value))
                    .label("this heading opens no known section")
                    .help("use one of the headings of the format, or move the text into the introduction"),
            );
        }
    }

    fn text(&mut self, span: Span) {
        let raw = self.sources.slice(span);
        let trimmed = raw.trim();
        let start = span.start as usize + (raw.len() - raw.trim_start().len());
        let text = Spanned::new(trimmed.to_owned(), Span::new(span.file, start..start + trimmed.len()));
        match self.place {
            Place::Intro if trimmed.starts_with("| ") && trimmed.lines().count() > 1 => {
                self.report(no_delimiter(text.span));
            }
            Place::Intro => {
                marks::of_text(&text, &mut self.endpoint.marks);
                if self.endpoint.summary.is_none() {
                    self.endpoint.summary = Some(text);
                } else {
                    self.endpoint.description.push(text);
                }
                self.used();
            }
            Place::Response if self.endpoint.response_text.is_none() && !trimmed.starts_with('|') => {
                self.endpoint.response_text = Some(text);
                self.used();
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
                self.used();
            }
            Place::SampleRequest | Place::SampleResponse if trimmed.starts_with("[!include") => self.include(&text),
            _ if trimmed.starts_with('|') => self.report(no_delimiter(text.span)),
            _ => self.report(
                Diagnostic::new(Code::UnexpectedText, text.span, "text where the format has none")
                    .label("not used")
                    .help("move it into the introduction, above the first section"),
            ),
        }
    }

    fn table(&mut self, table: &RawTable, span: Span) {
        let header = table.header.first().map_or(span, |cell| cell.span);
        let Some(kind) = table_kind(table) else {
            self.endpoint.account.seen += table.rows.len();
            self.endpoint.account.reported += table.rows.len();
            let cells: Vec<_> = table.header.iter().map(|cell| cell.value.as_str()).collect();
            self.report(
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
        if expected.contains(&self.place) {
            self.used();
        } else {
            let homeless = kind == TableKind::Properties;
            self.report(
                Diagnostic::new(Code::MisplacedTable, header, "the table stands below another section's heading")
                    .label(if homeless {
                        "not used: it may be of the request or of the response"
                    } else {
                        "used all the same: its columns tell what it is"
                    })
                    .help("put the section's heading above the table"),
            );
        }
        let mut rows = Vec::new();
        for raw in &table.rows {
            self.endpoint.account.seen += 1;
            if let Some(row) = self.row(raw, columns) {
                rows.push(row);
            }
        }
        let into = match (kind, self.place) {
            (TableKind::PathParts, _) => &mut self.endpoint.path_parts,
            (TableKind::Query, _) => &mut self.endpoint.query,
            (TableKind::Headers, _) => &mut self.endpoint.headers,
            (TableKind::Statuses, _) => &mut self.endpoint.statuses,
            (TableKind::Properties, Place::RequestBody) => match &mut self.endpoint.request {
                Some(body) => body.rows.get_or_insert_default(),
                None => return,
            },
            (TableKind::Properties, Place::ResponseBody) => match &mut self.endpoint.response {
                Some(body) => body.rows.get_or_insert_default(),
                None => return,
            },
            (TableKind::Properties, _) => {
                // Reported above as misplaced.
                return;
            }
        };
        for row in rows {
            match into.iter().find(|known| known.name.value == row.name.value) {
                Some(known) => {
                    self.endpoint.account.used -= 1;
                    self.endpoint.account.reported += 1;
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

    fn row(&mut self, raw: &RawRow, columns: usize) -> Option<Row> {
        let mut cells = raw.cells.iter().cloned();
        let name = cells.next().filter(|name| !name.value.is_empty());
        let Some(name) = name else {
            self.report(
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
                    format!("the row `{}` has {} cells too many", name.value, raw.surplus),
                )
                .label("everything after the last column's pipe is read as its text")
                .help("write a pipe inside a cell as `\\|`"),
            );
        }
        if raw.cells.len() < columns {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::ShortRow,
                    raw.span,
                    format!("the row `{}` has {} of {columns} cells", name.value, raw.cells.len()),
                )
                .label("the missing cells are read as empty")
                .help("add the missing cells"),
            );
        }
        self.used();
        let empty = Spanned::new(String::new(), Span { start: raw.span.end, ..raw.span });
        let word = (columns == 3).then(|| cells.next().unwrap_or_else(|| empty.clone()));
        let description = cells.next().unwrap_or(empty);
        Some(Row { name, word, description, span: raw.span })
    }

    fn fence(&mut self, info: &Spanned<String>, body: &Spanned<String>) {
        match info.value.as_str() {
            "http!" | "http_" => self.sample(info, body),
            // `GET path?$select=...`: an example of what the table above it says.
            "http" if self.place == Place::Query => self.ignored(),
            _ if self.place == Place::Intro => {
                self.endpoint.description.push(Spanned::new(format!("```text\n{}```", body.value), body.span));
                self.used();
            }
            _ => self.report(
                Diagnostic::new(
                    Code::UnexpectedText,
                    info.span,
                    format!("a fence `{}` where the format has none", info.value),
                )
                .label("not used")
                .help("samples are fenced `http!` (request) and `http_` (response)"),
            ),
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
                    Diagnostic::new(Code::DuplicateSection, info.span, "a second sample of the same kind")
                        .label("not used")
                        .other(first, "the first one")
                        .help("keep one sample request and one sample response"),
                );
            }
            None => {
                *into = Some(sample);
                self.used();
            }
        }
    }

    fn include(&mut self, text: &Spanned<String>) {
        let target = include_target(&text.value);
        let here = &self.sources.file(text.span.file).path;
        let found = target.and_then(|target| self.sources.find(&join(here, target)?));
        let Some(id) = found else {
            self.report(
                Diagnostic::new(Code::SampleMissing, text.span, "the included sample is not there")
                    .label("no such file below the docs folder")
                    .note("types are then known from the tables alone: no array elements, no enum words")
                    .help("add the file, or point `--docs` at a folder that holds the samples too"),
            );
            return;
        };
        let file = self.sources.file(id);
        let fences: Vec<_> = blocks(id, file)
            .into_iter()
            .filter_map(|block| match block.kind {
                BlockKind::Fence { info, body, .. } if info.value == "http!" || info.value == "http_" => {
                    Some((info, body))
                }
                _ => None,
            })
            .collect();
        if fences.is_empty() {
            self.report(
                Diagnostic::new(Code::SampleMissing, text.span, format!("`{}` holds no sample", file.path))
                    .label("included here")
                    .help("the included file needs a fence `http!` or `http_`"),
            );
            return;
        }
        self.used();
        for (info, body) in fences {
            self.endpoint.account.seen += 1;
            self.sample(&info, &body);
        }
    }

    fn missing_sections(&mut self) {
        let at = self.endpoint.uid.span;
        let mut missing = Vec::new();
        if self.endpoint.headers.is_empty() {
            missing.push("the table of `## Request Headers`");
        }
        if self.endpoint.statuses.is_empty() {
            missing.push("the table of `## Response:`");
        }
        if self.endpoint.response.is_none() {
            missing.push("`### Response body:`");
        }
        for place in [Place::SampleRequest, Place::SampleResponse] {
            let sample = if place == Place::SampleRequest {
                &self.endpoint.sample_request
            } else {
                &self.endpoint.sample_response
            };
            if sample.is_none() && !self.sections.iter().any(|(known, _)| *known == place) {
                missing.push(if place == Place::SampleRequest {
                    "`## Sample request`"
                } else {
                    "`## Sample response`"
                });
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

fn no_delimiter(span: Span) -> Diagnostic {
    Diagnostic::new(Code::NoDelimiter, span, "these lines look like a table but are none")
        .label("not used")
        .help("a table needs the line `|---|---|` below its header, with as many cells as the header")
}

/// `[!include[title](path)]`
fn include_target(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("[!include[")?;
    let (_, rest) = rest.split_once("](")?;
    let (target, _) = rest.split_once(')')?;
    Some(target.trim())
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
