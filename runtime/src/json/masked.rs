//! Hides the secrets in JSON text that is displayed.
//!
//! In: the JSON text of a value. Out: the text with `***` in place of the secrets in it. This file must not know where the
//! value is from.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::raw::{members, unquoted};
use crate::secrets::is_secret_name;

/// The text that is displayed in place of a secret.
pub(crate) const MASK: &str = "***";

/// The maximum depth that is displayed, because each level is parsed again.
const DEEPEST: usize = 64;

/// Returns JSON text with `***` in place of the strings in properties that hold secrets, or of all strings if `secret`
/// is true. Numbers and booleans are kept. Text without secrets is returned unchanged.
pub(crate) fn masked(text: &str, secret: bool) -> Cow<'_, str> {
    if !secret && !has_secrets(text, 0) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    add(text, secret, 0, &mut shown);
    Cow::Owned(shown)
}

/// Whether a property somewhere in the text has the name of a secret, or could have it because the text is too deep.
fn has_secrets(text: &str, depth: usize) -> bool {
    match text.as_bytes().first() {
        Some(b'{' | b'[') if depth == DEEPEST => true,
        Some(b'{') => members(text)
            .into_iter()
            .any(|(name, value)| is_secret_name(&unquoted(name)) || has_secrets(value, depth + 1)),
        Some(b'[') => items(text).into_iter().any(|item| has_secrets(item.get(), depth + 1)),
        _ => false,
    }
}

fn add(text: &str, secret: bool, depth: usize, shown: &mut String) {
    match text.as_bytes().first() {
        Some(b'{' | b'[') if depth == DEEPEST => shown.push_str(MASK),
        Some(b'{') => {
            shown.push('{');
            for (at, (name, value)) in members(text).into_iter().enumerate() {
                if at > 0 {
                    shown.push(',');
                }
                shown.push_str(name);
                shown.push(':');
                add(value, secret || is_secret_name(&unquoted(name)), depth + 1, shown);
            }
            shown.push('}');
        }
        Some(b'[') => {
            shown.push('[');
            for (at, item) in items(text).into_iter().enumerate() {
                if at > 0 {
                    shown.push(',');
                }
                add(item.get(), secret, depth + 1, shown);
            }
            shown.push(']');
        }
        Some(b'"') if secret && text.len() > 2 => shown.push_str(MASK),
        _ => shown.push_str(text),
    }
}

/// The items of an array.
fn items(array: &str) -> Vec<&RawValue> {
    serde_json::from_str(array).unwrap_or_default()
}
