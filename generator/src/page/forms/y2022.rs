//! The form of 2022: the response body has a line of text in place of a heading, which repeats its kind instead of naming
//! its type. The type cell of an object is empty.
//!
//! ```text
//! ## Response: array        the kind, as in later forms
//! Response body: array      later `### Response body: Foo`
//! | Owner |  |  |           later `| Owner | Foo |  |`
//! ```

use super::super::format::{
    Format, HEADERS, INTRO, QUERY, REQUEST_BODY, RESPONSE, RESPONSE_BODY, SAMPLE_REQUEST, SAMPLE_RESPONSE, Section,
};
use super::{Form, y2023};

/// The response body: a line of text.
pub(super) static BODY_LINE: Section = Section { level: 0, example: Some("array"), ..RESPONSE_BODY };

pub(super) static FORM: Form = Form {
    year: 2022,
    format: Format(&[
        &INTRO,
        &QUERY,
        &HEADERS,
        &REQUEST_BODY,
        &RESPONSE,
        &BODY_LINE,
        &SAMPLE_REQUEST,
        &SAMPLE_RESPONSE,
    ]),
    body_kind: true,
    unnamed_objects: true,
    ..y2023::FORM
};
