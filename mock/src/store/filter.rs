//! Conditions on records: the value of `$filter`.
//!
//! In: the text of a condition. Out: [`Filter`], which says whether a record fulfils it. A column is the name of a property
//! in any case, or a path such as `contact/name`. Conditions that depend on the clock or the user, such as `thisMonth`,
//! are not supported.

use std::cmp::Ordering;

use serde_json::Value;

use super::lex::{Token, tokens};
use crate::date;

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Filter {
    And(Vec<Filter>),
    Or(Vec<Filter>),
    Not(Box<Filter>),
    Compare { column: String, test: Test, values: Vec<Literal> },
}

/// A value in a condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Literal {
    Number(f64),
    Text(String),
}

/// An operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Test {
    Equal,
    Unequal,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    Begins,
    NotBegins,
    Ends,
    NotEnds,
    Contains,
    NotContains,
    OneOf,
    NotOneOf,
    Between,
    Set,
    Day,
    Before,
    BeforeOrOn,
    After,
    AfterOrOn,
    Time,
    BeforeTime,
    AfterTime,
    DateBetween,
}

/// The operators, with the number of values: one, a list, or none.
static OPERATORS: &[(&str, Test, Values)] = &[
    ("eq", Test::Equal, Values::One),
    ("=", Test::Equal, Values::One),
    ("equals", Test::Equal, Values::One),
    ("is", Test::Equal, Values::One),
    ("ne", Test::Unequal, Values::One),
    ("unequals", Test::Unequal, Values::One),
    ("isNot", Test::Unequal, Values::One),
    ("gt", Test::Greater, Values::One),
    (">", Test::Greater, Values::One),
    ("greater", Test::Greater, Values::One),
    ("ge", Test::GreaterOrEqual, Values::One),
    (">=", Test::GreaterOrEqual, Values::One),
    ("lt", Test::Less, Values::One),
    ("<", Test::Less, Values::One),
    ("less", Test::Less, Values::One),
    ("le", Test::LessOrEqual, Values::One),
    ("<=", Test::LessOrEqual, Values::One),
    ("begins", Test::Begins, Values::One),
    ("notBegins", Test::NotBegins, Values::One),
    ("ends", Test::Ends, Values::One),
    ("notEnds", Test::NotEnds, Values::One),
    ("contains", Test::Contains, Values::One),
    ("notContains", Test::NotContains, Values::One),
    ("in", Test::OneOf, Values::List),
    ("notIn", Test::NotOneOf, Values::List),
    ("oneOf", Test::OneOf, Values::List),
    ("notOneOf", Test::NotOneOf, Values::List),
    ("associateIsOneOf", Test::OneOf, Values::List),
    ("associateIsNotOneOf", Test::NotOneOf, Values::List),
    ("between", Test::Between, Values::List),
    ("set", Test::Set, Values::None),
    ("date", Test::Day, Values::One),
    ("before", Test::Before, Values::One),
    ("beforeOrEqual", Test::BeforeOrOn, Values::One),
    ("after", Test::After, Values::One),
    ("afterOrEqual", Test::AfterOrOn, Values::One),
    ("dateTime", Test::Time, Values::One),
    ("beforeTime", Test::BeforeTime, Values::One),
    ("afterTime", Test::AfterTime, Values::One),
    ("dateBetween", Test::DateBetween, Values::List),
];

/// The functions of a column and a text.
static FUNCTIONS: &[(&str, Test)] =
    &[("startswith", Test::Begins), ("endswith", Test::Ends), ("substringof", Test::Contains)];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Values {
    None,
    One,
    List,
}

/// How deep parentheses are nested in a condition, so that no request can exhaust the stack.
const DEPTH: usize = 32;

