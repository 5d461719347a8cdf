//! Renders server routes with `templates/server.rs` and `templates/server_root.rs`.

use askama::Template;

use super::text::filters;
use crate::plan::group::GroupPlan;
use crate::plan::server::ServicePlan;

#[derive(Template)]
#[template(path = "server.rs")]
pub(super) struct ServerTemplate<'a> {
    pub(super) group: &'a GroupPlan,
    pub(super) service: &'a ServicePlan,
}

#[derive(Template)]
#[template(path = "server_root.rs")]
pub(super) struct ServerRootTemplate<'a> {
    pub(super) groups: &'a [GroupPlan],
}
