//! Texts in several languages.
//!
//! In: text such as `US:"Customer";NO:"Kunde";`. Out: the same text, and the text of each language. This file must not
//! know the languages.

use std::fmt;

/// A text in several languages, as the server sends it if no language is requested: `US:"Customer";NO:"Kunde";`.
///
/// The text is kept, so a value that was read is written back byte for byte. Quotation marks inside the text of a language
/// are not escaped.
///
/// ```
/// use superoffice_runtime::MultiLanguage;
///
/// let mut name = MultiLanguage::from(r#"US:"Customer";NO:"Kunde""#);
/// assert_eq!(name.get("no"), Some("Kunde"));
/// name.set("GE", "Kunde \"A\"")?;
/// assert_eq!(name.to_string(), r#"US:"Customer";NO:"Kunde";GE:"Kunde "A"""#);
/// assert_eq!(MultiLanguage::from("Customer").get("US"), None);
/// # Ok::<(), superoffice_runtime::MultiLanguageError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct MultiLanguage(String);

/// The position of the text of a language.
struct Part {
    language: std::ops::Range<usize>,
    text: std::ops::Range<usize>,
}

impl MultiLanguage {
    /// Returns the whole text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether the text has no languages, as in a response to a request for one language.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        parts(&self.0).is_none()
    }

    /// Returns the text in a language, such as `US`. Case does not matter. `None` if there is none.
    #[must_use]
    pub fn get(&self, language: &str) -> Option<&str> {
        self.iter().find(|(known, _)| known.eq_ignore_ascii_case(language)).map(|(_, text)| text)
    }

    /// Returns the languages and their texts in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let parts = parts(&self.0).unwrap_or_default();
        parts.into_iter().filter_map(|part| Some((self.0.get(part.language)?, self.0.get(part.text)?)))
    }

    /// Sets the text in a language, at its place or at the end. A plain text is replaced.
    ///
    /// # Errors
    /// Returns an error if the text could not be read back: the language has characters other than letters, digits and
    /// `-`, or the text contains the end of a text, such as `";NO:"`.
    pub fn set(&mut self, language: &str, text: &str) -> Result<(), MultiLanguageError> {
        let parts = parts(&self.0).unwrap_or_default();
        let known =
            |part: &&Part| self.0.get(part.language.clone()).is_some_and(|known| known.eq_ignore_ascii_case(language));
        let changed = match parts.iter().find(known) {
            Some(part) => {
                let (before, after) = (self.0.get(..part.text.start), self.0.get(part.text.end..));
                format!("{}{text}{}", before.unwrap_or_default(), after.unwrap_or_default())
            }
            None if parts.is_empty() => format!("{language}:\"{text}\""),
            None => {
                let (all, end) = self.0.strip_suffix(';').map_or((self.0.as_str(), ""), |all| (all, ";"));
                format!("{all};{language}:\"{text}\"{end}")
            }
        };
        let changed = Self(changed);
        let others = parts.iter().filter(|part| !known(part)).count();
        if changed.get(language) != Some(text) || changed.iter().count() != others + 1 {
            return Err(MultiLanguageError { language: language.to_owned() });
        }
        *self = changed;
        Ok(())
    }
}

/// Returns the parts, or `None` if the text does not have the form.
fn parts(text: &str) -> Option<Vec<Part>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let colon = at + text.get(at..)?.find(":\"")?;
        if !is_language(text.get(at..colon)?) {
            return None;
        }
        let start = colon + 2;
        let length = length(text.get(start..)?)?;
        found.push(Part { language: at..colon, text: start..start + length });
        // Skips the quotation mark and the semicolon, if there is one.
        at = (start + length + 2).min(text.len());
    }
    if found.is_empty() { None } else { Some(found) }
}

/// Returns the length of a text up to its closing quotation mark: the first one before the end or before `;` and another
/// language.
fn length(rest: &str) -> Option<usize> {
    let closes = |at: &usize| match rest.get(at + 1..) {
        Some("" | ";") => true,
        // Looks at the name only: searching the rest of the text for each quotation mark would take too long.
        Some(after) => after.strip_prefix(';').is_some_and(|after| {
            let end = after.find(|c| !is_of_language(c)).unwrap_or(after.len());
            end > 0 && after.get(end..).is_some_and(|after| after.starts_with(":\""))
        }),
        None => false,
    };
    rest.match_indices('"').map(|(at, _)| at).find(closes)
}

fn is_language(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_of_language)
}

fn is_of_language(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-'
}

impl From<&str> for MultiLanguage {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for MultiLanguage {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<MultiLanguage> for String {
    fn from(value: MultiLanguage) -> Self {
        value.0
    }
}

impl fmt::Display for MultiLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The error for a text that a [`MultiLanguage`] cannot contain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MultiLanguageError {
    language: String,
}

impl fmt::Display for MultiLanguageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the text in `{}` could not be read back, because the language or the text contains a separator",
            self.language
        )
    }
}

impl std::error::Error for MultiLanguageError {}
