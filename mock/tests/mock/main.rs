//! Tests the server in memory and over sockets, on the pages of this repository and, if present, on the vendor's pages.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::expect_used,
    reason = "tests"
)]

mod checks;
mod contract;
mod coverage;
mod keyed;
mod operations;
mod routing;
mod sockets;
mod support;
mod variants;
