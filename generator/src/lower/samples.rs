//! Samples of a page: their lines are compared with the page and put aside, and their bodies become values.
//!
//! In: samples as text. Out: the value of a body, if it can be read and the page describes it. What a value says about
//! types is left to the passes.

use super::examples;
use super::json::{self, Unread};
use super::route::method;
use crate::account::{Kind, Reason};
use crate::diagnostics::{Code, Diagnostic};
use crate::model::{Json, Method};
use crate::page::format::{self, Section};
use crate::page::{Endpoint, Ledger, Sample};
use crate::source::{Span, Spanned};

/// Reads the body of the sample request.
pub(super) fn request(page: &mut Endpoint, ledger: &mut Ledger<'_>) -> Option<Json> {
    let sample = page.sections.take(&format::SAMPLE_REQUEST)?.sample?;
    let differs = other_route(&sample.first_line, page, ledger);
    let text = head(sample, Reason::RequestLine, differs, ledger);
    // A request that only reads has no body; any other one may send what the sample shows.
    let may = !matches!(method(&page.verb.value), Some(Method::Get | Method::Head | Method::Options));
    body(text, Reason::SampleRequest, (page, &format::REQUEST_BODY), may, ledger)
}

/// Reads the body of the sample response.
pub(super) fn response(page: &mut Endpoint, codes: &[Spanned<u16>], ledger: &mut Ledger<'_>) -> Option<Json> {
    let sample = page.sections.take(&format::SAMPLE_RESPONSE)?.sample?;
    let differs = other_status(&sample.first_line, codes);
    let success = status(&sample.first_line).is_none_or(|code| (200..300).contains(&code));
    let text = head(sample, Reason::StatusLine, differs, ledger);
    body(text, Reason::SampleResponse, (page, &format::RESPONSE_BODY), success, ledger)
}

/// The header line that shows that the body of the sample response is bytes, not text. A body of bytes shows no value.
pub(super) fn binary(page: &mut Endpoint, ledger: &mut Ledger<'_>) -> Option<Span> {
    let mut found = page.sections.take(&format::SAMPLE_RESPONSE)?;
    let line = found.sample.as_ref().and_then(|sample| sample.headers.iter().find(|line| is_binary(&line.value)));
    // Bytes in a JSON string are a value like any other.
    let bytes =
        found.sample.as_ref().and_then(|sample| sample.body.as_ref()).is_some_and(|body| json::read(body).is_err());
    let span = line.map(|line| line.span).filter(|_| bytes);
    if let Some(body) = found.sample.as_mut().filter(|_| span.is_some()).and_then(|sample| sample.body.take()) {
        ledger.aside(Reason::SampleResponse, body);
    }
    page.sections.put(found);
    span
}

/// Whether a header line states a media type of bytes.
fn is_binary(line: &str) -> bool {
    let Some((name, value)) = line.split_once(':') else { return false };
    let value = value.trim().to_ascii_lowercase();
    name.trim().eq_ignore_ascii_case("content-type")
        && (value.ends_with("/octet-stream")
            || ["image/", "audio/", "video/"].iter().any(|start| value.starts_with(start)))
}

/// Whether the page has a sample response, and this has no body.
pub(super) fn has_no_body(page: &Endpoint) -> bool {
    let sample = page.sections.get(&format::SAMPLE_RESPONSE).and_then(|found| found.sample.as_ref());
    sample.is_some_and(|sample| sample.body.as_ref().is_none_or(|body| body.value == "null"))
}

/// A finding if the request line of a sample differs from the route of the page.
fn other_route(line: &Spanned<String>, page: &Endpoint, ledger: &Ledger<'_>) -> Option<Diagnostic> {
    let mut parts = line.value.split_whitespace();
    let verb = parts.next().and_then(method);
    let path = parts.next().map(|path| path.split('?').next().unwrap_or(path));
    let route = method(&page.verb.value);
    if verb == route && path == Some(page.path.value.as_str()) {
        return None;
    }
    let shown = line.value.trim();
    let used = format!("{} {}", page.verb.value, page.path.value);
    // The title repeats the verb, so it shows which of the two lines is wrong.
    let wrong_route = verb != route && verb.is_some_and(|verb| examples::titled(ledger, verb));
    if let Some(verb) = verb.filter(|_| wrong_route) {
        let message = format!("the route is `{used}`, but the title and the sample request say `{}`", verb.as_str());
        return Some(
            Diagnostic::new(Code::SampleLineDiffers, page.verb.span, message)
                .label("the verb of the route, which is used")
                .other(line.span, format!("the sample is for `{shown}`"))
                .help(format!("write `{}`, or correct the title and the sample", verb.as_str())),
        );
    }
    Some(
        Diagnostic::new(
            Code::SampleLineDiffers,
            line.span,
            format!("the sample request is for `{shown}`, but the page is for `{used}`"),
        )
        .label("the sample")
        .other(page.path.span, "the route of the page, which is used")
        .help("make the two lines agree"),
    )
}

/// The status in the status line of a sample.
fn status(line: &Spanned<String>) -> Option<u16> {
    line.value.split_whitespace().nth(1)?.parse().ok()
}

