//! Conditions on one column.
//!
//! In: the name of a column, an operator as a method, values. Out: a [`Filter`]. This file is the table of the documented
//! operators.

use super::filter::Filter;
use super::literal::Literal;

/// Starts a condition on a column, such as `name` or `contactAssociate/fullName`.
///
/// ```
/// use superoffice_runtime::col;
///
/// assert_eq!(col("name").is("L'Oréal").as_str(), r"name is 'L\'Oréal'");
/// assert_eq!(col("contactId").gt(17).as_str(), "contactId gt 17");
/// assert_eq!(col("category").one_of([1, 2]).as_str(), "category oneOf (1,2)");
/// assert_eq!(col("updatedDate").this_week().as_str(), "updatedDate thisWeek");
/// ```
///
/// Text and dates are quoted and escaped. The name is sent unchanged, so do not take it from untrusted input.
pub fn col(name: impl Into<String>) -> Column {
    Column(name.into())
}

/// A column in a condition; see [`col`].
///
/// Which operators a column understands depends on its type. `le`, `ge` and `notEnds` are documented but fail on the
/// server, so they have no method: use [`at_most`](Self::at_most) and [`at_least`](Self::at_least).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[must_use = "a column is not a condition"]
pub struct Column(String);

impl Column {
    fn unary(self, operator: &str) -> Filter {
        Filter::simple(format!("{} {operator}", self.0))
    }

    fn compared(self, operator: &str, value: &dyn Literal) -> Filter {
        Filter::simple(format!("{} {operator} {}", self.0, value.literal()))
    }

    fn listed<I: IntoIterator<Item: Literal>>(self, operator: &str, values: I) -> Filter {
        let values: Vec<String> = values.into_iter().map(|value| value.literal()).collect();
        Filter::simple(format!("{} {operator} ({})", self.0, values.join(",")))
    }

    fn function(self, name: &str, arguments: &str) -> Filter {
        Filter::simple(format!("{name}({},{arguments})", self.0))
    }

    /// Accepts values that are at least this one: `gt` or `eq`, because `ge` fails on the server.
    pub fn at_least(self, value: impl Literal) -> Filter {
        self.clone().gt(&value).or(self.eq(&value))
    }

    /// Accepts values that are at most this one: `lt` or `eq`, because `le` fails on the server.
    pub fn at_most(self, value: impl Literal) -> Filter {
        self.clone().lt(&value).or(self.eq(&value))
    }

    /// `between`: the value is between these bounds, or equal to one of them. For text, numbers and dates.
    pub fn between<T: Literal>(self, low: T, high: T) -> Filter {
        self.listed("between", [low, high])
    }

    /// `dateBetween`: the date is one of these days or between them.
    pub fn date_between(self, first: impl Literal, last: impl Literal) -> Filter {
        self.listed("dateBetween", [&first as &dyn Literal, &last])
    }

    /// `in`: the text is one of these.
    pub fn is_in<I: IntoIterator<Item: Literal>>(self, values: I) -> Filter {
        self.listed("in", values)
    }

    /// `oneOf`: the item of a list has one of these ids.
    pub fn one_of<I: IntoIterator<Item: Literal>>(self, ids: I) -> Filter {
        self.listed("oneOf", ids)
    }

    /// `notOneOf`: the item of a list has none of these ids.
    pub fn not_one_of<I: IntoIterator<Item: Literal>>(self, ids: I) -> Filter {
        self.listed("notOneOf", ids)
    }

    /// `associateIsOneOf`: the associate has one of these ids.
    pub fn associate_is_one_of<I: IntoIterator<Item: Literal>>(self, ids: I) -> Filter {
        self.listed("associateIsOneOf", ids)
    }

    /// `associateIsNotOneOf`: the associate has none of these ids.
    pub fn associate_is_not_one_of<I: IntoIterator<Item: Literal>>(self, ids: I) -> Filter {
        self.listed("associateIsNotOneOf", ids)
    }

    /// `startswith(column,text)`.
    pub fn starts_with(self, text: impl AsRef<str>) -> Filter {
        self.function("startswith", &text.as_ref().literal())
    }

