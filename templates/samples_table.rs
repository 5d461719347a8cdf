{# Output: generated/tests/support/table.rs. `rows` are the bodies of all operations with their types. #}
//! The types of all bodies.

#![allow(unused_imports, reason = "not every module is needed for every API")]

use std::collections::BTreeMap;

use superoffice::runtime::serde_json::Value;
use superoffice::runtime::{Base64, DateTime};
use superoffice::entities::*;
use superoffice::enums::*;
{% for module in modules %}
use superoffice::requests::{{ module }}::*;
{% endfor %}
use crate::support::{Row, round_trip};

pub(crate) const ROWS: &[Row] = &[
    {% for row in rows %}
    ({{ row.uid }}, {{ row.response }}, round_trip::<{{ row.ty }}>),
    {% endfor %}
];
