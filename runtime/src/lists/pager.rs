//! The pages of a list, one request after the other.
//!
//! In: the request of a list, and the way to continue. Out: its pages. This file must not know what a row contains,
//! except for its key.
//!
//! An empty page is the last one. A page with rows and a link is followed by another page. A page with rows but without
//! a link is the last one if it has fewer rows than requested, or if earlier pages had links.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::cursor::Cursor;
use super::envelope::Envelope;
use super::filter::Filter;
use super::query::Query;
use super::row::{ArchiveRow, integer};
use super::way::Way;
use crate::error::{Error, Result};
use crate::json::DecodeError;
use crate::json::value::Json;
use crate::operation::Method;
use crate::request::{Draft, Received, Receiving, Source};

/// The number of rows of a page, unless the call sets another one.
pub(super) const PAGE_SIZE: i64 = 500;

/// The largest number of rows of a page. If a call requests more, a page of this size may not be the last one.
const LARGEST_PAGE: i64 = 1000;

/// The pages that are not requested yet.
pub(super) struct Pager {
    /// The request of the list, or the error to return when the list is first read.
    query: Result<Query, Option<Error>>,
    way: Way,
    at: Cursor,
    /// The links that were followed.
    links: BTreeSet<String>,
    pending: Option<Receiving>,
    /// Whether the list cannot be requested, so that trying again would fail again.
    refused: bool,
}

/// A page.
pub(super) struct Fetched {
    pub(super) rows: Vec<Json>,
    name: &'static str,
    /// The index of the next row to deliver.
    pub(super) next: usize,
    pub(super) next_link: Option<String>,
    source: Source,
    start: Cursor,
}

impl Fetched {
    /// Returns the error of a row.
    pub(super) fn error(&self, index: usize, row: &Json, cause: DecodeError) -> Error {
        self.source.error(row, cause.inside(&format!("{}[{index}]", self.name)))
    }
}

impl Pager {
    pub(super) fn new(draft: Draft) -> Self {
        let query = Query::of(draft).map_err(Some);
        let call = query.as_ref().ok().map(Query::name);
        let at = Cursor { call, ..Cursor::default() };
        Self { query, way: Way::Auto, at, links: BTreeSet::new(), pending: None, refused: false }
    }

    pub(super) fn set_way(&mut self, way: Way) {
        self.at.way = way.to_text();
        self.way = way;
    }

    pub(super) fn resume(&mut self, cursor: Cursor) {
        self.way = Way::of_text(cursor.way.as_deref());
        let call = self.at.call.take();
        if cursor.call.is_some() && cursor.call != call {
            self.query = match &self.query {
                Ok(query) => Err(Some(query.refused("the cursor is from a call to another operation or path"))),
                Err(_) => return,
            };
        }
        self.at = Cursor { call, ..cursor };
    }

    /// The position after the pages so far.
    pub(super) fn cursor(&self) -> Cursor {
        self.at.clone()
    }

    /// The position of the next row of a page.
    pub(super) fn cursor_in(&self, page: &Fetched) -> Cursor {
        if page.next >= page.rows.len() {
            return self.cursor();
        }
        let last = page.next.checked_sub(1).and_then(|last| page.rows.get(last));
        let cursor = Cursor { rows: i64::try_from(page.next).unwrap_or(i64::MAX), ..page.start.clone() };
        match (&self.way, last) {
            (Way::Key(column), Some(row)) => match key(row, column) {
                Ok(after) => Cursor { after: Some(after), rows: 0, ..cursor },
                Err(_) => cursor,
            },
            _ => cursor,
        }
    }

