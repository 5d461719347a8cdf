//! The rows of a list as a stream.
//!
//! In: a call to an operation that lists rows. Out: its rows as the caller's type, or its pages. This file must not
//! know how pages are requested. It only adds the type, so that little code is compiled for each type.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde_core::de::DeserializeOwned;

use super::cursor::Cursor;
use super::pager::{Fetched, Pager};
use super::row;
use super::way::Way;
use crate::error::Result;
use crate::json::DecodeError;
use crate::json::value::Json;
use crate::request::Draft;

/// The rows of a list: a [`Stream`] that requests the next page when the rows of the last one are used up.
///
/// `T` is any type that implements serde's `Deserialize`, with the names of the columns, or
/// [`ArchiveRow`](crate::ArchiveRow). The first request is sent when the first row is polled, and no more are sent
/// after the stream is dropped. The size of a page is the call's `$top` or `PageSize`, 500 unless set.
///
/// ```
/// # use superoffice_runtime::{Http, Operation, Method, Rows, transport::{MemoryTransport, Response}};
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> superoffice_runtime::Result<()> {
/// # static LIST: Operation = Operation::new("v1Contact_List", Method::Get, "/api/v1/Contact");
/// # let body = r#"{"odata.nextLink": null, "value": [{"PrimaryKey": "17", "contactId": 17}]}"#;
/// # let http = Http::builder("https://host/Cust1").transport(MemoryTransport::queue([Response::json(200, body)])).build()?;
/// #[derive(serde::Deserialize)]
/// #[serde(rename_all = "camelCase")]
/// struct Row {
///     contact_id: i32,
/// }
///
/// let mut rows = Rows::<Row>::new(http.request(&LIST));
/// while let Some(row) = rows.next().await {
///     assert_eq!(row?.contact_id, 17);
/// }
/// # Ok(()) }
/// ```
///
/// # How the list continues
/// By default, the list continues by the server's `odata.nextLink`. If the first pages are full but have no link, it
/// continues by `$skip`, provided that the operation documents this parameter. [`by_next_link`](Self::by_next_link),
/// [`by_skip`](Self::by_skip) and [`by_key`](Self::by_key) select another way. For agents, it always continues by page
/// number.
///
/// A link is followed below the address of the tenant only, whatever its host, because requests contain credentials.
///
/// # Errors
/// A row that does not fit `T` is an error in its place, and the stream continues with the next row. A page that cannot
/// be read is an error after the rows of the pages before it, and the stream requests that page again when it is polled
/// again. A list that would never end, because a page is repeated, is an error too.
#[must_use = "nothing is requested until the rows are read"]
pub struct Rows<T> {
    source: RowSource,
    marker: PhantomData<fn() -> T>,
}

/// The part of [`Rows`] that does not depend on the type of a row.
struct RowSource {
    pager: Pager,
    page: Option<Fetched>,
}

impl RowSource {
    /// Passes the next row to `read`.
    fn poll(
        &mut self,
        context: &mut Context<'_>,
        read: &mut dyn FnMut(&Json) -> Result<(), DecodeError>,
    ) -> Poll<Option<Result<()>>> {
        loop {
            if let Some(page) = &mut self.page
                && let Some(row) = page.rows.get(page.next)
            {
                let read = read(row).map_err(|cause| page.error(page.next, row, cause));
                page.next += 1;
                return Poll::Ready(Some(read));
            }
            match ready!(self.pager.poll(context)) {
                Some(Ok(page)) => self.page = Some(page),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    fn cursor(&self) -> Cursor {
        self.page.as_ref().map_or_else(|| self.pager.cursor(), |page| self.pager.cursor_in(page))
    }
}

impl<T> Rows<T> {
    /// Creates the rows of a call. Calls to lists have the method `rows`, which does the same.
    pub fn new(draft: Draft) -> Self {
        Self { source: RowSource { pager: Pager::new(draft), page: None }, marker: PhantomData }
    }

    /// Continues by the server's `odata.nextLink` only.
    pub fn by_next_link(self) -> Self {
        self.by(Way::Link)
    }

    /// Continues by `$skip`. A row that is added or deleted meanwhile can make another one appear twice or not at all.
    pub fn by_skip(self) -> Self {
        self.by(Way::Skip)
    }

    /// Continues after the last value of this column, which must be an integer that is different for each row, such as
    /// `contactId`. Faster than `$skip` for long lists, because the server does not read the rows before.
    ///
    /// The rows are ordered by the column, and it is added to the selected columns.
    pub fn by_key(self, column: impl Into<String>) -> Self {
        self.by(Way::Key(column.into()))
    }

    fn by(mut self, way: Way) -> Self {
        self.source.pager.set_way(way);
        self
    }

    /// Continues at a stored position, by the same way as the list that returned it. The call must be the same as
    /// before.
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.source.pager.resume(cursor);
        self
    }

    /// Returns the position of the next row.
    ///
    /// If rows are deleted before reading is resumed in the middle of a page, a row can be missed, except with
    /// [`by_key`](Self::by_key).
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        self.source.cursor()
    }

    /// Returns whole pages instead of single rows.
    pub fn pages(self) -> Pages<T> {
        Pages { pager: self.source.pager, marker: PhantomData }
    }
}

impl<T: DeserializeOwned> Rows<T> {
    /// Returns the next row; `None` after the last one. Dropping the future loses no row.
    pub async fn next(&mut self) -> Option<Result<T>> {
        poll_fn(|context| self.poll_row(context)).await
    }

    /// Returns all rows, for example in a `Vec`.
    ///
    /// # Errors
    /// Returns the first error. To keep the rows before it, use [`collect_into`](Self::collect_into).
    pub async fn try_collect<C: Default + Extend<T>>(mut self) -> Result<C> {
        let mut rows = C::default();
        self.collect_into(&mut rows).await?;
        Ok(rows)
    }

    /// Adds all remaining rows to a collection.
    ///
    /// # Errors
    /// Returns the first error. The rows before it are in the collection, and calling the method again continues.
    pub async fn collect_into(&mut self, rows: &mut impl Extend<T>) -> Result<()> {
        while let Some(row) = self.next().await {
            rows.extend([row?]);
        }
        Ok(())
    }

    fn poll_row(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        let mut found = None;
        let mut read = |row: &Json| {
            found = Some(row::read(row)?);
            Ok(())
        };
        match ready!(self.source.poll(context, &mut read)) {
            Some(Err(error)) => Poll::Ready(Some(Err(error))),
            Some(Ok(())) => Poll::Ready(found.map(Ok)),
            None => Poll::Ready(None),
        }
    }
}

impl<T: DeserializeOwned> Stream for Rows<T> {
    type Item = Result<T>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        self.get_mut().poll_row(context)
    }
}

impl<T> fmt::Debug for Rows<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").field("cursor", &self.cursor()).finish_non_exhaustive()
    }
}

