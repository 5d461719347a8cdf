//! Request headers.
//!
//! In: names and values. Out: headers with checked values. Secrets are marked, and are never part of an error.

use http::header::{HeaderMap, HeaderName, HeaderValue};

use crate::error::{RequestError, Result};

pub(super) const SO_APP_TOKEN: HeaderName = HeaderName::from_static("so-apptoken");
pub(crate) const SO_LANGUAGE: HeaderName = HeaderName::from_static("so-language");
pub(crate) const SO_CULTURE: HeaderName = HeaderName::from_static("so-culture");
pub(crate) const SO_TIME_ZONE: HeaderName = HeaderName::from_static("so-timezone");

/// Headers whose values must not be displayed.
const SECRET_HEADERS: [&str; 5] = ["authorization", "proxy-authorization", "so-apptoken", "cookie", "x-xsrf-token"];

/// Sets a header after checking its value. The value is not part of the error, because it may be a secret.
pub(crate) fn set_header(headers: &mut HeaderMap, name: HeaderName, value: &str) -> Result<()> {
    let Ok(mut value) = HeaderValue::from_str(value) else {
        return Err(RequestError::new(format!("the value of the header `{name}` contains invalid characters")).into());
    };
    value.set_sensitive(SECRET_HEADERS.contains(&name.as_str()));
    headers.insert(name, value);
    Ok(())
}
