//! Tests the text of filters, with a parser of its own.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a helper of a test may fail like the test"
)]

use superoffice_runtime::{DateTime, Filter, OrderBy, asc, col, desc};

/// A condition, as the parser understands it.
#[derive(Debug, Clone, PartialEq)]
enum Tree {
    Text(String, String, String),
    Number(String, String, i64),
    Numbers(String, String, Vec<i64>),
    Unary(String, String),
    Call(String, String, String),
    And(Vec<Tree>),
    Or(Vec<Tree>),
}

/// A parser of the documented grammar. It knows nothing of the code that writes filters.
struct Parser<'a>(std::iter::Peekable<std::str::Chars<'a>>);

impl Parser<'_> {
    fn parse(text: &str) -> Tree {
        let mut parser = Parser(text.chars().peekable());
        let tree = parser.group();
        assert_eq!(parser.0.next(), None, "text after the condition in {text}");
        tree
    }

    fn accept(&mut self, c: char) -> bool {
        self.0.next_if_eq(&c).is_some()
    }

    fn word(&mut self) -> String {
        std::iter::from_fn(|| self.0.next_if(|c| c.is_alphanumeric() || "/._-".contains(*c))).collect()
    }

    /// Conditions joined by one word. A mix without parentheses has no documented meaning.
    fn group(&mut self) -> Tree {
        let first = self.condition();
        let (mut all, mut joint) = (vec![first], None);
        while self.accept(' ') {
            let word = self.word();
            assert!(*joint.get_or_insert_with(|| word.clone()) == word, "`and` and `or` in one group");
            assert!(self.accept(' '));
            all.push(self.condition());
        }
        match joint.as_deref() {
            None => all.remove(0),
            Some("and") => Tree::And(all),
            Some("or") => Tree::Or(all),
            Some(word) => panic!("{word}"),
        }
    }

    fn condition(&mut self) -> Tree {
        if self.accept('(') {
            let inner = self.group();
            assert!(self.accept(')'));
            return inner;
        }
        let column = self.word();
        if self.accept('(') {
            let of = self.word();
            assert!(self.accept(','));
            let text = self.text();
            assert!(self.accept(')'));
            return Tree::Call(column, of, text);
        }
        assert!(self.accept(' '));
        let operator = self.word();
        if ["thisWeek", "currentAssociate"].contains(&operator.as_str()) {
            return Tree::Unary(column, operator);
        }
        assert!(self.accept(' '));
        match self.0.peek() {
            Some('\'') => Tree::Text(column, operator, self.text()),
            Some('(') => {
                self.0.next();
                let mut numbers = vec![self.number()];
                while self.accept(',') {
                    numbers.push(self.number());
                }
                assert!(self.accept(')'));
                Tree::Numbers(column, operator, numbers)
            }
            _ => Tree::Number(column, operator, self.number()),
        }
    }

    fn number(&mut self) -> i64 {
        self.word().parse().unwrap()
    }

    fn text(&mut self) -> String {
        assert!(self.accept('\''));
        let mut text = String::new();
        loop {
            match self.0.next().unwrap() {
                '\'' => return text,
                '\\' => text.push(self.0.next().unwrap()),
                c => text.push(c),
            }
        }
    }
}

/// A generator of random numbers (SplitMix64), so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) as usize % below
    }

    fn text(&mut self) -> String {
        const CHARACTERS: [char; 20] = [
            '\'', '\\', '"', '(', ')', ',', ' ', 'a', 'n', 'd', 'o', 'r', '%', '&', '\n', '\0', 'é', '日', '😀',
            '\u{301}',
        ];
        (0..self.next(12)).map(|_| CHARACTERS[self.next(CHARACTERS.len())]).collect()
    }

    /// A filter, and what the parser must find in it.
    fn filter(&mut self, depth: usize) -> (Filter, Tree) {
        let column = ["name", "contactAssociate/fullName", "a.b_c"][self.next(3)];
        if depth > 0 && self.next(3) > 0 {
            let all: Vec<_> = (0..2 + self.next(2)).map(|_| self.filter(depth - 1)).collect();
            let (filters, trees): (Vec<_>, Vec<_>) = all.into_iter().unzip();
            let and = self.next(2) == 0;
            let filter = filters.into_iter().reduce(|one, two| if and { one.and(two) } else { one.or(two) }).unwrap();
            return (filter, join(and, trees));
        }
        let (text, number) = (self.text(), self.next(1_000_000) as i64 - 500_000);
        let owned = |operator: &str| (column.to_owned(), operator.to_owned());
        let with = |tree: fn(String, String, String) -> Tree, operator: &str| {
            let (column, operator) = owned(operator);
            tree(column, operator, text.clone())
        };
        match self.next(8) {
            0 => (col(column).is(&text), with(Tree::Text, "is")),
            1 => (col(column).begins(&text), with(Tree::Text, "begins")),
            2 => (col(column).not_contains(text.clone()), with(Tree::Text, "notContains")),
            3 => (col(column).after(text.as_str()), with(Tree::Text, "after")),
            4 => (col(column).starts_with(&text), Tree::Call("startswith".to_owned(), column.to_owned(), text)),
            5 => (col(column).gt(number), Tree::Number(column.to_owned(), "gt".to_owned(), number)),
            6 => (col(column).this_week(), Tree::Unary(column.to_owned(), "thisWeek".to_owned())),
            _ => {
                let numbers = vec![number, -number];
                let filter = col(column).one_of(&numbers);
                (filter, Tree::Numbers(column.to_owned(), "oneOf".to_owned(), numbers))
            }
        }
    }
}

