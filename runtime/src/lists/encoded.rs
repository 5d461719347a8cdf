//! The display values of agents, which are encoded as text.
//!
//! In: text such as `[I:17]`. Out: the JSON value that other lists contain instead. This file must not know rows.

use crate::json::value::Json;
use crate::values::{Encoded, EncodedValue};

/// Returns the value of encoded text: a number for `[I:17]` and `[F:4.5]`, a date in the format of other lists for
/// `[D:11/23/2026]` and `[DT:11/23/2026 14:00:00.0000000]`. `None` for text that is not encoded in one of these forms.
pub(super) fn decoded(text: &str) -> Option<Json> {
    match Encoded::from(text).value() {
        EncodedValue::Int(value) => Some(value.into()),
        EncodedValue::Float(value) | EncodedValue::Money(value) => Some(value.into()),
        EncodedValue::Date(date) | EncodedValue::DateTime(date) => {
            let text = date.as_str();
            Some(if text.contains('T') { text.into() } else { Json::from(format!("{text}T00:00:00")) })
        }
        EncodedValue::Other { marker, value } if marker == "S" => Some(value.into()),
        _ => None,
    }
}
