//! The state API of SuperOffice Online.
//!
//! In: an environment and the identifier of a tenant. Out: the tenant's address, if the tenant can be used. No secret
//! is sent, and an address outside of the environment is an error, because credentials would be sent there.

use std::sync::Arc;
use std::time::Duration;

use http::header::HeaderMap;

use super::address::Address;
use super::connection::Http;
use super::exchange::Prepared;
use super::tenant::{Find, Found, Lost};
use crate::environment::Environment;
use crate::error::{RequestError, Result};
use crate::operation::{Method, Operation};
use crate::shown::excerpt;
use crate::transport::{Body, Response};
use crate::wall_clock::{read_utc, unix_time};

/// The operation that returns the state of a tenant. Layers see it as the operation of the request.
pub(super) static STATE: Operation = Operation::new("TenantState", Method::Get, "/api/state/{tenant}");

/// The states in which a tenant can be used.
const USABLE: [&str; 2] = ["Running", "OnlineMaintenance"];

/// The shortest time for which an address is used, even if the clock of this machine is wrong.
const SHORTEST: Duration = Duration::from_mins(1);

/// An online tenant.
#[derive(Clone)]
pub(super) struct Online {
    pub(super) environment: Environment,
    pub(super) tenant: String,
}

impl Online {
    /// The address that serves the tenant's API until a different one is found.
    pub(super) fn address(&self, allow_insecure: bool) -> Result<Address> {
        if self.tenant.is_empty() || !self.tenant.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            let message = format!("`{}` is not the identifier of a tenant, such as `Cust12345`", excerpt(&self.tenant));
            return Err(RequestError::new(message).into());
        }
        Address::parse(&format!("{}/{}", self.environment.origin(), self.tenant), allow_insecure)
    }

    /// Returns a function that asks the state API over `http`, a connection to the environment.
    pub(super) fn find(self, http: Http, allow_insecure: bool) -> Find {
        let online = Arc::new(self);
        Arc::new(move || {
            let (online, http) = (Arc::clone(&online), http.clone());
            Box::pin(async move {
                let prepared = Prepared {
                    operation: &STATE,
                    target: format!("/api/state/{}", online.tenant),
                    headers: HeaderMap::new(),
                    body: Body::default(),
                    timeout: None,
                    retry: None,
                    body_limit: None,
                };
                match http.exchange(prepared).await {
                    Ok((response, _)) => online.read(&response, allow_insecure),
                    Err(error) => Err(Lost {
                        message: format!("the address of the tenant is not known: {error}"),
                        is_temporary: error.is_retryable() || error.is_server_error(),
                    }),
                }
            })
        })
    }

    fn read(&self, response: &Response, allow_insecure: bool) -> Result<Found, Lost> {
        let Ok(state) = serde_json::from_slice::<serde_json::Value>(&response.body) else {
            // A page of a proxy, for instance.
            let message = format!("the response of the state API for {} is not JSON", self.tenant);
            return Err(Lost { message, is_temporary: true });
        };
        let text = |name: &str| state.get(name).and_then(serde_json::Value::as_str);
        if let Some(other) = text("ContextIdentifier").filter(|other| !other.eq_ignore_ascii_case(&self.tenant)) {
            let message = format!("the state API describes {} instead of {}", excerpt(other), self.tenant);
            return Err(Lost::of(message));
        }
        let name = text("State").unwrap_or("Unknown");
        let is_running = state.get("IsRunning").and_then(serde_json::Value::as_bool);
        if !USABLE.contains(&name) || name == "Running" && is_running == Some(false) {
            let note = if name == "Running" { ", but it is not running" } else { "" };
            return Err(Lost::of(format!(
                "the tenant {} cannot be used: its state is {}{note}",
                self.tenant,
                excerpt(name)
            )));
        }
        let api = text("Api").unwrap_or_default();
        if !self.environment.owns(api) {
            let message = format!("the address of {} is outside of the environment: {}", self.tenant, excerpt(api));
            return Err(Lost::of(message));
        }
        let address = Address::parse(api, allow_insecure).map_err(|error| Lost::of(error.to_string()))?;
        let left = text("ValidUntil").and_then(read_utc).zip(unix_time());
        let lifetime = left.map(|(until, now)| Duration::from_secs(until.saturating_sub(now)).max(SHORTEST));
        Ok(Found { address, lifetime })
    }
}
