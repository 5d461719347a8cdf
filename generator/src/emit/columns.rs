//! Renders archives with `templates/archive.rs` and `templates/column_set.rs`, and names of MDO lists with `templates/mdo_list.rs`.

use askama::Template;

use super::text::filters;
use crate::plan::column_sets::ColumnSetPlan;
use crate::plan::columns::ArchivePlan;
use crate::plan::mdo_lists::MdoListPlan;
use crate::plan::text::RustText;

#[derive(Template)]
#[template(path = "column_set.rs")]
pub(super) struct ColumnSetTemplate<'a> {
    pub(super) set: &'a ColumnSetPlan,
    pub(super) gate: Option<&'a RustText>,
}

#[derive(Template)]
#[template(path = "archive.rs")]
pub(super) struct ArchiveTemplate<'a> {
    pub(super) archive: &'a ArchivePlan,
}

#[derive(Template)]
#[template(path = "mdo_list.rs")]
pub(super) struct MdoListTemplate<'a> {
    pub(super) list: &'a MdoListPlan,
}
