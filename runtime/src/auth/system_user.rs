//! A system user: an application without a user.
//!
//! In: the secrets of an application and the token that a tenant's administrator has granted it. Out: tickets. This file
//! must not know how a key signs or how a signature is verified.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use super::endpoint::Endpoint;
use super::jwt::{Key, Rejected, read_keys, verify};
use super::private_key::PrivateKey;
use crate::environment::Environment;
use crate::error::{Error, RequestError, Result};
use crate::http::{Auth, Failure, Finish, HttpBuilder, Issued, Obtaining, Renewal, TokenSource, Work};
use crate::operation::{Method, Operation};
use crate::secrets::Secrets;
use crate::shown::excerpt;
use crate::wall_clock::{minute_stamp, unix_time};

/// The operation that exchanges a signed token for a ticket. Layers see it as the operation of the request.
static AUTHENTICATE: Operation =
    Operation::new("SystemUserTicket", Method::Post, "/Login/api/PartnerSystemUser/Authenticate");

/// The public keys of the login server.
static KEYS: Operation = Operation::new("LoginKeys", Method::Get, "/login/.well-known/jwks");

/// The claim that contains the ticket.
const TICKET: &str = "http://schemes.superoffice.net/identity/ticket";

/// The claim that contains the identifier of the tenant.
const TENANT: &str = "http://schemes.superoffice.net/identity/ctx";

/// Obtains tickets for a system user, and keeps one until the server rejects it. Clones share it.
///
/// See the documentation of [the module](super).
#[derive(Clone)]
pub struct SystemUser(Arc<Shared>);

struct Shared {
    settings: Settings,
    key: PrivateKey,
    endpoint: Endpoint,
    ticket: Arc<Renewal<Auth>>,
    keys: Mutex<Arc<Vec<Key>>>,
}

#[derive(Clone)]
struct Settings {
    tenant: String,
    app_token: String,
    user_token: String,
    audience: Option<String>,
}

/// Configures a [`SystemUser`].
#[derive(Clone)]
#[must_use]
pub struct SystemUserBuilder {
    environment: Environment,
    settings: Settings,
    key: Option<PrivateKey>,
    configure: Arc<dyn Fn(HttpBuilder) -> HttpBuilder + Send + Sync>,
}

impl SystemUser {
    /// Starts the configuration for a tenant, such as `Cust12345`.
    pub fn builder(environment: Environment, tenant: impl Into<String>) -> SystemUserBuilder {
        SystemUserBuilder {
            environment,
            settings: Settings {
                tenant: tenant.into(),
                app_token: String::new(),
                user_token: String::new(),
                audience: None,
            },
            key: None,
            configure: Arc::new(|builder| builder),
        }
    }

    async fn current(&self, rejected: Option<&Auth>) -> Result<Auth> {
        let current = self.0.ticket.current();
        let stale = current.as_deref().filter(|current| match (&current.value, rejected) {
            (Auth::Ticket { ticket, .. }, Some(Auth::Ticket { ticket: rejected, .. })) => ticket == rejected,
            _ => false,
        });
        let shared = Arc::clone(&self.0);
        let obtain = move |_: Option<Arc<Issued<Auth>>>, finish: Finish<Auth>| -> Work<Result<_, Failure>> {
            Box::pin(async move {
                let ticket = shared.ticket().await.map_err(Error::into_cause)?;
                Ok(finish.with(Auth::ticket(ticket, &shared.settings.app_token), Duration::ZERO))
            })
        };
        self.0.ticket.get(stale, obtain).await.map(|issued| issued.value.clone()).map_err(Error::from_cause)
    }
}

impl Shared {
    /// Obtains a ticket.
    async fn ticket(&self) -> Result<String> {
        let Settings { tenant, app_token, user_token, .. } = &self.settings;
        let now = unix_time()
            .ok_or_else(|| Error::credentials("this target has no clock, so the system user token cannot be signed"))?;
        let stamped = format!("{user_token}.{}", minute_stamp(now));
        let signature = self.key.sign(&stamped)?;
        let signed = format!("{stamped}.{signature}");
        let mut secrets = Secrets::default();
        [app_token, user_token, &signature, &signed].into_iter().for_each(|secret| secrets.add(secret));
        let body = json!({
            "SignedSystemToken": signed,
            "ApplicationToken": app_token,
            "ContextIdentifier": tenant,
            "ReturnTokenType": "JWT",
        });
        let body = Some(("application/json", body.to_string()));
        let response = self.endpoint.send(&AUTHENTICATE, body, &secrets).await?;
        let text = |name: &str| response.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        // The status code is 200 even if the exchange failed.
        let token = match (response.get("IsSuccessful").and_then(Value::as_bool), text("Token")) {
            (Some(true), Some(token)) => token,
            _ => {
                let reason = text("ErrorMessage").map_or_else(
                    || "the response contains neither a token nor a reason".to_owned(),
                    |message| excerpt(&secrets.hide(message)),
                );
                return Err(Error::credentials(format!("the system user of {tenant} was refused: {reason}")));
            }
        };
        self.read(&self.claims(token).await?)
    }