/// A finding if the status line of a sample has a status that the page does not list.
fn other_status(line: &Spanned<String>, codes: &[Spanned<u16>]) -> Option<Diagnostic> {
    let first = codes.first()?;
    let code = status(line);
    if code.is_some_and(|code| codes.iter().any(|known| known.value == code)) {
        return None;
    }
    let listed: Vec<String> = codes.iter().map(|code| code.value.to_string()).collect();
    let listed = listed.join(", ");
    let Some(code) = code else {
        return Some(
            Diagnostic::new(Code::SampleLineDiffers, line.span, "the first line of the sample response has no status")
                .label("the sample")
                .other(first.span, format!("the table lists {listed}"))
                .help(format!("write `HTTP/1.1 {}`", first.value)),
        );
    };
    let message = format!("the sample response has the status {code}, but the table lists {listed}");
    let finding = |at| Diagnostic::new(Code::SampleLineDiffers, at, message.clone());
    // The API answers 200, or 204 without content: of two successes, the other one is the slip.
    let slip = codes.iter().find(|known| is_unusual(known.value)).filter(|_| !is_unusual(code) && is_success(code));
    Some(match slip {
        Some(slip) => finding(slip.span)
            .label(format!("the table lists {}", slip.value))
            .other(line.span, format!("the sample has {code}"))
            .help(format!("write {code} in the table, or correct the sample")),
        None => finding(line.span)
            .label(format!("the sample has {code}"))
            .other(first.span, format!("the table lists {listed}"))
            .help(format!("write {} in the sample, or add the status to the table", first.value)),
    })
}

fn is_success(code: u16) -> bool {
    (200..300).contains(&code)
}

fn is_unusual(code: u16) -> bool {
    is_success(code) && code != 200 && code != 204
}

/// Puts the lines of a sample's head aside, and returns the text of its body.
fn head(
    sample: Sample,
    reason: Reason,
    differs: Option<Diagnostic>,
    ledger: &mut Ledger<'_>,
) -> Option<Spanned<String>> {
    match differs {
        None => ledger.used(Kind::SampleLine, reason),
        Some(finding) => ledger.reported(Kind::SampleLine, finding),
    }
    ledger.asides.reserve(sample.headers.len() + 1);
    ledger.aside(reason, sample.first_line);
    for line in sample.headers {
        if is_header(&line.value) {
            ledger.used(Kind::SampleLine, Reason::SampleHeaderLine);
        } else {
            ledger.reported(
                Kind::SampleLine,
                Diagnostic::new(Code::SampleLineForm, line.span, "a line above the body of the sample is not a header")
                    .label("not of the form `Name: value`; not used")
                    .help("put a blank line between the headers and the body of the sample"),
            );
        }
        ledger.aside(Reason::SampleHeaderLine, line);
    }
    sample.body
}

/// Whether a line has the form `Name: value` of an HTTP header.
fn is_header(line: &str) -> bool {
    line.split_once(':').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    })
}

/// Reads the body of a sample. `section` is the section that describes it; without one, the body is used if it `may` be
/// there, because its content is unknown, not absent.
fn body(
    text: Option<Spanned<String>>,
    reason: Reason,
    (page, section): (&Endpoint, &Section),
    may: bool,
    ledger: &mut Ledger<'_>,
) -> Option<Json> {
    let Some(text) = text else {
        ledger.used(Kind::Fence, Reason::SampleWithoutBody);
        return None;
    };
    let read = match json::read(&text) {
        Ok(read) => read,
        Err(problem) => {
            let finding = unread(problem, text.span);
            ledger.aside(finding.code, text);
            ledger.reported(Kind::Fence, finding);
            return None;
        }
    };
    ledger.account.see((Kind::SampleKey, read.keys));
    for (key, first, lost) in read.twice {
        ledger.reported(
            (Kind::SampleKey, 1 + lost.keys()),
            Diagnostic::new(Code::DuplicateKey, key.span, format!("the object has a second key `{}`", key.name))
                .label("its value is used, as by most JSON parsers")
                .other(first, "the first one, whose value is not used")
                .help("delete one of the two keys"),
        );
    }
    if page.sections.get(section).is_none() {
        let used = may && !read.json.is_null();
        let message = format!("the sample has a body, but the page has no `{}`", section.title());
        let finding = Diagnostic::new(Code::SampleWithoutSection, text.span, message)
            .label(if used { "the type of the body is unknown, or read from this sample" } else { "not used" })
            .help("add the section, or delete the body of the sample");
        if !used {
            ledger.account.put((Kind::SampleKey, read.json.keys()), finding.code);
            ledger.aside(finding.code, text);
        }
        ledger.reported(Kind::Fence, finding);
        return used.then_some(read.json);
    }
    ledger.used(Kind::Fence, reason);
    Some(read.json)
}

/// The finding about a body that cannot be read.
fn unread(problem: Unread, span: Span) -> Diagnostic {
    let byte = |offset: usize| {
        let at = span.start as usize + offset;
        Span::new(span.file, at..at + 1)
    };
    match problem {
        Unread::TooDeep(offset) => {
            let message = format!("the sample is nested more than {} levels deep", json::DEPTH);
            Diagnostic::new(Code::SampleTooDeep, byte(offset), message)
                .label("too deep")
                .note("the whole sample is ignored as evidence")
                .help("reduce the nesting of the sample")
        }
        Unread::Invalid(reason, offset) => {
            let message = format!("the sample is not valid JSON: {reason}");
            let (label, help) = match reason.as_str() {
                json::TRAILING_COMMA => ("no member or element follows", "delete the comma"),
                json::MISSING_COMMA => ("another member follows", "add a comma here"),
                json::CUT_OFF => {
                    ("the sample ends here", "add the rest of the sample, down to its last closing bracket")
                }
                json::TYPOGRAPHIC_QUOTE => ("JSON has only the straight quote", "write the straight quote `\"` here"),
                "key must be a string" => ("the parser stopped here", "write the key in double quotes"),
                _ => ("the parser stopped here", "correct the JSON"),
            };
            Diagnostic::new(Code::InvalidSample, byte(offset), message)
                .label(label)
                .note("the whole sample is ignored as evidence")
                .help(help)
        }
    }
}
