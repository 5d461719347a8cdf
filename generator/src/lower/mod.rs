//! One page into the model, believing it.
//!
//! In: a [`Page`]. Out: an [`Operation`] whose facts are those of the page, and diagnostics where the page contradicts
//! itself. This room does not compare pages and does not guess: every type is still undecided when it is done.

mod sample;
pub mod words;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{
    Api, Body, Class, Form, Json, Known, Method, Operation, Parameter, Place, Said, Side, Status, Type,
};
use crate::page::{BodySection, Endpoint, Page, Row, Sample};
use crate::source::{FileId, Sources, Span, Spanned};

/// What one page becomes.
#[derive(Debug)]
pub enum Lowered {
    /// An operation, and the account of its page.
    Operation(Box<Operation>, crate::page::Account),
    /// No operation, and why.
    Other(FileId, &'static str),
    /// An operation that could not be read; the diagnostics say why.
    Broken,
}

/// Reads one page into the model.
#[must_use]
pub fn lower(page: Page, diagnostics: &mut Diagnostics) -> Lowered {
    match page {
        Page::Endpoint(endpoint) => {
            let account = endpoint.account;
            match operation(*endpoint, diagnostics) {
                Some(operation) => Lowered::Operation(Box::new(operation), account),
                None => Lowered::Broken,
            }
        }
        Page::Other { file, reason } => Lowered::Other(file, reason),
        Page::Broken { .. } => Lowered::Broken,
    }
}

/// Puts the operations of all pages into one model, sorted by uid; a uid or route said twice is an error.
#[must_use]
pub fn collect(lowered: Vec<Lowered>, sources: &Sources, diagnostics: &mut Diagnostics) -> Api {
    let mut api = Api::default();
    for page in lowered {
        match page {
            Lowered::Operation(operation, account) => {
                api.account.add(&account);
                api.operations.push(*operation);
            }
            Lowered::Other(file, reason) => api.other_pages.push((file, reason)),
            Lowered::Broken => {}
        }
    }
    // Newer formats first, then later folders: where two docs versions describe one operation, the later one is kept.
    let path = |operation: &Operation| sources.file(operation.file).path.as_str();
    api.operations.sort_by(|a, b| {
        let order = |operation: &Operation| (!operation.generated, std::cmp::Reverse(path(operation).to_owned()));
        a.uid.value.cmp(&b.uid.value).then_with(|| order(a).cmp(&order(b)))
    });
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
                    format!("a second page has the uid `{}`", later.uid.value),
                )
                .label("the same uid again")
                .other(first.uid.span, "the first page of this uid")
                .help("give one of the two pages its own uid, or remove it"),
            );
        }
        true
    });
    routes(&api, diagnostics);
    api
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
                .note("both operations are generated; the server stub lets an integer parameter win")
                .help("nothing to do for a client"),
            );
        }
    }
}

