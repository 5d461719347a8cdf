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
mod cli;
mod contract;
mod durable;
mod faults;
mod model;
mod nearest;
mod operations;
mod records;
mod routing;
mod sockets;
mod support;