impl Filter {
    /// Parses a condition. The error is a message.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let tokens = tokens(text)?;
        let mut parser = Parser { tokens: &tokens, depth: 0 };
        let filter = parser.any()?;
        match parser.tokens.first() {
            None => Ok(filter),
            Some(token) => Err(format!("{} is not expected here", words(Some(token)))),
        }
    }

    /// The columns in it.
    pub(crate) fn columns(&self) -> Vec<&str> {
        match self {
            Self::And(all) | Self::Or(all) => all.iter().flat_map(Self::columns).collect(),
            Self::Not(inner) => inner.columns(),
            Self::Compare { column, .. } => vec![column],
        }
    }

    /// Whether a record fulfils it.
    pub(crate) fn fits(&self, record: &Value) -> bool {
        match self {
            Self::And(all) => all.iter().all(|one| one.fits(record)),
            Self::Or(any) => any.iter().any(|one| one.fits(record)),
            Self::Not(inner) => !inner.fits(record),
            Self::Compare { column, test, values } => test.holds(&cell(record, column), values),
        }
    }
}

/// The value of a column: that of the property with this name or path. An object in a list is its id.
pub(crate) fn cell(record: &Value, column: &str) -> Value {
    // A row that was made has whole columns, such as `contact/name`.
    let whole = record.as_object().filter(|_| column.contains(['/', '.'])).and_then(|members| members.get(column));
    if let Some(value) = whole {
        return value.clone();
    }
    let mut value = record;
    for part in column.split(['/', '.']) {
        let Value::Object(members) = value else { return Value::Null };
        let Some((_, inner)) = members.iter().find(|(name, _)| name.eq_ignore_ascii_case(part)) else {
            return Value::Null;
        };
        value = inner;
    }
    match value {
        Value::Object(members) => {
            let id = members.iter().find(|(name, value)| name.to_ascii_lowercase().ends_with("id") && value.is_i64());
            id.map_or(Value::Null, |(_, id)| id.clone())
        }
        Value::Array(_) => Value::Null,
        other => other.clone(),
    }
}

struct Parser<'a> {
    tokens: &'a [Token],
    depth: usize,
}

fn words(token: Option<&Token>) -> String {
    match token {
        Some(Token::Word(word)) => format!("`{word}`"),
        Some(Token::Text(text)) => format!("the text '{text}'"),
        Some(Token::Open) => "`(`".to_owned(),
        Some(Token::Close) => "`)`".to_owned(),
        Some(Token::Comma) => "`,`".to_owned(),
        None => "the end".to_owned(),
    }
}

