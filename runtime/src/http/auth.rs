//! Authentication.
//!
//! In: credentials, or a source of credentials. Out: the headers that contain them. This file must not know how a source
//! obtains credentials.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use http::header::{AUTHORIZATION, COOKIE, HeaderMap};

use super::headers::{SO_APP_TOKEN, X_XSRF_TOKEN, set_header};
use super::joint::Work;
use super::renewal::{Failure, Finish, Issued, Renewal};
use crate::encoding::BASE64;
use crate::error::{RequestError, Result};

/// How requests authenticate.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum Auth {
    /// Without credentials.
    #[default]
    None,
    /// With an OAuth 2 access token.
    Bearer(String),
    /// With a session ticket and the application's secret, which online tenants require.
    Ticket {
        /// The ticket, such as `7T:...`.
        ticket: String,
        /// The application's secret.
        app_token: Option<String>,
    },
    /// With a user name and a password. Only for onsite installations.
    Basic {
        /// The user name.
        user: String,
        /// The password.
        password: String,
    },
    /// With credentials that expire and are replaced; see [`Auth::source`].
    Source(SharedSource),
}

/// Obtains credentials that expire.
///
/// ```
/// use superoffice_runtime::{Auth, Obtaining, TokenSource};
///
/// struct Vault;
///
/// impl TokenSource for Vault {
///     fn auth<'a>(&'a self, _rejected: Option<&'a Auth>) -> Obtaining<'a> {
///         Box::pin(async { Ok(Auth::bearer("read from a vault")) })
///     }
/// }
///
/// let auth = Auth::source(Vault);
/// ```
///
/// An implementation needs neither a cache nor a lock: it is called once for all calls that wait for credentials, and
/// then not again until the server rejects them or their [`TokenSource::lifetime`] is over. If all waiting calls are
/// dropped, so is the future. An implementation must not make calls through a connection that uses this source.
pub trait TokenSource: Send + Sync {
    /// Obtains credentials. `rejected` contains the previous credentials, which the server did not accept or whose
    /// lifetime is over, and is `None` the first time.
    ///
    /// # Errors
    /// Returns an error if no credentials can be obtained. Every waiting call fails with
    /// [`Error::Credentials`](crate::Error::Credentials), which contains the error. Its text must not contain secrets.
    fn auth<'a>(&'a self, rejected: Option<&'a Auth>) -> Obtaining<'a>;

    /// Returns how long the credentials can be used that [`TokenSource::auth`] has just returned. `None`, which is the
    /// default, if they are used until the server rejects them.
    fn lifetime(&self) -> Option<Duration> {
        None
    }
}

/// The future of [`TokenSource::auth`].
pub type Obtaining<'a> = Pin<Box<dyn Future<Output = Result<Auth>> + Send + 'a>>;

impl Auth {
    /// Authenticates with an OAuth 2 access token.
    #[must_use]
    pub fn bearer(token: impl Into<String>) -> Self {
        Self::Bearer(token.into())
    }

    /// Authenticates with a session ticket and the application's secret.
    #[must_use]
    pub fn ticket(ticket: impl Into<String>, app_token: impl Into<String>) -> Self {
        Self::Ticket { ticket: ticket.into(), app_token: Some(app_token.into()) }
    }

    /// Authenticates with a user name and a password.
    #[must_use]
    pub fn basic(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self::Basic { user: user.into(), password: password.into() }
    }

    /// Authenticates with credentials that `source` obtains when they are needed for the first time, and again when the
    /// server rejects them. The rejected request is then sent once more. Clones share the credentials.
    ///
    /// Credentials are rejected by status code 401. Status code 403 normally means that a user lacks a right, but the
    /// server may also use it for an expired token. So 403 counts only if the credentials are older than five minutes.
    /// A user who lacks a right can therefore cause at most one additional request to the source every five minutes.
    #[must_use]
    pub fn source(source: impl TokenSource + 'static) -> Self {
        Self::Source(SharedSource { source: Arc::new(source), renewal: Renewal::new() })
    }

    /// Adds the headers with the credentials. A source has none to add.
    pub(super) fn apply(&self, headers: &mut HeaderMap) -> Result<(), RequestError> {
        let (authorization, app_token) = match self {
            Self::None | Self::Source(_) => return Ok(()),
            Self::Bearer(token) => (format!("Bearer {token}"), None),
            Self::Ticket { ticket, app_token } => (format!("SOTicket {ticket}"), app_token.as_deref()),
            // The server would take what follows the colon for the start of the password.
            Self::Basic { user, .. } if user.contains(':') => {
                return Err(RequestError::new("the user name of Basic authentication cannot contain a colon"));
            }
            Self::Basic { user, password } => (format!("Basic {}", BASE64.encode(format!("{user}:{password}"))), None),
        };
        set_header(headers, AUTHORIZATION, &authorization)?;
        match app_token {
            Some(token) => set_header(headers, SO_APP_TOKEN, token),
            None => Ok(()),
        }
    }

    /// Removes the headers with credentials of any kind, and those of a session that was opened with them.
    pub(super) fn clear(headers: &mut HeaderMap) {
        for name in [AUTHORIZATION, SO_APP_TOKEN, COOKIE, X_XSRF_TOKEN] {
            headers.remove(name);
        }
    }
}

/// A [`TokenSource`] with the credentials that it issued. Clones share them.
#[derive(Clone)]
pub struct SharedSource {
    source: Arc<dyn TokenSource>,
    renewal: Arc<Renewal<Auth>>,
}

impl SharedSource {
    /// Returns credentials that are not the rejected ones. `now` is the time on the clock of the transport.
    pub(super) async fn get(
        &self,
        rejected: Option<&Issued<Auth>>,
        now: Duration,
    ) -> Result<Arc<Issued<Auth>>, Failure> {
        let source = Arc::clone(&self.source);
        let current = self.renewal.current();
        let rejected = rejected.or(current.as_deref().filter(|current| current.is_over(now)));
        let obtain = |rejected: Option<Arc<Issued<Auth>>>, finish: Finish<Auth>| -> Work<_> {
            Box::pin(async move {
                match source.auth(rejected.as_ref().map(|issued| &issued.value)).await {
                    Ok(Auth::Source(_)) => Err(Arc::from(Box::from("the token source returned a token source"))),
                    Ok(auth) => {
                        let until = source.lifetime().map(|lifetime| now.saturating_add(lifetime));
                        Ok(finish.until(auth, now, until))
                    }
                    Err(error) => Err(error.into_cause()),
                }
            })
        };
        self.renewal.get(rejected, obtain).await
    }
}

impl fmt::Debug for SharedSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedSource(..)")
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Bearer(_) => "Bearer(..)",
            Self::Ticket { .. } => "Ticket(..)",
            Self::Basic { .. } => "Basic(..)",
            Self::Source(_) => "Source(..)",
        })
    }
}
