//! Turns pages into the model and believes what they say.
//!
//! In: a [`Page`](crate::page::Page). Out: an [`Operation`](crate::model::Operation) with the facts of the page, and
//! diagnostics where the page contradicts itself. This room does not guess: every type it returns is still undecided.
//! Only [`collect`] sees more than one page.

mod body;
mod collect;
mod examples;
mod json;
mod known;
mod moved;
mod operation;
mod parameters;
mod route;
mod samples;
mod versions;
mod wire;

pub(crate) use collect::collect;
pub(crate) use known::Known;
pub(crate) use moved::Moved;
pub(crate) use operation::{Lowered, lower};
pub(crate) use versions::{Difference, differences};
