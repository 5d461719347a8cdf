//! Removes the secrets of a request from texts.
//!
//! In: the headers of a request, and a text. Out: the text with `***` in place of each secret. This module must not know
//! where a text comes from or where it is displayed. Properties that hold secrets are recognised by their names.
//!
//! The value of a header is a secret, unless the header is known to be harmless: tokens are sent in headers of any name.

mod names;
mod search;

use std::collections::BTreeSet;

use base64::Engine as _;
use http::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue, PROXY_AUTHORIZATION, SET_COOKIE};

pub(crate) use self::names::is_secret_name;
use crate::encoding::BASE64;

/// Headers whose values are not secrets.
const HARMLESS: [&str; 32] = [
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "connection",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-length",
    "content-type",
    "date",
    "expect",
    "from",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "origin",
    "prefer",
    "range",
    "so-culture",
    "so-language",
    "so-timezone",
    "traceparent",
    "tracestate",
    "user-agent",
    "x-correlation-id",
    "x-request-id",
    "x-requested-with",
];

/// Authentication schemes, which precede a secret but are not a part of it.
const SCHEMES: [&str; 5] = ["basic", "bearer", "digest", "soticket", "token"];

/// The minimum number of characters of a secret. A shorter text protects nothing and occurs in ordinary text by chance, where
/// hiding it would make the text unreadable and reveal the secret.
const SHORTEST: usize = 4;

/// Whether the values of a header are secrets.
pub(crate) fn is_secret(name: &HeaderName) -> bool {
    !HARMLESS.contains(&name.as_str())
}

/// The secrets in the headers of one request.
#[derive(Clone, Default)]
pub(crate) struct Secrets(BTreeSet<String>);

impl Secrets {
    /// Collects the secrets in the headers of a request.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let mut secrets = Self::default();
        secrets.learn(headers);
        secrets
    }

    /// Adds the secrets in the headers of a further request.
    pub(crate) fn learn(&mut self, headers: &HeaderMap) {
        for (name, value) in headers.iter().filter(|(name, value)| value.is_sensitive() || is_secret(name)) {
            self.add_header(name, &String::from_utf8_lossy(value.as_bytes()));
        }
    }

    /// Adds a value, and those of its parts that are secrets without the rest.
    fn add_header(&mut self, name: &HeaderName, value: &str) {
        self.add(value);
        if let Some((scheme, credentials)) = value.split_once(' ') {
            let scheme = scheme.to_ascii_lowercase();
            if name == AUTHORIZATION || name == PROXY_AUTHORIZATION || SCHEMES.contains(&scheme.as_str()) {
                self.add(credentials);
            }
            if let Ok(pair) = BASE64.decode(credentials.trim())
                && scheme == "basic"
                && let Some((_, password)) = String::from_utf8_lossy(&pair).split_once(':')
            {
                self.add(password);
            }
        }
        if name == COOKIE {
            value.split(';').filter_map(|pair| pair.split_once('=')).for_each(|(_, value)| self.add(value));
        }
    }

    /// Adds a secret that is not in a header.
    pub(crate) fn add(&mut self, secret: &str) {
        let secret = secret.trim();
        if secret.chars().nth(SHORTEST - 1).is_some() {
            self.0.insert(secret.to_owned());
        }
    }

    /// Returns the text with `***` in place of secrets, even if their characters are escaped.
    pub(crate) fn hide(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(|c| self.0.iter().any(|secret| search::may_start(c, secret))) {
            let (before, start) = rest.split_at_checked(at).unwrap_or((rest, ""));
            shown.push_str(before);
            let secret = self.0.iter().filter_map(|secret| search::length(start, secret)).max();
            let length = secret.or_else(|| start.chars().next().map(char::len_utf8)).unwrap_or_default();
            let (found, after) = start.split_at_checked(length).unwrap_or((start, ""));
            shown.push_str(if secret.is_some() { "***" } else { found });
            rest = after;
        }
        shown + rest
    }

    /// Whether a text contains a secret.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        self.hide(text) != text
    }

    /// Marks the values that contain a secret, so that `Debug` does not show them.
    pub(crate) fn mark(&self, headers: &mut HeaderMap) {
        for (name, value) in headers.iter_mut() {
            if name == SET_COOKIE || self.are_in(&text(value)) {
                value.set_sensitive(true);
            }
        }
    }
}

fn text(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).into_owned()
}
