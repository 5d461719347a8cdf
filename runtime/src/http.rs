//! Where requests go, and with what in hand.
//!
//! In: an address, credentials, defaults. Out: [`Http`], which turns a [`Draft`] into an answer. It must not know what
//! an answer means: that is the [`Call`](crate::Call)'s type.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use http::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use http::uri::{Scheme, Uri};

use crate::call::{Draft, Sent};
use crate::error::{Error, RequestError};
use crate::transport::{Request, Transport};
use crate::values::BASE64;
use crate::{Operation, Result};

/// How long an answer's body may be, if nothing else is said: 64 MiB.
pub const BODY_LIMIT: usize = 64 << 20;

/// The way to one tenant. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct Http {
    shared: Arc<Shared>,
}

struct Shared {
    transport: Arc<dyn Transport>,
    /// Everything before `/api/v1`, without a slash at the end.
    root: String,
    headers: HeaderMap,
    auth: Auth,
    timeout: Option<Duration>,
    body_limit: usize,
}

/// Who asks.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum Auth {
    /// Nobody.
    #[default]
    None,
    /// An access token, as an OAuth 2 exchange gives it.
    Bearer(String),
    /// A session ticket, with the application's secret, which online tenants require.
    Ticket {
        /// The ticket, as in `7T:...`.
        ticket: String,
        /// The application's secret.
        app_token: Option<String>,
    },
    /// A user and a password; onsite only.
    Basic {
        /// The user.
        user: String,
        /// The password.
        password: String,
    },
}

impl Auth {
    /// An access token.
    #[must_use]
    pub fn bearer(token: impl Into<String>) -> Self {
        Self::Bearer(token.into())
    }

    /// A session ticket.
    #[must_use]
    pub fn ticket(ticket: impl Into<String>, app_token: impl Into<String>) -> Self {
        Self::Ticket { ticket: ticket.into(), app_token: Some(app_token.into()) }
    }

    /// A user and a password.
    #[must_use]
    pub fn basic(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self::Basic { user: user.into(), password: password.into() }
    }

    fn apply(&self, headers: &mut HeaderMap) -> Result<()> {
        let (authorization, app_token) = match self {
            Self::None => return Ok(()),
            Self::Bearer(token) => (format!("Bearer {token}"), None),
            Self::Ticket { ticket, app_token } => (format!("SOTicket {ticket}"), app_token.as_deref()),
            Self::Basic { user, password } => (format!("Basic {}", BASE64.encode(format!("{user}:{password}"))), None),
        };
        set_header(headers, AUTHORIZATION, &authorization)?;
        match app_token {
            Some(token) => set_header(headers, SO_APP_TOKEN, token),
            None => Ok(()),
        }
    }

    /// What must not be shown, in every form it takes on the wire.
    fn secrets(&self) -> Vec<String> {
        match self {
            Self::None => Vec::new(),
            Self::Bearer(token) => vec![token.clone()],
            Self::Ticket { ticket, app_token } => {
                std::iter::once(ticket.clone()).chain(app_token.iter().cloned()).collect()
            }
            Self::Basic { user, password } => vec![password.clone(), BASE64.encode(format!("{user}:{password}"))],
        }
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Bearer(_) => "Bearer(..)",
            Self::Ticket { .. } => "Ticket(..)",
            Self::Basic { .. } => "Basic(..)",
        })
    }
}

/// Time-outs; `None` is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// To get a connection.
    pub connect: Option<Duration>,
    /// For the whole exchange.
    pub total: Option<Duration>,
    /// Between two pieces of an answer.
    pub idle: Option<Duration>,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Some(Duration::from_secs(10)),
            total: Some(Duration::from_secs(100)),
            idle: Some(Duration::from_secs(30)),
        }
    }
}

