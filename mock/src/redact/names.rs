//! Recognises headers, parameters and properties that hold secrets by their names.
//!
//! In: a name. Out: whether its value is, or may be, a secret. Separators and case are ignored.

/// The text that replaces a secret.
pub(crate) const MARK: &str = "***";

/// What a name reveals about its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Any value is a secret, such as that of `Password`.
    Secret,
    /// A value without spaces that is not a number is a secret: `Ticket` and `Key` can also be the names of records.
    Perhaps,
    /// The name says nothing about secrets.
    Other,
}

/// Parts of names of secrets.
const SECRET: [&str; 17] = [
    "accesskey",
    "apikey",
    "apptoken",
    "authorization",
    "bearer",
    "clientkey",
    "credential",
    "encryptionkey",
    "jwt",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "secret",
    "sessionid",
    "signature",
    "token",
];

/// Ends of names of secrets.
const ENDS: [&str; 3] = ["cookie", "pwd", "sessionkey"];

/// Ends of names whose values can be secrets.
const PERHAPS: [&str; 2] = ["key", "ticket"];

/// Headers whose values are never secrets. The others are neither recorded nor logged.
const HARMLESS: [&str; 25] = [
    "accept",
    "accept-language",
    "allow",
    "cache-control",
    "content-disposition",
    "content-language",
    "content-length",
    "content-type",
    "etag",
    "expires",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-unmodified-since",
    "last-modified",
    "location",
    "prefer",
    "range",
    "retry-after",
    "so-culture",
    "so-language",
    "so-timezone",
    "user-agent",
    "vary",
];

/// Classifies the name of a parameter or a property. Only the last part of a path such as `/Person/Password` counts.
pub(crate) fn kind(name: &str) -> Kind {
    let last = name.trim_end_matches('/').rsplit('/').next().unwrap_or(name);
    let plain: String = last.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let plain = plain.replace("secretary", "");
    let one = plain.strip_suffix('s').unwrap_or(&plain);
    if SECRET.iter().any(|part| plain.contains(part)) || ENDS.iter().any(|end| one.ends_with(end)) {
        Kind::Secret
    } else if PERHAPS.iter().any(|end| one.ends_with(end)) {
        Kind::Perhaps
    } else {
        Kind::Other
    }
}

/// Whether a header holds credentials.
pub(crate) fn is_credential(header: &str) -> bool {
    ["cookie", "set-cookie", "x-xsrf-token", "proxy-authorization"].contains(&header) || kind(header) != Kind::Other
}

/// Whether a header is known to hold no secret.
pub(crate) fn is_harmless(header: &str) -> bool {
    HARMLESS.contains(&header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in [
            "Password",
            "new_password",
            "PasswordHash",
            "AccessToken",
            "Tokens",
            "client-secret",
            "/Person/Password",
            "x_api_key",
            "Credentials",
            "SO-AppToken",
            "cookies",
        ] {
            assert_eq!(kind(name), Kind::Secret, "{name}");
        }
        for name in ["Ticket", "sessionTicket", "PrimaryKey", "Keys"] {
            assert_eq!(kind(name), Kind::Perhaps, "{name}");
        }
        for name in ["", "Name", "TicketId", "Secretary", "KeyWords", "Keyboard"] {
            assert_eq!(kind(name), Kind::Other, "{name}");
        }
        assert!(is_credential("authorization") && is_credential("x-xsrf-token") && !is_credential("accept"));
    }
}
