//! Decides what a body is before its table is looked at: an object, an array, a dictionary, a scalar, a patch or bytes.
//!
//! The heading of a response states its kind; that of a request is shown only by the sample. If there is neither a
//! table nor a sample, the name decides: `contactIds` is an array of integers.
//!
//! ```text
//! table, sample `[ ... ]`                      ->  array of the table's entity
//! `op, path, value` under PATCH                ->  a JSON Patch (RFC 6902) or Merge Patch (RFC 7396)
//! `image binary`, or only media types of files ->  bytes
//! `contactIds`, no table, no sample            ->  array of int32
//! ```

use std::sync::Arc;

use super::infer::{elements, fits, infer};
use super::rules;
use crate::diagnostics::Diagnostics;
use crate::model::{
    Api, Body, Class, DocWord, Evidence, Form, Json, JsonKind, Known, Method, OpenReason, Operation, Rule, Type, Word,
};

/// Sets the type of every body. The innermost type stays undecided if the table is to provide it.
pub(super) fn run(api: &mut Api, _: &mut Diagnostics) {
    let empty = Api::default();
    let mut operations = std::mem::take(&mut api.operations);
    for operation in &mut operations {
        one(&empty, operation);
        operation.superseded.iter_mut().for_each(|older| one(&empty, older));
    }
    api.operations = operations;
}

fn one(api: &Api, operation: &mut Operation) {
    let method = operation.method;
    let success = operation.documents_success();
    if let Some(body) = &mut operation.request {
        (body.ty, body.form) = request(api, body, method, &operation.consumes);
        if body.form == Form::Json {
            contradict(api, body);
        }
    }
    let produces_files = is_files(&operation.produces);
    if let Some(body) = &mut operation.response {
        body.ty = response(api, body, success);
        contradict(api, body);
        if produces_files && body.ty.value == Type::Bytes {
            body.form = Form::Binary;
        }
    }
}

/// Leaves a body open if its sample contradicts the rest of the page, because a wrong type makes decoding fail.
fn contradict(api: &Api, body: &mut Body) {
    let Some(sample) = body.sample.as_ref().filter(|sample| !can_be(api, &body.ty.value, sample)) else { return };
    let heading = match body.kind.value.as_str() {
        "" => "a table of properties".to_owned(),
        kind => format!("the heading says `{kind}`"),
    };
    let open = Type::Open(OpenReason::Contradiction);
    let mut ty = known(open, Class::Contradicted, body.ty.rule, body, &heading);
    let says = format!("the sample is {}", sample.kind_word());
    ty.against.push(Evidence { span: sample.span, says });
    body.ty = ty;
}

/// Whether a sample can have a type. An innermost type that is undecided stands for an object.
fn can_be(api: &Api, ty: &Type, sample: &Json) -> bool {
    if sample.is_null() {
        return true;
    }
    match ty {
        Type::Array(inner) => {
            sample.elements().is_some_and(|elements| elements.iter().all(|element| can_be(api, inner, element)))
        }
        Type::Map(inner) => {
            sample.members().is_some_and(|members| members.iter().all(|(_, value)| can_be(api, inner, value)))
        }
        Type::Open(OpenReason::Undecided) => sample.members().is_some(),
        Type::Open(_) => true,
        scalar => fits(scalar, &infer(api, &[sample])),
    }
}

/// Whether all media types are those of files.
fn is_files(types: &[String]) -> bool {
    !types.is_empty()
        && types
            .iter()
            .all(|ty| ty.starts_with("image/") || ty.starts_with("multipart/") || ty == "application/octet-stream")
}

fn undecided() -> Type {
    Type::Open(OpenReason::Undecided)
}

fn known(ty: Type, class: Class, rule: &'static Rule, body: &Body, says: &str) -> Known<Type> {
    Known::new(ty, class, rule, vec![Evidence { span: body.name.span, says: says.to_owned() }])
}

fn sampled(ty: Type, rule: &'static Rule, sample: &Json) -> Known<Type> {
    let says = format!("the sample is {}", sample.kind_word());
    Known::new(ty, Class::Proved, rule, vec![Evidence { span: sample.span, says }])
}

