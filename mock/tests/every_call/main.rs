//! Calls every method of the generated client over TCP: all operations answer, and all responses are decoded.
//!
//! The methods have different types. Therefore, `writing` writes a table of calls, and compiles this test a second time with the
//! table and `calling`. This takes about two minutes of CPU time, so the test only runs on request:
//! `cargo test -p superoffice-mock --test every_call -- --ignored --nocapture`.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

#[cfg(every_call)]
mod calling;
#[cfg(not(every_call))]
mod writing;
