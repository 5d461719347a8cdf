//! Renders an entity with `templates/entity.rs`.

use askama::Template;

use super::text::filters;
use crate::plan::entity::EntityPlan;

#[derive(Template)]
#[template(path = "entity.rs")]
pub(super) struct EntityTemplate<'a> {
    pub(super) entity: &'a EntityPlan,
}