fn request(api: &Api, body: &Body, method: Method, consumes: &[String]) -> (Known<Type>, Form) {
    let rows = body.rows.as_deref().unwrap_or_default();
    if method == Method::Patch && is_patch(rows.iter().map(|row| row.name.value.as_str())) {
        let open = Type::array(Type::Open(OpenReason::FreeForm));
        return (
            known(open, Class::Proved, &rules::PATCH_BODY, body, "the table has `op`, `path` and `value`"),
            Form::Patch,
        );
    }
    if body.kind.value.split_whitespace().any(|word| word == "binary") || (is_files(consumes) && rows.is_empty()) {
        return (known(Type::Bytes, Class::Proved, &rules::BINARY_BODY, body, "a binary body"), Form::Binary);
    }
    if !rows.is_empty() {
        let ty = match &body.sample {
            Some(sample) if sample.elements().is_some() => {
                sampled(Type::array(undecided()), &rules::ARRAY_BODY, sample)
            }
            Some(sample) if is_dictionary_of_rows(sample, rows) => {
                sampled(Type::map(undecided()), &rules::DICTIONARY_BODY, sample)
            }
            Some(sample) => sampled(undecided(), &rules::OBJECT_BODY, sample),
            None => known(undecided(), Class::Single, &rules::OBJECT_BODY, body, "a table and no sample"),
        };
        return (ty, Form::Json);
    }
    // Without a heading, an object need not be a dictionary: its table may be missing as well.
    let described = !body.name.value.is_empty();
    let shown = body.sample.as_ref().filter(|sample| !sample.is_null());
    if let Some(sample) = shown.filter(|sample| described || sample.members().is_none()) {
        return (sampled(without_table(api, sample), &rules::SAMPLED_BODY, sample), Form::Json);
    }
    if consumes.iter().any(|ty| ty == "application/octet-stream") {
        return (
            known(
                Type::Bytes,
                Class::Single,
                &rules::BINARY_BODY,
                body,
                "media types of files, and neither table nor sample",
            ),
            Form::Binary,
        );
    }
    (by_name(body, consumes), Form::Json)
}

/// Decides a body with neither table nor sample, by its name, its sentence and its media types.
fn by_name(body: &Body, consumes: &[String]) -> Known<Type> {
    let name = body.name.value.as_str();
    let sentence = body.text.as_ref().map(|text| text.value.as_str()).unwrap_or_default();
    if names_ids(name) {
        known(Type::array(Type::Int32), Class::Assumed, &rules::IDS_BODY, body, "the name is a plural of ids")
    } else if name.ends_with("Names") {
        known(Type::array(Type::String), Class::Assumed, &rules::NAMES_BODY, body, "the name is a plural of names")
    } else if sentence.contains("StringDictionary") {
        known(
            Type::map(Type::String),
            Class::Single,
            &rules::DICTIONARY_BODY,
            body,
            "the sentence says `StringDictionary`",
        )
    } else if sentence.split(|c: char| !c.is_alphabetic()).any(|word| word.eq_ignore_ascii_case("dictionary")) {
        let open = Type::map(Type::Open(OpenReason::NoSample));
        known(open, Class::Single, &rules::DICTIONARY_BODY, body, "the sentence says `dictionary`")
    } else if consumes.iter().any(|ty| ty == "text/plain") {
        known(Type::String, Class::Single, &rules::TEXT_BODY, body, "`text/plain` is among the media types")
    } else {
        unknown(body)
    }
}

/// A body about which nothing is known.
fn unknown(body: &Body) -> Known<Type> {
    let null = body.sample.as_ref().is_some_and(Json::is_null);
    let says = if null { "no table, and the sample is null" } else { "neither table nor sample" };
    known(Type::Open(OpenReason::NoSample), Class::Open, &rules::UNKNOWN_BODY, body, says)
}

/// Whether a name means ids, as `contactIds` or `ids`. Ids of this API are integers wherever a type word states their
/// type.
pub(super) fn names_ids(name: &str) -> bool {
    name == "ids" || name.ends_with("Ids") || name.ends_with("_ids")
}

fn is_patch<'a>(mut names: impl Iterator<Item = &'a str>) -> bool {
    names.next() == Some("op") && names.next() == Some("path") && names.next() == Some("value")
}

