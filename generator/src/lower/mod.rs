//! One page into the model, believing it.
//!
//! In: a [`Page`]. Out: an [`Operation`] whose facts are those of the page, and diagnostics where the page contradicts
//! itself. This room does not compare pages and does not guess: every type is still undecided when it is done.

mod sample;
pub mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::account::{Account, Kind, Reason};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{
    Api, Aside, Body, Class, Form, Json, Known, Method, Operation, Parameter, Place, Said, Side, Status, Type,
};
use crate::page::{self, BodySection, Endpoint, Page, Row, Sample};
use crate::source::{FileId, Sources, Span, Spanned};

/// What one page becomes.
#[derive(Debug)]
pub enum Lowered {
    /// An operation.
    Operation(Box<Operation>),
    /// No operation, and why.
    Other(FileId, &'static str, Account),
    /// An operation that could not be read; the diagnostics say why.
    Broken(Account),
}

/// Reads one page into the model.
#[must_use]
pub fn lower(page: Page, diagnostics: &mut Diagnostics) -> Lowered {
    match page {
        Page::Endpoint(endpoint) => match operation(*endpoint, diagnostics) {
            Ok(operation) => Lowered::Operation(Box::new(operation)),
            Err(mut account) => {
                account.all(Reason::BrokenPage);
                Lowered::Broken(account)
            }
        },
        Page::Other { file, reason, account } => Lowered::Other(file, reason, account),
        Page::Broken { account, .. } => Lowered::Broken(account),
    }
}

/// Puts the operations of all pages into one model, sorted by uid; a uid or route said twice is an error.
#[must_use]
pub fn collect(lowered: Vec<Lowered>, sources: &Sources, diagnostics: &mut Diagnostics) -> Api {
    let mut api = Api { operations: Vec::with_capacity(lowered.len()), ..Api::default() };
    for page in lowered {
        match page {
            Lowered::Operation(mut operation) => {
                let path = &sources.file(operation.file).path;
                operation.folder = path.rsplit_once('/').map(|(folder, _)| folder.to_owned()).unwrap_or_default();
                api.operations.push(*operation);
            }
            Lowered::Other(file, reason, account) => {
                api.account.add(&account);
                let text = sources.file(file).text.trim_start_matches('\u{feff}');
                let text = Spanned::new(page::prose(text), Span::new(file, 0..text.len()));
                api.asides.push(Aside { reason: Reason::IndexPage, text });
                api.other_pages.push((file, reason));
            }
            Lowered::Broken(account) => api.account.add(&account),
        }
    }
    // Newer formats first, then later folders: where two docs versions describe one operation, the later one is kept.
    let path = |operation: &Operation| sources.file(operation.file).path.as_str();
    api.operations.sort_by(|a, b| {
        let order = |operation: &Operation| (!operation.generated, std::cmp::Reverse(path(operation).to_owned()));
        a.uid.value.cmp(&b.uid.value).then_with(|| order(a).cmp(&order(b)))
    });
    let account = &mut api.account;
    api.operations.dedup_by(|later, first| {
        if later.uid.value != first.uid.value {
            return false;
        }
        let same = later.method == first.method && later.path.value == first.path.value;
        // Docs versions keep the name of a page; two pages of one version cannot have one name.
        let name = |operation: &Operation| path(operation).rsplit('/').next().map(str::to_owned);
        if same && name(later) == name(first) {
            diagnostics.push(
                Diagnostic::new(
                    Code::Superseded,
                    later.uid.span,
                    format!("`{}` is described by two docs versions", later.uid.value),
                )
                .label("the older page; its rows still count as evidence for types")
                .other(first.uid.span, "the newer page, which is used")
                .help("remove the older page"),
            );
            first.superseded.push(later.clone());
        } else {
            diagnostics.push(
                Diagnostic::new(
                    Code::DuplicateUid,
                    later.uid.span,
                    format!("two pages have the uid `{}`", later.uid.value),
                )
                .label("this page is left out")
                .other(first.uid.span, "this page is used")
                .help("give one of the two pages its own uid, or remove it"),
            );
            later.account.all(Code::DuplicateUid);
            account.add(&later.account);
        }
        true
    });
    included(&mut api, sources);
    routes(&api, diagnostics);
    api
}

/// Files that are no pages: used by the pages that include them, or by none.
fn included(api: &mut Api, sources: &Sources) {
    let used: BTreeSet<FileId> = api.pages().flat_map(|operation| &operation.includes).copied().collect();
    for (id, file) in sources.included() {
        api.account.see(Kind::File);
        let reason = if used.contains(&id) {
            Reason::IncludedSample
        } else if file.text.is_empty() {
            // The disk room reported it and keeps it without text; an empty file is reported where it is included.
            Reason::UnreadFile
        } else {
            Reason::IncludeOfNoOperation
        };
        api.account.put(Kind::File, reason);
    }
}

/// Reports routes that are the same, or the same but for the names of their parameters.
fn routes(api: &Api, diagnostics: &mut Diagnostics) {
    let mut exact = std::collections::BTreeMap::new();
    let mut shapes = std::collections::BTreeMap::new();
    for operation in &api.operations {
        let path = operation.path.value.to_ascii_lowercase();
        if let Some(first) = exact.insert((operation.method, path.clone()), operation.path.span) {
            diagnostics.push(
                Diagnostic::new(
                    Code::DuplicateRoute,
                    operation.path.span,
                    format!("a second page describes `{} {}`", operation.method.as_str(), operation.path.value),
                )
                .label("the same route again")
                .other(first, "first described here")
                .help("remove one of the two pages, or correct its route"),
            );
            continue;
        }
        let shape: Vec<&str> = path.split('/').map(|part| if part.contains('{') { "{}" } else { part }).collect();
        if let Some(first) = shapes.insert((operation.method, shape.join("/")), operation.path.span) {
            diagnostics.push(
                Diagnostic::new(
                    Code::AmbiguousRoute,
                    operation.path.span,
                    "two routes differ only in the name of a parameter",
                )
                .label("the server can tell them apart only by the value")
                .other(first, "the other route")
                .note("both operations are generated")
                .help("nothing to do for a client"),
            );
        }
    }
}

fn operation(mut page: Endpoint, diagnostics: &mut Diagnostics) -> Result<Operation, Account> {
    let Some(method) = method(&page.verb.value) else { return Err(page.account) };
    if let Some(problem) = malformed(&page.path.value) {
        diagnostics.push(
            Diagnostic::new(
                Code::MalformedPath,
                page.path.span,
                format!("`{}` is no path of an endpoint", page.path.value),
            )
            .label(problem)
            .help("write the path as in `/api/v1/Contact/{id}`; query parameters belong into their table"),
        );
        return Err(page.account);
    }
    let mut account = std::mem::take(&mut page.account);
    let mut asides = std::mem::take(&mut page.asides);
    let (controller, name) = controller_and_name(&page.uid.value, &page.path.value);
    let mut parameters = path_parameters(&page, &mut account, diagnostics);
    if !page.path_parts.iter().map(|row| &row.name.value).eq(parameters.iter().map(|part| &part.name.value)) {
        let names: Vec<&str> = page.path_parts.iter().map(|row| row.name.value.as_str()).collect();
        let text = Spanned::new(names.join(", "), page.path.span);
        asides.push(Aside { reason: Reason::PathPartOrder, text });
    }
    rows(&mut account, Reason::QueryParameter, &page.query);
    let query = std::mem::take(&mut page.query);
    parameters.extend(query.into_iter().map(|row| parameter(row, Place::Query, diagnostics)));
    let mut consumes = Vec::new();
    let mut produces = Vec::new();
    for (index, row) in std::mem::take(&mut page.headers).into_iter().enumerate() {
        let media = if row.name.value.eq_ignore_ascii_case("content-type") {
            &mut consumes
        } else if row.name.value.eq_ignore_ascii_case("accept") {
            &mut produces
        } else {
            rows(&mut account, Reason::HeaderParameter, [&row]);
            parameters.push(parameter(row, Place::Header, diagnostics));
            continue;
        };
        *media = media_types(&row.description.value);
        rows(&mut account, Reason::MediaTypes, [&row]);
        // The words around the media types, and the place of the row among those of the parameters.
        let text = format!("{index} {}: {}", row.name.value, row.description.value);
        asides.push(Aside { reason: Reason::MediaTypes, text: Spanned::new(text, row.span) });
    }
    let statuses: Vec<Status> = page.statuses.iter().filter_map(|row| status(row, &mut account, diagnostics)).collect();
    let mut samples = Samples { account: &mut account, asides: &mut asides, diagnostics };
    let (sent, got) = samples.read(&mut page, &statuses);

    let request =
        page.request.map(|section| body(section, None, page.generated, Side::Request, sent, &mut account, diagnostics));
    let response = page.response.map(|section| {
        body(section, page.response_kind, page.generated, Side::Response, got, &mut account, diagnostics)
    });
    Ok(Operation {
        file: page.file,
        folder: String::new(),
        uid: page.uid,
        controller,
        name,
        generated: page.generated,
        method,
        path: page.path,
        summary: page.summary,
        description: page.description,
        marks: page.marks,
        parameters,
        request,
        consumes,
        produces,
        statuses,
        response,
        void: None,
        superseded: Vec::new(),
        asides,
        includes: page.includes,
        account,
    })
}

/// Counts rows and their cells.
fn rows<'a>(account: &mut Account, reason: impl Into<Reason>, rows: impl IntoIterator<Item = &'a Row>) {
    let (mut count, mut cells) = (0, 0);
    for row in rows {
        count += 1;
        cells += row.cells;
    }
    let reason = reason.into();
    account.put((Kind::Row, count), reason);
    account.put((Kind::Cell, cells), reason);
}

