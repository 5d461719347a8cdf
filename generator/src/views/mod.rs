//! Views of a checked model: what a person or another program reads of it.

pub(crate) mod summary;
