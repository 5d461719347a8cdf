//! Values that are strings in JSON: enumerations, dates, time spans, encoded values, bytes.
//!
//! In: the text in JSON. Out: the same text, and its meaning on request. An invalid value is not a decode error,
//! because it must not make the rest of an entity unreadable.

mod base64;
mod binary;
mod custom_fields;
mod date_time;
mod encoded;
pub mod flags;
mod multi_language;
mod open_enum;
mod parts;
mod time_span;
mod word;

pub use self::base64::{Base64, Base64Error};
pub use self::binary::Binary;
pub use self::custom_fields::{CustomField, CustomFields};
pub use self::date_time::{DateTime, DateTimeError};
pub use self::encoded::{Encoded, EncodedValue};
pub use self::multi_language::{MultiLanguage, MultiLanguageError};
pub use self::time_span::{TimeSpan, TimeSpanError};
pub use self::word::Word;
