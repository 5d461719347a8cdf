//! The form of 2021: like the form of 2022, but with the uid in `id` and both samples below one heading. A response without
//! a body has no section for it.
//!
//! ```text
//! id: v1FooEntity_Get       later `uid: v1FooEntity_Get`
//! ## Response: object       also for an object with a table, which later forms leave without a kind
//! ## Sample Request         with both samples; absent if there is no response body
//! ```

use super::super::format::{
    Content, Format, HEADERS, INTRO, QUERY, REQUEST_BODY, RESPONSE, SAMPLE_REQUEST, SAMPLE_RESPONSE, Section, Text,
};
use super::{Form, y2022};
use crate::account::Reason;

static STATUSES: Section = Section { bare: true, text: Text::Asides(Reason::ResponseText), ..RESPONSE };
static BODY_LINE: Section = Section { required: false, ..y2022::BODY_LINE };
static SAMPLES: Section = Section { spelling: Some("Sample Request"), required: false, ..SAMPLE_REQUEST };
static RESPONSE_SAMPLE: Section = Section { required: false, content: Content::Optional, ..SAMPLE_RESPONSE };

pub(super) static FORM: Form = Form {
    year: 2021,
    uid: "id",
    format: Format(&[&INTRO, &QUERY, &HEADERS, &REQUEST_BODY, &STATUSES, &BODY_LINE, &SAMPLES, &RESPONSE_SAMPLE]),
    ..y2022::FORM
};
