//! Guides to the tasks that take more than a single call.
//!
//! Every program in them is compiled and run by the tests of this crate.

#[doc = include_str!("../guides/authentication.md")]
#[cfg(all(feature = "user", feature = "reqwest"))]
pub mod authentication {}

#[doc = include_str!("../guides/lists.md")]
#[cfg(feature = "contact")]
pub mod lists {}

#[doc = include_str!("../guides/columns.md")]
#[cfg(all(feature = "contact", feature = "columns"))]
pub mod columns {}

#[doc = include_str!("../guides/custom_fields.md")]
#[cfg(feature = "contact")]
pub mod custom_fields {}

#[doc = include_str!("../guides/patches.md")]
#[cfg(feature = "contact")]
pub mod patches {}

#[doc = include_str!("../guides/files.md")]
#[cfg(feature = "document")]
pub mod files {}

#[doc = include_str!("../guides/errors.md")]
#[cfg(feature = "contact")]
pub mod errors {}

#[doc = include_str!("../guides/testing.md")]
#[cfg(feature = "contact")]
pub mod testing {}

#[doc = include_str!("../guides/undocumented.md")]
pub mod undocumented {}