    /// `endswith(column,text)`.
    pub fn ends_with(self, text: impl AsRef<str>) -> Filter {
        self.function("endswith", &text.as_ref().literal())
    }

    /// `this(column,period)`: the date is in this period, such as `month`.
    pub fn this(self, period: &str) -> Filter {
        self.function("this", period)
    }

    /// `thisAndPreviousAndNext(column,period)`.
    pub fn this_and_previous_and_next(self, period: &str) -> Filter {
        self.function("thisAndPreviousAndNext", period)
    }
}

/// Methods for operators with one value.
macro_rules! compared {
    ($(#[doc = $doc:literal] $method:ident($value:ident: $type:ty) = $operator:literal => $literal:expr;)*) => {
        impl Column {$(
            #[doc = concat!("`", $operator, "`:", $doc)]
            pub fn $method(self, $value: $type) -> Filter {
                self.compared($operator, &$literal)
            }
        )*}
    };
}

compared! {
    /// equal. For numbers and dates; for text, use [`is`](Self::is).
    eq(value: impl Literal) = "eq" => value;
    /// not equal. For numbers and dates; for text, use [`is_not`](Self::is_not).
    ne(value: impl Literal) = "ne" => value;
    /// greater.
    gt(value: impl Literal) = "gt" => value;
    /// less.
    lt(value: impl Literal) = "lt" => value;
    /// the text is this one.
    is(text: impl AsRef<str>) = "is" => text.as_ref();
    /// the text is another one.
    is_not(text: impl AsRef<str>) = "isNot" => text.as_ref();
    /// the text begins with this one.
    begins(text: impl AsRef<str>) = "begins" => text.as_ref();
    /// the text does not begin with this one.
    not_begins(text: impl AsRef<str>) = "notBegins" => text.as_ref();
    /// the text contains this one.
    contains(text: impl AsRef<str>) = "contains" => text.as_ref();
    /// the text does not contain this one.
    not_contains(text: impl AsRef<str>) = "notContains" => text.as_ref();
    /// on this day.
    on(date: impl Literal) = "date" => date;
    /// before this day. The time of day is ignored; see [`before_time`](Self::before_time).
    before(date: impl Literal) = "before" => date;
    /// on this day or before it.
    before_or_on(date: impl Literal) = "beforeOrEqual" => date;
    /// after this day. The time of day is ignored; see [`after_time`](Self::after_time).
    after(date: impl Literal) = "after" => date;
    /// the column has this value. For yes or no, `true` or `false`; for numbers, the same as [`eq`](Self::eq).
    set_to(value: impl Literal) = "set" => value;
    /// at this date and time.
    at_time(time: impl Literal) = "dateTime" => time;
    /// before this date and time.
    before_time(time: impl Literal) = "beforeTime" => time;
    /// after this date and time.
    after_time(time: impl Literal) = "afterTime" => time;
}

/// Methods for operators without a value.
macro_rules! unary {
    ($($method:ident = $operator:literal;)*) => {
        impl Column {$(
            #[doc = concat!("`", $operator, "`, which takes no value.")]
            pub fn $method(self) -> Filter {
                self.unary($operator)
            }
        )*}
    };
}

unary! {
    is_set = "set";
    is_current_associate = "currentAssociate";
    before_today = "beforeToday";
    today = "today";
    after_today = "afterToday";
    last_week = "lastWeek";
    this_week = "thisWeek";
    next_week = "nextWeek";
    last_month = "lastMonth";
    this_month = "thisMonth";
    next_month = "nextMonth";
    last_quarter = "lastQuarter";
    this_quarter = "thisQuarter";
    next_quarter = "nextQuarter";
    this_half = "thisHalf";
    this_year = "thisYear";
}

/// Methods for the functions of a date, a number and a period.
macro_rules! periods {
    ($($method:ident = $function:literal;)*) => {
        impl Column {$(
            #[doc = concat!("`", $function, "(column,count,period)`; a period is a word such as `month`.")]
            pub fn $method(self, count: u32, period: &str) -> Filter {
                self.function($function, &format!("{count},{period}"))
            }
        )*}
    };
}

periods! {
    next = "next";
    previous = "previous";
    this_and_next = "thisAndNext";
    this_and_previous = "thisAndPrevious";
}
