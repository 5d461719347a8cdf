//! Bytes inside JSON.
//!
//! In: base64 text. Out: the same text, and the bytes on request. This file must not reject text that is not base64,
//! because one invalid property must not make the rest of an entity unreadable.

use std::fmt;
use std::io;
use std::str::FromStr;

use ::base64::Engine as _;
use ::base64::read::DecoderReader;
use ::base64::write::EncoderStringWriter;

use crate::encoding::BASE64;
use crate::slot::{Field, Slot, Text, View};

/// Bytes, stored as the base64 text in JSON.
///
/// If an entity is read and written back, the text is the same, even if it is invalid. There is no conversion from a
/// string, because it could mean text to encode as well as encoded text.
///
/// ```
/// use superoffice_runtime::Base64;
///
/// assert_eq!(Base64::from(b"abc".to_vec()).as_str(), "YWJj");
/// assert_eq!("YWJj".parse::<Base64>()?.decode()?, b"abc");
/// assert!("not base64".parse::<Base64>().is_err());
/// # Ok::<(), superoffice_runtime::Base64Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Base64(String);

impl Base64 {
    /// Encodes the bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(BASE64.encode(bytes))
    }

    /// Keeps a text from the server, even if it is not base64.
    ///
    /// Use [`parse`](str::parse) for base64 text from any other source.
    #[must_use]
    pub fn from_wire(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Encodes what a reader returns, such as a file, which is never in memory as a whole.
    ///
    /// # Errors
    /// Returns the error of the reader.
    pub fn from_reader(mut reader: impl io::Read) -> io::Result<Self> {
        let mut encoder = EncoderStringWriter::new(&BASE64);
        io::copy(&mut reader, &mut encoder)?;
        Ok(Self(encoder.into_inner()))
    }

    /// Returns the text in JSON.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Decodes the bytes.
    ///
    /// # Errors
    /// Returns an error if the text is not base64.
    pub fn decode(&self) -> Result<Vec<u8>, Base64Error> {
        BASE64.decode(&self.0).map_err(Base64Error)
    }

    /// Decodes the bytes into a writer, such as a file, and returns their number. They are never in memory as a whole.
    ///
    /// # Errors
    /// Returns the error of the writer, or one of the kind `InvalidData` if the text is not base64.
    pub fn decode_to(&self, mut writer: impl io::Write) -> io::Result<u64> {
        io::copy(&mut DecoderReader::new(self.0.as_bytes(), &BASE64), &mut writer)
    }
}

/// Accepts base64 with or without padding. The text is kept as it is.
impl FromStr for Base64 {
    type Err = Base64Error;

    fn from_str(text: &str) -> Result<Self, Base64Error> {
        let base64 = Self(text.to_owned());
        base64.decode().map(|_| base64)
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self::from_bytes(bytes)
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from_bytes(&bytes)
    }
}

impl Text for Base64 {
    fn set_text(&mut self, text: &str) {
        text.clone_into(&mut self.0);
    }
}

impl Field for Base64 {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Text(self)
    }

    fn view(&self) -> View<'_> {
        View::Str(&self.0)
    }
}

crate::serde_impls!(Base64);

/// The error for text that is not base64.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base64Error(::base64::DecodeError);

impl fmt::Display for Base64Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not base64: {}", self.0)
    }
}

impl std::error::Error for Base64Error {}
