//! The section of `REPORT.md` about routes that differ only in the names or the types of their parameters.
//!
//! In: the checked model. Out: the section, which lists these routes in the order in which the server routes of the crate try them. It
//! is empty if there are none. This file knows the rule of `runtime/src/server/shape.rs`: an integer takes precedence over a text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::check::Checked;
use crate::model::{Operation, Place, Type};
use crate::text::visible::visible_short;

/// An operation, and whether each of its path parameters is a text.
struct Route<'a> {
    texts: Vec<bool>,
    operation: &'a Operation,
}

/// Writes the section.
pub(super) fn section(api: &Checked) -> String {
    let mut shapes: BTreeMap<(String, &str), Vec<Route<'_>>> = BTreeMap::new();
    for operation in &api.operations {
        let (shape, texts) = shape(operation);
        shapes.entry((shape, operation.method.as_str())).or_default().push(Route { texts, operation });
    }
    shapes.retain(|_, routes| routes.len() > 1);
    if shapes.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "## Routes that differ only in a parameter: {}\n\n\
         The routers of the feature `server` try these operations in order, and call the first one whose parameters fit the path: an \
         integer takes precedence over a text, from the first segment to the last.\n\n\
         | method | paths, in order | operations |\n|---|---|---|\n",
        shapes.len()
    );
    for ((_, method), mut routes) in shapes {
        routes.sort_by(|a, b| a.texts.cmp(&b.texts));
        let join = |text: &dyn Fn(&Route<'_>) -> String| routes.iter().map(text).collect::<Vec<_>>().join(", ");
        let paths = join(&|route| {
            let kinds: Vec<&str> = route.texts.iter().map(|text| if *text { "text" } else { "integer" }).collect();
            format!("{} ({})", code(&route.operation.path.value), kinds.join(", "))
        });
        let uids = join(&|route| code(&route.operation.uid.value));
        let _ = writeln!(out, "| {method} | {paths} | {uids} |");
    }
    out.push('\n');
    out
}

/// Returns the path without the names of parameters, and for each parameter whether it is a text.
fn shape(operation: &Operation) -> (String, Vec<bool>) {
    let mut texts = Vec::new();
    let segments = operation.path.value.split('/').map(|segment| {
        let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else { return segment };
        let mut known = operation.parameters.iter().filter(|known| known.place == Place::Path);
        let known = known.find(|known| known.name.value == name);
        texts.push(!known.is_some_and(|known| matches!(known.ty.value, Type::Int32 | Type::Int64)));
        "{}"
    });
    (segments.collect::<Vec<_>>().join("/"), texts)
}

fn code(text: &str) -> String {
    format!("`{}`", visible_short(text, 160).replace(['`', '|', '\n'], " "))
}
