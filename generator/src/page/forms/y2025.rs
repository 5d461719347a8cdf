//! The form of 2025: like the form of 2023, but with the keys `generated` and `content_type`, and samples in separate files.

use super::{Form, y2023};

pub(super) static FORM: Form = Form { year: 2025, keys: &["generated", "content_type"], ..y2023::FORM };
