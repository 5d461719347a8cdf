//! Checks the form of credentials. Any value of a documented form is accepted, and none is kept.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;

use crate::failure::Failure;

/// Checks the credentials of a request. The success is a warning about a form that not all servers accept.
pub(crate) fn check(headers: &HeaderMap, schemes: &[String]) -> Result<Option<&'static str>, Failure> {
    if schemes.is_empty() {
        return Ok(None);
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let Some(authorization) = text(AUTHORIZATION.as_str()) else {
        return match text("x-xsrf-token") {
            Some(token) if !token.is_empty() => Ok(None),
            _ => Err(denied(
                schemes,
                "the request has no credentials; send the header `Authorization` or `X-XSRF-TOKEN`",
            )),
        };
    };
    let (scheme, value) = authorization.split_once(' ').unwrap_or((authorization, ""));
    let value = value.trim();
    if !schemes.iter().any(|known| known.eq_ignore_ascii_case(scheme)) {
        let known = schemes.join(", ");
        return Err(denied(schemes, &format!("the scheme of `Authorization` is not documented; these are: {known}")));
    }
    if value.is_empty() {
        return Err(denied(schemes, &format!("`Authorization: {scheme}` needs a value after the scheme")));
    }
    if scheme.eq_ignore_ascii_case("basic") {
        let decoded = BASE64_STANDARD.decode(value).ok();
        return match decoded {
            Some(pair) if pair.contains(&b':') => Ok(None),
            _ => Err(denied(schemes, "`Authorization: Basic` needs `user:password` as Base64")),
        };
    }
    let is_token = scheme.eq_ignore_ascii_case("bearer");
    let has_app = text("so-apptoken").is_some_and(|token| !token.is_empty());
    Ok((!is_token && !has_app).then_some("SuperOffice Online requires the header `SO-AppToken` beside a ticket"))
}

fn denied(schemes: &[String], message: &str) -> Failure {
    let challenge = schemes.iter().map(|scheme| format!("{scheme} realm=\"mock\"")).collect::<Vec<_>>().join(", ");
    Failure::new(401, message).with("www-authenticate", challenge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        let schemes: Vec<String> = ["Basic", "SoTicket", "Bearer"].map(str::to_owned).into();
        let status = |headers: &[(&'static str, &'static str)]| {
            let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
            match check(&headers.collect(), &schemes) {
                Ok(warning) => u16::from(warning.is_some()),
                Err(failure) => failure.status,
            }
        };
        assert_eq!(status(&[]), 401);
        assert_eq!(status(&[("authorization", "Bearer")]), 401);
        assert_eq!(status(&[("authorization", "Bearer x")]), 0);
        assert_eq!(status(&[("authorization", "basic YTpi")]), 0);
        assert_eq!(status(&[("authorization", "Basic YWI=")]), 401);
        assert_eq!(status(&[("authorization", "Digest x")]), 401);
        assert_eq!(status(&[("authorization", "SOTicket 7T:x")]), 1);
        assert_eq!(status(&[("authorization", "SOTicket 7T:x"), ("so-apptoken", "y")]), 0);
        assert_eq!(status(&[("x-xsrf-token", "y")]), 0);
    }
}
