//! The environments of SuperOffice Online.
//!
//! In: an environment. Out: the origin of its login and state APIs, and whether a tenant's address belongs to it. This file
//! must not know what is requested there.

use url::{Host, Url};

use crate::loopback::is_loopback;

/// The domain of all environments.
const DOMAIN: &str = "superoffice.com";

/// An environment of SuperOffice Online.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Environment {
    /// For development: `sod.superoffice.com`.
    Sod,
    /// For acceptance tests: `qaonline.superoffice.com`.
    Stage,
    /// For production: `online.superoffice.com`.
    Production,
    /// Another server, such as one in a test: its scheme, host and port, such as `http://127.0.0.1:8080`. Credentials are
    /// sent there, and tenants' addresses are accepted on this host and its subdomains.
    Custom(String),
}

impl Environment {
    /// The scheme and host of the login and state APIs.
    pub(crate) fn origin(&self) -> &str {
        match self {
            Self::Sod => "https://sod.superoffice.com",
            Self::Stage => "https://qaonline.superoffice.com",
            Self::Production => "https://online.superoffice.com",
            Self::Custom(origin) => origin.trim_end_matches('/'),
        }
    }

    /// Whether an address belongs to this environment, so that credentials may be sent there. The number in the host of a
    /// tenant changes, as in `sod2.superoffice.com`.
    pub(crate) fn owns(&self, address: &str) -> bool {
        let Ok(url) = Url::parse(address) else { return false };
        if !url.username().is_empty() || url.password().is_some() {
            return false;
        }
        let Self::Custom(origin) = self else {
            return url.scheme() == "https" && url.port().is_none() && is_below(&url, DOMAIN);
        };
        let Ok(origin) = Url::parse(origin) else { return false };
        let secure = url.scheme() == "https" || url.scheme() == origin.scheme();
        let same = url.host() == origin.host() || origin.domain().is_some_and(|domain| is_below(&url, domain));
        let port = url.port_or_known_default() == origin.port_or_known_default() || is_loopback(&url);
        secure && same && port
    }
}

/// Whether the host of a URL is a subdomain of a domain.
fn is_below(url: &Url, domain: &str) -> bool {
    match url.host() {
        Some(Host::Domain(host)) => host.strip_suffix(domain).is_some_and(|host| host.len() > 1 && host.ends_with('.')),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Environment;

    #[test]
    fn addresses_outside_of_the_environment_are_foreign() {
        for own in
            ["https://sod2.superoffice.com/Cust1", "https://a.b.SuperOffice.com/", "https://online.superoffice.com:443"]
        {
            assert!(Environment::Sod.owns(own), "{own}");
        }
        for foreign in [
            "http://sod2.superoffice.com/Cust1",
            "https://superoffice.com/Cust1",
            "https://.superoffice.com/Cust1",
            "https://evilsuperoffice.com/Cust1",
            "https://sod.superoffice.com.evil.example/Cust1",
            "https://sod.superoffice.com:8443/Cust1",
            "https://sod.superoffice.com@evil.example/Cust1",
            "https://user:password@sod.superoffice.com/Cust1",
            "https://evil.example/sod.superoffice.com",
            "https://evil.example\\.superoffice.com/",
            "https://evil.example#.superoffice.com",
            "https://127.0.0.1/Cust1",
            "ftp://sod.superoffice.com/",
            "//sod.superoffice.com/",
            "",
        ] {
            assert!(!Environment::Sod.owns(foreign), "{foreign}");
        }
    }

    #[test]
    fn a_custom_environment_owns_its_host() {
        let custom = Environment::Custom("http://127.0.0.1:8080/".to_owned());
        assert!(custom.owns("http://127.0.0.1:9090/Cust1") && custom.owns("https://127.0.0.1/Cust1"));
        assert!(!custom.owns("http://127.0.0.2:8080/Cust1") && !custom.owns("https://sod.superoffice.com"));
        let custom = Environment::Custom("https://crm.example".to_owned());
        assert!(custom.owns("https://crm.example/Cust1") && custom.owns("https://node2.crm.example/Cust1"));
        for foreign in ["http://crm.example", "https://crm.example:8443", "https://example", "https://xcrm.example"] {
            assert!(!custom.owns(foreign), "{foreign}");
        }
    }
}
