//! Renders clients with `templates/client.rs`, `templates/client_method.rs` and `templates/client_root.rs`.

use askama::Template;

use super::text::filters;
use crate::plan::client::ClientPlan;
use crate::plan::group::GroupPlan;

#[derive(Template)]
#[template(path = "client.rs")]
pub(super) struct ClientTemplate<'a> {
    pub(super) client: &'a ClientPlan,
}

#[derive(Template)]
#[template(path = "client_root.rs")]
pub(super) struct ClientRootTemplate<'a> {
    pub(super) groups: &'a [GroupPlan],
}
