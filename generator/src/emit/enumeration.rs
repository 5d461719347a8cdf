//! Renders an enumeration with `templates/enumeration.rs`.

use askama::Template;

use super::text::filters;
use crate::plan::enumeration::EnumerationPlan;

#[derive(Template)]
#[template(path = "enumeration.rs")]
pub(super) struct EnumerationTemplate<'a> {
    pub(super) enumeration: &'a EnumerationPlan,
}
