//! The address of a tenant.
//!
//! In: the address that a user specifies. Out: the address without `/api/v1`, if it is safe to send credentials there, and
//! the URLs below it. The text is parsed once, by the parser that the network transport uses; afterwards only parts of the
//! parsed URL change, so that the host that was checked is the host that requests are sent to.

use std::cell::Cell;

use url::Url;

use crate::error::{Error, RequestError, Result};
use crate::loopback::is_loopback;

/// The URL of a tenant.
#[derive(Debug, Clone)]
pub(super) struct Address(Url);

impl Address {
    /// Checks the address, and removes `/api/v1`, because every path begins with it.
    pub(super) fn parse(base: &str, allow_insecure: bool) -> Result<Self> {
        // The address may contain a password, so error messages do not show it.
        let refused = |why: &str| Error::from(RequestError::new(format!("the base address {why}")));
        // `host:8080` would be read as a URL with the scheme `host`.
        if !base.contains("://") && !base.trim().is_empty() {
            return Err(refused("has no scheme; write `https://` in front of it"));
        }
        let violation = Cell::new(None);
        let mut url = Url::options()
            .syntax_violation_callback(Some(&|found| violation.set(Some(found))))
            .parse(base.trim())
            .map_err(|error| refused(&format!("is not a valid URL: {error}")))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refused("contains credentials; pass them to `auth` instead"));
        }
        // Text that the parser would repair is more likely a mistake than what the user meant.
        if let Some(violation) = violation.get() {
            return Err(refused(&format!("is not a valid URL: {violation}")));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(refused("has a query or a fragment"));
        }
        match url.scheme() {
            "https" => {}
            "http" if allow_insecure || is_loopback(&url) => {}
            "http" => return Err(refused("is not https; use https, or call `allow_insecure`")),
            _ => return Err(refused("is neither https nor http")),
        }
        let path = without_api(url.path()).to_owned();
        url.set_path(&path);
        Ok(Self(url))
    }

    /// The address without a slash at the end.
    pub(super) fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    /// The URL of an encoded path and query below the address.
    pub(super) fn join(&self, target: &str) -> Url {
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (target, None),
        };
        let mut url = self.0.clone();
        url.set_path(&format!("{}{path}", self.0.path().trim_end_matches('/')));
        url.set_query(query);
        url
    }
}

/// The path without `/api` or `/api/v1` and without slashes at the end.
fn without_api(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    for suffix in ["/api/v1", "/api"] {
        match path.len().checked_sub(suffix.len()).and_then(|at| path.split_at_checked(at)) {
            Some((rest, end)) if end.eq_ignore_ascii_case(suffix) => return rest.trim_end_matches('/'),
            _ => {}
        }
    }
    path
}
