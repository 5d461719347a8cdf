{# `package` is a plan::PackagePlan. Output: generated/tests/support/table.rs #}
//! The types of all request and response bodies.

#![allow(unused_imports, reason = "not every module is needed for every API")]

use std::collections::BTreeMap;

use superoffice::runtime::{Base64, DateTime, Json};
use superoffice::entities::*;
use superoffice::enums::*;
{% for module in package.request_modules %}
use superoffice::requests::{{ module|checked }}::*;
{% endfor %}
use crate::support::{Row, round_trip};

pub(crate) const ROWS: &[Row] = &[
    {% for body in package.bodies %}
    ({{ body.uid|checked }}, {{ body.response|checked }}, round_trip::<{{ body.ty|checked }}>),
    {% endfor %}
];
