//! Finds secrets in text.
//!
//! In: any text. Out: the text with a mark in place of credentials of known forms, and of values that follow names of secrets:
//! JWTs, `Bearer ...`, `Basic ...`, tickets, `user:password` as Base64 or before a host, private keys, `name=value`.

use std::borrow::Cow;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD};
use percent_encoding::percent_decode_str;
use regex_lite::{Captures, Regex};

use super::names::{Kind, MARK, kind};

/// Patterns in which the group `secret` is a secret.
const PATTERNS: [&str; 7] = [
    // Private keys.
    r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----(?P<secret>.*?)(?:-----END|$)",
    r"(?s)<RSAKeyValue>(?P<secret>.*?)(?:</RSAKeyValue>|$)",
    // JWTs: two or three parts of Base64, of which the first is an object.
    r"(?P<secret>eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_.=-]+)",
    // Tokens after their scheme. They can be any word.
    r#"(?i)\b(?:bearer|soticket)(?:\s+|%20|\+)(?P<secret>[A-Za-z0-9][^\s"'<>&,;\\]{3,})"#,
    // Credentials in Base64 after their scheme.
    r#"(?i)\b(?P<base64>basic|digest|negotiate|ntlm)(?:\s+|%20|\+)(?P<secret>[A-Za-z0-9][^\s"'<>&,;\\]{7,})"#,
    // Tickets, such as `7T:...`.
    r"\b(?P<secret>[0-9][A-Z]:[A-Za-z0-9_+/=.-]{6,})",
    // A user in an address.
    r"://(?P<secret>[^\s/@:]+:[^\s/@]+)@",
];

/// A name and a value, as in queries, JSON, XML and prose. The quotes can be escaped.
const PAIR: &str =
    r#"(?P<name>[A-Za-z][A-Za-z0-9_.-]*)(?P<between>\\*["']?\s*[:=>]\s*\\*["']?)(?P<value>[^\s"'<>&,;)}\]\\]+)"#;

/// Text that may be `user:password` as Base64.
const BASE64: &str = r"[A-Za-z0-9+/]{10,}={0,2}";

static SECRETS: LazyLock<Vec<Regex>> =
    LazyLock::new(|| PATTERNS.iter().filter_map(|pattern| Regex::new(pattern).ok()).collect());
static PAIRS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(PAIR).ok());
static ENCODED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(BASE64).ok());

/// Removes secrets from a text.
pub(super) fn redacted(text: &str) -> String {
    let once = in_plain(text);
    // Text that is part of another address or form is encoded twice.
    if once.contains('%')
        && let Ok(decoded) = percent_decode_str(&once).decode_utf8()
        && in_plain(&decoded) != decoded
    {
        return in_plain(&decoded);
    }
    once
}

fn in_plain(text: &str) -> String {
    let mut text = Cow::Borrowed(text);
    for pattern in SECRETS.iter() {
        if pattern.is_match(&text) {
            text = Cow::Owned(pattern.replace_all(&text, marked).into_owned());
        }
    }
    if let Some(pairs) = PAIRS.as_ref() {
        text = Cow::Owned(pairs.replace_all(&text, pair).into_owned());
    }
    if let Some(encoded) = ENCODED.as_ref() {
        text = Cow::Owned(encoded.replace_all(&text, credentials).into_owned());
    }
    text.into_owned()
}

/// The match with a mark in place of its group.
fn marked(found: &Captures<'_>) -> String {
    let (Some(whole), Some(secret)) = (found.get(0), found.name("secret")) else { return MARK.to_owned() };
    if is_prose(found.name("base64").map(|scheme| scheme.as_str()), secret.as_str()) {
        return whole.as_str().to_owned();
    }
    let (start, end) = (secret.start() - whole.start(), secret.end() - whole.start());
    let part = |range: std::ops::Range<usize>| whole.as_str().get(range).unwrap_or_default().to_owned();
    format!("{}{MARK}{}", part(0..start), part(end..whole.len()))
}

/// Whether the word after a scheme is prose. `base64` is the scheme, if its credentials are in Base64.
///
/// Base64 of credentials has capital letters or digits, so a short lower-case word is prose, as in
/// `a basic introduction`. If the scheme has a capital letter, it may come from a header, and no word after it is prose.
/// A token can be any word, so only the words in `DESCRIPTIONS` are prose after its scheme.
fn is_prose(base64: Option<&str>, word: &str) -> bool {
    let is_lower = |text: &str| text.chars().all(|c| c.is_ascii_lowercase());
    match base64 {
        Some(scheme) => is_lower(scheme) && is_lower(word) && word.len() < 20,
        None => DESCRIPTIONS.contains(&word.trim_end_matches(['.', ':', '?', '!', ')']).to_ascii_lowercase().as_str()),
    }
}

/// Words that are prose after the scheme of a token, as in `the bearer token`.
const DESCRIPTIONS: [&str; 7] = ["auth", "authentication", "authorization", "credentials", "scheme", "token", "tokens"];

