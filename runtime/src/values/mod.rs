//! Strings with a meaning: words of an open list, dates, bytes.
//!
//! In: the text as it was on the wire. Out: the same text, untouched, and what it means on demand. None of them can
//! fail a decode: a date nobody can parse must not cost the caller the other hundred properties.

mod base64;
mod binary;
mod date_time;
mod word;

pub(crate) use self::base64::BASE64;
pub use self::base64::{Base64, Base64Error};
pub use self::binary::Binary;
pub use self::date_time::DateTime;
pub use self::word::Word;
