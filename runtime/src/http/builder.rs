//! Configures a connection.
//!
//! In: an address, credentials, defaults, a transport. Out: an [`Http`], or an error if the configuration is invalid.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::header::{ACCEPT, HeaderMap, HeaderName, USER_AGENT};

use super::address::Address;
use super::auth::Auth;
use super::budget::Budget;
use super::connection::{Http, Shared};
use super::exchange::unlocated;
use super::headers::{SO_CULTURE, SO_LANGUAGE, SO_TIME_ZONE, add_header, set_header, too_many};
use super::limits::{Limits, interval};
use super::online::{Online, STATE};
use super::retry::Retry;
use super::tenant::Tenant;
use crate::environment::Environment;
use crate::error::{RequestError, Result};
use crate::timeouts::Timeouts;
#[cfg(feature = "reqwest")]
use crate::transport::ReqwestTransport;
use crate::transport::{Layer, Layered, Transport};

/// The default maximum length of a response body: 64 MiB.
pub const BODY_LIMIT: usize = 64 << 20;

/// The headers of every request, unless others are given.
const DEFAULTS: [(HeaderName, &str); 2] =
    [(ACCEPT, "application/json"), (USER_AGENT, concat!("superoffice-rust/", env!("CARGO_PKG_VERSION")))];

// Defined here, so that the file with `Http` does not depend on its builder.
impl Http {
    /// Starts the configuration with the address of a tenant, such as `https://online.superoffice.com/Cust12345`. The
    /// address may end in `/api` or `/api/v1`, and in slashes.
    pub fn builder(base: impl Into<String>) -> HttpBuilder {
        HttpBuilder::new(Base::Address(base.into()))
    }

    /// Starts the configuration with an onsite installation, such as `https://crm.example.com/SuperOffice`. The same as
    /// [`Http::builder`].
    pub fn onsite(address: impl Into<String>) -> HttpBuilder {
        Self::builder(address)
    }

    /// Starts the configuration with an online tenant, such as `Cust12345`.
    ///
    /// The state API of the environment returns the address of the tenant. It is asked without credentials, once for all
    /// calls that wait for the address, and again when the address expires or when no connection to it can be opened. An
    /// address outside of the environment is an error, and no request is sent there.
    ///
    /// ```
    /// # use superoffice_runtime::transport::{MemoryTransport, Response};
    /// # let transport = MemoryTransport::new(|_| Ok(Response::json(200, r#"{
    /// #     "State": "Running", "Api": "https://sod2.superoffice.com/Cust12345/api"
    /// # }"#)));
    /// use superoffice_runtime::{Auth, Environment, Http};
    ///
    /// # async fn program(transport: MemoryTransport) -> superoffice_runtime::Result<()> {
    /// let http = Http::online(Environment::Sod, "Cust12345")
    ///     .auth(Auth::bearer("an access token"))
    /// #   .transport(transport)
    ///     .connect()
    ///     .await?;
    /// assert_eq!(http.base(), "https://sod2.superoffice.com/Cust12345");
    /// # Ok(())
    /// # }
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(program(transport)).unwrap();
    /// ```
    pub fn online(environment: Environment, tenant: impl Into<String>) -> HttpBuilder {
        HttpBuilder::new(Base::Online(Online { environment, tenant: tenant.into() }))
    }
}

/// Configures an [`Http`], or a client `C` that is created from one.
#[derive(Clone)]
#[must_use]
pub struct HttpBuilder<C = Http> {
    base: Base,
    allow_insecure: bool,
    auth: Auth,
    headers: Vec<(HeaderName, String)>,
    timeouts: Timeouts,
    body_limit: usize,
    transport: Option<Arc<dyn Transport>>,
    layers: Vec<Arc<dyn Layer>>,
    retry: Retry,
    rate: Option<f64>,
    concurrency: Option<usize>,
    client: PhantomData<fn() -> C>,
}

