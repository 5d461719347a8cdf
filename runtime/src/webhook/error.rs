//! The reasons why a delivery is not accepted.
//!
//! In: nothing. Out: [`VerifyError`]. Its texts show neither the secret nor the signature.

use std::error::Error;
use std::fmt;

use crate::json::DecodeError;

/// The reason why a request is not accepted as an event.
#[derive(Debug)]
#[non_exhaustive]
pub enum VerifyError {
    /// The secret is empty, so anybody could sign with it.
    EmptySecret,
    /// There is no signature.
    MissingSignature,
    /// There are several headers with a signature.
    RepeatedSignature,
    /// The signature is not base64.
    NotBase64,
    /// The signature is base64, but does not have the 32 bytes of HMAC-SHA256.
    WrongLength(usize),
    /// The signature was computed from another body, or with another secret.
    WrongSignature,
    /// The signature is valid, but the body is not an event.
    Payload(DecodeError),
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptySecret => f.write_str("the secret of the webhook is empty; set one"),
            Self::MissingSignature => f.write_str("the request has no signature; check that the webhook has a secret"),
            Self::RepeatedSignature => f.write_str("the request has more than one signature"),
            Self::NotBase64 => f.write_str("the signature is not base64"),
            Self::WrongLength(found) => write!(f, "the signature has {found} bytes, expected 32"),
            Self::WrongSignature => f.write_str(
                "the signature does not match the body; check the secret, and that the body is passed as it was received",
            ),
            Self::Payload(error) => write!(f, "the body is not an event: {error}"),
        }
    }
}

impl Error for VerifyError {}
