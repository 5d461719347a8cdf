//! Values that are strings in JSON: enumerations, dates, bytes.
//!
//! In: the text as it was on the wire. Out: the same text, unchanged, and what it means on request. None of them fails a
//! decode: a date that cannot be parsed must not cost the caller the rest of an entity.

mod base64;
mod binary;
mod date_time;
mod open_enum;
mod word;

pub use self::base64::{Base64, Base64Error};
pub use self::binary::Binary;
pub use self::date_time::DateTime;
pub use self::word::Word;
