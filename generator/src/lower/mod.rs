//! Pages into the model, believing them.
//!
//! In: a [`Page`](crate::page::Page). Out: an [`Operation`](crate::model::Operation) whose facts are those of the page,
//! and diagnostics where the page contradicts itself. This room does not guess: every type is still undecided when it is
//! done. Only [`collect`] sees more than one page.

mod body;
mod collect;
mod json;
mod operation;
mod parameters;
mod route;
mod samples;

pub(crate) use collect::collect;
pub(crate) use operation::lower;
