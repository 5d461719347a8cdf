//! The side keys of dictionaries of strings, such as `CustomFields`.
//!
//! In: a key. Out: the key that it belongs to. The server adds side keys to a response; a request must not contain them.
//! This file must not know the values.

use crate::slot::{Map, View};

/// Ends the key of the display text of a value.
pub(crate) const DISPLAY: &str = ":DisplayText";

/// Ends the key of the tooltip of a value.
pub(crate) const TOOLTIP: &str = ":DisplayTooltip";

/// Ends the key of the original value.
pub(crate) const ORIGINAL: &str = ":org";

/// Returns the key that a side key belongs to. `None` for a key without the end of a side key.
pub(crate) fn base(key: &str) -> Option<&str> {
    [DISPLAY, TOOLTIP, ORIGINAL].into_iter().find_map(|end| key.strip_suffix(end))
}

/// Whether a member of a dictionary of strings is a side key of another member.
pub(super) fn is_derived(map: &dyn Map, key: &str, value: View<'_>) -> bool {
    matches!(value, View::Str(_) | View::Null) && base(key).is_some_and(|base| map.get(base).is_some())
}
