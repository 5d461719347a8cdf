//! Signing in with a browser (OAuth 2 and OpenID Connect, the code flow with PKCE).
//!
//! In: the registration of an application. Out: the URL where the user signs in, and the tokens that follow. This file
//! must not know when tokens are refreshed.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use url::{Url, form_urlencoded};

use super::endpoint::Endpoint;
use super::pkce;
use super::tokens::Tokens;
use crate::environment::Environment;
use crate::error::{Error, RequestError, Result};
use crate::http::HttpBuilder;
use crate::operation::{Method, Operation};
use crate::secrets::Secrets;
use crate::shown::excerpt;

/// The token endpoint. Layers see it as the operation of the request.
static TOKENS: Operation = Operation::new("OAuthTokens", Method::Post, "/login/common/oauth/tokens");

const AUTHORIZE: &str = "/login/common/oauth/authorize";

type Configure = Arc<dyn Fn(HttpBuilder) -> HttpBuilder + Send + Sync>;

/// An application that is registered with SuperOffice. See the documentation of [the module](super).
#[derive(Clone)]
pub struct OAuth {
    environment: Environment,
    client_id: String,
    redirect_uri: String,
    client_secret: Option<String>,
    tenant: Option<String>,
    configure: Configure,
}

/// A login that has begun.
///
/// A web application stores `state` and `verifier` in the session of the user until the browser returns.
#[derive(Clone)]
#[non_exhaustive]
pub struct Login {
    /// The URL to open in the browser of the user.
    pub url: String,
    /// Identifies the login in the redirect.
    pub state: String,
    /// Proves that the program that finishes the login is the one that started it. It is a secret.
    pub verifier: String,
}

impl Login {
    /// Restores a login that was stored.
    #[must_use]
    pub fn restored(state: impl Into<String>, verifier: impl Into<String>) -> Self {
        Self { url: String::new(), state: state.into(), verifier: verifier.into() }
    }
}

impl OAuth {
    /// Describes an application by its client ID and the URL to which the browser returns, exactly as they are registered.
    /// A native application uses a URL such as `http://127.0.0.1:8080/callback`.
    #[must_use]
    pub fn new(environment: Environment, client_id: impl Into<String>, redirect_uri: impl Into<String>) -> Self {
        Self {
            environment,
            client_id: client_id.into(),
            redirect_uri: redirect_uri.into(),
            client_secret: None,
            tenant: None,
            configure: Arc::new(|builder| builder),
        }
    }

    /// Sets the client secret. Native applications do not have one, because their users could read it.
    #[must_use]
    pub fn secret(mut self, client_secret: impl Into<String>) -> Self {
        self.client_secret = Some(client_secret.into());
        self
    }

