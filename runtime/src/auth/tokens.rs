//! The tokens of a user.
//!
//! In: the response of the token endpoint. Out: [`Tokens`]. This file must not know how tokens are requested.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

use crate::error::{Error, Result};
use crate::wall_clock::unix_time;

/// How long before its end a token is replaced, because a request takes time and clocks differ.
const MARGIN: u64 = 60;

/// The tokens of a user. Store them like passwords.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tokens {
    /// Authenticates requests.
    pub access_token: String,
    /// Obtains further access tokens until the user or an administrator revokes it.
    pub refresh_token: Option<String>,
    /// The identity of the user, as a JWT that is not verified.
    pub id_token: Option<String>,
    /// When the access token expires, in seconds since 1970. `None` if that is not known.
    pub expires_at: Option<u64>,
}

impl Tokens {
    /// Creates tokens from an access token.
    #[must_use]
    pub fn new(access_token: impl Into<String>) -> Self {
        Self { access_token: access_token.into(), refresh_token: None, id_token: None, expires_at: None }
    }

    /// Creates tokens from a refresh token. The first call obtains an access token.
    #[must_use]
    pub fn from_refresh_token(refresh_token: impl Into<String>) -> Self {
        Self { refresh_token: Some(refresh_token.into()), expires_at: Some(0), ..Self::new("") }
    }

    /// Reads a response. If it contains no refresh token, the earlier one is kept.
    pub(super) fn read(response: &Value, earlier: Option<&str>) -> Result<Self> {
        let text = |name: &str| {
            response.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(ToOwned::to_owned)
        };
        let Some(access_token) = text("access_token") else {
            return Err(Error::credentials("the response of the token endpoint contains no access token"));
        };
        if let Some(kind) = text("token_type").filter(|kind| !kind.eq_ignore_ascii_case("bearer")) {
            let length = kind.chars().count();
            return Err(Error::credentials(format!("the token type ({length} characters) is not `Bearer`")));
        }
        // The server writes it as a number or as a text.
        let expires_in = response.get("expires_in").and_then(|value| match value {
            Value::Number(number) => number.as_u64().or_else(|| number.as_f64().map(|seconds| seconds as u64)),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        });
        Ok(Self {
            access_token,
            refresh_token: text("refresh_token").or_else(|| earlier.map(ToOwned::to_owned)),
            id_token: text("id_token"),
            expires_at: expires_in.zip(unix_time()).map(|(seconds, now): (u64, u64)| now.saturating_add(seconds)),
        })
    }

    /// How long the access token is used. It is replaced shortly before it expires.
    pub(super) fn lifetime(&self) -> Option<Duration> {
        let left = self.expires_at?.saturating_sub(unix_time()?);
        Some(Duration::from_secs(left.saturating_sub(MARGIN.min(left / 4))))
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}