impl Parser<'_> {
    fn next(&mut self) -> Option<Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first.clone())
    }

    fn take_word(&mut self, wanted: &str) -> bool {
        let found = matches!(self.tokens.first(), Some(Token::Word(word)) if word.eq_ignore_ascii_case(wanted));
        if found {
            self.next();
        }
        found
    }

    fn expect(&mut self, wanted: &Token) -> Result<(), String> {
        match self.next() {
            Some(token) if token == *wanted => Ok(()),
            other => Err(format!("{} is expected, not {}", words(Some(wanted)), words(other.as_ref()))),
        }
    }

    fn any(&mut self) -> Result<Filter, String> {
        let mut all = vec![self.all()?];
        while self.take_word("or") {
            all.push(self.all()?);
        }
        Ok(if all.len() > 1 { Filter::Or(all) } else { all.remove(0) })
    }

    fn all(&mut self) -> Result<Filter, String> {
        let mut all = vec![self.one()?];
        while self.take_word("and") {
            all.push(self.one()?);
        }
        Ok(if all.len() > 1 { Filter::And(all) } else { all.remove(0) })
    }

    fn one(&mut self) -> Result<Filter, String> {
        if self.depth > DEPTH {
            return Err("its parentheses are nested too deeply".to_owned());
        }
        self.depth += 1;
        let found = self.inner();
        self.depth -= 1;
        found
    }

    fn inner(&mut self) -> Result<Filter, String> {
        if self.take_word("not") {
            return Ok(Filter::Not(Box::new(self.one()?)));
        }
        match self.next() {
            Some(Token::Open) => {
                let inner = self.any()?;
                self.expect(&Token::Close)?;
                Ok(inner)
            }
            Some(Token::Word(name)) if self.tokens.first() == Some(&Token::Open) => self.function(&name),
            Some(Token::Word(column)) => self.comparison(column),
            other => Err(format!("a column is expected, not {}", words(other.as_ref()))),
        }
    }

    fn function(&mut self, name: &str) -> Result<Filter, String> {
        let known = FUNCTIONS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        let Some((_, test)) = known else { return Err(unsupported(name)) };
        let values = self.list()?;
        // The text is the first argument of one of the functions, and the second one of the others.
        let column = |literal: &Literal| match literal {
            Literal::Text(text) => text.clone(),
            Literal::Number(number) => number.to_string(),
        };
        match values.as_slice() {
            [first, second] if name.eq_ignore_ascii_case("substringof") => {
                Ok(Filter::Compare { column: column(second), test: *test, values: vec![first.clone()] })
            }
            [first, second] => Ok(Filter::Compare { column: column(first), test: *test, values: vec![second.clone()] }),
            _ => Err(format!("`{name}` has two arguments")),
        }
    }

    fn comparison(&mut self, column: String) -> Result<Filter, String> {
        let operator = match self.next() {
            Some(Token::Word(operator)) => operator,
            other => return Err(format!("an operator is expected after `{column}`, not {}", words(other.as_ref()))),
        };
        let known = OPERATORS.iter().find(|(known, ..)| known.eq_ignore_ascii_case(&operator));
        let Some((_, test, count)) = known else { return Err(unsupported(&operator)) };
        let values = match count {
            Values::None => Vec::new(),
            Values::One => vec![self.literal()?],
            Values::List => self.list()?,
        };
        if matches!(test, Test::Between | Test::DateBetween) && values.len() != 2 {
            return Err(format!("`{operator}` has two values"));
        }
        Ok(Filter::Compare { column, test: *test, values })
    }

    fn list(&mut self) -> Result<Vec<Literal>, String> {
        self.expect(&Token::Open)?;
        let mut values = Vec::new();
        if self.tokens.first() != Some(&Token::Close) {
            values.push(self.literal()?);
            while self.tokens.first() == Some(&Token::Comma) {
                self.next();
                values.push(self.literal()?);
            }
        }
        self.expect(&Token::Close)?;
        Ok(values)
    }

    fn literal(&mut self) -> Result<Literal, String> {
        match self.next() {
            Some(Token::Text(text)) => Ok(Literal::Text(text)),
            Some(Token::Word(word)) => Ok(match word.parse::<f64>() {
                Ok(number) if number.is_finite() => Literal::Number(number),
                _ => Literal::Text(word),
            }),
            other => Err(format!("a value is expected, not {}", words(other.as_ref()))),
        }
    }
}

fn unsupported(operator: &str) -> String {
    let known: Vec<&str> = OPERATORS.iter().map(|(name, ..)| *name).collect();
    format!("the operator `{operator}` is not one that this server knows: {}", known.join(", "))
}

impl Test {
    fn holds(self, cell: &Value, values: &[Literal]) -> bool {
        if self == Self::Set {
            return !cell.is_null() && cell.as_str() != Some("");
        }
        let first = values.first();
        let any_equal = || values.iter().any(|value| compare(cell, value) == Some(Ordering::Equal));
        let is = |wanted: &[Ordering]| {
            first.and_then(|value| compare(cell, value)).is_some_and(|found| wanted.contains(&found))
        };
        match self {
            Self::Equal | Self::OneOf => any_equal(),
            Self::Unequal | Self::NotOneOf => !any_equal(),
            Self::Greater => is(&[Ordering::Greater]),
            Self::GreaterOrEqual => is(&[Ordering::Greater, Ordering::Equal]),
            Self::Less => is(&[Ordering::Less]),
            Self::LessOrEqual => is(&[Ordering::Less, Ordering::Equal]),
            Self::Between => {
                let at = |at: usize| values.get(at).and_then(|value| compare(cell, value));
                at(0).is_some_and(Ordering::is_ge) && at(1).is_some_and(Ordering::is_le)
            }
            Self::Begins | Self::NotBegins | Self::Ends | Self::NotEnds | Self::Contains | Self::NotContains => {
                self.text_holds(cell, first)
            }
            _ => self.date_holds(cell, values),
        }
    }

