{# Output: generated/src/lib.rs #}
{% for line in docs %}
//! {{ line }}
{% endfor %}

#![allow(clippy::too_many_arguments, reason = "as the API has it")]
#![allow(clippy::wrong_self_convention, reason = "as the API has it")]

#[rustfmt::skip]
pub mod client;
#[rustfmt::skip]
pub mod entities;
#[rustfmt::skip]
pub mod enums;
#[rustfmt::skip]
pub mod requests;
#[rustfmt::skip]
pub mod routes;

pub use client::Client;
pub use superoffice_runtime as runtime;
pub use superoffice_runtime::{Auth, CallOptions, DateTime, EntityExt, Error};
pub use superoffice_runtime::{Http, Patch, Result, Upload};