/// What requests are sent to.
#[derive(Clone)]
enum Base {
    Address(String),
    Online(Online),
}

impl HttpBuilder {
    fn new(base: Base) -> Self {
        Self {
            base,
            allow_insecure: false,
            auth: Auth::None,
            headers: Vec::new(),
            timeouts: Timeouts::default(),
            body_limit: BODY_LIMIT,
            transport: None,
            layers: Vec::new(),
            retry: Retry::standard(),
            rate: None,
            concurrency: None,
            client: PhantomData,
        }
    }

    /// Builds a client instead of a connection, with the same options.
    pub fn for_client<C: From<Http>>(self) -> HttpBuilder<C> {
        HttpBuilder {
            base: self.base,
            allow_insecure: self.allow_insecure,
            auth: self.auth,
            headers: self.headers,
            timeouts: self.timeouts,
            body_limit: self.body_limit,
            transport: self.transport,
            layers: self.layers,
            retry: self.retry,
            rate: self.rate,
            concurrency: self.concurrency,
            client: PhantomData,
        }
    }
}

impl<C: From<Http>> HttpBuilder<C> {
    /// Sets how requests authenticate.
    pub fn auth(mut self, auth: Auth) -> Self {
        self.auth = auth;
        self
    }

    /// Requests texts in this language, such as `en`. Without a language, texts contain all their languages, and must
    /// be written back in the same form.
    pub fn language(self, language: &str) -> Self {
        self.set(SO_LANGUAGE, language)
    }

    /// Requests numbers and dates inside texts in the format of this culture, such as `en-US`. Requires a language too.
    pub fn culture(self, culture: &str) -> Self {
        self.set(SO_CULTURE, culture)
    }

    /// Requests dates in this time zone, by the server's name for it, such as `NO`.
    pub fn time_zone(self, zone: &str) -> Self {
        self.set(SO_TIME_ZONE, zone)
    }

    /// Sends a header with every request that does not set this header itself. A header can have several values.
    ///
    /// Errors and `Debug` do not show the value, unless the header never contains secrets, such as `Accept` and
    /// `X-Request-Id`.
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Replaces the earlier values of a header.
    fn set(mut self, name: HeaderName, value: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.header(name, value)
    }

    /// Sets all timeouts. Only the one for the whole exchange applies to a transport given with
    /// [`HttpBuilder::transport`].
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Sets the timeout of a whole exchange. The default is 100 seconds.
    pub fn timeout(mut self, total: Duration) -> Self {
        self.timeouts.total = Some(total);
        self
    }

    /// Removes the timeout of a whole exchange.
    pub fn no_timeout(mut self) -> Self {
        self.timeouts.total = None;
        self
    }

    /// Sets the maximum length of a response body in bytes. The default is [`BODY_LIMIT`].
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Allows `http:` to another machine. Anyone on the network path can then read the credentials. Proxies are not used.
    pub fn allow_insecure(mut self) -> Self {
        self.allow_insecure = true;
        self
    }

    /// Sends requests through this transport instead of the network.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Adds a layer around the transport, inside the layers added before. See [`Layer`].
    pub fn layer(mut self, layer: impl Layer + 'static) -> Self {
        self.layers.push(Arc::new(layer));
        self
    }

    /// Sets when and how often a request is sent again. The default is [`Retry::standard`].
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Limits the number of requests per second, for example to `10` or `0.5`. By default, the number is not limited.
    ///
    /// Requests are evenly spaced, and sent in the order of the calls. Retries count too. The time that a request waits
    /// counts towards its timeout.
    pub fn rate(mut self, per_second: impl Into<f64>) -> Self {
        self.rate = Some(per_second.into());
        self
    }