    /// Verifies a token, with new keys if its key is not known.
    async fn claims(&self, token: &str) -> Result<Value> {
        let audience = self.settings.audience.as_deref();
        let known = Arc::clone(&self.keys.lock().unwrap_or_else(PoisonError::into_inner));
        let mut result = verify(token, &known, audience);
        if result == Err(Rejected::UnknownKey) {
            let keys = Arc::new(read_keys(&self.endpoint.send(&KEYS, None, &Secrets::default()).await?));
            result = verify(token, &keys, audience);
            *self.keys.lock().unwrap_or_else(PoisonError::into_inner) = keys;
        }
        result.map_err(|rejected| {
            let why = match rejected {
                Rejected::UnknownKey => "the login server does not publish its key",
                Rejected::Because(why) => why,
            };
            Error::credentials(format!("the token of the login server is not accepted: {why}"))
        })
    }

    /// Returns the ticket in the claims of a token for this tenant.
    fn read(&self, claims: &Value) -> Result<String> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        if text(TENANT).is_some_and(|tenant| !tenant.eq_ignore_ascii_case(&self.settings.tenant)) {
            return Err(Error::credentials("the token of the login server is for a different tenant"));
        }
        let ticket =
            text(TICKET).ok_or_else(|| Error::credentials("the token of the login server contains no ticket"))?;
        Ok(ticket.to_owned())
    }
}

impl TokenSource for SystemUser {
    fn auth<'a>(&'a self, rejected: Option<&'a Auth>) -> Obtaining<'a> {
        Box::pin(self.current(rejected))
    }
}

impl SystemUserBuilder {
    /// Sets the secret of the application (its client secret), which is also sent with each call.
    pub fn app_token(mut self, token: impl Into<String>) -> Self {
        self.settings.app_token = token.into();
        self
    }

    /// Sets the token of the system user, which the application received when the tenant's administrator approved it.
    pub fn user_token(mut self, token: impl Into<String>) -> Self {
        self.settings.user_token = token.into();
        self
    }

    /// Sets the private key of the application.
    pub fn private_key(mut self, key: PrivateKey) -> Self {
        self.key = Some(key);
        self
    }

    /// Sets the audience that tokens must have: `spn:` and the serial number of the application. By default every
    /// application is accepted, since the token comes from the login server over a verified connection.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.settings.audience = Some(audience.into());
        self
    }

    /// Sets options of the connection to the login server, such as its transport and timeouts. A layer sees the secrets in
    /// the bodies of requests and must not log them.
    pub fn http(mut self, configure: impl Fn(HttpBuilder) -> HttpBuilder + Send + Sync + 'static) -> Self {
        self.configure = Arc::new(configure);
        self
    }

    /// Checks the configuration. Nothing is sent yet.
    ///
    /// # Errors
    /// Returns an error if a secret or the key is missing, or if the connection cannot be configured.
    pub fn build(self) -> Result<SystemUser> {
        let missing = |what: &str| Error::from(RequestError::new(format!("the system user has no {what}")));
        let key = self.key.ok_or_else(|| missing("private key; set it with `private_key`"))?;
        if self.settings.app_token.is_empty() {
            return Err(missing("application secret; set it with `app_token`"));
        }
        if self.settings.user_token.is_empty() {
            return Err(missing("token; set it with `user_token`"));
        }
        Ok(SystemUser(Arc::new(Shared {
            endpoint: Endpoint::new(&self.environment, |builder| (self.configure)(builder))?,
            settings: self.settings,
            key,
            ticket: Renewal::new(),
            keys: Mutex::default(),
        })))
    }
}

impl fmt::Debug for SystemUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SystemUser").field("tenant", &self.0.settings.tenant).finish_non_exhaustive()
    }
}

impl fmt::Debug for SystemUserBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SystemUserBuilder").field("tenant", &self.settings.tenant).finish_non_exhaustive()
    }
}
