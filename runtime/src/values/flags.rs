//! Values that combine several flags.
//!
//! In: text such as `Monday, Friday`. Out: its flags, or the text with a flag added or removed. This file must not know any
//! flags.

/// Returns the flags of a value.
pub fn of(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim).filter(|flag| !flag.is_empty())
}

/// Returns whether a value has all flags of another value, which must have at least one.
#[must_use]
pub fn contains(value: &str, other: &str) -> bool {
    let has = |flag| of(value).any(|known| known == flag);
    of(other).next().is_some() && of(other).all(has)
}

/// Returns the value with the flags of another that it does not have, in order.
#[must_use]
pub fn with(value: &str, other: &str) -> String {
    let mut text = value.to_owned();
    for flag in of(other) {
        if !contains(&text, flag) {
            if of(&text).next().is_none() {
                text.clear();
            } else {
                text.push_str(", ");
            }
            text.push_str(flag);
        }
    }
    text
}

/// Returns the value without the flags of another. Its text is changed only if it has one of them.
#[must_use]
pub fn without(value: &str, other: &str) -> String {
    let removed = |flag: &str| of(other).any(|other| other == flag);
    if of(value).any(removed) {
        of(value).filter(|flag| !removed(flag)).collect::<Vec<_>>().join(", ")
    } else {
        value.to_owned()
    }
}
