//! The form of 2023: all 3,116 operations have it. The sections of [`FORMAT`] are written as in this form.

use super::super::format::FORMAT;
use super::Form;

pub(super) static FORM: Form =
    Form { year: 2023, uid: "uid", keys: &[], format: FORMAT, body_kind: false, unnamed_objects: false };