    /// Returns the next page. After an error, the same page is requested again, unless it cannot be requested.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Fetched>>> {
        let pending = match &mut self.pending {
            Some(pending) => pending,
            None if self.at.end || self.refused => return Poll::Ready(None),
            None => match self.request() {
                Ok(request) => self.pending.insert(request.send()),
                Err(error) => {
                    self.refused = true;
                    return Poll::Ready(error.map(Err));
                }
            },
        };
        let received = ready!(Pin::new(pending).poll(context));
        self.pending = None;
        Poll::Ready(Some(received.and_then(|received| self.accept(received))))
    }

    /// Returns the request of the next page.
    fn request(&mut self) -> Result<Query, Option<Error>> {
        let mut query = match &mut self.query {
            Ok(query) => query.clone(),
            Err(error) => return Err(error.take()),
        };
        self.change(&mut query).map_err(|why| query.refused(why))?;
        Ok(query)
    }

    fn change(&self, query: &mut Query) -> Result<(), String> {
        if query.method() != Method::Get {
            return self.change_body(query);
        }
        if let Some(link) = &self.at.link {
            return query.follow(link).map_err(|why| format!("the link to the next page {why}"));
        }
        if let Some(size) = page_size(query) {
            query.set("$top", &size);
        }
        match &self.way {
            Way::Key(column) => change_keys(query, column, self.at.after),
            Way::Skip if !query.documents("$skip") => Err(undocumented("$skip")),
            Way::Skip | Way::Auto if self.at.skip > 0 => {
                let first: i64 = query.get("$skip").and_then(|skip| skip.parse().ok()).unwrap_or(0);
                query.set("$skip", &first.saturating_add(self.at.skip));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Numbers the pages of an agent. A negative number is a number of rows to skip.
    fn change_body(&self, query: &mut Query) -> Result<(), String> {
        if self.way != Way::Auto {
            return Err("the operation numbers its pages; do not select another way to continue".to_owned());
        }
        let first = in_body(query, "Page").unwrap_or(0);
        let page = if first < 0 { first.saturating_sub(self.at.skip) } else { first.saturating_add(self.at.page) };
        query.set_in_body("Page", page);
        if let Some(size) = page_size(query) {
            query.set_in_body("PageSize", size);
        }
        Ok(())
    }

    /// Reads a page and moves on to the next one.
    fn accept(&mut self, received: Received) -> Result<Fetched> {
        let page = Envelope::read(received)?;
        let hash = page.hash();
        let error = |text: &str| page.source.error(&Json::default(), DecodeError::new(text));
        if !page.rows.is_empty() && self.at.last == Some(hash) {
            return Err(error("the page is the same as the page before, so the list would never end"));
        }
        let count = i64::try_from(page.rows.len()).unwrap_or(i64::MAX);
        let mut next = Cursor {
            skip: self.at.skip.saturating_add(count),
            page: self.at.page.saturating_add(1),
            rows: 0,
            last: Some(hash),
            ..self.at.clone()
        };
        if let (Way::Key(column), Some(row)) = (&self.way, page.rows.last()) {
            let after = key(row, column).map_err(|cause| page.source.error(row, cause.inside(page.name)))?;
            if self.at.after.is_some_and(|before| after <= before) {
                return Err(error("the rows are not in the order of the key, so the list would never end"));
            }
            next.after = Some(after);
        }
        next.end = self.is_last(&page, count);
        if matches!(self.way, Way::Auto | Way::Link) && !next.end {
            next.link.clone_from(&page.next_link);
            next.linked |= next.link.is_some();
        }
        if let Some(link) = &next.link
            && !next.end
            && !self.links.insert(link.clone())
        {
            return Err(error("the page links to a page that was read before, so the list would never end"));
        }
        let start = std::mem::replace(&mut self.at, next);
        let first = usize::try_from(start.rows).unwrap_or(0).min(page.rows.len());
        Ok(Fetched {
            rows: page.rows,
            name: page.name,
            next: first,
            next_link: page.next_link,
            source: page.source,
            start,
        })
    }

    fn is_last(&self, page: &Envelope, count: i64) -> bool {
        let Ok(query) = &self.query else { return true };
        if count == 0 {
            return true;
        }
        if page.next_link.is_some() {
            return false;
        }
        let size = page_size(query);
        if size.is_some_and(|size| count < size.min(LARGEST_PAGE)) {
            return true;
        }
        match self.way {
            Way::Link => true,
            Way::Auto if query.method() == Method::Get => self.at.linked || size.is_none() || !query.documents("$skip"),
            Way::Auto | Way::Skip | Way::Key(_) => false,
        }
    }
}

/// Requests the rows after a key, in the order of the key.
fn change_keys(query: &mut Query, column: &str, after: Option<i64>) -> Result<(), String> {
    for name in ["$filter", "$orderBy"] {
        if !query.documents(name) {
            return Err(undocumented(name));
        }
    }
    if let Some(order) = query.get("$orderBy") {
        let order = order.trim().to_ascii_lowercase();
        let key = column.to_ascii_lowercase();
        if order != key && order != format!("{key} asc") {
            return Err(format!("`by_key` orders the rows by `{column}`; remove the other order"));
        }
    }
    query.set("$orderBy", &column);
    if let Some(select) = query.get("$select") {
        let mut selected: Vec<&str> = select.split(',').map(str::trim).collect();
        if !selected.iter().any(|known| known.eq_ignore_ascii_case(column)) {
            selected.push(column);
            query.set("$select", &selected);
        }
    }
    if let Some(after) = after {
        let filter = Filter::raw(query.get("$filter").unwrap_or_default());
        query.set("$filter", &filter.and(super::column::col(column).gt(after)));
        // The rows to skip are before the key.
        query.remove("$skip");
    }
    Ok(())
}

fn undocumented(parameter: &str) -> String {
    format!("the operation does not document `{parameter}`, so the list cannot be continued in this way")
}

/// Returns the number of rows that are requested for a page, if it can be set.
fn page_size(query: &Query) -> Option<i64> {
    if query.method() != Method::Get {
        return in_body(query, "PageSize").filter(|size| *size > 0).or(Some(PAGE_SIZE));
    }
    let default = || query.documents("$top").then_some(PAGE_SIZE);
    query.get("$top").and_then(|top| top.parse().ok()).or_else(default)
}

/// Returns an integer in the request body.
fn in_body(query: &Query, name: &str) -> Option<i64> {
    query.body().iter().find(|(known, _)| known == name).and_then(|(_, value)| integer(value))
}

/// Returns the key of a row.
fn key(row: &Json, column: &str) -> Result<i64, DecodeError> {
    let value = row.parse::<ArchiveRow>()?.value(column);
    value.and_then(|value| integer(&value)).ok_or_else(|| {
        DecodeError::new(format!("found no integer in `{column}`, the key of the list; select this column"))
    })
}
