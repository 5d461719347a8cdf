//! Custom fields, and other dictionaries of encoded values.
//!
//! In: a dictionary of strings, as in `CustomFields`, `UserDefinedFields` and the rows of a table. Out: its values with
//! their types, display texts and original values. This file must not know any field.

use std::collections::BTreeMap;

use super::date_time::DateTime;
use super::encoded::Encoded;
use super::time_span::TimeSpan;
use crate::json::side_keys::{self, DISPLAY, ORIGINAL, TOOLTIP};

/// A dictionary of strings, in the form that entities contain.
type Texts = BTreeMap<String, Option<String>>;

/// Reads and changes a dictionary of encoded values, such as the property `CustomFields`.
///
/// The keys are program ids, such as `SuperOffice:3` or `x_delivered`. The server adds side keys, such as
/// `SuperOffice:3:DisplayText`. They are kept when an entity is read and written, but not sent in a request.
///
/// ```
/// use std::collections::BTreeMap;
/// use superoffice_runtime::CustomFields as _;
///
/// // As in an entity: `contact.custom_fields`.
/// let mut fields: Option<BTreeMap<String, Option<String>>> = superoffice_runtime::json::from_slice(
///     br#"{"SuperOffice:7": "[I:4]", "SuperOffice:7:DisplayText": "Partner", "x_note": ""}"#,
/// )?;
/// assert_eq!(fields.field("SuperOffice:7").as_i32(), Some(4));
/// assert_eq!(fields.field("SuperOffice:7").display(), Some("Partner"));
/// fields.set_field("SuperOffice:7", 5).set_field("x_note", "Called");
/// assert_eq!(fields.field("SuperOffice:7").text(), Some("[I:5]"));
/// assert_eq!(fields.custom_fields().map(|field| field.key()).collect::<Vec<_>>(), ["SuperOffice:7", "x_note"]);
/// # Ok::<(), superoffice_runtime::json::DecodeError>(())
/// ```
pub trait CustomFields {
    /// Returns the dictionary, if there is one.
    fn texts(&self) -> Option<&Texts>;

    /// Returns the dictionary, after adding it if there is none.
    fn texts_mut(&mut self) -> &mut Texts;

    /// Returns the field with this key. It has no value if the key is not in the dictionary.
    fn field<'a>(&'a self, key: &'a str) -> CustomField<'a> {
        CustomField { texts: self.texts(), key }
    }

    /// Sets a field, and removes its display text and its tooltip, which belong to the previous value.
    fn set_field(&mut self, key: &str, value: impl Into<Encoded>) -> &mut Self {
        let texts = self.texts_mut();
        texts.insert(key.to_owned(), Some(value.into().into()));
        for end in [DISPLAY, TOOLTIP] {
            texts.remove(&format!("{key}{end}"));
        }
        self
    }

    /// Returns the fields, without the side keys.
    fn custom_fields(&self) -> impl Iterator<Item = CustomField<'_>> {
        let texts = self.texts();
        let keys = texts.into_iter().flat_map(|texts| texts.keys().filter(|key| !is_side_key(texts, key)));
        keys.map(move |key| CustomField { texts, key })
    }

    /// Returns a copy without the side keys, which is what a request sends.
    #[must_use]
    fn without_side_keys(&self) -> Texts {
        let Some(texts) = self.texts() else { return Texts::new() };
        let own = texts.iter().filter(|(key, _)| !is_side_key(texts, key));
        own.map(|(key, value)| (key.clone(), value.clone())).collect()
    }
}

fn is_side_key(texts: &Texts, key: &str) -> bool {
    side_keys::base(key).is_some_and(|base| texts.contains_key(base))
}

impl CustomFields for Texts {
    fn texts(&self) -> Option<&Texts> {
        Some(self)
    }

    fn texts_mut(&mut self) -> &mut Texts {
        self
    }
}

/// `None` is an empty dictionary.
impl CustomFields for Option<Texts> {
    fn texts(&self) -> Option<&Texts> {
        self.as_ref()
    }

    fn texts_mut(&mut self) -> &mut Texts {
        self.get_or_insert_default()
    }
}

/// A field of a dictionary of encoded values.
#[derive(Debug, Clone, Copy)]
pub struct CustomField<'a> {
    texts: Option<&'a Texts>,
    key: &'a str,
}

impl<'a> CustomField<'a> {
    /// Returns the key.
    #[must_use]
    pub fn key(&self) -> &'a str {
        self.key
    }

    /// Returns whether the dictionary has the key, even if its value is `null` or empty.
    #[must_use]
    pub fn is_present(&self) -> bool {
        self.texts.is_some_and(|texts| texts.contains_key(self.key))
    }

    /// Returns the text in JSON. `None` if it is `null`, or if the dictionary does not have the key.
    #[must_use]
    pub fn text(&self) -> Option<&'a str> {
        self.texts?.get(self.key)?.as_deref()
    }

    /// Returns the value with its type. `None` if there is no text.
    #[must_use]
    pub fn encoded(&self) -> Option<Encoded> {
        self.text().map(Encoded::from)
    }

    /// Returns the integer, or the id of a list item. See [`Encoded::as_i32`].
    #[must_use]
    pub fn as_i32(&self) -> Option<i32> {
        self.encoded()?.as_i32()
    }

    /// Returns the integer. See [`Encoded::as_i64`].
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.encoded()?.as_i64()
    }

    /// Returns the number. See [`Encoded::as_f64`].
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        self.encoded()?.as_f64()
    }

    /// Returns the state of a checkbox. See [`Encoded::as_bool`].
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        self.encoded()?.as_bool()
    }

    /// Returns the date, with its time if it has one. See [`Encoded::as_date`].
    #[must_use]
    pub fn as_date(&self) -> Option<DateTime> {
        self.encoded()?.as_date()
    }

    /// Returns the time since midnight. See [`Encoded::as_time`].
    #[must_use]
    pub fn as_time(&self) -> Option<TimeSpan> {
        self.encoded()?.as_time()
    }

    /// Returns the display text, such as the name of a list item.
    #[must_use]
    pub fn display(&self) -> Option<&'a str> {
        self.side(DISPLAY)
    }

    /// Returns the tooltip.
    #[must_use]
    pub fn tooltip(&self) -> Option<&'a str> {
        self.side(TOOLTIP)
    }

    /// Returns the original value.
    #[must_use]
    pub fn original(&self) -> Option<Encoded> {
        self.side(ORIGINAL).map(Encoded::from)
    }

    fn side(&self, end: &str) -> Option<&'a str> {
        self.texts?.get(&format!("{}{end}", self.key))?.as_deref()
    }
}
