//! Lists: conditions on rows, their order, and rows and pages of any number.
//!
//! In: a call to an operation that lists rows. Out: its rows, page by page. This module must not know any operation. It
//! knows the API's conventions for lists: `$filter`, `$orderBy`, `$top`, `$skip`, `odata.nextLink`, and the page numbers of
//! agents.

mod column;
mod filter;
mod literal;
mod order_by;

pub use self::column::{Column, col};
pub use self::filter::Filter;
pub use self::literal::Literal;
pub use self::order_by::{OrderBy, asc, desc};