fn method(verb: &str) -> Option<Method> {
    Some(match verb {
        "GET" => Method::Get,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "PATCH" => Method::Patch,
        // Titles and index pages write DEL.
        "DELETE" | "DEL" => Method::Delete,
        "HEAD" => Method::Head,
        "OPTIONS" => Method::Options,
        _ => return None,
    })
}

fn malformed(path: &str) -> Option<&'static str> {
    if path.contains(['?', '#']) {
        return Some("a path has no query and no fragment");
    }
    if path.contains(|c: char| c.is_control() || c == '\\' || c == '"' || !c.is_ascii()) {
        return Some("a character that a path cannot have");
    }
    let mut names: Vec<&str> = placeholders(path).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    if names.len() < count {
        return Some("a placeholder that occurs twice");
    }
    // `{*rest}` and `{id:int}` mean something to routers; a name means nothing but itself.
    if names.iter().any(|name| !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')) {
        return Some("a placeholder that is no name");
    }
    for part in path.split('/').skip(1) {
        // Servers decode before they resolve dots.
        let decoded = part.to_ascii_lowercase().replace("%2e", ".");
        if part.is_empty() || decoded == "." || decoded == ".." {
            return Some("an empty segment, `.` or `..`");
        }
        let mut open = false;
        for c in part.chars() {
            match c {
                '{' if open => return Some("a brace inside braces"),
                '{' => open = true,
                '}' if !open => return Some("a closing brace without an opening one"),
                '}' => open = false,
                _ => {}
            }
        }
        if open {
            return Some("a brace that is never closed");
        }
        if part.contains("{}") {
            return Some("a placeholder without a name");
        }
    }
    None
}

