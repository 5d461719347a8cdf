//! The page of an operation in the newest form, or in the form of its source if that form does not name the types of
//! objects.
//!
//! In: an operation of the model. Out: its page: the front matter with the mark of the import, the sections in the
//! order of the format, and links to the samples. With `facts`, every sentence is written by rule; otherwise the
//! sentences of the source are copied. The names of headings and columns are those of the format.

use std::fmt::Write as _;

use super::intro::intro;
use super::rows;
use crate::account::Reason;
use crate::model::{Api, Body, Entity, Method, Operation, Parameter, Place, Said, Type};
use crate::page::IMPORTED;
use crate::page::format::{self, FORMAT, Section};
use crate::page::forms::{CURRENT, Form};

/// The links of a page to its samples.
pub(super) struct Links {
    pub(super) request: String,
    pub(super) response: String,
}

/// Writes a page.
pub(super) fn page(api: &Api, operation: &Operation, facts: bool, links: &Links) -> String {
    // An empty cell of a form that does not name the types of objects means something else in the newest form.
    let form = Some(Form::of(operation.form)).filter(|form| form.unnamed_objects).unwrap_or(CURRENT);
    let mut out = front(operation, form);
    for block in intro(operation, facts) {
        let _ = write!(out, "{block}\n\n");
    }
    let writer = Writer { api, operation, form, facts };
    let in_place = |place| operation.parameters.iter().filter(move |one| one.place == place && one.described);
    table(&mut out, &format::INTRO, in_place(Place::Path).map(|one| writer.parameter(one)).collect());
    writer.query(&mut out, in_place(Place::Query).collect());
    let headers = writer.headers(in_place(Place::Header).collect());
    if !headers.is_empty() {
        heading(&mut out, &format::HEADERS, "");
        table(&mut out, &format::HEADERS, headers);
    }
    writer.request(&mut out);
    writer.response(&mut out);
    writer.tables(&mut out);
    for (section, link) in [(&format::SAMPLE_REQUEST, &links.request), (&format::SAMPLE_RESPONSE, &links.response)] {
        heading(&mut out, form.section(section), "");
        let _ = write!(out, "[!include[{}]({link})]\n\n", section.words.to_lowercase());
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// The front matter, the title and the route.
fn front(operation: &Operation, form: &Form) -> String {
    let path = operation.path.value.as_str();
    // A title leaves out the start that all paths share, and abbreviates the verb.
    let mut parts = path.splitn(4, '/').skip(1);
    let short = match (parts.next(), parts.next(), parts.next()) {
        (Some("api"), Some(_), Some(rest)) => rest,
        _ => path.trim_start_matches('/'),
    };
    let verb = operation.method.as_str();
    let title = if operation.method == Method::Delete { format!("DEL {short}") } else { format!("{verb} {short}") };
    let generated = if operation.generated { "generated: true\n" } else { "" };
    // The older forms do not have this key.
    let content = if form.unnamed_objects { "" } else { "content_type: reference\n" };
    format!(
        "---\ntitle: {title}\n{}: {}\n{generated}{content}{IMPORTED}\n---\n\n# {title}\n\n\
         ```http\n{verb} {path}\n```\n\n",
        form.uid, operation.uid.value
    )
}

/// Writes a heading with the text after its colon.
fn heading(out: &mut String, section: &Section, name: &str) {
    let title = section.title();
    // A kind follows the colon at once, a name after a space.
    let space = if name.is_empty() || *section == format::RESPONSE { "" } else { " " };
    let _ = write!(out, "{title}{space}{name}\n\n");
}

/// Writes the table of a section.
fn table(out: &mut String, section: &Section, rows: Vec<Vec<String>>) {
    if !rows.is_empty() {
        table_of(out, section, rows);
    }
}

/// Writes the table of a section, even if it has no rows.
fn table_of(out: &mut String, section: &Section, rows: Vec<Vec<String>>) {
    let columns = section.table.map_or(&[][..], |table| table.columns);
    let _ = writeln!(out, "| {} |\n|{}", columns.join(" | "), "---|".repeat(columns.len()));
    for row in rows {
        let _ = writeln!(out, "| {} |", row.join(" | "));
    }
    out.push('\n');
}

/// A name or a type in a cell. Marks that Markdown would read are escaped.
fn cell(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || " -.$:@,_".contains(c);
    let loose = text.starts_with('_') as usize + text.matches("__").count() + text.ends_with('_') as usize;
    if text.chars().all(plain) && loose < 2 {
        return text.to_owned();
    }
    text.chars().flat_map(|c| c.is_ascii_punctuation().then_some('\\').into_iter().chain([c])).collect()
}

/// A text in the last cell of a row, on one line and with its pipes escaped.
fn last_cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut slashes = 0;
    for c in text.chars() {
        if c == '|' && slashes % 2 == 0 {
            out.push('\\');
        }
        slashes = if c == '\\' { slashes + 1 } else { 0 };
        out.push(if c == '\n' || c == '\r' { ' ' } else { c });
    }
    out
}

struct Writer<'a> {
    api: &'a Api,
    operation: &'a Operation,
    form: &'static Form,
    facts: bool,
}

