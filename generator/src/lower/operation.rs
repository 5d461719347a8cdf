//! One page as an operation.
//!
//! In: a [`Page`]. Out: an [`Operation`] with the facts of the page, and diagnostics where the page contradicts itself.

use std::collections::BTreeMap;

use super::{body, examples, parameters, route, samples, wire};
use crate::account::{Account, Reason};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{Body, DataRow, Operation, Side, Status};
use crate::page::{Endpoint, Found, Ledger, Page, Row, Sections, format};
use crate::source::{FileId, Spanned};

/// The result of lowering one page.
#[derive(Debug, Clone, Hash)]
pub(crate) enum Lowered {
    /// An operation.
    Operation(Box<Operation>),
    /// A page without an operation, and the reason.
    Other(FileId, &'static str, Account),
    /// A sample that no page includes.
    Orphan(FileId, Account),
    /// A page whose operation could not be read; the diagnostics say why.
    Broken(Account),
}

/// Reads one page into the model.
#[must_use]
pub(crate) fn lower(page: Page, diagnostics: &mut Diagnostics) -> Lowered {
    match page {
        Page::Endpoint(endpoint) => match operation(*endpoint, diagnostics) {
            Ok(operation) => Lowered::Operation(Box::new(operation)),
            Err(mut account) => {
                account.all(Reason::BrokenPage);
                Lowered::Broken(account)
            }
        },
        Page::Other { file, reason, account } => Lowered::Other(file, reason, account),
        Page::Orphan { file, account } => Lowered::Orphan(file, account),
        Page::Broken { account } => Lowered::Broken(account),
    }
}

fn operation(mut page: Endpoint, diagnostics: &mut Diagnostics) -> Result<Operation, Account> {
    let Some(method) = route::method(&page.verb.value) else { return Err(page.account) };
    if let Some(finding) = unusable(&page) {
        diagnostics.push(finding);
        return Err(page.account);
    }
    let (account, asides) = (std::mem::take(&mut page.account), std::mem::take(&mut page.asides));
    let mut ledger = Ledger { account, asides, diagnostics };
    let (controller, name) = route::controller_and_name(&page.uid.value, &page.path.value);
    let mut parameters = parameters::of_path(&page.path, page.sections.take_rows(&format::INTRO), &mut ledger);
    parameters.extend(parameters::of_query(page.sections.take_rows(&format::QUERY), &mut ledger));
    let headers = parameters::of_headers(page.sections.take_rows(&format::HEADERS), &mut ledger);
    parameters.extend(headers.parameters);
    examples::query(&page, &parameters, &mut ledger);
    examples::verb(&page, &mut ledger);
    let (statuses, kind, codes) = statuses(page.sections.take(&format::RESPONSE), &mut ledger);
    let binary = samples::binary(&mut page, &mut ledger);
    let sent = samples::request(&mut page, &mut ledger);
    let shown_empty = binary.is_none() && samples::has_no_body(&page);
    let got = samples::response(&mut page, &codes, &mut ledger);
    let as_page = body::PageForm { form: page.form, newer: page.generated };
    let request = match page.sections.take(&format::REQUEST_BODY) {
        Some(found) => body::read(found, None, (Side::Request, &as_page), sent, &mut ledger),
        None => sent.map(|sample| body::undescribed(None, sample.span, Some(sample))),
    };
    let response = match page.sections.take(&format::RESPONSE_BODY) {
        Some(found) => body::read(found, kind, (Side::Response, &as_page), got, &mut ledger),
        // A success with content has a body of which nothing is known, unless the sample shows that there is none.
        None if got.is_some() || (!shown_empty && statuses.iter().any(Status::has_content)) => {
            Some(body::undescribed(kind, page.uid.span, got))
        }
        None => None,
    };
    let response = response.map(|body| match binary {
        // The header of the sample states what the heading does not.
        Some(header) if body.kind.value.is_empty() => Body { kind: Spanned::new("byte".to_owned(), header), ..body },
        _ => body,
    });
    let tables = tables(page.sections, &mut ledger);
    Ok(Operation {
        file: page.file,
        folder: String::new(),
        uid: page.uid,
        controller,
        name,
        form: page.form.year,
        generated: page.generated,
        method,
        path: page.path,
        summary: page.summary,
        description: page.description,
        marks: page.marks,
        parameters,
        request,
        consumes: headers.consumes,
        produces: headers.produces,
        statuses,
        response,
        void: None,
        tables,
        superseded: Vec::new(),
        asides: ledger.asides,
        includes: page.includes,
        account: ledger.account,
    })
}

/// The finding about a uid or a path that no operation can have.
fn unusable(page: &Endpoint) -> Option<Diagnostic> {
    if let Some(problem) = wire::problem(&page.uid.value) {
        let message = format!("`{}` is not a uid", page.uid.value);
        let finding = Diagnostic::new(Code::MissingUid, page.uid.span, message);
        return Some(finding.label(problem).help("write it as in `v1ContactEntity_GetAll`"));
    }
    let problem = route::malformed(&page.path.value)?;
    let message = format!("`{}` is not the path of an endpoint", page.path.value);
    Some(
        Diagnostic::new(Code::MalformedPath, page.path.span, message)
            .label(problem)
            .help("write the path as in `/api/v1/Contact/{id}`; query parameters belong in their table"),
    )
}

/// The statuses, the kind of the response body, which is part of their heading, and the numbers with their places.
type Statuses = (Vec<Status>, Option<Spanned<String>>, Vec<Spanned<u16>>);

fn statuses(found: Option<Found>, ledger: &mut Ledger<'_>) -> Statuses {
    let Some(found) = found else { return (Vec::new(), None, Vec::new()) };
    let (mut statuses, mut codes) = (Vec::new(), Vec::new());
    for row in found.rows.unwrap_or_default() {
        let at = row.name.span;
        if let Some(status) = status(row, ledger) {
            codes.push(Spanned::new(status.code, at));
            statuses.push(status);
        }
    }
    (statuses, found.heading.map(|heading| heading.name), codes)
}

fn status(row: Row, ledger: &mut Ledger<'_>) -> Option<Status> {
    match row.name.value.parse::<u16>() {
        Ok(code) if (100..600).contains(&code) => {
            ledger.used(&row, Reason::Status);
            Some(Status { code, description: row.description })
        }
        _ => {
            ledger.reported(
                &row,
                Diagnostic::new(
                    Code::UnknownStatus,
                    row.name.span,
                    format!("`{}` is not an HTTP status", row.name.value),
                )
                .label("not used")
                .help("write a number from 100 to 599"),
            );
            None
        }
    }
}

/// The rows of every section that is not read above, as data.
fn tables(sections: Sections, ledger: &mut Ledger<'_>) -> BTreeMap<&'static str, Vec<DataRow>> {
    let mut tables = BTreeMap::new();
    for found in sections.rest() {
        let Some(rows) = found.rows else { continue };
        ledger.used(rows.as_slice(), Reason::DataRow);
        let cells = |row: Row| std::iter::once(row.name).chain(row.word).chain([row.description]).collect();
        tables.insert(found.section.words, rows.into_iter().map(cells).collect());
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Kind;
    use crate::page::format::{FORMAT, Format, PLAIN, Section, Table};
    use crate::page::forms::{CURRENT, Form};
    use crate::page::parse_as;
    use crate::source::{SourceFile, Sources};

    static RATE_LIMITS: Section =
        Section { words: "Rate limits", table: Some(&Table { columns: &["Limit", "Calls"] }), ..PLAIN };

    /// Checks the promise of CONTRIBUTING.md about a new section.
    #[test]
    fn a_section_that_only_the_format_knows_reaches_the_model() {
        let text = "---\nuid: v1LampEntity_Get\n---\n\n```http\nGET /api/v1/Lamp\n```\n\n## Rate limits\n\n\
                    | Limit | Calls |\n|---|---|\n| minute | 60 |\n| day | 5000 |\n| day | 1 |\n";
        let sources = Sources::new(vec![SourceFile { path: "get.md".into(), text: text.into() }], Vec::new());
        let sections: Vec<&'static Section> = FORMAT.sections().chain([&RATE_LIMITS]).collect();
        let mut found = Diagnostics::default();
        let form = Form { format: Format(Box::leak(sections.into())), ..*CURRENT };
        let page = parse_as(Box::leak(Box::new(form)), FileId(0), &sources, &mut found);
        let Lowered::Operation(operation) = lower(page, &mut found) else { panic!("{found:?}") };
        let rows: Vec<Vec<&str>> =
            operation.tables["Rate limits"].iter().map(|row| row.iter().map(|cell| &*cell.value).collect()).collect();
        assert_eq!(rows, [["minute", "60"], ["day", "5000"]]);
        assert!(operation.account.unbalanced().all(|(kind, ..)| kind == Kind::File), "{:?}", operation.account);
        let names: Vec<&str> = operation.account.reasons().into_iter().map(|(.., name, _)| name).collect();
        assert!(names.contains(&"data-row") && names.contains(&"duplicate-row"), "{names:?}");
        assert!(found.iter().any(|finding| finding.code == Code::DuplicateRow), "{found:?}");
        assert!(!found.iter().any(|finding| finding.code == Code::UnknownHeading), "{found:?}");
    }
}
