//! Finds the documented routes that are nearest to a request, and what differs.
//!
//! In: a method and the segments of a path that no operation has. Out: [`Near`] operations. The distance is an edit distance
//! over segments, in which a misspelt segment costs less than a different one. The tree of routes is searched with one row of
//! the distance table per node, and branches that cannot be near enough are skipped.

use std::fmt;

use http::Method;

use super::routes::Node;
use super::{Api, Operation, PageLine, Segment};

/// The cost of each kind of difference. A missing or additional segment costs 1.
const OTHER_METHOD: f64 = 0.7;
const NO_INTEGER: f64 = 0.6;
const PARAMETER: f64 = 0.05;
const OTHER_TEXT: f64 = 1.2;
/// A segment before the documented ones, such as the name of a tenant.
const PREFIX: f64 = 0.4;

/// The minimum similarity of two texts of which one counts as a misspelling of the other.
const LIKE: f64 = 0.6;
/// The longest path (in segments) and the longest segment (in bytes) for which similar routes are searched. No
/// documented route is half as long.
const LONGEST: (usize, usize) = (24, 160);

/// The maximum distances of the search, which are tried one after the other until a route is found. Most requests are
/// close to a route, and a small maximum skips most of the tree.
const LIMITS: [f64; 3] = [OTHER_METHOD, 1.0 + OTHER_METHOD, 4.0];
/// The largest difference in distance between the nearest route and another one that is returned.
const MARGIN: f64 = 0.3;
/// The number of routes that are found.
const MOST: usize = 4;

/// A documented route near to a request.
///
/// It is displayed like a diff: the request, the route with the line of its page, and the differences.
#[derive(Debug, Clone)]
pub struct Near<'a> {
    /// The operation.
    pub operation: &'a Operation,
    /// The differences, in words.
    pub differences: Vec<String>,
    /// The method and the documented part of the path of the request.
    request: String,
}

impl Near<'_> {
    /// The line of the page that documents the route.
    #[must_use]
    pub fn line(&self) -> &PageLine {
        &self.operation.line
    }
}

impl fmt::Display for Near<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Operation { method, path, line, .. } = self.operation;
        write!(f, "- {}\n+ {method} {path} ({line})", self.request)?;
        self.differences.iter().try_for_each(|difference| write!(f, "\n  {difference}"))
    }
}

impl Api {
    /// Returns up to four operations whose routes are nearest to a request, the nearest one first.
    #[must_use]
    pub fn nearest(&self, method: &Method, segments: &[String]) -> Vec<Near<'_>> {
        let start = self.routes.start(segments);
        let given = segments.get(start.unwrap_or_default()..).unwrap_or_default();
        if given.len() > LONGEST.0 || given.iter().any(|segment| segment.len() > LONGEST.1) {
            return Vec::new();
        }
        let lower: Vec<Given> = given.iter().map(|segment| Given::of(segment.to_lowercase())).collect();
        let skip = if start.is_some() { 1.0 } else { PREFIX };
        let row: Vec<f64> = (0..=lower.len()).map(|count| count as f64 * skip).collect();
        let (best, mut found) = LIMITS
            .into_iter()
            .find_map(|limit| {
                let mut search = Search { method, given: &lower, found: Vec::new(), best: limit };
                search.visit(self.routes.root(), &row);
                let nearest = search.found.iter().map(|(cost, _)| *cost).reduce(f64::min)?;
                (nearest <= limit).then_some((nearest, search.found))
            })
            .unwrap_or_default();
        found.retain(|(cost, _)| *cost <= best + MARGIN);
        let uid = |at: usize| self.operations.get(at).map(|operation| operation.uid.as_str());
        found.sort_by(|(a, left), (b, right)| a.total_cmp(b).then_with(|| uid(*left).cmp(&uid(*right))));
        let request = format!("{method} /{}", given.join("/"));
        let near = found.into_iter().take(MOST).filter_map(|(_, at)| self.operations.get(at));
        near.map(|operation| Near {
            operation,
            differences: differences(operation, method, given),
            request: request.clone(),
        })
        .collect()
    }
}

