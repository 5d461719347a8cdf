//! The sample of a request or a response as a separate file, which the page includes.
//!
//! In: an operation and its decided types. Out: HTTP traffic in a fence. The first line repeats the route or the first
//! status; the header lines are those of the media types, or those of the page if its data is copied.

use super::neutral::{Keys, Writer};
use super::rows;
use crate::account::Reason;
use crate::model::{Body, Operation, Side};

/// The fence of a sample.
pub(super) fn sample(writer: &Writer<'_>, operation: &Operation, side: Side) -> String {
    let body = match side {
        Side::Request => operation.request.as_ref(),
        Side::Response => operation.response.as_ref(),
    };
    let json = body.and_then(|body| Some(text(writer, body, body.sample.as_ref()?)));
    let (info, first) = match side {
        Side::Request => ("http!", format!("{} {}", operation.method.as_str(), operation.path.value)),
        Side::Response => {
            let code = operation.statuses.first().map_or(200, |status| status.code);
            ("http_", format!("HTTP/1.1 {code} {}", rows::status(code)))
        }
    };
    let mut lines = vec![format!("```{info}"), first];
    lines.extend(if writer.neutral { by_rule(operation, side, json.is_some()) } else { as_written(operation, side) });
    if let Some(json) = json {
        lines.extend([String::new(), json]);
    }
    lines.push("```\n".to_owned());
    lines.join("\n")
}

fn text(writer: &Writer<'_>, body: &Body, json: &crate::model::Json) -> String {
    // An object that neither a heading nor a table describes is not a dictionary.
    let outermost = body.name.value.is_empty() && body.kind.value.is_empty() && body.rows.is_none();
    let rows = body.rows.as_deref().unwrap_or_default();
    let patch = *body.ty.rule == crate::passes::rules::PATCH_BODY;
    writer.write(json, Some(&body.ty.value), Keys { outermost, rows, patch })
}

/// The header lines that follow from the media types.
fn by_rule(operation: &Operation, side: Side, has_body: bool) -> Vec<String> {
    let json = |types: &[String]| {
        let known = types.iter().find(|ty| ty.as_str() == "application/json").or(types.first());
        known.map_or("application/json", String::as_str).to_owned()
    };
    let mut lines = Vec::new();
    let types = if side == Side::Request { &operation.consumes } else { &operation.produces };
    if side == Side::Request && !operation.produces.is_empty() {
        lines.push(format!("Accept: {}", json(&operation.produces)));
    }
    if has_body && !types.is_empty() {
        lines.push(format!("Content-Type: {}", json(types)));
    }
    lines
}

/// The header lines of the page.
fn as_written(operation: &Operation, side: Side) -> Vec<String> {
    let start = if side == Side::Request { Reason::RequestLine } else { Reason::StatusLine };
    let asides = operation.asides.iter().skip_while(|aside| aside.reason != start).skip(1);
    // The next request or status line begins the other sample.
    let own = asides.take_while(|aside| ![Reason::RequestLine, Reason::StatusLine].contains(&aside.reason));
    let headers = own.filter(|aside| aside.reason == Reason::SampleHeaderLine);
    headers.map(|aside| aside.text.value.clone()).collect()
}
