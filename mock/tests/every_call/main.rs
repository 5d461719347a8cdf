//! Calls every method of the generated client over TCP: all operations answer, and all responses are decoded.
//!
//! The methods have different types. So `writing` writes a table of calls, and compiles this test once more with the table
//! and `calling`. That takes about two minutes of CPU, so that it only runs on request:
//! `cargo test -p superoffice-mock --test every_call -- --ignored --nocapture`.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

#[cfg(every_call)]
mod calling;
#[cfg(not(every_call))]
mod writing;
