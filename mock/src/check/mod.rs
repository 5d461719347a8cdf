//! Checks requests against the pages.
//!
//! In: a request and its operation. Out: the values of a valid request, or what is wrong with it: credentials (401), media
//! types (406, 415), and [`Problem`](crate::api::Problem)s with parameters and the body (400). This module must not know
//! what is stored.

pub(crate) mod credentials;
pub(crate) mod input;
pub(crate) mod media;
