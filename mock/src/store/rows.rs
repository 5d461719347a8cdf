//! Lists records as rows with columns.
//!
//! In: records and the parameters of a list. Out: the rows of one page, and where the next one begins. A column is the name
//! of a property that begins with a small letter. This module must not know HTTP.

use std::cmp::Ordering;
use std::sync::Arc;
use std::time::SystemTime;

use serde_json::{Map, Value, json};

use super::filter::{Filter, cell};
use super::select::names;
use super::{Document, Record};
use crate::api::{Api, Type};

/// The number of rows of a page if the request does not limit it.
const PAGE: usize = 50;

/// The parameters of a list.
#[derive(Debug, Default)]
pub(crate) struct Query<'a> {
    pub(crate) select: Option<&'a str>,
    pub(crate) filter: Option<&'a str>,
    pub(crate) order_by: Option<&'a str>,
    pub(crate) top: Option<usize>,
    pub(crate) skip: usize,
}

/// A page of records.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) records: Vec<Arc<Document>>,
    /// The `$skip` of the next page, if there is one.
    pub(crate) next: Option<usize>,
}

/// Filters, sorts and cuts records. The error is a message about a parameter.
pub(crate) fn page(records: Vec<Record>, query: &Query<'_>) -> Result<Page, String> {
    let mut records: Vec<Arc<Document>> = records.into_iter().map(|record| record.value).collect();
    if let Some(text) = query.filter.filter(|text| !text.trim().is_empty()) {
        let filter = Filter::parse(text).map_err(|error| format!("`$filter` cannot be read: {error}"))?;
        records.retain(|record| filter.fits(record));
    }
    for part in query.order_by.unwrap_or_default().split(',').rev().map(str::trim).filter(|part| !part.is_empty()) {
        let (column, direction) = part.split_once(char::is_whitespace).unwrap_or((part, "asc"));
        let descending = match direction.trim().to_ascii_lowercase().as_str() {
            "asc" => false,
            "desc" => true,
            other => return Err(format!("`$orderBy` has asc or desc after a column, not `{other}`")),
        };
        records.sort_by(|a, b| {
            let order = compare(&cell(a, column), &cell(b, column));
            if descending { order.reverse() } else { order }
        });
    }
    let top = query.top.unwrap_or(PAGE);
    let total = records.len();
    let records: Vec<_> = records.into_iter().skip(query.skip).take(top).collect();
    let end = query.skip.saturating_add(records.len());
    Ok(Page { next: (end < total && top > 0).then_some(end), records })
}

/// Rows of a list whose records are not known: one for each number, with the columns that the request mentions. The type of a
/// column is that of most properties with its name.
pub(crate) fn made(api: &Api, query: &Query<'_>, count: u32) -> Vec<Record> {
    let mut columns: Vec<String> = vec!["PrimaryKey".to_owned()];
    columns.extend(query.select.into_iter().flat_map(names).map(str::to_owned));
    // A condition that cannot be parsed is reported when it is applied.
    if let Ok(filter) = Filter::parse(query.filter.unwrap_or_default()) {
        columns.extend(filter.columns().into_iter().map(str::to_owned));
    }
    let sorted = query.order_by.unwrap_or_default().split(',').filter_map(|part| part.split_whitespace().next());
    columns.extend(sorted.map(str::to_owned));
    let row = |number: u32| {
        let members = columns.iter().map(|column| (column.clone(), of_type(api.column(column), column, number)));
        Record { value: Document::new(Value::Object(members.collect())), modified: SystemTime::UNIX_EPOCH }
    };
    (1..=count).map(row).collect()
}

/// The value of a column in the row with a number.
fn of_type(ty: Option<&Type>, column: &str, number: u32) -> Value {
    match ty {
        Some(Type::Int32 | Type::Int64) => json!(number),
        Some(Type::Double) => json!(f64::from(number) * 100.5),
        Some(Type::Bool) => json!(number % 2 == 1),
        Some(Type::DateTime) => json!(format!("2026-{:02}-{:02}T10:00:00", number / 28 % 12 + 1, number % 28 + 1)),
        None if column.to_ascii_lowercase().ends_with("id") || column == "PrimaryKey" => json!(number),
        _ => json!(format!("{} {number}", column.rsplit(['/', '.']).next().unwrap_or(column))),
    }
}

/// A row with the selected columns, or with all properties that are not objects or arrays.
pub(crate) fn row(record: &Value, select: Option<&str>, id: &str, kind: &str) -> Value {
    let mut row = Map::new();
    let key = cell(record, id);
    row.insert("PrimaryKey".to_owned(), Value::String(key.to_string()));
    row.insert("EntityName".to_owned(), json!(kind));
    match select.map(names).filter(|names| !names.is_empty()) {
        Some(names) => row.extend(names.into_iter().map(|name| (name.to_owned(), cell(record, name)))),
        None => {
            let plain =
                record.as_object().into_iter().flatten().filter(|(_, value)| !value.is_array() && !value.is_object());
            row.extend(plain.map(|(name, value)| (column(name), value.clone())));
        }
    }
    Value::Object(row)
}

fn column(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_ascii_lowercase().to_string() + chars.as_str()).unwrap_or_default()
}

/// Sorts `null` first, then numbers, then everything else as text without case.
fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64().partial_cmp(&b.as_f64()).unwrap_or(Ordering::Equal),
        (Value::String(a), Value::String(b)) => a.to_lowercase().cmp(&b.to_lowercase()),
        _ => rank(a).cmp(&rank(b)),
    }
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(false) => 1,
        Value::Bool(true) => 2,
        Value::Number(_) => 3,
        _ => 4,
    }
}
