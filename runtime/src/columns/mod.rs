//! Columns of archives that the compiler checks.
//!
//! In: the columns of each archive, as rows of [`column_set!`](crate::column_set). Out: types whose methods are the columns
//! and the operators that they allow, and the text of `$select`, `$filter` and `$orderBy`. This module must not know any
//! archive or column.
//!
//! A list whose archive is known has three more methods. Each takes a function from the columns of the archive:
//!
//! ```
//! superoffice_runtime::column_set! {
//!     /// Columns of contacts.
//!     pub struct ContactColumns;
//!     sortable { contact_id: Number = "contactId", name: Text = "name", }
//!     unsortable { active: Flag = "active", }
//!     joins { associate: AssociateColumns = "associate", }
//! }
//! superoffice_runtime::column_set! {
//!     /// Columns of associates.
//!     pub struct AssociateColumns;
//!     sortable { full_name: Text = "fullName", }
//!     unsortable { picture: Shown = "picture", }
//! }
//! superoffice_runtime::archive! {
//!     /// The archive `SimpleContact`.
//!     pub SimpleContact: ContactColumns = "SimpleContact";
//! }
//! superoffice_runtime::call_builder! {
//!     /// A call to `GET /api/v1/Contact`.
//!     pub struct ContactListCall -> Vec<String>, select, rows {
//!         /// Restricts the rows.
//!         filter: impl Into<superoffice_runtime::Filter> = "$filter" as superoffice_runtime::Filter,
//!         /// Orders the rows.
//!         order_by: impl Into<superoffice_runtime::OrderBy> = "$orderBy" as superoffice_runtime::OrderBy,
//!     }
//! }
//! superoffice_runtime::archive_call! {
//!     ContactListCall: SimpleContact, select_by = select, filter_by = filter, sort_by = order_by,
//! }
//!
//! fn nordic(call: ContactListCall) -> ContactListCall {
//!     call.select_by(|c| (c.contact_id(), c.name(), c.associate().full_name()))
//!         .filter_by(|c| c.name().begins("Nord").and(c.active().is(true)))
//!         .sort_by(|c| [c.associate().full_name().asc(), c.contact_id().desc()])
//! }
//!
//! let c = SimpleContact::columns();
//! assert_eq!(c.associate().full_name().is("Kari").as_str(), "associate/fullName is 'Kari'");
//! ```
//!
//! An operator that the type of a column does not allow is not a method of the column:
//!
//! ```compile_fail,E0599
//! # use superoffice_runtime::columns::{Column, Condition, Number};
//! fn filter<A>(contact_id: Column<A, Number>) -> Condition<A> {
//!     contact_id.begins("17")
//! }
//! ```
//!
//! Neither is `asc` a method of a column by which the server cannot order rows:
//!
//! ```compile_fail,E0599
//! # use superoffice_runtime::columns::{Column, Flag, Order, Unsortable};
//! fn order<A>(active: Column<A, Flag, Unsortable>) -> Order<A> {
//!     active.asc()
//! }
//! ```
//!
//! Conditions on columns of different archives cannot be combined:
//!
//! ```compile_fail,E0308
//! # use superoffice_runtime::columns::{Column, Condition, Text};
//! # enum Contact {}
//! # enum Person {}
//! fn filter(name: Column<Contact, Text>, rank: Column<Person, Text>) -> Condition<Contact> {
//!     name.is("Nord").and(rank.is("1"))
//! }
//! ```

mod column;
mod condition;
mod kinds;
mod order;
mod path;
mod select;

mod macros;

pub use self::column::{Column, Sortable, Unsortable};
pub use self::condition::Condition;
pub use self::kinds::{Associate, Date, Flag, Item, Moment, Number, Numeric, Open, Shown, Text};
pub use self::order::Order;
pub use self::path::{Archive, ColumnSet, Path};
pub use self::select::{Select, selected};