fn operation(page: Endpoint, diagnostics: &mut Diagnostics) -> Option<Operation> {
    let method = method(&page.verb.value)?;
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
        return None;
    }
    let (controller, name) = controller_and_name(&page.uid.value, &page.path.value);
    let mut parameters = path_parameters(&page, diagnostics);
    parameters.extend(page.query.iter().map(|row| parameter(row, Place::Query, diagnostics)));
    let mut consumes = Vec::new();
    let mut produces = Vec::new();
    for row in &page.headers {
        match row.name.value.to_ascii_lowercase().as_str() {
            "content-type" => consumes = media_types(&row.description.value),
            "accept" => produces = media_types(&row.description.value),
            _ => parameters.push(parameter(row, Place::Header, diagnostics)),
        }
    }
    let statuses: Vec<Status> = page.statuses.iter().filter_map(|row| status(row, diagnostics)).collect();
    check_lines(&page, &statuses, diagnostics);

    let request = page
        .request
        .map(|section| body(section, None, page.generated, Side::Request, page.sample_request.as_ref(), diagnostics));
    let response = page.response.map(|section| {
        body(section, page.response_kind, page.generated, Side::Response, page.sample_response.as_ref(), diagnostics)
    });
    Some(Operation {
        file: page.file,
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
        superseded: Vec::new(),
    })
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
    for part in path.split('/').skip(1) {
        if part.is_empty() || part == "." || part == ".." {
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

fn path_parameters(page: &Endpoint, diagnostics: &mut Diagnostics) -> Vec<Parameter> {
    let mut parameters = Vec::new();
    for name in placeholders(&page.path.value) {
        match page.path_parts.iter().find(|row| row.name.value == name) {
            Some(row) => {
                let mut parameter = parameter(row, Place::Path, diagnostics);
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
        if !placeholders(&page.path.value).any(|name| name == row.name.value) {
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

fn parameter(row: &Row, place: Place, diagnostics: &mut Diagnostics) -> Parameter {
    let word = match &row.word {
        Some(cell) => word(cell, diagnostics),
        None => Spanned::new(words::read("string"), row.name.span),
    };
    let required = row.description.value.contains(REQUIRED);
    let text = row.description.value.replace(REQUIRED, "");
    Parameter {
        name: row.name.clone(),
        place,
        word,
        ty: Known::undecided(),
        required,
        description: Spanned::new(text.trim().to_owned(), row.description.span),
    }
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

fn status(row: &Row, diagnostics: &mut Diagnostics) -> Option<Status> {
    match row.name.value.parse::<u16>() {
        Ok(code) if (100..600).contains(&code) => Some(Status { code, description: row.description.clone() }),
        _ => {
            diagnostics.push(
                Diagnostic::new(Code::UnknownStatus, row.name.span, format!("`{}` is no HTTP status", row.name.value))
                    .label("not used")
                    .help("write a number from 100 to 599"),
            );
            None
        }
    }
}

fn check_lines(page: &Endpoint, statuses: &[Status], diagnostics: &mut Diagnostics) {
    if let Some(sample) = &page.sample_request {
        let mut parts = sample.first_line.value.split_whitespace();
        let verb = parts.next().and_then(method);
        let path = parts.next().map(|path| path.split('?').next().unwrap_or(path));
        if verb != method(&page.verb.value) || path != Some(page.path.value.as_str()) {
            diagnostics.push(
                Diagnostic::new(
                    Code::SampleLineDiffers,
                    sample.first_line.span,
                    "the sample request is of another route",
                )
                .label("the sample")
                .other(page.path.span, "the route of the page, which counts")
                .help("make the two lines agree"),
            );
        }
    }
    if let Some(sample) = &page.sample_response {
        let code = sample.first_line.value.split_whitespace().nth(1).and_then(|word| word.parse::<u16>().ok());
        let known = code.is_some_and(|code| statuses.iter().any(|status| status.code == code));
        if !known && !statuses.is_empty() {
            diagnostics.push(
                Diagnostic::new(
                    Code::SampleLineDiffers,
                    sample.first_line.span,
                    "the status of the sample response is not in the table",
                )
                .label("the sample")
                .help("add the status to the table, or correct the sample"),
            );
        }
    }
}

fn body(
    section: BodySection,
    kind: Option<Spanned<String>>,
    newer: bool,
    side: Side,
    sample: Option<&Sample>,
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
    let rows = section.rows.map(|rows| rows.into_iter().map(|row| said(row, side, newer, diagnostics)).collect());
    let sample = sample.and_then(|sample| json(sample, diagnostics));
    Body { name, kind, text: section.text, rows, sample, ty: Known::undecided(), form: Form::Json }
}

fn said(row: Row, side: Side, newer: bool, diagnostics: &mut Diagnostics) -> Said {
    let empty = Spanned::new(String::new(), row.name.span);
    let word = word(row.word.as_ref().unwrap_or(&empty), diagnostics);
    Said { name: row.name, word, description: row.description, side, newer }
}

fn json(sample: &Sample, diagnostics: &mut Diagnostics) -> Option<Json> {
    let text = sample.body.as_ref()?;
    match sample::read(text) {
        Ok(json) => Some(json),
        Err((reason, offset)) => {
            let at = text.span.start as usize + offset;
            diagnostics.push(
                Diagnostic::new(
                    Code::InvalidSample,
                    Span::new(text.span.file, at..at + 1),
                    format!("the sample is not valid JSON: {reason}"),
                )
                .label("the parser stopped here")
                .note("the whole sample is left out as evidence")
                .help("repair the JSON"),
            );
            None
        }
    }
}
