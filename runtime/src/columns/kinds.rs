//! The kinds of columns, and the operators of each.
//!
//! In: columns and values. Out: conditions. The text of an operator is in `lists/column.rs`; this file is the table of
//! what each kind allows.

use super::column::Column;
use super::condition::Condition;
use crate::lists::Literal;

/// Text: restriction type `string`.
#[derive(Debug, Clone, Copy)]
pub enum Text {}

/// A number: restriction types `int` and `decimal`.
#[derive(Debug, Clone, Copy)]
pub enum Number {}

/// Yes or no: restriction type `bool`.
#[derive(Debug, Clone, Copy)]
pub enum Flag {}

/// An item of a list, compared by its id: restriction type `listAny`.
#[derive(Debug, Clone, Copy)]
pub enum Item {}

/// An associate, compared by its id: restriction type `associate`.
#[derive(Debug, Clone, Copy)]
pub enum Associate {}

/// A date, whose time of day is ignored: restriction types `date` and `unlimitedDate`.
#[derive(Debug, Clone, Copy)]
pub enum Date {}

/// A date and time: restriction type `datetime`.
#[derive(Debug, Clone, Copy)]
pub enum Moment {}

/// Any other restriction type. Which operators it allows is not documented, so the column has all of them.
#[derive(Debug, Clone, Copy)]
pub enum Open {}

/// The column can be selected, but not be in a condition.
#[derive(Debug, Clone, Copy)]
pub enum Shown {}

/// A number, with which a [`Number`] or an id is compared.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a number, so this column cannot be compared with it")]
pub trait Numeric: Literal {}

macro_rules! numeric {
    ($($type:ty),*) => {$(impl Numeric for $type {})*};
}

numeric!(i16, i32, i64, u16, u32, u64, usize, f64);

impl<T: Numeric + ?Sized> Numeric for &T {}

/// Methods that call the method with the same name of the column without a kind.
macro_rules! same {
    ($($method:ident $(<$($generic:ident: $bound:path),*>)? ($($value:ident: $type:ty),*);)*) => {$(
        #[doc = concat!("See [`Column::", stringify!($method), "`](crate::Column::", stringify!($method), ").")]
        pub fn $method $(<$($generic: $bound),*>)? (self, $($value: $type),*) -> Condition<A> {
            Condition::of(self.untyped().$method($($value),*))
        }
    )*};
}

macro_rules! operators {
    (compared $value:path) => {
        same! {
            eq(value: impl $value);
            ne(value: impl $value);
            gt(value: impl $value);
            lt(value: impl $value);
            at_least(value: impl $value);
            at_most(value: impl $value);
            between<T: $value>(low: T, high: T);
        }
    };
    (text) => {
        same! {
            is(text: impl AsRef<str>);
            is_not(text: impl AsRef<str>);
            begins(text: impl AsRef<str>);
            not_begins(text: impl AsRef<str>);
            contains(text: impl AsRef<str>);
            not_contains(text: impl AsRef<str>);
            starts_with(text: impl AsRef<str>);
            ends_with(text: impl AsRef<str>);
            is_in(texts: impl IntoIterator<Item: AsRef<str> + Literal>);
        }
    };
    (item $id:path) => {
        same! {
            one_of(ids: impl IntoIterator<Item: $id>);
            not_one_of(ids: impl IntoIterator<Item: $id>);
        }
    };
    (associate $id:path) => {
        same! {
            is_current_associate();
            associate_is_one_of(ids: impl IntoIterator<Item: $id>);
            associate_is_not_one_of(ids: impl IntoIterator<Item: $id>);
        }
    };
    (date) => {
        same! {
            on(date: impl Literal);
            before(date: impl Literal);
            before_or_on(date: impl Literal);
            after(date: impl Literal);
            date_between(first: impl Literal, last: impl Literal);
            before_today();
            today();
            after_today();
            last_week();
            this_week();
            next_week();
            last_month();
            this_month();
            next_month();
            last_quarter();
            this_quarter();
            next_quarter();
            this_half();
            this_year();
            this(period: &str);
            next(count: u32, period: &str);
            previous(count: u32, period: &str);
            this_and_next(count: u32, period: &str);
            this_and_previous(count: u32, period: &str);
            this_and_previous_and_next(period: &str);
        }
    };
    (time) => {
        same! {
            at_time(time: impl Literal);
            before_time(time: impl Literal);
            after_time(time: impl Literal);
        }
    };
}

impl<A, O> Column<A, Text, O> {
    operators!(text);
    same! {
        between<T: Literal>(low: T, high: T);
    }
}

impl<A, O> Column<A, Number, O> {
    operators!(compared Numeric);
}

impl<A, O> Column<A, Flag, O> {
    /// `set`: the column has this value.
    pub fn is(self, value: bool) -> Condition<A> {
        Condition::of(self.untyped().set_to(value))
    }
}

impl<A, O> Column<A, Item, O> {
    operators!(item Numeric);
}

impl<A, O> Column<A, Associate, O> {
    operators!(associate Numeric);
}

impl<A, O> Column<A, Date, O> {
    operators!(date);
}

impl<A, O> Column<A, Moment, O> {
    operators!(time);
}

impl<A, O> Column<A, Open, O> {
    operators!(compared Literal);
    operators!(text);
    operators!(item Literal);
    operators!(associate Literal);
    operators!(date);
    operators!(time);
    same! {
        is_set();
        set_to(value: impl Literal);
    }
}