    fn text_holds(self, cell: &Value, value: Option<&Literal>) -> bool {
        let cell = text(cell).to_lowercase();
        let value = match value {
            Some(Literal::Text(text)) => text.to_lowercase(),
            Some(Literal::Number(number)) => number.to_string(),
            None => String::new(),
        };
        match self {
            Self::Begins => cell.starts_with(&value),
            Self::NotBegins => !cell.starts_with(&value),
            Self::Ends => cell.ends_with(&value),
            Self::NotEnds => !cell.ends_with(&value),
            Self::NotContains => !cell.contains(&value),
            _ => cell.contains(&value),
        }
    }

    fn date_holds(self, cell: &Value, values: &[Literal]) -> bool {
        let by_time = matches!(self, Self::Time | Self::BeforeTime | Self::AfterTime);
        let read = if by_time { date::seconds } else { date::days };
        let Some(found) = cell.as_str().and_then(read) else { return false };
        let at = |at: usize| match values.get(at) {
            Some(Literal::Text(text)) => read(text),
            _ => None,
        };
        let Some(first) = at(0) else { return false };
        match self {
            Self::Day | Self::Time => found == first,
            Self::Before | Self::BeforeTime => found < first,
            Self::BeforeOrOn => found <= first,
            Self::After | Self::AfterTime => found > first,
            Self::AfterOrOn => found >= first,
            _ => found >= first && at(1).is_some_and(|second| found <= second),
        }
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Compares a cell with a value: as numbers if both are, as times if both are, otherwise as texts without case.
fn compare(cell: &Value, value: &Literal) -> Option<Ordering> {
    match (cell, value) {
        (Value::Null, _) => None,
        (Value::Number(cell), Literal::Number(value)) => cell.as_f64()?.partial_cmp(value),
        (Value::Number(cell), Literal::Text(value)) => cell.as_f64()?.partial_cmp(&value.parse::<f64>().ok()?),
        (cell, Literal::Text(value)) => {
            let cell = text(cell);
            match (date::seconds(&cell), date::seconds(value)) {
                (Some(cell), Some(value)) => Some(cell.cmp(&value)),
                _ => Some(cell.to_lowercase().cmp(&value.to_lowercase())),
            }
        }
        (cell, Literal::Number(value)) => text(cell).parse::<f64>().ok()?.partial_cmp(value),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(filter: &str, expected: bool) {
        let record = json!({
            "ContactId": 17, "Name": "L'Oréal Nord", "Department": null, "Amount": 12.5, "Xstop": true,
            "Updated": "2026-03-01T12:00:00", "Category": {"Id": 3, "Value": "A"},
        });
        assert_eq!(Filter::parse(filter).map(|filter| filter.fits(&record)), Ok(expected), "{filter}");
    }

    #[test]
    fn conditions() {
        check("contactId eq 17", true);
        check("name begins 'l\\'oréal' and contactId in (3, 17)", true);
        check("name is 'Nord' or (contactId gt 16 and not contactId lt 3)", true);
        check("name notContains 'nord'", false);
        check("department set", false);
        check("department is 'x' or name set", true);
        check("amount between (12, 13)", true);
        check("xstop eq true", true);
        check("category oneOf (3,4)", true);
        check("category/value is 'a'", true);
        check("updated after '2026-02-28'", true);
        check("updated after '2026-03-01'", false);
        check("updated afterTime '2026-03-01T11:00:00Z'", true);
        check("updated dateBetween ('2026-03-01','2026-03-02')", true);
        check("startswith(name,'L''Or') and endswith(name,'NORD') and substringof('al',name)", true);
        check("unknown eq 1", false);
        check("unknown ne 1", true);
    }

    #[test]
    fn conditions_that_cannot_be_parsed() {
        for text in
            ["", "name", "name thisMonth", "name is 'x", "name is 'x' name", "(name set", "x between (1)", "f(x,1)"]
        {
            assert!(Filter::parse(text).is_err(), "{text}");
        }
        assert!(Filter::parse(&format!("{}name set", "(".repeat(100_000))).is_err());
    }
}
