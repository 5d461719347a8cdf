//! Signatures: base64 of HMAC-SHA256 over the body.
//!
//! In: a secret, a body, and the value of a header. Out: whether the signature is valid. This file must not read the
//! body.

use base64::Engine as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::error::VerifyError;
use crate::encoding::BASE64;

/// The number of bytes of a signature.
const LENGTH: usize = 32;

/// Signs a body as the server does, for tests.
#[must_use]
pub fn sign(secret: impl AsRef<[u8]>, body: impl AsRef<[u8]>) -> String {
    // HMAC accepts keys of any length, and an empty signature is never accepted.
    mac(secret.as_ref(), body.as_ref()).map(|mac| BASE64.encode(mac.finalize().into_bytes())).unwrap_or_default()
}

/// Checks a signature. The comparison takes the same time wherever the signatures differ.
pub(super) fn verify(secret: &[u8], signature: &[u8], body: &[u8]) -> Result<(), VerifyError> {
    let signature = signature.trim_ascii();
    if secret.is_empty() {
        return Err(VerifyError::EmptySecret);
    }
    if signature.is_empty() {
        return Err(VerifyError::MissingSignature);
    }
    let signature = BASE64.decode(signature).map_err(|_| VerifyError::NotBase64)?;
    if signature.len() != LENGTH {
        return Err(VerifyError::WrongLength(signature.len()));
    }
    let mac = mac(secret, body).ok_or(VerifyError::WrongSignature)?;
    mac.verify_slice(&signature).map_err(|_| VerifyError::WrongSignature)
}

fn mac(secret: &[u8], body: &[u8]) -> Option<Hmac<Sha256>> {
    Hmac::new_from_slice(secret).ok().map(|mac: Hmac<Sha256>| mac.chain_update(body))
}