    /// Sets the tenant, such as `Cust12345`, so that the user is not asked to choose one.
    #[must_use]
    pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = Some(tenant.into());
        self
    }

    /// Sets options of the connection to the login server, such as its transport and timeouts. A layer sees the secrets in
    /// the bodies of requests and must not log them.
    #[must_use]
    pub fn http(mut self, configure: impl Fn(HttpBuilder) -> HttpBuilder + Send + Sync + 'static) -> Self {
        self.configure = Arc::new(configure);
        self
    }

    /// Starts a login.
    ///
    /// # Errors
    /// Returns an error if the environment or the redirect is not a URL, or if the system has no random numbers.
    pub fn login(&self) -> Result<Login> {
        let invalid = |what: &str| Error::from(RequestError::new(format!("the {what} is not a valid URL")));
        Url::parse(&self.redirect_uri).map_err(|_| invalid("redirect"))?;
        let authorize = format!("{}{AUTHORIZE}", self.environment.origin());
        let mut url = Url::parse(&authorize).map_err(|_| invalid("environment"))?;
        let (state, verifier) = (pkce::secret()?, pkce::secret()?);
        let mut query = url.query_pairs_mut();
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("scope", "openid")
            .append_pair("state", &state)
            .append_pair("code_challenge", &pkce::challenge(&verifier))
            .append_pair("code_challenge_method", "S256");
        if let Some(tenant) = &self.tenant {
            query.append_pair("acr_values", &format!("tenant:{tenant}"));
        }
        drop(query);
        Ok(Login { url: url.into(), state, verifier })
    }

    /// Finishes a login. `redirect` is the URL to which the browser returned, or only its path and query, or its query.
    ///
    /// # Errors
    /// Returns an error if the redirect does not belong to this login, in which case nothing is sent, if the user or the
    /// server refused the login, or if the token endpoint returns no tokens.
    pub async fn finish(&self, login: &Login, redirect: &str) -> Result<Tokens> {
        let code = code(login, redirect)?;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &*code),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", &login.verifier),
        ];
        let response = self.request(&self.endpoint()?, &form, &[&code, &login.verifier, &login.state]).await?;
        Tokens::read(&response, None)
    }

    /// Obtains new tokens.
    pub(super) async fn refresh(&self, endpoint: &Endpoint, tokens: &Tokens) -> Result<Tokens> {
        let Some(refresh_token) = tokens.refresh_token.as_deref() else {
            return Err(Error::credentials(
                "the access token has expired, and it cannot be renewed without a refresh token; sign in again",
            ));
        };
        let form =
            [("grant_type", "refresh_token"), ("refresh_token", refresh_token), ("redirect_uri", &self.redirect_uri)];
        let response = self.request(endpoint, &form, &[refresh_token, &tokens.access_token]).await?;
        Tokens::read(&response, Some(refresh_token))
    }

    /// Creates a connection to the login server.
    pub(super) fn endpoint(&self) -> Result<Endpoint> {
        Endpoint::new(&self.environment, |builder| (self.configure)(builder))
    }

    fn form(&self, form: &[(&str, &str)]) -> String {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(form).append_pair("client_id", &self.client_id);
        if let Some(secret) = &self.client_secret {
            body.append_pair("client_secret", secret);
        }
        body.finish()
    }

    async fn request(&self, endpoint: &Endpoint, form: &[(&str, &str)], secret: &[&str]) -> Result<serde_json::Value> {
        let mut secrets = Secrets::default();
        secret.iter().copied().chain(self.client_secret.as_deref()).for_each(|secret| secrets.add(secret));
        let body = ("application/x-www-form-urlencoded", self.form(form));
        endpoint.send(&TOKENS, Some(body), &secrets).await
    }
}

/// Returns the code in a redirect, if the redirect belongs to the login.
fn code(login: &Login, redirect: &str) -> Result<String> {
    let redirect = redirect.split_once('#').map_or(redirect, |(redirect, _)| redirect);
    let query = redirect.split_once('?').map_or(redirect, |(_, query)| query);
    let parameters = form_urlencoded::parse(query.as_bytes());
    let values = |name: &str| -> Vec<Cow<'_, str>> {
        parameters.filter(|(known, _)| known == name).map(|(_, value)| value).collect()
    };
    let state = values("state");
    if login.state.is_empty() || !matches!(&*state, [state] if *state == login.state) {
        return Err(Error::credentials(
            "the redirect does not belong to this login: its state is missing or different",
        ));
    }
    if let Some(error) = values("error").first() {
        let description = values("error_description").concat();
        let mut secrets = Secrets::default();
        [&login.verifier, &login.state].into_iter().for_each(|secret| secrets.add(secret));
        let text = format!("{}: {}", excerpt(&secrets.hide(error)), excerpt(&secrets.hide(&description)));
        return Err(Error::credentials(format!("the login was refused: {}", text.trim_end_matches([' ', ':']))));
    }
    match &*values("code") {
        [code] if !code.is_empty() => Ok(code.clone().into_owned()),
        _ => Err(Error::credentials("the redirect does not contain one code")),
    }
}

impl fmt::Debug for OAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth")
            .field("environment", &self.environment)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(..)")
    }
}