/// `v1ContactEntity_GetAll` is operation `GetAll` of `ContactEntity`. A uid of another form takes the controller from the
/// path: the last literal segment before the first placeholder.
fn controller_and_name(uid: &str, path: &str) -> (String, String) {
    let bare = uid.strip_prefix('v').map_or(uid, |rest| {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        if digits.len() < rest.len() { digits } else { uid }
    });
    match bare.split_once('_') {
        Some((controller, name)) if !controller.is_empty() && !name.is_empty() => {
            (controller.to_owned(), name.to_owned())
        }
        _ => {
            let literal = path.split('/').take_while(|part| !part.contains('{')).last().unwrap_or("Api");
            (literal.to_owned(), bare.to_owned())
        }
    }
}

fn path_parameters(page: &Endpoint, account: &mut Account, diagnostics: &mut Diagnostics) -> Vec<Parameter> {
    let mut parameters = Vec::new();
    for name in placeholders(&page.path.value) {
        match page.path_parts.iter().find(|row| row.name.value == name) {
            Some(row) => {
                let mut parameter = parameter(row.clone(), Place::Path, diagnostics);
                if !parameter.required {
                    diagnostics.push(
                        Diagnostic::new(
                            Code::PathPartOptional,
                            row.description.span,
                            format!("the path part `{name}` is not marked as required"),
                        )
                        .label("taken as required: a path without it is another path")
                        .help("end the description with `**Required**`"),
                    );
                }
                // A path without the value is another path.
                parameter.required = true;
                parameters.push(parameter);
            }
            None => {
                diagnostics.push(
                    Diagnostic::new(
                        Code::PathPartMissing,
                        page.path.span,
                        format!("the path part `{name}` is not described"),
                    )
                    .label("taken as a string")
                    .help(format!("add a row `| {name} | int32 | ... **Required** |` to the table of path parts")),
                );
                let at = page.path.span;
                parameters.push(Parameter {
                    name: Spanned::new(name.to_owned(), at),
                    place: Place::Path,
                    word: Spanned::new(words::read("string"), at),
                    ty: Known::new(Type::String, Class::Assumed, "path-part", Vec::new()),
                    required: true,
                    description: Spanned::new(String::new(), at),
                });
            }
        }
    }
    for row in &page.path_parts {
        if placeholders(&page.path.value).any(|name| name == row.name.value) {
            rows(account, Reason::PathPart, [row]);
        } else {
            rows(account, Code::PathPartUnused, [row]);
            diagnostics.push(
                Diagnostic::new(
                    Code::PathPartUnused,
                    row.name.span,
                    format!("the path has no part `{}`", row.name.value),
                )
                .label("not used")
                .other(page.path.span, "the path")
                .help("correct the name of the row or the path"),
            );
        }
    }
    parameters
}

