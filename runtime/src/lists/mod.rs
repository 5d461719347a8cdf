//! Lists: conditions on rows, their order, and reading all rows page by page.
//!
//! In: a call to an operation that lists rows. Out: its rows, page by page. This module must not know any operation. It
//! knows the API's conventions for lists: `$filter`, `$orderBy`, `$top`, `$skip`, `odata.nextLink`, and the page numbers of
//! agents.

mod call;
mod column;
mod cursor;
mod encoded;
mod envelope;
mod filter;
mod literal;
mod order_by;
mod pager;
mod query;
mod row;
mod rows;
mod way;

pub use self::call::Listed;
pub use self::column::{Column, col};
pub use self::cursor::Cursor;
pub use self::filter::Filter;
pub use self::literal::Literal;
pub use self::order_by::{OrderBy, asc, desc};
pub use self::row::ArchiveRow;
pub use self::rows::{Page, Pages, Rows};
