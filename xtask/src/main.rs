//! Flags in, one call out.
fn main() {}
