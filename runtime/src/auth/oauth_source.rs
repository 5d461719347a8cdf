//! Refreshes the tokens of a user.
//!
//! In: tokens. Out: access tokens that have not expired, refreshed once for all callers. This file must not know the
//! requests of the token endpoint.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::endpoint::Endpoint;
use super::oauth::OAuth;
use super::tokens::Tokens;
use crate::error::{Error, Result};
use crate::http::{Auth, Failure, Finish, Issued, Obtaining, Renewal, TokenSource, Work};

/// Refreshes the tokens of a user. Clones share the tokens.
#[derive(Clone)]
pub struct OAuthSource(Arc<Shared>);

/// Stores new tokens.
type Store = Box<dyn Fn(&Tokens) + Send + Sync>;

struct Shared {
    oauth: OAuth,
    endpoint: Endpoint,
    renewal: Arc<Renewal<Tokens>>,
    on_refresh: Option<Store>,
}

// Defined here, so that the file with `OAuth` does not depend on its source.
impl OAuth {
    /// Returns a source that refreshes the tokens shortly before they expire and when the server rejects them.
    ///
    /// # Errors
    /// Returns an error if the connection to the login server cannot be configured.
    pub fn source(&self, tokens: Tokens) -> Result<OAuthSource> {
        let (oauth, endpoint) = (self.clone(), self.endpoint()?);
        Ok(OAuthSource(Arc::new(Shared { oauth, endpoint, renewal: Renewal::of(tokens), on_refresh: None })))
    }
}

impl OAuthSource {
    /// Calls a function with new tokens after each refresh, to store them. The refresh token normally stays the same,
    /// so nothing is lost if storing fails. Earlier clones of the source do not call the function.
    #[must_use]
    pub fn on_refresh(self, store: impl Fn(&Tokens) + Send + Sync + 'static) -> Self {
        let shared = &*self.0;
        Self(Arc::new(Shared {
            oauth: shared.oauth.clone(),
            endpoint: shared.endpoint.clone(),
            renewal: Arc::clone(&shared.renewal),
            on_refresh: Some(Box::new(store)),
        }))
    }

    /// Returns the current tokens. They may have expired.
    #[must_use]
    pub fn tokens(&self) -> Option<Tokens> {
        self.0.renewal.current().map(|current| current.value.clone())
    }

    async fn current(&self, rejected: Option<&Auth>) -> Result<Auth> {
        let current = self.0.renewal.current();
        let stale = current.as_deref().filter(|current| {
            let is_rejected = matches!(rejected, Some(Auth::Bearer(token)) if *token == current.value.access_token);
            is_rejected || current.value.lifetime() == Some(Duration::ZERO)
        });
        let shared = Arc::clone(&self.0);
        let obtain = move |earlier: Option<Arc<Issued<Tokens>>>, finish: Finish<Tokens>| -> Work<Result<_, Failure>> {
            Box::pin(async move {
                let earlier = earlier.map_or_else(|| Tokens::new(""), |earlier| earlier.value.clone());
                let tokens = shared.oauth.refresh(&shared.endpoint, &earlier).await.map_err(Error::into_cause)?;
                let issued = finish.with(tokens, Duration::ZERO);
                if let Some(store) = &shared.on_refresh {
                    store(&issued.value);
                }
                Ok(issued)
            })
        };
        let tokens = self.0.renewal.get(stale, obtain).await.map_err(Error::from_cause)?;
        Ok(Auth::bearer(tokens.value.access_token.clone()))
    }
}

impl TokenSource for OAuthSource {
    fn auth<'a>(&'a self, rejected: Option<&'a Auth>) -> Obtaining<'a> {
        Box::pin(self.current(rejected))
    }

    fn lifetime(&self) -> Option<Duration> {
        self.0.renewal.current()?.value.lifetime()
    }
}

impl fmt::Debug for OAuthSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthSource").field("oauth", &self.0.oauth).finish_non_exhaustive()
    }
}