/// The names in braces of a path.
pub fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

const REQUIRED: &str = "**Required**";

fn parameter(row: Row, place: Place, diagnostics: &mut Diagnostics) -> Parameter {
    let word = match &row.word {
        Some(cell) => word(cell, diagnostics),
        None => Spanned::new(words::read("string"), row.name.span),
    };
    let mut description = row.description;
    let required = description.value.contains(REQUIRED);
    if required {
        description.value = description.value.replace(REQUIRED, "").trim().to_owned();
    }
    Parameter { name: row.name, place, word, ty: Known::undecided(), required, description }
}

fn word(cell: &Spanned<String>, diagnostics: &mut Diagnostics) -> Spanned<crate::model::DocWord> {
    let word = words::read(&cell.value);
    match &word.word {
        crate::model::Word::Unknown(text) => diagnostics.push(
            Diagnostic::new(Code::UnknownTypeWord, cell.span, format!("`{text}` is no type word of the format"))
                .label("the value is left open")
                .help("use a scalar (`int32`, `string`, `date-time`, ...), `array`, `object`, `Enum: ...` or the name of a type"),
        ),
        crate::model::Word::Empty => diagnostics.push(
            Diagnostic::new(Code::UnknownTypeWord, cell.span, "the type cell is empty")
                .label("the value is left open")
                .help("fill in the type"),
        ),
        _ => {}
    }
    Spanned::new(word, cell.span)
}

/// The words in backticks of a header row.
fn media_types(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).filter(|word| word.contains('/')).map(str::to_owned).collect()
}

fn status(row: &Row, account: &mut Account, diagnostics: &mut Diagnostics) -> Option<Status> {
    match row.name.value.parse::<u16>() {
        Ok(code) if (100..600).contains(&code) => {
            rows(account, Reason::Status, [row]);
            Some(Status { code, description: row.description.clone() })
        }
        _ => {
            rows(account, Code::UnknownStatus, [row]);
            diagnostics.push(
                Diagnostic::new(Code::UnknownStatus, row.name.span, format!("`{}` is no HTTP status", row.name.value))
                    .label("not used")
                    .help("write a number from 100 to 599"),
            );
            None
        }
    }
}

