//! The compiler from reference pages to Rust.

pub mod diagnostics;
pub mod disk;
pub mod output;
pub mod source;