/// Groups of the same kind need no parentheses, so they become one.
fn join(and: bool, trees: Vec<Tree>) -> Tree {
    let mut all = Vec::new();
    for tree in trees {
        match tree {
            Tree::And(inner) if and => all.extend(inner),
            Tree::Or(inner) if !and => all.extend(inner),
            tree => all.push(tree),
        }
    }
    if and { Tree::And(all) } else { Tree::Or(all) }
}

#[test]
fn ten_thousand_filters_are_parsed_back() {
    let mut random = Random(1);
    let (mut texts, mut groups) = (0, 0);
    for _ in 0..10_000 {
        let (filter, tree) = random.filter(3);
        assert_eq!(Parser::parse(filter.as_str()), tree, "{filter}");
        texts += filter.as_str().matches("\\'").count();
        groups += filter.as_str().matches("(name").count();
    }
    assert!(texts > 1000 && groups > 1000, "{texts} {groups}");
}

#[test]
fn ten_thousand_texts_are_parsed_back() {
    let mut random = Random(2);
    for _ in 0..10_000 {
        let text: String = (0..random.next(9))
            .filter_map(|_| {
                char::from_u32(if random.next(2) == 0 { random.next(128) } else { random.next(0x11_0000) } as u32)
            })
            .collect();
        let filter = col("name").contains(&text);
        assert_eq!(Parser::parse(filter.as_str()), Tree::Text("name".into(), "contains".into(), text));
    }
}

#[test]
fn operators() {
    let date = DateTime::from_wire("2026-11-22T00:00:00");
    for (filter, text) in [
        (col("a").eq(1), "a eq 1"),
        (col("a").ne(-1), "a ne -1"),
        (col("a").lt(1.5), "a lt 1.5"),
        (col("a").eq(true), "a eq true"),
        (col("a").at_least(1).and(col("b").at_most(2)), "(a gt 1 or a eq 1) and (b lt 2 or b eq 2)"),
        (col("a").between(1, 2), "a between (1,2)"),
        (col("a").is_in(["x", "y'"]), r"a in ('x','y\'')"),
        (col("a").is_not("x").and(col("a").not_begins("y")), "a isNot 'x' and a notBegins 'y'"),
        (col("a").not_one_of(vec![1]), "a notOneOf (1)"),
        (col("a").associate_is_one_of([5]), "a associateIsOneOf (5)"),
        (col("a").associate_is_not_one_of([5]), "a associateIsNotOneOf (5)"),
        (col("a").on("2026-11-22"), "a date '2026-11-22'"),
        (col("a").before("2026-11-22"), "a before '2026-11-22'"),
        (col("a").before_or_on("2026-11-22"), "a beforeOrEqual '2026-11-22'"),
        (col("a").at_time(date.clone()), "a dateTime '2026-11-22T00:00:00'"),
        (col("a").before_time(date.clone()), "a beforeTime '2026-11-22T00:00:00'"),
        (col("a").after_time(date.clone()), "a afterTime '2026-11-22T00:00:00'"),
        (col("a").date_between(date.clone(), "2026-11-23"), "a dateBetween ('2026-11-22T00:00:00','2026-11-23')"),
        (col("a").is_current_associate(), "a currentAssociate"),
        (col("a").is_set(), "a set"),
        (col("a").ends_with("b"), "endswith(a,'b')"),
        (col("a").this("month"), "this(a,month)"),
        (col("a").previous(2, "week"), "previous(a,2,week)"),
        (col("a").this_and_previous_and_next("week"), "thisAndPreviousAndNext(a,week)"),
        (Filter::raw("x or y").and(col("a").gt(1)), "(x or y) and a gt 1"),
        (col("a").gt(1).and("getAllRows"), "a gt 1 and (getAllRows)"),
        (Filter::all([col("a").gt(1), col("b").gt(1)]), "a gt 1 and b gt 1"),
        (Filter::any([col("a").gt(1), col("b").gt(1)]), "a gt 1 or b gt 1"),
        (Filter::any::<[Filter; 0]>([]).and(Filter::from(" ")).or(col("a").gt(1)), "a gt 1"),
    ] {
        assert_eq!(filter.as_str(), text);
    }
    #[cfg(feature = "jiff")]
    assert_eq!(col("a").after(jiff::civil::date(2026, 11, 22)).as_str(), "a after '2026-11-22T00:00:00'");
}

#[test]
fn order() {
    assert_eq!(asc("a").then(desc("b/c")).then("d").as_str(), "a asc,b/c desc,d");
    assert_eq!(OrderBy::from(vec!["a", "b desc"]).as_str(), "a,b desc");
    assert_eq!(OrderBy::default().then(asc("a")).then("").as_str(), "a asc");
}
