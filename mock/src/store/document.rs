//! JSON values that are shared, with their text.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use serde_json::Value;

/// A value that does not change. Its text is made once, because most values are sent more than once.
#[derive(Debug)]
pub(crate) struct Document {
    value: Value,
    text: OnceLock<Bytes>,
}

impl Document {
    pub(crate) fn new(value: Value) -> Arc<Self> {
        Arc::new(Self { value, text: OnceLock::new() })
    }

    /// The value as JSON text.
    pub(crate) fn text(&self) -> Bytes {
        let text = || Bytes::from(serde_json::to_vec(&self.value).unwrap_or_default());
        self.text.get_or_init(text).clone()
    }
}

impl Deref for Document {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.value
    }
}
