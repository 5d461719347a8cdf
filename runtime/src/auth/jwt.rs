//! Verifies the tokens of the login server.
//!
//! In: a JWT, and the public keys of the login server. Out: its claims, if the signature and the time are valid. This file
//! must not know where keys come from.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde_json::Value;

use crate::wall_clock::unix_time;

/// How far the clocks may differ, in seconds.
const LEEWAY: u64 = 300;

/// The issuer of all tokens.
const ISSUER: &str = "SuperOffice AS";

/// A public key of the login server.
pub(super) struct Key {
    id: Option<String>,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

/// The reason why a token is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rejected {
    /// No key has the ID in the token. The server may have published new keys.
    UnknownKey,
    /// Anything else.
    Because(&'static str),
}

/// Reads the RSA keys of a key set (RFC 7517). Others are ignored.
pub(super) fn read_keys(set: &Value) -> Vec<Key> {
    let keys = set.get("keys").and_then(Value::as_array).into_iter().flatten();
    let rsa = |key: &Value| -> Option<Key> {
        let text = |name: &str| key.get(name).and_then(Value::as_str);
        let number = |name: &str| {
            let bytes = URL_SAFE_NO_PAD.decode(text(name)?.trim_end_matches('=')).ok()?;
            Some(bytes.into_iter().skip_while(|byte| *byte == 0).collect::<Vec<u8>>())
        };
        let is_for_signatures = text("use").is_none_or(|usage| usage == "sig");
        let is_rsa = text("kty") == Some("RSA") && text("alg").is_none_or(|algorithm| algorithm == "RS256");
        (is_for_signatures && is_rsa).then_some(())?;
        Some(Key { id: text("kid").map(ToOwned::to_owned), modulus: number("n")?, exponent: number("e")? })
    };
    keys.filter_map(rsa).collect()
}

/// Returns the claims of a token. `audience` is the expected one; without it, the audience must be an application.
pub(super) fn verify(token: &str, keys: &[Key], audience: Option<&str>) -> Result<Value, Rejected> {
    let malformed = Rejected::Because("it is not a JWT");
    let (signed, signature) = token.rsplit_once('.').ok_or(malformed)?;
    let (header, claims) = signed.split_once('.').ok_or(malformed)?;
    let bytes = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| malformed);
    let header: Value = serde_json::from_slice(&bytes(header)?).map_err(|_| malformed)?;
    // Other algorithms, `none` among them, prove nothing with these keys.
    if header.get("alg").and_then(Value::as_str) != Some("RS256") {
        return Err(Rejected::Because("its algorithm is not RS256"));
    }
    if header.get("crit").is_some() {
        return Err(Rejected::Because("it has a critical extension"));
    }
    let id = header.get("kid").and_then(Value::as_str);
    let mut known = keys.iter().filter(|key| id.is_none() || key.id.as_deref() == id).peekable();
    known.peek().ok_or(Rejected::UnknownKey)?;
    let signature = bytes(signature)?;
    let is_valid = |key: &Key| {
        RsaPublicKeyComponents { n: &key.modulus, e: &key.exponent }
            .verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature)
            .is_ok()
    };
    if !known.any(is_valid) {
        return Err(Rejected::Because("its signature is wrong"));
    }
    let claims: Value = serde_json::from_slice(&bytes(claims)?).map_err(|_| malformed)?;
    check(&claims, audience).map_err(Rejected::Because)?;
    Ok(claims)
}

fn check(claims: &Value, audience: Option<&str>) -> Result<(), &'static str> {
    if claims.get("iss").and_then(Value::as_str) != Some(ISSUER) {
        return Err("its issuer is not `SuperOffice AS`");
    }
    let fits = |found: &str| audience.map_or_else(|| found.starts_with("spn:"), |audience| found == audience);
    let is_for_us = match claims.get("aud") {
        Some(Value::String(found)) => fits(found),
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).any(fits),
        _ => false,
    };
    if !is_for_us {
        return Err("its audience is a different one");
    }
    let now = unix_time().ok_or("this target has no clock, so its expiry cannot be checked")?;
    // Dates may have a fraction, which does not matter here.
    let date = |name: &str| claims.get(name).and_then(Value::as_f64);
    let expires = date("exp").ok_or("it does not say when it expires")?;
    if expires + (LEEWAY as f64) < now as f64 {
        return Err("it has expired");
    }
    if date("nbf").is_some_and(|start| start > (now + LEEWAY) as f64) {
        return Err("it is not valid yet");
    }
    Ok(())
}