impl Writer<'_> {
    /// The row of a path part or of a query parameter.
    fn parameter(&self, one: &Parameter) -> Vec<String> {
        let (name, text, ty) = (&one.name.value, &one.description.value, &one.ty.value);
        let text = match (self.facts, one.place) {
            (false, _) => text.clone(),
            (true, Place::Path) => rows::path_part(&self.operation.path.value, name, ty),
            (true, Place::Query) => rows::query(self.api, name, ty, text),
            (true, Place::Header) => rows::header(name, text),
        };
        let text = match (one.required, one.place) {
            (true, Place::Query) => format!("**Required** {text}"),
            (true, Place::Path) => format!("{text} **Required**"),
            _ => text,
        };
        let mut row = vec![cell(name)];
        if one.place != Place::Header {
            row.push(cell(&one.word.value.printed()));
        }
        row.push(last_cell(text.trim()));
        row
    }

    fn query(&self, out: &mut String, parameters: Vec<&Parameter>) {
        if parameters.is_empty() {
            return;
        }
        heading(out, &format::QUERY, "");
        let required = parameters.iter().any(|one| one.required);
        let shown = parameters.iter().enumerate().filter(|(at, one)| if required { one.required } else { *at == 0 });
        let pairs: Vec<String> = shown.map(|(_, one)| format!("{}={}", one.name.value, self.example(one))).collect();
        table(out, &format::QUERY, parameters.iter().map(|one| self.parameter(one)).collect());
        let (verb, path) = (self.operation.method.as_str(), &self.operation.path.value);
        let _ = write!(out, "```http\n{verb} {path}?{}\n```\n\n", pairs.join("&"));
    }

    /// An example of a value. The names that `$select` takes are those of the first properties.
    fn example(&self, one: &Parameter) -> String {
        let entity = self.operation.response.as_ref().and_then(|body| self.entity(&body.ty.value));
        match &one.ty.value {
            _ if one.name.value.eq_ignore_ascii_case("$select") => match entity {
                Some(entity) if !entity.properties.iter().any(|property| property.name.contains('.')) => {
                    let names: Vec<&str> = entity.properties.iter().take(2).map(|one| one.name.as_str()).collect();
                    names.join(",")
                }
                _ => "name".to_owned(),
            },
            Type::Bool => "true".to_owned(),
            Type::Int32 | Type::Int64 => "1".to_owned(),
            Type::Double => "1.5".to_owned(),
            Type::DateTime => "2020-01-31T12:30:00Z".to_owned(),
            Type::Enum(id) => self.api.enums[*id].words.first().cloned().unwrap_or_default(),
            Type::Array(inner) if **inner == Type::Int32 => "1,2".to_owned(),
            _ => "text".to_owned(),
        }
    }

    /// The rows of headers, with those of the media types at their places.
    fn headers(&self, parameters: Vec<&Parameter>) -> Vec<Vec<String>> {
        let mut rows: Vec<Vec<String>> = parameters.into_iter().map(|one| self.parameter(one)).collect();
        let asides = self.operation.asides.iter().filter(|aside| aside.reason == Reason::MediaTypes);
        let mut media: Vec<(usize, &str, &str)> = Vec::new();
        for aside in asides {
            let Some((index, rest)) = aside.text.value.split_once(' ') else { continue };
            let Some((name, text)) = rest.split_once(": ") else { continue };
            // If two rows have the same name, the last one counts.
            media.retain(|(_, known, _)| !known.eq_ignore_ascii_case(name));
            media.push((index.parse().unwrap_or(usize::MAX), name, text));
        }
        for (index, name, text) in media {
            let request = name.eq_ignore_ascii_case("content-type");
            let (what, types) = match request {
                true => ("the request body", &self.operation.consumes),
                false => ("the response", &self.operation.produces),
            };
            let listed: Vec<String> = types.iter().map(|ty| format!("`{ty}`")).collect();
            let text = match (self.facts, listed.is_empty()) {
                (false, _) => text.to_owned(),
                (true, true) => format!("Media types of {what}: none are listed."),
                (true, false) => format!("Media types of {what}: {}", listed.join(", ")),
            };
            rows.insert(index.min(rows.len()), vec![cell(name), last_cell(text.trim())]);
        }
        rows
    }

    fn request(&self, out: &mut String) {
        let Some(body) = &self.operation.request else { return };
        // Only a sample shows this body.
        if body.name.value.is_empty() && body.kind.value.is_empty() && body.rows.is_none() && body.text.is_none() {
            return;
        }
        heading(out, &format::REQUEST_BODY, format!("{} {}", body.name.value, body.kind.value).trim());
        let text = body.text.as_ref().map(|text| text.value.as_str());
        let text = if self.facts { self.sentence(body, text) } else { text.unwrap_or_default().to_owned() };
        if !text.is_empty() {
            let _ = write!(out, "{text}\n\n");
        }
        self.properties(out, &format::REQUEST_BODY, body);
    }

    /// The sentence about a request body. The list of its properties marks an anonymous type, so it stays.
    fn sentence(&self, body: &Body, text: Option<&str>) -> String {
        let names: Vec<&str> = body.rows.iter().flatten().map(|row| row.name.value.as_str()).collect();
        let text = text.unwrap_or_default();
        if !names.is_empty() && text.split(',').map(str::trim).eq(names.iter().copied()) {
            return names.join(", ");
        }
        // A body without a table and a sample is a dictionary because its sentence says so.
        let is_bare = body.sample.is_none() && body.rows.is_none() && matches!(body.ty.value, Type::Map(_));
        let dictionary = match () {
            () if is_bare && text.contains("StringDictionary") => Some("`StringDictionary`"),
            () if is_bare && text.to_ascii_lowercase().contains("dictionary") => Some("dictionary"),
            () => None,
        };
        rows::body(self.api, &body.name.value, &body.ty.value, dictionary)
    }

    fn response(&self, out: &mut String) {
        let operation = self.operation;
        let body = operation.response.as_ref();
        let kind = body.map_or("", |body| body.kind.value.trim());
        if !operation.statuses.is_empty() || !kind.is_empty() {
            heading(out, &format::RESPONSE, kind);
            let text = operation.asides.iter().find(|aside| aside.reason == Reason::ResponseText);
            if let Some(text) = text.filter(|_| !self.facts) {
                let _ = write!(out, "{}\n\n", text.text.value);
            }
            let row = |status: &crate::model::Status| {
                let text = if self.facts { rows::status(status.code) } else { &status.description.value };
                vec![status.code.to_string(), last_cell(text)]
            };
            table(out, &format::RESPONSE, operation.statuses.iter().map(row).collect());
        }
        let section = self.form.section(&format::RESPONSE_BODY);
        match body {
            _ if self.form.body_kind && (body.is_some() || section.required) => heading(out, section, kind),
            Some(body) => heading(out, section, body.name.value.trim()),
            None => {}
        }
        if let Some(body) = body {
            self.properties(out, &format::RESPONSE_BODY, body);
        }
    }

    fn properties(&self, out: &mut String, section: &Section, body: &Body) {
        let Some(rows) = &body.rows else { return };
        let entity = self.entity(&body.ty.value);
        let row = |row: &Said| {
            let (name, text) = (&row.name.value, &row.description.value);
            let text = if self.facts { rows::property(self.api, entity, name, text) } else { text.clone() };
            vec![cell(name), cell(&row.word.value.printed()), last_cell(&text)]
        };
        table_of(out, section, rows.iter().map(|one| row(one)).collect());
    }

    fn entity(&self, ty: &Type) -> Option<&Entity> {
        if let Type::Entity(id) = ty.innermost() { self.api.entity(*id) } else { None }
    }

    /// The tables that no rule reads.
    fn tables(&self, out: &mut String) {
        for section in FORMAT.sections() {
            let Some(rows) = self.operation.tables.get(section.words) else { continue };
            heading(out, section, "");
            let cells =
                |row: &Vec<crate::source::Spanned<String>>| row.iter().map(|one| last_cell(&one.value)).collect();
            table(out, section, rows.iter().map(cells).collect());
        }
    }
}

/// The page that lists the operations of a folder.
pub(super) fn index(folder: &str, operations: &[&Operation]) -> String {
    let name = folder.rsplit('/').next().unwrap_or(folder);
    let title = if name.is_empty() { "Operations" } else { name };
    let mut out = format!("---\ntitle: {title}\ncontent_type: reference\n{IMPORTED}\n---\n\n# {title}\n\n");
    for operation in operations {
        let verb = if operation.method == Method::Delete { "DEL" } else { operation.method.as_str() };
        let _ = writeln!(out, "* [{verb} {}]({}.md)", operation.path.value, super::layout::safe(&operation.uid.value));
    }
    out
}