struct Search<'a> {
    method: &'a Method,
    given: &'a [Given],
    found: Vec<(f64, usize)>,
    best: f64,
}

impl Search<'_> {
    /// `row` has the distances between the route to this node and the first segments of the request.
    fn visit(&mut self, node: &Node, row: &[f64]) {
        let nearest = row.iter().copied().fold(f64::INFINITY, f64::min);
        if nearest > self.best + MARGIN {
            return;
        }
        for (method, at) in &node.operations {
            let cost =
                row.last().copied().unwrap_or(f64::INFINITY) + if method == self.method { 0.0 } else { OTHER_METHOD };
            self.best = self.best.min(cost);
            if cost <= self.best + MARGIN {
                self.found.push((cost, *at));
            }
        }
        // Routes that share segments with the request come first, because they limit the search.
        let equal = |text: &String| self.given.iter().any(|given| given.text == *text);
        let (same, other): (Vec<_>, Vec<_>) = node.literals.iter().partition(|(text, _)| equal(text));
        for (text, next) in same {
            self.step(next, row, |given, most| given.similar(text, next.letters, most));
        }
        for (next, integer) in [(&node.integer, true), (&node.text, false)] {
            if let Some(next) = next {
                let fits = |given: &Given| !integer || given.text.parse::<i64>().is_ok();
                self.step(next, row, |given, _| if fits(given) { PARAMETER } else { NO_INTEGER });
            }
        }
        for (text, next) in other {
            self.step(next, row, |given, most| given.similar(text, next.letters, most));
        }
    }

    /// Continues the search below a node. `replace` gets a segment and the largest cost that can still lead to a
    /// result.
    fn step(&mut self, next: &Node, row: &[f64], replace: impl Fn(&Given, f64) -> f64) {
        let limit = self.best + MARGIN;
        let below = next_row(
            row,
            self.given,
            |given, before| {
                if before > limit { OTHER_TEXT } else { replace(given, limit - before) }
            },
        );
        self.visit(next, &below);
    }
}

/// A segment of a request, in lower case.
struct Given {
    text: String,
    letters: Letters,
}

impl Given {
    fn of(text: String) -> Self {
        let letters = Letters::of(&text);
        Self { text, letters }
    }

    /// The cost of replacing the segment with a literal. If it exceeds `most`, a larger number may be returned.
    fn similar(&self, text: &str, letters: Letters, most: f64) -> f64 {
        match self.letters.least_cost(letters) > most.min(1.0 - LIKE) {
            true => OTHER_TEXT,
            false => similar(&self.text, text),
        }
    }
}

/// The letters of a text and their number. They give a lower bound for the distance between two texts without comparing
/// the texts, which is enough for most literals of the tree.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letters {
    /// A bit for each letter that occurs. Letters may share a bit, which can only lower the bound.
    known: u64,
    count: u32,
}

impl Letters {
    pub(super) fn of(text: &str) -> Self {
        text.chars().fold(Self::default(), |letters, c| Self {
            known: letters.known | 1 << (u32::from(c) % 64),
            count: letters.count + 1,
        })
    }

    /// A lower bound of the edits between two texts, divided by the length of the longer one.
    fn least_cost(self, other: Self) -> f64 {
        let only = |a: Self, b: Self| (a.known & !b.known).count_ones();
        let edits = only(self, other).max(only(other, self)).max(self.count.abs_diff(other.count));
        f64::from(edits) / f64::from(self.count.max(other.count).max(1))
    }
}

