//! Renders a route with `templates/route.rs`.

use askama::Template;

use super::text::filters;
use crate::plan::route::RoutePlan;

#[derive(Template)]
#[template(path = "route.rs")]
pub(super) struct RouteTemplate<'a> {
    pub(super) route: &'a RoutePlan,
}