impl Http {
    /// Starts with the address of a tenant: `https://online.superoffice.com/Cust12345`, with or without `/api/v1` and
    /// slashes at its end.
    pub fn builder(base: impl Into<String>) -> HttpBuilder {
        HttpBuilder {
            base: base.into(),
            allow_insecure: false,
            auth: Auth::None,
            headers: Vec::new(),
            timeouts: Timeouts::default(),
            body_limit: BODY_LIMIT,
            transport: None,
        }
    }

    /// The same way with other credentials.
    ///
    /// # Errors
    /// If the credentials cannot stand in a header.
    pub fn with_auth(&self, auth: Auth) -> Result<Self> {
        let mut headers = self.shared.headers.clone();
        headers.remove(AUTHORIZATION);
        headers.remove(SO_APP_TOKEN);
        auth.apply(&mut headers)?;
        Ok(Self {
            shared: Arc::new(Shared {
                transport: self.shared.transport.clone(),
                root: self.shared.root.clone(),
                headers,
                auth,
                timeout: self.shared.timeout,
                body_limit: self.shared.body_limit,
            }),
        })
    }

    /// The address of the tenant, without `/api/v1`.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.shared.root
    }

    /// Starts a request of an operation.
    pub fn request(&self, operation: &'static Operation) -> Draft {
        Draft::new(self.clone(), operation)
    }

    /// Sends what a draft came to. Everything but 2xx is an error.
    pub(crate) async fn exchange(&self, sent: Sent) -> Result<crate::transport::Response> {
        let shared = &*self.shared;
        let mut headers = shared.headers.clone();
        // A call's header takes the place of a default one, all its values with it.
        let mut last = None;
        for (name, value) in sent.headers {
            if let Some(name) = name {
                headers.insert(name.clone(), value);
                last = Some(name);
            } else if let Some(name) = &last {
                headers.append(name.clone(), value);
            }
        }
        let operation = sent.operation;
        let request = Request {
            method: operation.method,
            url: format!("{}{}", shared.root, sent.target),
            headers,
            body: sent.body,
            timeout: sent.timeout.unwrap_or(shared.timeout),
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

    /// What must not be shown, though a server may echo it.
    pub(crate) fn secrets(&self) -> Vec<String> {
        self.shared.auth.secrets()
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http").field("base", &self.shared.root).field("auth", &self.shared.auth).finish_non_exhaustive()
    }
}

/// What an [`Http`] is made of.
#[derive(Clone)]
#[must_use]
pub struct HttpBuilder {
    base: String,
    allow_insecure: bool,
    auth: Auth,
    headers: Vec<(HeaderName, String)>,
    timeouts: Timeouts,
    body_limit: usize,
    transport: Option<Arc<dyn Transport>>,
}

impl HttpBuilder {
    /// Who asks.
    pub fn auth(mut self, auth: Auth) -> Self {
        self.auth = auth;
        self
    }

    /// Has texts in a language, as `en`. Without one, texts come with all their languages, and that is what must be
    /// written back.
    pub fn language(self, language: &str) -> Self {
        self.header(SO_LANGUAGE, language)
    }

    /// Has numbers and dates inside texts written as in a culture, as `en-US`. Needs a language too.
    pub fn culture(self, culture: &str) -> Self {
        self.header(SO_CULTURE, culture)
    }

    /// Has dates in a time zone, by the server's name for it, as `NO`.
    pub fn time_zone(self, zone: &str) -> Self {
        self.header(SO_TIME_ZONE, zone)
    }

    /// Sends a header with every request.
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Sets all time-outs. Those for connecting and for silence are the network transport's own; a transport given
    /// with [`HttpBuilder::transport`] has its own or none.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// How long a whole exchange may take; 100 seconds if nothing is said.
    pub fn timeout(mut self, total: Duration) -> Self {
        self.timeouts.total = Some(total);
        self
    }

    /// Lets an exchange take forever.
    pub fn no_timeout(mut self) -> Self {
        self.timeouts.total = None;
        self
    }

    /// How long an answer's body may be, in bytes; [`BODY_LIMIT`] if nothing is said.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Allows `http:` to another machine, where anybody on the way can read the credentials.
    pub fn allow_insecure(mut self) -> Self {
        self.allow_insecure = true;
        self
    }

    /// Sends by other means than the network.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Checks everything.
    ///
    /// # Errors
    /// If the address or a header is unusable, or there is no transport.
    pub fn build(self) -> Result<Http> {
        let root = root(&self.base, self.allow_insecure)?;
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, HeaderValue::from_static(concat!("superoffice-rust/", env!("CARGO_PKG_VERSION"))));
        for (name, value) in self.headers {
            set_header(&mut headers, name, &value)?;
        }
        self.auth.apply(&mut headers)?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => network(self.timeouts)?,
        };
        Ok(Http {
            shared: Arc::new(Shared {
                transport,
                root,
                headers,
                auth: self.auth,
                timeout: self.timeouts.total,
                body_limit: self.body_limit,
            }),
        })
    }
}