/// The pages of a list: a [`Stream`] that requests a page when it is polled. Created by [`Rows::pages`].
#[must_use = "nothing is requested until the pages are read"]
pub struct Pages<T> {
    pager: Pager,
    marker: PhantomData<fn() -> T>,
}

/// A page of a list.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// `odata.nextLink` as the server wrote it. Its host may be unreachable, so do not send a request there.
    pub next_link: Option<String>,
    /// The position after the page.
    pub cursor: Cursor,
}

impl<T: DeserializeOwned> Pages<T> {
    /// Returns the next page; `None` after the last one. The last page can be empty.
    ///
    /// If a row does not fit `T`, the page is an error, and the next call returns the page after it.
    pub async fn next(&mut self) -> Option<Result<Page<T>>> {
        poll_fn(|context| self.poll_page(context)).await
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<T>>>> {
        let page = match ready!(self.pager.poll(context)) {
            Some(Ok(page)) => page,
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None => return Poll::Ready(None),
        };
        let mut rows = Vec::with_capacity(page.rows.len());
        for (index, row) in page.rows.iter().enumerate().skip(page.next) {
            match row::read(row) {
                Ok(row) => rows.push(row),
                Err(cause) => return Poll::Ready(Some(Err(page.error(index, row, cause)))),
            }
        }
        Poll::Ready(Some(Ok(Page { rows, next_link: page.next_link, cursor: self.pager.cursor() })))
    }
}

impl<T: DeserializeOwned> Stream for Pages<T> {
    type Item = Result<Page<T>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Page<T>>>> {
        self.get_mut().poll_page(context)
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("cursor", &self.pager.cursor()).finish_non_exhaustive()
    }
}