/// Reads the samples of a page: their lines are compared and put aside, their bodies become values.
struct Samples<'a> {
    account: &'a mut Account,
    asides: &'a mut Vec<Aside>,
    diagnostics: &'a mut Diagnostics,
}

impl Samples<'_> {
    fn read(&mut self, page: &mut Endpoint, statuses: &[Status]) -> (Option<Json>, Option<Json>) {
        let sent = page.sample_request.take().and_then(|sample| {
            self.request_line(&sample, page);
            self.asides.reserve(2 * (sample.headers.len() + 2));
            self.asides.push(Aside { reason: Reason::RequestLine, text: sample.first_line });
            self.lines(sample.headers);
            self.body(sample.body, Reason::SampleRequest, page.request.is_some(), "`## Request Body:`")
        });
        let got = page.sample_response.take().and_then(|sample| {
            self.status_line(&sample, statuses);
            self.asides.push(Aside { reason: Reason::StatusLine, text: sample.first_line });
            self.lines(sample.headers);
            self.body(sample.body, Reason::SampleResponse, page.response.is_some(), "`### Response body:`")
        });
        (sent, got)
    }

    fn request_line(&mut self, sample: &Sample, page: &Endpoint) {
        let mut parts = sample.first_line.value.split_whitespace();
        let verb = parts.next().and_then(method);
        let path = parts.next().map(|path| path.split('?').next().unwrap_or(path));
        let same = verb == method(&page.verb.value) && path == Some(page.path.value.as_str());
        self.first_line(Reason::RequestLine, same, || {
            Diagnostic::new(Code::SampleLineDiffers, sample.first_line.span, "the sample request is of another route")
                .label("the sample")
                .other(page.path.span, "the route of the page, which counts")
                .help("make the two lines agree")
        });
    }

    fn status_line(&mut self, sample: &Sample, statuses: &[Status]) {
        let code = sample.first_line.value.split_whitespace().nth(1).and_then(|word| word.parse::<u16>().ok());
        let known = code.is_some_and(|code| statuses.iter().any(|status| status.code == code));
        self.first_line(Reason::StatusLine, known || statuses.is_empty(), || {
            Diagnostic::new(
                Code::SampleLineDiffers,
                sample.first_line.span,
                "the status of the sample response is not in the table",
            )
            .label("the sample")
            .help("add the status to the table, or correct the sample")
        });
    }

    fn first_line(&mut self, reason: Reason, good: bool, finding: impl Fn() -> Diagnostic) {
        if good {
            self.account.put(Kind::SampleLine, reason);
        } else {
            self.account.put(Kind::SampleLine, Code::SampleLineDiffers);
            self.diagnostics.push(finding());
        }
    }

    fn lines(&mut self, lines: Vec<Spanned<String>>) {
        for line in lines {
            if is_header(&line.value) {
                self.account.put(Kind::SampleLine, Reason::SampleHeaderLine);
            } else {
                self.account.put(Kind::SampleLine, Code::SampleLineForm);
                self.diagnostics.push(
                    Diagnostic::new(Code::SampleLineForm, line.span, "a line of the sample's head is no `Name: value`")
                        .label("not used")
                        .help("put a blank line between the head of the sample and its body"),
                );
            }
            self.asides.push(Aside { reason: Reason::SampleHeaderLine, text: line });
        }
    }

    fn body(&mut self, text: Option<Spanned<String>>, reason: Reason, described: bool, section: &str) -> Option<Json> {
        let Some(text) = text else {
            self.account.put(Kind::Fence, Reason::SampleWithoutBody);
            return None;
        };
        let read = match sample::read(&text) {
            Ok(read) => read,
            Err(sample::Unread::TooDeep(offset)) => {
                let at = text.span.start as usize + offset;
                self.account.put(Kind::Fence, Code::SampleTooDeep);
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::SampleTooDeep,
                        Span::new(text.span.file, at..at + 1),
                        format!("the sample has more than {} values within each other", sample::DEPTH),
                    )
                    .label("this one is too deep")
                    .note("the whole sample is left out as evidence")
                    .help("make the sample flatter"),
                );
                self.asides.push(Aside { reason: Code::SampleTooDeep.into(), text });
                return None;
            }
            Err(sample::Unread::Invalid(reason, offset)) => {
                let at = text.span.start as usize + offset;
                self.account.put(Kind::Fence, Code::InvalidSample);
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::InvalidSample,
                        Span::new(text.span.file, at..at + 1),
                        format!("the sample is not valid JSON: {reason}"),
                    )
                    .label("the parser stopped here")
                    .note("the whole sample is left out as evidence")
                    .help("repair the JSON"),
                );
                self.asides.push(Aside { reason: Code::InvalidSample.into(), text });
                return None;
            }
        };
        self.account.see((Kind::SampleKey, read.keys));
        for (key, first, lost) in read.twice {
            self.account.put((Kind::SampleKey, 1 + lost.keys()), Code::DuplicateKey);
            self.diagnostics.push(
                Diagnostic::new(Code::DuplicateKey, key.span, format!("the object has a second key `{}`", key.name))
                    .label("its value counts, as with every reader of JSON")
                    .other(first, "the first one, whose value is not used")
                    .help("remove one of the two keys"),
            );
        }
        if !described {
            let keys = read.json.keys();
            self.account.put((Kind::SampleKey, keys), Code::SampleWithoutSection);
            self.account.put(Kind::Fence, Code::SampleWithoutSection);
            self.diagnostics.push(
                Diagnostic::new(
                    Code::SampleWithoutSection,
                    text.span,
                    format!("the sample has a body, but the page has no {section}"),
                )
                .label("not used")
                .help("add the section, or remove the body from the sample"),
            );
            self.asides.push(Aside { reason: Code::SampleWithoutSection.into(), text });
            return None;
        }
        self.account.put(Kind::Fence, reason);
        Some(read.json)
    }
}

