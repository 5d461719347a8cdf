//! The hand-written half of the client.
