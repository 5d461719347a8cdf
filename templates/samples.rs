{# Output: generated/tests/samples.rs. `rows` are the bodies of all operations with their types. #}
//! Every documented sample is read into its type and written back: the JSON is the same, also after unknown properties,
//! nulls and new words were put in.
//!
//! The pages are read from `SUPEROFFICE_DOCS`, or from `docs` beside the crate; without either the test says so.

#![cfg(feature = "full")]
#![allow(unused_imports, missing_docs, reason = "the table of types names every module")]

#[path = "support/samples.rs"]
mod support;

use std::collections::BTreeMap;

use superoffice::runtime::serde_json::Value;
use superoffice::runtime::{Base64, DateTime};
use superoffice::entities::*;
use superoffice::enums::*;
{% for module in modules %}
use superoffice::requests::{{ module }}::*;
{% endfor %}
use support::{Row, round_trip};

const ROWS: &[Row] = &[
    {% for row in rows %}
    ({{ row.uid }}, {{ row.response }}, round_trip::<{{ row.ty }}>),
    {% endfor %}
];

#[test]
fn every_sample_survives() {
    support::run(ROWS);
}
