//! Which properties hold secrets.
//!
//! In: the name of a property. Out: whether its text is a secret, which `Debug` must not show. This file must not know
//! any entity: it decides by the end of the name.

/// The ends of names whose values are secrets, in lower case and without separators.
const ENDS: [&str; 16] = [
    "accesskey",
    "apikey",
    "authorization",
    "credentialvalue",
    "encryptionkey",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "pwd",
    "secret",
    "secretkey",
    "secretvalue",
    "sessionkey",
    "signingkey",
    "token",
];

/// Whether the text of a property with this name is a secret.
///
/// Only the end of the name counts: `AccessToken`, `x_password` and `Tokens` name secrets; `TokenType`,
/// `PasswordChanged` and `PrimaryKey` do not.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let one = name.strip_suffix('s').unwrap_or(&name);
    ENDS.iter().any(|end| name.ends_with(end) || one.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::is_secret_name;

    #[test]
    fn by_the_end() {
        for secret in [
            "Secret",
            "ClientSecret",
            "secret_value",
            "Password",
            "NewPassword",
            "x_password",
            "AccessToken",
            "refresh_token",
            "Tokens",
            "AppToken",
            "AccessKey",
            "SessionKey",
            "api-key",
            "Extra:API_KEY",
            "Authorization",
            "Proxy-Authorization",
        ] {
            assert!(is_secret_name(secret), "{secret}");
        }
        for other in [
            "",
            "TokenType",
            "PasswordChanged",
            "PasswordLength",
            "PrimaryKey",
            "ForeignKey",
            "Secretary",
            "Key",
            "Ticket",
            "TokenManagementInfo",
            "Name",
            "Credentials",
        ] {
            assert!(!is_secret_name(other), "{other}");
        }
    }
}
