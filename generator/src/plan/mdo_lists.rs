//! The names of MDO lists as constants.
//!
//! In: the names in companion material. Out: [`MdoListPlan`]s. Printed by `emit/columns.rs` through
//! `templates/mdo_list.rs`.

use super::docs::{self, DocLine, code};
use super::text::Literal;
use crate::model::Api;
use crate::names::ident::{self, Ident, Taken};

/// The name of an MDO list.
#[derive(Debug, Clone)]
pub struct MdoListPlan {
    /// Its constant.
    pub ident: Ident,
    /// The name.
    pub name: Literal,
    /// Rustdoc.
    pub docs: DocLine,
}

/// Decides the constants, sorted by name.
pub(super) fn plan(api: &Api, gated: bool) -> Vec<MdoListPlan> {
    let mut taken = Taken::default();
    let names = api.companions.mdo_lists.keys().filter(|_| gated);
    names
        .map(|name| MdoListPlan {
            ident: taken.ident(ident::screaming(name)),
            name: Literal::of(name),
            docs: docs::line(&format!("The list `{}`.", code(name))),
        })
        .collect()
}
