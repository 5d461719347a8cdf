//! Lists what is not imitated, and which operations have state.
//!
//! In: the API. Out: text, JSON and Markdown, for `/_mock`. Most of it follows from the rules of `api/groups.rs`.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::api::{Api, Coverage};

/// Behaviour that the pages of no operation describe well enough.
const NOT_IMITATED: &[&str] = &[
    "Business rules, access rights, scripts and webhooks: the pages do not describe them.",
    "Links between records: a person stays if its company is deleted, and nested objects are stored as they are sent.",
    "Content of files: uploads are accepted but not kept, and downloads return the documented sample.",
    "Bodies in XML and forms: requests get 415, responses 406.",
    "Cultures and time zones: the headers are accepted and change nothing. A requested language chooses its part of texts \
     such as `US:\"Customer\";NO:\"Kunde\"`; samples and messages are not translated.",
    "In lists: `$entities`, `$mode`, `$options`, `$context`, `$format`, `$output`, functions in `$select`, and conditions \
     that depend on the clock or the user, such as `thisMonth`. Columns are the properties of the stored type.",
    "Lists that do not belong to a resource with state, such as archives: they have 20 rows of made-up values in the \
     requested columns. Filters, orders and pages apply to these.",
    "Properties without a value in a new record are `null`; a real server fills many of them.",
];

pub(super) fn as_json(api: &Api) -> Value {
    let uid = |at: usize| api.operations.get(at).map_or("", |operation| operation.uid.as_str());
    let stateful = api.roles.iter().flatten().count();
    json!({
        "mock": concat!("superoffice-mock/", env!("CARGO_PKG_VERSION")),
        "operations": api.operations.len() - api.hidden().len(),
        "operationsWithState": stateful,
        "errorsInPages": api.errors,
        "notImitated": NOT_IMITATED,
        "stateful": api.coverage().iter().map(row).collect::<Vec<_>>(),
        "stateless": api.stateless.iter().map(|one| json!({"name": one.what, "reason": one.why})).collect::<Vec<_>>(),
        "dispatchedByType": api.dispatched_by_type(),
        "unreachable": api.hidden().iter().map(|(first, hidden)| json!([uid(*first), uid(*hidden)])).collect::<Vec<_>>(),
    })
}

pub(super) fn as_text(api: &Api) -> String {
    let served = api.operations.len() - api.hidden().len();
    let mut out = format!("This is a mock of {served} operations, made from their reference pages.\n");
    if api.errors > 0 {
        let _ = writeln!(out, "The pages have {} errors; what these pages describe is missing.", api.errors);
    }
    out.push_str("\nNot imitated:\n");
    for one in NOT_IMITATED {
        let _ = writeln!(out, "- {one}");
    }
    let rows = api.coverage();
    let _ = writeln!(out, "\nWhat is written to these {} is read back; everything else returns samples:", rows.len());
    let longest = rows.iter().map(|row| row.name.len()).max().unwrap_or_default();
    for (name, cells) in table(&rows) {
        let cells: String = cells.iter().map(|cell| format!(" {cell:<7}")).collect();
        let _ = writeln!(out, "{}", format!("{name:<longest$} {cells}").trim_end());
    }
    out.push_str("\nThese look as if they had state but have none:\n");
    for one in &api.stateless {
        let _ = writeln!(out, "- {}: {}", one.what, one.why);
    }
    out.push_str("\nRoutes that differ only in the type of a parameter; an integer is tried before a text:\n");
    for uids in api.dispatched_by_type() {
        let _ = writeln!(out, "- {}", uids.join(", "));
    }
    out
}

/// The matrix of behaviours as a document.
pub(super) fn as_markdown(api: &Api) -> String {
    let rows = api.coverage();
    let mut out = format!(
        "# Coverage of the mock server\n\n\
         `GET /_mock` of a running server returns this page with `Accept: text/markdown`. A test runs all groups and compares \
         what it sees with the table.\n\n\
         All {} operations answer with a documented status and a body of the documented type. {} of them belong to the {} groups \
         of this table: what they write is read back. *Conditional* lists the statuses of requests that depend on the time of the \
         last change. *Errors* lists those that follow from the records; 400, 401, 406 and 415 follow from the request.\n\n",
        api.operations.len() - api.hidden().len(),
        api.roles.iter().flatten().count(),
        rows.len(),
    );
    for (at, (name, cells)) in table(&rows).into_iter().enumerate() {
        let name = if at == 0 { name } else { format!("`{name}`") };
        let _ = writeln!(out, "| {name} | {} |", cells.join(" | "));
        if at == 0 {
            let _ = writeln!(out, "|---|{}", "---|".repeat(cells.len()));
        }
    }
    out.push_str("\n# Without state\n\nThese operations and paths look as if they had state but have none:\n\n");
    for one in &api.stateless {
        let _ = writeln!(out, "- `{}`: {}", one.what, one.why);
    }
    out
}

fn row(row: &Coverage) -> Value {
    let has = Coverage::BEHAVIOURS.iter().zip(row.has).filter(|(_, has)| *has);
    json!({
        "name": row.name, "behaviours": has.map(|(name, _)| name).collect::<Vec<_>>(),
        "conditional": row.conditional, "errors": row.errors,
    })
}

/// The rows of the matrix as texts, with a title.
fn table(rows: &[Coverage]) -> Vec<(String, Vec<String>)> {
    let title = Coverage::BEHAVIOURS.iter().copied().chain(["conditional", "errors"]);
    let mut found = vec![("group".to_owned(), title.map(str::to_owned).collect())];
    let list = |statuses: &[u16]| statuses.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
    for row in rows {
        let mut cells: Vec<String> = row.has.iter().map(|has| if *has { "yes" } else { "" }.to_owned()).collect();
        cells.extend([list(&row.conditional), list(&row.errors)]);
        found.push((row.name.clone(), cells));
    }
    found
}