/// The next row of the distance table. `replace` gets a segment and the distance before it.
fn next_row<T>(row: &[f64], given: &[T], replace: impl Fn(&T, f64) -> f64) -> Vec<f64> {
    let mut below = Vec::with_capacity(row.len());
    let mut left = row.first().copied().unwrap_or_default() + 1.0;
    below.push(left);
    for (segment, pair) in given.iter().zip(row.windows(2)) {
        let &[diagonal, above] = pair else { break };
        left = (diagonal + replace(segment, diagonal)).min(above + 1.0).min(left + 1.0);
        below.push(left);
    }
    below
}

/// The cost of replacing one text with another.
fn similar(given: &str, text: &str) -> f64 {
    let longer = given.chars().count().max(text.chars().count()).max(1);
    let cost = strsim::osa_distance(given, text) as f64 / longer as f64;
    if cost > 1.0 - LIKE { OTHER_TEXT } else { cost }
}

fn cost(segment: &Segment, given: &str) -> f64 {
    match segment {
        Segment::Literal(text) => similar(&given.to_lowercase(), text),
        Segment::Parameter { integer: true, .. } if given.parse::<i64>().is_err() => NO_INTEGER,
        Segment::Parameter { .. } => PARAMETER,
    }
}

/// The differences between a request and a route, with the lowest total cost.
fn differences(operation: &Operation, method: &Method, given: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    if operation.method != *method {
        found.push(format!("the method is {}, not {method}", operation.method));
    }
    let names: Vec<&str> = operation.path.split('/').filter(|name| !name.is_empty()).collect();
    let mut table = vec![(0..=given.len()).map(|count| count as f64).collect::<Vec<f64>>()];
    for segment in &operation.segments {
        let row = table.last().map_or(&[][..], Vec::as_slice);
        table.push(next_row(row, given, |given, _| cost(segment, given)));
    }
    let at =
        |row: usize, column: usize| table.get(row).and_then(|row| row.get(column)).copied().unwrap_or(f64::INFINITY);
    let (mut row, mut column, mut steps) = (operation.segments.len(), given.len(), Vec::new());
    while row > 0 || column > 0 {
        let name = names.get(row.wrapping_sub(1)).copied().unwrap_or_default();
        let text = given.get(column.wrapping_sub(1)).map_or("", String::as_str);
        let segment = operation.segments.get(row.wrapping_sub(1));
        let replaced = |segment: &Segment| {
            row > 0 && column > 0 && at(row, column) == at(row - 1, column - 1) + cost(segment, text)
        };
        if let Some(segment) = segment.filter(|segment| replaced(segment)) {
            steps.extend(replacement(segment, name, text));
            (row, column) = (row - 1, column - 1);
        } else if row > 0 && at(row, column) == at(row - 1, column) + 1.0 {
            steps.push(format!("the segment `{name}` is missing"));
            row -= 1;
        } else {
            steps.push(format!("the route has no segment `{text}` there"));
            column = column.saturating_sub(1);
            row = if column == 0 && given.is_empty() { 0 } else { row };
        }
    }
    found.extend(steps.into_iter().rev());
    found
}

fn replacement(segment: &Segment, name: &str, text: &str) -> Option<String> {
    match segment {
        Segment::Literal(literal) if *literal == text.to_lowercase() => None,
        Segment::Literal(_) => Some(format!("the segment is `{name}`, not `{text}`")),
        Segment::Parameter { integer: true, .. } if text.parse::<i64>().is_err() => {
            Some(format!("the parameter `{name}` must be an integer, not `{text}`"))
        }
        Segment::Parameter { .. } => None,
    }
}

/// The most similar name, if one is similar enough.
pub(crate) fn nearest_name<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    let likeness = |other: &str| strsim::normalized_damerau_levenshtein(&name, &other.to_lowercase());
    let likely = known.map(|other| (likeness(other), other)).filter(|(likeness, _)| *likeness >= 0.6);
    likely.max_by(|(a, left), (b, right)| a.total_cmp(b).then_with(|| right.cmp(left))).map(|(_, other)| other)
}
