//! Request headers.
//!
//! In: names and values. Out: headers with checked values. Secrets are marked, and are never part of an error.

use http::header::{HeaderMap, HeaderName, HeaderValue, MaxSizeReached};

use crate::error::RequestError;
use crate::secrets::is_secret;

pub(super) const SO_APP_TOKEN: HeaderName = HeaderName::from_static("so-apptoken");
pub(super) const X_XSRF_TOKEN: HeaderName = HeaderName::from_static("x-xsrf-token");
pub(crate) const SO_LANGUAGE: HeaderName = HeaderName::from_static("so-language");
pub(crate) const SO_CULTURE: HeaderName = HeaderName::from_static("so-culture");
pub(crate) const SO_TIME_ZONE: HeaderName = HeaderName::from_static("so-timezone");

/// The number of headers that a transport may still add, such as `Host`.
const ROOM: usize = 16;

/// Checks the value of a header and sets it, replacing earlier values.
pub(crate) fn set_header(headers: &mut HeaderMap, name: HeaderName, value: &str) -> Result<(), RequestError> {
    let value = checked(&name, value)?;
    headers.try_insert(name, value).map(drop).map_err(too_many)
}

/// Checks the value of a header and adds it to earlier values.
pub(super) fn add_header(headers: &mut HeaderMap, name: HeaderName, value: &str) -> Result<(), RequestError> {
    let value = checked(&name, value)?;
    headers.try_append(name, value).map(drop).map_err(too_many)
}

/// Combines headers. A header of the request replaces all values of a default header.
pub(super) fn merged(mut defaults: HeaderMap, headers: HeaderMap) -> Result<HeaderMap, RequestError> {
    let mut last = None;
    for (name, value) in headers {
        if let Some(name) = name {
            defaults.try_insert(name.clone(), value).map_err(too_many)?;
            last = Some(name);
        } else if let Some(name) = &last {
            // Only the first value of a header comes with its name.
            defaults.try_append(name.clone(), value).map_err(too_many)?;
        }
    }
    defaults.try_reserve(ROOM).map_err(too_many)?;
    Ok(defaults)
}

/// The value is not part of the error, because it may be a secret.
fn checked(name: &HeaderName, value: &str) -> Result<HeaderValue, RequestError> {
    let Ok(mut value) = HeaderValue::from_str(value) else {
        return Err(RequestError::new(format!("the value of the header `{name}` contains invalid characters")));
    };
    value.set_sensitive(is_secret(name));
    Ok(value)
}

/// More headers than a [`HeaderMap`] can hold.
pub(super) fn too_many(_: MaxSizeReached) -> RequestError {
    RequestError::new("there are too many headers")
}
