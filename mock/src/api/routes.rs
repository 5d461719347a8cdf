//! Finds the operation of a request.
//!
//! In: a method and the segments of a path. Out: [`Routed`]. The table is a tree of segments. A literal takes
//! precedence over a parameter, and an integer over a text, from the first segment to the last. A path fits an operation
//! if all of its segments fit. If there are only operations whose integers the path has not, the first of them with the
//! method is found, so that the check of its parameters can say what is wrong.

use std::collections::HashMap;

use http::Method;

use super::nearest::Letters;
use super::{Operation, Segment};

/// The result of a lookup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Routed {
    /// The index of the operation.
    Operation(usize),
    /// The path has other methods.
    OtherMethods(Vec<Method>),
    /// No operation has the path.
    Unknown,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Node {
    /// The letters of the literal that leads here.
    pub(super) letters: Letters,
    pub(super) literals: HashMap<String, Node>,
    pub(super) integer: Option<Box<Node>>,
    pub(super) text: Option<Box<Node>>,
    /// The operations whose path ends here.
    pub(super) operations: Vec<(Method, usize)>,
}

/// The table of routes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Routes {
    root: Node,
    /// The first segments of all paths. What a request has before them is the name of a tenant or an installation.
    first: Vec<String>,
    /// Pairs of operations with the same method and the same route: the second one cannot be reached.
    hidden: Vec<(usize, usize)>,
}

impl Routes {
    pub(super) fn new(operations: &[Operation]) -> Self {
        let mut routes = Self::default();
        for (at, operation) in operations.iter().enumerate() {
            let mut node = &mut routes.root;
            for segment in &operation.segments {
                node = match segment {
                    Segment::Literal(text) => {
                        let below = || Node { letters: Letters::of(text), ..Node::default() };
                        node.literals.entry(text.clone()).or_insert_with(below)
                    }
                    Segment::Parameter { integer: true, .. } => node.integer.get_or_insert_default(),
                    Segment::Parameter { integer: false, .. } => node.text.get_or_insert_default(),
                };
            }
            match node.operations.iter().find(|(method, _)| *method == operation.method) {
                Some((_, first)) => routes.hidden.push((*first, at)),
                None => node.operations.push((operation.method.clone(), at)),
            }
            if let Some(Segment::Literal(first)) = operation.segments.first()
                && !routes.first.contains(first)
            {
                routes.first.push(first.clone());
            }
        }
        routes
    }

    /// Finds the operation of a request. Segments are decoded, and compared without case.
    pub(super) fn find(&self, method: &Method, segments: &[String]) -> Routed {
        let lower: Vec<String> = segments.iter().map(|segment| segment.to_lowercase()).collect();
        let start = lower.iter().position(|segment| self.first.contains(segment)).unwrap_or_default();
        let segments = lower.get(start..).unwrap_or_default();
        let (mut fitting, mut others) = (Vec::new(), Vec::new());
        collect(&self.root, segments, true, &mut fitting, &mut others);
        let with_method = |nodes: &[&Node]| {
            nodes.iter().flat_map(|node| &node.operations).find(|(known, _)| known == method).map(|(_, at)| *at)
        };
        let nodes = if fitting.is_empty() { &others } else { &fitting };
        if let Some(at) = with_method(nodes) {
            return Routed::Operation(at);
        }
        let mut methods: Vec<Method> =
            nodes.iter().flat_map(|node| &node.operations).map(|(method, _)| method.clone()).collect();
        if methods.is_empty() {
            return Routed::Unknown;
        }
        methods.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        methods.dedup();
        Routed::OtherMethods(methods)
    }

    pub(super) fn root(&self) -> &Node {
        &self.root
    }

    /// The place of the first documented segment in a path.
    pub(super) fn start(&self, segments: &[String]) -> Option<usize> {
        segments.iter().position(|segment| self.first.iter().any(|first| first.eq_ignore_ascii_case(segment)))
    }

    pub(super) fn hidden(&self) -> &[(usize, usize)] {
        &self.hidden
    }
}

/// Collects the ends of all routes that a path has, in the order of precedence: those that fit, and those that need an
/// integer where the path has a text.
fn collect<'a>(
    node: &'a Node,
    segments: &[String],
    fits: bool,
    fitting: &mut Vec<&'a Node>,
    others: &mut Vec<&'a Node>,
) {
    let Some((segment, rest)) = segments.split_first() else {
        if !node.operations.is_empty() {
            if fits { fitting.push(node) } else { others.push(node) }
        }
        return;
    };
    if let Some(next) = node.literals.get(segment) {
        collect(next, rest, fits, fitting, others);
    }
    // An empty segment is not a value.
    if segment.is_empty() {
        return;
    }
    if let Some(next) = &node.integer {
        collect(next, rest, fits && segment.parse::<i64>().is_ok(), fitting, others);
    }
    if let Some(next) = &node.text {
        collect(next, rest, fits, fitting, others);
    }
}

impl super::Api {
    /// Finds the operation of a request. Segments before those that all paths of the docs begin with are ignored: they
    /// name a tenant or an installation.
    #[must_use]
    pub fn route(&self, method: &Method, segments: &[String]) -> Routed {
        self.routes.find(method, segments)
    }

    /// The number of segments before the documented ones.
    pub(crate) fn start(&self, segments: &[String]) -> usize {
        self.routes.start(segments).unwrap_or_default()
    }

    /// The values of the path parameters, by their names.
    #[must_use]
    pub fn path_values<'a>(&self, operation: &'a Operation, segments: &'a [String]) -> Vec<(&'a str, &'a str)> {
        let start = segments.len().saturating_sub(operation.segments.len());
        let given = segments.get(start..).unwrap_or_default();
        let pairs = operation.segments.iter().zip(given);
        pairs
            .filter_map(|(segment, value)| match segment {
                Segment::Parameter { name, .. } => Some((name.as_str(), value.as_str())),
                Segment::Literal(_) => None,
            })
            .collect()
    }

    /// Pairs of operations with the same route. The second one of each is not served.
    #[must_use]
    pub fn hidden(&self) -> &[(usize, usize)] {
        self.routes.hidden()
    }

    /// Groups of operations whose routes differ only in the types of their parameters: for each the uids.
    #[must_use]
    pub fn dispatched_by_type(&self) -> Vec<Vec<&str>> {
        let mut shapes: std::collections::BTreeMap<(String, Vec<&str>), Vec<&str>> = std::collections::BTreeMap::new();
        for operation in &self.operations {
            let shape = operation.segments.iter().map(|segment| match segment {
                Segment::Literal(text) => text.as_str(),
                Segment::Parameter { .. } => "{}",
            });
            shapes.entry((operation.method.to_string(), shape.collect())).or_default().push(&operation.uid);
        }
        shapes.into_values().filter(|uids| uids.len() > 1).collect()
    }
}