fn pair(found: &Captures<'_>) -> String {
    let group = |name| found.name(name).map_or("", |group| group.as_str());
    let (name, between, value) = (group("name"), group("between"), group("value"));
    let secret = match kind(name) {
        Kind::Secret => !is_plain(value),
        Kind::Perhaps => is_likely(value),
        Kind::Other => false,
    };
    // A value can be a name in front of another value, as in `code=password=...`.
    let value = if secret { Cow::Borrowed(MARK) } else { inner(value) };
    format!("{name}{between}{value}")
}

fn inner(value: &str) -> Cow<'_, str> {
    match PAIRS.as_ref() {
        Some(pairs) if value.contains(['=', ':']) => pairs.replace_all(value, pair),
        _ => Cow::Borrowed(value),
    }
}

/// Whether a text is a literal of JSON, which is not a secret.
fn is_plain(text: &str) -> bool {
    matches!(text, "true" | "false" | "null" | "{" | "[" | MARK)
}

/// Whether a text that may be a secret is treated as one: it has no spaces and is not a number.
pub(super) fn is_likely(text: &str) -> bool {
    text.len() >= 6 && text != MARK && !text.contains(char::is_whitespace) && text.parse::<f64>().is_err()
}

/// The text that Base64 encodes, if it is `user:password`.
pub(super) fn decoded(text: &str) -> Option<String> {
    let bytes = BASE64_STANDARD.decode(text).or_else(|_| BASE64_STANDARD_NO_PAD.decode(text)).ok()?;
    let decoded = String::from_utf8(bytes).ok()?;
    let printable = decoded.chars().all(|c| !c.is_control() && c != ' ');
    let (user, password) = decoded.split_once(':')?;
    (printable && !user.is_empty() && !password.is_empty()).then_some(decoded)
}

/// Base64 of credentials, or of a text with secrets, such as a JSON object.
fn credentials(found: &Captures<'_>) -> String {
    let text = found.get(0).map_or("", |found| found.as_str());
    let hides_secrets = || {
        let bytes = BASE64_STANDARD.decode(text).or_else(|_| BASE64_STANDARD_NO_PAD.decode(text)).ok()?;
        let decoded = String::from_utf8(bytes).ok()?;
        Some(in_plain(&decoded) != decoded)
    };
    if decoded(text).is_some() || hides_secrets() == Some(true) { MARK.to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::redacted;

    #[test]
    fn secrets_in_text() {
        for (text, expected) in [
            ("see eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_9 here", "see *** here"),
            ("Authorization: Bearer 8A:Cust12345.abcdef", "Authorization: *** ***"),
            ("sent 'Basic dXNlcjpwYXNzd29yZA=='", "sent 'Basic ***'"),
            // Tokens and passwords that look like words.
            ("Authorization: Bearer swordfish", "Authorization: *** ***"),
            ("the bearer swordfish was refused", "the bearer *** was refused"),
            ("bearer%20swordfish", "bearer%20***"),
            ("sent 'Bearer hunter2'", "sent 'Bearer ***'"),
            ("SOTicket swordfish", "SOTicket ***"),
            ("Authorization: Basic swordfish", "Authorization: *** ***"),
            ("basic dXNlcjpwYXNz", "basic ***"),
            ("the ticket 7T:abcDEF123= expired", "the ticket *** expired"),
            ("https://user:pass@host/a?token=abc&x=1", "https://***@host/a?token=***&x=1"),
            (r#"{"Password": "hunter2", "Name": "Nord"}"#, r#"{"Password": "***", "Name": "Nord"}"#),
            (r#"{\"password\":\"hunter2\"}"#, r#"{\"password\":\"***\"}"#),
            ("<ApiKey>abc123</ApiKey>", "<ApiKey>***</ApiKey>"),
            ("state=token=abc", "state=token=***"),
            ("next=%3Ftoken%3Dabc", "next=?token=***"),
            (
                "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----***-----END PRIVATE KEY-----",
            ),
            ("dXNlcjpwYXNzd29yZA==", "***"),
            // {"password": "hunter2"}
            ("eyJwYXNzd29yZCI6ICJodW50ZXIyIn0=", "***"),
        ] {
            assert_eq!(redacted(text), expected);
        }
    }

    #[test]
    fn other_text_stays() {
        for text in [
            "",
            "a basic introduction",
            "a digest authentication",
            "the Bearer token is missing",
            "uses bearer authentication.",
            "the bearer of a key",
            "PrimaryKey: 21",
            "the ticket: it is open",
            "100 % sure",
            "2026-01-31T12:00:00+01:00",
            "http://host:8080/Cust12345/api/v1/Contact/5",
            "name begins 'Nord' and department is 'Sales'",
            "SuperOffice:1",
        ] {
            assert_eq!(redacted(text), text);
        }
    }
}
