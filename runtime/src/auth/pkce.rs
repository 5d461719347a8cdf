//! Random values of a login, and the proof that it is the same program that started and finishes it (PKCE, RFC 7636).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom as _, SystemRandom};

use crate::error::{Error, Result};

/// Returns 256 random bits of the operating system as 43 characters that a URL can contain.
pub(super) fn secret() -> Result<String> {
    let mut bytes = [0; 32];
    match SystemRandom::new().fill(&mut bytes) {
        Ok(()) => Ok(URL_SAFE_NO_PAD.encode(bytes)),
        Err(_) => Err(Error::credentials("the operating system has no random numbers")),
    }
}

/// Returns the challenge of a verifier, by the method `S256`.
pub(super) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::{challenge, secret};

    #[test]
    fn the_example_of_rfc_7636() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(challenge(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn secrets_are_long_and_distinct() {
        let (first, second) = (secret().unwrap(), secret().unwrap());
        assert!(first.len() == 43 && first != second, "{first} {second}");
    }
}
