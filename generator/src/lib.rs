//! The compiler from reference pages to Rust.

pub mod check;
pub mod diagnostics;
pub mod lower;
pub mod model;
pub mod page;
pub mod passes;
pub mod source;
