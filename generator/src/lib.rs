//! The compiler from reference pages to Rust.

pub mod diagnostics;
pub mod output;
pub mod source;
