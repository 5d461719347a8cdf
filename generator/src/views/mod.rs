//! Views of a checked model, for people and for other programs.

pub(crate) mod summary;
