//! The address of a tenant.
//!
//! In: the address that a user specifies. Out: the address without `/api/v1`, if it is safe to send credentials there.

use std::net::IpAddr;

use http::uri::{Scheme, Uri};

use crate::error::{Error, RequestError, Result};

/// Checks the address, and removes `/api/v1`, because every path begins with it.
pub(super) fn root(base: &str, allow_insecure: bool) -> Result<String> {
    // The address may contain a password, so error messages do not show it.
    let refused = |why: &str| Error::from(RequestError::new(format!("the base address {why}")));
    let base = base.trim();
    let uri: Uri = base.parse().map_err(|_| refused("is not a valid URL"))?;
    let host = uri.host().filter(|host| !host.is_empty()).ok_or_else(|| refused("has no host"))?;
    if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
        return Err(refused("contains credentials; pass them to `auth` instead"));
    }
    if base.contains(['?', '#']) {
        return Err(refused("has a query or a fragment"));
    }
    match uri.scheme() {
        Some(scheme) if *scheme == Scheme::HTTPS => {}
        Some(scheme) if *scheme == Scheme::HTTP && (allow_insecure || is_loopback(host)) => {}
        Some(scheme) if *scheme == Scheme::HTTP => {
            return Err(refused("is not https; use https, or call `allow_insecure`"));
        }
        _ => return Err(refused("is neither https nor http")),
    }
    let mut root = base.trim_end_matches('/');
    for suffix in ["/v1", "/api"] {
        let stripped = root.len().checked_sub(suffix.len()).and_then(|at| root.split_at_checked(at));
        match stripped {
            Some((rest, end)) if end.eq_ignore_ascii_case(suffix) => root = rest.trim_end_matches('/'),
            _ => {}
        }
    }
    Ok(root.to_owned())
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