fn is_dictionary_of_rows(sample: &Json, rows: &[Arc<crate::model::Said>]) -> bool {
    let Some(members) = sample.members() else { return false };
    let is_row = |key: &str| rows.iter().any(|row| row.name.value == key);
    !members.is_empty()
        && !members.iter().any(|(key, _)| is_row(&key.name))
        && members
            .iter()
            .all(|(_, value)| value.members().is_some_and(|inner| inner.iter().all(|(key, _)| is_row(&key.name))))
}

/// The type of a sample without a table. An object is a dictionary, because objects of a type always have a table.
fn without_table(api: &Api, sample: &Json) -> Type {
    match &sample.kind {
        JsonKind::Object(members) => {
            let values: Vec<&Json> = members.iter().map(|(_, value)| value).collect();
            Type::map(dictionary_value(elements(api, &values)))
        }
        _ => infer(api, &[sample]),
    }
}

/// `{"fieldName": {}}` does not show the type of the values.
fn dictionary_value(ty: Type) -> Type {
    match ty {
        Type::Open(OpenReason::Contradiction | OpenReason::NullElements) => ty,
        Type::Open(_) => Type::Open(OpenReason::Cut),
        other => other,
    }
}

fn response(api: &Api, body: &Body, success: bool) -> Known<Type> {
    if !success {
        let open = Type::Open(OpenReason::NoSample);
        return known(open, Class::Open, &rules::NO_SUCCESS, body, "the page lists errors only");
    }
    let has_rows = body.rows.as_ref().is_some_and(|rows| !rows.is_empty());
    let word = DocWord::read(&body.kind.value).word;
    match (&word, &body.sample) {
        (Word::Array, _) if has_rows => {
            known(Type::array(undecided()), Class::Proved, &rules::ARRAY_BODY, body, "the heading says `array`")
        }
        (Word::Array, Some(sample)) if sample.elements().is_some() => {
            sampled(infer(api, &[sample]), &rules::ARRAY_BODY, sample)
        }
        (Word::Array, _) => {
            let element = Type::Open(OpenReason::NoSample);
            known(Type::array(element), Class::Single, &rules::ARRAY_BODY, body, "the heading says `array`")
        }
        (Word::Object, _) if has_rows => {
            let dictionary = body
                .sample
                .as_ref()
                .zip(body.rows.as_deref())
                .is_some_and(|(sample, rows)| is_dictionary_of_rows(sample, rows));
            let ty = if dictionary { Type::map(undecided()) } else { undecided() };
            known(ty, Class::Single, &rules::OBJECT_BODY, body, "the heading says `object`")
        }
        (Word::Object, Some(sample)) if sample.members().is_some() => {
            sampled(without_table(api, sample), &rules::DICTIONARY_BODY, sample)
        }
        (Word::Object, _) => {
            let value = Type::Open(OpenReason::NoSample);
            known(Type::map(value), Class::Single, &rules::DICTIONARY_BODY, body, "the heading says `object`")
        }
        (Word::Empty, Some(sample)) if has_rows && sample.elements().is_some() => {
            sampled(Type::array(undecided()), &rules::ARRAY_BODY, sample)
        }
        (Word::Empty, _) if has_rows => {
            known(undecided(), Class::Single, &rules::OBJECT_BODY, body, "a table of properties")
        }
        (Word::Empty, Some(sample)) if !sample.is_null() && sample.members().is_none() => {
            sampled(infer(api, &[sample]), &rules::SAMPLED_BODY, sample)
        }
        (Word::Empty, _) => unknown(body),
        (word, sample) => match scalar(word) {
            Some(ty) => {
                let class =
                    if sample.as_ref().is_some_and(|sample| !sample.is_null()) { Class::Proved } else { Class::Single };
                known(ty, class, &rules::SCALAR_BODY, body, "the heading says so")
            }
            None => known(undecided(), Class::Open, &rules::OBJECT_BODY, body, "a kind that the format does not have"),
        },
    }
}

/// The type of a scalar word.
pub(super) fn scalar(word: &Word) -> Option<Type> {
    Some(match word {
        Word::Bool => Type::Bool,
        Word::Int32 => Type::Int32,
        Word::Int64 => Type::Int64,
        Word::Double => Type::Double,
        Word::String => Type::String,
        Word::DateTime => Type::DateTime,
        Word::Byte => Type::Bytes,
        _ => return None,
    })
}
