//! Sends requests over a connection.
//!
//! In: a [`Prepared`] request. Out: its response if the status code is 2xx, otherwise an error. This file must not know
//! what a response means. That depends on the type of the [`Call`](crate::Call).

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::HeaderMap;

use super::address::Address;
use super::auth::Auth;
use super::headers::merged;
use crate::error::{Error, Result};
use crate::operation::Operation;
use crate::secrets::Secrets;
use crate::transport::{Request, Response, Transport};

/// A connection to one tenant. Cheap to clone; clones share the underlying connections.
#[derive(Clone)]
pub struct Http {
    shared: Arc<Shared>,
}

/// The state that clones of a connection share.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) address: Address,
    pub(super) headers: HeaderMap,
    pub(super) auth: Auth,
    pub(super) timeout: Option<Duration>,
    pub(super) body_limit: usize,
}

/// A request without the parts that the connection adds to every request.
#[derive(Clone)]
pub(crate) struct Prepared {
    pub(crate) operation: &'static Operation,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// If set, it replaces the timeout of the connection.
    pub(crate) timeout: Option<Option<Duration>>,
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

    /// Returns the address of the tenant, without `/api/v1`.
    #[must_use]
    pub fn base(&self) -> &str {
        self.shared.address.as_str()
    }

    /// Sends a prepared request. Every status code except 2xx is an error.
    /// The result contains the secrets that were sent, because an error about the body must not show them.
    pub(crate) async fn exchange(&self, prepared: Prepared) -> Result<(Response, Secrets)> {
        let shared = &*self.shared;
        let operation = prepared.operation;
        let headers = merged(shared.headers.clone(), prepared.headers).map_err(|error| error.at(operation))?;
        let secrets = Secrets::of(&headers);
        let request = Request {
            method: operation.method,
            url: shared.address.join(&prepared.target).into(),
            headers,
            body: prepared.body,
            timeout: prepared.timeout.unwrap_or(shared.timeout),
            body_limit: shared.body_limit,
        };
        let mut response = shared
            .transport
            .send(request)
            .await
            .map_err(|error| Error::from_transport(operation, error, shared.body_limit, &secrets))?;
        secrets.mark(&mut response.headers);
        if (200..300).contains(&response.status) {
            Ok((response, secrets))
        } else {
            Err(Error::from_status(operation, response, &secrets))
        }
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http").field("base", &self.base()).field("auth", &self.shared.auth).finish_non_exhaustive()
    }
}