/// `Name: value`, as a line of the head of HTTP traffic.
fn is_header(line: &str) -> bool {
    line.split_once(':').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    })
}

fn body(
    section: BodySection,
    kind: Option<Spanned<String>>,
    newer: bool,
    side: Side,
    sample: Option<Json>,
    account: &mut Account,
    diagnostics: &mut Diagnostics,
) -> Body {
    // A request heading holds the argument's name and sometimes its kind: `changes string`, `image binary`.
    let (name, kind) = match kind {
        Some(kind) => (section.name, kind),
        None => match section.name.value.split_once(' ') {
            Some((name, rest)) => {
                let at = section.name.span;
                let kind_start = at.start as usize + name.len() + 1;
                let kind = Spanned::new(rest.trim().to_owned(), Span::new(at.file, kind_start..at.end as usize));
                (
                    Spanned::new(
                        name.to_owned(),
                        Span::new(at.file, at.start as usize..at.start as usize + name.len()),
                    ),
                    kind,
                )
            }
            None => {
                let at = Span { start: section.name.span.end, ..section.name.span };
                (section.name, Spanned::new(String::new(), at))
            }
        },
    };
    let reason = if side == Side::Request { Reason::RequestProperty } else { Reason::ResponseProperty };
    rows(account, reason, section.rows.iter().flatten());
    let rows = section.rows.map(|rows| {
        // Not collected: that would keep the larger room of the rows for the pointers to them.
        let mut shared = Vec::with_capacity(rows.len());
        shared.extend(rows.into_iter().map(|row| Arc::new(said(row, side, newer, diagnostics))));
        shared
    });
    Body { name, kind, text: section.text, rows, sample, ty: Known::undecided(), form: Form::Json }
}

fn said(row: Row, side: Side, newer: bool, diagnostics: &mut Diagnostics) -> Said {
    let empty = Spanned::new(String::new(), row.name.span);
    let word = word(row.word.as_ref().unwrap_or(&empty), diagnostics);
    Said { name: row.name, word, description: row.description, side, newer }
}
