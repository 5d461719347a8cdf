//! The form of a route, without the names of its parameters.
//!
//! In: the path of an operation. Out: a pattern for axum's router, an order of precedence, and the values in the path of a request.
//! This file must not know methods or handlers.

use std::cmp::Ordering;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::operation::Operation;

/// The characters that a path cannot contain as they are.
const ENCODED: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'?');

/// The segments of a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape(Vec<Segment>);

/// A segment. The order of the variants is the order of precedence.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    Literal(&'static str),
    /// Parameters with text before, between or after them: the parts in braces are the names.
    Mixed(&'static str),
    Integer(&'static str),
    Text(&'static str),
}

impl Segment {
    fn rank(&self) -> u8 {
        match self {
            Self::Literal(_) => 0,
            Self::Mixed(_) => 1,
            Self::Integer(_) => 2,
            Self::Text(_) => 3,
        }
    }

    /// Whether axum's router can match the segment as text. It rejects text that begins like a parameter of older axum versions.
    fn is_matched_by_axum(&self) -> bool {
        matches!(self, Self::Literal(text) if !text.starts_with([':', '*']))
    }

    /// The values of the parameters, if the segment of a request fits. Any text fits an integer unless `integers` is set.
    fn values(&self, text: &str, integers: bool) -> Option<Vec<(&'static str, String)>> {
        match self {
            Self::Literal(literal) => {
                (text == *literal || percent_decode_str(text).decode_utf8_lossy() == *literal).then(Vec::new)
            }
            Self::Mixed(pattern) => mixed(pattern, text),
            Self::Integer(_) if integers && percent_decode_str(text).decode_utf8_lossy().parse::<i64>().is_err() => {
                None
            }
            Self::Integer(name) | Self::Text(name) => Some(vec![(*name, text.to_owned())]),
        }
    }
}

impl Shape {
    /// The shape of an operation. Parameters that the function `integer` reads are integers.
    pub(super) fn of(operation: &Operation, inputs: &[(&'static str, &'static str)]) -> Self {
        let path = operation.path.strip_prefix('/').unwrap_or(operation.path);
        let segments = path.split('/').map(|segment| {
            let whole = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
            match whole.filter(|name| !name.contains(['{', '}'])) {
                Some(name) if inputs.contains(&("integer", name)) => Segment::Integer(name),
                Some(name) => Segment::Text(name),
                None if segment.contains('{') => Segment::Mixed(segment),
                None => Segment::Literal(segment),
            }
        });
        Self(segments.collect())
    }

    /// The pattern for axum's router. Parameters are named by their position, so that patterns never conflict.
    pub(super) fn pattern(&self) -> String {
        let mut pattern = String::new();
        for (at, segment) in self.0.iter().enumerate() {
            pattern.push('/');
            match segment {
                Segment::Literal(text) if segment.is_matched_by_axum() => {
                    pattern.extend(utf8_percent_encode(&text.replace('}', "}}"), ENCODED));
                }
                _ => pattern.push_str(&format!("{{p{at}}}")),
            }
        }
        pattern
    }

    /// The encoded parameters in the path of a request. `None` if a segment does not fit. If `integers` is set, the value of an
    /// integer parameter must be a number.
    pub(super) fn values(&self, path: &str, integers: bool) -> Option<Vec<(&'static str, String)>> {
        let mut values = Vec::new();
        for (segment, text) in self.0.iter().zip(own(path, self.0.len())) {
            values.extend(segment.values(text, integers)?);
        }
        Some(values)
    }
}

impl PartialOrd for Shape {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The order of precedence: from the first segment to the last, text before parameters and integers before texts.
impl Ord for Shape {
    fn cmp(&self, other: &Self) -> Ordering {
        let rank = |segment: &Segment| match segment {
            // The longer the text around a parameter, the fewer requests fit it.
            Segment::Mixed(pattern) => (segment.rank(), usize::MAX - pattern.len()),
            _ => (segment.rank(), 0),
        };
        self.0.iter().map(rank).cmp(other.0.iter().map(rank))
    }
}

/// The last segments of a path. Segments before them belong to the routers in which this one is nested.
fn own(path: &str, count: usize) -> impl Iterator<Item = &str> {
    let all: Vec<&str> = path.split('/').collect();
    let skipped = all.len().saturating_sub(count);
    all.into_iter().skip(skipped)
}

/// The values in a segment such as `{name}.{kind}`. Each value is as short as possible.
fn mixed(pattern: &'static str, text: &str) -> Option<Vec<(&'static str, String)>> {
    let (before, mut pattern) = pattern.split_once('{')?;
    let mut text = text.strip_prefix(before)?;
    let mut values = Vec::new();
    loop {
        let (name, after) = pattern.split_once('}')?;
        let (literal, next) = after.split_once('{').map_or((after, None), |(literal, next)| (literal, Some(next)));
        match next {
            None => {
                values.push((name, text.strip_suffix(literal).filter(|value| !value.is_empty())?.to_owned()));
                return Some(values);
            }
            Some(next) => {
                let (value, rest) = text.split_once(literal)?;
                values.push((name, value.to_owned()));
                (pattern, text) = (next, rest);
            }
        }
    }
}