    /// Limits how many requests are in progress at the same time; 0 means the same as 1. By default there is no limit.
    ///
    /// Further requests wait, and are sent in the order of the calls. The time that a request waits counts towards its
    /// timeout.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = Some(requests);
        self
    }

    /// Checks the configuration and creates the connection. Nothing is sent yet: the first call asks for the address of an
    /// online tenant.
    ///
    /// # Errors
    /// Returns an error if the address, a header or the rate is invalid, or if there is no transport.
    pub fn build(self) -> Result<C> {
        self.connection().map(C::from)
    }

    /// Creates the connection like [`HttpBuilder::build`], and asks for the address of an online tenant. Nothing is sent to
    /// an address that is already known.
    ///
    /// # Errors
    /// Returns an error if the configuration is invalid, if the tenant cannot be used, in which case the error contains
    /// its state, or if the state API cannot be reached.
    pub async fn connect(self) -> Result<C> {
        let http = self.connection()?;
        let now = http.shared.transport.now();
        http.shared.tenant.get(None, now).await.map_err(|failure| unlocated(&STATE, &failure))?;
        Ok(C::from(http))
    }

    fn connection(self) -> Result<Http> {
        let address = match &self.base {
            Base::Address(base) => Address::parse(base, self.allow_insecure)?,
            Base::Online(online) => online.address(self.allow_insecure)?,
        };
        let mut headers = HeaderMap::new();
        for (name, value) in self.headers {
            add_header(&mut headers, name, &value)?;
        }
        for (name, value) in &defaults()? {
            if !headers.contains_key(name) {
                headers.try_insert(name.clone(), value.clone()).map_err(too_many)?;
            }
        }
        self.auth.apply(&mut headers)?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => network(self.timeouts)?,
        };
        let interval = match self.rate {
            None => None,
            Some(rate) => match interval(rate) {
                None => {
                    return Err(RequestError::new(format!(
                        "{rate} requests per second is not a valid rate; use a positive number"
                    ))
                    .into());
                }
                interval => interval,
            },
        };
        let transport = Layered::around(transport, self.layers);
        let tenant = match self.base {
            Base::Address(_) => Tenant::fixed(address),
            Base::Online(online) => {
                let origin = Address::parse(online.environment.origin(), self.allow_insecure)?;
                // Without the headers of the connection, which may contain secrets, and outside of its limits.
                let http = Http::new(Shared {
                    transport: Arc::clone(&transport),
                    tenant: Tenant::fixed(origin),
                    headers: defaults()?,
                    auth: Auth::None,
                    timeout: self.timeouts.total,
                    body_limit: self.body_limit,
                    retry: self.retry,
                    budget: Arc::new(Budget::full()),
                    limits: Arc::new(Limits::new(None, None)),
                });
                Tenant::found(address, online.find(http, self.allow_insecure))
            }
        };
        Ok(Http::new(Shared {
            transport,
            tenant,
            headers,
            auth: self.auth,
            timeout: self.timeouts.total,
            body_limit: self.body_limit,
            retry: self.retry,
            budget: Arc::new(Budget::full()),
            limits: Arc::new(Limits::new(self.concurrency, interval)),
        }))
    }
}

/// The headers of every request, unless others are given.
fn defaults() -> Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    for (name, value) in DEFAULTS {
        set_header(&mut headers, name, value)?;
    }
    Ok(headers)
}

impl<C> fmt::Debug for HttpBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpBuilder")
            .field("auth", &self.auth)
            .field("timeouts", &self.timeouts)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "reqwest")]
fn network(timeouts: Timeouts) -> Result<Arc<dyn Transport>> {
    match ReqwestTransport::new(timeouts) {
        Ok(transport) => Ok(Arc::new(transport)),
        Err(error) => Err(RequestError::new(format!("the network transport cannot be set up: {error}")).into()),
    }
}

#[cfg(not(feature = "reqwest"))]
fn network(_: Timeouts) -> Result<Arc<dyn Transport>> {
    Err(RequestError::new("there is no transport; set one with `transport`, or enable the feature `reqwest`").into())
}
