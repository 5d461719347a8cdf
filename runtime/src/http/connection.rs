//! A connection.
//!
//! In: its configuration. Out: what its clones share. This file must not know how a request is sent.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::HeaderMap;

use super::auth::Auth;
use super::budget::Budget;
use super::limits::Limits;
use super::retry::Retry;
use super::tenant::Tenant;
use crate::error::Result;
use crate::transport::Transport;

/// A connection to one tenant. Cheap to clone; clones share the underlying connections, the credentials of a
/// [`TokenSource`](crate::TokenSource), the limits, and the retry budget.
#[derive(Clone)]
pub struct Http {
    pub(super) shared: Arc<Shared>,
}

/// The state that clones of a connection share.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) tenant: Tenant,
    pub(super) headers: HeaderMap,
    pub(super) auth: Auth,
    pub(super) timeout: Option<Duration>,
    pub(super) body_limit: usize,
    pub(super) retry: Retry,
    pub(super) budget: Arc<Budget>,
    pub(super) limits: Arc<Limits>,
}

impl Http {
    pub(super) fn new(shared: Shared) -> Self {
        Self { shared: Arc::new(shared) }
    }

    /// Returns the same connection with other credentials.
    ///
    /// Default headers that belong to the old credentials (`Authorization`, `SO-AppToken`, `Cookie` and `X-XSRF-TOKEN`)
    /// are removed. Others, such as the key of a gateway, are kept.
    ///
    /// # Errors
    /// Returns an error if the credentials cannot be sent in a header.
    pub fn with_auth(&self, auth: Auth) -> Result<Self> {
        let mut shared = Shared::clone(&self.shared);
        Auth::clear(&mut shared.headers);
        auth.apply(&mut shared.headers)?;
        shared.auth = auth;
        Ok(Self::new(shared))
    }

    /// Returns the address of the tenant, without `/api/v1`. The address of an online tenant can change.
    #[must_use]
    pub fn base(&self) -> String {
        self.shared.tenant.shown()
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http").field("base", &self.base()).field("auth", &self.shared.auth).finish_non_exhaustive()
    }
}
