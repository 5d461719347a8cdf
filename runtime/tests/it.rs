//! All tests of the runtime as one program: one test uses one core, and together they use all.
//!
//! Each module is a file of this folder. `generator/tests/rooms.rs` checks that none is missing here.

mod address;
mod answers;
mod blocking;
mod bytes;
mod columns;
mod connections;
mod custom_fields;
mod dates;
mod encoded;
mod exchanges;
mod features;
mod filters;
mod formats;
mod headers;
mod http;
mod imports;
mod json;
mod kept;
mod lenient;
mod lists;
mod mock;
mod network;
mod oauth;
mod online;
mod outcomes;
mod patch;
mod random;
mod resilience;
mod secrets;
mod sending;
mod server;
mod shown;
mod silent;
mod spans;
mod support;
mod system_user;
mod tls;
mod tokens;
mod webhook;
mod wire_shapes;
mod words;
