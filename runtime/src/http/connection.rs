//! Sends requests over a connection.
//!
//! In: a [`Prepared`] request. Out: its response if the status code is 2xx, otherwise an error. This file must not know
//! what a response means. That depends on the type of the [`Call`](crate::Call).

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::HeaderMap;

use super::auth::Auth;
use crate::error::{Error, Result};
use crate::operation::Operation;
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
    /// The address before `/api/v1`, without a slash at the end.
    pub(super) root: String,
    pub(super) headers: HeaderMap,
    pub(super) auth: Auth,
    pub(super) timeout: Option<Duration>,
    pub(super) body_limit: usize,
}

/// A request without the parts that the connection adds to every request.
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
    /// # Errors
    /// Returns an error if the credentials contain characters that are invalid in a header.
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
        &self.shared.root
    }

    /// Sends a prepared request. Every status code except 2xx is an error.
    pub(crate) async fn exchange(&self, prepared: Prepared) -> Result<Response> {
        let shared = &*self.shared;
        let operation = prepared.operation;
        let request = Request {
            method: operation.method,
            url: format!("{}{}", shared.root, prepared.target),
            headers: merged(shared.headers.clone(), prepared.headers),
            body: prepared.body,
            timeout: prepared.timeout.unwrap_or(shared.timeout),
            body_limit: shared.body_limit,
        };
        let response = shared
            .transport
            .send(request)
            .await
            .map_err(|error| Error::from_transport(operation, error, shared.body_limit))?;
        if (200..300).contains(&response.status) {
            Ok(response)
        } else {
            Err(Error::from_status(operation, response, &self.secrets()))
        }
    }

    /// Returns the texts that must not be displayed, although a server may echo them.
    pub(crate) fn secrets(&self) -> Vec<String> {
        self.shared.auth.secrets()
    }
}

/// Combines headers. A header of the request replaces all values of a default header.
fn merged(mut defaults: HeaderMap, headers: HeaderMap) -> HeaderMap {
    let mut last = None;
    for (name, value) in headers {
        if let Some(name) = name {
            defaults.insert(name.clone(), value);
            last = Some(name);
        } else if let Some(name) = &last {
            // Only the first value of a header comes with its name.
            defaults.append(name.clone(), value);
        }
    }
    defaults
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http").field("base", &self.shared.root).field("auth", &self.shared.auth).finish_non_exhaustive()
    }
}
