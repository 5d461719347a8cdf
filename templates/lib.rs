{# Output: generated/src/lib.rs #}
{% for line in docs %}
//! {{ line }}
{% endfor %}

#![allow(clippy::too_many_arguments, reason = "the API has operations with many required parameters")]
#![allow(clippy::wrong_self_convention, reason = "methods are called as the API calls them")]

pub mod client;
pub mod entities;
pub mod enums;
pub mod requests;
pub mod routes;

pub use client::Client;
pub use superoffice_runtime as runtime;
pub use superoffice_runtime::{Auth, CallOptions, DateTime, EntityExt, Error, Http, Patch, Result, Upload};
