//! Request bodies that are not an entity.
//!
//! In: changes to an entity, or bytes. Out: the content that a [`Draft`](crate::Draft) sends. This module must not know
//! any operation.

mod model;
mod patch;
mod upload;

pub use self::patch::Patch;
pub use self::upload::Upload;
