//! The private key of an application.
//!
//! In: a key as PEM, or as the XML in which SuperOffice issues it. Out: signatures. This file must not know what is signed.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair, KeyPairComponents, PublicKeyComponents};
use ring::signature::RSA_PKCS1_SHA256;

use crate::encoding::BASE64;
use crate::error::{Error, RequestError, Result};

/// A private RSA key of 2048 to 4096 bits. Clones share it.
#[derive(Clone)]
pub struct PrivateKey(Arc<KeyPair>);

impl PrivateKey {
    /// Reads a key: a PEM text with `BEGIN PRIVATE KEY` (PKCS#8) or `BEGIN RSA PRIVATE KEY` (PKCS#1), or XML with
    /// `RSAKeyValue`.
    ///
    /// # Errors
    /// Returns an error if the text is none of these or the key cannot be used. The error does not contain the text.
    pub fn read(text: &str) -> Result<Self> {
        let rejected = |error: ring::error::KeyRejected| refused(&format!("the private key is invalid: {error}"));
        let pair = if let Some(der) = pem(text, "PRIVATE KEY")? {
            KeyPair::from_pkcs8(&der).map_err(rejected)?
        } else if let Some(der) = pem(text, "RSA PRIVATE KEY")? {
            KeyPair::from_der(&der).map_err(rejected)?
        } else if text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED") {
            return Err(refused("the private key is encrypted; decrypt it first"));
        } else if text.contains("<RSAKeyValue>") {
            KeyPair::from_components(&components(text)?).map_err(rejected)?
        } else {
            return Err(refused("the private key is neither PEM (`BEGIN PRIVATE KEY`) nor XML (`RSAKeyValue`)"));
        };
        Ok(Self(Arc::new(pair)))
    }

    /// Returns the signature of a text by RSA-SHA256 (PKCS#1 v1.5), in base64.
    pub(super) fn sign(&self, text: &str) -> Result<String> {
        let mut signature = vec![0; self.0.public().modulus_len()];
        match self.0.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature) {
            Ok(()) => Ok(BASE64.encode(signature)),
            Err(_) => Err(Error::credentials("the private key cannot sign: its parts do not belong together")),
        }
    }
}

/// Returns the content of a PEM block with a label.
fn pem(text: &str, label: &str) -> Result<Option<Vec<u8>>> {
    let Some((_, rest)) = text.split_once(&format!("-----BEGIN {label}-----")) else { return Ok(None) };
    let Some((content, _)) = rest.split_once(&format!("-----END {label}-----")) else {
        return Err(refused(&format!("the private key has no line `END {label}`")));
    };
    // Not base64, but headers of an encrypted key.
    if content.contains(':') {
        return Ok(None);
    }
    decoded(content, label).map(Some)
}

/// Reads the numbers of an `RSAKeyValue`.
fn components(text: &str) -> Result<KeyPairComponents<Vec<u8>, Vec<u8>>> {
    let number = |name: &str| -> Result<Vec<u8>> {
        let content =
            text.split_once(&format!("<{name}>")).and_then(|(_, rest)| rest.split_once(&format!("</{name}>")));
        let Some((content, _)) = content else { return Err(refused(&format!("the private key has no `{name}`"))) };
        // A number must not start with zeros, but a fixed length is usual.
        Ok(decoded(content, name)?.into_iter().skip_while(|byte| *byte == 0).collect())
    };
    Ok(KeyPairComponents {
        public_key: PublicKeyComponents { n: number("Modulus")?, e: number("Exponent")? },
        d: number("D")?,
        p: number("P")?,
        q: number("Q")?,
        dP: number("DP")?,
        dQ: number("DQ")?,
        qInv: number("InverseQ")?,
    })
}

fn decoded(text: &str, name: &str) -> Result<Vec<u8>> {
    let text: String = text.split_ascii_whitespace().collect();
    // The cause would show a character of the key.
    BASE64.decode(text).map_err(|_| refused(&format!("the private key is invalid: `{name}` is not base64")))
}

fn refused(message: &str) -> Error {
    RequestError::new(message).into()
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(..)")
    }
}