impl fmt::Debug for HttpBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpBuilder")
            .field("auth", &self.auth)
            .field("timeouts", &self.timeouts)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "reqwest")]
fn network(timeouts: Timeouts) -> Result<Arc<dyn Transport>> {
    match crate::transport::ReqwestTransport::new(timeouts) {
        Ok(transport) => Ok(Arc::new(transport)),
        Err(error) => Err(RequestError::new(format!("the network transport cannot be set up: {error}")).into()),
    }
}

#[cfg(not(feature = "reqwest"))]
fn network(_: Timeouts) -> Result<Arc<dyn Transport>> {
    Err(RequestError::new("there is no transport: give one, or enable the feature `reqwest`").into())
}

pub(crate) const SO_APP_TOKEN: HeaderName = HeaderName::from_static("so-apptoken");
pub(crate) const SO_LANGUAGE: HeaderName = HeaderName::from_static("so-language");
pub(crate) const SO_CULTURE: HeaderName = HeaderName::from_static("so-culture");
pub(crate) const SO_TIME_ZONE: HeaderName = HeaderName::from_static("so-timezone");

/// Headers whose values nobody may see.
const SECRET_HEADERS: [&str; 5] = ["authorization", "proxy-authorization", "so-apptoken", "cookie", "x-xsrf-token"];

/// Sets a header after checking its value; the value is not part of the error, it may be a secret.
pub(crate) fn set_header(headers: &mut HeaderMap, name: HeaderName, value: &str) -> Result<()> {
    let Ok(mut value) = HeaderValue::from_str(value) else {
        return Err(
            RequestError::new(format!("the value of header `{name}` has characters a header cannot have")).into()
        );
    };
    value.set_sensitive(SECRET_HEADERS.contains(&name.as_str()));
    headers.insert(name, value);
    Ok(())
}

/// The address without what every path begins with, once it is safe to send credentials there.
fn root(base: &str, allow_insecure: bool) -> Result<String> {
    // The address itself may hold a password, so no error shows it.
    let refused = |why: &str| Error::from(RequestError::new(format!("the base address {why}")));
    let base = base.trim();
    let uri: Uri = base.parse().map_err(|_| refused("is not an address"))?;
    let host = uri.host().filter(|host| !host.is_empty()).ok_or_else(|| refused("has no host"))?;
    if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
        return Err(refused("holds credentials; give them to `auth`"));
    }
    if base.contains(['?', '#']) {
        return Err(refused("has a query or a fragment"));
    }
    match uri.scheme() {
        Some(scheme) if *scheme == Scheme::HTTPS => {}
        Some(scheme) if *scheme == Scheme::HTTP && (allow_insecure || is_loopback(host)) => {}
        Some(scheme) if *scheme == Scheme::HTTP => {
            return Err(refused("is not https, and `allow_insecure` was not asked for"));
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
